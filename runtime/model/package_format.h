// The layout of a package file (*.mst), shared by its reader and its writer. Little-endian.
//
//   header (64 bytes) | tensors | vocabulary | order of the tokens, if any | prefixes, if any
//       | manifest | signature, if any | end of file
//
// Every part but the signature begins at the next multiple of its alignment after the part before;
// the gap is zero. So a file has one form only, and a byte is in the header, a checksummed part, or
// a zero gap.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/core/checked.h"

namespace minstrel::package {

inline constexpr char kMagic[8] = {'M', 'S', 'T', 'P', 'K', 'G', '0', '1'};
inline constexpr uint32_t kVersion = 2;              // 1: quantised matrices in rows
inline constexpr uint32_t kVersionWithOrder = 3;     // the same with the order of the tokens
inline constexpr uint32_t kVersionWithPrefixes = 4;  // with prefixes, with or without that order
inline constexpr size_t kMaxPrefixes = 256;
inline constexpr size_t kMaxPrefixTokens = 65'536;  // of all of them
inline constexpr uint32_t kMaxSignatureBytes = 64u << 10;
inline constexpr const char* kArchitecture = "mistral";
// With options that a reader of the first form would pass over.
inline constexpr const char* kExtendedArchitecture = "mistral-extended";

constexpr bool is_readable_version(uint32_t version) {
    return version >= kVersion && version <= kVersionWithPrefixes;
}

struct Header {
    char magic[8];
    uint32_t version;
    uint32_t header_bytes;
    uint64_t manifest_offset;
    uint64_t manifest_bytes;
    uint64_t file_bytes;  // without the signature
    uint32_t manifest_checksum;
    uint32_t signature_bytes;     // 0 = not signed
    uint32_t signature_checksum;  // CRC-32C; against damage only
    uint32_t reserved[2];         // zero
    uint32_t header_checksum;     // CRC-32C of the bytes before it
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
