// Sixteen float lanes in plain C++: the reference of the other instruction sets. Every operation is
// defined lane by lane and every reduction as one fixed tree, so all sets give the same bits.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

#include "kernels/cpu/simd_inline.h"

namespace minstrel::kernels {

struct ScalarSimd {
    struct Float {
        float lane[16];
    };
    struct Int {
        int32_t lane[16];
    };
    struct Int8Operand {
        int8_t lane[16][4];  // [weight row][column]
    };
    using Int4Operand = Int8Operand;
    struct Bf16Operand {
        Float even, odd;  // columns 2 i and 2 i + 1
    };
    // Register tiles: bands of 16 outputs x batch rows of the quantised kernels (several bands up
    // to kWideRows rows), outputs x batch rows of the float kernels.
    static constexpr int kAttentionPages = 1;
    static constexpr int kBands = 1;
    static constexpr int kMostRows = 4;
    static constexpr int kFloatOutputs = 2;
    static constexpr int kFloatRows = 2;
    static constexpr int kBf16Rows = 2;

    template <class Operation>
    static Float map(Operation operation) {
        Float r;
        for (int i = 0; i < 16; ++i) r.lane[i] = operation(i);
        return r;
    }

    static Float set1(float v) {
        return map([&](int) { return v; });
    }
    static Float load(const void* p) {
        Float r;
        std::memcpy(r.lane, p, sizeof r.lane);
        return r;
    }
    static Float load_partial(const void* p, uint32_t count) {
        Float r = set1(0);
        std::memcpy(r.lane, p, count * sizeof(float));
        return r;
    }
    static Float load_bf16_partial(const void* p, uint32_t count) {
        uint16_t halves[16] = {};
        std::memcpy(halves, p, count * sizeof(uint16_t));
        uint32_t bits[16];
        for (int i = 0; i < 16; ++i) bits[i] = static_cast<uint32_t>(halves[i]) << 16;
        return load(bits);
    }
    static Float load_bf16(const void* p) { return load_bf16_partial(p, 16); }
    // IEEE half to float: subnormals by their value, NaN made quiet as the instruction does.
    static float widen_half(uint16_t half) {
        const uint32_t sign = static_cast<uint32_t>(half & 0x8000u) << 16;
        const uint32_t exponent = half >> 10 & 31u, fraction = half & 0x3FFu;
        uint32_t bits = sign | (exponent + 112) << 23 | fraction << 13;
        if (exponent == 31) bits = sign | 0x7F800000u | fraction << 13;
        if (exponent == 31 && fraction != 0) bits |= 0x400000u;
        float value;
        std::memcpy(&value, &bits, sizeof value);
        if (exponent != 0) return value;
        const float tiny = static_cast<float>(fraction) * 5.9604644775390625e-8f;  // 2^-24
        return sign != 0 ? -tiny : tiny;
    }
    // Nearest even.
    static uint16_t narrow_half(float value) {
        uint32_t bits;
        std::memcpy(&bits, &value, sizeof bits);
        const uint32_t sign = bits >> 16 & 0x8000u, magnitude = bits & 0x7FFFFFFFu;
        uint32_t half;
        if (magnitude > 0x7F800000u) {
            half = 0x7E00u | (magnitude >> 13 & 0x3FFu);
        } else if (magnitude >= 0x477FF000u) {  // 65520 and above
            half = 0x7C00u;
        } else if (magnitude < 0x38800000u) {  // below 2^-14: units of 2^-24
            float small;
            std::memcpy(&small, &magnitude, sizeof small);
            half = static_cast<uint32_t>(std::nearbyint(small * 16777216.0f));
        } else {
            const uint32_t even = magnitude >> 13 & 1u;
            half = (magnitude - (112u << 23) + 0xFFFu + even) >> 13;
        }
        return static_cast<uint16_t>(sign | half);
    }
    static Float load_f16_partial(const void* p, uint32_t count) {
        uint16_t halves[16] = {};
        std::memcpy(halves, p, count * sizeof(uint16_t));
        return map([&](int i) { return widen_half(halves[i]); });
    }
    static Float load_f16(const void* p) { return load_f16_partial(p, 16); }
    static void store_f16(uint16_t* p, const Float& v) {
        for (int i = 0; i < 16; ++i) p[i] = narrow_half(v.lane[i]);
    }
    // Nearest even; a NaN stays a NaN.
    static void store_bf16(uint16_t* p, const Float& v) {
        for (int i = 0; i < 16; ++i) {
            uint32_t bits;
            std::memcpy(&bits, &v.lane[i], sizeof bits);
            const bool nan = (bits & 0x7FFFFFFFu) > 0x7F800000u;
            p[i] = static_cast<uint16_t>(nan ? bits >> 16 | 0x40u
                                             : (bits + 0x7FFFu + (bits >> 16 & 1u)) >> 16);
        }
    }
    static Bf16Operand load_bf16_pairs_partial(const void* p, uint32_t count) {
        uint16_t halves[32] = {};
        std::memcpy(halves, p, count * sizeof(uint16_t));
        uint32_t even[16], odd[16];
        for (size_t i = 0; i < 16; ++i) {
            even[i] = static_cast<uint32_t>(halves[2 * i]) << 16;
            odd[i] = static_cast<uint32_t>(halves[2 * i + 1]) << 16;
        }
        return {load(even), load(odd)};
    }
    static Bf16Operand load_bf16_pairs(const void* p) { return load_bf16_pairs_partial(p, 32); }
    static void store(float* p, const Float& v) { std::memcpy(p, v.lane, sizeof v.lane); }
    static void store_partial(float* p, const Float& v, uint32_t count) {
        std::memcpy(p, v.lane, count * sizeof(float));
    }

