// Products of quantised weights with many rows. A block is eight bands of weights, a warp each, and
// kPromptRows rows, whose values come through shared memory a tile of 64 columns at a time, some
// tiles ahead. The order of every sum is that of matmul_core.h.
#pragma once

#include "kernels/cuda/device/matmul_core.h"
#include "kernels/cuda/device/panels.h"

namespace minstrel::kernels::cuda {

inline constexpr uint32_t kPromptBlocks = kPromptRows / 8;
// Blocks of eight rows that are computed or left out together: one alone would have nothing that
// overlaps with the wait for its matrix instruction.
inline constexpr uint32_t kPromptStep = 2;
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
    const uint32_t slot = group * rows.row_stride + row_within(first + row, end);
    if (group < groups) {
        copy_async<16>(values, stage * kPromptWords + 2 * thread,
                       rows.values + size_t{slot} * kScaleGroup + thread % 2 * 16);
        if (thread % 2 == 0) {
            copy_async<4>(scales, stage * kPromptScales + thread / 2, rows.scales + slot);
        }
    }
    commit_copies();
}

// sums += one group of the warp's band times the first `used` blocks of eight rows, or one more.
template <class Values, class Scales>
MST_DEVICE void add_prompt_group(const uint32_t (&a)[4], const float (&weight_scales)[2],
                                 uint32_t part, uint32_t stage, uint32_t used, Values& values,
                                 Scales& scales, float (&sums)[kPromptBlocks][4]) {
    const uint32_t g = lane_index() / 4, t = lane_index() % 4;
    MST_UNROLL
    for (uint32_t block = 0; block < kPromptBlocks; ++block) {
        if (block % kPromptStep == 0 && block >= used) break;
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

// Ends a part: totals += sums, or = for the first part.
MST_DEVICE void add_sums(bool is_first, float (&sums)[kPromptBlocks][4],
                         float (&totals)[kPromptBlocks][4]) {
    MST_UNROLL
    for (uint32_t block = 0; block < kPromptBlocks; ++block) {
        MST_UNROLL
        for (uint32_t i = 0; i < 4; ++i) {
            totals[block][i] = is_first ? sums[block][i] : totals[block][i] + sums[block][i];
            sums[block][i] = 0.0f;
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
    const uint32_t part_size = part_range(cols, 0).last, used = panel_count(end - first, 8);
    float sums[kPromptBlocks][4] = {};
    const auto fetch = [&](uint32_t tile) {
        if (tile < tiles) {
            fetch_rows(rows, first, end, tile, groups, values, scales);
        } else {
            commit_copies();
        }
    };
    for (uint32_t tile = 0; tile < kPromptStages - 1; ++tile) fetch(tile);
    constexpr uint32_t kAhead = W::kDepth / 2;  // no registers are left for more
    W ahead[kAhead];
    MST_UNROLL
    for (uint32_t i = 0; i < kAhead; ++i) {
        if (i < tiles) ahead[i] = W::of(band + i, g, t);
    }
    uint32_t part_end = part_size;
    for (uint32_t start = 0; start < tiles; start += kAhead) {
        MST_UNROLL
        for (uint32_t i = 0; i < kAhead; ++i) {
            const uint32_t tile = start + i, stage = tile % kPromptStages;
            if (tile >= tiles) break;
            await_copies<kPromptStages - 2>();
            sync_block();  // the tile is there, and the stage of the tile before is free
            fetch(tile + kPromptStages - 1);
            MST_UNROLL
            for (uint32_t part = 0; part < kTileGroups; ++part) {
                const uint32_t both = ahead[i].scales[part];
                const float weight_scales[2] = {
                    float_of_half(static_cast<uint16_t>(both)) * W::kUnit,
                    float_of_half(static_cast<uint16_t>(both >> 16)) * W::kUnit};
                uint32_t a[4];
                W::operand(ahead[i], part, a);
                if (tile + kAhead < tiles) {
                    W::fetch(ahead[i], part, band + kAhead, g, t);
                }
                if (tile * kTileGroups + part >= groups) continue;
                add_prompt_group(a, weight_scales, part, stage, used, values, scales, sums);
            }
            ++band;
            if (tile + 1 != part_end && tile + 1 != tiles) continue;
            add_sums(part_end == part_size, sums, totals);
            part_end += part_size;
        }
    }
}

}  // namespace minstrel::kernels::cuda
