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
    struct Int8Operand {
        __m512i v;
    };
    using Int4Operand = Int8Operand;
    struct Bf16Operand {
        Float even, odd;
    };
    static constexpr int kAttentionPages = 2;
    static constexpr int kBands = 2;
    static constexpr int kMostRows = 6;
    static constexpr int kFloatOutputs = 4;
    static constexpr int kFloatRows = 4;
    static constexpr int kBf16Rows = 4;

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
    static MST_SIMD Float load_f16(const void* p) {
        return {_mm512_cvtph_ps(_mm256_loadu_si256(static_cast<const __m256i*>(p)))};
    }
    static MST_SIMD Float load_f16_partial(const void* p, uint32_t count) {
        return {_mm512_cvtph_ps(_mm256_maskz_loadu_epi16(lanes_below(static_cast<int>(count)), p))};
    }
    static MST_SIMD void store_f16(uint16_t* p, Float a) {
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(p),
                            _mm512_cvtps_ph(a.v, _MM_FROUND_TO_NEAREST_INT));
    }
    static MST_SIMD void store_bf16(uint16_t* p, Float a) {
        const __m512i bits = _mm512_castps_si512(a.v), high = _mm512_srli_epi32(bits, 16);
        const __m512i even = _mm512_and_si512(high, _mm512_set1_epi32(1));
        const __m512i sum = _mm512_add_epi32(bits, _mm512_set1_epi32(0x7FFF));
        const __m512i rounded = _mm512_srli_epi32(_mm512_add_epi32(sum, even), 16);
        const __m512i halves = _mm512_mask_or_epi32(
            rounded, _mm512_cmp_ps_mask(a.v, a.v, _CMP_UNORD_Q), high, _mm512_set1_epi32(0x40));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm512_cvtepi32_epi16(halves));
    }
    static MST_SIMD __m512i load_halves_partial(const void* p, uint32_t count) {
        return _mm512_maskz_loadu_epi16(count >= 32 ? 0xFFFFFFFFu : (1u << count) - 1u, p);
    }
    static MST_SIMD Bf16Operand widen_pairs(__m512i pairs) {
        const __m512i high = _mm512_set1_epi32(static_cast<int>(0xFFFF0000u));
        return {{_mm512_castsi512_ps(_mm512_slli_epi32(pairs, 16))},
                {_mm512_castsi512_ps(_mm512_and_si512(pairs, high))}};
    }
    static MST_SIMD Bf16Operand load_bf16_pairs(const void* p) {
        return widen_pairs(_mm512_loadu_si512(p));
    }
    static MST_SIMD Bf16Operand load_bf16_pairs_partial(const void* p, uint32_t count) {
        return widen_pairs(load_halves_partial(p, count));
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

    // Bit i: lane i is above the limit.
    static MST_SIMD uint32_t lanes_above(Float a, float limit) {
        return _mm512_cmp_ps_mask(a.v, _mm512_set1_ps(limit), _CMP_GT_OQ);
    }

    // The lanes whose bit is set, zero in the others.
    static MST_SIMD Float keep_bits(Float a, uint32_t bits) {
        return {_mm512_maskz_mov_ps(static_cast<__mmask16>(bits), a.v)};
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

    // As two calls of store_int8; the bytes are added up by one dot product with ones.
    static MST_SIMD int32_t store_int8_group(int8_t* p, Int a, Int b) {
        const __m512i least = _mm512_set1_epi32(-127);
        const __m128i low = _mm512_cvtsepi32_epi8(_mm512_max_epi32(a.v, least));
        const __m128i high = _mm512_cvtsepi32_epi8(_mm512_max_epi32(b.v, least));
        const __m256i bytes = _mm256_set_m128i(high, low);
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), bytes);
        const __m256i sums =
            _mm256_dpbusd_epi32(_mm256_setzero_si256(), _mm256_set1_epi8(1), bytes);
        __m128i n = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
        n = _mm_add_epi32(n, _mm_shuffle_epi32(n, 0x4E));
        n = _mm_add_epi32(n, _mm_shuffle_epi32(n, 0xB1));
        return _mm_cvtsi128_si32(n);
    }

    static MST_SIMD Float dot2(Float sum, Bf16Operand w, Bf16Operand x) {
        return fma(w.even, x.even, fma(w.odd, x.odd, sum));
    }

    static MST_SIMD Int begin_int8(const int32_t* offset) {
        return {_mm512_slli_epi32(_mm512_set1_epi32(*offset), 4)};
    }
    static MST_SIMD Int begin_int4(const int32_t* offset) { return {_mm512_set1_epi32(*offset)}; }
    static MST_SIMD Int8Operand load_int8(const uint8_t* p) { return {_mm512_loadu_si512(p)}; }
    static MST_SIMD void load_int4(const uint8_t* p, Int4Operand* out) {
        const __m512i both = _mm512_loadu_si512(p), low = _mm512_set1_epi8(15);
        out[0].v = _mm512_and_si512(both, low);
        out[1].v = _mm512_and_si512(_mm512_srli_epi16(both, 4), low);
    }
    static MST_SIMD __m512i dot_columns(const int8_t* x) {
        int32_t word;
        std::memcpy(&word, x, sizeof word);
        return _mm512_set1_epi32(word);
    }
    static MST_SIMD Int dot4(Int sum, Int8Operand w, __m512i x) {
        return {_mm512_dpbusd_epi32(sum.v, w.v, x)};
    }
};

}  // namespace minstrel::kernels
