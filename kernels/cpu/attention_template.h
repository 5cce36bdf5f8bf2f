// Attention of one row over its pages: online softmax (Milakov and Gimelshein, 2018), one page a
// step. Pages start at fixed positions, so the order of every sum depends on the row alone.
#pragma once

#include "kernels/cpu/kernel_table.h"
#include "kernels/cpu/matmul_template.h"
#include "kernels/cpu/row_templates.h"
#include "kernels/cpu/simd_inline.h"

namespace minstrel::kernels {

static_assert(kPageTokens == 32, "the kernels hold a page's positions in two vectors");

struct F32Pages {
    using Element = float;
    template <class V>
    static MST_SIMD typename V::Float load(const Element* p) {
        return V::load(p);
    }
    template <class V>
    static MST_SIMD typename V::Float load_partial(const Element* p, uint32_t count) {
        return V::load_partial(p, count);
    }
};

struct F16Pages {
    using Element = uint16_t;
    template <class V>
    static MST_SIMD typename V::Float load(const Element* p) {
        return V::load_f16(p);
    }
    template <class V>
    static MST_SIMD typename V::Float load_partial(const Element* p, uint32_t count) {
        return V::load_f16_partial(p, count);
    }
};

struct Bf16Pages {
    using Element = uint16_t;
    template <class V>
    static MST_SIMD typename V::Float load(const Element* p) {
        return V::load_bf16(p);
    }
    template <class V>
    static MST_SIMD typename V::Float load_partial(const Element* p, uint32_t count) {
        return V::load_bf16_partial(p, count);
    }
};

// State of kHeads query heads between pages.
template <class V, int kHeads>
struct SoftmaxState {
    float maximum[kHeads];
    typename V::Float sums[kHeads];  // lane i: positions i mod 16
    alignas(64) float weights[kHeads][kPageTokens];
};

// From the scores of head h in a page to its weights: exp(score - maximum), 0 outside [begin, end).
// Earlier sums and outputs are scaled to the new maximum.
template <class V, int kHeads>
MST_SIMD void weigh_scores(const AttentionJob& job, int h, typename V::Float low,
                           typename V::Float high, int begin, int end, float* output,
                           SoftmaxState<V, kHeads>& state) {
    using Float = typename V::Float;
    low = V::keep_lanes(low, begin, end, -kInfinity);
    high = V::keep_lanes(high, begin - 16, end - 16, -kInfinity);
    const float page_maximum = V::reduce_max(V::max(low, high));
    if (page_maximum > state.maximum[h]) {
        const Float shrink = exp_lanes<V>(V::set1(state.maximum[h] - page_maximum));
        state.maximum[h] = page_maximum;
        state.sums[h] = V::mul(state.sums[h], shrink);
        float* row = output + static_cast<size_t>(h) * job.head_dim;
        for (uint32_t d = 0; d < job.head_dim; d += 16) {
            const uint32_t count = job.head_dim - d;
            store_some<V>(row + d, V::mul(load_some<V>(row + d, count), shrink), count);
        }
    }
    const Float maximum = V::set1(state.maximum[h]);
    const Float w0 = exp_lanes<V>(V::sub(low, maximum));
    const Float w1 = exp_lanes<V>(V::sub(high, maximum));
    state.sums[h] = V::add(V::add(w0, w1), state.sums[h]);
    V::store(state.weights[h], w0);
    V::store(state.weights[h] + 16, w1);
}

// Of a page's positions, in two vectors for each head.
template <class V, int kHeads>
struct PageScores {
    typename V::Float low[kHeads], high[kHeads];
};

template <class V, class P, int kHeads>
MST_SIMD void score_page(const AttentionJob& job, const float* query,
                         const typename P::Element* keys, PageScores<V, kHeads>& out) {
    using Float = typename V::Float;
    Float low[kHeads], high[kHeads];
    for (int h = 0; h < kHeads; ++h) low[h] = high[h] = V::set1(0.0f);
    for (uint32_t d = 0; d < job.head_dim; ++d) {
        const auto* positions = keys + static_cast<size_t>(d) * kPageTokens;
        const Float k0 = P::template load<V>(positions), k1 = P::template load<V>(positions + 16);
        for (int h = 0; h < kHeads; ++h) {
            const Float q = V::set1(query[static_cast<size_t>(h) * job.head_dim + d]);
            low[h] = V::fma(q, k0, low[h]);
            high[h] = V::fma(q, k1, high[h]);
        }
    }
    const Float scale = V::set1(job.scale);
    for (int h = 0; h < kHeads; ++h) {
        out.low[h] = V::mul(low[h], scale);
        out.high[h] = V::mul(high[h], scale);
    }
}

template <class V, class P, int kHeads>
MST_SIMD void add_values(const AttentionJob& job, const typename P::Element* values, int begin,
                         int end, float* output, const SoftmaxState<V, kHeads>& state) {
    using Float = typename V::Float;
    const uint32_t dim = job.head_dim;
    uint32_t d = 0;
    for (; d + 32 <= dim; d += 32) {
        Float low[kHeads], high[kHeads];
        for (int h = 0; h < kHeads; ++h) {
            low[h] = V::load(output + static_cast<size_t>(h) * dim + d);
            high[h] = V::load(output + static_cast<size_t>(h) * dim + d + 16);
        }
        for (int t = begin; t < end; ++t) {
            const auto* row = values + static_cast<size_t>(t) * dim + d;
            const Float v0 = P::template load<V>(row), v1 = P::template load<V>(row + 16);
            for (int h = 0; h < kHeads; ++h) {
                const Float w = V::set1(state.weights[h][t]);
                low[h] = V::fma(w, v0, low[h]);
                high[h] = V::fma(w, v1, high[h]);
            }
        }
        for (int h = 0; h < kHeads; ++h) {
            V::store(output + static_cast<size_t>(h) * dim + d, low[h]);
            V::store(output + static_cast<size_t>(h) * dim + d + 16, high[h]);
        }
    }
    for (; d < dim; d += 16) {
        const uint32_t count = dim - d;
        for (int h = 0; h < kHeads; ++h) {
            float* target = output + static_cast<size_t>(h) * dim + d;
            Float sum = load_some<V>(target, count);
            for (int t = begin; t < end; ++t) {
                const auto* row = values + static_cast<size_t>(t) * dim + d;
                const Float v = count >= 16 ? P::template load<V>(row)
                                            : P::template load_partial<V>(row, count);
                sum = V::fma(V::set1(state.weights[h][t]), v, sum);
            }
            store_some<V>(target, sum, count);
        }
    }
}

// One page for all heads: its scores, and what its values add to the outputs.
template <class V, class P, int kHeads>
struct PageReader {
    using Element = typename P::Element;

