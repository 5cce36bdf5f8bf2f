// Attention over pages of bytes. Both sums, over the dimensions of a head for the scores and over
// the positions of a page for the values, are dot products of integers: what comes from the float
// side, the query or the weights, is split into two bytes, 128 * high + low, which is 15 bits of
// its largest element. So only the rounding of keys and values is felt.
#pragma once

#include "kernels/cpu/attention_template.h"

namespace minstrel::kernels {

// Numbers as two signed bytes each, and what dot products with unsigned bytes begin from.
template <uint32_t kCapacity>
struct SplitRow {
    alignas(64) int8_t high[kCapacity];
    int8_t low[kCapacity];
    int32_t offsets[2];  // -8 * sum of the high and of the low bytes
    float scale;         // of 128 * high + low
};

template <class V, uint32_t kCapacity>
MST_SIMD void split_row(const float* x, uint32_t count, SplitRow<kCapacity>& out) {
    using Float = typename V::Float;
    float largest = 0;
    for (uint32_t i = 0; i < count; i += 16) {
        largest = V::max_magnitude(V::load(x + i), V::set1(largest));
    }
    const bool empty = largest < 1e-35f;
    const Float factor = V::set1(empty ? 0.0f : 127.0f / largest);
    int32_t high_sum = 0, low_sum = 0;
    for (uint32_t i = 0; i < count; i += 16) {
        const Float scaled = V::mul(V::load(x + i), factor);
        const typename V::Int high = V::to_int(scaled);
        const Float rest = V::sub(scaled, V::to_float(high));
        high_sum += V::store_int8(out.high + i, high);
        low_sum += V::store_int8(out.low + i, V::to_int(V::mul(rest, V::set1(128.0f))));
    }
    out.offsets[0] = -8 * high_sum;
    out.offsets[1] = -8 * low_sum;
    out.scale = empty ? 0.0f : largest / (127.0f * 128.0f);
}

// Sums of `steps` dot products of four, for kHeads rows and kVectors neighbouring vectors of 16
// results, whose operands lie `step_bytes` apart.
template <class V, int kHeads, int kVectors, uint32_t kCapacity>
MST_SIMD void dot_split(const SplitRow<kCapacity> (&rows)[kHeads], const uint8_t* bytes,
                        size_t step_bytes, uint32_t steps,
                        typename V::Float (&out)[kHeads][kVectors]) {
    typename V::Int high[kHeads][kVectors], low[kHeads][kVectors];
    for (int h = 0; h < kHeads; ++h) {
        for (int v = 0; v < kVectors; ++v) {
            high[h][v] = V::begin_int8(rows[h].offsets);
            low[h][v] = V::begin_int8(rows[h].offsets + 1);
        }
    }
    for (uint32_t step = 0; step < steps; ++step) {
        typename V::Int8Operand operand[kVectors];
        for (int v = 0; v < kVectors; ++v) {
            operand[v] = V::load_int8(bytes + step * step_bytes + static_cast<size_t>(v) * 64);
        }
        for (int h = 0; h < kHeads; ++h) {
            const auto x = V::dot_columns(rows[h].high + size_t{4} * step);
            const auto y = V::dot_columns(rows[h].low + size_t{4} * step);
            for (int v = 0; v < kVectors; ++v) {
                high[h][v] = V::dot4(high[h][v], operand[v], x);
                low[h][v] = V::dot4(low[h][v], operand[v], y);
            }
        }
    }
    for (int h = 0; h < kHeads; ++h) {
        for (int v = 0; v < kVectors; ++v) {
            out[h][v] = V::fma(V::to_float(high[h][v]), V::set1(128.0f), V::to_float(low[h][v]));
        }
    }
}

struct Int8Pages {};

template <class V, int kHeads>
struct PageReader<V, Int8Pages, kHeads> {
    using Float = typename V::Float;

    MST_SIMD PageReader(const AttentionJob& j, const float* q) : job(j) {
        for (int h = 0; h < kHeads; ++h) {
            split_row<V>(q + static_cast<size_t>(h) * job.head_dim, job.head_dim, query[h]);
        }
    }

    template <int kPages>
    MST_SIMD void score(const char* const (&keys)[kPages], PageScores<V, kHeads>* out) const {
        for (int p = 0; p < kPages; ++p) score_page(keys[p], out[p]);
    }

    MST_SIMD void score_page(const char* keys, PageScores<V, kHeads>& out) const {
        Float sums[kHeads][2];
        dot_split<V, kHeads, 2>(query, reinterpret_cast<const uint8_t*>(keys),
                                size_t{4} * kPageTokens, job.head_dim / 4, sums);
        const char* scales = keys + size_t{kPageTokens} * job.head_dim;
        const Float low = V::load(scales), high = V::load(scales + 64);
        for (int h = 0; h < kHeads; ++h) {
            const Float scale = V::set1(query[h].scale * job.scale);
            out.low[h] = V::mul(sums[h][0], V::mul(low, scale));
            out.high[h] = V::mul(sums[h][1], V::mul(high, scale));
        }
    }

    MST_SIMD void add(const char* values, int begin, int end, float* output,
                      const SoftmaxState<V, kHeads>& state) {
        split_weights(values + size_t{kPageTokens} * job.head_dim, begin, end, state);
        const auto* v = reinterpret_cast<const uint8_t*>(values);
        uint32_t d = 0;
        for (; d + 32 <= job.head_dim; d += 32) add_values<2>(v, d, output);
        if (d < job.head_dim) add_values<1>(v, d, output);
    }

    // Positions outside [begin, end) may have any scale, and count nothing.
    MST_SIMD void split_weights(const char* scales, int begin, int end,
                                const SoftmaxState<V, kHeads>& state) {
        const Float low = V::load(scales), high = V::load(scales + 64);
        for (int h = 0; h < kHeads; ++h) {
            alignas(64) float scaled[kPageTokens];
            const Float a = V::mul(V::load(state.weights[h]), low);
            const Float b = V::mul(V::load(state.weights[h] + 16), high);
            V::store(scaled, V::keep_lanes(a, begin, end, 0.0f));
            V::store(scaled + 16, V::keep_lanes(b, begin - 16, end - 16, 0.0f));
            split_row<V>(scaled, kPageTokens, weights[h]);
        }
    }

    // Outputs [d, d + 16 * kVectors).
    template <int kVectors>
    MST_SIMD void add_values(const uint8_t* values, uint32_t d, float* output) {
        Float sums[kHeads][kVectors];
        dot_split<V, kHeads, kVectors>(weights, values + size_t{4} * d, size_t{4} * job.head_dim,
                                       kPageTokens / 4, sums);
        for (int h = 0; h < kHeads; ++h) {
            const Float scale = V::set1(weights[h].scale);
            for (int v = 0; v < kVectors; ++v) {
                float* out = output + static_cast<size_t>(h) * job.head_dim + d +
                             size_t{16} * static_cast<size_t>(v);
                V::store(out, V::fma(sums[h][v], scale, V::load(out)));
            }
        }
    }

    const AttentionJob& job;
    SplitRow<kMaxInt8HeadDim> query[kHeads];
    SplitRow<kPageTokens> weights[kHeads];
};

template <class V>
void attention(const AttentionJob& job) {
    switch (job.kv_type) {
        case KvType::kInt8:
            return attend_pages<V, Int8Pages>(job);
        case KvType::kBF16:
            return attend_pages<V, Bf16Pages>(job);
        case KvType::kF16:
            return attend_pages<V, F16Pages>(job);
        default:
            return attend_pages<V, F32Pages>(job);
    }
}

}  // namespace minstrel::kernels
