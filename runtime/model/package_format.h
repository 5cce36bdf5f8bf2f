// The layout of a package file (*.mst), shared by its reader and its writer. Little-endian.
//
//   header (64 bytes) | tensors | vocabulary | manifest | end of file
//
// Every part begins at the next multiple of its alignment after the part before; the gap is zero.
// So a file has one form only, and a byte is in the header, a checksummed part, or a zero gap.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/core/checked.h"

namespace minstrel::package {

inline constexpr char kMagic[8] = {'M', 'S', 'T', 'P', 'K', 'G', '0', '1'};
inline constexpr uint32_t kVersion = 1;
inline constexpr const char* kArchitecture = "mistral";

struct Header {
    char magic[8];
    uint32_t version;
    uint32_t header_bytes;
    uint64_t manifest_offset;
    uint64_t manifest_bytes;
    uint64_t file_bytes;
    uint32_t manifest_checksum;
    uint32_t reserved[4];      // zero
    uint32_t header_checksum;  // CRC-32C of the bytes before it
};
static_assert(sizeof(Header) == 64 && offsetof(Header, header_checksum) == 60);

// Large parts begin at a page, so that a mapping can be handed to the kernels (and to a device)
// page by page; small ones at a cache line, so that they waste nothing.
constexpr uint64_t part_alignment(uint64_t bytes) {
    return bytes >= 4096 ? 4096 : 64;
}

// Where a part of `bytes` bytes begins when the one before ended at `end`.
constexpr CheckedU64 part_begin(uint64_t end, uint64_t bytes) {
    return CheckedU64(end).aligned_up(part_alignment(bytes));
}

}  // namespace minstrel::package
