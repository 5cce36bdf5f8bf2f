// One token a row, as kernels/cpu/sampler.cpp chooses it: the same stages, numbers and sums, so
// that both back ends agree. Masks and maxima, penalties, and weights are launches over the whole
// vocabulary; then a block a row chooses.
#include "kernels/cuda/device/sample_row.h"
#include "kernels/philox.h"

namespace minstrel::kernels::cuda {
namespace {

constexpr uint32_t kSpan = kSampleWarps * kSampleBlock;  // values of a filter block: a warp a block

MST_DEVICE bool is_finite(float value) {
    return (bits_of_float(value) & 0x7F800000u) != 0x7F800000u;
}

// values = logits where allowed and finite, else -inf; maxima of their blocks.
MST_KERNEL(kSampleThreads) filter_kernel(SampleParams params) {
    begin_kernel();
    const SampleEntry entry = params.entries[block_index().y];
    const SampleRowView row = row_view(params, block_index().y);
    const uint32_t vocab = params.vocab_size, words = (vocab + 31) / 32;
    const uint32_t block = block_index().x * kSampleWarps + warp_index();
    if (block >= row.blocks) return;
    const float* logits = params.logits + size_t{entry.logit_row} * vocab;
    float largest = kMinusInfinity;
    for (uint32_t i = lane_index(); i < kSampleBlock; i += kWarp) {
        const uint32_t token = block * kSampleBlock + i;
        bool kept = token < vocab;
        if (kept && entry.mask_row != UINT32_MAX) {
            const uint32_t word = params.masks[size_t{entry.mask_row} * words + token / 32];
            kept = (word >> token % 32 & 1u) != 0;
        }
        // The constant is a float; version 14 of the linter takes it for something wider.
        // NOLINTNEXTLINE(bugprone-narrowing-conversions)
        float value = kept ? logits[token] : kMinusInfinity;
        if (!is_finite(value)) value = kMinusInfinity;
        row.values[token] = value;
        largest = value > largest ? value : largest;
    }
    largest = warp_largest(largest);
    if (lane_index() == 0) row.maxima[block] = largest;
}

MST_DEVICE void penalise(const SampleEntry& entry, uint32_t count, float& value) {
    if (value == kMinusInfinity) return;
    if (entry.repetition_penalty > 0.0f && entry.repetition_penalty != 1.0f) {
        value = value > 0.0f ? value / entry.repetition_penalty : value * entry.repetition_penalty;
    }
    value -= entry.presence_penalty + entry.frequency_penalty * static_cast<float>(count);
    if (!is_finite(value)) value = kMinusInfinity;
}

// The first mention of a token changes its value by all of them.
MST_KERNEL(kSampleThreads) penalty_kernel(SampleParams params) {
    begin_kernel();
    const SampleEntry entry = params.entries[block_index().x];
    const SampleRowView row = row_view(params, block_index().x);
    if (!has_penalties(entry)) return;
    const int32_t* tokens = params.penalty_tokens + entry.penalty_first;
    for (uint32_t i = thread_index(); i < entry.penalty_count; i += kSampleThreads) {
        const auto token = static_cast<uint32_t>(tokens[i]);
        uint32_t count = 0;
        bool first = token < params.vocab_size;
        for (uint32_t j = 0; first && j < entry.penalty_count; ++j) {
            const bool same = tokens[j] == tokens[i];
            count += same ? 1 : 0;
            first = !(same && j < i);
        }
        if (first) penalise(entry, count, row.values[token]);
    }
    sync_block();
    // Maxima of the blocks that were touched; one that was touched twice gets the same twice.
    for (uint32_t i = warp_index(); i < entry.penalty_count; i += kSampleWarps) {
        const auto token = static_cast<uint32_t>(tokens[i]);
        if (token >= params.vocab_size) continue;
        const uint32_t block = token / kSampleBlock;
        float largest = kMinusInfinity;
        for (uint32_t j = lane_index(); j < kSampleBlock; j += kWarp) {
            const float value = row.values[block * kSampleBlock + j];
            largest = value > largest ? value : largest;
        }
        largest = warp_largest(largest);
        if (lane_index() == 0) row.maxima[block] = largest;
    }
}

// Weights of all tokens and the sums of their blocks, for rows that draw among all. Half a warp is
// a block: sixteen chains and one tree, the order of the CPU's sums.
MST_KERNEL(kSampleThreads) weight_kernel(SampleParams params) {
    begin_kernel();
    MST_SHARED(float, floats, kSampleThreads);
    const SampleEntry entry = params.entries[block_index().y];
    const SampleRowView row = row_view(params, block_index().y);
    if (!takes_all(entry, params.vocab_size)) return;
    const float largest = block_largest(row, floats);
    const float least = has_share(entry) || !(entry.min_p > 0.0f) ? 0.0f
                        : entry.min_p < 1.0f                      ? entry.min_p
                                                                  : 1.0f;
    constexpr uint32_t kChains = 16;
    const uint32_t pair = block_index().x * kSampleWarps + warp_index();
    const uint32_t block = pair * 2 + lane_index() / kChains;
    const bool inside = block < row.blocks && largest != kMinusInfinity;
    float sum = 0.0f;
    for (uint32_t i = lane_index() % kChains; inside && i < kSampleBlock; i += kChains) {
        const uint32_t token = block * kSampleBlock + i;
        float weight = weight_of(entry, row.values[token], largest);
        if (weight < least) weight = 0.0f;
        row.weights[token] = weight;
        sum += weight;
    }
    MST_UNROLL
    for (uint32_t bits = kChains / 2; bits > 0; bits /= 2) sum += shuffle_xor(sum, bits);
    if (inside && lane_index() % kChains == 0) row.sums[block] = sum;
}

// Shared memory of the choosing block.
#define MST_SAMPLE_SHARED()                        \
    MST_SHARED(float, floats, kSampleThreads);     \
    MST_SHARED(double, doubles, kSampleThreads);   \
    MST_SHARED(uint32_t, words, kSampleWarps + 4); \
    MST_SHARED(uint32_t, histogram, kSampleThreads)

// The lowest token with the largest value.
template <class Words>
MST_DEVICE int32_t choose_largest(const SampleRowView& row, float largest, Words& words) {
    if (thread_index() == 0) words[kSampleWarps] = UINT32_MAX;
    sync_block();
    for (uint32_t first = 0; first < row.blocks; first += kSampleThreads) {
        const uint32_t b = first + thread_index();
        const bool found = b < row.blocks && row.maxima[b] == largest;
        const Slot slot = close_ranks(found, words);
        if (found && slot.at == 0) words[kSampleWarps] = b;
        sync_block();
        if (words[kSampleWarps] != UINT32_MAX) break;
    }
    const uint32_t token = words[kSampleWarps] * kSampleBlock + thread_index();
    const bool found = row.values[token] == largest;
    const Slot slot = close_ranks(found, words);
    if (found && slot.at == 0) words[kSampleWarps] = token;
    sync_block();
    return static_cast<int32_t>(static_cast<uint32_t>(words[kSampleWarps]));
}

MST_DEVICE double random_share(const SampleEntry& entry) {
    return philox_uniform(entry.seed, entry.stream, entry.position);
}

// By the weights of all tokens: first the block, then the token in it.
template <class Floats, class Doubles, class Words>
MST_DEVICE int32_t draw_token(const SampleEntry& entry, const SampleRowView& row, Floats& floats,
                              Doubles& doubles, Words& words) {
    const auto sum_of = [&](uint32_t b) { return row.sums[b]; };
    const double total = ordered_sum(row.blocks, sum_of, floats, doubles);
    const double target = random_share(entry) * total;
    const Found block = ordered_find(row.blocks, 0.0, target, sum_of, floats, doubles, words);
    const uint32_t first = block.index * kSampleBlock;
    const auto weight_at = [&](uint32_t i) { return row.weights[first + i]; };
    const Found token =
        ordered_find(kSampleBlock, block.before, target, weight_at, floats, doubles, words);
    return static_cast<int32_t>(first + token.index);
}

// Tokens of the blocks for which `block` holds that satisfy `keep`, with their weights.
template <class KeepBlock, class Keep, class Weigh, class Words>
MST_DEVICE uint32_t collect(const SampleRowView& row, const KeepBlock& keep_block, const Keep& keep,
                            const Weigh& weigh, Words& words) {
    uint32_t count = 0;
    for (uint32_t b = 0; b < row.blocks; ++b) {
        if (!keep_block(b)) continue;
        const uint32_t token = b * kSampleBlock + thread_index();
        const bool kept = keep(token);
        const Slot slot = close_ranks(kept, words);
        if (kept) {
            row.ids[count + slot.at] = token;
            row.list_weights[count + slot.at] = weigh(token);
        }
        count += slot.total;
    }
    sync_block();
    return count;
}

// Drops the candidates for which keep(weight, index) does not hold; the order stays.
template <class Keep, class Words>
MST_DEVICE uint32_t retain(const SampleRowView& row, uint32_t count, const Keep& keep,
                           Words& words) {
    uint32_t kept_count = 0;
    for (uint32_t first = 0; first < count; first += kSampleThreads) {
        const uint32_t i = first + thread_index();
        const uint32_t id = i < count ? row.ids[i] : 0;
        const float weight = i < count ? row.list_weights[i] : 0.0f;
        const bool kept = i < count && keep(weight, id);
        const Slot slot = close_ranks(kept, words);  // all have read before any writes
        if (kept) {
            row.ids[kept_count + slot.at] = id;
            row.list_weights[kept_count + slot.at] = weight;
        }
        kept_count += slot.total;
    }
    sync_block();
    return kept_count;
}

// The k best candidates by value, then by id; k is at most `count`. Values are by token.
template <class Histogram, class Words>
MST_DEVICE uint32_t keep_best(const SampleRowView& row, uint32_t count, uint32_t k,
                              Histogram& histogram, Words& words) {
    const auto key = [&](uint32_t i) { return key_of(row.values[row.ids[i]]); };
    const Kth least = kth_largest(count, k, key, histogram, words);
    uint32_t equals_left = k - least.above;  // of those that are equal to the k-th
    uint32_t kept_count = 0;
    for (uint32_t first = 0; first < count; first += kSampleThreads) {
        const uint32_t i = first + thread_index();
        const uint32_t id = i < count ? row.ids[i] : 0;
        const float weight = i < count ? row.list_weights[i] : 0.0f;
        const uint32_t own = i < count ? key_of(row.values[id]) : 0;
        const bool equal = i < count && own == least.key;
        const Slot rank = close_ranks(equal, words);
        const bool kept = i < count && (own > least.key || (equal && rank.at < equals_left));
        equals_left -= rank.total < equals_left ? rank.total : equals_left;
        const Slot slot = close_ranks(kept, words);
        if (kept) {
            row.ids[kept_count + slot.at] = id;
            row.list_weights[kept_count + slot.at] = weight;
        }
        kept_count += slot.total;
    }
    sync_block();
    return kept_count;
}

// Sum of the candidates that weigh more than `limit`, in one fixed order.
template <class Doubles>
MST_DEVICE double sum_above(const SampleRowView& row, uint32_t count, float limit,
                            Doubles& doubles) {
    double sum = 0.0;
    for (uint32_t i = thread_index(); i < count; i += kSampleThreads) {
        const float weight = row.list_weights[i];
        if (weight > limit) sum += static_cast<double>(weight);
    }
    doubles[thread_index()] = sum;
    sync_block();
    for (uint32_t width = kSampleThreads / 2; width > 0; width /= 2) {
        if (thread_index() < width) {
            doubles[thread_index()] = doubles[thread_index()] + doubles[thread_index() + width];
        }
        sync_block();
    }
    sum = doubles[0];
    sync_block();
    return sum;
}

// Top-p: keeps the shortest head of the candidates, best first, that reaches `wanted`. The least
// weight of the head is found by bisection over the bits of floats; of those that weigh the same,
// as many as are needed stay, lowest first.
template <class Floats, class Doubles, class Words>
MST_DEVICE uint32_t keep_share(const SampleRowView& row, uint32_t count, double wanted,
                               Floats& floats, Doubles& doubles, Words& words) {
    uint32_t low = 0, high = bits_of_float(1.0f);  // nothing weighs more than 1
    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;
        if (sum_above(row, count, float_of_bits(middle), doubles) >= wanted) {
            low = middle;
        } else {
            high = middle;
        }
    }
    const float least = float_of_bits(high);
    const double above = ordered_sum(
        count, [&](uint32_t i) { return row.list_weights[i] > least ? row.list_weights[i] : 0.0f; },
        floats, doubles);
    uint32_t equals = 0;
    for (double sum = above; equals < count; ++equals) {
        if ((above > 0.0 || equals > 0) && sum >= wanted) break;
        sum += static_cast<double>(least);
    }
    uint32_t kept_count = 0;
    for (uint32_t first = 0; first < count; first += kSampleThreads) {
        const uint32_t i = first + thread_index();
        const uint32_t id = i < count ? row.ids[i] : 0;
        const float weight = i < count ? row.list_weights[i] : 0.0f;
        const bool equal = i < count && weight == least;
        const Slot rank = close_ranks(equal, words);
        const bool kept = i < count && (weight > least || (equal && rank.at < equals));
        equals -= rank.total < equals ? rank.total : equals;
        const Slot slot = close_ranks(kept, words);
        if (kept) {
            row.ids[kept_count + slot.at] = id;
            row.list_weights[kept_count + slot.at] = weight;
        }
        kept_count += slot.total;
    }
    sync_block();
    return kept_count;
}

// By the weights of the `count` candidates that are left.
template <class Floats, class Doubles, class Words>
MST_DEVICE int32_t draw_candidate(const SampleEntry& entry, const SampleRowView& row,
                                  uint32_t count, Floats& floats, Doubles& doubles, Words& words) {
    const auto weight_at = [&](uint32_t i) { return row.list_weights[i]; };
    const double target = random_share(entry) * ordered_sum(count, weight_at, floats, doubles);
    const Found found = ordered_find(count, 0.0, target, weight_at, floats, doubles, words);
    return found.index < count ? static_cast<int32_t>(row.ids[found.index]) : -1;
}

MST_KERNEL(kSampleThreads) choose_kernel(SampleParams params) {
    begin_kernel();
    MST_SAMPLE_SHARED();
    const SampleEntry entry = params.entries[block_index().x];
    const SampleRowView row = row_view(params, block_index().x);
    const uint32_t vocab = params.vocab_size;
    const float largest = block_largest(row, floats);
    int32_t token = -1;
    const bool all = takes_all(entry, vocab);
    if (largest == kMinusInfinity) {
        // No token is allowed.
    } else if (is_greedy(entry)) {
        token = choose_largest(row, largest, words);
    } else if (all && !has_share(entry)) {
        token = draw_token(entry, row, floats, doubles, words);
    } else {
        uint32_t count = 0;
        double total = 0.0;
        if (all) {
            total = ordered_sum(
                row.blocks, [&](uint32_t b) { return row.sums[b]; }, floats, doubles);
            // What weighs less cannot be of the head; the factor leaves room for rounding.
            const double least = 0.999 * (total - total * entry.top_p) / vocab;
            const float limit = nextafterf(static_cast<float>(least), 0.0f);
            count = collect(
                row, [&](uint32_t b) { return row.sums[b] > limit; },
                [&](uint32_t id) { return row.weights[id] > limit; },
                [&](uint32_t id) { return row.weights[id]; }, words);
        } else {
            // The k best values are in the k blocks with the best maxima.
            uint32_t bound = key_of(kMinusInfinity);
            if (entry.top_k < row.blocks) {
                const auto key = [&](uint32_t b) { return key_of(row.maxima[b]); };
                bound = kth_largest(row.blocks, entry.top_k, key, histogram, words).key;
            }
            const auto reaches = [&](float value) {
                return value != kMinusInfinity && key_of(value) >= bound;
            };
            count = collect(
                row, [&](uint32_t b) { return reaches(row.maxima[b]); },
                [&](uint32_t id) { return reaches(row.values[id]); },
                [&](uint32_t id) { return weight_of(entry, row.values[id], largest); }, words);
            if (entry.top_k < count) count = keep_best(row, count, entry.top_k, histogram, words);
            count = retain(
                row, count, [](float weight, uint32_t) { return weight > 0.0f; }, words);
            total = ordered_sum(
                count, [&](uint32_t i) { return row.list_weights[i]; }, floats, doubles);
        }
        if (has_share(entry)) {
            count = keep_share(row, count, total * entry.top_p, floats, doubles, words);
        }
        if (entry.min_p > 0.0f) {
            const float least = entry.min_p < 1.0f ? entry.min_p : 1.0f;
            count = retain(
                row, count, [=](float weight, uint32_t) { return !(weight < least); }, words);
        }
        token = draw_candidate(entry, row, count, floats, doubles, words);
    }
    if (thread_index() == 0) params.tokens[block_index().x] = token;
}

}  // namespace

LaunchError launch_sample(const SampleParams& params, Stream stream) {
    if (params.vocab_size == 0) return kLaunchInvalidValue;
    const uint32_t spans = (params.vocab_size + kSpan - 1) / kSpan;
    const uint32_t double_spans = (params.vocab_size + 2 * kSpan - 1) / (2 * kSpan);
    const auto run = [&](auto kernel, const Grid& grid) {
        return launch(kernel, grid, kSampleThreads, stream, params);
    };
    LaunchError error = run(filter_kernel, {spans, params.rows});
    if (error == 0 && params.penalty_tokens != nullptr) error = run(penalty_kernel, {params.rows});
    if (error == 0) error = run(weight_kernel, {double_spans, params.rows});
    if (error == 0) error = run(choose_kernel, {params.rows});
    return error;
}

}  // namespace minstrel::kernels::cuda
