// Avx2Simd with the dot product of AVX-VNNI: machines without AVX-512, from 2021 on. Same results
// bit for bit. Include it only from the file that is compiled for AVX2, FMA, F16C and AVX-VNNI.
#pragma once

#include "kernels/cpu/simd_avx2.h"

namespace minstrel::kernels {

struct AvxVnniSimd : Avx2Simd {
    using Int8Operand = Int4Operand;  // unsigned bytes, 128 or 8 above the weights

    static MST_SIMD Int begin_int8(const int32_t* offset) {
        const __m256i sum = _mm256_slli_epi32(_mm256_set1_epi32(*offset), 4);
        return {sum, sum};
    }
    static MST_SIMD Int8Operand load_int8(const uint8_t* p) {
        const __m256i* q = reinterpret_cast<const __m256i*>(p);
        return {_mm256_loadu_si256(q), _mm256_loadu_si256(q + 1)};
    }
    static MST_SIMD Int dot4(Int sum, const Int8Operand& w, __m256i x) {
        return {_mm256_dpbusd_avx_epi32(sum.lo, w.lo, x), _mm256_dpbusd_avx_epi32(sum.hi, w.hi, x)};
    }
};

}  // namespace minstrel::kernels
