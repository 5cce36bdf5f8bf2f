// Products of quantised weights with many rows. A block is eight bands of weights, a warp each, and
// kPromptRows rows, whose values come through shared memory a tile of 64 columns at a time, some
// tiles ahead. The order of every sum is that of matmul_core.h.
#pragma once

#include "kernels/cuda/device/matmul_core.h"

namespace minstrel::kernels::cuda {

inline constexpr uint32_t kPromptBlocks = 8;
inline constexpr uint32_t kPromptRows = 8 * kPromptBlocks;
inline constexpr uint32_t kPromptStages = 3;
// Of a stage: eight bytes an element, [group][row][4]; and scales, [group][row].
inline constexpr uint32_t kPromptWords = kTileGroups * kPromptRows * 4;
inline constexpr uint32_t kPromptScales = kTileGroups * kPromptRows;

// Starts the copies of a tile's rows. Groups behind the last column are not copied, nor read.
template <class Values, class Scales>
MST_DEVICE void fetch_rows(const Int8Rows& rows, uint32_t first, uint32_t end, uint32_t tile,
                           uint32_t groups, Values& values, Scales& scales) {
    static_assert(kPromptWords / 2 == kMatmulThreads, "a copy of 16 bytes for each thread");
    const uint32_t stage = tile % kPromptStages, thread = thread_index();
    const uint32_t row = thread / 2 % kPromptRows, part = thread / (2 * kPromptRows);
    const uint32_t group = tile * kTileGroups + part;
    const size_t slot = size_t{group} * rows.row_stride + row_within(first + row, end);
    if (group < groups) {
        copy_async<16>(values, stage * kPromptWords + 2 * thread,
                       rows.values + slot * kScaleGroup + thread % 2 * 16);
        if (thread % 2 == 0) {
            copy_async<4>(scales, stage * kPromptScales + thread / 2, rows.scales + slot);
        }
    }
    commit_copies();
}

// sums += one group of the warp's band times all rows of the block.
template <class W, class Values, class Scales>
MST_DEVICE void add_prompt_group(const W& weights, uint32_t part, uint32_t stage, Values& values,
                                 Scales& scales, float (&sums)[kPromptBlocks][4]) {
    const uint32_t g = lane_index() / 4, t = lane_index() % 4;
    const uint32_t both = weights.scales[part];
    const float weight_scales[2] = {float_of_half(static_cast<uint16_t>(both)) * W::kUnit,
                                    float_of_half(static_cast<uint16_t>(both >> 16)) * W::kUnit};
    uint32_t a[4];
    W::operand(weights, part, a);
    MST_UNROLL
    for (uint32_t block = 0; block < kPromptBlocks; ++block) {
        const uint32_t row = part * kPromptRows + 8 * block;
        const Words2 words = values[stage * kPromptWords + (row + g) * 4 + t];
        const uint32_t b[2] = {words.x, words.y};
        const float x[2] = {scales[stage * kPromptScales + row + 2 * t],
                            scales[stage * kPromptScales + row + 2 * t + 1]};
        int32_t dots[4] = {kMagicBits, kMagicBits, kMagicBits, kMagicBits};
        mma_int8(dots, a, b);
        MST_UNROLL
        for (uint32_t i = 0; i < 4; ++i) {
            const float dot = float_of_bits(static_cast<uint32_t>(dots[i])) - kMagic;
            sums[block][i] = fmaf(dot, weight_scales[i / 2] * x[i % 2], sums[block][i]);
        }
    }
}

// totals of the band whose first tile is `band`, for the rows [first, first + kPromptRows).
template <class W, class Values, class Scales>
MST_DEVICE void prompt_sums(const typename W::Tile* band, uint32_t cols, const Int8Rows& rows,
                            uint32_t first, uint32_t end, Values& values, Scales& scales,
                            float (&totals)[kPromptBlocks][4]) {
    const uint32_t g = lane_index() / 4, t = lane_index() % 4;
    const uint32_t tiles = (cols + kTileCols - 1) / kTileCols, groups = cols / kScaleGroup;
    const uint32_t part_size = part_range(cols, 0).last;
    float sums[kPromptBlocks][4] = {};
    for (uint32_t tile = 0; tile < kPromptStages - 1; ++tile) {
        if (tile < tiles) {
            fetch_rows(rows, first, end, tile, groups, values, scales);
        } else {
            commit_copies();
        }
    }
    W next = W::of(band, g, t);
    for (uint32_t tile = 0; tile < tiles; ++tile) {
        const W weights = next;
        if (tile + 1 < tiles) next = W::of(band + tile + 1, g, t);
        await_copies<kPromptStages - 2>();
        sync_block();  // the tile is there, and the stage of the tile before is free
        if (tile + kPromptStages - 1 < tiles) {
            fetch_rows(rows, first, end, tile + kPromptStages - 1, groups, values, scales);
        } else {
            commit_copies();
        }
        const uint32_t stage = tile % kPromptStages;
        MST_UNROLL
        for (uint32_t part = 0; part < kTileGroups; ++part) {
            if (tile * kTileGroups + part >= groups) continue;
            add_prompt_group(weights, part, stage, values, scales, sums);
        }
        if ((tile + 1) % part_size != 0 && tile + 1 != tiles) continue;
        MST_UNROLL
        for (uint32_t block = 0; block < kPromptBlocks; ++block) {
            MST_UNROLL
            for (uint32_t i = 0; i < 4; ++i) {
                const bool is_first = tile < part_size;
                totals[block][i] = is_first ? sums[block][i] : totals[block][i] + sums[block][i];
                sums[block][i] = 0.0f;
            }
        }
    }
}

}  // namespace minstrel::kernels::cuda
