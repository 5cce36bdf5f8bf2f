// Which experts a row takes, in which order their rows lie, and the sum of what they give.
#include "kernels/cuda/device/launch.h"
#include "kernels/cuda/device/math.h"

namespace minstrel::kernels::cuda {
namespace {

constexpr uint32_t kThreads = 256;
constexpr uint32_t kMaxChoices = 16;
static_assert(kMaxRoutedExperts <= kThreads, "a thread an expert");

// The experts with the largest logits, the lower number first among equals, and the softmax over
// these, summed as the CPU does it. A thread is a row.
MST_KERNEL(kThreads) choose_kernel(RouteParams params) {
    begin_kernel();
    const uint32_t row = block_index().x * kThreads + thread_index();
    if (row >= params.rows) return;
    const uint32_t experts = params.expert_count, count = params.experts_per_token;
    const float* logits = params.logits + size_t{row} * experts;
    uint32_t* choices = params.choices + size_t{row} * count;
    for (uint32_t n = 0; n < count; ++n) {
        uint32_t best = experts;
        for (uint32_t expert = 0; expert < experts; ++expert) {
            bool taken = false;
            for (uint32_t i = 0; i < n; ++i) taken |= choices[i] == expert;
            if (taken) continue;
            if (best == experts || logits[expert] > logits[best]) best = expert;
        }
        choices[n] = best;
    }
    float sums[kMaxChoices];
    const float largest = logits[choices[0]];
    MST_UNROLL
    for (uint32_t n = 0; n < kMaxChoices; ++n) {
        sums[n] = n < count ? exp_of(logits[choices[n]] - largest) : 0.0f;
    }
    MST_UNROLL
    for (uint32_t width = kMaxChoices / 2; width > 0; width /= 2) {
        MST_UNROLL
        for (uint32_t i = 0; i < width; ++i) sums[i] += sums[i + width];
    }
    for (uint32_t n = 0; n < count; ++n) {
        params.weights[size_t{row} * count + n] = exp_of(logits[choices[n]] - largest) / sums[0];
    }
}

// One block; a thread is an expert and walks over all choices twice.
MST_KERNEL(kThreads) slot_kernel(RouteParams params) {
    begin_kernel();
    MST_SHARED(uint32_t, counts, kThreads);
    const uint32_t expert = thread_index(), total = params.rows * params.experts_per_token;
    uint32_t count = 0;
    for (uint32_t i = 0; i < total; ++i) count += params.choices[i] == expert ? 1 : 0;
    counts[expert] = count;
    sync_block();
    uint32_t slot = 0;
    for (uint32_t e = 0; e < expert; ++e) slot += counts[e];
    if (expert <= params.expert_count) params.first_slots[expert] = slot;
    if (expert + 1 == params.expert_count) params.first_slots[expert + 1] = slot + count;
    for (uint32_t i = 0; i < total; ++i) {
        if (params.choices[i] != expert) continue;
        params.slots[i] = slot;
        params.slot_rows[slot++] = i / params.experts_per_token;
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
    }
}

}  // namespace

LaunchError launch_route(const RouteParams& params, Stream stream) {
    if (params.expert_count == 0 || params.expert_count > kMaxRoutedExperts ||
        params.experts_per_token == 0 || params.experts_per_token > params.expert_count ||
        params.experts_per_token > kMaxChoices) {
        return kLaunchInvalidValue;
    }
    const uint32_t blocks = (params.rows + kThreads - 1) / kThreads;
    const LaunchError error = launch(choose_kernel, {blocks}, kThreads, stream, params);
    return error != 0 ? error : launch(slot_kernel, {1}, kThreads, stream, params);
}

LaunchError launch_combine(const CombineParams& params, Stream stream) {
    return launch(combine_kernel, {params.rows}, kThreads, stream, params);
}

}  // namespace minstrel::kernels::cuda
