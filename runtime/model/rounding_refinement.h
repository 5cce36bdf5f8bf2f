// Makes a rounded row better: one integer or one scale after the other is set to what is best while
// all others stay, until nothing changes any more (coordinate descent, as in QuantEase,
// Behdin et al., 2023). Stateless; any thread.
#pragma once

#include <cstdint>
#include <span>

#include "kernels/tensor.h"
#include "kernels/tiles.h"

namespace minstrel {

// The integer whose multiple of `scale` is nearest to `value`, within what the form holds.
int8_t nearest_step(kernels::ElementType type, float value, float scale);

// `means` is H [n][n], how n columns of the inputs go together; `values` [n] a row, `groups` how it
// is rounded. Afterwards e' H e is no larger for the errors e of the row.
void refine_rounding(std::span<const float> means, kernels::ElementType type,
                     std::span<const float> values, std::span<kernels::QuantisedGroup> groups);

}  // namespace minstrel
