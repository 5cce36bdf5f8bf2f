#include "kernels/cpu/sampler.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "kernels/cpu/philox.h"

namespace minstrel::kernels {
namespace {

constexpr float kExcluded = -std::numeric_limits<float>::infinity();

// Candidates in the order of preference: better weight first, then the lower id.
struct Better {
    const float* weights;
    bool operator()(int32_t a, int32_t b) const {
        return weights[a] != weights[b] ? weights[a] > weights[b] : a < b;
    }
};

// Copies the logits; tokens that must not be chosen become kExcluded.
void allow(const SampleRow& row, const float* logits, uint32_t vocab_size, float* values) {
    for (uint32_t i = 0; i < vocab_size; ++i) {
        values[i] = std::isfinite(logits[i]) ? logits[i] : kExcluded;
    }
    if (row.mask.empty()) return;
    for (uint32_t word = 0; word * 32 < vocab_size; ++word) {
        const uint32_t end = std::min(vocab_size - word * 32, 32u);
        for (uint32_t blocked = ~row.mask[word]; blocked != 0; blocked &= blocked - 1) {
            const auto bit = static_cast<uint32_t>(std::countr_zero(blocked));
            if (bit < end) values[word * 32 + bit] = kExcluded;
        }
    }
}

void penalise(const SampleRow& row, uint32_t vocab_size, float* values, uint32_t* counts) {
    const bool repetition = row.repetition_penalty > 0 && row.repetition_penalty != 1;
    if (!repetition && row.presence_penalty == 0 && row.frequency_penalty == 0) return;
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

int32_t best_token(const float* values, uint32_t vocab_size) {
    int32_t best = -1;
    float largest = kExcluded;
    for (uint32_t i = 0; i < vocab_size; ++i) {
        if (values[i] > largest) {
            largest = values[i];
            best = static_cast<int32_t>(i);
        }
    }
    return best;
}

// Keeps the shortest head of the candidates, best first, that reaches `share` of the weight.
uint32_t cut_to_share(const float* weights, int32_t* ids, uint32_t count, float share) {
    double total = 0;
    for (uint32_t i = 0; i < count; ++i) total += weights[ids[i]];
    const double wanted = total * share;
    double sum = 0;
    uint32_t sorted = 0;
    for (uint32_t i = 0; i < count; ++i) {
        if (i == sorted) {
            sorted = std::min(count, std::max(64u, 2 * sorted));
            std::partial_sort(ids + i, ids + sorted, ids + count, Better{weights});
        }
        sum += weights[ids[i]];
        if (sum >= wanted) return i + 1;
    }
    return count;
}

// Fills ids with the tokens that may be drawn.
uint32_t choose_candidates(const SampleRow& row, const float* weights, uint32_t vocab_size,
                           int32_t* ids) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < vocab_size; ++i) {
        if (weights[i] > 0) ids[count++] = static_cast<int32_t>(i);
    }
    if (row.top_k > 0 && row.top_k < count) {
        std::nth_element(ids, ids + row.top_k, ids + count, Better{weights});
        count = row.top_k;
        std::sort(ids, ids + count);  // sums must not follow the library's partition order
    }
    if (row.top_p > 0 && row.top_p < 1) count = cut_to_share(weights, ids, count, row.top_p);
    if (row.min_p > 0) {  // the largest weight is 1
        const float floor = std::min(row.min_p, 1.0f);
        const auto weak = [&](int32_t id) { return weights[id] < floor; };
        count = static_cast<uint32_t>(std::remove_if(ids, ids + count, weak) - ids);
    }
    std::sort(ids, ids + count);
    return count;
}

int32_t draw(const SampleRow& row, const float* weights, const int32_t* ids, uint32_t count) {
    double total = 0;
    for (uint32_t i = 0; i < count; ++i) total += weights[ids[i]];
    const double target = philox_uniform(row.seed, row.stream, row.position) * total;
    double sum = 0;
    for (uint32_t i = 0; i < count; ++i) {
        sum += weights[ids[i]];
        if (sum > target) return ids[i];
    }
    return ids[count - 1];
}

}  // namespace

int32_t sample_row(const SampleRow& row, const float* logits, uint32_t vocab_size,
                   const KernelTable& kernels, const SamplerScratch& scratch) {
    allow(row, logits, vocab_size, scratch.values);
    penalise(row, vocab_size, scratch.values, scratch.counts);
    const int32_t best = best_token(scratch.values, vocab_size);
    if (best < 0 || !(row.temperature > 0) || row.top_k == 1) return best;
    // (value - largest) / temperature cannot overflow to NaN: it is 0 at the best token and at
    // most 0, possibly -inf, elsewhere.
    const float largest = scratch.values[best];
    for (uint32_t i = 0; i < vocab_size; ++i) {
        const float distance = scratch.values[i] - largest;
        scratch.values[i] = distance == 0 ? 0.0f : distance / row.temperature;
    }
    kernels.exp_shifted(scratch.values, 0, vocab_size, scratch.weights);
    const uint32_t count = choose_candidates(row, scratch.weights, vocab_size, scratch.ids);
    return draw(row, scratch.weights, scratch.ids, count);
}

}  // namespace minstrel::kernels
