// Sixteen float lanes as four 128-bit registers of AArch64. Same operations as ScalarSimd, same
// results bit for bit. NEON is part of every 64-bit ARM processor.
#pragma once

#include <arm_neon.h>

#include <cstdint>
#include <cstring>

#include "kernels/cpu/simd_inline.h"

namespace minstrel::kernels {

struct NeonSimd {
    struct Float {
        float32x4_t v[4];
    };
    struct Int {
        int32x4_t v[4];
    };
    struct Int8Operand {
        int8x16_t v[4];  // four weight rows of four columns each
    };
    using Int4Operand = Int8Operand;
    struct Bf16Operand {
        Float even, odd;  // columns 2 i and 2 i + 1
    };
    static constexpr int kAttentionPages = 1;
    static constexpr int kBands = 1;
    static constexpr int kMostRows = 4;
    static constexpr int kFloatOutputs = 2;
    static constexpr int kFloatRows = 2;
    static constexpr int kBf16Rows = 2;

    template <class Operation>
    static MST_SIMD Float map(Operation operation) {
        return {{operation(0), operation(1), operation(2), operation(3)}};
    }
    // The lanes of register i, counted from the first of all.
    static MST_SIMD int32x4_t lanes_of(int i) {
        constexpr int32_t kFirst[4] = {0, 1, 2, 3};
        return vaddq_s32(vld1q_s32(kFirst), vdupq_n_s32(4 * i));
    }
    static MST_SIMD uint32x4_t lanes_below(int i, int count) {
        return vcltq_s32(lanes_of(i), vdupq_n_s32(count));
    }
    // All bits of the lanes of register i whose bit is set.
    static MST_SIMD uint32x4_t lanes_set(int i, uint32_t bits) {
        constexpr uint32_t kOwn[4] = {1, 2, 4, 8};
        return vtstq_u32(vdupq_n_u32(bits >> 4 * i), vld1q_u32(kOwn));
    }

