#include "runtime/core/file_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace minstrel {
namespace {

Status system_error(const std::string& path, const char* operation, int number) {
    const bool missing = number == ENOENT || number == ENOTDIR;
    const std::string text = std::generic_category().message(number);
    const char* remedy = missing            ? "; check the path"
                         : number == EACCES ? "; give this user the right to read it"
                                            : "";
    return error(missing ? Code::kNotFound : Code::kIo, "cannot %s '%s': %s%s", operation,
                 path.c_str(), text.c_str(), remedy);
}

const char* kind_of(mode_t mode) {
    if (S_ISDIR(mode)) return "a directory";
    if (S_ISFIFO(mode)) return "a pipe";
    if (S_ISSOCK(mode)) return "a socket";
    return "a device";
}

class SystemFile final : public FileSource {
  public:
    static Result<std::unique_ptr<FileSource>> open(const std::string& path) {
        // Without O_NONBLOCK, opening a pipe would wait for its writer.
        const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        if (descriptor < 0) return system_error(path, "open", errno);
        struct stat facts {};
        if (::fstat(descriptor, &facts) != 0) {
            const int number = errno;
            ::close(descriptor);
            return system_error(path, "examine", number);
        }
        if (!S_ISREG(facts.st_mode)) {
            ::close(descriptor);
            return error(Code::kIo, "'%s' is %s, not a file", path.c_str(), kind_of(facts.st_mode));
        }
        return std::unique_ptr<FileSource>(
            new SystemFile(path, static_cast<uint64_t>(facts.st_size), descriptor));
    }

    ~SystemFile() override { ::close(descriptor_); }

    Status read_at(uint64_t offset, std::span<std::byte> out) override {
        while (!out.empty()) {
            constexpr size_t kLargestRead = size_t{1} << 30;
            const ssize_t count =
                ::pread(descriptor_, out.data(), std::min(out.size(), kLargestRead),
                        static_cast<off_t>(offset));
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return system_error(path(), "read", errno);
            if (count == 0) {
                return error(Code::kIo, "'%s' became shorter while it was read", path().c_str());
            }
            out = out.subspan(static_cast<size_t>(count));
            offset += static_cast<uint64_t>(count);
        }
        return Status();
    }

    int descriptor() const override { return descriptor_; }

  private:
    SystemFile(const std::string& path, uint64_t size, int descriptor)
        : FileSource(path, size), descriptor_(descriptor) {}

    int descriptor_;
};

Status hook_error(const std::string& path, const char* operation, int32_t result) {
    const bool missing = result == static_cast<int32_t>(Code::kNotFound);
    return error(missing ? Code::kNotFound : Code::kIo,
                 "the host's file hook could not %s '%s' (result %d)", operation, path.c_str(),
                 static_cast<int>(result));
}

class HookFile final : public FileSource {
  public:
    static Result<std::unique_ptr<FileSource>> open(const std::string& path,
                                                    const FileHooks& hooks) {
        void* file = nullptr;
        if (const int32_t result = hooks.open(hooks.user, path.c_str(), &file); result != 0) {
            return hook_error(path, "open", result);
        }
        uint64_t size = 0;
        if (const int32_t result = hooks.size(hooks.user, file, &size); result != 0) {
            hooks.close(hooks.user, file);
            return hook_error(path, "examine", result);
        }
        return std::unique_ptr<FileSource>(new HookFile(path, size, hooks, file));
    }

    ~HookFile() override { hooks_.close(hooks_.user, file_); }

    Status read_at(uint64_t offset, std::span<std::byte> out) override {
        if (out.empty()) return Status();
        const int32_t result = hooks_.read(hooks_.user, file_, offset, out.data(), out.size());
        return result == 0 ? Status() : hook_error(path(), "read", result);
    }

  private:
    HookFile(const std::string& path, uint64_t size, const FileHooks& hooks, void* file)
        : FileSource(path, size), hooks_(hooks), file_(file) {}

    FileHooks hooks_;
    void* file_;
};

}  // namespace

Result<std::unique_ptr<FileSource>> FileSource::open(const std::string& path,
                                                     const FileHooks* hooks) {
    if (path.empty()) return error(Code::kInvalidArgument, "the file path is empty");
    if (path.find('\0') != std::string::npos) {
        return error(Code::kInvalidArgument, "the file path contains a zero byte");
    }
    return hooks != nullptr ? HookFile::open(path, *hooks) : SystemFile::open(path);
}

bool is_directory(const std::string& path) {
    struct stat facts {};
    return ::stat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode);
}

}  // namespace minstrel
