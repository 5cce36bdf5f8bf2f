// Matrices as bfloat16 in rows, in which form cuBLASLt takes weights and activations.
#include "kernels/cuda/device/launch.h"
#include "kernels/cuda/device/math.h"

namespace minstrel::kernels::cuda {
namespace {

constexpr uint32_t kThreads = 256;

// A thread takes eight columns of a row of a tile, so that eight lanes write a whole line.
constexpr uint32_t kRowThreads = kTileCols / 8;
constexpr uint32_t kTileThreads = kTileRows * kRowThreads;
constexpr uint32_t kBlockTiles = kThreads / kTileThreads;

MST_DEVICE void values_of(const Int8Tile& tile, uint32_t group, uint32_t piece, uint32_t row,
                          int32_t (&out)[8]) {
    MST_UNROLL
    for (uint32_t word = 0; word < 2; ++word) {
        const uint32_t bytes = load<uint32_t>(tile.weights[group][2 * piece + word][row]);
        MST_UNROLL
        for (uint32_t i = 0; i < 4; ++i) {
            out[4 * word + i] = static_cast<int32_t>(bytes >> 8 * i & 255) - Int8Tile::kOffset;
        }
    }
}

MST_DEVICE void values_of(const Int4Tile& tile, uint32_t group, uint32_t piece, uint32_t row,
                          int32_t (&out)[8]) {
    const uint32_t bytes = load<uint32_t>(tile.weights[group][piece][row]);
    MST_UNROLL
    for (uint32_t i = 0; i < 4; ++i) {
        out[i] = static_cast<int32_t>(bytes >> 8 * i & 15) - Int4Tile::kOffset;
        out[4 + i] = static_cast<int32_t>(bytes >> (8 * i + 4) & 15) - Int4Tile::kOffset;
    }
}

template <class Tile>
MST_KERNEL(kThreads)
bf16_tiles_kernel(Bf16Params params) {
    begin_kernel();
    const uint32_t cols = params.matrix.cols;
    const uint32_t tiles = (cols + kTileCols - 1) / kTileCols;  // of a band
    const uint32_t index = block_index().x * kBlockTiles + thread_index() / kTileThreads;
    const uint32_t r = thread_index() % kTileThreads / kRowThreads;
    const uint32_t part = thread_index() % kRowThreads;
    const uint32_t row = index / tiles * kTileRows + r, col = index % tiles * kTileCols + 8 * part;
    if (row >= params.matrix.rows || col >= cols) return;
    const Tile& tile = static_cast<const Tile*>(params.matrix.data)[index];
    constexpr uint32_t kPieces = kScaleGroup / 8;  // of a group
    const uint32_t group = part / kPieces;
    int32_t stored[8];
    values_of(tile, group, part % kPieces, r, stored);
    const float scale = float_of_half(tile.scales[group][r]);
    const auto pair = [&](uint32_t i) {
        return bf16s_of_floats(static_cast<float>(stored[i]) * scale,
                               static_cast<float>(stored[i + 1]) * scale);
    };
    store(params.output + size_t{row} * cols + col, Words4{pair(0), pair(2), pair(4), pair(6)});
}

// The rows lie one behind the other on both sides.
MST_KERNEL(kThreads) bf16_floats_kernel(Bf16Params params, size_t quads) {
    begin_kernel();
    const size_t quad = size_t{block_index().x} * kThreads + thread_index();
    if (quad >= quads) return;
    const auto x = load<Floats4>(static_cast<const float*>(params.matrix.data) + 4 * quad);
    store(params.output + 4 * quad, Words2{bf16s_of_floats(x.x, x.y), bf16s_of_floats(x.z, x.w)});
}

template <class Tile>
LaunchError run_tiles(const Bf16Params& params, Stream stream) {
    const TensorView& matrix = params.matrix;
    if (matrix.cols % kScaleGroup != 0) return kLaunchInvalidValue;
    const uint32_t tiles =
        (matrix.rows + kTileRows - 1) / kTileRows * ((matrix.cols + kTileCols - 1) / kTileCols);
    return launch(bf16_tiles_kernel<Tile>, {(tiles + kBlockTiles - 1) / kBlockTiles}, kThreads,
                  stream, params);
}

LaunchError run_floats(const Bf16Params& params, Stream stream) {
    if (params.matrix.cols % 4 != 0) return kLaunchInvalidValue;
    const size_t quads = size_t{params.matrix.rows} * (params.matrix.cols / 4);
    const size_t blocks = (quads + kThreads - 1) / kThreads;
    return launch(bf16_floats_kernel, {static_cast<uint32_t>(blocks)}, kThreads, stream, params,
                  quads);
}

}  // namespace

LaunchError launch_bf16(const Bf16Params& params, Stream stream) {
    switch (params.matrix.type) {
        case ElementType::kInt8:
            return run_tiles<Int8Tile>(params, stream);
        case ElementType::kInt4:
            return run_tiles<Int4Tile>(params, stream);
        case ElementType::kF32:
            return run_floats(params, stream);
        case ElementType::kBF16:
            break;  // is what it should be
    }
    return kLaunchInvalidValue;
}

}  // namespace minstrel::kernels::cuda
