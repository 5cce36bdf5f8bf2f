// What the vector wrappers share: the inline request and a constant. They must vanish at every
// optimisation level: a copy that stays a function could be shared by the linker with code for
// machines without the set.
#pragma once

#include <cstdint>
#include <limits>

#if defined(_MSC_VER) && !defined(__clang__)
#include <intrin.h>
#endif

#if defined(_MSC_VER) && !defined(__clang__)
#define MST_SIMD __forceinline
#define MST_SIMD_LAMBDA
#else
#define MST_SIMD inline __attribute__((always_inline))
#define MST_SIMD_LAMBDA __attribute__((always_inline))
#endif

namespace minstrel::kernels {

// The lowest bit that is set, of a word that is not zero.
MST_SIMD uint32_t first_bit(uint32_t bits) {
#if defined(_MSC_VER) && !defined(__clang__)
    unsigned long index;
    _BitScanForward(&index, bits);
    return index;
#else
    return static_cast<uint32_t>(__builtin_ctz(bits));
#endif
}

MST_SIMD uint32_t bit_count(uint32_t bits) {
    bits -= bits >> 1 & 0x55555555u;
    bits = (bits & 0x33333333u) + (bits >> 2 & 0x33333333u);
    return ((bits + (bits >> 4)) & 0x0F0F0F0Fu) * 0x01010101u >> 24;
}

inline constexpr float kInfinity = std::numeric_limits<float>::infinity();

}  // namespace minstrel::kernels
