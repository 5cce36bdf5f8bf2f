// What the vector wrappers share: the inline request and a constant. They must vanish at every
// optimisation level: a copy that stays a function could be shared by the linker with code for
// machines without the set.
#pragma once

#include <limits>

#if defined(_MSC_VER) && !defined(__clang__)
#define MST_SIMD __forceinline
#define MST_SIMD_LAMBDA
#else
#define MST_SIMD inline __attribute__((always_inline))
#define MST_SIMD_LAMBDA __attribute__((always_inline))
#endif

namespace minstrel::kernels {

inline constexpr float kInfinity = std::numeric_limits<float>::infinity();

}  // namespace minstrel::kernels
