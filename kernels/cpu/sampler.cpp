#include "kernels/cpu/sampler.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "kernels/philox.h"

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
// token; only tokens above it are looked at.
void keep_best(const KernelTable& kernels, const float* values, uint32_t count, uint32_t k,
               int32_t* ids) {
    const Better better{values};
    for (uint32_t i = 0; i < k; ++i) ids[i] = static_cast<int32_t>(i);
    std::make_heap(ids, ids + k, better);
    for (uint32_t i = k;; ++i) {
        i = kernels.next_above(values, values[ids[0]], i, count);  // equals come too late
        if (i == count) break;
        std::pop_heap(ids, ids + k, better);
        ids[k - 1] = static_cast<int32_t>(i);
        std::push_heap(ids, ids + k, better);
    }
    std::sort(ids, ids + k);
}

float scale_of(const SampleRow& row) {
    return std::min(1.0f / row.temperature, 1e30f);  // a difference of zero must stay zero
}

// weights[i] = exp((value - largest) / temperature); exactly 1 for the best token.
void weigh(const SampleRow& row, float largest, uint32_t count, const KernelTable& kernels,
           const SamplerScratch& scratch) {
    for (uint32_t i = 0; i < count; ++i) scratch.weights[i] = scratch.values[scratch.ids[i]];
    kernels.exp_scaled(scratch.weights, largest, scale_of(row), 0, count, scratch.weights,
                       scratch.sums);
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

float from_bits(uint32_t bits) {
    return std::bit_cast<float>(bits);
}

// A limit above which the weights do not reach `wanted` yet, with few weights between it and
// `out_lower`, above which they do: bisection over the bits of positive floats, which are in the
// order of their values.
float bisect_share(double wanted, uint32_t count, const KernelTable& kernels, const float* weights,
                   float* out_lower) {
    constexpr uint32_t kFew = 64;
    uint32_t low = 0, high = std::bit_cast<uint32_t>(1.0f);  // nothing weighs more than 1
    uint32_t above_low = count, above_high = 0;
    while (above_low - above_high > kFew && high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;
        uint32_t above = 0;
        if (kernels.sum_above(weights, from_bits(middle), count, &above) >= wanted) {
            low = middle;
            above_low = above;
        } else {
            high = middle;
            above_high = above;
        }
    }
    *out_lower = from_bits(low);
    return from_bits(high);
}

// Top-p: keeps the shortest head of the candidates, best first, that reaches `wanted`.
uint32_t keep_share(double wanted, uint32_t count, const KernelTable& kernels,
                    const SamplerScratch& scratch) {
    float lower = 0;
    const float upper = bisect_share(wanted, count, kernels, scratch.weights, &lower);
    double sum = 0;
    uint32_t between = 0;
    for (uint32_t i = 0; i < count; ++i) {
        const float weight = scratch.weights[i];
        if (weight > upper) {
            sum += weight;
        } else if (weight > lower) {
            scratch.order[between++] = static_cast<int32_t>(i);
        }
    }
    std::sort(scratch.order, scratch.order + between, Better{scratch.weights});
    // The first candidate that is too much, or none: all better ones stay.
    const int32_t* end = scratch.order;
    const bool has_better = sum > 0;
    for (; end < scratch.order + between; ++end) {
        if ((has_better || end > scratch.order) && sum >= wanted) break;
        sum += scratch.weights[*end];
    }
    const uint32_t allowed = static_cast<uint32_t>(end - scratch.order);
    std::sort(scratch.order, scratch.order + allowed);
    uint32_t kept = 0, next = 0;
    for (uint32_t i = 0; i < count; ++i) {
        const bool chosen = next < allowed && scratch.order[next] == static_cast<int32_t>(i);
        next += chosen ? 1 : 0;
        if (!chosen && !(scratch.weights[i] > upper)) continue;
        scratch.ids[kept] = scratch.ids[i];
        scratch.weights[kept++] = scratch.weights[i];
    }
    return kept;
}

// What a weight must reach to be looked at by top-p: those below together weigh less than what may
// be missing. The factor leaves room for rounding.
double least_weight(double total, double share, uint32_t count) {
    return 0.999 * (total - total * share) / count;
}

double random_share(const SampleRow& row) {
    return philox_uniform(row.seed, row.stream, row.position);
}

int32_t draw(const SampleRow& row, uint32_t count, const SamplerScratch& scratch) {
    const double target = random_share(row) * total_weight(scratch, count);
    double sum = 0;
    for (uint32_t i = 0; i < count; ++i) {
        sum += scratch.weights[i];
        if (sum > target) return scratch.ids[i];
    }
    return scratch.ids[count - 1];
}

// Drops what top-p and min-p drop, and draws among the rest of the candidates.
int32_t draw_candidate(const SampleRow& row, uint32_t count, const KernelTable& kernels,
                       const SamplerScratch& scratch) {
    count = drop_candidates(count, scratch, [](float weight) { return !(weight > 0); });
    if (row.top_p > 0 && row.top_p < 1) {
        count = keep_share(total_weight(scratch, count) * row.top_p, count, kernels, scratch);
    }
    if (row.min_p > 0) {  // the largest weight is 1
        const float floor = std::min(row.min_p, 1.0f);
        count = drop_candidates(count, scratch, [=](float weight) { return weight < floor; });
    }
    return draw(row, count, scratch);
}

double total_of_sums(const SamplerScratch& scratch, uint32_t vocab_size) {
    double total = 0;
    for (uint32_t b = 0; b * kSumBlock < vocab_size; ++b) total += scratch.sums[b];
    return total;
}

// Draws by the weights of all tokens: first the block, then the token in it.
int32_t draw_token(const SampleRow& row, uint32_t vocab_size, const SamplerScratch& scratch) {
    const double target = random_share(row) * total_of_sums(scratch, vocab_size);
    double before = 0;
    uint32_t block = 0;  // the last that is not empty, up to the target
    for (uint32_t b = 0; b * kSumBlock < vocab_size; ++b) {
        if (!(scratch.sums[b] > 0)) continue;
        block = b;
        if (before + scratch.sums[b] > target) break;
        before += scratch.sums[b];
    }
    const uint32_t end = std::min(vocab_size, (block + 1) * kSumBlock);
    int32_t chosen = -1;
    double sum = before;
    for (uint32_t i = block * kSumBlock; i < end; ++i) {
        if (!(scratch.weights[i] > 0)) continue;
        chosen = static_cast<int32_t>(i);
        sum += scratch.weights[i];
        if (sum > target) break;
    }
    return chosen;
}

// Without top-k every token is a candidate: passes over the vocabulary, sixteen tokens at a time.
int32_t sample_all(const SampleRow& row, float largest, uint32_t vocab_size,
                   const KernelTable& kernels, const SamplerScratch& scratch) {
    const bool by_share = row.top_p > 0 && row.top_p < 1;
    const float floor = by_share ? 0.0f : std::clamp(row.min_p, 0.0f, 1.0f);
    kernels.exp_scaled(scratch.values, largest, scale_of(row), floor, vocab_size, scratch.weights,
                       scratch.sums);
    if (!by_share) return draw_token(row, vocab_size, scratch);

    const double total = total_of_sums(scratch, vocab_size);
    const double least = least_weight(total, row.top_p, vocab_size);
    const float limit = std::nextafter(static_cast<float>(least), 0.0f);
    uint32_t count =
        kernels.collect_above(scratch.weights, limit, vocab_size, scratch.ids, scratch.weights);
    count = keep_share(total * row.top_p, count, kernels, scratch);
    if (row.min_p > 0) {
        const float lowest = std::min(row.min_p, 1.0f);
        count = drop_candidates(count, scratch, [=](float weight) { return weight < lowest; });
    }
    return draw(row, count, scratch);
}

}  // namespace

int32_t sample_row(const SampleRow& row, const float* logits, uint32_t vocab_size,
                   const KernelTable& kernels, const SamplerScratch& scratch) {
    const uint32_t* mask = row.mask.empty() ? nullptr : row.mask.data();
    float largest = kernels.filter_logits(logits, mask, vocab_size, scratch.values);
    if (has_penalties(row)) {
        penalise(row, vocab_size, scratch.values, scratch.counts);
        largest = kernels.filter_logits(scratch.values, nullptr, vocab_size, scratch.values);
    }
    if (largest == kExcluded) return -1;
    if (!(row.temperature > 0) || row.top_k == 1) {
        const float below = std::nextafter(largest, kExcluded);
        return static_cast<int32_t>(kernels.next_above(scratch.values, below, 0, vocab_size));
    }
    if (row.top_k == 0 || row.top_k >= vocab_size) {
        return sample_all(row, largest, vocab_size, kernels, scratch);
    }
    keep_best(kernels, scratch.values, vocab_size, row.top_k, scratch.ids);
    weigh(row, largest, row.top_k, kernels, scratch);
    return draw_candidate(row, row.top_k, kernels, scratch);
}

}  // namespace minstrel::kernels
