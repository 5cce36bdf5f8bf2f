#include "runtime/text/rank_table.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace minstrel {
namespace {

// In a table that is at most half full no honest set of tokens comes near this.
constexpr size_t kMaxProbes = 512;

uint32_t hash_of(std::string_view bytes) {
    uint64_t hash = bytes.size() * 0x9E3779B97F4A7C15u;
    while (!bytes.empty()) {
        uint64_t word = 0;
        const size_t count = std::min(bytes.size(), sizeof word);
        std::memcpy(&word, bytes.data(), count);
        hash = (hash ^ word) * 0xFF51AFD7ED558CCDu;
        hash ^= hash >> 32;
        bytes.remove_prefix(count);
    }
    hash *= 0xC4CEB9FE1A85EC53u;
    return static_cast<uint32_t>(hash >> 32);
}

size_t pair_index(std::string_view bytes) {
    return static_cast<size_t>(static_cast<uint8_t>(bytes[0])) << 8 |
           static_cast<uint8_t>(bytes[1]);
}

}  // namespace

Status RankTable::add(uint32_t rank) {
    const std::string_view bytes = bytes_of(rank);
    if (find(bytes) != kNone && bytes.size() > 1) {
        return error(Code::kBadFormat, "tokens %u and %u have the same bytes", find(bytes), rank);
    }
    if (bytes.size() == 1) return {};
    if (bytes.size() == 2) {
        pairs_[pair_index(bytes)] = rank;
        return {};
    }
    const uint32_t hash = hash_of(bytes);
    const size_t mask = slots_.size() - 1;
    for (size_t probe = 0; probe < kMaxProbes; ++probe) {
        Slot& slot = slots_[(hash + probe) & mask];
        if (slot.rank != kNone) continue;
        slot = {rank, hash};
        return {};
    }
    return error(Code::kBadFormat, "token %u: the tokens are made to collide", rank);
}

Result<RankTable> RankTable::make(const std::vector<std::string>& tokens) {
    RankTable table;
    table.slots_.resize(std::bit_ceil(tokens.size() * 2));
    table.pairs_.assign(size_t{1} << 16, kNone);
    table.offsets_.push_back(0);
    for (const std::string& token : tokens) {
        table.bytes_ += token;
        table.offsets_.push_back(static_cast<uint32_t>(table.bytes_.size()));
        table.longest_ = std::max(table.longest_, token.size());
    }
    for (size_t rank = 0; rank < tokens.size(); ++rank) {
        if (tokens[rank].size() == 1 && static_cast<uint8_t>(tokens[rank][0]) != rank) {
            return error(Code::kBadFormat, "token %zu is a second single byte", rank);
        }
        MST_TRY(table.add(static_cast<uint32_t>(rank)));
    }
    return table;
}

uint32_t RankTable::find(std::string_view bytes) const {
    if (bytes.size() == 1) return static_cast<uint8_t>(bytes[0]);
    if (bytes.size() == 2) return pairs_[pair_index(bytes)];
    if (bytes.size() > longest_) return kNone;
    const uint32_t hash = hash_of(bytes);
    const size_t mask = slots_.size() - 1;
    for (size_t probe = 0; probe < kMaxProbes; ++probe) {
        const Slot& slot = slots_[(hash + probe) & mask];
        if (slot.rank == kNone) return kNone;
        if (slot.hash == hash && bytes_of(slot.rank) == bytes) return slot.rank;
    }
    return kNone;
}

}  // namespace minstrel
