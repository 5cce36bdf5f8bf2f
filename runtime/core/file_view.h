// The bytes of a whole file: mapped, read into private memory, or lent by the host. The one owner
// is usually a Model; after creation the bytes are read-only and any thread may look at them.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "runtime/core/buffer.h"
#include "runtime/core/file_source.h"
#include "runtime/core/progress.h"
#include "runtime/core/status.h"

namespace minstrel {

struct FileViewOptions {
    const FileHooks* hooks = nullptr;  // null = the operating system; hooks are always read
    // A mapped file that another process shortens ends the host with SIGBUS; a private copy cannot.
    bool read_instead_of_map = false;
    uint64_t max_bytes = UINT64_MAX;  // larger files are refused before anything is read
    Allocator allocator;              // of the private copy
    Progress* progress = nullptr;     // of the private copy; may be null
};

class FileView {
  public:
    static Result<FileView> open(const std::string& path, const FileViewOptions& options);

    // Bytes that the caller keeps alive and unchanged for the life of the view.
    static FileView borrow(std::string path, std::span<const std::byte> bytes);

    // Bytes that were made in memory.
    static FileView own(std::string path, Buffer bytes);

    FileView() = default;
    FileView(FileView&& other) noexcept;
    FileView& operator=(FileView&& other) noexcept;
    ~FileView();

    std::span<const std::byte> bytes() const { return bytes_; }
    const std::string& path() const { return path_; }
    bool is_mapped() const { return mapped_; }
    size_t owned_bytes() const { return copy_.size(); }

    // Hints that these bytes will hardly be read again, so that a mapped file's pages need not stay
    // in this process; they come back when they are. Nothing for bytes that are not of this file.
    void forget(std::span<const std::byte> bytes) const;

  private:
    void reset();

    std::string path_;
    std::span<const std::byte> bytes_;
    bool mapped_ = false;
    Buffer copy_;
};

}  // namespace minstrel
