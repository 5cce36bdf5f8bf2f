#include "runtime/model/package_signature.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "runtime/core/crc32c.h"
#include "runtime/core/file_view.h"
#include "runtime/model/package_header.h"

namespace minstrel {
namespace {

using package::Header;

Header unsigned_header(Header header) {
    header.signature_bytes = 0;
    header.signature_checksum = 0;
    header.header_checksum = header_checksum(header);
    return header;
}

class OpenFile {
  public:
    explicit OpenFile(const std::string& path)
        : path_(path), descriptor_(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW)) {}
    ~OpenFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    bool is_open() const { return descriptor_ >= 0; }
    Status read_header(Header* out) const {
        if (::pread(descriptor_, out, sizeof *out, 0) == sizeof *out) return Status();
        return error(Code::kBadFormat, "'%s' is no package", path_.c_str());
    }
    Status write(uint64_t offset, std::span<const std::byte> bytes) const {
        const auto place = static_cast<off_t>(offset);
        if (::pwrite(descriptor_, bytes.data(), bytes.size(), place) !=
            static_cast<ssize_t>(bytes.size())) {
            return failure();
        }
        return Status();
    }
    Status resize(uint64_t bytes) const {
        return ::ftruncate(descriptor_, static_cast<off_t>(bytes)) == 0 ? Status() : failure();
    }
    Status flush() const { return ::fsync(descriptor_) == 0 ? Status() : failure(); }
    Status failure() const {
        const std::string text = std::generic_category().message(errno);
        return error(Code::kIo, "cannot write '%s': %s", path_.c_str(), text.c_str());
    }

  private:
    const std::string& path_;
    int descriptor_;
};

// A file whose signing was cut off has the wrong length, and is otherwise right.
Status check_signable(const Header& header, const std::string& path) {
    if (std::memcmp(header.magic, package::kMagic, sizeof header.magic) != 0 ||
        !package::is_readable_version(header.version) ||
        header.header_checksum != header_checksum(header)) {
        return error(Code::kBadFormat, "'%s' is no package of this version", path.c_str());
    }
    return Status();
}

}  // namespace

Status ask_host(const SignatureCheck& hook, const std::string& path,
                std::span<const std::byte> digest, std::span<const std::byte> signature) {
    const int32_t code = hook.check(hook.user, path.c_str(), digest, signature);
    if (code == 0) return Status();
    return Status(static_cast<Code>(code), signature.empty()
                                               ? "refused by the host: it is not signed"
                                               : "refused by the host: its signature");
}

Result<PackageSignature> read_package_signature(std::span<const std::byte> file,
                                                Progress& progress) {
    MST_ASSIGN(const Header header, read_package_header(file));
    progress.expect(header.file_bytes);
    const Header plain = unsigned_header(header);
    Blake2b hash;
    hash.add(std::as_bytes(std::span(&plain, 1)));
    auto rest = file.first(static_cast<size_t>(header.file_bytes)).subspan(sizeof(Header));
    while (!rest.empty()) {
        const auto step =
            rest.first(std::min(rest.size(), static_cast<size_t>(Progress::kStepBytes)));
        hash.add(step);
        MST_TRY(progress.advance(step.size()));
        rest = rest.subspan(step.size());
    }
    return PackageSignature{hash.finish(), signature_bytes(file, header)};
}

Status sign_package(const std::string& path, std::span<const std::byte> signature) {
    if (signature.size() > package::kMaxSignatureBytes) {
        return error(Code::kLimitReached, "the signature has %zu bytes; at most %u are accepted",
                     signature.size(), package::kMaxSignatureBytes);
    }
    const OpenFile file(path);
    if (!file.is_open()) return file.failure();
    Header header;
    MST_TRY(file.read_header(&header));
    MST_TRY(check_signable(header, path));
    MST_TRY(file.resize(header.file_bytes + signature.size()));
    MST_TRY(file.write(header.file_bytes, signature));
    MST_TRY(file.flush());
    header.signature_bytes = static_cast<uint32_t>(signature.size());
    header.signature_checksum = crc32c(signature);
    header.header_checksum = header_checksum(header);
    MST_TRY(file.write(0, std::as_bytes(std::span(&header, 1))));
    return file.flush();
}

}  // namespace minstrel
