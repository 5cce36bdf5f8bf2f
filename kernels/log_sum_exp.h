// The logarithm of a sum of exponentials, as softmax divides by. Computed on the calling thread,
// with the best instructions of the processor.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace minstrel::kernels {

// log(sum over i of exp(scale values[i])); values that are no finite numbers count as absent. None
// without any finite one. `scale` is above 0; `scratch` is working memory.
std::optional<double> log_sum_exp(std::span<const float> values, float scale,
                                  std::vector<float>& scratch);

}  // namespace minstrel::kernels
