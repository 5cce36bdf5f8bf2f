// Products with many rows. A block is eight bands of weights, a warp each, and kPromptRows rows,
// whose values come through shared memory a tile of 64 columns at a time, some tiles ahead. The
// order of every sum is that of matmul_core.h.
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
template <class W, class Values, class Scales, class Factors>
MST_DEVICE void quantised_sums(const typename W::Tile* band, uint32_t cols, const Int8Rows& rows,
                               uint32_t first, uint32_t end, Values& values, Scales& scales,
                               Factors& factors, float (&totals)[kPromptBlocks][4]) {
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
    row_factors(rows, cols, first, end, kPromptRows, factors);
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

// bfloat16: a tile is two chunks of 32 columns. A chunk of the rows lies in shared memory as the
// words of its two instructions, [instruction][row][4], eight bytes an element.
inline constexpr uint32_t kChunkCols = 32;
inline constexpr uint32_t kChunks = kTileCols / kChunkCols;
inline constexpr uint32_t kChunkWords = 2 * kPromptRows * 4;
inline constexpr uint32_t kBf16Stages = 2;

// A thread's share of a chunk: eight columns of a row.
template <class Values>
MST_DEVICE void store_chunk(const float (&x)[8], uint32_t chunk, Values& values) {
    static_assert(kPromptRows * 4 == kMatmulThreads, "eight columns for each thread");
    const Words4 words = rounded(x);
    const uint32_t at = chunk % (kBf16Stages * kChunks) * kChunkWords + thread_index();
    values[at] = Words2{words.x, words.y};
    values[at + kChunkWords / 2] = Words2{words.z, words.w};
}

// sums += a chunk of the warp's band times the first `used` blocks of eight rows, or one more.
template <class Values>
MST_DEVICE void add_chunk(const Words4 (&weights)[2], uint32_t chunk, uint32_t used, Values& values,
                          float (&sums)[kPromptBlocks][4]) {
    const Words4 top = weights[0], low = weights[1];
    const uint32_t a0[4] = {top.x, low.x, top.y, low.y}, a1[4] = {top.z, low.z, top.w, low.w};
    const uint32_t from = chunk % (kBf16Stages * kChunks) * kChunkWords + lane_index();
    MST_UNROLL
    for (uint32_t block = 0; block < kPromptBlocks; ++block) {
        if (block % kPromptStep == 0 && block >= used) break;
        const Words2 first = values[from + 32 * block];
        const Words2 second = values[from + 32 * block + kChunkWords / 2];
        const uint32_t b0[2] = {first.x, first.y}, b1[2] = {second.x, second.y};
        mma_bf16(sums[block], a0, b0);
        mma_bf16(sums[block], a1, b1);
    }
}

// totals of a band of which `lines` are the lane's two rows.
template <class Values>
MST_DEVICE void bf16_sums(const uint16_t* const (&lines)[2], uint32_t cols,
                          const MatmulInput& input, uint32_t first, uint32_t end, Values& values,
                          float (&totals)[kPromptBlocks][4]) {
    const uint32_t used = panel_count(end - first, 8), chunks = panel_count(cols, kChunkCols);
    const uint32_t part_size = part_range(cols, 0).last * kChunks;
    const uint32_t row = row_within(first + thread_index() / 4, end), col = lane_index() % 4 * 8;
    const float* const line = input.values + row * input.stride;
    Words4 ahead[kChunks][2] = {};  // a tile of weights
    MST_UNROLL
    for (uint32_t i = 0; i < kChunks; ++i) {
        if (i >= chunks) break;
        float x[8];
        load_columns(line, i * kChunkCols + col, cols, x);
        store_chunk(x, i, values);
        ahead[i][0] = bf16_columns(lines[0], i * kChunkCols + col, cols);
        ahead[i][1] = bf16_columns(lines[1], i * kChunkCols + col, cols);
    }
    float sums[kPromptBlocks][4] = {};
    uint32_t part_end = part_size;
    for (uint32_t start = 0; start < chunks; start += kChunks) {
        sync_block();  // the tile is there, and the stage of the tile before is free
        MST_UNROLL
        for (uint32_t i = 0; i < kChunks; ++i) {
            const uint32_t chunk = start + i, next = (chunk + kChunks) * kChunkCols + col;
            if (chunk >= chunks) break;
            const bool goes_on = chunk + kChunks < chunks;
            const Words4 weights[2] = {ahead[i][0], ahead[i][1]};
            float x[8];
            if (goes_on) {
                load_columns(line, next, cols, x);
                ahead[i][0] = bf16_columns(lines[0], next, cols);
                ahead[i][1] = bf16_columns(lines[1], next, cols);
            }
            add_chunk(weights, chunk, used, values, sums);
            if (goes_on) store_chunk(x, chunk + kChunks, values);
        }
        if (start + kChunks != part_end && start + kChunks < chunks) continue;
        add_sums(part_end == part_size, sums, totals);
        part_end += part_size;
    }
}

// Shared memory of a block.
template <class W>
struct PromptShared {
    static constexpr uint32_t kWords = kPromptStages * kPromptWords;
    static constexpr uint32_t kScales = kPromptStages * kPromptScales;
};
template <>
struct PromptShared<Bf16Matrix> {
    static constexpr uint32_t kWords = kBf16Stages * kChunks * kChunkWords;
    static constexpr uint32_t kScales = 1;  // it has none
};

// totals of a band of a matrix with `outputs` rows, for the input rows [first, first +
// kPromptRows), and the factors of these rows: the loop's barriers lie behind them.
template <class W, class Values, class Scales, class Factors>
MST_DEVICE void prompt_sums(const void* matrix, uint32_t band, uint32_t outputs, uint32_t cols,
                            const MatmulInput& input, uint32_t first, uint32_t end, Values& values,
                            [[maybe_unused]] Scales& scales, [[maybe_unused]] Factors& factors,
                            float (&totals)[kPromptBlocks][4]) {
    if constexpr (!kIsQuantised<W>) {
        const auto* rows = static_cast<const uint16_t*>(matrix);
        const uint32_t top = band * kTileRows + lane_index() / 4 * 2;
        const uint16_t* const lines[2] = {rows + size_t{row_within(top, outputs)} * cols,
                                          rows + size_t{row_within(top + 1, outputs)} * cols};
        bf16_sums(lines, cols, input, first, end, values, totals);
    } else {
        const size_t tiles = (size_t{cols} + kTileCols - 1) / kTileCols;
        quantised_sums<W>(static_cast<const typename W::Tile*>(matrix) + band * tiles, cols,
                          input.quantised, first, end, values, scales, factors, totals);
    }
}

}  // namespace minstrel::kernels::cuda
