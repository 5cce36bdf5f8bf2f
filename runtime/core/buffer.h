// A block of bytes from an allocator, freed with it. Move-only; its owner decides the thread.
#pragma once

#include <cstddef>
#include <span>

#include "runtime/core/status.h"

namespace minstrel {

// Where a room gets bulk memory from; the engine fills it in with a tag of its MemoryAccount. Null
// functions mean the C library.
struct Allocator {
    void* user = nullptr;
    void* (*allocate)(void* user, size_t bytes, size_t alignment) = nullptr;
    void (*release)(void* user, void* pointer, size_t bytes) = nullptr;
};

class Buffer {
  public:
    static constexpr size_t kAlignment = 64;

    // `what` names the content in the error text: "a file's content".
    static Result<Buffer> make(const Allocator& allocator, size_t bytes, const char* what);

    Buffer() = default;
    Buffer(Buffer&& other) noexcept;
    Buffer& operator=(Buffer&& other) noexcept;
    ~Buffer();

    std::byte* data() { return data_; }
    const std::byte* data() const { return data_; }
    size_t size() const { return size_; }
    std::span<std::byte> bytes() { return {data_, size_}; }
    std::span<const std::byte> bytes() const { return {data_, size_}; }

  private:
    Allocator allocator_;
    std::byte* data_ = nullptr;
    size_t size_ = 0;
};

}  // namespace minstrel