    MST_SIMD PageReader(const AttentionJob& j, const float* q) : job(j), query(q) {}
    MST_SIMD void score(const char* keys, PageScores<V, kHeads>& out) const {
        score_page<V, P, kHeads>(job, query, reinterpret_cast<const Element*>(keys), out);
    }
    MST_SIMD void add(const char* values, int begin, int end, float* output,
                      const SoftmaxState<V, kHeads>& state) {
        add_values<V, P, kHeads>(job, reinterpret_cast<const Element*>(values), begin, end, output,
                                 state);
    }
    const AttentionJob& job;
    const float* query;
};

template <class V, class P, int kHeads>
void attend_heads(const AttentionJob& job, uint32_t head) {
    float* output = job.output + static_cast<size_t>(head) * job.head_dim;
    SoftmaxState<V, kHeads> state;
    for (int h = 0; h < kHeads; ++h) {
        state.maximum[h] = -kInfinity;
        state.sums[h] = V::set1(0.0f);
    }
    for (uint32_t i = 0; i < kHeads * job.head_dim; ++i) output[i] = 0.0f;
    PageReader<V, P, kHeads> reader(job, job.query + static_cast<size_t>(head) * job.head_dim);
    const size_t bytes = kv_head_bytes(job.kv_type, job.head_dim);
    const uint32_t last = job.last / kPageTokens;
    const auto keys_of = [&](uint32_t page) {
        return static_cast<const char*>(job.keys) + job.pages[page] * job.page_stride;
    };
    const auto values_of = [&](uint32_t page) {
        return static_cast<const char*>(job.values) + job.pages[page] * job.page_stride;
    };
    PageScores<V, kHeads> scores;
    uint32_t page = job.first / kPageTokens;
    reader.score(keys_of(page), scores);
    for (; page <= last; ++page) {
        const uint32_t start = page * kPageTokens;
        const int begin = start < job.first ? static_cast<int>(job.first - start) : 0;
        const uint32_t left = job.last - start + 1;
        const int end = static_cast<int>(left < kPageTokens ? left : kPageTokens);
        for (int h = 0; h < kHeads; ++h) {
            weigh_scores<V, kHeads>(job, h, scores.low[h], scores.high[h], begin, end, output,
                                    state);
        }
        if (page < last) {
            if (page + 1 < last) prefetch_block(keys_of(page + 2), bytes);
            prefetch_block(values_of(page + 1), bytes);
            // Waits for nothing, so the processor begins it while the exponentials are under way.
            reader.score(keys_of(page + 1), scores);
        }
        reader.add(values_of(page), begin, end, output, state);
    }
    for (int h = 0; h < kHeads; ++h) {
        const auto inverse = V::set1(1.0f / V::reduce_add(state.sums[h]));
        float* row = output + static_cast<size_t>(h) * job.head_dim;
        for (uint32_t d = 0; d < job.head_dim; d += 16) {
            const uint32_t count = job.head_dim - d;
            store_some<V>(row + d, V::mul(load_some<V>(row + d, count), inverse), count);
        }
    }
}

template <class V, class P>
void attend_pages(const AttentionJob& job) {
    uint32_t head = 0;
    for (; head + 4 <= job.head_count; head += 4) attend_heads<V, P, 4>(job, head);
    if (head + 2 <= job.head_count) {
        attend_heads<V, P, 2>(job, head);
        head += 2;
    }
    if (head < job.head_count) attend_heads<V, P, 1>(job, head);
}

}  // namespace minstrel::kernels
