#include "kernels/cpu/sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/cpu/philox.h"

namespace minstrel::kernels {
namespace {

constexpr float kExcluded = -std::numeric_limits<float>::infinity();

// Order of preference: the larger value, then the lower index.
struct Better {
    const float* values;
    bool operator()(int32_t a, int32_t b) const {
        return values[a] != values[b] ? values[a] > values[b] : a < b;
    }
};

void penalise(const SampleRow& row, uint32_t vocab_size, float* values, uint32_t* counts) {
    const bool repetition = row.repetition_penalty > 0 && row.repetition_penalty != 1;
    const auto valid = [&](int32_t id) {
        return id >= 0 && static_cast<uint32_t>(id) < vocab_size;
    };
    for (int32_t id : row.penalty_tokens) {
        if (valid(id)) ++counts[id];
    }
    for (int32_t id : row.penalty_tokens) {
        if (!valid(id) || counts[id] == 0) continue;
        const auto count = static_cast<float>(counts[id]);
        counts[id] = 0;
        float& value = values[id];
        if (value == kExcluded) continue;
        if (repetition) {
            value = value > 0 ? value / row.repetition_penalty : value * row.repetition_penalty;
        }
        value -= row.presence_penalty + row.frequency_penalty * count;
        if (!std::isfinite(value)) value = kExcluded;
    }
}

bool has_penalties(const SampleRow& row) {
    return !row.penalty_tokens.empty() &&
           ((row.repetition_penalty > 0 && row.repetition_penalty != 1) ||
            row.presence_penalty != 0 || row.frequency_penalty != 0);
}

// The best `k` of `count` tokens, in id order. One pass with a heap whose root is the worst kept
// token: most tokens cost one comparison.
void keep_best(const float* values, uint32_t count, uint32_t k, int32_t* ids) {
    const Better better{values};
    for (uint32_t i = 0; i < k; ++i) ids[i] = static_cast<int32_t>(i);
    std::make_heap(ids, ids + k, better);
    for (uint32_t i = k; i < count; ++i) {
        if (!(values[i] > values[ids[0]])) continue;  // an equal with a higher id is worse
        std::pop_heap(ids, ids + k, better);
        ids[k - 1] = static_cast<int32_t>(i);
        std::push_heap(ids, ids + k, better);
    }
    std::sort(ids, ids + k);
}

// Top-k: fills ids with the candidates in id order and returns their number.
uint32_t choose_candidates(const SampleRow& row, uint32_t vocab_size,
                           const SamplerScratch& scratch) {
    uint32_t count = vocab_size;
    if (row.top_k > 0 && row.top_k < vocab_size) {
        count = row.top_k;
        keep_best(scratch.values, vocab_size, count, scratch.ids);
    } else {
        for (uint32_t i = 0; i < count; ++i) scratch.ids[i] = static_cast<int32_t>(i);
    }
    return count;
}

// weights[i] = exp((value - largest) / temperature); exactly 1 for the best token.
void weigh(const SampleRow& row, float largest, uint32_t count, const KernelTable& kernels,
           const SamplerScratch& scratch) {
    for (uint32_t i = 0; i < count; ++i) {
        const float distance = scratch.values[scratch.ids[i]] - largest;
        scratch.weights[i] = distance == 0 ? 0.0f : distance / row.temperature;
    }
    kernels.exp_shifted(scratch.weights, 0, count, scratch.weights);
}

// Drops the candidates for which `drop(weight)` holds; the order stays.
template <class Drop>
uint32_t drop_candidates(uint32_t count, const SamplerScratch& scratch, const Drop& drop) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; ++i) {
        scratch.ids[kept] = scratch.ids[i];
        scratch.weights[kept] = scratch.weights[i];
        kept += drop(scratch.weights[i]) ? 0 : 1;
    }
    return kept;
}

double total_weight(const SamplerScratch& scratch, uint32_t count) {
    double total = 0;
    for (uint32_t i = 0; i < count; ++i) total += scratch.weights[i];
    return total;
}

// Top-p: keeps the shortest head of the candidates, best first, that reaches `share` of the weight.
uint32_t keep_share(double share, uint32_t count, const SamplerScratch& scratch) {
    const double total = total_weight(scratch, count), wanted = total * share;
    // All candidates below this weight together miss the share that may be missing, so the head
    // ends before them. The factor leaves room for rounding.
    const double least = 0.999 * (total - wanted) / count;
    int32_t* order = scratch.order;
    uint32_t strong = 0;
    for (uint32_t i = 0; i < count; ++i) {
        order[strong] = static_cast<int32_t>(i);
        strong += scratch.weights[i] >= least ? 1 : 0;
    }
    double sum = 0;
    uint32_t sorted = 0, kept = 0;
    while (kept < strong && !(kept > 0 && sum >= wanted)) {
        if (kept == sorted) {
            sorted = std::min(strong, std::max(64u, 2 * sorted));
            std::partial_sort(order + kept, order + sorted, order + strong,
                              Better{scratch.weights});
        }
        sum += scratch.weights[order[kept++]];
    }
    std::sort(order, order + kept);
    for (uint32_t i = 0; i < kept; ++i) {
        scratch.ids[i] = scratch.ids[order[i]];
        scratch.weights[i] = scratch.weights[order[i]];
    }
    return kept;
}

int32_t draw(const SampleRow& row, uint32_t count, const SamplerScratch& scratch) {
    const double u = philox_uniform(row.seed, row.stream, row.position);
    const double target = u * total_weight(scratch, count);
    double sum = 0;
    for (uint32_t i = 0; i < count; ++i) {
        sum += scratch.weights[i];
        if (sum > target) return scratch.ids[i];
    }
    return scratch.ids[count - 1];
}

}  // namespace

int32_t sample_row(const SampleRow& row, const float* logits, uint32_t vocab_size,
                   const KernelTable& kernels, const SamplerScratch& scratch) {
    const uint32_t* mask = row.mask.empty() ? nullptr : row.mask.data();
    float largest = kernels.filter_logits(logits, mask, vocab_size, scratch.values);
    if (has_penalties(row)) {
        penalise(row, vocab_size, scratch.values, scratch.counts);
        largest = *std::max_element(scratch.values, scratch.values + vocab_size);
    }
    if (largest == kExcluded) return -1;
    if (!(row.temperature > 0) || row.top_k == 1) {
        return static_cast<int32_t>(
            std::find(scratch.values, scratch.values + vocab_size, largest) - scratch.values);
    }
    uint32_t count = choose_candidates(row, vocab_size, scratch);
    weigh(row, largest, count, kernels, scratch);
    count = drop_candidates(count, scratch, [](float weight) { return !(weight > 0); });
    if (row.top_p > 0 && row.top_p < 1) count = keep_share(row.top_p, count, scratch);
    if (row.min_p > 0) {  // the largest weight is 1
        const float floor = std::min(row.min_p, 1.0f);
        count = drop_candidates(count, scratch, [=](float weight) { return weight < floor; });
    }
    return draw(row, count, scratch);
}

}  // namespace minstrel::kernels
