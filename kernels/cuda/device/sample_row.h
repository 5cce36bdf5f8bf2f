// What the sampling kernels know of a row, and the operations of a whole block on its lists. A
// block is kSampleThreads threads; lists are in the order of token ids.
#pragma once

#include "kernels/cuda/device/launch.h"
#include "kernels/cuda/device/math.h"

namespace minstrel::kernels::cuda {

inline constexpr uint32_t kSampleThreads = 256;
inline constexpr uint32_t kSampleWarps = kSampleThreads / kWarp;
// Values whose weights are summed together, and that share a maximum.
inline constexpr uint32_t kSampleBlock = 256;

// One row's scratch: as many values as the vocabulary, rounded up to whole blocks.
struct SampleRowView {
    float* values;        // logits by token, -inf where a token must not be chosen
    float* weights;       // by token
    uint32_t* ids;        // of candidates
    float* list_weights;  // of candidates
    float* maxima;        // of each block of values
    float* sums;          // of each block of weights
    uint32_t blocks;
};

MST_DEVICE SampleRowView row_view(const SampleParams& params, uint32_t row) {
    const uint32_t blocks = (params.vocab_size + kSampleBlock - 1) / kSampleBlock;
    const size_t padded = size_t{blocks} * kSampleBlock;
    const size_t bytes = sample_scratch_bytes(1, params.vocab_size);
    auto* values = reinterpret_cast<float*>(static_cast<char*>(params.scratch) + row * bytes);
    float* weights = values + padded;
    auto* ids = reinterpret_cast<uint32_t*>(weights + padded);
    auto* list_weights = reinterpret_cast<float*>(ids + padded);
    float* maxima = list_weights + padded;
    return {values, weights, ids, list_weights, maxima, maxima + blocks, blocks};
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
MST_DEVICE float weight_of(const SampleEntry& entry, float value, float largest) {
    const float inverse = 1.0f / entry.temperature;
    const float scale = inverse < 1e30f ? inverse : 1e30f;  // a difference of zero stays zero
    return exp_of((value - largest) * scale);
}

MST_DEVICE float warp_largest(float value) {
    MST_UNROLL
    for (uint32_t bits = kWarp / 2; bits > 0; bits /= 2) {
        const float other = shuffle_xor(value, bits);
        value = other > value ? other : value;
    }
    return value;
}

// Unsigned keys in the order of floats; both zeros have the same.
MST_DEVICE uint32_t key_of(float value) {
    const uint32_t bits = bits_of_float(value + 0.0f);
    return bits >> 31 != 0 ? ~bits : bits | 0x80000000u;
}

// The largest maximum of a row, in all threads.
template <class Floats>
MST_DEVICE float block_largest(const SampleRowView& row, Floats& floats) {
    float largest = kMinusInfinity;
    for (uint32_t b = thread_index(); b < row.blocks; b += kSampleThreads) {
        largest = row.maxima[b] > largest ? row.maxima[b] : largest;
    }
    largest = warp_largest(largest);
    if (lane_index() == 0) floats[warp_index()] = largest;
    sync_block();
    for (uint32_t w = 0; w < kSampleWarps; ++w) {
        const float other = floats[w];
        largest = other > largest ? other : largest;
    }
    sync_block();
    return largest;
}

// Where a thread's element goes when the kept ones close ranks, and how many are kept.
struct Slot {
    uint32_t at;
    uint32_t total;
};
template <class Words>
MST_DEVICE Slot close_ranks(bool keep, Words& words) {
    const uint32_t bits = ballot(keep);
    if (lane_index() == 0) words[warp_index()] = bit_count(bits);
    sync_block();
    Slot slot = {bit_count(bits & ((1u << lane_index()) - 1u)), 0};
    for (uint32_t w = 0; w < kSampleWarps; ++w) {
        const uint32_t count = words[w];
        if (w < warp_index()) slot.at += count;
        slot.total += count;
    }
    sync_block();
    return slot;
}

// The k-th largest of `count` keys (1 <= k <= count), eight bits at a time, and how many are above.
struct Kth {
    uint32_t key;
    uint32_t above;
};
template <class Key, class Histogram, class Words>
MST_DEVICE Kth kth_largest(uint32_t count, uint32_t k, const Key& key, Histogram& histogram,
                           Words& words) {
    Kth result = {0, 0};
    for (uint32_t shift = 32; shift > 0;) {
        shift -= 8;
        histogram[thread_index()] = 0u;
        sync_block();
        for (uint32_t i = thread_index(); i < count; i += kSampleThreads) {
            const uint32_t own = key(i);
            const bool matches = shift == 24 || own >> (shift + 8) == result.key >> (shift + 8);
            if (matches) atomic_add(histogram, own >> shift & 255u, 1);
        }
        sync_block();
        uint32_t above = result.above;
        for (uint32_t digit = thread_index() + 1; digit < 256; ++digit) above += histogram[digit];
        const uint32_t own = histogram[thread_index()];
        if (above < k && k <= above + own) {
            words[kSampleWarps] = thread_index();
            words[kSampleWarps + 1] = above;
        }
        sync_block();
        result.key |= words[kSampleWarps] << shift;
        result.above = words[kSampleWarps + 1];
    }
    sync_block();
    return result;
}

// Sum in the order of the list, by one thread: a sum in double precision that does not depend on
// how it is divided would not be the CPU's. `value(i)` is read by all threads.
template <class Value, class Floats, class Doubles>
MST_DEVICE double ordered_sum(uint32_t count, const Value& value, Floats& floats,
                              Doubles& doubles) {
    double sum = 0.0;
    for (uint32_t first = 0; first < count; first += kSampleThreads) {
        const uint32_t i = first + thread_index();
        floats[thread_index()] = i < count ? value(i) : 0.0f;
        sync_block();
        for (uint32_t j = 0; thread_index() == 0 && j < kSampleThreads; ++j) {
            sum += static_cast<double>(static_cast<float>(floats[j]));
        }
        sync_block();
    }
    if (thread_index() == 0) doubles[0] = sum;
    sync_block();
    const double result = doubles[0];
    sync_block();
    return result;
}

// The first element at which the sum of the list exceeds `target`, and the sum before it; else the
// last element that is above zero. Count when there is none.
struct Found {
    uint32_t index;
    double before;
};
template <class Value, class Floats, class Doubles, class Words>
MST_DEVICE Found ordered_find(uint32_t count, double before, double target, const Value& value,
                              Floats& floats, Doubles& doubles, Words& words) {
    if (thread_index() == 0) {
        doubles[0] = before;
        words[kSampleWarps] = count;
        words[kSampleWarps + 1] = 0u;
    }
    sync_block();
    for (uint32_t first = 0; first < count; first += kSampleThreads) {
        const uint32_t i = first + thread_index();
        floats[thread_index()] = i < count ? value(i) : 0.0f;
        sync_block();
        if (thread_index() == 0) {
            double sum = doubles[0];  // up to the last element, which `index` may be
            for (uint32_t j = 0; j < kSampleThreads && words[kSampleWarps + 1] == 0u; ++j) {
                const float weight = floats[j];
                if (!(weight > 0.0f)) continue;
                words[kSampleWarps] = first + j;
                doubles[1] = sum;
                if (sum + static_cast<double>(weight) > target) words[kSampleWarps + 1] = 1u;
                sum += static_cast<double>(weight);
            }
            doubles[0] = sum;
        }
        sync_block();
        if (words[kSampleWarps + 1] != 0u) break;
    }
    const uint32_t index = words[kSampleWarps];
    const Found found = {index, index < count ? static_cast<double>(doubles[1]) : before};
    sync_block();
    return found;
}

}  // namespace minstrel::kernels::cuda
