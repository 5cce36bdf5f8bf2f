// Which experts a row takes, in which order their rows lie, and the sum of what they give.
#include "kernels/cuda/device/int8_rows.h"

namespace minstrel::kernels::cuda {
namespace {

constexpr uint32_t kThreads = 256;
constexpr uint32_t kMaxChoices = 16;

// Unsigned integers in the order of the logits. What is no number is below all numbers.
constexpr uint32_t kTaken = 0, kNoNumber = 1, kBest = UINT32_MAX;
MST_DEVICE uint32_t key_of(float logit) {
    const uint32_t bits = bits_of_float(logit + 0.0f);  // both zeros are equal
    if (logit != logit) return kNoNumber;
    return bits >> 31 != 0 ? ~bits : bits | 0x80000000u;
}

// The keys of experts lane, lane + 32, ...; those that do not exist are taken.
constexpr uint32_t kLaneExperts = kMaxRoutedExperts / kWarp;
using LaneKeys = uint32_t[kLaneExperts];

MST_DEVICE uint32_t warp_min(uint32_t value) {
    return ~warp_max(~value);
}

// Takes the expert with the largest logit, the lower number first among equals. A logit that is no
// number is the largest where its expert is the first that is left: then nothing compares as
// larger.
MST_DEVICE uint32_t take_best(LaneKeys& keys) {
    uint32_t first = UINT32_MAX;
    MST_UNROLL
    for (uint32_t i = kLaneExperts; i-- > 0;) {
        if (keys[i] != kTaken) first = i * kWarp + lane_index();
    }
    first = warp_min(first);
    uint32_t largest = kTaken, best = UINT32_MAX;
    MST_UNROLL
    for (uint32_t i = 0; i < kLaneExperts; ++i) {
        const uint32_t expert = i * kWarp + lane_index();
        const uint32_t key = keys[i] == kNoNumber && expert == first ? kBest : keys[i];
        if (key <= largest) continue;
        largest = key;
        best = expert;
    }
    best = warp_min(largest == warp_max(largest) ? best : UINT32_MAX);
    MST_UNROLL
    for (uint32_t i = 0; i < kLaneExperts; ++i) {
        if (i * kWarp + lane_index() == best) keys[i] = kTaken;
    }
    return best;
}

// The choices of a row and the softmax over these, summed as the CPU does it. A warp is a row, a
// lane one of its choices.
MST_KERNEL(kThreads) choose_kernel(RouteParams params) {
    begin_kernel();
    const uint32_t row = block_index().x * (kThreads / kWarp) + warp_index(), lane = lane_index();
    if (row >= params.rows) return;
    const uint32_t experts = params.expert_count, count = params.experts_per_token;
    const float* logits = params.logits + size_t{row} * experts;
    LaneKeys keys;
    MST_UNROLL
    for (uint32_t i = 0; i < kLaneExperts; ++i) {
        const uint32_t expert = i * kWarp + lane;
        keys[i] = expert < experts ? key_of(logits[expert]) : kTaken;
    }
    uint32_t choice = 0;
    for (uint32_t n = 0; n < count; ++n) {
        const uint32_t best = take_best(keys);
        if (lane == n) choice = best;
    }
    const float logit = logits[choice], largest = shuffle(logit, 0);
    const float power = lane < count ? exp_of(logit - largest) : 0.0f;
    float sum = power;
    MST_UNROLL
    for (uint32_t width = kMaxChoices / 2; width > 0; width /= 2) sum += shuffle_xor(sum, width);
    if (lane >= count) return;
    params.choices[size_t{row} * count + lane] = choice;
    params.weights[size_t{row} * count + lane] = power / sum;
}

constexpr uint32_t kSlotWarps = 16;
constexpr uint32_t kSlotThreads = kSlotWarps * kWarp;

// The lanes that have the same expert as this one.
MST_DEVICE uint32_t lanes_with(uint32_t expert) {
    uint32_t lanes = UINT32_MAX;
    MST_UNROLL
    for (uint32_t bit = 1; bit <= kMaxRoutedExperts; bit *= 2) {  // one more: no expert
        const bool is_set = (expert & bit) != 0;
        const uint32_t set = ballot(is_set);
        lanes &= is_set ? set : ~set;
    }
    return lanes;
}

// next[warp][expert]: from counts of the warps' choices to the slot of the first.
template <class Next, class Totals>
MST_DEVICE void place_choices(const RouteParams& params, Next& next, Totals& totals) {
    const uint32_t expert = thread_index();
    if (expert < kMaxRoutedExperts) {
        uint32_t total = 0;
        for (uint32_t warp = 0; warp < kSlotWarps; ++warp) {
            total += next[warp * kMaxRoutedExperts + expert];
        }
        totals[expert] = total;
    }
    sync_block();
    if (expert < params.expert_count) {
        uint32_t slot = 0;
        for (uint32_t e = 0; e < expert; ++e) slot += totals[e];
        params.first_slots[expert] = slot;
        if (expert + 1 == params.expert_count)
            params.first_slots[expert + 1] = slot + totals[expert];
        for (uint32_t warp = 0; warp < kSlotWarps; ++warp) {
            const uint32_t at = warp * kMaxRoutedExperts + expert;
            const uint32_t count = next[at];
            next[at] = slot;
            slot += count;
        }
    }
    sync_block();
}

// One block. Each warp has a stretch of the choices, counts them by expert, and walks over them
// again once it is known where those of each expert begin.
MST_KERNEL(kSlotThreads) slot_kernel(RouteParams params) {
    begin_kernel();
    MST_SHARED(uint32_t, next, kSlotWarps * kMaxRoutedExperts);
    MST_SHARED(uint32_t, totals, kMaxRoutedExperts);
    const uint32_t total = params.rows * params.experts_per_token, lane = lane_index();
    const uint32_t steps = (total + kSlotThreads - 1) / kSlotThreads, stretch = steps * kWarp;
    const uint32_t begin = warp_index() * stretch, own = warp_index() * kMaxRoutedExperts;
    for (uint32_t e = lane; e < kMaxRoutedExperts; e += kWarp) next[own + e] = 0;
    sync_warp();
    for (uint32_t i = begin + lane; i < begin + stretch && i < total; i += kWarp) {
        atomic_add(next, own + params.choices[i], 1);
    }
    sync_block();
    place_choices(params, next, totals);
    for (uint32_t first = begin; first < begin + stretch; first += kWarp) {
        const uint32_t i = first + lane;
        const uint32_t expert = i < total ? params.choices[i] : kMaxRoutedExperts;
        const uint32_t lanes = lanes_with(expert), before = lanes & ((1u << lane) - 1);
        sync_warp();
        const uint32_t slot =
            expert < kMaxRoutedExperts ? next[own + expert] + bit_count(before) : 0;
        sync_warp();
        if (expert == kMaxRoutedExperts) continue;
        if (before == 0) next[own + expert] = slot + bit_count(lanes);
        params.slots[i] = slot;
        params.slot_rows[slot] = i / params.experts_per_token;
    }
}

// In the order of a row's choices, whatever the order of the slots.
MST_KERNEL(kThreads) combine_kernel(CombineParams params) {
    begin_kernel();
    const uint32_t row = block_index().x, cols = params.cols;
    float* residual = params.residual + size_t{row} * cols;
    for (uint32_t col = thread_index(); col < cols; col += kThreads) {
        float sum = residual[col];
        for (uint32_t n = 0; n < params.experts_per_token; ++n) {
            const size_t choice = size_t{row} * params.experts_per_token + n;
            sum +=
                params.weights[choice] * params.values[size_t{params.slots[choice]} * cols + col];
        }
        residual[col] = sum;
        if (params.normed.weight == nullptr) continue;
        store_normed_group(params.normed, row, col / kScaleGroup, cols / kScaleGroup, sum);
    }
}

}  // namespace

LaunchError launch_route(const RouteParams& params, Stream stream) {
    if (params.expert_count == 0 || params.expert_count > kMaxRoutedExperts ||
        params.experts_per_token == 0 || params.experts_per_token > params.expert_count ||
        params.experts_per_token > kMaxChoices) {
        return kLaunchInvalidValue;
    }
    const uint32_t blocks = (params.rows + kThreads / kWarp - 1) / (kThreads / kWarp);
    const LaunchError error = launch(choose_kernel, {blocks}, kThreads, stream, params);
    return error != 0 ? error : launch(slot_kernel, {1}, kSlotThreads, stream, params);
}

LaunchError launch_combine(const CombineParams& params, Stream stream) {
    if (params.normed.weight != nullptr && !takes_norm(params.normed.rows, params.cols)) {
        return kLaunchInvalidValue;
    }
    return launch(combine_kernel, {params.rows}, kThreads, stream, params);
}

}  // namespace minstrel::kernels::cuda
