// Single rows of weights as floats: embeddings and norms. Matrices are multiplied where the Model
// has them; see matmul_template.h.
#pragma once

#include <cstdint>

#include "kernels/tensor.h"

namespace minstrel::kernels {

// `out` takes tensor.cols values.
void read_row(const TensorView& tensor, uint32_t row, float* out);

}  // namespace minstrel::kernels
