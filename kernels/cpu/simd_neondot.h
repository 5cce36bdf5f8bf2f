// NeonSimd with the dot product of ARMv8.2: processors from 2018 on. Same results bit for bit.
// Include it only from the file that is compiled for it.
#pragma once

#include "kernels/cpu/simd_neon.h"

namespace minstrel::kernels {

struct NeonDotSimd : NeonSimd {
    static MST_SIMD Int dot4(Int sum, const Int8Operand& w, int8x16_t x) {
        const auto part = [&](int i) MST_SIMD_LAMBDA { return vdotq_s32(sum.v[i], w.v[i], x); };
        return {{part(0), part(1), part(2), part(3)}};
    }
};

}  // namespace minstrel::kernels
