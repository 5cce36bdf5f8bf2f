#include "runtime/model/package_header.h"

#include <algorithm>
#include <cinttypes>
#include <cstring>

#include "runtime/core/checked.h"
#include "runtime/core/crc32c.h"

namespace minstrel {
namespace {

using package::Header;

constexpr uint64_t kMaxManifestBytes = 16u << 20;

Status check_begin(const Header& header) {
    if (std::memcmp(header.magic, package::kMagic, sizeof header.magic) != 0) {
        return error(Code::kBadFormat, "it does not begin with 'MSTPKG01'");
    }
    if (package::is_readable_version(__builtin_bswap32(header.version))) {
        return error(Code::kUnsupported, "it was written in big-endian byte order");
    }
    if (!package::is_readable_version(header.version)) {
        return error(Code::kUnsupported,
                     "its format has version %u; this library reads versions %u to %u",
                     header.version, package::kVersion, package::kVersionWithPrefixes);
    }
    return Status();
}

Status check_header(const Header& header, uint64_t file_bytes) {
    MST_TRY(check_begin(header));
    if (header_checksum(header) != header.header_checksum) {
        return damaged("the header");
    }
    const CheckedU64 expected = CheckedU64(header.file_bytes) + header.signature_bytes;
    if (!expected.equals(file_bytes)) {
        return error(Code::kBadFormat, "the file has %" PRIu64 " bytes instead of %" PRIu64 "%s",
                     file_bytes, header.file_bytes + header.signature_bytes,
                     file_bytes < header.file_bytes ? "; it is cut off: copy it again" : "");
    }
    const bool reserved_zero = std::all_of(std::begin(header.reserved), std::end(header.reserved),
                                           [](uint32_t value) { return value == 0; });
    if (header.header_bytes != sizeof(Header) || !reserved_zero) {
        return error(Code::kUnsupported, "the header uses fields of a later version");
    }
    if (header.manifest_bytes > kMaxManifestBytes ||
        header.signature_bytes > package::kMaxSignatureBytes) {
        return error(Code::kLimitReached,
                     "manifest and signature have %" PRIu64 " and %u bytes; at most %" PRIu64
                     " and %u are accepted",
                     header.manifest_bytes, header.signature_bytes, kMaxManifestBytes,
                     package::kMaxSignatureBytes);
    }
    const CheckedU64 end = CheckedU64(header.manifest_offset) + header.manifest_bytes;
    if (header.manifest_offset < sizeof(Header) || !end.equals(header.file_bytes)) {
        return error(Code::kBadFormat, "the manifest does not end where the file ends");
    }
    return Status();
}

}  // namespace

Status damaged(const char* part) {
    return error(Code::kBadFormat, "%s is damaged (checksum); copy the file again", part);
}

uint32_t header_checksum(const Header& header) {
    return crc32c(std::as_bytes(std::span(&header, 1)).first(offsetof(Header, header_checksum)));
}

std::span<const std::byte> signature_bytes(std::span<const std::byte> file, const Header& header) {
    return file.subspan(static_cast<size_t>(header.file_bytes), header.signature_bytes);
}

Result<Header> read_package_header(std::span<const std::byte> file) {
    if (file.size() < sizeof(Header)) {
        return error(Code::kBadFormat, "the file has %zu bytes; a package has at least %zu",
                     file.size(), sizeof(Header));
    }
    Header header;
    std::memcpy(&header, file.data(), sizeof header);
    MST_TRY(check_header(header, file.size()));
    if (crc32c(signature_bytes(file, header)) != header.signature_checksum) {
        return damaged("the signature");
    }
    return header;
}

}  // namespace minstrel
