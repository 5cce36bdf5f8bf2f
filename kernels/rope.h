// Rotary positions and what else of attention depends on a position alone: the arithmetic of the
// tables, which every back end fills at loading. Stateless; any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/tensor.h"

namespace minstrel::kernels {

// What is wrong with the rotary numbers of `shape`, or null.
const char* rope_problem(const ModelShape& shape);

// Angle of a pair for each position, [head_dim / 2], with the scaling of the shape.
std::vector<double> rope_frequencies(const ModelShape& shape);

// Factor of the scores of a query at `position`: 1 / sqrt(head_dim), more at later positions where
// the shape says so.
float score_scale(const ModelShape& shape, uint32_t position);

}  // namespace minstrel::kernels
