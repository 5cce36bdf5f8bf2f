#include "kernels/log_sum_exp.h"

#include <cmath>
#include <cstdint>

#include "kernels/cpu/kernel_table.h"

namespace minstrel::kernels {

std::optional<double> log_sum_exp(std::span<const float> values, float scale,
                                  std::vector<float>& scratch) {
    static const KernelTable& kernels = select_kernels(CpuLevel::kBest);
    const auto count = static_cast<uint32_t>(values.size());
    const size_t blocks = (values.size() + kSumBlock - 1) / kSumBlock;
    scratch.resize(values.size() + blocks);
    float* const weights = scratch.data();
    float* const sums = weights + values.size();
    const float largest = kernels.filter_logits(values.data(), nullptr, count, weights);
    if (!std::isfinite(largest)) return std::nullopt;
    kernels.exp_scaled(weights, largest, scale, 0, count, weights, sums);
    double sum = 0;
    for (size_t i = 0; i < blocks; ++i) sum += static_cast<double>(sums[i]);
    return static_cast<double>(largest) * static_cast<double>(scale) + std::log(sum);
}

}  // namespace minstrel::kernels
