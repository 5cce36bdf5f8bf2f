#include "runtime/model/error_feedback.h"

#include <algorithm>
#include <cmath>

#include "kernels/half.h"
#include "runtime/model/rounding_refinement.h"

namespace minstrel {
namespace {

using kernels::ElementType;
using kernels::kScaleGroup;
using kernels::QuantisedGroup;

// Of the mean variance, added to every column: few inputs must not look like certainty.
constexpr double kDamping = 0.01;

// Four sums, so that vector registers can hold them.
float dot(const float* a, const float* b, size_t count) {
    float sums[16] = {};
    size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        for (size_t lane = 0; lane < 16; ++lane) sums[lane] += a[i + lane] * b[i + lane];
    }
    for (; i < count; ++i) sums[0] += a[i] * b[i];
    float sum = 0;
    for (const float part : sums) sum += part;
    return sum;
}

double dot(const double* a, const double* b, size_t count) {
    double sums[8] = {};
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        for (size_t lane = 0; lane < 8; ++lane) sums[lane] += a[i + lane] * b[i + lane];
    }
    for (; i < count; ++i) sums[0] += a[i] * b[i];
    double sum = 0;
    for (const double part : sums) sum += part;
    return sum;
}

// The sums as a whole matrix of means, damped.
std::vector<double> damped_means(const ColumnMoments& moments, uint32_t index) {
    const size_t n = moments.block_cols(index);
    const std::span<const float> sums = moments.block(index);
    const double count = static_cast<double>(std::max<uint64_t>(moments.row_count(), 1));
    std::vector<double> means(n * n);
    double trace = 0;
    for (size_t i = 0; i < n; ++i) {
        for (size_t j = 0; j <= i; ++j) {
            means[i * n + j] = means[j * n + i] = sums[i * n + j] / count;
        }
        trace += means[i * n + i];
    }
    const double extra = trace > 0 ? kDamping * trace / static_cast<double>(n) : 1;
    for (size_t i = 0; i < n; ++i) means[i * n + i] += extra;
    return means;
}

}  // namespace

ErrorFeedback::ErrorFeedback(const ColumnMoments& moments) {
    for (uint32_t i = 0; i < moments.block_count(); ++i) blocks_.push_back(decompose(moments, i));
}

// means = (1 + U) D (1 + U)' with U above the diagonal: the decomposition begins with the last
// column, whose error nobody can make good. Row i of `rows` holds (1 + U) sqrt(D).
ErrorFeedback::Block ErrorFeedback::decompose(const ColumnMoments& moments, uint32_t index) {
    Block block;
    block.first = index * ColumnMoments::kBlockColumns;
    block.cols = moments.block_cols(index);
    const size_t n = block.cols;
    std::vector<double> rows = damped_means(moments, index);
    block.means.assign(rows.begin(), rows.end());
    for (size_t j = n; j-- > 0;) {
        double* pivot_row = rows.data() + j * n;
        const size_t rest = n - j - 1;
        const double variance = pivot_row[j] - dot(pivot_row + j + 1, pivot_row + j + 1, rest);
        // The damping keeps it positive but for rounding.
        const double pivot = std::sqrt(std::max(variance, 1e-30));
        pivot_row[j] = pivot;
        for (size_t i = 0; i < j; ++i) {
            double* row = rows.data() + i * n;
            row[j] = (row[j] - dot(row + j + 1, pivot_row + j + 1, rest)) / pivot;
        }
    }
    block.shares.resize(n * n);
    block.variances.resize(n);
    for (size_t k = 0; k < n; ++k) {
        const double pivot = rows[k * n + k];
        block.variances[k] = static_cast<float>(pivot * pivot);
        for (size_t j = 0; j < k; ++j) {
            block.shares[k * n + j] = static_cast<float>(rows[j * n + k] / pivot);
        }
    }
    return block;
}

bool ErrorFeedback::round_row(ElementType type, std::span<const float> values,
                              std::span<QuantisedGroup> out) const {
    return std::all_of(blocks_.begin(), blocks_.end(), [&](const Block& block) {
        return round_block(block, type, values.subspan(block.first, block.cols),
                           out.subspan(block.first / kScaleGroup, block.cols / kScaleGroup));
    });
}

bool ErrorFeedback::round_block(const Block& block, ElementType type, std::span<const float> values,
                                std::span<QuantisedGroup> out) const {
    std::vector<float> errors(block.cols);
    float wanted[kScaleGroup];
    for (uint32_t first = 0; first < block.cols; first += kScaleGroup) {
        const auto shares = [&](uint32_t i) {
            return block.shares.data() + size_t{first + i} * block.cols;
        };
        for (uint32_t i = 0; i < kScaleGroup; ++i) {
            wanted[i] = values[first + i] + dot(shares(i), errors.data(), first);
        }
        QuantisedGroup& group = out[first / kScaleGroup];
        const auto variances = std::span(block.variances).subspan(first, kScaleGroup);
        if (!kernels::quantise_group(type, wanted, group, variances)) return false;
        const float scale = kernels::float_from_f16(group.scale);
        for (uint32_t i = 0; i < kScaleGroup; ++i) {
            const float value = wanted[i] + dot(shares(i) + first, errors.data() + first, i);
            group.q[i] = nearest_step(type, value, scale);
            errors[first + i] = values[first + i] - static_cast<float>(group.q[i]) * scale;
        }
    }
    refine_rounding(block.means, type, values, out);
    return true;
}

double ErrorFeedback::output_error(std::span<const float> errors) const {
    double sum = 0;
    for (const Block& block : blocks_) {
        const float* e = errors.data() + block.first;
        for (uint32_t k = 0; k < block.cols; ++k) {
            const double whole = e[k] + dot(block.shares.data() + size_t{k} * block.cols, e, k);
            sum += whole * whole * block.variances[k];
        }
    }
    return sum;
}

}  // namespace minstrel
