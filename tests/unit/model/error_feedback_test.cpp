#include "runtime/model/error_feedback.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <utility>

#include "kernels/half.h"

namespace minstrel {
namespace {

using kernels::ElementType;
using kernels::kScaleGroup;
using kernels::QuantisedGroup;

constexpr uint32_t kCols = 96;
constexpr uint32_t kInputs = 400;

// Inputs whose columns go together, as those of a model do: few causes, some noise.
std::vector<float> make_inputs(uint32_t cols) {
    std::mt19937 random(3);
    std::normal_distribution<float> normal;
    constexpr uint32_t kCauses = 12;
    std::vector<float> mix(size_t{kCauses} * cols);
    for (float& value : mix) value = normal(random);
    std::vector<float> inputs(size_t{kInputs} * cols);
    for (uint32_t row = 0; row < kInputs; ++row) {
        float* x = inputs.data() + size_t{row} * cols;
        for (uint32_t cause = 0; cause < kCauses; ++cause) {
            const float strength = normal(random);
            for (uint32_t j = 0; j < cols; ++j) x[j] += strength * mix[cause * cols + j];
        }
        for (uint32_t j = 0; j < cols; ++j) x[j] += 0.3f * normal(random);
    }
    return inputs;
}

ColumnMoments moments_of(const std::vector<float>& inputs) {
    ColumnMoments moments(kCols);
    moments.add(inputs.data(), kCols, kInputs);
    return moments;
}

std::vector<float> make_row(uint32_t cols) {
    std::mt19937 random(4);
    std::normal_distribution<float> normal;
    std::vector<float> row(cols);
    for (float& value : row) value = normal(random);
    return row;
}

std::vector<float> errors_of(std::span<const float> row, std::span<const QuantisedGroup> groups) {
    std::vector<float> errors(row.size());
    for (size_t i = 0; i < row.size(); ++i) {
        const QuantisedGroup& group = groups[i / kScaleGroup];
        errors[i] = row[i] - static_cast<float>(group.q[i % kScaleGroup]) *
                                 kernels::float_from_f16(group.scale);
    }
    return errors;
}

// Of the products with the inputs themselves.
double measured_error(std::span<const float> inputs, std::span<const float> errors) {
    double sum = 0;
    for (size_t row = 0; row < inputs.size() / errors.size(); ++row) {
        double product = 0;
        for (size_t j = 0; j < errors.size(); ++j) {
            product += static_cast<double>(errors[j]) * inputs[row * errors.size() + j];
        }
        sum += product * product;
    }
    return sum / static_cast<double>(inputs.size() / errors.size());
}

std::vector<QuantisedGroup> round_plainly(std::span<const float> row) {
    std::vector<QuantisedGroup> groups(row.size() / kScaleGroup);
    for (size_t i = 0; i < groups.size(); ++i) {
        EXPECT_TRUE(kernels::quantise_group(ElementType::kInt4,
                                            row.subspan(i * kScaleGroup, kScaleGroup), groups[i]));
    }
    return groups;
}

TEST(ErrorFeedbackTest, products_with_the_inputs_suffer_much_less) {
    const std::vector<float> inputs = make_inputs(kCols), row = make_row(kCols);
    const ErrorFeedback feedback(moments_of(inputs));
    std::vector<QuantisedGroup> groups(kCols / kScaleGroup);
    ASSERT_TRUE(feedback.round_row(ElementType::kInt4, row, groups));
    const double plain = measured_error(inputs, errors_of(row, round_plainly(row)));
    const double better = measured_error(inputs, errors_of(row, groups));
    EXPECT_LT(better, 0.5 * plain);
}

// No integer and no scale that differs alone would be better.
TEST(ErrorFeedbackTest, nothing_that_changes_alone_makes_it_better) {
    const std::vector<float> inputs = make_inputs(kCols), row = make_row(kCols);
    const ErrorFeedback feedback(moments_of(inputs));
    std::vector<QuantisedGroup> groups(kCols / kScaleGroup);
    ASSERT_TRUE(feedback.round_row(ElementType::kInt4, row, groups));
    const double found = feedback.output_error(errors_of(row, groups));
    for (size_t j = 0; j < row.size(); ++j) {
        int8_t& step = groups[j / kScaleGroup].q[j % kScaleGroup];
        for (const int8_t other : {static_cast<int8_t>(step - 1), static_cast<int8_t>(step + 1)}) {
            if (other < -8 || other > 7) continue;
            const int8_t old = std::exchange(step, other);
            EXPECT_GT(feedback.output_error(errors_of(row, groups)), found * 0.9999) << j;
            step = old;
        }
    }
    for (QuantisedGroup& group : groups) {
        for (const int more : {-1, 1}) {
            const uint16_t old = group.scale;
            group.scale = static_cast<uint16_t>(old + more);
            EXPECT_GT(feedback.output_error(errors_of(row, groups)), found * 0.999);
            group.scale = old;
        }
    }
}

TEST(ErrorFeedbackTest, output_error_is_what_the_inputs_give) {
    const std::vector<float> inputs = make_inputs(kCols), row = make_row(kCols);
    const ErrorFeedback feedback(moments_of(inputs));
    const std::vector<float> errors = errors_of(row, round_plainly(row));
    const double measured = measured_error(inputs, errors);
    // The damping adds to it.
    EXPECT_GT(feedback.output_error(errors), measured);
    EXPECT_LT(feedback.output_error(errors), 1.5 * measured);
}

TEST(ErrorFeedbackTest, pieces_of_the_inputs_do_not_matter) {
    const std::vector<float> inputs = make_inputs(kCols);
    ColumnMoments whole(kCols), pieces(kCols);
    whole.add(inputs.data(), kCols, kInputs);
    for (uint32_t row = 0; row < kInputs; row += 16) {
        pieces.add(inputs.data() + size_t{row} * kCols, kCols, std::min(16u, kInputs - row));
    }
    ASSERT_EQ(whole.row_count(), pieces.row_count());
    EXPECT_EQ(std::vector<float>(whole.block(0).begin(), whole.block(0).end()),
              std::vector<float>(pieces.block(0).begin(), pieces.block(0).end()));
}

TEST(ErrorFeedbackTest, columns_that_no_input_uses_are_rounded_too) {
    const ColumnMoments nothing(kScaleGroup);
    const ErrorFeedback feedback(nothing);
    const std::vector<float> row = make_row(kScaleGroup);
    QuantisedGroup group;
    ASSERT_TRUE(feedback.round_row(ElementType::kInt4, row, {&group, 1}));
    for (const float error : errors_of(row, {&group, 1})) EXPECT_LT(std::fabs(error), 0.5f);
}

TEST(ErrorFeedbackTest, wide_matrices_have_several_blocks) {
    constexpr uint32_t kWide = ColumnMoments::kBlockColumns + kScaleGroup;
    ColumnMoments moments(kWide);
    const std::vector<float> inputs(kWide, 0.5f);
    moments.add(inputs.data(), kWide, 1);
    EXPECT_EQ(moments.block_count(), 2u);
    EXPECT_EQ(moments.block_cols(1), kScaleGroup);
    const ErrorFeedback feedback(moments);
    const std::vector<float> row = make_row(kWide);
    std::vector<QuantisedGroup> groups(kWide / kScaleGroup);
    ASSERT_TRUE(feedback.round_row(ElementType::kInt4, row, groups));
    EXPECT_NE(groups.back().scale, 0);
}

TEST(ErrorFeedbackTest, values_that_are_not_finite_are_refused) {
    const ErrorFeedback feedback{ColumnMoments(kCols)};
    std::vector<float> row = make_row(kCols);
    row[40] = std::numeric_limits<float>::quiet_NaN();
    std::vector<QuantisedGroup> groups(kCols / kScaleGroup);
    EXPECT_FALSE(feedback.round_row(ElementType::kInt4, row, groups));
}

}  // namespace
}  // namespace minstrel
