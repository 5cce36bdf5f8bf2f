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

// A group with a NaN or an infinity gets a NaN or infinite scale, which reaches every output.
template <class V>
void quantise(const float* x, uint32_t row, uint32_t group_begin, uint32_t group_end,
              const QuantisedRows& out) {
    using Float = typename V::Float;
    for (uint32_t group = group_begin; group < group_end; ++group) {
        const float* source = x + static_cast<size_t>(group) * kI8Group;
        const size_t slot = static_cast<size_t>(group) * out.row_stride + row;
        const Float a = V::load(source), b = V::load(source + 16);
        const float largest = V::max_magnitude(a, b);
        // A group below the normal range would need an infinite factor; it counts as zero.
        const bool empty = largest < 1e-35f;
        const Float factor = V::set1(empty ? 0.0f : 127.0f / largest);
        int8_t* target = out.values + slot * kI8Group;
        const int32_t sum = V::store_int8(target, V::to_int(V::mul(a, factor))) +
                            V::store_int8(target + 16, V::to_int(V::mul(b, factor)));
        out.scales[slot] = empty ? 0.0f : largest / 127.0f;
        out.offsets[slot] = -128 * sum;
    }
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
void exp_shifted(const float* x, float shift, uint32_t count, float* out) {
    for (uint32_t i = 0; i < count; i += 16) {
        const auto v = V::sub(load_some<V>(x + i, count - i), V::set1(shift));
        store_some<V>(out + i, exp_lanes<V>(v), count - i);
    }
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
