// Kernels for any number of rows and experts that have any share of them give the same bits.
#include "kernels/cuda/device/panels.h"

#include "tests/unit/cuda/random_matrix.h"

namespace minstrel::kernels::cuda {
namespace {

TEST(CudaPanels, are_as_high_as_the_rows_of_a_matrix_want) {
    const struct {
        uint32_t rows, blocks, height;
    } wanted[] = {{1, 128, 8},   {8, 128, 8},   {9, 128, 16},  {16, 128, 16}, {17, 128, 24},
                  {24, 128, 24}, {25, 128, 32}, {32, 128, 32}, {33, 128, 64}, {33, 127, 24},
                  {48, 127, 24}, {49, 127, 32}, {64, 127, 32}, {65, 63, 24},  {65, 64, 64},
                  {127, 32, 32}, {128, 63, 32}, {129, 32, 32}, {256, 32, 64}, {130, 43, 64}};
    for (const auto& w : wanted) {
        EXPECT_EQ(panel_height({w.rows}, w.blocks), w.height) << w.rows << ' ' << w.blocks;
    }
}

TEST(CudaPanels, are_as_high_as_most_experts_want) {
    EXPECT_EQ(panel_height({64, 64}, 32), 8u);
    EXPECT_EQ(panel_height({64, 8}, 32), 16u);
    EXPECT_EQ(panel_height({64, 2}, 32), 32u);  // an expert may have all
    EXPECT_EQ(panel_height({64, 2}, 64), kPromptRows);
    EXPECT_EQ(panel_height({4096, 128}, 16), kPromptRows);
}

TEST(CudaPanels, are_enough_for_any_shares) {
    for (const uint32_t height : {8u, 24u, 64u}) {
        for (const uint32_t experts : {1u, 3u, 70u}) {
            for (uint32_t rows = 1; rows < 140; ++rows) {
                // The most panels: all experts have one row, the others lie in whole panels and
                // one.
                const uint32_t ones = std::min(experts, rows);
                const uint32_t panels = ones - 1 + panel_count(rows - ones + 1, height);
                EXPECT_GE(most_panels({rows, experts}, height), panels);
                EXPECT_LE(most_panels({rows, experts}, height), panels + 1);
            }
        }
    }
}

// Experts that share two matrices, with rows around the borders of panels; others have none.
class CudaShares : public testing::TestWithParam<ElementType> {
  protected:
    static constexpr uint32_t kCounts[] = {33, 40, 63, 64, 65, 127, 128, 130};
    static constexpr uint32_t kExperts = 2 * std::size(kCounts), kRows = 650;

    static std::vector<uint32_t> borders() {
        std::vector<uint32_t> slots = {0};
        for (uint32_t e = 0; e < kExperts; ++e) {
            slots.push_back(slots.back() + (e % 2 == 0 ? kCounts[e / 2] : 0));
        }
        return slots;
    }
    // The emulator is slow with floats, which have one kernel.
    uint32_t of_type(uint32_t wanted) const {
        return GetParam() == ElementType::kF32 ? 32 : wanted;
    }
    static std::vector<const void*> shared(const RandomMatrix (&matrices)[2]) {
        std::vector<const void*> data;
        for (uint32_t e = 0; e < kExperts; ++e) data.push_back(matrices[e / 2 % 2].view().data);
        return data;
    }

    // `launch(rows, which, out)` gives eight rows the bits that they have in `whole`.
    template <class Launch>
    void expect_bits(const DeviceBuffer<float>& whole, std::span<const float> input, uint32_t cols,
                     const Launch& launch) const {
        const size_t width = whole.size() / kRows;
        for (uint32_t e = 0; e < kExperts; e += 2) {
            const uint32_t last = slots[e + 1] - 8;
            for (const uint32_t row : {slots[e], last}) {
                MatmulRows some(input.subspan(size_t{row} * cols, size_t{8} * cols), 8, cols, true);
                DeviceBuffer<float> out(8 * width);
                launch(some.input(), e / 2 % 2, out.data());
                EXPECT_TRUE(
                    std::ranges::equal(out.span(), whole.span().subspan(row * width, out.size())))
                    << "expert " << e << " row " << row;
            }
        }
    }