    static Float add(const Float& a, const Float& b) {
        return map([&](int i) { return a.lane[i] + b.lane[i]; });
    }
    static Float sub(const Float& a, const Float& b) {
        return map([&](int i) { return a.lane[i] - b.lane[i]; });
    }
    static Float mul(const Float& a, const Float& b) {
        return map([&](int i) { return a.lane[i] * b.lane[i]; });
    }
    static Float div(const Float& a, const Float& b) {
        return map([&](int i) { return a.lane[i] / b.lane[i]; });
    }
    static Float sqrt(const Float& a) {
        return map([&](int i) { return std::sqrt(a.lane[i]); });
    }
    static Float fma(const Float& a, const Float& b, const Float& c) {
        return map([&](int i) { return std::fma(a.lane[i], b.lane[i], c.lane[i]); });
    }
    // The second operand wins when either is NaN, as in the x86 instructions.
    static Float max(const Float& a, const Float& b) {
        return map([&](int i) { return a.lane[i] > b.lane[i] ? a.lane[i] : b.lane[i]; });
    }
    static Float min(const Float& a, const Float& b) {
        return map([&](int i) { return a.lane[i] < b.lane[i] ? a.lane[i] : b.lane[i]; });
    }
    // v where not (x < limit), else 0.
    static Float zero_below(const Float& v, const Float& x, float limit) {
        return map([&](int i) { return x.lane[i] < limit ? 0.0f : v.lane[i]; });
    }
    // v in the lanes [begin, end), else `fill`.
    static Float keep_lanes(const Float& v, int begin, int end, float fill) {
        return map([&](int i) { return i >= begin && i < end ? v.lane[i] : fill; });
    }

    // Bit i: lane i is above the limit.
    static uint32_t lanes_above(const Float& v, float limit) {
        uint32_t bits = 0;
        for (int i = 0; i < 16; ++i) bits |= (v.lane[i] > limit ? 1u : 0u) << i;
        return bits;
    }

    // The lanes whose bit is set, zero in the others.
    static Float keep_bits(const Float& v, uint32_t bits) {
        return map([&](int i) { return (bits >> i & 1u) != 0 ? v.lane[i] : 0.0f; });
    }

    // v where it is finite and its bit is set, else -inf.
    static Float keep_finite(const Float& v, uint32_t bits) {
        return map([&](int i) {
            const bool kept = (bits >> i & 1u) != 0 && std::isfinite(v.lane[i]);
            return kept ? v.lane[i] : -kInfinity;
        });
    }

