// The first bytes of a package, read and checked before any other. Stateless; any thread.
#pragma once

#include <cstddef>
#include <span>

#include "runtime/core/status.h"
#include "runtime/model/package_format.h"

namespace minstrel {

// Lengths fit the file, checksums of the header and of the signature fit their bytes.
Result<package::Header> read_package_header(std::span<const std::byte> file);

// The error of a part whose checksum does not fit.
Status damaged(const char* part);

// Of the bytes before it.
uint32_t header_checksum(const package::Header& header);

// Between the manifest and the end of the file; empty where there is none.
std::span<const std::byte> signature_bytes(std::span<const std::byte> file,
                                           const package::Header& header);

}  // namespace minstrel
