#include "runtime/core/allocator.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <new>

#include "runtime/core/large_pages.h"

namespace minstrel {
namespace {

void* system_allocate(void*, size_t bytes, size_t alignment, MemoryTag) {
    if (is_large_block(bytes)) return allocate_large(bytes, alignment);
    const size_t least = std::max(alignment, sizeof(void*));
    if (bytes > PTRDIFF_MAX - least) return nullptr;             // no object can be larger
    const size_t rounded = (bytes + least - 1) / least * least;  // aligned_alloc wants a multiple
    return std::aligned_alloc(least, rounded == 0 ? least : rounded);
}

void system_release(void*, void* pointer, size_t bytes, MemoryTag) {
    if (is_large_block(bytes)) {
        release_large(pointer, bytes);
    } else {
        std::free(pointer);
    }
}

}  // namespace

MemoryAccount::MemoryAccount(const AllocatorHooks& hooks) : hooks_(hooks) {
    if (hooks_.allocate == nullptr) {
        hooks_ = AllocatorHooks{nullptr, system_allocate, system_release};
    }
}

void* MemoryAccount::allocate(size_t bytes, size_t alignment, MemoryTag tag) {
    void* pointer = hooks_.allocate(hooks_.user_data, bytes, alignment, tag);
    if (pointer == nullptr) return nullptr;
    if (reinterpret_cast<uintptr_t>(pointer) % alignment != 0) {
        hooks_.release(hooks_.user_data, pointer, bytes, tag);
        return nullptr;
    }
    bytes_[static_cast<size_t>(tag)].fetch_add(bytes, std::memory_order_relaxed);
    return pointer;
}

void MemoryAccount::release(void* pointer, size_t bytes, MemoryTag tag) {
    if (pointer == nullptr) return;
    bytes_[static_cast<size_t>(tag)].fetch_sub(bytes, std::memory_order_relaxed);
    hooks_.release(hooks_.user_data, pointer, bytes, tag);
}

void* TaggedResource::do_allocate(size_t bytes, size_t alignment) {
    void* pointer = account_.allocate(bytes, alignment, tag_);
    if (pointer == nullptr) throw std::bad_alloc();
    return pointer;
}

void TaggedResource::do_deallocate(void* pointer, size_t bytes, size_t) {
    account_.release(pointer, bytes, tag_);
}

}  // namespace minstrel
