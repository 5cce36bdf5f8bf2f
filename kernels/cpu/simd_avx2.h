// Sixteen float lanes as two 256-bit registers. Same operations as ScalarSimd, same results bit for
// bit. Include it only from the file that is compiled for AVX2, FMA and
// F16C.
#pragma once

#include <immintrin.h>

#include <cstdint>
#include <cstring>

#include "kernels/cpu/simd_inline.h"

namespace minstrel::kernels {

struct Avx2Simd {
    struct Float {
        __m256 lo, hi;
    };
    struct Int {
        __m256i lo, hi;
    };
    struct Int8Operand {
        __m256i magnitude_lo, magnitude_hi, signed_lo, signed_hi;
    };
    struct Int4Operand {
        __m256i lo, hi;  // unsigned
    };
    struct Bf16Operand {
        Float even, odd;
    };
    static constexpr int kAttentionPages = 1;
    static constexpr int kBands = 1;
    static constexpr int kMostRows = 4;
    static constexpr int kFloatOutputs = 2;
    static constexpr int kFloatRows = 2;
    static constexpr int kBf16Rows = 2;

    static MST_SIMD __m256i lanes_below(int count) {  // of 8
        return _mm256_cmpgt_epi32(_mm256_set1_epi32(count),
                                  _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    }

    static MST_SIMD Float set1(float v) { return {_mm256_set1_ps(v), _mm256_set1_ps(v)}; }
    static MST_SIMD Float load(const void* p) {
        const float* f = static_cast<const float*>(p);
        return {_mm256_loadu_ps(f), _mm256_loadu_ps(f + 8)};
    }
    static MST_SIMD Float load_partial(const void* p, uint32_t count) {
        const float* f = static_cast<const float*>(p);
        const int n = static_cast<int>(count);
        return {_mm256_maskload_ps(f, lanes_below(n)),
                _mm256_maskload_ps(f + 8, lanes_below(n - 8))};
    }
    static MST_SIMD Float widen_bf16(__m128i lo, __m128i hi) {
        return {_mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(lo), 16)),
                _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(hi), 16))};
    }
    static MST_SIMD Float load_bf16(const void* p) {
        const __m128i* h = static_cast<const __m128i*>(p);
        return widen_bf16(_mm_loadu_si128(h), _mm_loadu_si128(h + 1));
    }
    static MST_SIMD Float load_bf16_partial(const void* p, uint32_t count) {
        alignas(16) uint16_t halves[16] = {};
        std::memcpy(halves, p, count * sizeof(uint16_t));
        return load_bf16(halves);
    }
    static MST_SIMD Float load_f16(const void* p) {
        const __m128i* h = static_cast<const __m128i*>(p);
        return {_mm256_cvtph_ps(_mm_loadu_si128(h)), _mm256_cvtph_ps(_mm_loadu_si128(h + 1))};
    }
    static MST_SIMD Float load_f16_partial(const void* p, uint32_t count) {
        alignas(16) uint16_t halves[16] = {};
        std::memcpy(halves, p, count * sizeof(uint16_t));
        return load_f16(halves);
    }
    static MST_SIMD void store_f16(uint16_t* p, Float v) {
        __m128i* h = reinterpret_cast<__m128i*>(p);
        _mm_storeu_si128(h, _mm256_cvtps_ph(v.lo, _MM_FROUND_TO_NEAREST_INT));
        _mm_storeu_si128(h + 1, _mm256_cvtps_ph(v.hi, _MM_FROUND_TO_NEAREST_INT));
    }
    static MST_SIMD __m256i round_bf16(__m256 v) {
        const __m256i bits = _mm256_castps_si256(v), high = _mm256_srli_epi32(bits, 16);
        const __m256i even = _mm256_and_si256(high, _mm256_set1_epi32(1));
        const __m256i sum = _mm256_add_epi32(bits, _mm256_set1_epi32(0x7FFF));
        const __m256i rounded = _mm256_srli_epi32(_mm256_add_epi32(sum, even), 16);
        const __m256i nan = _mm256_castps_si256(_mm256_cmp_ps(v, v, _CMP_UNORD_Q));
        return _mm256_blendv_epi8(rounded, _mm256_or_si256(high, _mm256_set1_epi32(0x40)), nan);
    }
    static MST_SIMD void store_bf16(uint16_t* p, Float v) {
        const __m256i words = _mm256_packus_epi32(round_bf16(v.lo), round_bf16(v.hi));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm256_permute4x64_epi64(words, 0xD8));
    }
    static MST_SIMD Bf16Operand load_bf16_pairs(const void* p) {
        const __m256i* h = static_cast<const __m256i*>(p);
        const __m256i lo = _mm256_loadu_si256(h), hi = _mm256_loadu_si256(h + 1);
        const __m256i high = _mm256_set1_epi32(static_cast<int>(0xFFFF0000u));
        return {{_mm256_castsi256_ps(_mm256_slli_epi32(lo, 16)),
                 _mm256_castsi256_ps(_mm256_slli_epi32(hi, 16))},
                {_mm256_castsi256_ps(_mm256_and_si256(lo, high)),
                 _mm256_castsi256_ps(_mm256_and_si256(hi, high))}};
    }
    static MST_SIMD Bf16Operand load_bf16_pairs_partial(const void* p, uint32_t count) {
        alignas(32) uint16_t halves[32] = {};
        std::memcpy(halves, p, count * sizeof(uint16_t));
        return load_bf16_pairs(halves);
    }
    static MST_SIMD void store(float* p, Float v) {
        _mm256_storeu_ps(p, v.lo);
        _mm256_storeu_ps(p + 8, v.hi);
    }
    static MST_SIMD void store_partial(float* p, Float v, uint32_t count) {
        const int n = static_cast<int>(count);
        _mm256_maskstore_ps(p, lanes_below(n), v.lo);
        _mm256_maskstore_ps(p + 8, lanes_below(n - 8), v.hi);
    }

    static MST_SIMD Float add(Float a, Float b) {
        return {_mm256_add_ps(a.lo, b.lo), _mm256_add_ps(a.hi, b.hi)};
    }
    static MST_SIMD Float sub(Float a, Float b) {
        return {_mm256_sub_ps(a.lo, b.lo), _mm256_sub_ps(a.hi, b.hi)};
    }
    static MST_SIMD Float mul(Float a, Float b) {
        return {_mm256_mul_ps(a.lo, b.lo), _mm256_mul_ps(a.hi, b.hi)};
    }
    static MST_SIMD Float div(Float a, Float b) {
        return {_mm256_div_ps(a.lo, b.lo), _mm256_div_ps(a.hi, b.hi)};
    }
    static MST_SIMD Float sqrt(Float a) { return {_mm256_sqrt_ps(a.lo), _mm256_sqrt_ps(a.hi)}; }
    static MST_SIMD Float fma(Float a, Float b, Float c) {
        return {_mm256_fmadd_ps(a.lo, b.lo, c.lo), _mm256_fmadd_ps(a.hi, b.hi, c.hi)};
    }
    static MST_SIMD Float max(Float a, Float b) {
        return {_mm256_max_ps(a.lo, b.lo), _mm256_max_ps(a.hi, b.hi)};
    }
    static MST_SIMD Float min(Float a, Float b) {
        return {_mm256_min_ps(a.lo, b.lo), _mm256_min_ps(a.hi, b.hi)};
    }
    static MST_SIMD Float zero_below(Float v, Float x, float limit) {
        const __m256 l = _mm256_set1_ps(limit);
        return {_mm256_andnot_ps(_mm256_cmp_ps(x.lo, l, _CMP_LT_OQ), v.lo),
                _mm256_andnot_ps(_mm256_cmp_ps(x.hi, l, _CMP_LT_OQ), v.hi)};
    }
    static MST_SIMD Float keep_lanes(Float v, int begin, int end, float fill) {
        const __m256 f = _mm256_set1_ps(fill);
        const __m256i lo = _mm256_andnot_si256(lanes_below(begin), lanes_below(end));
        const __m256i hi = _mm256_andnot_si256(lanes_below(begin - 8), lanes_below(end - 8));
        return {_mm256_blendv_ps(f, v.lo, _mm256_castsi256_ps(lo)),
                _mm256_blendv_ps(f, v.hi, _mm256_castsi256_ps(hi))};
    }

    static MST_SIMD uint32_t lanes_above(Float v, float limit) {
        const __m256 l = _mm256_set1_ps(limit);
        const int lo = _mm256_movemask_ps(_mm256_cmp_ps(v.lo, l, _CMP_GT_OQ));
        const int hi = _mm256_movemask_ps(_mm256_cmp_ps(v.hi, l, _CMP_GT_OQ));
        return static_cast<uint32_t>(lo | hi << 8);
    }

    static MST_SIMD Float keep_bits(Float v, uint32_t bits) {
        const __m256i own = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
        const auto part = [&](__m256 half, uint32_t mask) MST_SIMD_LAMBDA {
            const __m256i set = _mm256_and_si256(_mm256_set1_epi32(static_cast<int>(mask)), own);
            return _mm256_and_ps(half, _mm256_castsi256_ps(_mm256_cmpeq_epi32(set, own)));
        };
        return {part(v.lo, bits), part(v.hi, bits >> 8)};
    }

    static MST_SIMD __m256 keep_finite8(__m256 v, uint32_t bits) {
        const __m256 infinity = _mm256_set1_ps(kInfinity);
        const __m256 magnitude = _mm256_andnot_ps(_mm256_set1_ps(-0.0f), v);
        const __m256i own = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
        const __m256i set = _mm256_and_si256(_mm256_set1_epi32(static_cast<int>(bits)), own);
        const __m256 kept = _mm256_and_ps(_mm256_cmp_ps(magnitude, infinity, _CMP_LT_OQ),
                                          _mm256_castsi256_ps(_mm256_cmpeq_epi32(set, own)));
        return _mm256_blendv_ps(_mm256_set1_ps(-kInfinity), v, kept);
    }
    static MST_SIMD Float keep_finite(Float v, uint32_t bits) {
        return {keep_finite8(v.lo, bits), keep_finite8(v.hi, bits >> 8)};
    }

    static MST_SIMD float reduce_add(Float v) {
        const __m256 a = _mm256_add_ps(v.lo, v.hi);
        const __m128 b = _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
        const __m128 c = _mm_add_ps(b, _mm_movehl_ps(b, b));
        return _mm_cvtss_f32(_mm_add_ss(c, _mm_movehdup_ps(c)));
    }
    static MST_SIMD float reduce_max(Float v) {
        const __m256 a = _mm256_max_ps(v.lo, v.hi);
        const __m128 b = _mm_max_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
        const __m128 c = _mm_max_ps(b, _mm_movehl_ps(b, b));
        return _mm_cvtss_f32(_mm_max_ss(c, _mm_movehdup_ps(c)));
    }

    static MST_SIMD Int to_int(Float v) {
        return {_mm256_cvtps_epi32(v.lo), _mm256_cvtps_epi32(v.hi)};
    }
    static MST_SIMD Float to_float(Int v) {
        return {_mm256_cvtepi32_ps(v.lo), _mm256_cvtepi32_ps(v.hi)};
    }
    static MST_SIMD Float pow2(Int n) {
        const __m256i bias = _mm256_set1_epi32(127);
        return {_mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(n.lo, bias), 23)),
                _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(n.hi, bias), 23))};
    }

    static MST_SIMD float max_magnitude(Float a, Float b) {
        const __m256i mask = _mm256_set1_epi32(0x7FFFFFFF);
        const __m256i m =
            _mm256_max_epi32(_mm256_max_epi32(_mm256_and_si256(_mm256_castps_si256(a.lo), mask),
                                              _mm256_and_si256(_mm256_castps_si256(a.hi), mask)),
                             _mm256_max_epi32(_mm256_and_si256(_mm256_castps_si256(b.lo), mask),
                                              _mm256_and_si256(_mm256_castps_si256(b.hi), mask)));
        __m128i n = _mm_max_epi32(_mm256_castsi256_si128(m), _mm256_extracti128_si256(m, 1));
        n = _mm_max_epi32(n, _mm_shuffle_epi32(n, 0x4E));
        n = _mm_max_epi32(n, _mm_shuffle_epi32(n, 0xB1));
        return _mm_cvtss_f32(_mm_castsi128_ps(n));
    }
    static MST_SIMD int32_t store_int8(int8_t* p, Int v) {
        const __m256i low = _mm256_set1_epi32(-127), high = _mm256_set1_epi32(127);
        const __m256i a = _mm256_min_epi32(_mm256_max_epi32(v.lo, low), high);
        const __m256i b = _mm256_min_epi32(_mm256_max_epi32(v.hi, low), high);
        const __m256i words = _mm256_permute4x64_epi64(_mm256_packs_epi32(a, b), 0xD8);
        const __m128i bytes =
            _mm_packs_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(p), bytes);
        const __m256i sums = _mm256_add_epi32(a, b);
        __m128i n = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
        n = _mm_add_epi32(n, _mm_shuffle_epi32(n, 0x4E));
        n = _mm_add_epi32(n, _mm_shuffle_epi32(n, 0xB1));
        return _mm_cvtsi128_si32(n);
    }

    static MST_SIMD Float dot2(Float sum, const Bf16Operand& w, const Bf16Operand& x) {
        return fma(w.even, x.even, fma(w.odd, x.odd, sum));
    }

    // |w| <= 128 times |x| <= 127: a pair sums to 32512 at most, so the 16-bit step is exact.
    static MST_SIMD Int begin_int8(const int32_t* /*offset*/) {
        return {_mm256_setzero_si256(), _mm256_setzero_si256()};
    }
    static MST_SIMD Int begin_int4(const int32_t* offset) {
        return {_mm256_set1_epi32(*offset), _mm256_set1_epi32(*offset)};
    }
    static MST_SIMD Int8Operand load_int8(const uint8_t* p) {
        const __m256i flip = _mm256_set1_epi8(-128);
        const __m256i* q = reinterpret_cast<const __m256i*>(p);
        const __m256i lo = _mm256_xor_si256(_mm256_loadu_si256(q), flip);
        const __m256i hi = _mm256_xor_si256(_mm256_loadu_si256(q + 1), flip);
        return {_mm256_abs_epi8(lo), _mm256_abs_epi8(hi), lo, hi};
    }
    static MST_SIMD void load_int4(const uint8_t* p, Int4Operand* out) {
        const __m256i low = _mm256_set1_epi8(15);
        const __m256i* q = reinterpret_cast<const __m256i*>(p);
        const __m256i lo = _mm256_loadu_si256(q), hi = _mm256_loadu_si256(q + 1);
        out[0] = {_mm256_and_si256(lo, low), _mm256_and_si256(hi, low)};
        out[1] = {_mm256_and_si256(_mm256_srli_epi16(lo, 4), low),
                  _mm256_and_si256(_mm256_srli_epi16(hi, 4), low)};
    }
    static MST_SIMD __m256i dot_columns(const int8_t* x) {
        int32_t word;
        std::memcpy(&word, x, sizeof word);
        return _mm256_set1_epi32(word);
    }
    static MST_SIMD Int dot4(Int sum, const Int8Operand& w, __m256i x) {
        const __m256i ones = _mm256_set1_epi16(1);
        const __m256i lo = _mm256_maddubs_epi16(w.magnitude_lo, _mm256_sign_epi8(x, w.signed_lo));
        const __m256i hi = _mm256_maddubs_epi16(w.magnitude_hi, _mm256_sign_epi8(x, w.signed_hi));
        return {_mm256_add_epi32(sum.lo, _mm256_madd_epi16(lo, ones)),
                _mm256_add_epi32(sum.hi, _mm256_madd_epi16(hi, ones))};
    }
    static MST_SIMD Int dot4(Int sum, const Int4Operand& w, __m256i x) {
        const __m256i ones = _mm256_set1_epi16(1);
        const __m256i lo = _mm256_maddubs_epi16(w.lo, x), hi = _mm256_maddubs_epi16(w.hi, x);
        return {_mm256_add_epi32(sum.lo, _mm256_madd_epi16(lo, ones)),
                _mm256_add_epi32(sum.hi, _mm256_madd_epi16(hi, ones))};
    }
};

}  // namespace minstrel::kernels
