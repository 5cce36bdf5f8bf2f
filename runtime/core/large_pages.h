// Memory that is read from its first byte to its last for every token: in pages of 4 KiB a
// processor spends much of its time on looking up where each of them lies. Any thread.
#pragma once

#include <cstddef>

namespace minstrel {

inline constexpr size_t kLargePage = size_t{2} << 20;

// Asks the system for large pages in the whole ones of [begin, begin + bytes), of which `begin` is
// a boundary of pages; the rest stays in small ones, so that none is there for a few bytes. A
// system that has none, or none for files, refuses, which changes nothing.
void prefer_large_pages(const void* begin, size_t bytes);

}  // namespace minstrel
