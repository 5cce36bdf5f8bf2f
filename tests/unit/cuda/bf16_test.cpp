#include <gtest/gtest.h>

#include "tests/unit/cuda/random_matrix.h"

namespace minstrel::kernels::cuda {
namespace {

// Each value, as embeddings have it, to the nearest bfloat16.
TEST(CudaBf16, rounds_every_form_that_is_none) {
    for (const ElementType type : {ElementType::kF32, ElementType::kInt8, ElementType::kInt4}) {
        for (const uint32_t rows : {1u, 16u, 37u}) {
            for (const uint32_t cols : {32u, 64u, 96u, 352u}) {
                const RandomMatrix matrix(type, rows, cols, rows + cols);
                std::vector<int32_t> tokens(rows);
                for (uint32_t i = 0; i < rows; ++i) tokens[i] = static_cast<int32_t>(i);
                const DeviceBuffer<int32_t> numbers(tokens);
                DeviceBuffer<float> exact(size_t{rows} * cols);
                EXPECT_LAUNCHED(
                    launch_embed({matrix.view(), numbers.data(), rows, exact.data()}, nullptr));
                DeviceBuffer<uint16_t> out(size_t{rows} * cols);
                EXPECT_LAUNCHED(launch_bf16({matrix.view(), out.data()}, nullptr));
                for (size_t i = 0; i < out.size(); ++i) {
                    ASSERT_EQ(out[i], bf16_from_float(exact[i]))
                        << name_of(type) << ' ' << rows << " x " << cols << " at " << i;
                }
            }
        }
    }
}

TEST(CudaBf16, floats_may_have_any_multiple_of_four_columns) {
    const uint32_t rows = 5, cols = 44;
    const DeviceBuffer<float> input(random_floats(size_t{rows} * cols, 3));
    DeviceBuffer<uint16_t> out(size_t{rows} * cols);
    EXPECT_LAUNCHED(
        launch_bf16({{input.data(), ElementType::kF32, rows, cols}, out.data()}, nullptr));
    for (size_t i = 0; i < out.size(); ++i) EXPECT_EQ(out[i], bf16_from_float(input[i])) << i;
}

TEST(CudaBf16, refuses_what_it_cannot_read) {
    DeviceBuffer<uint16_t> out(64);
    const RandomMatrix already(ElementType::kBF16, 1, 64, 1);
    EXPECT_NE(launch_bf16({already.view(), out.data()}, nullptr), 0);
    EXPECT_NE(launch_bf16({{out.data(), ElementType::kF32, 1, 42}, out.data()}, nullptr), 0);
    EXPECT_NE(launch_bf16({{out.data(), ElementType::kInt8, 1, 48}, out.data()}, nullptr), 0);
}

}  // namespace
}  // namespace minstrel::kernels::cuda
