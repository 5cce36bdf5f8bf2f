#include "runtime/core/file_view.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cinttypes>
#include <functional>
#include <system_error>
#include <utility>

#include "runtime/core/large_pages.h"

namespace minstrel {
namespace {

Status read_all(FileSource& file, std::span<std::byte> out, Progress* progress) {
    if (progress != nullptr) progress->expect(out.size());
    for (size_t offset = 0; offset < out.size();) {
        const size_t count =
            std::min(out.size() - offset, static_cast<size_t>(Progress::kStepBytes));
        MST_TRY(file.read_at(offset, out.subspan(offset, count)));
        if (progress != nullptr) MST_TRY(progress->advance(count));
        offset += count;
    }
    return Status();
}

}  // namespace

Result<FileView> FileView::open(const std::string& path, const FileViewOptions& options) {
    MST_ASSIGN(const std::unique_ptr<FileSource> file, FileSource::open(path, options.hooks));
    if (file->size() > options.max_bytes || file->size() > SIZE_MAX) {
        return error(Code::kLimitReached,
                     "'%s' has %" PRIu64 " bytes; at most %" PRIu64 " are accepted for such a file",
                     path.c_str(), file->size(), options.max_bytes);
    }
    FileView view;
    view.path_ = path;
    const auto size = static_cast<size_t>(file->size());
    if (size == 0) return view;
    if (file->descriptor() < 0 || options.read_instead_of_map) {
        MST_ASSIGN(view.copy_, Buffer::make(options.allocator, size, "a file's content"));
        MST_TRY(read_all(*file, view.copy_.bytes(), options.progress));
        view.bytes_ = view.copy_.bytes();
        return view;
    }
    void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file->descriptor(), 0);
    if (address == MAP_FAILED) {
        const std::string text = std::generic_category().message(errno);
        return error(Code::kIo, "cannot map '%s': %s", path.c_str(), text.c_str());
    }
    prefer_large_pages(address, size);
    view.bytes_ = {static_cast<const std::byte*>(address), size};
    view.mapped_ = true;
    return view;
}

FileView FileView::borrow(std::string path, std::span<const std::byte> bytes) {
    FileView view;
    view.path_ = std::move(path);
    view.bytes_ = bytes;
    return view;
}

FileView FileView::own(std::string path, Buffer bytes) {
    FileView view;
    view.path_ = std::move(path);
    view.copy_ = std::move(bytes);
    view.bytes_ = view.copy_.bytes();
    return view;
}

FileView::FileView(FileView&& other) noexcept
    : path_(std::move(other.path_)),
      bytes_(std::exchange(other.bytes_, {})),
      mapped_(std::exchange(other.mapped_, false)),
      copy_(std::move(other.copy_)) {}

FileView& FileView::operator=(FileView&& other) noexcept {
    if (this != &other) {
        reset();
        path_ = std::move(other.path_);
        bytes_ = std::exchange(other.bytes_, {});
        mapped_ = std::exchange(other.mapped_, false);
        copy_ = std::move(other.copy_);
    }
    return *this;
}

FileView::~FileView() {
    reset();
}

void FileView::forget(std::span<const std::byte> bytes) const {
    const std::less<> before;  // of pointers that may belong to different objects
    const std::byte* const file_end = bytes_.data() + bytes_.size();
    const std::byte* const begin = bytes.data();
    if (!mapped_ || before(begin, bytes_.data()) || !before(begin, file_end)) return;
    // The file begins at a page. The rest of a page at either end may be another tensor's; losing
    // it costs one page fault.
    const auto page = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
    const auto offset = static_cast<size_t>(begin - bytes_.data());
    const size_t first = offset / page * page;
    const size_t end = std::min(offset + bytes.size(), bytes_.size());
    // The mapping is private and never written, so the pages are read from the file again.
    ::madvise(const_cast<std::byte*>(bytes_.data()) + first, end - first, MADV_DONTNEED);
}

void FileView::reset() {
    if (mapped_) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
    bytes_ = {};
    mapped_ = false;
}

}  // namespace minstrel