    const std::vector<uint32_t> slots = borders();
};
INSTANTIATE_TEST_SUITE_P(ElementTypes, CudaShares, testing::ValuesIn(kElementTypes),
                         [](const auto& type) { return name_of(type.param); });

TEST_P(CudaShares, give_a_product_the_bits_that_few_rows_have) {
    const DeviceBuffer<uint32_t> first_slots(slots);
    const uint32_t outputs = of_type(500), cols = of_type(544);
    EXPECT_EQ(panel_height({kRows, kExperts}, panel_count(500, 128)), kPromptRows);
    const RandomMatrix matrices[] = {{GetParam(), outputs, cols, 1},
                                     {GetParam(), outputs, cols, 2}};
    const auto input = random_floats(size_t{kRows} * cols, 3);
    MatmulRows rows(input, kRows, cols, true);
    const DeviceBuffer<const void*> data(shared(matrices));
    DeviceBuffer<float> out(size_t{kRows} * outputs);
    EXPECT_LAUNCHED(launch_expert_matmul({.input = rows.input(),
                                          .weights = {data.data(), GetParam(), outputs, cols},
                                          .expert_count = kExperts,
                                          .first_slots = first_slots.data(),
                                          .output = out.data()},
                                         nullptr));
    expect_bits(out, input, cols, [&](MatmulInput some, uint32_t which, float* wanted) {
        MatmulParams params{.input = some, .product_count = 1};
        params.products[0] = {matrices[which].view(), wanted, outputs, false};
        EXPECT_LAUNCHED(launch_matmul(params, nullptr));
    });
}

TEST_P(CudaShares, give_gate_and_up_the_bits_that_few_rows_have) {
    const DeviceBuffer<uint32_t> first_slots(slots);
    const uint32_t hidden = of_type(224), cols = 96;
    EXPECT_EQ(panel_height({kRows, kExperts}, panel_count(224, 64)), kPromptRows);
    const RandomMatrix gates[] = {{GetParam(), hidden, cols, 1}, {GetParam(), hidden, cols, 2}};
    const RandomMatrix ups[] = {{GetParam(), hidden, cols, 3}, {GetParam(), hidden, cols, 4}};
    const auto input = random_floats(size_t{kRows} * cols, 3);
    MatmulRows rows(input, kRows, cols, true);
    const DeviceBuffer<const void*> gate(shared(gates)), up(shared(ups));
    DeviceBuffer<float> out(size_t{kRows} * hidden);
    Int8Buffer quantised(kRows, hidden), again(kRows, hidden);
    EXPECT_LAUNCHED(launch_expert_gate_up({.input = rows.input(),
                                           .gate = {gate.data(), GetParam(), hidden, cols},
                                           .up = {up.data(), GetParam(), hidden, cols},
                                           .expert_count = kExperts,
                                           .first_slots = first_slots.data(),
                                           .output = out.data(),
                                           .quantised = quantised.rows()},
                                          nullptr));
    expect_bits(out, input, cols, [&](MatmulInput some, uint32_t which, float* wanted) {
        EXPECT_LAUNCHED(launch_gate_up(
            {.input = some, .gate = gates[which].view(), .up = ups[which].view(), .output = wanted},
            nullptr));
    });
    EXPECT_LAUNCHED(launch_quantise({out.data(), kRows, hidden, again.rows()}, nullptr));
    for (uint32_t row = 0; row < kRows; ++row) {
        EXPECT_TRUE(same_row(quantised, again, row)) << row;
    }
}

// Three matrices that fill a card together, and panels of 64, 64 and 2 rows.
TEST(CudaPrompts, have_the_bits_that_few_rows_have) {
    constexpr uint32_t kRows = 130, kWidths[] = {3000, 1500, 1004};
    const struct {
        ElementType type;
        uint32_t cols;
    } forms[] = {{ElementType::kBF16, 96},
                 {ElementType::kBF16, 61},
                 {ElementType::kInt8, 96},
                 {ElementType::kInt4, 96}};
    for (const auto& form : forms) {
        const ElementType type = form.type;
        const uint32_t cols = form.cols;
        const auto input = random_floats(size_t{kRows} * cols, 5);
        const RandomMatrix matrices[] = {
            {type, kWidths[0], cols, 1}, {type, kWidths[1], cols, 2}, {type, kWidths[2], cols, 3}};
        const auto outputs = [&](uint32_t first, uint32_t count) {
            const auto own = std::span(input).subspan(size_t{first} * cols, count * cols);
            MatmulRows rows(own, count, cols, true);
            MatmulParams params{.input = rows.input(), .product_count = 3};
            std::vector<DeviceBuffer<float>> out;
            for (uint32_t i = 0; i < 3; ++i) {
                out.emplace_back(std::vector<float>(size_t{count} * kWidths[i], 0.5f));
                params.products[i] = {matrices[i].view(), out[i].data(), kWidths[i], i == 1};
            }
            EXPECT_LAUNCHED(launch_matmul(params, nullptr));
            return out;
        };
        const auto whole = outputs(0, kRows);
        for (const uint32_t first : {0u, 60u, 122u}) {
            const auto some = outputs(first, 8);
            for (uint32_t i = 0; i < 3; ++i) {
                const auto same =
                    whole[i].span().subspan(size_t{first} * kWidths[i], some[i].size());
                EXPECT_TRUE(std::ranges::equal(some[i].span(), same))
                    << name_of(type) << ' ' << cols << ' ' << i << " row " << first;
            }
        }
    }
}

}  // namespace
}  // namespace minstrel::kernels::cuda
