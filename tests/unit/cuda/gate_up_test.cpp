#include <gtest/gtest.h>

#include "tests/unit/cuda/random_matrix.h"

namespace minstrel::kernels::cuda {
namespace {

// Twice that of matmul_test.cpp, also on a GPU: two products.
constexpr double kTolerance = 4e-6;

class CudaGateUp : public testing::TestWithParam<ElementType> {};
INSTANTIATE_TEST_SUITE_P(ElementTypes, CudaGateUp, testing::ValuesIn(kElementTypes),
                         [](const auto& type) { return name_of(type.param); });

TEST_P(CudaGateUp, is_silu_of_gate_times_up) {
    const struct {
        uint32_t hidden, cols, rows;
    } shapes[] = {{32, 64, 1}, {96, 160, 3}, {64, 544, 9}, {32, 96, 29}, {96, 160, 67}};
    for (const auto& s : shapes) {
        const RandomMatrix gate(GetParam(), s.hidden, s.cols, 1),
            up(GetParam(), s.hidden, s.cols, 2);
        const auto input = random_floats(size_t{s.rows} * s.cols, 3);
        MatmulRows device(input, s.rows, s.cols);
        DeviceBuffer<float> out(size_t{s.rows} * s.hidden);
        Int8Buffer quantised(s.rows, s.hidden);
        EXPECT_LAUNCHED(launch_gate_up({.input = device.input(),
                                        .gate = gate.view(),
                                        .up = up.view(),
                                        .output = out.data(),
                                        .quantised = quantised.rows()},
                                       nullptr));
        auto expected = gate.times(input, s.rows);
        const auto factor = up.times(input, s.rows);
        scalar_kernels().silu_multiply(expected.data(), factor.data(),
                                       static_cast<uint32_t>(expected.size()));
        EXPECT_LT(recorded(relative_error(out.span(), expected)), kTolerance);
        // The integers are those of its own floats.
        Int8Buffer again(s.rows, s.hidden);
        EXPECT_LAUNCHED(launch_quantise({out.data(), s.rows, s.hidden, again.rows()}, nullptr));
        for (uint32_t row = 0; row < s.rows; ++row) EXPECT_TRUE(same_row(quantised, again, row));
    }
}

// Rows without an adapter beside rows that have one are computed so.
TEST_P(CudaGateUp, has_the_bits_of_two_products_and_an_activation) {
    const uint32_t hidden = 96, cols = 1120;
    const RandomMatrix gate(GetParam(), hidden, cols, 1), up(GetParam(), hidden, cols, 2);
    for (const uint32_t rows : {1u, 9u, 33u, 67u}) {
        if (GetParam() == ElementType::kF32 && rows > 9) break;  // slow, and of one kernel
        const auto input = random_floats(size_t{rows} * cols, 3);
        MatmulRows device(input, rows, cols);
        DeviceBuffer<float> whole(size_t{rows} * hidden), first(whole.size()), second(whole.size());
        EXPECT_LAUNCHED(launch_gate_up(
            {.input = device.input(), .gate = gate.view(), .up = up.view(), .output = whole.data()},
            nullptr));
        MatmulParams params{.input = device.input(), .product_count = 2};
        params.products[0] = {gate.view(), first.data(), hidden, false};
        params.products[1] = {up.view(), second.data(), hidden, false};
        EXPECT_LAUNCHED(launch_matmul(params, nullptr));
        EXPECT_LAUNCHED(
            launch_silu({first.data(), second.data(), rows, hidden, first.data(), {}}, nullptr));
        EXPECT_TRUE(std::ranges::equal(whole.span(), first.span())) << rows;
    }
}

TEST(CudaGateUps, takes_hidden_widths_that_are_no_whole_group) {
    for (const ElementType type : kElementTypes) {
        const uint32_t hidden = 43, cols = 96, rows = 2;
        const RandomMatrix gate(type, hidden, cols, 1), up(type, hidden, cols, 2);
        const auto input = random_floats(size_t{rows} * cols, 3);
        MatmulRows device(input, rows, cols);
        DeviceBuffer<float> out(size_t{rows} * hidden);
        GateUpParams params{
            .input = device.input(), .gate = gate.view(), .up = up.view(), .output = out.data()};
        EXPECT_LAUNCHED(launch_gate_up(params, nullptr));
        auto expected = gate.times(input, rows);
        const auto factor = up.times(input, rows);
        scalar_kernels().silu_multiply(expected.data(), factor.data(),
                                       static_cast<uint32_t>(expected.size()));
        EXPECT_LT(recorded(relative_error(out.span(), expected)), kTolerance);
        Int8Buffer quantised(rows, 64);
        params.quantised = quantised.rows();
        EXPECT_NE(launch_gate_up(params, nullptr), 0);
    }
}

}  // namespace
}  // namespace minstrel::kernels::cuda
