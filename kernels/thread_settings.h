// Where threads of the library run and whom they make way for. Each of them applies the settings to
// itself when it starts; threads of the host are never touched.
#pragma once

#include <cstdint>

namespace minstrel::kernels {

// Numbers of mst_thread_priority.
enum class ThreadPriority : uint32_t { kNormal = 0, kLow = 1, kLowest = 2 };

struct ThreadSettings {
    uint64_t core_mask = 0;  // bit n: core n, as the system counts them; 0 = wherever it likes
    ThreadPriority priority = ThreadPriority::kNormal;
};

// Whether the system can keep threads to cores.
bool can_keep_to_cores();

// How many of these cores the system gives to a thread of this process, wherever the calling one
// may run.
uint32_t granted_core_count(uint64_t core_mask);

// To the calling thread. What the system refuses stays as it is.
void apply(const ThreadSettings& settings);

}  // namespace minstrel::kernels
