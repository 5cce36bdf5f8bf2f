// CRC-32C (Castagnoli), the checksum of our files. It detects every error of up to 32 consecutive
// bits; it is no protection against a forger. Stateless; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace minstrel {

// `previous` continues over a further piece: crc32c(b, crc32c(a)) is the checksum of a then b.
uint32_t crc32c(std::span<const std::byte> bytes, uint32_t previous = 0);

// The same without the processor's own instruction, for tests.
uint32_t crc32c_portable(std::span<const std::byte> bytes, uint32_t previous = 0);

}  // namespace minstrel
