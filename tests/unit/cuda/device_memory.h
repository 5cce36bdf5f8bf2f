// What the tests of kernels need of a device: its memory and the end of a launch. An executable
// links one of two: emulated_memory.cpp has them of the emulator, tests/gpu/gpu_memory.cpp of a
// GPU.
#pragma once

#include <cstddef>
#include <string>

#include "kernels/cuda/device/launch.h"

namespace minstrel::kernels::cuda {

// Aligned as launch.h asks for. Throws std::bad_alloc.
void* allocate_on_device(size_t bytes);
void free_on_device(void* data);
void copy_to_device(void* target, const void* source, size_t bytes);
void copy_from_device(void* target, const void* source, size_t bytes);

// Waits for what was launched. Gives `launched`, else what went wrong until the end.
LaunchError await_launch(LaunchError launched);
// What the last error was.
std::string device_finding();

}  // namespace minstrel::kernels::cuda
