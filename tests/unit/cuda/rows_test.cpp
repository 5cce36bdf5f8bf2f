#include <gtest/gtest.h>

#include "tests/unit/cuda/random_matrix.h"

namespace minstrel::kernels::cuda {
namespace {

float value_at(const RandomMatrix& table, uint32_t row, uint32_t col, uint32_t cols) {
    std::vector<float> unit(cols, 0.0f);
    unit[col] = 1.0f;
    return table.times(unit, 1)[row];
}

TEST(CudaRows, embeds_every_element_type) {
    for (const ElementType type : kElementTypes) {
        const uint32_t rows = 21, cols = 96;
        const RandomMatrix table(type, rows, cols, 1);
        const DeviceBuffer<int32_t> tokens(std::vector<int32_t>{3, 20, -1, 21});
        DeviceBuffer<float> out(tokens.size() * cols);
        EXPECT_LAUNCHED(launch_embed({table.view(), tokens.data(), 4, out.data()}, nullptr));
        for (uint32_t col = 0; col < cols; ++col) {
            EXPECT_NEAR(out[col], value_at(table, 3, col, cols), 1e-6) << name_of(type);
            EXPECT_NEAR(out[cols + col], value_at(table, 20, col, cols), 1e-6) << name_of(type);
            EXPECT_EQ(out[2 * cols + col], 0.0f);
            EXPECT_EQ(out[3 * cols + col], 0.0f);
        }
    }
}

TEST(CudaRows, normalises_as_the_cpu_and_leaves_the_factor_of_int8_to_products) {
    for (const uint32_t cols : {32u, 96u, 288u, 1056u}) {
        const uint32_t rows = 3;
        const DeviceBuffer<float> input(random_floats(size_t{rows} * cols, cols));
        const DeviceBuffer<float> weight(random_floats(cols, 2));
        DeviceBuffer<float> out(size_t{rows} * cols);
        Int8Buffer quantised(rows, cols);
        EXPECT_LAUNCHED(launch_norm({.input = input.data(),
                                     .weight = weight.data(),
                                     .eps = 1e-5f,
                                     .rows = rows,
                                     .cols = cols,
                                     .output = out.data(),
                                     .quantised = quantised.normed(1e-5f)},
                                    nullptr));
        for (uint32_t row = 0; row < rows; ++row) {
            const auto source = input.span().subspan(size_t{row} * cols, cols);
            std::vector<float> expected(cols);
            scalar_kernels().rms_norm(source.data(), weight.span().data(), cols, 1e-5f,
                                      expected.data());
            EXPECT_LT(
                recorded(relative_error(out.span().subspan(size_t{row} * cols, cols), expected)),
                1e-6);
            // The same integers as the CPU makes of the same floats.
            std::vector<float> weighted(cols);
            for (uint32_t col = 0; col < cols; ++col) weighted[col] = source[col] * weight[col];
            std::vector<int8_t> values(cols);
            std::vector<float> scales(cols / 32);
            std::vector<int32_t> offsets(cols / 32);
            scalar_kernels().quantise(weighted.data(), 0, 0, cols / 32,
                                      {values.data(), scales.data(), offsets.data(), 1});
            for (uint32_t col = 0; col < cols; ++col) {
                const size_t slot = size_t{col / 32} * quantised.stride + row;
                EXPECT_EQ(quantised.values[slot * 32 + col % 32], values[col]);
                EXPECT_EQ(quantised.scales[slot], scales[col / 32]);
            }
            for (uint32_t group = 0; group < cols / 32; ++group) {
                double squares = 0;
                for (const float x : source.subspan(size_t{group} * 32, 32)) {
                    squares += double{x} * x;
                }
                EXPECT_NEAR(quantised.squares[size_t{row} * (cols / 32) + group], squares,
                            1e-5 * squares);
            }
        }
    }
}

TEST(CudaRows, norm_takes_any_width_that_is_not_quantised) {
    const uint32_t cols = 37;
    const DeviceBuffer<float> input(random_floats(cols, 1)), weight(random_floats(cols, 2));
    DeviceBuffer<float> out(cols);
    NormParams params{.input = input.data(),
                      .weight = weight.data(),
                      .eps = 1e-5f,
                      .rows = 1,
                      .cols = cols,
                      .output = out.data()};
    EXPECT_LAUNCHED(launch_norm(params, nullptr));
    std::vector<float> expected(cols);
    scalar_kernels().rms_norm(input.span().data(), weight.span().data(), cols, 1e-5f,
                              expected.data());
    EXPECT_LT(recorded(relative_error(out.span(), expected)), 1e-6);
    Int8Buffer quantised(1, 64);
    params.quantised = quantised.normed(1e-5f);
    EXPECT_NE(launch_norm(params, nullptr), 0);
    params.cols = 32;
    params.quantised = quantised.rows();
    EXPECT_NE(launch_norm(params, nullptr), 0);  // no room for the squares
}

TEST(CudaRows, activates_with_the_cpus_bits) {
    const uint32_t rows = 2, cols = 352;
    const auto gate = random_floats(size_t{rows} * cols, 1, 30),
               up = random_floats(size_t{rows} * cols, 2);
    const DeviceBuffer<float> device_gate(gate), device_up(up);
    DeviceBuffer<float> out(size_t{rows} * cols);
    Int8Buffer quantised(rows, cols), again(rows, cols);
    EXPECT_LAUNCHED(launch_silu(
        {device_gate.data(), device_up.data(), rows, cols, out.data(), quantised.rows()}, nullptr));
    std::vector<float> expected = gate;
    scalar_kernels().silu_multiply(expected.data(), up.data(), rows * cols);
    EXPECT_TRUE(std::ranges::equal(expected, out.span()));
    EXPECT_LAUNCHED(launch_quantise({out.data(), rows, cols, again.rows()}, nullptr));
    for (uint32_t row = 0; row < rows; ++row) EXPECT_TRUE(same_row(quantised, again, row));
}

TEST(CudaRows, quantised_groups_without_values_or_with_none_are_as_on_the_cpu) {
    std::vector<float> values(96, 0.0f);
    values[33] = std::numeric_limits<float>::infinity();
    values[70] = std::numeric_limits<float>::quiet_NaN();
    const DeviceBuffer<float> input(values);
    Int8Buffer quantised(1, 96);
    EXPECT_LAUNCHED(launch_quantise({input.data(), 1, 96, quantised.rows()}, nullptr));
    EXPECT_EQ(quantised.scales[0], 0.0f);
    EXPECT_TRUE(std::isinf(quantised.scales[quantised.stride]));
    EXPECT_TRUE(std::isnan(quantised.scales[size_t{2} * quantised.stride]));
}

}  // namespace
}  // namespace minstrel::kernels::cuda
