#include "runtime/core/blake2b.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace minstrel {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::array<uint64_t, 8> kStart = {
    0x6A09E667F3BCC908u, 0xBB67AE8584CAA73Bu, 0x3C6EF372FE94F82Bu, 0xA54FF53A5F1D36F1u,
    0x510E527FADE682D1u, 0x9B05688C2B3E6C1Fu, 0x1F83D9ABFB41BD6Bu, 0x5BE0CD19137E2179u};

// Which word of the block each step takes; rounds 10 and 11 begin again.
constexpr uint8_t kOrder[10][16] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
                                    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
                                    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
                                    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
                                    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
                                    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
                                    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
                                    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
                                    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
                                    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

// Columns, then diagonals.
constexpr uint8_t kQuarters[8][4] = {{0, 4, 8, 12},  {1, 5, 9, 13},  {2, 6, 10, 14}, {3, 7, 11, 15},
                                     {0, 5, 10, 15}, {1, 6, 11, 12}, {2, 7, 8, 13},  {3, 4, 9, 14}};

void mix(uint64_t& a, uint64_t& b, uint64_t& c, uint64_t& d, uint64_t x, uint64_t y) {
    a += b + x;
    d = std::rotr(d ^ a, 32);
    c += d;
    b = std::rotr(b ^ c, 24);
    a += b + y;
    d = std::rotr(d ^ a, 16);
    c += d;
    b = std::rotr(b ^ c, 63);
}

}  // namespace

Blake2b::Blake2b() : state_(kStart) {
    state_[0] ^= 0x01010000u ^ std::tuple_size_v<Digest>;
}

void Blake2b::compress(const std::byte* block, bool is_last) {
    uint64_t words[16];
    std::memcpy(words, block, sizeof words);
    uint64_t v[16];
    std::copy(state_.begin(), state_.end(), v);
    std::copy(kStart.begin(), kStart.end(), v + 8);
    v[12] ^= counted_;
    if (is_last) v[14] = ~v[14];
    for (size_t round = 0; round < 12; ++round) {
        const uint8_t* order = kOrder[round % 10];
        for (const uint8_t(&q)[4] : kQuarters) {
            mix(v[q[0]], v[q[1]], v[q[2]], v[q[3]], words[order[0]], words[order[1]]);
            order += 2;
        }
    }
    for (size_t i = 0; i < state_.size(); ++i) state_[i] ^= v[i] ^ v[i + 8];
}

void Blake2b::add(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        // A full block waits for a successor: the last one is marked.
        if (pending_count_ == kBlockBytes) {
            counted_ += kBlockBytes;
            compress(pending_.data(), false);
            pending_count_ = 0;
        }
        const size_t count = std::min(bytes.size(), kBlockBytes - pending_count_);
        std::memcpy(pending_.data() + pending_count_, bytes.data(), count);
        pending_count_ += count;
        bytes = bytes.subspan(count);
    }
}

Blake2b::Digest Blake2b::finish() {
    counted_ += pending_count_;
    std::fill(pending_.begin() + static_cast<std::ptrdiff_t>(pending_count_), pending_.end(),
              std::byte{0});
    compress(pending_.data(), true);
    Digest digest;
    std::memcpy(digest.data(), state_.data(), digest.size());
    return digest;
}

}  // namespace minstrel
