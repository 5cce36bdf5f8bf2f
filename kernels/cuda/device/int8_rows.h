// Rows as int8, as kernels write them.
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

// Whether a norm of rows with that many columns can be written.
inline bool takes_norm(const Int8Rows& rows, uint32_t cols) {
    return cols % kScaleGroup == 0 && rows.squares != nullptr;
}

}  // namespace minstrel::kernels::cuda
