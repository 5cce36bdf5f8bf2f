// Kernels that walk along rows: embedding, norm, quantisation, activation, gathering. Blocks with
// the same x share a row: each takes some of its columns.
#include "kernels/cuda/device/int8_rows.h"

namespace minstrel::kernels::cuda {
namespace {

constexpr uint32_t kThreads = 256;

// Blocks of few rows: one for each 256 columns, so that a row does not keep one multiprocessor busy
// and the others idle. Of many rows fewer, because each block of a norm sums the whole row.
Grid row_grid(uint32_t rows, uint32_t cols) {
    constexpr uint32_t kWantedBlocks = 256;
    const uint32_t passes = (cols + kThreads - 1) / kThreads;
    const uint32_t parts = rows < kWantedBlocks ? kWantedBlocks / (rows == 0 ? 1 : rows) : 1;
    return {rows, parts < passes ? parts : passes};
}

// The first columns of a warp, and how far it is to its next ones.
struct WarpColumns {
    uint32_t first;
    uint32_t step;
};
MST_DEVICE WarpColumns warp_columns(uint32_t parts) {
    return {block_index().y * kThreads + warp_index() * kWarp, parts * kThreads};
}

MST_DEVICE int32_t stored(const Int8Tile& tile, uint32_t group, uint32_t row, uint32_t k) {
    return tile.weights[group][k / 4][row][k % 4] - Int8Tile::kOffset;
}

MST_DEVICE int32_t stored(const Int4Tile& tile, uint32_t group, uint32_t row, uint32_t k) {
    const int32_t byte = tile.weights[group][k / 8][row][k % 4];
    return (k % 8 < 4 ? byte & 15 : byte >> 4) - Int4Tile::kOffset;
}

template <class Tile>
MST_DEVICE float tile_value(const TensorView& table, uint32_t row, uint32_t col) {
    const size_t tiles = (size_t{table.cols} + kTileCols - 1) / kTileCols;
    const auto* band = static_cast<const Tile*>(table.data) + row / kTileRows * tiles;
    const Tile& tile = band[col / kTileCols];
    const uint32_t group = col % kTileCols / kScaleGroup, r = row % kTileRows;
    const float scale = float_of_half(tile.scales[group][r]);
    return static_cast<float>(stored(tile, group, r, col % kScaleGroup)) * scale;
}

MST_DEVICE float table_value(const TensorView& table, uint32_t row, uint32_t col) {
    const size_t at = size_t{row} * table.cols + col;
    switch (table.type) {
        case ElementType::kF32:
            return static_cast<const float*>(table.data)[at];
        case ElementType::kBF16:
            return float_of_bits(uint32_t{static_cast<const uint16_t*>(table.data)[at]} << 16);
        case ElementType::kInt8:
            return tile_value<Int8Tile>(table, row, col);
        case ElementType::kInt4:
            return tile_value<Int4Tile>(table, row, col);
    }
    return 0.0f;
}

MST_KERNEL(kThreads) embed_kernel(EmbedParams params, uint32_t parts) {
    begin_kernel();
    const uint32_t row = block_index().x, cols = params.table.cols;
    const auto token = static_cast<uint32_t>(params.tokens[row]);
    float* output = params.output + size_t{row} * cols;
    const WarpColumns own = warp_columns(parts);
    for (uint32_t col = own.first + lane_index(); col < cols; col += own.step) {
        output[col] = token < params.table.rows ? table_value(params.table, token, col) : 0.0f;
    }
}

// Sum of one value a thread over the block, in all threads.
template <class Shared>
MST_DEVICE float block_sum(float value, Shared& parts) {
    const float part = warp_sum(value);
    if (lane_index() == 0) parts[warp_index()] = part;
    sync_block();
    float sum = 0.0f;
    for (uint32_t warp = 0; warp < kThreads / kWarp; ++warp) sum += parts[warp];
    return sum;
}

MST_KERNEL(kThreads) norm_kernel(NormParams params, uint32_t parts) {
    begin_kernel();
    MST_SHARED(float, warp_sums, kThreads / kWarp);
    const uint32_t row = block_index().x, cols = params.cols;
    const float* input = params.input + size_t{row} * cols;
    float scale = 0.0f;
    if (params.output != nullptr) {
        float squares = 0.0f;
        MST_UNROLL_BY(8)  // the loads at once, the sum in order
        for (uint32_t col = thread_index(); col < cols; col += kThreads) {
            squares = fmaf(input[col], input[col], squares);
        }
        const float mean = block_sum(squares, warp_sums) / static_cast<float>(cols);
        scale = 1.0f / sqrtf(mean + params.eps);
    }
    // Whole warps, so that a group of columns is one warp.
    const NormedRows normed = {params.weight, params.quantised};
    const WarpColumns own = warp_columns(parts);
    for (uint32_t first = own.first; first < cols; first += own.step) {
        const uint32_t col = first + lane_index();
        const float x = col < cols ? input[col] : 0.0f;
        if (col < cols && params.output != nullptr) {
            params.output[size_t{row} * cols + col] = x * scale * params.weight[col];
        }
        if (params.quantised.values != nullptr) {
            store_normed_group(normed, row, first / kScaleGroup, cols / kScaleGroup, x);
        }
    }
}

MST_KERNEL(kThreads) gather_kernel(GatherParams params, uint32_t parts) {
    begin_kernel();
    const uint32_t slot = block_index().x, cols = params.cols;
    const uint32_t source = params.slot_rows != nullptr ? params.slot_rows[slot] : slot;
    const float* input = params.input + size_t{source} * cols;
    const WarpColumns own = warp_columns(parts);
    for (uint32_t first = own.first; first < cols; first += own.step) {
        const uint32_t col = first + lane_index();
        const float value = col < cols ? input[col] : 0.0f;
        if (col < cols && params.output != nullptr)
            params.output[size_t{slot} * cols + col] = value;
        if (params.quantised.values != nullptr) {
            store_group(params.quantised, slot, first / kScaleGroup, value);
        }
    }
}

MST_KERNEL(kThreads) silu_kernel(SiluParams params, uint32_t parts) {
    begin_kernel();
    const uint32_t row = block_index().x, cols = params.cols;
    const WarpColumns own = warp_columns(parts);
    for (uint32_t first = own.first; first < cols; first += own.step) {
        const uint32_t col = first + lane_index();
        const size_t at = size_t{row} * cols + col;
        const float value = col < cols ? silu_times(params.gate[at], params.up[at]) : 0.0f;
        if (col < cols && params.output != nullptr) params.output[at] = value;
        if (params.quantised.values != nullptr) {
            store_group(params.quantised, row, first / kScaleGroup, value);
        }
    }
}

bool is_whole(const Int8Rows& rows, uint32_t cols) {
    return rows.values == nullptr || cols % kScaleGroup == 0;
}

}  // namespace

LaunchError launch_embed(const EmbedParams& params, Stream stream) {
    const Grid grid = row_grid(params.rows, params.table.cols);
    return launch(embed_kernel, grid, kThreads, stream, params, grid.y);
}

LaunchError launch_norm(const NormParams& params, Stream stream) {
    const Int8Rows& quantised = params.quantised;
    if (quantised.values != nullptr && !takes_norm(quantised, params.cols)) {
        return kLaunchInvalidValue;
    }
    const Grid grid = row_grid(params.rows, params.cols);
    return launch(norm_kernel, grid, kThreads, stream, params, grid.y);
}

LaunchError launch_quantise(const QuantiseParams& params, Stream stream) {
    return launch_gather({.input = params.input,
                          .slots = params.rows,
                          .cols = params.cols,
                          .quantised = params.output},
                         stream);
}

LaunchError launch_silu(const SiluParams& params, Stream stream) {
    if (!is_whole(params.quantised, params.cols)) return kLaunchInvalidValue;
    const Grid grid = row_grid(params.rows, params.cols);
    return launch(silu_kernel, grid, kThreads, stream, params, grid.y);
}

LaunchError launch_gather(const GatherParams& params, Stream stream) {
    if (!is_whole(params.quantised, params.cols)) return kLaunchInvalidValue;
    const Grid grid = row_grid(params.slots, params.cols);
    return launch(gather_kernel, grid, kThreads, stream, params, grid.y);
}

}  // namespace minstrel::kernels::cuda
