// A file as numbers of bytes at offsets, from the operating system or from the host's hooks. Owned
// by who opened it and used by one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "runtime/core/status.h"

namespace minstrel {

// The host's file system. Functions return 0 or a negative Code, of which kNotFound is told apart
// from the rest; all may block, none may call the library.
struct FileHooks {
    void* user = nullptr;
    int32_t (*open)(void* user, const char* path, void** out_file) = nullptr;
    // Reads exactly `bytes` bytes; a file that ends before is an error.
    int32_t (*read)(void* user, void* file, uint64_t offset, void* out, uint64_t bytes) = nullptr;
    int32_t (*size)(void* user, void* file, uint64_t* out_bytes) = nullptr;
    void (*close)(void* user, void* file) = nullptr;
};

class FileSource {
  public:
    // Regular files only: a directory, pipe or device is refused before anything is read from it.
    // Null hooks mean the operating system.
    static Result<std::unique_ptr<FileSource>> open(const std::string& path,
                                                    const FileHooks* hooks);
    virtual ~FileSource() = default;

    virtual Status read_at(uint64_t offset, std::span<std::byte> out) = 0;

    // A descriptor that can be mapped, or -1.
    virtual int descriptor() const { return -1; }

    // The length at the time of opening.
    uint64_t size() const { return size_; }
    const std::string& path() const { return path_; }

  protected:
    FileSource(std::string path, uint64_t size) : path_(std::move(path)), size_(size) {}
    FileSource(const FileSource&) = delete;
    FileSource& operator=(const FileSource&) = delete;

  private:
    std::string path_;
    uint64_t size_;
};

bool is_directory(const std::string& path);

}  // namespace minstrel
