#include "runtime/model/column_moments.h"

#include <algorithm>

namespace minstrel {

ColumnMoments::ColumnMoments(uint32_t cols) : cols_(cols) {
    for (uint32_t first = 0; first < cols; first += kBlockColumns) {
        const size_t width = std::min(kBlockColumns, cols - first);
        blocks_.emplace_back(width * width);
    }
}

uint32_t ColumnMoments::block_cols(uint32_t block) const {
    return std::min(kBlockColumns, cols_ - block * kBlockColumns);
}

uint64_t ColumnMoments::bytes(uint32_t cols) {
    const uint64_t whole = cols / kBlockColumns, rest = cols % kBlockColumns;
    return (whole * kBlockColumns * kBlockColumns + rest * rest) * sizeof(float);
}

void ColumnMoments::add(const float* values, size_t stride, uint32_t rows) {
    rows_ += rows;
    for (uint32_t block = 0; block < block_count(); ++block) {
        const uint32_t width = block_cols(block);
        const float* first = values + size_t{block} * kBlockColumns;
        for (uint32_t i = 0; i < width; ++i) {
            float* sums = blocks_[block].data() + size_t{i} * width;
            for (uint32_t row = 0; row < rows; ++row) {
                const float* x = first + row * stride;
                const float factor = x[i];
                if (factor == 0) continue;
                for (uint32_t j = 0; j <= i; ++j) sums[j] += factor * x[j];
            }
        }
    }
}

}  // namespace minstrel
