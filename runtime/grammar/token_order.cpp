#include "runtime/grammar/token_order.h"

#include <cstring>

namespace minstrel {
namespace {

struct Header {
    char magic[4];
    uint32_t version;  // counts changes of what is stored and of what it is sorted by
    uint32_t count;
};
constexpr Header kHeader = {{'M', 'S', 'T', 'O'}, 1, 0};

}  // namespace

std::vector<std::byte> write_token_order(const TokenTable& table) {
    const std::span<const int32_t> ids = table.id_of_rank();
    Header header = kHeader;
    header.count = static_cast<uint32_t>(ids.size());
    std::vector<std::byte> bytes(sizeof header + ids.size_bytes());
    std::memcpy(bytes.data(), &header, sizeof header);
    if (!ids.empty()) std::memcpy(bytes.data() + sizeof header, ids.data(), ids.size_bytes());
    return bytes;
}

std::vector<int32_t> read_token_order(std::span<const std::byte> bytes) {
    Header header;
    if (bytes.size() < sizeof header) return {};
    std::memcpy(&header, bytes.data(), sizeof header);
    const auto rest = bytes.subspan(sizeof header);
    const bool fits = std::memcmp(header.magic, kHeader.magic, sizeof header.magic) == 0 &&
                      header.version == kHeader.version &&
                      rest.size() == uint64_t{header.count} * sizeof(int32_t);
    if (!fits || rest.empty()) return {};
    std::vector<int32_t> ids(header.count);
    std::memcpy(ids.data(), rest.data(), rest.size());
    return ids;
}

}  // namespace minstrel
