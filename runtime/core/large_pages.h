// Memory that is read from its first byte to its last for every token: in pages of 4 KiB a
// processor spends much of its time on looking up where each of them lies. Any thread.
#pragma once

#include <cstddef>

namespace minstrel {

inline constexpr size_t kLargePage = size_t{2} << 20;

// Asks the system for large pages in [begin, begin + bytes), of which `begin` is a boundary of
// pages. A system that has none, or none for files, refuses, which changes nothing.
void prefer_large_pages(const void* begin, size_t bytes);

// Whether blocks of this size come from the functions below. Not under a checker of memory, which
// watches over the C library's.
bool is_large_block(size_t bytes);

// A block of its own from the system, in large pages as far as it fills them; null on failure.
// `alignment` is a power of two.
void* allocate_large(size_t bytes, size_t alignment);
void release_large(void* pointer, size_t bytes);

}  // namespace minstrel
