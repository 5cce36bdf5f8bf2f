#include "runtime/model/rounding_refinement.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/half.h"

namespace minstrel {
namespace {

using kernels::ElementType;
using kernels::kScaleGroup;
using kernels::QuantisedGroup;

// Each looks at every column once. Rows settle within some ten; two that go to and fro between
// equally good ones must not go on for ever.
constexpr int kMostRounds = 40;

class Refinement {
  public:
    Refinement(std::span<const float> means, ElementType type, std::span<const float> values,
               std::span<QuantisedGroup> groups)
        : means_(means),
          type_(type),
          values_(values),
          groups_(groups),
          errors_(values.size()),
          slopes_(values.size()) {
        for (size_t j = 0; j < values.size(); ++j) {
            errors_[j] = values[j] - static_cast<float>(step_of(j)) * scale_of(j / kScaleGroup);
        }
        for (size_t j = 0; j < values.size(); ++j) {
            if (errors_[j] != 0) add_to_slopes(j, errors_[j]);
        }
    }

    void run() {
        for (int round = 0; round < kMostRounds; ++round) {
            const bool scales = improve_scales();
            if (!improve_steps() && !scales) return;
        }
    }

  private:
    int8_t& step_of(size_t column) const {
        return groups_[column / kScaleGroup].q[column % kScaleGroup];
    }
    float scale_of(size_t group) const { return kernels::float_from_f16(groups_[group].scale); }
    const float* mean_row(size_t column) const { return means_.data() + column * values_.size(); }

    // What `delta` more of the error of one column does to H e.
    void add_to_slopes(size_t column, float delta) {
        const float* row = mean_row(column);
        for (size_t k = 0; k < slopes_.size(); ++k) slopes_[k] += delta * row[k];
    }

    bool improve_steps() {
        bool changed = false;
        for (size_t j = 0; j < values_.size(); ++j) {
            const float scale = scale_of(j / kScaleGroup), curvature = mean_row(j)[j];
            if (scale == 0 || !(curvature > 0)) continue;
            // The error at which this column's part of the parabola is lowest.
            const float best = errors_[j] - slopes_[j] / curvature;
            const int8_t step = nearest_step(type_, values_[j] - best, scale);
            if (step == step_of(j)) continue;
            step_of(j) = step;
            const float error = values_[j] - static_cast<float>(step) * scale;
            add_to_slopes(j, error - errors_[j]);
            errors_[j] = error;
            changed = true;
        }
        return changed;
    }

    bool improve_scales() {
        bool changed = false;
        for (size_t g = 0; g < groups_.size(); ++g) changed |= improve_scale(g);
        return changed;
    }

    // With s more of the scale the errors are e - s q and the row's error
    // e' H e - 2 s q' H e + s^2 q' H q.
    bool improve_scale(size_t g) {
        const size_t first = g * kScaleGroup;
        const QuantisedGroup& group = groups_[g];
        double slope = 0, curvature = 0;
        for (size_t i = 0; i < kScaleGroup; ++i) {
            const float* row = mean_row(first + i) + first;
            double product = 0;
            for (size_t k = 0; k < kScaleGroup; ++k) {
                product += static_cast<double>(row[k]) * group.q[k];
            }
            slope += static_cast<double>(slopes_[first + i]) * group.q[i];
            curvature += product * group.q[i];
        }
        if (!(curvature > 0)) return false;
        const float old = scale_of(g);
        const uint16_t half = kernels::f16_from_float(old + static_cast<float>(slope / curvature));
        const float scale = kernels::float_from_f16(half);
        const double more = static_cast<double>(scale) - old;
        const bool is_better = more * more * curvature < 2 * more * slope;
        // Negative ones reach further up: int4 has -8 and no 8.
        if (!std::isfinite(scale) || scale == 0 || half == group.scale || !is_better) return false;
        groups_[g].scale = half;
        for (size_t i = 0; i < kScaleGroup; ++i) {
            const float error = values_[first + i] - static_cast<float>(group.q[i]) * scale;
            if (error == errors_[first + i]) continue;
            add_to_slopes(first + i, error - errors_[first + i]);
            errors_[first + i] = error;
        }
        return true;
    }

    std::span<const float> means_;
    ElementType type_;
    std::span<const float> values_;
    std::span<QuantisedGroup> groups_;
    std::vector<float> errors_;  // values less what stands for them
    std::vector<float> slopes_;  // H e
};

}  // namespace

int8_t nearest_step(ElementType type, float value, float scale) {
    if (scale == 0) return 0;
    const float high = type == ElementType::kInt8 ? 127.0f : 7.0f;
    const float low = type == ElementType::kInt8 ? -127.0f : -8.0f;
    return static_cast<int8_t>(std::clamp(std::nearbyint(value / scale), low, high));
}

void refine_rounding(std::span<const float> means, ElementType type, std::span<const float> values,
                     std::span<QuantisedGroup> groups) {
    Refinement(means, type, values, groups).run();
}

}  // namespace minstrel
