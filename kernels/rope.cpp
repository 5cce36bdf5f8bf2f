#include "kernels/rope.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace minstrel::kernels {
namespace {

bool is_positive(float value) {
    return value > 0 && std::isfinite(value);
}

// The pair that turns `turns` times over the original positions, as a fraction.
double pair_of(const ModelShape& shape, double turns) {
    const double wavelength =
        shape.rope_scaling.original_positions / (turns * 2 * std::numbers::pi);
    return shape.head_dim * std::log(wavelength) / (2 * std::log(double{shape.rope_theta}));
}

// YaRN by parts: pairs before `low` keep their frequency, those behind `high` are slowed down by
// the whole factor.
void stretch(const ModelShape& shape, std::vector<double>& frequencies) {
    const RopeScaling& scaling = shape.rope_scaling;
    const double low = std::max(std::floor(pair_of(shape, scaling.beta_fast)), 0.0);
    const double high =
        std::min(std::ceil(pair_of(shape, scaling.beta_slow)), shape.head_dim - 1.0);
    const double width = std::max(high - low, 0.001);
    for (size_t i = 0; i < frequencies.size(); ++i) {
        const double ramp = std::clamp((static_cast<double>(i) - low) / width, 0.0, 1.0);
        frequencies[i] *= 1 - ramp + ramp / scaling.factor;
    }
}

}  // namespace

const char* rope_problem(const ModelShape& shape) {
    if (!is_positive(shape.rope_theta)) return "rope_theta must be finite and above 0";
    const RopeScaling& scaling = shape.rope_scaling;
    if (scaling.factor != 0) {
        if (!(shape.rope_theta > 1)) return "rope_theta must be above 1 where positions are scaled";
        if (!(is_positive(scaling.factor) && scaling.factor >= 1)) {
            return "the factor of scaled positions must be at least 1";
        }
        if (scaling.original_positions == 0) return "scaled positions need original_positions";
        if (!is_positive(scaling.beta_slow) || !is_positive(scaling.beta_fast) ||
            scaling.beta_fast < scaling.beta_slow) {
            return "beta_fast and beta_slow must be above 0 and in this order";
        }
        if (!is_positive(scaling.magnitude)) return "the magnitude must be finite and above 0";
    }
    const QueryScaling& query = shape.query_scaling;
    if (query.beta != 0 && (!is_positive(query.beta) || query.positions == 0)) {
        return "query scaling needs a beta above 0 and a number of positions";
    }
    return nullptr;
}

std::vector<double> rope_frequencies(const ModelShape& shape) {
    std::vector<double> frequencies(shape.head_dim / 2);
    for (size_t i = 0; i < frequencies.size(); ++i) {
        frequencies[i] =
            std::pow(double{shape.rope_theta}, -2.0 * static_cast<double>(i) / shape.head_dim);
    }
    if (shape.rope_scaling.factor != 0) stretch(shape, frequencies);
    return frequencies;
}

float score_scale(const ModelShape& shape, uint32_t position) {
    const float plain = 1.0f / std::sqrt(static_cast<float>(shape.head_dim));
    const QueryScaling& query = shape.query_scaling;
    if (query.beta == 0 || position < query.positions) return plain;
    const double growth = double{query.beta} * std::log1p(position / query.positions);
    return plain * static_cast<float>(1 + growth);
}

}  // namespace minstrel::kernels
