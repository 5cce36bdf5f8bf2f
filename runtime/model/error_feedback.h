// Rounds the rows of a matrix so that its products with typical inputs suffer least: the error of
// each column is made good in the columns behind it, as far as the inputs go together. This is the
// rounding of GPTQ (Frantar et al., 2022) in the form of LDLQ (Chee et al., 2023), then refined,
// see rounding_refinement.h. Immutable; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/tensor.h"
#include "kernels/tiles.h"
#include "runtime/model/column_moments.h"

namespace minstrel {

class ErrorFeedback {
  public:
    explicit ErrorFeedback(const ColumnMoments& moments);

    // `values` is one row; `out` has a group for every 32 columns. False when a value is not finite
    // or too large for the form.
    bool round_row(kernels::ElementType type, std::span<const float> values,
                   std::span<kernels::QuantisedGroup> out) const;

    // The mean square of what the row's products are off by, when its columns are off by `errors`.
    double output_error(std::span<const float> errors) const;

  private:
    struct Block {
        uint32_t first = 0, cols = 0;
        // [k][j] for j < k: how much of the error of column j column k takes up.
        std::vector<float> shares;
        std::vector<float> variances;  // [k], of what the columns before do not tell of column k
        std::vector<float> means;      // [k][j], how columns go together
    };

    static Block decompose(const ColumnMoments& moments, uint32_t index);
    bool round_block(const Block& block, kernels::ElementType type, std::span<const float> values,
                     std::span<kernels::QuantisedGroup> out) const;

    std::vector<Block> blocks_;
};

}  // namespace minstrel
