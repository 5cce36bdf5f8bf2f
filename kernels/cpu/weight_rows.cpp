#include "kernels/cpu/weight_rows.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "kernels/half.h"

namespace minstrel::kernels {
namespace {

int stored(const Int8Tile& tile, uint32_t group, uint32_t row, uint32_t k) {
    return tile.weights[group][k / 4][row][k % 4];
}

int stored(const Int4Tile& tile, uint32_t group, uint32_t row, uint32_t k) {
    const int byte = tile.weights[group][k / 8][row][k % 4];
    return k % 8 < 4 ? byte & 15 : byte >> 4;
}

template <class Tile>
void read_tiles(const TensorView& tensor, uint32_t row, float* out) {
    const size_t tiles = (size_t{tensor.cols} + kTileCols - 1) / kTileCols;
    const auto* band = static_cast<const Tile*>(tensor.data) + row / kTileRows * tiles;
    const uint32_t lane = row % kTileRows;
    for (uint32_t first = 0; first < tensor.cols; first += kScaleGroup) {
        const Tile& tile = band[first / kTileCols];
        const uint32_t group = first % kTileCols / kScaleGroup;
        const float scale = float_from_f16(tile.scales[group][lane]);
        const uint32_t count = std::min(kScaleGroup, tensor.cols - first);
        for (uint32_t k = 0; k < count; ++k) {
            const int q = stored(tile, group, lane, k) - Tile::kOffset;
            out[first + k] = static_cast<float>(q) * scale;
        }
    }
}

}  // namespace

void read_row(const TensorView& tensor, uint32_t row, float* out) {
    const size_t start = size_t{row} * tensor.cols;
    const auto* bytes = static_cast<const std::byte*>(tensor.data);
    switch (tensor.type) {
        case ElementType::kF32:
            std::memcpy(out, bytes + start * sizeof(float), tensor.cols * sizeof(float));
            return;
        case ElementType::kBF16:
            for (uint32_t i = 0; i < tensor.cols; ++i) {
                uint16_t half;
                std::memcpy(&half, bytes + (start + i) * sizeof half, sizeof half);
                out[i] = float_from_bf16(half);
            }
            return;
        case ElementType::kInt8:
            return read_tiles<Int8Tile>(tensor, row, out);
        case ElementType::kInt4:
            return read_tiles<Int4Tile>(tensor, row, out);
    }
}

}  // namespace minstrel::kernels
