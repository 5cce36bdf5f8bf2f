// Avx512Simd with the dot product of AVX512-BF16. The instruction fuses the odd column of a pair
// first and the even one after it, as the other sets do; only values below 2^-126, which it takes
// for zero, tell them apart. Include it only from the file that is compiled for AVX-512 F, BW, VL,
// DQ, VNNI and BF16.
#pragma once

#include "kernels/cpu/simd_avx512.h"

namespace minstrel::kernels {

struct Avx512Bf16Simd : Avx512Simd {
    struct Bf16Operand {
        __m512i v;
    };
    static constexpr int kBf16Rows = 6;

    static MST_SIMD Bf16Operand load_bf16_pairs(const void* p) { return {_mm512_loadu_si512(p)}; }
    static MST_SIMD Bf16Operand load_bf16_pairs_partial(const void* p, uint32_t count) {
        return {load_halves_partial(p, count)};
    }
    static MST_SIMD Float dot2(Float sum, Bf16Operand w, Bf16Operand x) {
        return {_mm512_dpbf16_ps(sum.v, reinterpret_cast<__m512bh>(w.v),
                                 reinterpret_cast<__m512bh>(x.v))};
    }
};

}  // namespace minstrel::kernels
