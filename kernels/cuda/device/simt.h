// What kernels are written against: ids, barriers, warp collectives, shared arrays, matrix
// instructions and vector loads. nvcc gives the device's own; every other compiler gives an
// emulator that runs the same sources on the CPU. Kernels have one-dimensional blocks of whole
// warps, and collectives are for all 32 lanes.
#pragma once

#include <cstdint>

#include "kernels/cuda/device/stream.h"

namespace minstrel::kernels::cuda {

inline constexpr uint32_t kWarp = 32;

// Register groups with the alignment of a vector load.
struct alignas(8) Words2 {
    uint32_t x, y;
};
struct alignas(16) Words4 {
    uint32_t x, y, z, w;
};
struct alignas(8) Floats2 {
    float x, y;
};
struct alignas(16) Floats4 {
    float x, y, z, w;
};

struct Grid {
    uint32_t x = 1;
    uint32_t y = 1;
    uint32_t z = 1;
};

// cudaError_t values that launches report themselves.
inline constexpr int32_t kLaunchInvalidValue = 1;
inline constexpr int32_t kLaunchFailure = 719;

}  // namespace minstrel::kernels::cuda

#if defined(__CUDACC__)
#include "kernels/cuda/device/simt_device.h"
#else
#include "kernels/cuda/device/simt_emulator.h"
#endif
