// Sixteen float lanes as one 512-bit register. Same operations as ScalarSimd, same results bit for
// bit. Include it only from the file that is compiled for AVX-512 F, BW, VL, DQ and VNNI.
#pragma once

#include <immintrin.h>

#include <cstdint>
#include <cstring>

#include "kernels/cpu/simd_inline.h"

namespace minstrel::kernels {

struct Avx512Simd {
    struct Float {
        __m512 v;
    };
    struct Int {
        __m512i v;
    };
    struct DotWeights {
        __m512i v;
    };
    static constexpr int kInt8Tiles = 2;
    static constexpr int kInt8Rows = 8;
    static constexpr int kFloatOutputs = 4;
    static constexpr int kFloatRows = 4;

    static MST_SIMD __mmask16 lanes_below(int count) {
        return static_cast<__mmask16>(count >= 16 ? 0xFFFFu : count <= 0 ? 0u : (1u << count) - 1u);
    }

    static MST_SIMD Float set1(float v) { return {_mm512_set1_ps(v)}; }
    static MST_SIMD Float load(const void* p) { return {_mm512_loadu_ps(p)}; }
    static MST_SIMD Float load_partial(const void* p, uint32_t count) {
        return {_mm512_maskz_loadu_ps(lanes_below(static_cast<int>(count)), p)};
    }
    static MST_SIMD Float widen_bf16(__m256i h) {
        return {_mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(h), 16))};
    }
    static MST_SIMD Float load_bf16(const void* p) {
        return widen_bf16(_mm256_loadu_si256(static_cast<const __m256i*>(p)));
    }
    static MST_SIMD Float load_bf16_partial(const void* p, uint32_t count) {
        return widen_bf16(_mm256_maskz_loadu_epi16(lanes_below(static_cast<int>(count)), p));
    }
    static MST_SIMD void store(float* p, Float a) { _mm512_storeu_ps(p, a.v); }
    static MST_SIMD void store_partial(float* p, Float a, uint32_t count) {
        _mm512_mask_storeu_ps(p, lanes_below(static_cast<int>(count)), a.v);
    }

    static MST_SIMD Float add(Float a, Float b) { return {_mm512_add_ps(a.v, b.v)}; }
    static MST_SIMD Float sub(Float a, Float b) { return {_mm512_sub_ps(a.v, b.v)}; }
    static MST_SIMD Float mul(Float a, Float b) { return {_mm512_mul_ps(a.v, b.v)}; }
    static MST_SIMD Float div(Float a, Float b) { return {_mm512_div_ps(a.v, b.v)}; }
    static MST_SIMD Float sqrt(Float a) { return {_mm512_sqrt_ps(a.v)}; }
    static MST_SIMD Float fma(Float a, Float b, Float c) {
        return {_mm512_fmadd_ps(a.v, b.v, c.v)};
    }
    static MST_SIMD Float max(Float a, Float b) { return {_mm512_max_ps(a.v, b.v)}; }
    static MST_SIMD Float min(Float a, Float b) { return {_mm512_min_ps(a.v, b.v)}; }
    static MST_SIMD Float zero_below(Float a, Float x, float limit) {
        const __mmask16 below = _mm512_cmp_ps_mask(x.v, _mm512_set1_ps(limit), _CMP_LT_OQ);
        return {_mm512_mask_mov_ps(a.v, below, _mm512_setzero_ps())};
    }
    static MST_SIMD Float keep_lanes(Float a, int begin, int end, float fill) {
        const __mmask16 kept = static_cast<__mmask16>(lanes_below(end) & ~lanes_below(begin));
        return {_mm512_mask_mov_ps(_mm512_set1_ps(fill), kept, a.v)};
    }

    static MST_SIMD Float keep_finite(Float a, uint32_t bits) {
        const __m512 infinity = _mm512_set1_ps(kInfinity);
        const __mmask16 kept = _mm512_mask_cmp_ps_mask(static_cast<__mmask16>(bits),
                                                       _mm512_abs_ps(a.v), infinity, _CMP_LT_OQ);
        return {_mm512_mask_mov_ps(_mm512_set1_ps(-kInfinity), kept, a.v)};
    }

    static MST_SIMD float reduce_add(Float a) {
        const __m256 b = _mm256_add_ps(_mm512_castps512_ps256(a.v), _mm512_extractf32x8_ps(a.v, 1));
        const __m128 c = _mm_add_ps(_mm256_castps256_ps128(b), _mm256_extractf128_ps(b, 1));
        const __m128 d = _mm_add_ps(c, _mm_movehl_ps(c, c));
        return _mm_cvtss_f32(_mm_add_ss(d, _mm_movehdup_ps(d)));
    }
    static MST_SIMD float reduce_max(Float a) {
        const __m256 b = _mm256_max_ps(_mm512_castps512_ps256(a.v), _mm512_extractf32x8_ps(a.v, 1));
        const __m128 c = _mm_max_ps(_mm256_castps256_ps128(b), _mm256_extractf128_ps(b, 1));
        const __m128 d = _mm_max_ps(c, _mm_movehl_ps(c, c));
        return _mm_cvtss_f32(_mm_max_ss(d, _mm_movehdup_ps(d)));
    }

    static MST_SIMD Int to_int(Float a) { return {_mm512_cvtps_epi32(a.v)}; }
    static MST_SIMD Float to_float(Int a) { return {_mm512_cvtepi32_ps(a.v)}; }
    static MST_SIMD Float pow2(Int n) {
        const __m512i biased = _mm512_add_epi32(n.v, _mm512_set1_epi32(127));
        return {_mm512_castsi512_ps(_mm512_slli_epi32(biased, 23))};
    }

    static MST_SIMD float max_magnitude(Float a, Float b) {
        const __m512i mask = _mm512_set1_epi32(0x7FFFFFFF);
        const __m512i m = _mm512_max_epi32(_mm512_and_epi32(_mm512_castps_si512(a.v), mask),
                                           _mm512_and_epi32(_mm512_castps_si512(b.v), mask));
        return _mm_cvtss_f32(_mm_castsi128_ps(_mm_cvtsi32_si128(_mm512_reduce_max_epi32(m))));
    }
    static MST_SIMD int32_t store_int8(int8_t* p, Int a) {
        const __m512i n = _mm512_min_epi32(_mm512_max_epi32(a.v, _mm512_set1_epi32(-127)),
                                           _mm512_set1_epi32(127));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm512_cvtepi32_epi8(n));
        return _mm512_reduce_add_epi32(n);
    }

    static MST_SIMD Int dot_begin(int32_t offset) { return {_mm512_set1_epi32(offset)}; }
    static MST_SIMD DotWeights load_dot_weights(const uint8_t* p) {
        return {_mm512_loadu_si512(p)};
    }
    static MST_SIMD __m512i dot_columns(const int8_t* x) {
        int32_t word;
        std::memcpy(&word, x, sizeof word);
        return _mm512_set1_epi32(word);
    }
    static MST_SIMD Int dot4(Int sum, DotWeights w, __m512i x) {
        return {_mm512_dpbusd_epi32(sum.v, w.v, x)};
    }
};

}  // namespace minstrel::kernels
