// How fast this machine reads memory: the roof over decoding.
#pragma once

#include <cstdint>

namespace minstrel::cli {

// Bytes a second that `threads` threads read together, each its own part of memory that no cache
// holds; the best of several passes. Takes about a second.
double measure_read_bandwidth(uint32_t threads);

}  // namespace minstrel::cli
