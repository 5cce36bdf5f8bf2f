#include "runtime/core/crc32c.h"

#include <array>
#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__)
#include <nmmintrin.h>
#define MST_CRC_HARDWARE 1
#else
#define MST_CRC_HARDWARE 0
#endif

namespace minstrel {
namespace {

constexpr uint32_t kPolynomial = 0x82F63B78u;  // reflected

// kTables[k][b]: the checksum of byte b followed by k zero bytes ("slicing by 8").
using Tables = std::array<std::array<uint32_t, 256>, 8>;

constexpr Tables make_tables() {
    Tables tables{};
    for (uint32_t byte = 0; byte < 256; ++byte) {
        uint32_t value = byte;
        for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) ? kPolynomial : 0);
        tables[0][byte] = value;
    }
    for (size_t k = 1; k < 8; ++k) {
        for (size_t byte = 0; byte < 256; ++byte) {
            const uint32_t value = tables[k - 1][byte];
            tables[k][byte] = (value >> 8) ^ tables[0][value & 0xFF];
        }
    }
    return tables;
}

constexpr Tables kTables = make_tables();

uint64_t load_u64(const std::byte* bytes) {
    uint64_t word;
    std::memcpy(&word, bytes, sizeof word);
    return word;
}

uint32_t update_portable(uint32_t state, const std::byte* bytes, size_t count) {
    for (; count >= 8; count -= 8, bytes += 8) {
        const uint64_t word = load_u64(bytes) ^ state;
        state = 0;
        for (size_t k = 0; k < 8; ++k) state ^= kTables[7 - k][(word >> (8 * k)) & 0xFF];
    }
    for (; count > 0; --count, ++bytes) {
        state = (state >> 8) ^ kTables[0][(state ^ static_cast<uint32_t>(*bytes)) & 0xFF];
    }
    return state;
}

#if MST_CRC_HARDWARE
[[gnu::target("sse4.2")]] uint32_t update_hardware(uint32_t state, const std::byte* bytes,
                                                   size_t count) {
    uint64_t wide = state;
    for (; count >= 8; count -= 8, bytes += 8) wide = _mm_crc32_u64(wide, load_u64(bytes));
    return update_portable(static_cast<uint32_t>(wide), bytes, count);
}
#endif

}  // namespace

uint32_t crc32c(std::span<const std::byte> bytes, uint32_t previous) {
    const uint32_t state = ~previous;
#if MST_CRC_HARDWARE
    if (__builtin_cpu_supports("sse4.2")) {
        return ~update_hardware(state, bytes.data(), bytes.size());
    }
#endif
    return ~update_portable(state, bytes.data(), bytes.size());
}

uint32_t crc32c_portable(std::span<const std::byte> bytes, uint32_t previous) {
    return ~update_portable(~previous, bytes.data(), bytes.size());
}

}  // namespace minstrel
