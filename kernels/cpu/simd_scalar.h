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
    struct DotWeights {
        int8_t lane[16][4];  // [weight row][column]
    };
    // Register tiles: 16 outputs x batch rows of the int8 kernel, outputs x batch rows of the float
    // kernel.
    static constexpr int kInt8Tiles = 1;
    static constexpr int kInt8Rows = 4;
    static constexpr int kFloatOutputs = 2;
    static constexpr int kFloatRows = 2;

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

    // Dot products of 16 weight rows with one activation row, four columns at a time. Weights are
    // stored with 128 added; `offset` is -128 times the sum of the group's activations.
    static Int dot_begin(int32_t /*offset*/) { return Int{}; }
    static DotWeights load_dot_weights(const uint8_t* p) {
        DotWeights w;
        for (auto& row : w.lane)
            for (int8_t& column : row) column = static_cast<int8_t>(*p++ - 128);
        return w;
    }
    static const int8_t* dot_columns(const int8_t* x) { return x; }
    static Int dot4(const Int& sum, const DotWeights& w, const int8_t* x) {
        Int r;
        for (int i = 0; i < 16; ++i) {
            const int8_t* row = w.lane[i];
            r.lane[i] = sum.lane[i] + row[0] * x[0] + row[1] * x[1] + row[2] * x[2] + row[3] * x[3];
        }
        return r;
    }
};

}  // namespace minstrel::kernels
