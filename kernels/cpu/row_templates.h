// Kernels that walk along one row: norm, quantisation, rotary positions, activation, exponential.
// The result of a row does not depend on any other row.
#pragma once

#include "kernels/cpu/kernel_table.h"
#include "kernels/cpu/simd_inline.h"

namespace minstrel::kernels {

// exp(x) by 2^n * P(r), r = x - n ln 2, |r| <= ln 2 / 2; P is a minimax polynomial of degree 6 with
// relative error 4e-9, so the result is within 2 ulp. Zero below -87, exp(88) above 88, NaN is
// kept.
template <class V>
MST_SIMD typename V::Float exp_lanes(typename V::Float x) {
    using Float = typename V::Float;
    const Float clamped = V::max(V::set1(-87.0f), V::min(V::set1(88.0f), x));
    const typename V::Int n = V::to_int(V::mul(clamped, V::set1(1.44269502f)));
    const Float whole = V::to_float(n);
    Float r = V::fma(whole, V::set1(-0.693359375f), clamped);
    r = V::fma(whole, V::set1(2.12194442e-4f), r);
    Float p = V::set1(1.38145394e-3f);
    p = V::fma(p, r, V::set1(8.36874545e-3f));
    p = V::fma(p, r, V::set1(4.1668389e-2f));
    p = V::fma(p, r, V::set1(1.66665211e-1f));
    p = V::fma(p, r, V::set1(0.49999994f));
    p = V::fma(V::mul(r, r), p, r);
    p = V::add(p, V::set1(1.0f));
    return V::zero_below(V::mul(p, V::pow2(n)), x, -87.0f);
}

template <class V>
MST_SIMD typename V::Float load_some(const float* p, uint32_t count) {
    return count >= 16 ? V::load(p) : V::load_partial(p, count);
}

template <class V>
MST_SIMD void store_some(float* p, typename V::Float v, uint32_t count) {
    if (count >= 16) {
        V::store(p, v);
    } else {
        V::store_partial(p, v, count);
    }
}

template <class V>
void rms_norm(const float* x, const float* weight, uint32_t count, float eps, float* out) {
    using Float = typename V::Float;
    Float squares = V::set1(0.0f);
    for (uint32_t i = 0; i < count; i += 16) {
        const Float v = load_some<V>(x + i, count - i);
        squares = V::fma(v, v, squares);
    }
    const float mean = V::reduce_add(squares) / static_cast<float>(count);
    const Float scale = V::div(V::set1(1.0f), V::sqrt(V::set1(mean + eps)));
    for (uint32_t i = 0; i < count; i += 16) {
        const Float v = V::mul(load_some<V>(x + i, count - i), scale);
        store_some<V>(out + i, V::mul(v, load_some<V>(weight + i, count - i)), count - i);
    }
}

// Both halves of a group as bytes; returns the sum of all.
template <class V>
MST_SIMD int32_t store_group(int8_t* p, typename V::Int a, typename V::Int b) {
    if constexpr (requires { V::store_int8_group(p, a, b); }) {
        return V::store_int8_group(p, a, b);
    } else {
        return V::store_int8(p, a) + V::store_int8(p + 16, b);
    }
}

// A group with a NaN or an infinity gets a NaN or infinite scale, which reaches every output.
template <class V>
void quantise(const float* x, uint32_t row, uint32_t group_begin, uint32_t group_end,
              const QuantisedRows& out) {
    using Float = typename V::Float;
    for (uint32_t group = group_begin; group < group_end; ++group) {
        const float* source = x + static_cast<size_t>(group) * kScaleGroup;
        const size_t slot = static_cast<size_t>(group) * out.row_stride + row;
        const Float a = V::load(source), b = V::load(source + 16);
        const float largest = V::max_magnitude(a, b);
        // A group below the normal range would need an infinite factor; it counts as zero.
        const bool empty = largest < 1e-35f;
        const Float factor = V::set1(empty ? 0.0f : 127.0f / largest);
        int8_t* target = out.values + slot * kScaleGroup;
        const int32_t sum =
            store_group<V>(target, V::to_int(V::mul(a, factor)), V::to_int(V::mul(b, factor)));
        out.scales[slot] = empty ? 0.0f : largest / 127.0f;
        out.offsets[slot] = -Int4Tile::kOffset * sum;
    }
}

template <class V>
void store_half(const float* x, uint32_t count, uint16_t* out, size_t stride) {
    constexpr float kLargest = 65504.0f;
    for (uint32_t i = 0; i < count; i += 16) {
        const auto v = V::min(V::set1(kLargest), load_some<V>(x + i, count - i));
        uint16_t halves[16];
        V::store_f16(halves, V::max(V::set1(-kLargest), v));
        const uint32_t rest = count - i < 16 ? count - i : 16;
        for (uint32_t k = 0; k < rest; ++k) out[(i + k) * stride] = halves[k];
    }
}

template <class V>
void store_bf16(const float* x, uint32_t count, uint16_t* out, size_t stride) {
    uint32_t i = 0;
    if (stride == 1) {
        for (; i + 16 <= count; i += 16) V::store_bf16(out + i, V::load(x + i));
    }
    for (; i < count; i += 16) {
        uint16_t halves[16];
        V::store_bf16(halves, load_some<V>(x + i, count - i));
        const uint32_t rest = count - i < 16 ? count - i : 16;
        for (uint32_t k = 0; k < rest; ++k) out[(i + k) * stride] = halves[k];
    }
}

// A NaN or an infinity reaches the scale, and with it whoever reads the values.
template <class V>
void store_int8(const float* x, uint32_t count, uint8_t* out, size_t outer, size_t inner,
                float* out_scale) {
    float largest = 0;
    for (uint32_t i = 0; i < count; i += 16) {
        const auto v = V::load(x + i);
        largest = V::max_magnitude(v, V::set1(largest));
    }
    const bool empty = largest < 1e-35f;
    const auto factor = V::set1(empty ? 0.0f : 127.0f / largest);
    for (uint32_t i = 0; i < count; i += 16) {
        int8_t bytes[16];
        V::store_int8(bytes, V::to_int(V::mul(V::load(x + i), factor)));
        for (uint32_t k = 0; k < 16; ++k) {
            out[(i + k) / 4 * outer + k % 4 * inner] = static_cast<uint8_t>(bytes[k] + 128);
        }
    }
    *out_scale = empty ? 0.0f : largest / 127.0f;
}

template <class V>
void rope(float* head, const float* cos, const float* sin, uint32_t head_dim) {
    using Float = typename V::Float;
    const uint32_t half = head_dim / 2;
    for (uint32_t i = 0; i < half; i += 16) {
        const uint32_t count = half - i;
        const Float c = load_some<V>(cos + i, count), s = load_some<V>(sin + i, count);
        const Float a = load_some<V>(head + i, count), b = load_some<V>(head + half + i, count);
        store_some<V>(head + i, V::sub(V::mul(a, c), V::mul(b, s)), count);
        store_some<V>(head + half + i, V::fma(b, c, V::mul(a, s)), count);
    }
}

template <class V>
void silu_multiply(float* gate, const float* up, uint32_t count) {
    using Float = typename V::Float;
    const Float one = V::set1(1.0f);
    for (uint32_t i = 0; i < count; i += 16) {
        const Float g = load_some<V>(gate + i, count - i);
        const Float decay = exp_lanes<V>(V::sub(V::set1(0.0f), g));
        const Float silu = V::div(g, V::add(one, decay));
        store_some<V>(gate + i, V::mul(silu, load_some<V>(up + i, count - i)), count - i);
    }
}

template <class V>
void exp_scaled(const float* x, float shift, float scale, float floor, uint32_t count, float* out,
                float* sums) {
    using Float = typename V::Float;
    for (uint32_t begin = 0; begin < count; begin += kSumBlock) {
        const uint32_t end = count - begin < kSumBlock ? count : begin + kSumBlock;
        Float sum = V::set1(0.0f);
        for (uint32_t i = begin; i < end; i += 16) {
            const Float v = V::sub(load_some<V>(x + i, end - i), V::set1(shift));
            Float weight = exp_lanes<V>(V::mul(v, V::set1(scale)));
            weight = V::zero_below(weight, weight, floor);
            if (end - i < 16) weight = V::keep_lanes(weight, 0, static_cast<int>(end - i), 0.0f);
            sum = V::add(sum, weight);
            store_some<V>(out + i, weight, end - i);
        }
        sums[begin / kSumBlock] = V::reduce_add(sum);
    }
}

template <class V>
uint32_t next_above(const float* x, float limit, uint32_t begin, uint32_t count) {
    for (uint32_t i = begin; i < count; i += 16) {
        uint32_t bits = V::lanes_above(load_some<V>(x + i, count - i), limit);
        if (count - i < 16) bits &= (1u << (count - i)) - 1u;
        if (bits != 0) return i + first_bit(bits);
    }
    return count;
}

template <class V>
uint32_t collect_above(const float* x, float limit, uint32_t count, int32_t* indices,
                       float* values) {
    uint32_t found = 0;
    for (uint32_t i = 0; i < count; i += 16) {
        uint32_t bits = V::lanes_above(load_some<V>(x + i, count - i), limit);
        if (count - i < 16) bits &= (1u << (count - i)) - 1u;
        for (; bits != 0; bits &= bits - 1) {
            const uint32_t at = i + first_bit(bits);
            indices[found] = static_cast<int32_t>(at);
            values[found++] = x[at];
        }
    }
    return found;
}

template <class V>
float sum_above(const float* x, float limit, uint32_t count, uint32_t* out_count) {
    typename V::Float sum = V::set1(0.0f);
    uint32_t found = 0;
    for (uint32_t i = 0; i < count; i += 16) {
        const auto v = load_some<V>(x + i, count - i);
        uint32_t bits = V::lanes_above(v, limit);
        if (count - i < 16) bits &= (1u << (count - i)) - 1u;
        sum = V::add(sum, V::keep_bits(v, bits));
        found += bit_count(bits);
    }
    *out_count = found;
    return V::reduce_add(sum);
}

template <class V>
float filter_logits(const float* logits, const uint32_t* mask, uint32_t count, float* out) {
    typename V::Float largest = V::set1(-kInfinity);
    for (uint32_t i = 0; i < count; i += 16) {
        uint32_t bits = mask != nullptr ? mask[i / 32] >> (i % 32) : 0xFFFFu;
        if (count - i < 16) bits &= (1u << (count - i)) - 1u;
        const auto kept = V::keep_finite(load_some<V>(logits + i, count - i), bits);
        largest = V::max(kept, largest);
        store_some<V>(out + i, kept, count - i);
    }
    return V::reduce_max(largest);
}

}  // namespace minstrel::kernels
