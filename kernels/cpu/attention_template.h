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

// Of kPages pages: a sum waits for the one before it, so there have to be many of them.
template <class V, class P, int kHeads, int kPages>
MST_SIMD void score_pages(const AttentionJob& job, const float* query,
                          const typename P::Element* const (&keys)[kPages],
                          PageScores<V, kHeads>* out) {
    using Float = typename V::Float;
    Float low[kPages][kHeads], high[kPages][kHeads];
    for (int p = 0; p < kPages; ++p) {
        for (int h = 0; h < kHeads; ++h) low[p][h] = high[p][h] = V::set1(0.0f);
    }
    for (uint32_t d = 0; d < job.head_dim; ++d) {
        Float q[kHeads];
        for (int h = 0; h < kHeads; ++h) {
            q[h] = V::set1(query[static_cast<size_t>(h) * job.head_dim + d]);
        }
        for (int p = 0; p < kPages; ++p) {
            const auto* positions = keys[p] + static_cast<size_t>(d) * kPageTokens;
            const Float k0 = P::template load<V>(positions);
            const Float k1 = P::template load<V>(positions + 16);
            for (int h = 0; h < kHeads; ++h) {
                low[p][h] = V::fma(q[h], k0, low[p][h]);
                high[p][h] = V::fma(q[h], k1, high[p][h]);
            }
        }
    }
    const Float scale = V::set1(job.scale);
    for (int p = 0; p < kPages; ++p) {
        for (int h = 0; h < kHeads; ++h) {
            out[p].low[h] = V::mul(low[p][h], scale);
            out[p].high[h] = V::mul(high[p][h], scale);
        }
    }
}

// Outputs [d, d + 16 * kVectors).
template <class V, class P, int kHeads, int kVectors>
MST_SIMD void add_columns(const AttentionJob& job, const typename P::Element* values, int begin,
                          int end, uint32_t d, float* output,
                          const SoftmaxState<V, kHeads>& state) {
    using Float = typename V::Float;
    const uint32_t dim = job.head_dim;
    Float sums[kHeads][kVectors];
    for (int h = 0; h < kHeads; ++h) {
        const float* row = output + static_cast<size_t>(h) * dim + d;
        for (int v = 0; v < kVectors; ++v, row += 16) sums[h][v] = V::load(row);
    }
    for (int t = begin; t < end; ++t) {
        const auto* row = values + static_cast<size_t>(t) * dim + d;
        Float x[kVectors];
        for (int v = 0; v < kVectors; ++v) x[v] = P::template load<V>(row + 16 * v);
        for (int h = 0; h < kHeads; ++h) {
            const Float w = V::set1(state.weights[h][t]);
            for (int v = 0; v < kVectors; ++v) sums[h][v] = V::fma(w, x[v], sums[h][v]);
        }
    }
    for (int h = 0; h < kHeads; ++h) {
        float* row = output + static_cast<size_t>(h) * dim + d;
        for (int v = 0; v < kVectors; ++v, row += 16) V::store(row, sums[h][v]);
    }
}

template <class V, class P, int kHeads>
MST_SIMD void add_values(const AttentionJob& job, const typename P::Element* values, int begin,
                         int end, float* output, const SoftmaxState<V, kHeads>& state) {
    using Float = typename V::Float;
    const uint32_t dim = job.head_dim;
    uint32_t d = 0;
    // Floats are not converted; more of them at once are slower.
    if constexpr (V::kAttentionPages > 1 && sizeof(typename P::Element) < sizeof(float)) {
        for (; d + 64 <= dim; d += 64) {
            add_columns<V, P, kHeads, 4>(job, values, begin, end, d, output, state);
        }
    }
    for (; d + 32 <= dim; d += 32) {
        add_columns<V, P, kHeads, 2>(job, values, begin, end, d, output, state);
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

// Pages for all heads: their scores, and what the values of one add to the outputs.
template <class V, class P, int kHeads>
struct PageReader {
    using Element = typename P::Element;

    MST_SIMD PageReader(const AttentionJob& j, const float* q) : job(j), query(q) {}
    template <int kPages>
    MST_SIMD void score(const char* const (&keys)[kPages], PageScores<V, kHeads>* out) const {
        const Element* elements[kPages];
        for (int p = 0; p < kPages; ++p) elements[p] = reinterpret_cast<const Element*>(keys[p]);
        score_pages<V, P, kHeads, kPages>(job, query, elements, out);
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
    // Scores wait for nothing, so those of the pages that follow are begun while the exponentials
    // of the present ones are under way.
    constexpr uint32_t kPages = V::kAttentionPages;
    PageScores<V, kHeads> scores[kPages], next[kPages];
    const auto score_from = [&](uint32_t page, PageScores<V, kHeads>* out) MST_SIMD_LAMBDA {
        if constexpr (kPages > 1) {
            static_assert(kPages == 2);
            if (page < last) {
                return reader.template score<2>({keys_of(page), keys_of(page + 1)}, out);
            }
        }
        reader.template score<1>({keys_of(page)}, out);
    };
    uint32_t page = job.first / kPageTokens;
    score_from(page, scores);
    for (; page <= last; page += kPages) {
        if (page + kPages <= last) score_from(page + kPages, next);
        for (uint32_t p = 0; p < kPages && page + p <= last; ++p) {
            const uint32_t start = (page + p) * kPageTokens;
            const int begin = start < job.first ? static_cast<int>(job.first - start) : 0;
            const uint32_t left = job.last - start + 1;
            const int end = static_cast<int>(left < kPageTokens ? left : kPageTokens);
            for (int h = 0; h < kHeads; ++h) {
                weigh_scores<V, kHeads>(job, h, scores[p].low[h], scores[p].high[h], begin, end,
                                        output, state);
            }
            if (page + p + kPages < last) {
                prefetch_block(keys_of(page + p + kPages + 1), bytes);
                prefetch_block(values_of(page + p + 1), bytes);
            }
            reader.add(values_of(page + p), begin, end, output, state);
        }
        for (uint32_t p = 0; p < kPages; ++p) scores[p] = next[p];
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