    static float reduce_add(const Float& v) {
        float t[16];
        std::memcpy(t, v.lane, sizeof t);
        for (int width = 8; width > 0; width /= 2)
            for (int i = 0; i < width; ++i) t[i] = t[i] + t[i + width];
        return t[0];
    }
    static float reduce_max(const Float& v) {
        float t[16];
        std::memcpy(t, v.lane, sizeof t);
        for (int width = 8; width > 0; width /= 2)
            for (int i = 0; i < width; ++i) t[i] = t[i] > t[i + width] ? t[i] : t[i + width];
        return t[0];
    }

    // Nearest even; what does not fit, NaN included, becomes INT32_MIN.
    static Int to_int(const Float& v) {
        Int r;
        for (int i = 0; i < 16; ++i) {
            const float f = v.lane[i];
            const bool fits = f >= -2147483648.0f && f < 2147483648.0f;
            r.lane[i] = fits ? static_cast<int32_t>(std::nearbyint(f)) : INT32_MIN;
        }
        return r;
    }
    static Float to_float(const Int& v) {
        return map([&](int i) { return static_cast<float>(v.lane[i]); });
    }
    // 2^n for n in [-126, 127].
    static Float pow2(const Int& n) {
        uint32_t bits[16];
        for (int i = 0; i < 16; ++i) bits[i] = (static_cast<uint32_t>(n.lane[i]) + 127u) << 23;
        return load(bits);
    }

    // Largest |v| over both vectors; a NaN counts as larger than everything.
    static float max_magnitude(const Float& a, const Float& b) {
        uint32_t bits[32];
        std::memcpy(bits, a.lane, sizeof a.lane);
        std::memcpy(bits + 16, b.lane, sizeof b.lane);
        uint32_t largest = 0;
        for (uint32_t word : bits)
            largest = (word & 0x7FFFFFFFu) > largest ? word & 0x7FFFFFFFu : largest;
        float r;
        std::memcpy(&r, &largest, sizeof r);
        return r;
    }
    // Stores 16 integers clamped to [-127, 127] as bytes and returns their sum.
    static int32_t store_int8(int8_t* p, const Int& v) {
        int32_t sum = 0;
        for (int i = 0; i < 16; ++i) {
            const int32_t n = v.lane[i] < -127 ? -127 : v.lane[i] > 127 ? 127 : v.lane[i];
            p[i] = static_cast<int8_t>(n);
            sum += n;
        }
        return sum;
    }

    // Adds two columns a lane to its sum, the odd one first.
    static Float dot2(const Float& sum, const Bf16Operand& w, const Bf16Operand& x) {
        return fma(w.even, x.even, fma(w.odd, x.odd, sum));
    }

    // Dot products of 16 weight rows with one activation row, four columns at a time. `offset` is
    // -8 times the sum of the group's activations, for sets whose operands keep their offset.
    static Int begin_int8(const int32_t* /*offset*/) { return Int{}; }
    static Int begin_int4(const int32_t* /*offset*/) { return Int{}; }
    static Int8Operand load_int8(const uint8_t* p) {
        Int8Operand w;
        for (auto& row : w.lane)
            for (int8_t& column : row) column = static_cast<int8_t>(*p++ - 128);
        return w;
    }
    static void load_int4(const uint8_t* p, Int4Operand* out) {
        for (int i = 0; i < 64; ++i, ++p) {
            out[0].lane[i / 4][i % 4] = static_cast<int8_t>((*p & 15) - 8);
            out[1].lane[i / 4][i % 4] = static_cast<int8_t>((*p >> 4) - 8);
        }
    }
    static const int8_t* dot_columns(const int8_t* x) { return x; }
    static Int dot4(const Int& sum, const Int8Operand& w, const int8_t* x) {
        Int r;
        for (int i = 0; i < 16; ++i) {
            const int8_t* row = w.lane[i];
            r.lane[i] = sum.lane[i] + row[0] * x[0] + row[1] * x[1] + row[2] * x[2] + row[3] * x[3];
        }
        return r;
    }
};

}  // namespace minstrel::kernels
