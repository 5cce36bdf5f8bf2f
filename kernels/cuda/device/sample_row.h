// What the sampling kernels know of a row, and how its sums are made and searched. A choice is the
// CPU's, which adds one weight after the other; warps add many at once and then ask whether the
// rounding of sums can have mattered. Loops are unrolled only where loads should overlap: a kernel
// that runs for microseconds waits for its instructions too.
#pragma once

#include "kernels/cuda/device/launch.h"
#include "kernels/cuda/device/math.h"

namespace minstrel::kernels::cuda {

// Passes over the vocabulary have many blocks a row; what follows them has one larger block a row.
inline constexpr uint32_t kSampleThreads = 256, kChooseThreads = 512;
inline constexpr uint32_t kSampleWarps = kSampleThreads / kWarp;
inline constexpr uint32_t kChooseWarps = kChooseThreads / kWarp;
// Values whose weights are summed together, and that share a maximum.
inline constexpr uint32_t kSampleBlock = 256;
inline constexpr uint32_t kPerLane = kSampleBlock / kWarp;
// Of a histogram, see sample_list.h: low and high words of 256 bins.
inline constexpr uint32_t kBins = 256, kBinWords = 2 * kBins;
// Blocks of values that a thread block weighs, and for which it makes a histogram.
inline constexpr uint32_t kWeighedBlocks = 2 * kSampleWarps;
inline constexpr uint32_t kMaxSampledVocab = 1u << 20;  // beyond, bins could overflow

// One row's scratch: as many values as the vocabulary, rounded up to whole blocks.
struct SampleRowView {
    float* values;         // logits by token, -inf where a token must not be chosen
    float* weights;        // by token
    uint32_t* ids;         // of candidates, in their order; before, by token: mentions
    float* numbers;        // of candidates: values, then weights
    double* list_sums;     // of each block of candidates
    float* maxima;         // of each block of values
    float* sums;           // of each block of weights
    uint32_t* picked;      // blocks that have candidates
    uint32_t* touched;     // whether a penalty changed a block
    uint32_t* histograms;  // of weights, one for kWeighedBlocks
    uint32_t blocks;
};

MST_DEVICE SampleRowView row_view(const SampleParams& params, uint32_t row) {
    const uint32_t blocks = (params.vocab_size + kSampleBlock - 1) / kSampleBlock;
    const size_t padded = size_t{blocks} * kSampleBlock;
    const size_t bytes = sample_scratch_bytes(1, params.vocab_size);
    auto* values = reinterpret_cast<float*>(static_cast<char*>(params.scratch) + row * bytes);
    float* weights = values + padded;
    auto* ids = reinterpret_cast<uint32_t*>(weights + padded);
    auto* numbers = reinterpret_cast<float*>(ids + padded);
    auto* list_sums = reinterpret_cast<double*>(numbers + padded);
    auto* maxima = reinterpret_cast<float*>(list_sums + blocks);
    float* sums = maxima + blocks;
    auto* picked = reinterpret_cast<uint32_t*>(sums + blocks);
    uint32_t* touched = picked + blocks;
    return {values, weights, ids,     numbers,          list_sums, maxima,
            sums,   picked,  touched, touched + blocks, blocks};
}

MST_DEVICE bool is_greedy(const SampleEntry& entry) {
    return !(entry.temperature > 0.0f) || entry.top_k == 1;
}
MST_DEVICE bool has_share(const SampleEntry& entry) {
    return entry.top_p > 0.0f && entry.top_p < 1.0f;
}
MST_DEVICE bool takes_all(const SampleEntry& entry, uint32_t vocab_size) {
    return !is_greedy(entry) && (entry.top_k == 0 || entry.top_k >= vocab_size);
}
MST_DEVICE bool has_penalties(const SampleEntry& entry) {
    return entry.penalty_count > 0 &&
           ((entry.repetition_penalty > 0.0f && entry.repetition_penalty != 1.0f) ||
            entry.presence_penalty != 0.0f || entry.frequency_penalty != 0.0f);
}
// What min-p keeps weighs at least this; the largest weight is 1.
MST_DEVICE float least_weight(const SampleEntry& entry) {
    return !(entry.min_p > 0.0f) ? 0.0f : entry.min_p < 1.0f ? entry.min_p : 1.0f;
}
MST_DEVICE float weight_of(const SampleEntry& entry, float value, float largest) {
    const float inverse = 1.0f / entry.temperature;
    const float scale = inverse < 1e30f ? inverse : 1e30f;  // a difference of zero stays zero
    return exp_of((value - largest) * scale);
}

// The largest of a block of values, which a warp reads.
MST_DEVICE float largest_of_block(const SampleRowView& row, uint32_t block) {
    float largest = kMinusInfinity;
    MST_UNROLL
    for (uint32_t j = 0; j < kPerLane; ++j) {
        const float value = row.values[block * kSampleBlock + j * kWarp + lane_index()];
        largest = value > largest ? value : largest;
    }
    return warp_max(largest);
}

// The largest maximum of a row, in all threads of kWarps warps.
template <uint32_t kWarps, class Floats>
MST_DEVICE float row_largest(const SampleRowView& row, Floats& floats) {
    float largest = kMinusInfinity;
    for (uint32_t b = thread_index(); b < row.blocks; b += kWarps * kWarp) {
        largest = row.maxima[b] > largest ? row.maxima[b] : largest;
    }
    largest = warp_max(largest);
    if (lane_index() == 0) floats[warp_index()] = largest;
    sync_block();
    MST_UNROLL_BY(4)
    for (uint32_t w = 0; w < kWarps; ++w) {
        const float other = floats[w];
        largest = other > largest ? other : largest;
    }
    return largest;
}

// Sums of the blocks of a list of `count` elements, a warp a block.
template <class Value>
MST_DEVICE void sum_list(const SampleRowView& row, uint32_t count, const Value& value) {
    for (uint32_t b = warp_index(); b * kSampleBlock < count; b += kChooseWarps) {
        double sum = 0.0;
        MST_UNROLL
        for (uint32_t j = 0; j < kPerLane; ++j) {
            const uint32_t i = b * kSampleBlock + j * kWarp + lane_index();
            if (i < count) sum += static_cast<double>(value(i));
        }
        sum = warp_sum(sum);
        if (lane_index() == 0) row.list_sums[b] = sum;
    }
    sync_block();
}

// The sum of a few hundred elements, by a warp.
template <class Value>
MST_DEVICE double warp_total(uint32_t count, const Value& value) {
    double sum = 0.0;
    for (uint32_t i = lane_index(); i < count; i += kWarp) sum += static_cast<double>(value(i));
    return warp_sum(sum);
}

// An element of a list, and the sum of all before it.
struct Found {
    uint32_t index;
    double before;
    double own;
};

// The first element with which the sum, `before` at the beginning, reaches something; else the last
// that is above zero; `count` when there is none. By a warp, whose lanes take a run each.
template <class Value, class Reaches>
MST_DEVICE Found warp_find(uint32_t count, double before, const Value& value,
                           const Reaches& reaches) {
    const uint32_t run = (count + kWarp - 1) / kWarp;
    const uint32_t first = lane_index() * run;
    const uint32_t end = first + run < count ? first + run : count;
    double own = 0.0;
    MST_UNROLL_BY(4)
    for (uint32_t i = first; i < end; ++i) own += static_cast<double>(value(i));
    const double up_to = before + warp_prefix(own);
    double sum = shuffle(up_to, lane_index() - 1);
    if (lane_index() == 0) sum = before;
    const uint32_t candidates = ballot(own > 0.0);
    if (candidates == 0) return {count, before, 0.0};
    uint32_t lanes = ballot(own > 0.0 && reaches(up_to));
    if (lanes == 0) {  // the last candidate
        for (lanes = candidates; (lanes & (lanes - 1)) != 0;) lanes &= lanes - 1;
    }
    const uint32_t chosen = first_bit(lanes);
    Found found = {count, sum, 0.0};
    MST_UNROLL_BY(1)
    for (uint32_t i = first; lane_index() == chosen && i < end; ++i) {
        const double next = static_cast<double>(value(i));
        if (!(next > 0.0)) continue;
        found = {i, sum, next};
        sum += next;
        if (reaches(sum)) break;
    }
    return {shuffle(found.index, chosen), shuffle(found.before, chosen),
            shuffle(found.own, chosen)};
}

// The element at which the sum exceeds a share of the total, by a warp: first its block, by the
// sums of sum_list, then the element in it. UINT32_MAX where the roundings of the CPU, which adds
// at most `terms` numbers one after the other, may make it another one.
template <class Value>
MST_DEVICE uint32_t find_surely(const SampleRowView& row, uint32_t blocks, uint32_t terms,
                                double share, const Value& value) {
    const double total = warp_total(blocks, [&](uint32_t b) { return row.list_sums[b]; });
    const double target = share * total;
    // Twice what `terms` roundings of half a unit can do to each side of a comparison, and more.
    const double margin = total * static_cast<double>(terms + 64) * 0x1p-51;
    uint32_t first = 0, count = blocks;
    double before = 0.0;
    MST_UNROLL_BY(1)
    for (uint32_t level = 0; level < 2; ++level) {
        const Found found = warp_find(
            count, before,
            [&](uint32_t i) {
                return level == 0 ? row.list_sums[i] : static_cast<double>(value(first + i));
            },
            [&](double sum) { return sum > target; });
        const bool is_sure =
            found.before <= target - margin && found.before + found.own > target + margin;
        if (!is_sure) return UINT32_MAX;
        first = level == 0 ? found.index * kSampleBlock : first + found.index;
        count = kSampleBlock;
        before = found.before;
    }
    return first;
}

// Sum and search in the CPU's order, by one thread.
template <class Value>
MST_DEVICE double serial_total(uint32_t count, const Value& value) {
    double total = 0.0;
    MST_UNROLL_BY(4)
    for (uint32_t i = 0; i < count; ++i) total += static_cast<double>(value(i));
    return total;
}
template <class Value>
MST_DEVICE Found serial_find(uint32_t first, uint32_t end, double before, double target,
                             const Value& value) {
    Found found = {end, before, 0.0};
    MST_UNROLL_BY(1)
    for (uint32_t i = first; i < end; ++i) {
        const double next = static_cast<double>(value(i));
        if (!(next > 0.0)) continue;
        found = {i, before, next};
        before += next;
        if (before > target) break;
    }
    return found;
}

}  // namespace minstrel::kernels::cuda
