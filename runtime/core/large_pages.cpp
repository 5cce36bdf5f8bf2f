#include "runtime/core/large_pages.h"

#include <algorithm>
#include <cstdint>

#if defined(__linux__)
#include <sys/mman.h>
#include <unistd.h>
#endif

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MST_MEMORY_IS_CHECKED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define MST_MEMORY_IS_CHECKED 1
#endif

namespace minstrel {

#if defined(__linux__) && defined(MADV_HUGEPAGE)
namespace {

size_t whole_pages(size_t bytes) {
    const auto page = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
    return (bytes + page - 1) / page * page;
}

}  // namespace

void prefer_large_pages(const void* begin, size_t bytes) {
    if (bytes >= kLargePage) (void)::madvise(const_cast<void*>(begin), bytes, MADV_HUGEPAGE);
}

bool is_large_block(size_t bytes) {
#if defined(MST_MEMORY_IS_CHECKED)
    return bytes == SIZE_MAX;  // none: nothing is so large
#else
    return bytes >= kLargePage;
#endif
}

void* allocate_large(size_t bytes, size_t alignment) {
    const size_t boundary = std::max(alignment, kLargePage);
    if (bytes > PTRDIFF_MAX - 2 * boundary) return nullptr;
    const size_t size = whole_pages(bytes), mapped = size + boundary;
    void* address =
        ::mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (address == MAP_FAILED) return nullptr;
    // What lies before the boundary and behind the block goes back.
    auto* const begin = static_cast<char*>(address);
    const size_t before = (boundary - reinterpret_cast<uintptr_t>(begin) % boundary) % boundary;
    if (before != 0) (void)::munmap(begin, before);
    (void)::munmap(begin + before + size, boundary - before);
    prefer_large_pages(begin + before, bytes / kLargePage * kLargePage);
    return begin + before;
}

void release_large(void* pointer, size_t bytes) {
    (void)::munmap(pointer, whole_pages(bytes));
}

#else

void prefer_large_pages(const void*, size_t) {}
bool is_large_block(size_t) {
    return false;
}
void* allocate_large(size_t, size_t) {
    return nullptr;
}
void release_large(void*, size_t) {}

#endif

}  // namespace minstrel
