#include "kernels/cpu/packed_weights.h"

#include <algorithm>
#include <cstring>

namespace minstrel::kernels {
namespace {

void pack_block(const TensorView& tensor, uint32_t first_row, uint32_t group, Int8Block& block) {
    const size_t groups = tensor.cols / kI8Group;
    const uint32_t rows = std::min(kTileRows, tensor.rows - first_row);
    std::memset(block.weights, 128, sizeof block.weights);
    std::fill_n(block.scales, kTileRows, 0.0f);
    for (uint32_t r = 0; r < rows; ++r) {
        const size_t row = first_row + r;
        const auto* source =
            static_cast<const uint8_t*>(tensor.data) + row * tensor.cols + group * size_t{kI8Group};
        for (uint32_t k = 0; k < kI8Group; ++k) {
            block.weights[k / 4][r][k % 4] = static_cast<uint8_t>(source[k] ^ 0x80u);
        }
        std::memcpy(&block.scales[r],
                    reinterpret_cast<const std::byte*>(tensor.scales) +
                        (row * groups + group) * sizeof(float),
                    sizeof(float));
    }
}

}  // namespace

size_t add_packed_matrix(const TensorView& tensor, BlockLayout& layout) {
    const size_t tiles = (size_t{tensor.rows} + kTileRows - 1) / kTileRows;
    return layout.add(sizeof(Int8Block), tiles, tensor.cols / kI8Group);
}

void pack_int8(const TensorView& tensor, Int8Block* out, WorkerPool& pool) {
    const uint32_t groups = tensor.cols / kI8Group;
    const uint32_t tiles = (tensor.rows + kTileRows - 1) / kTileRows;
    pool.parallel_for(tiles, 1, [&](uint32_t begin, uint32_t end, uint32_t) {
        for (uint32_t tile = begin; tile < end; ++tile) {
            for (uint32_t group = 0; group < groups; ++group) {
                pack_block(tensor, tile * kTileRows, group, out[size_t{tile} * groups + group]);
            }
        }
    });
}

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
                const uint32_t word = uint32_t{half} << 16;
                std::memcpy(out + i, &word, sizeof word);
            }
            return;
        case ElementType::kI8G32:
            for (uint32_t i = 0; i < tensor.cols; ++i) {
                float scale;
                std::memcpy(&scale,
                            reinterpret_cast<const std::byte*>(tensor.scales) +
                                (start + i) / kI8Group * sizeof scale,
                            sizeof scale);
                const auto q = static_cast<int8_t>(bytes[start + i]);
                out[i] = static_cast<float>(q) * scale;
            }
            return;
    }
}

}  // namespace minstrel::kernels
