// Rows as int8: how kernels write them, and what products still owe to rows that come from a norm.
#pragma once

#include "kernels/cuda/device/launch.h"
#include "kernels/cuda/device/math.h"

namespace minstrel::kernels::cuda {

// One group; all lanes of a warp, each a column.
MST_DEVICE void store_group(const Int8Rows& rows, uint32_t row, uint32_t group, float value) {
    const QuantisedLane lane = quantise_lane(value);
    const size_t slot = size_t{group} * rows.row_stride + row;
    rows.values[slot * kScaleGroup + lane_index()] = lane.value;
    if (lane_index() == 0) rows.scales[slot] = lane.scale;
}

// One group of x * weight, and the squares of x. A norm needs no more than this of each group, so
// whoever has a group can write it.
MST_DEVICE void store_normed_group(const NormedRows& normed, uint32_t row, uint32_t group,
                                   uint32_t groups, float x) {
    store_group(normed.rows, row, group, x * normed.weight[group * kScaleGroup + lane_index()]);
    const float squares = warp_sum(x * x);
    if (lane_index() == 0) normed.rows.squares[size_t{row} * groups + group] = squares;
}

// factors[i] = what products with row first + i are multiplied by, for i below `count`: the norm's
// factor, or 1. Read behind a barrier of the block, which has `warps` warps.
template <class Shared>
MST_DEVICE void row_factors(const Int8Rows& rows, uint32_t cols, uint32_t first, uint32_t end,
                            uint32_t count, uint32_t warps, Shared& factors) {
    const uint32_t groups = cols / kScaleGroup;
    for (uint32_t i = warp_index(); i < count; i += warps) {
        float factor = 1.0f;
        if (rows.squares != nullptr && first + i < end) {
            float sum = 0.0f;
            for (uint32_t group = lane_index(); group < groups; group += kWarp) {
                sum += rows.squares[size_t{first + i} * groups + group];
            }
            factor = 1.0f / sqrtf(warp_sum(sum) / static_cast<float>(cols) + rows.eps);
        }
        if (lane_index() == 0) factors[i] = factor;
    }
}

}  // namespace minstrel::kernels::cuda
