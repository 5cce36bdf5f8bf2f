// How the columns of a matrix are used together: the mean of x x' over the inputs x that it is
// multiplied with, in blocks along the diagonal so that neither memory nor time grows with the
// square of the widest matrix. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace minstrel {

class ColumnMoments {
  public:
    static constexpr uint32_t kBlockColumns = 2048;

    explicit ColumnMoments(uint32_t cols);

    // float[rows][stride]; the first `cols` of each row count.
    void add(const float* values, size_t stride, uint32_t rows);

    uint32_t cols() const { return cols_; }
    uint32_t block_count() const { return static_cast<uint32_t>(blocks_.size()); }
    uint32_t block_cols(uint32_t block) const;
    // Sums, [block_cols][block_cols]; only j <= i of [i][j] is filled.
    std::span<const float> block(uint32_t block) const { return blocks_[block]; }
    uint64_t row_count() const { return rows_; }

    static uint64_t bytes(uint32_t cols);

  private:
    uint32_t cols_;
    uint64_t rows_ = 0;
    std::vector<std::vector<float>> blocks_;
};

}  // namespace minstrel
