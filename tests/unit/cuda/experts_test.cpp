// A mixture's feed-forward network in the launches of a step, against its experts one by one.
#include <gtest/gtest.h>

#include <deque>

#include "kernels/cuda/device/math.h"
#include "tests/unit/cuda/random_matrix.h"

namespace minstrel::kernels::cuda {
namespace {

struct Routing {
    Routing(std::span<const float> router_logits, uint32_t row_count, uint32_t expert_count,
            uint32_t per_token)
        : logits(router_logits),
          rows(row_count),
          experts(expert_count),
          count(per_token),
          choices(size_t{rows} * count),
          weights(size_t{rows} * count),
          slots(size_t{rows} * count),
          slot_rows(size_t{rows} * count),
          first_slots(experts + 1) {
        EXPECT_LAUNCHED(
            launch_route({logits.data(), rows, experts, count, choices.data(), weights.data(),
                          slots.data(), slot_rows.data(), first_slots.data()},
                         nullptr));
    }
    DeviceBuffer<float> logits;
    uint32_t rows, experts, count;
    DeviceBuffer<uint32_t> choices;
    DeviceBuffer<float> weights;
    DeviceBuffer<uint32_t> slots, slot_rows, first_slots;
};

TEST(CudaExperts, takes_the_largest_the_lower_number_first_and_orders_slots_by_expert) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const Routing routing(std::vector<float>{1, 3, 3, 0, 5, 5, 5, 5, nan, 1, 2, 3}, 3, 4, 2);
    const std::vector<uint32_t> choices = {1, 2, 0, 1, 0, 3};
    EXPECT_TRUE(std::equal(choices.begin(), choices.end(), routing.choices.span().begin()));
    EXPECT_EQ(routing.weights[0], 0.5f);
    EXPECT_EQ(routing.weights[1], 0.5f);
    EXPECT_TRUE(std::isnan(routing.weights[4]));  // reaches the row's result
    const std::vector<uint32_t> first = {0, 2, 4, 5, 6}, slots = {2, 4, 0, 3, 1, 5},
                                rows = {1, 2, 0, 1, 0, 2};
    EXPECT_TRUE(std::equal(first.begin(), first.end(), routing.first_slots.span().begin()));
    EXPECT_TRUE(std::equal(slots.begin(), slots.end(), routing.slots.span().begin()));
    EXPECT_TRUE(std::equal(rows.begin(), rows.end(), routing.slot_rows.span().begin()));
}

TEST(CudaExperts, weights_are_the_softmax_of_the_chosen) {
    const uint32_t experts = 40, count = 7;
    const auto logits = random_floats(experts, 3);
    const Routing routing(logits, 1, experts, count);
    double total = 0;
    for (uint32_t n = 0; n < count; ++n) {
        ASSERT_LT(routing.choices[n], experts);
        total += std::exp(double{logits[routing.choices[n]]});
    }
    for (uint32_t n = 0; n < count; ++n) {
        const double expected = std::exp(double{logits[routing.choices[n]]}) / total;
        EXPECT_NEAR(routing.weights[n], expected, 1e-6);
        EXPECT_GE(routing.weights[n > 0 ? n - 1 : 0], routing.weights[n]);
    }
}

// As the CPU does it: a search for each choice, then the sum of sixteen lanes in halves.
struct Choices {
    std::vector<uint32_t> experts;
    std::vector<float> weights;
};
Choices choices_of(std::span<const float> logits, uint32_t count) {
    Choices chosen;
    for (uint32_t n = 0; n < count; ++n) {
        size_t best = logits.size();
        for (size_t expert = 0; expert < logits.size(); ++expert) {
            if (std::count(chosen.experts.begin(), chosen.experts.end(), expert) > 0) continue;
            if (best == logits.size() || logits[expert] > logits[best]) best = expert;
        }
        chosen.experts.push_back(static_cast<uint32_t>(best));
    }
    float sums[16] = {};
    for (uint32_t n = 0; n < count; ++n) {
        chosen.weights.push_back(exp_of(logits[chosen.experts[n]] - logits[chosen.experts[0]]));
        sums[n] = chosen.weights[n];
    }
    for (uint32_t width = 8; width > 0; width /= 2) {
        for (uint32_t i = 0; i < width; ++i) sums[i] += sums[i + width];
    }
    for (float& weight : chosen.weights) weight /= sums[0];
    return chosen;
}

TEST(CudaExperts, chooses_what_a_search_chooses_and_orders_slots_by_expert_and_row) {
    const struct {
        uint32_t rows, experts, count;
    } shapes[] = {{1, 1, 1},  {3, 16, 16}, {8, 33, 5},  {9, 256, 16},
                  {33, 8, 2}, {64, 32, 4}, {65, 64, 8}, {130, 200, 9}};
    const float nan = std::numeric_limits<float>::quiet_NaN(), inf = -kMinusInfinity;
    for (const auto& s : shapes) {
        auto logits = random_floats(size_t{s.rows} * s.experts, s.rows, 4);
        for (size_t i = 0; i < logits.size(); ++i) {
            logits[i] = std::round(logits[i]);  // many are equal, some are minus zero
            if (i % 41 == 7) logits[i] = i % 3 == 0 ? nan : i % 3 == 1 ? -inf : -nan;
        }
        const Routing routing(logits, s.rows, s.experts, s.count);
        std::vector<std::vector<uint32_t>> taken(s.experts);  // choices of each expert
        for (uint32_t row = 0; row < s.rows; ++row) {
            const auto own = std::span(logits).subspan(size_t{row} * s.experts, s.experts);
            const Choices wanted = choices_of(own, s.count);
            for (uint32_t n = 0; n < s.count; ++n) {
                const uint32_t i = row * s.count + n;
                EXPECT_EQ(routing.choices[i], wanted.experts[n]) << s.experts << " row " << row;
                const float weight = routing.weights[i];
                EXPECT_TRUE(weight == wanted.weights[n] ||
                            (std::isnan(weight) && std::isnan(wanted.weights[n])));
                taken[wanted.experts[n]].push_back(i);
            }
        }
        uint32_t slot = 0;
        for (uint32_t expert = 0; expert < s.experts; ++expert) {
            EXPECT_EQ(routing.first_slots[expert], slot);
            for (const uint32_t i : taken[expert]) {
                EXPECT_EQ(routing.slot_rows[slot], i / s.count);
                EXPECT_EQ(routing.slots[i], slot++);
            }
        }
        EXPECT_EQ(routing.first_slots[s.experts], slot);
    }
}

TEST(CudaExperts, orders_more_choices_than_threads) {
    const uint32_t rows = 400, experts = 3, count = 3;
    const Routing routing(std::vector<float>(size_t{rows} * experts, 1.0f), rows, experts, count);
    for (uint32_t i = 0; i < rows * count; ++i) {
        EXPECT_EQ(routing.slots[i], i % count * rows + i / count);
        EXPECT_EQ(routing.slot_rows[i], i % rows);
    }
}

TEST(CudaExperts, refuses_more_than_it_can_route) {
    RouteParams params{.rows = 1, .expert_count = 257, .experts_per_token = 2};
    EXPECT_NE(launch_route(params, nullptr), 0);
    params = {.rows = 1, .expert_count = 32, .experts_per_token = 17};
    EXPECT_NE(launch_route(params, nullptr), 0);
}

class CudaMixture : public testing::TestWithParam<ElementType> {};
INSTANTIATE_TEST_SUITE_P(ElementTypes, CudaMixture, testing::ValuesIn(kElementTypes),
                         [](const auto& type) { return name_of(type.param); });

TEST_P(CudaMixture, is_the_weighted_sum_of_its_experts) {
    const uint32_t dim = 64, hidden = 96, experts = 3, count = 2, rows = 11, slots = rows * count;
    std::deque<RandomMatrix> gates, ups, downs;
    std::vector<const void*> gate_data, up_data, down_data;
    for (uint32_t e = 0; e < experts; ++e) {
        gate_data.push_back(gates.emplace_back(GetParam(), hidden, dim, 3 * e).view().data);
        up_data.push_back(ups.emplace_back(GetParam(), hidden, dim, 3 * e + 1).view().data);
        down_data.push_back(downs.emplace_back(GetParam(), dim, hidden, 3 * e + 2).view().data);
    }
    auto logits = random_floats(size_t{rows} * experts, 5);
    for (uint32_t row = 0; row < rows; ++row) logits[row * experts + 2] -= row < 9 ? 9.0f : 0.0f;
    const Routing routing(logits, rows, experts, count);
    ASSERT_FALSE(HasFailure());  // else the next kernels read anywhere
    const auto input = random_floats(size_t{rows} * dim, 6);
    const DeviceBuffer<float> device_input(input);
    DeviceBuffer<float> gathered(size_t{slots} * dim), inner(size_t{slots} * hidden),
        values(size_t{slots} * dim);
    Int8Buffer narrow(slots, dim), wide(slots, hidden);
    const auto residual = random_floats(size_t{rows} * dim, 7);
    DeviceBuffer<float> out(residual);
    const DeviceBuffer<const void*> gate(gate_data), up(up_data), down(down_data);
    EXPECT_LAUNCHED(launch_gather(
        {device_input.data(), routing.slot_rows.data(), slots, dim, gathered.data(), narrow.rows()},
        nullptr));
    EXPECT_LAUNCHED(launch_expert_gate_up({.input = {gathered.data(), dim, narrow.rows(), slots},
                                           .gate = {gate.data(), GetParam(), hidden, dim},
                                           .up = {up.data(), GetParam(), hidden, dim},
                                           .expert_count = experts,
                                           .first_slots = routing.first_slots.data(),
                                           .output = inner.data(),
                                           .quantised = wide.rows()},
                                          nullptr));
    EXPECT_LAUNCHED(launch_expert_matmul({.input = {inner.data(), hidden, wide.rows(), slots},
                                          .weights = {down.data(), GetParam(), dim, hidden},
                                          .expert_count = experts,
                                          .first_slots = routing.first_slots.data(),
                                          .output = values.data()},
                                         nullptr));
    const DeviceBuffer<float> weight(random_floats(dim, 8));
    Int8Buffer normed(rows, dim), again(rows, dim);
    EXPECT_LAUNCHED(launch_combine({values.data(),
                                    routing.weights.data(),
                                    routing.slots.data(),
                                    rows,
                                    dim,
                                    count,
                                    out.data(),
                                    {weight.data(), normed.normed(1e-5f)}},
                                   nullptr));
    EXPECT_LAUNCHED(launch_norm({.input = out.data(),
                                 .weight = weight.data(),
                                 .eps = 1e-5f,
                                 .rows = rows,
                                 .cols = dim,
                                 .quantised = again.normed(1e-5f)},
                                nullptr));
    EXPECT_TRUE(std::ranges::equal(normed.squares.span(), again.squares.span()));
    for (uint32_t row = 0; row < rows; ++row) EXPECT_TRUE(same_row(normed, again, row));
    for (uint32_t row = 0; row < rows; ++row) {
        std::vector<float> expected(residual.begin() + ptrdiff_t{row} * dim,
                                    residual.begin() + ptrdiff_t{row + 1} * dim);
        const auto own = std::span(input).subspan(size_t{row} * dim, dim);
        for (uint32_t n = 0; n < count; ++n) {
            const uint32_t expert = routing.choices[row * count + n];
            ASSERT_LT(expert, experts);
            auto hidden_values = gates[expert].times(own, 1);
            const auto factor = ups[expert].times(own, 1);
            scalar_kernels().silu_multiply(hidden_values.data(), factor.data(), hidden);
            const auto result = downs[expert].times(hidden_values, 1);
            for (uint32_t i = 0; i < dim; ++i) {
                expected[i] += routing.weights[row * count + n] * result[i];
            }
        }
        EXPECT_LT(recorded(relative_error(out.span().subspan(size_t{row} * dim, dim), expected)),
                  2e-4)
            << row;
    }
}

}  // namespace
}  // namespace minstrel::kernels::cuda