    static MST_SIMD Float set1(float v) {
        const float32x4_t all = vdupq_n_f32(v);
        return {{all, all, all, all}};
    }
    static MST_SIMD Float load(const void* p) {
        const float* f = static_cast<const float*>(p);
        return map([=](int i) MST_SIMD_LAMBDA { return vld1q_f32(f + 4 * i); });
    }
    static MST_SIMD Float load_partial(const void* p, uint32_t count) {
        float lanes[16] = {};
        std::memcpy(lanes, p, count * sizeof(float));
        return load(lanes);
    }
    static MST_SIMD Float load_bf16(const void* p) {
        const uint16_t* h = static_cast<const uint16_t*>(p);
        return map([=](int i) MST_SIMD_LAMBDA {
            return vreinterpretq_f32_u32(vshll_n_u16(vld1_u16(h + 4 * i), 16));
        });
    }
    static MST_SIMD Float load_bf16_partial(const void* p, uint32_t count) {
        uint16_t halves[16] = {};
        std::memcpy(halves, p, count * sizeof(uint16_t));
        return load_bf16(halves);
    }
    // Nearest even; a NaN stays a NaN.
    static MST_SIMD void store_bf16(uint16_t* p, Float a) {
        for (int i = 0; i < 4; ++i) {
            const uint32x4_t bits = vreinterpretq_u32_f32(a.v[i]);
            const uint32x4_t even = vandq_u32(vshrq_n_u32(bits, 16), vdupq_n_u32(1));
            const uint32x4_t rounded = vaddq_u32(bits, vaddq_u32(even, vdupq_n_u32(0x7FFF)));
            const uint32x4_t quiet = vorrq_u32(bits, vdupq_n_u32(0x400000));
            const uint32x4_t number = vceqq_f32(a.v[i], a.v[i]);
            vst1_u16(p + 4 * i, vshrn_n_u32(vbslq_u32(number, rounded, quiet), 16));
        }
    }
    static MST_SIMD Bf16Operand load_bf16_pairs(const void* p) {
        const uint16_t* h = static_cast<const uint16_t*>(p);
        const uint16x8x2_t low = vld2q_u16(h), high = vld2q_u16(h + 16);
        const auto widened = [](uint16x8_t a, uint16x8_t b) MST_SIMD_LAMBDA {
            return Float{{vreinterpretq_f32_u32(vshll_n_u16(vget_low_u16(a), 16)),
                          vreinterpretq_f32_u32(vshll_high_n_u16(a, 16)),
                          vreinterpretq_f32_u32(vshll_n_u16(vget_low_u16(b), 16)),
                          vreinterpretq_f32_u32(vshll_high_n_u16(b, 16))}};
        };
        return {widened(low.val[0], high.val[0]), widened(low.val[1], high.val[1])};
    }
    static MST_SIMD Bf16Operand load_bf16_pairs_partial(const void* p, uint32_t count) {
        uint16_t halves[32] = {};
        std::memcpy(halves, p, count * sizeof(uint16_t));
        return load_bf16_pairs(halves);
    }
    static MST_SIMD Float load_f16(const void* p) {
        const uint16_t* h = static_cast<const uint16_t*>(p);
        return map([=](int i) MST_SIMD_LAMBDA {
            return vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(h + 4 * i)));
        });
    }
    static MST_SIMD Float load_f16_partial(const void* p, uint32_t count) {
        uint16_t halves[16] = {};
        std::memcpy(halves, p, count * sizeof(uint16_t));
        return load_f16(halves);
    }
    static MST_SIMD void store_f16(uint16_t* p, Float a) {
        for (int i = 0; i < 4; ++i) {
            vst1_u16(p + 4 * i, vreinterpret_u16_f16(vcvt_f16_f32(a.v[i])));
        }
    }
    static MST_SIMD void store(float* p, Float a) {
        for (int i = 0; i < 4; ++i) vst1q_f32(p + 4 * i, a.v[i]);
    }
    static MST_SIMD void store_partial(float* p, Float a, uint32_t count) {
        float lanes[16];
        store(lanes, a);
        std::memcpy(p, lanes, count * sizeof(float));
    }

    static MST_SIMD Float add(Float a, Float b) {
        return map([&](int i) MST_SIMD_LAMBDA { return vaddq_f32(a.v[i], b.v[i]); });
    }
    static MST_SIMD Float sub(Float a, Float b) {
        return map([&](int i) MST_SIMD_LAMBDA { return vsubq_f32(a.v[i], b.v[i]); });
    }
    static MST_SIMD Float mul(Float a, Float b) {
        return map([&](int i) MST_SIMD_LAMBDA { return vmulq_f32(a.v[i], b.v[i]); });
    }
    static MST_SIMD Float div(Float a, Float b) {
        return map([&](int i) MST_SIMD_LAMBDA { return vdivq_f32(a.v[i], b.v[i]); });
    }
    static MST_SIMD Float sqrt(Float a) {
        return map([&](int i) MST_SIMD_LAMBDA { return vsqrtq_f32(a.v[i]); });
    }
    static MST_SIMD Float fma(Float a, Float b, Float c) {
        return map([&](int i) MST_SIMD_LAMBDA { return vfmaq_f32(c.v[i], a.v[i], b.v[i]); });
    }
    // The second operand wins when either is NaN; vmaxq would make it NaN.
    static MST_SIMD float32x4_t max4(float32x4_t a, float32x4_t b) {
        return vbslq_f32(vcgtq_f32(a, b), a, b);
    }
    static MST_SIMD Float max(Float a, Float b) {
        return map([&](int i) MST_SIMD_LAMBDA { return max4(a.v[i], b.v[i]); });
    }
    static MST_SIMD Float min(Float a, Float b) {
        return map([&](int i) MST_SIMD_LAMBDA {
            return vbslq_f32(vcltq_f32(a.v[i], b.v[i]), a.v[i], b.v[i]);
        });
    }
    static MST_SIMD float32x4_t masked(float32x4_t a, uint32x4_t mask) {
        return vreinterpretq_f32_u32(vandq_u32(vreinterpretq_u32_f32(a), mask));
    }
    static MST_SIMD Float zero_below(Float a, Float x, float limit) {
        return map([&](int i) MST_SIMD_LAMBDA {
            return masked(a.v[i], vmvnq_u32(vcltq_f32(x.v[i], vdupq_n_f32(limit))));
        });
    }
    static MST_SIMD Float keep_lanes(Float a, int begin, int end, float fill) {
        return map([&](int i) MST_SIMD_LAMBDA {
            const uint32x4_t kept = vbicq_u32(lanes_below(i, end), lanes_below(i, begin));
            return vbslq_f32(kept, a.v[i], vdupq_n_f32(fill));
        });
    }

    static MST_SIMD uint32_t lanes_above(Float a, float limit) {
        constexpr uint32_t kOwn[4] = {1, 2, 4, 8};
        uint32_t bits = 0;
        for (int i = 0; i < 4; ++i) {
            const uint32x4_t above = vcgtq_f32(a.v[i], vdupq_n_f32(limit));
            bits |= vaddvq_u32(vandq_u32(above, vld1q_u32(kOwn))) << 4 * i;
        }
        return bits;
    }
    static MST_SIMD Float keep_bits(Float a, uint32_t bits) {
        return map([&](int i) MST_SIMD_LAMBDA { return masked(a.v[i], lanes_set(i, bits)); });
    }
    static MST_SIMD Float keep_finite(Float a, uint32_t bits) {
        return map([&](int i) MST_SIMD_LAMBDA {
            const uint32x4_t finite = vcltq_f32(vabsq_f32(a.v[i]), vdupq_n_f32(kInfinity));
            const uint32x4_t kept = vandq_u32(finite, lanes_set(i, bits));
            return vbslq_f32(kept, a.v[i], vdupq_n_f32(-kInfinity));
        });
    }

    static MST_SIMD float reduce_add(Float a) {
        const float32x4_t b = vaddq_f32(vaddq_f32(a.v[0], a.v[2]), vaddq_f32(a.v[1], a.v[3]));
        const float32x2_t c = vadd_f32(vget_low_f32(b), vget_high_f32(b));
        return vget_lane_f32(c, 0) + vget_lane_f32(c, 1);
    }
    static MST_SIMD float reduce_max(Float a) {
        const float32x4_t b = max4(max4(a.v[0], a.v[2]), max4(a.v[1], a.v[3]));
        const float32x4_t c = max4(b, vextq_f32(b, b, 2));
        return vgetq_lane_f32(max4(c, vextq_f32(c, c, 1)), 0);
    }

    // The conversion saturates and makes NaN zero, so what does not fit is replaced.
    static MST_SIMD int32x4_t to_int4(float32x4_t a) {
        const float32x4_t limit = vdupq_n_f32(2147483648.0f);
        const uint32x4_t fits = vandq_u32(vcgeq_f32(a, vnegq_f32(limit)), vcltq_f32(a, limit));
        return vbslq_s32(fits, vcvtnq_s32_f32(a), vdupq_n_s32(INT32_MIN));
    }
    static MST_SIMD Int to_int(Float a) {
        return {{to_int4(a.v[0]), to_int4(a.v[1]), to_int4(a.v[2]), to_int4(a.v[3])}};
    }
    static MST_SIMD Float to_float(Int a) {
        return map([&](int i) MST_SIMD_LAMBDA { return vcvtq_f32_s32(a.v[i]); });
    }
    static MST_SIMD Float pow2(Int n) {
        return map([&](int i) MST_SIMD_LAMBDA {
            const int32x4_t biased = vaddq_s32(n.v[i], vdupq_n_s32(127));
            return vreinterpretq_f32_s32(vshlq_n_s32(biased, 23));
        });
    }

    static MST_SIMD float max_magnitude(Float a, Float b) {
        uint32x4_t largest = vdupq_n_u32(0);
        for (int i = 0; i < 4; ++i) {
            largest = vmaxq_u32(largest, vreinterpretq_u32_f32(vabsq_f32(a.v[i])));
            largest = vmaxq_u32(largest, vreinterpretq_u32_f32(vabsq_f32(b.v[i])));
        }
        const uint32_t bits = vmaxvq_u32(largest);
        float r;
        std::memcpy(&r, &bits, sizeof r);
        return r;
    }
    static MST_SIMD int32_t store_int8(int8_t* p, Int a) {
        int32x4_t n[4];
        for (int i = 0; i < 4; ++i) {
            n[i] = vminq_s32(vmaxq_s32(a.v[i], vdupq_n_s32(-127)), vdupq_n_s32(127));
        }
        const int16x8_t low = vcombine_s16(vmovn_s32(n[0]), vmovn_s32(n[1]));
        const int16x8_t high = vcombine_s16(vmovn_s32(n[2]), vmovn_s32(n[3]));
        vst1q_s8(p, vcombine_s8(vmovn_s16(low), vmovn_s16(high)));
        return vaddvq_s32(vaddq_s32(vaddq_s32(n[0], n[1]), vaddq_s32(n[2], n[3])));
    }

    static MST_SIMD Int zero() {
        const int32x4_t none = vdupq_n_s32(0);
        return {{none, none, none, none}};
    }
    static MST_SIMD Int begin_int8(const int32_t* /*offset*/) { return zero(); }
    // Nibbles keep their offset.
    static MST_SIMD Int begin_int4(const int32_t* offset) {
        const int32x4_t sum = vdupq_n_s32(*offset);
        return {{sum, sum, sum, sum}};
    }
    static MST_SIMD Int8Operand load_int8(const uint8_t* p) {
        const uint8x16_t flip = vdupq_n_u8(128);
        const auto part = [&](int i) MST_SIMD_LAMBDA {
            return vreinterpretq_s8_u8(veorq_u8(vld1q_u8(p + 16 * i), flip));
        };
        return {{part(0), part(1), part(2), part(3)}};
    }
    static MST_SIMD void load_int4(const uint8_t* p, Int4Operand* out) {
        for (int i = 0; i < 4; ++i) {
            const uint8x16_t both = vld1q_u8(p + 16 * i);
            out[0].v[i] = vreinterpretq_s8_u8(vandq_u8(both, vdupq_n_u8(15)));
            out[1].v[i] = vreinterpretq_s8_u8(vshrq_n_u8(both, 4));
        }
    }
    static MST_SIMD int8x16_t dot_columns(const int8_t* x) {
        int32_t word;
        std::memcpy(&word, x, sizeof word);
        return vreinterpretq_s8_s32(vdupq_n_s32(word));
    }
    // A product is 128 * 127 at most and two of them are added in 32 bits, so nothing overflows.
    static MST_SIMD Int dot4(Int sum, const Int8Operand& w, int8x16_t x) {
        const auto part = [&](int i) MST_SIMD_LAMBDA {
            const int32x4_t low = vpaddlq_s16(vmull_s8(vget_low_s8(w.v[i]), vget_low_s8(x)));
            const int32x4_t high = vpaddlq_s16(vmull_high_s8(w.v[i], x));
            return vaddq_s32(sum.v[i], vpaddq_s32(low, high));
        };
        return {{part(0), part(1), part(2), part(3)}};
    }

    // Adds two columns a lane to its sum, the odd one first.
    static MST_SIMD Float dot2(Float sum, const Bf16Operand& w, const Bf16Operand& x) {
        return fma(w.even, x.even, fma(w.odd, x.odd, sum));
    }
};

}  // namespace minstrel::kernels
