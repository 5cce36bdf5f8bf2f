#include "runtime/core/buffer.h"

#include <cstdlib>
#include <utility>

namespace minstrel {
namespace {

void* allocate_from(const Allocator& allocator, size_t bytes) {
    if (allocator.allocate != nullptr) {
        return allocator.allocate(allocator.user, bytes, Buffer::kAlignment);
    }
    return std::aligned_alloc(Buffer::kAlignment, (bytes + Buffer::kAlignment - 1) /
                                                      Buffer::kAlignment * Buffer::kAlignment);
}

}  // namespace

Result<Buffer> Buffer::make(const Allocator& allocator, size_t bytes, const char* what) {
    Buffer buffer;
    if (bytes == 0) return buffer;
    if (bytes > SIZE_MAX - kAlignment) {
        return error(Code::kOutOfMemory, "%zu bytes for %s are more than there can be", bytes,
                     what);
    }
    buffer.allocator_ = allocator;
    buffer.data_ = static_cast<std::byte*>(allocate_from(allocator, bytes));
    if (buffer.data_ == nullptr) {
        return error(Code::kOutOfMemory, "no memory for %s (%zu bytes)", what, bytes);
    }
    buffer.size_ = bytes;
    return buffer;
}

Buffer::Buffer(Buffer&& other) noexcept
    : allocator_(other.allocator_),
      data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)) {}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
    std::swap(allocator_, other.allocator_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
}

Buffer::~Buffer() {
    if (data_ == nullptr) return;
    if (allocator_.release != nullptr) {
        allocator_.release(allocator_.user, data_, size_);
    } else {
        std::free(data_);
    }
}

}  // namespace minstrel
