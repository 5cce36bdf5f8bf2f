#include <gtest/gtest.h>

#include "kernels/cuda/device/panels.h"
#include "tests/unit/cuda/random_matrix.h"

namespace minstrel::kernels::cuda {
namespace {

// Against kernels that sum the same products in another order. Matrix instructions of a GPU cut
// sums of floats where the emulator rounds them: the last bit of each, a tenth of this in all.
constexpr double kTolerance = 2e-6;

std::vector<float> product(const RandomMatrix& matrix, std::span<const float> input, uint32_t rows,
                           std::vector<float> start = {}) {
    const TensorView weights = matrix.view();
    MatmulRows device(input, rows, weights.cols);
    const bool accumulate = !start.empty();
    DeviceBuffer<float> out(size_t{rows} * weights.rows);
    if (accumulate) out.write(start);
    MatmulParams params{.input = device.input(), .product_count = 1};
    params.products[0] = {weights, out.data(), weights.rows, accumulate};
    EXPECT_LAUNCHED(launch_matmul(params, nullptr));
    return {out.span().begin(), out.span().end()};
}

class CudaMatmul : public testing::TestWithParam<ElementType> {};
INSTANTIATE_TEST_SUITE_P(ElementTypes, CudaMatmul, testing::ValuesIn(kElementTypes),
                         [](const auto& type) { return name_of(type.param); });

TEST_P(CudaMatmul, is_the_cpus_product_for_odd_shapes) {
    const struct {
        uint32_t outputs, cols, rows;
    } shapes[] = {{16, 64, 1},   {1, 32, 1},    {5, 96, 3},   {33, 352, 8},  {48, 544, 9},
                  {40, 1120, 2}, {17, 160, 17}, {70, 96, 33}, {150, 672, 70}};
    for (const auto& s : shapes) {
        const RandomMatrix matrix(GetParam(), s.outputs, s.cols, s.cols);
        const auto input = random_floats(size_t{s.rows} * s.cols, s.rows);
        EXPECT_LT(
            recorded(relative_error(product(matrix, input, s.rows), matrix.times(input, s.rows))),
            kTolerance)
            << s.outputs << " x " << s.cols << ", rows " << s.rows;
    }
}

// What rounding the rows costs, to bfloat16 or to eight bits with a scale for 32 columns.
TEST_P(CudaMatmul, is_near_the_exact_product) {
    const double limit = GetParam() == ElementType::kF32    ? kTolerance
                         : GetParam() == ElementType::kBF16 ? 5e-3
                                                            : 1e-2;
    const uint32_t outputs = 150, cols = 672;
    const RandomMatrix matrix(GetParam(), outputs, cols, 8);
    for (const uint32_t rows : {1u, 9u, 70u}) {
        const auto input = random_floats(size_t{rows} * cols, rows);
        const auto exact = matrix.exactly_times(input, rows);
        const std::vector<float> wanted(exact.begin(), exact.end());
        EXPECT_LT(recorded(relative_error(product(matrix, input, rows), wanted)), limit) << rows;
    }
}

TEST_P(CudaMatmul, adds_to_a_residual) {
    const RandomMatrix matrix(GetParam(), 24, 192, 3);
    const auto input = random_floats(size_t{4} * 192, 5),
               residual = random_floats(size_t{4} * 24, 6);
    EXPECT_LT(recorded(relative_error(product(matrix, input, 4, residual),
                                      matrix.times(input, 4, residual))),
              kTolerance);
}

TEST_P(CudaMatmul, a_row_has_the_same_bits_with_any_neighbours) {
    const uint32_t cols = 1120, outputs = 32;
    const RandomMatrix matrix(GetParam(), outputs, cols, 4);
    const auto input = random_floats(size_t{65} * cols, 7);
    const auto alone = product(matrix, std::span(input).first(cols), 1);
    for (const uint32_t rows : {2u, 9u, 17u, 25u, 33u, 49u, 65u}) {
        const auto together = product(matrix, std::span(input).first(size_t{rows} * cols), rows);
        EXPECT_TRUE(std::equal(alone.begin(), alone.end(), together.begin())) << rows;
    }
}

// A product that makes a residual, its norm, and a product with that.
struct NormedProducts {
    std::vector<float> residual;
    std::vector<float> after;
};
NormedProducts products_around_a_norm(const RandomMatrix& first, const RandomMatrix& second,
                                      std::span<const float> input, uint32_t rows,
                                      std::span<const float> residual, bool in_one) {
    const uint32_t dim = first.view().rows, outputs = second.view().rows;
    MatmulRows device(input, rows, first.view().cols);
    DeviceBuffer<float> out(residual), after(size_t{rows} * outputs);
    const DeviceBuffer<float> weight(random_floats(dim, 2));
    Int8Buffer normed(rows, dim);
    DeviceBuffer<float> floats(size_t{rows} * dim);
    const NormParams norm{.input = out.data(),
                          .weight = weight.data(),
                          .eps = 1e-5f,
                          .rows = rows,
                          .cols = dim,
                          .output = floats.data()};
    MatmulParams params{.input = device.input(), .product_count = 1};
    params.products[0] = {first.view(), out.data(), dim, true};
    if (in_one) params.normed = {weight.data(), normed.normed(1e-5f)};
    EXPECT_LAUNCHED(launch_matmul(params, nullptr));
    NormParams alone = norm;
    if (!in_one) alone.quantised = normed.normed(1e-5f);
    EXPECT_LAUNCHED(launch_norm(alone, nullptr));  // in one: only for matrices of floats
    MatmulParams behind{.input = {floats.data(), dim, normed.normed(1e-5f), rows},
                        .product_count = 1};
    behind.products[0] = {second.view(), after.data(), outputs, false};
    EXPECT_LAUNCHED(launch_matmul(behind, nullptr));
    return {{out.span().begin(), out.span().end()}, {after.span().begin(), after.span().end()}};
}

TEST_P(CudaMatmul, norms_what_it_made_with_the_bits_of_a_norm_behind_it) {
    const uint32_t cols = 160, dim = 288, outputs = 48;
    const RandomMatrix first(GetParam(), dim, cols, 4), second(GetParam(), outputs, dim, 5);
    const auto input = random_floats(size_t{67} * cols, 7);
    const auto residual = random_floats(size_t{67} * dim, 8, 30.0f);
    std::vector<float> alone;
    for (const uint32_t rows : {1u, 9u, 17u, 25u, 67u}) {
        const auto x = std::span(input).first(size_t{rows} * cols);
        const auto start = std::span(residual).first(size_t{rows} * dim);
        const auto one = products_around_a_norm(first, second, x, rows, start, true);
        const auto two = products_around_a_norm(first, second, x, rows, start, false);
        EXPECT_EQ(one.residual, two.residual) << rows;
        EXPECT_EQ(one.after, two.after) << rows;
        if (rows == 1) alone = one.after;
        EXPECT_TRUE(std::equal(alone.begin(), alone.end(), one.after.begin())) << rows;
        std::vector<float> normed(size_t{rows} * dim);
        const auto weight = random_floats(dim, 2);
        for (uint32_t row = 0; row < rows; ++row) {
            scalar_kernels().rms_norm(one.residual.data() + size_t{row} * dim, weight.data(), dim,
                                      1e-5f, normed.data() + size_t{row} * dim);
        }
        // Roundings to int8 or bfloat16 fall otherwise where the factor comes first.
        EXPECT_LT(recorded(relative_error(one.after, second.times(normed, rows))), 2e-4) << rows;
    }
}

// Wide enough for the kernels of prompts, which leave the norm to a launch behind them. Floats have
// one kernel for any number of rows.
TEST(CudaMatmuls, what_prompts_make_is_normed_with_the_same_bits) {
    for (const ElementType type : {ElementType::kBF16, ElementType::kInt8, ElementType::kInt4}) {
        const uint32_t cols = 32, dim = 8192, rows = 65;
        const RandomMatrix first(type, dim, cols, 4), second(type, 16, dim, 5);
        const auto input = random_floats(size_t{rows} * cols, 7);
        const auto residual = random_floats(size_t{rows} * dim, 8);
        EXPECT_EQ(panel_height({rows}, panel_count(dim, 128)), kPromptRows);
        const auto all = products_around_a_norm(first, second, input, rows, residual, true);
        const auto one = products_around_a_norm(first, second, std::span(input).first(cols), 1,
                                                std::span(residual).first(dim), true);
        EXPECT_TRUE(std::equal(one.residual.begin(), one.residual.end(), all.residual.begin()));
        EXPECT_TRUE(std::equal(one.after.begin(), one.after.end(), all.after.begin()));
    }
}

TEST(CudaMatmuls, float_matrices_take_any_width) {
    for (const ElementType type : {ElementType::kF32, ElementType::kBF16}) {
        const RandomMatrix matrix(type, 19, 61, 3);
        const auto input = random_floats(size_t{3} * 61, 5);
        EXPECT_LT(recorded(relative_error(product(matrix, input, 3), matrix.times(input, 3))),
                  kTolerance);
    }
}

TEST(CudaMatmuls, products_of_several_types_share_their_input) {
    const uint32_t cols = 160, rows = 5;
    const RandomMatrix a(ElementType::kInt4, 33, cols, 1), b(ElementType::kBF16, 20, cols, 2),
        c(ElementType::kInt4, 16, cols, 3);
    const auto input = random_floats(size_t{rows} * cols, 4);
    MatmulRows device(input, rows, cols);
    DeviceBuffer<float> x(size_t{rows} * 33), y(size_t{rows} * 20), z(size_t{rows} * 16);
    MatmulParams params{.input = device.input(), .product_count = 3};
    params.products[0] = {a.view(), x.data(), 33, false};
    params.products[1] = {b.view(), y.data(), 20, false};
    params.products[2] = {c.view(), z.data(), 16, false};
    EXPECT_LAUNCHED(launch_matmul(params, nullptr));
    EXPECT_LT(recorded(relative_error(x.span(), a.times(input, rows))), 2e-6);
    EXPECT_LT(recorded(relative_error(y.span(), b.times(input, rows))), kTolerance);
    EXPECT_LT(recorded(relative_error(z.span(), c.times(input, rows))), 2e-6);
}

TEST(CudaMatmuls, refuses_what_it_cannot_run) {
    const RandomMatrix matrix(ElementType::kInt8, 16, 64, 1);
    DeviceBuffer<float> out(16);
    MatmulParams params{.product_count = 1};
    params.products[0] = {matrix.view(), out.data(), 16, false};
    params.input.rows = 1;
    EXPECT_NE(launch_matmul(params, nullptr), 0);  // no quantised input
    MatmulRows rows(random_floats(64, 2), 1, 64);
    const DeviceBuffer<float> weight(random_floats(32, 2));
    Int8Buffer normed(1, 32);
    params.input = rows.input();
    params.normed = {weight.data(), normed.normed(1e-5f)};
    EXPECT_NE(launch_matmul(params, nullptr), 0);  // half a group
}

// The comparison would see a slip of the layout.
TEST(CudaMatmuls, swapped_rows_or_scales_are_far_outside_of_the_tolerance) {
    const uint32_t cols = 128;
    const auto input = random_floats(cols, 5);
    for (const ElementType type : {ElementType::kInt8, ElementType::kInt4}) {
        const RandomMatrix matrix(type, 16, cols, 9);
        const auto expected = matrix.times(input, 1);
        std::vector<std::byte> bytes(matrix.bytes().begin(), matrix.bytes().end());
        std::swap_ranges(bytes.begin(), bytes.begin() + 2, bytes.begin() + 2);  // two rows' scales
        const DeviceBuffer<std::byte> copy(bytes);
        MatmulRows device(input, 1, cols);
        DeviceBuffer<float> out(16);
        MatmulParams params{.input = device.input(), .product_count = 1};
        params.products[0] = {{copy.data(), type, 16, cols}, out.data(), 16, false};
        EXPECT_LAUNCHED(launch_matmul(params, nullptr));
        EXPECT_GT(relative_error(out.span(), expected), 1e-3);
    }
}

}  // namespace
}  // namespace minstrel::kernels::cuda
