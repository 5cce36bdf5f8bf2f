// The logarithm of a sum of exponentials, as softmax divides by. Stateless; any thread.
#pragma once

#include <optional>
#include <span>

namespace minstrel {

// log(sum over i of exp(scale values[i])), to about 1e-6; values that are no finite numbers count
// as absent. None without any finite one. `scale` is above 0.
std::optional<double> log_sum_exp(std::span<const float> values, float scale);

}  // namespace minstrel
