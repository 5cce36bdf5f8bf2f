#include "runtime/schedule/frame_budget.h"

#include <gtest/gtest.h>

#include "runtime/schedule/quantum_costs.h"

namespace minstrel {
namespace {

constexpr uint64_t kPause = 1000;

TEST(FrameBudget, nothing_is_refused_without_frames) {
    FrameBudget frame;
    EXPECT_TRUE(frame.allows(5, UINT64_MAX));
    EXPECT_EQ(frame.next_chance_ns(), FrameBudget::kNever);
}

TEST(FrameBudget, a_quantum_begins_if_it_is_expected_to_fit) {
    FrameBudget frame;
    frame.begin(100, 50, kPause);
    EXPECT_TRUE(frame.allows(100, 20));
    frame.note(100, 120);
    EXPECT_TRUE(frame.allows(120, 30));
    EXPECT_FALSE(frame.allows(120, 31));
    EXPECT_FALSE(frame.allows(150, 0));
}

TEST(FrameBudget, the_first_of_a_frame_begins_in_any_case) {
    FrameBudget frame;
    frame.begin(100, 50, kPause);
    EXPECT_TRUE(frame.allows(149, 1000));
    frame.note(149, 1149);
    EXPECT_FALSE(frame.allows(1149, 1));
    frame.begin(1200, 50, kPause);
    EXPECT_EQ(frame.report().frames, 1u);
    EXPECT_EQ(frame.report().last_spent_ns, 1000u);
    EXPECT_EQ(frame.report().last_overrun_ns, 999u);
    EXPECT_EQ(frame.report().frames_overrun, 1u);
    EXPECT_TRUE(frame.allows(1200, 1000));
}

TEST(FrameBudget, a_frame_without_budget_computes_nothing) {
    FrameBudget frame;
    frame.begin(100, 0, kPause);
    EXPECT_FALSE(frame.allows(100, 0));
}

TEST(FrameBudget, work_waits_no_longer_than_the_longest_pause) {
    FrameBudget frame;
    frame.begin(100, 0, kPause);
    EXPECT_FALSE(frame.allows(200, 10));
    EXPECT_EQ(frame.next_chance_ns(), 200 + kPause);
    EXPECT_FALSE(frame.allows(200 + kPause - 1, 10));
    frame.begin(1199, 0, kPause);  // does not start the pause anew
    EXPECT_TRUE(frame.allows(200 + kPause, 10));
    frame.note(1200, 1210);
    EXPECT_FALSE(frame.allows(1210, 10));
    EXPECT_EQ(frame.next_chance_ns(), 1210 + kPause);
    EXPECT_EQ(frame.report().quanta_after_pause, 1u);
    frame.begin(2000, 50, kPause);
    EXPECT_EQ(frame.report().last_spent_ns, 10u);
    EXPECT_EQ(frame.report().last_overrun_ns, 0u);  // it was not begun in the window
}

TEST(FrameBudget, the_pause_may_be_endless) {
    FrameBudget frame;
    frame.begin(100, 0, UINT64_MAX);
    EXPECT_FALSE(frame.allows(100, 10));
    EXPECT_EQ(frame.next_chance_ns(), FrameBudget::kNever);
    EXPECT_FALSE(frame.allows(UINT64_MAX - 1, 10));
}

TEST(FrameBudget, work_that_is_gone_waits_no_more) {
    FrameBudget frame;
    frame.begin(100, 0, kPause);
    EXPECT_FALSE(frame.allows(100, 10));
    frame.forget_waiting();
    EXPECT_EQ(frame.next_chance_ns(), FrameBudget::kNever);
}

TEST(FrameBudget, lifted_it_refuses_nothing) {
    FrameBudget frame;
    frame.begin(100, 0, kPause);
    frame.lift();
    EXPECT_TRUE(frame.allows(100, 10));
    EXPECT_FALSE(frame.limited());
}

using Part = QuantumCosts::Part;

TEST(QuantumCosts, unknown_costs_follow_the_nearest_known) {
    QuantumCosts costs;
    EXPECT_EQ(costs.expected(Part::kLayer, 8), 0u);
    costs.learn(Part::kLayer, 8, 800);
    EXPECT_EQ(costs.expected(Part::kLayer, 8), 800u);
    EXPECT_EQ(costs.expected(Part::kLayer, 5), 800u);
    EXPECT_EQ(costs.expected(Part::kLayer, 32), 3200u);
    EXPECT_EQ(costs.expected(Part::kLayer, 1), 100u);
    EXPECT_EQ(costs.expected(Part::kHead, 8), 0u);
}

TEST(QuantumCosts, a_higher_cost_is_believed_sooner_than_a_lower_one) {
    QuantumCosts costs;
    costs.learn(Part::kHead, 1, 800);
    costs.learn(Part::kHead, 1, 1600);
    EXPECT_EQ(costs.expected(Part::kHead, 1), 1200u);
    costs.learn(Part::kHead, 1, 400);
    EXPECT_EQ(costs.expected(Part::kHead, 1), 1100u);
    for (int i = 0; i < 100; ++i) costs.learn(Part::kHead, 1, 400);
    EXPECT_LT(costs.expected(Part::kHead, 1), 410u);
}

TEST(QuantumCosts, as_many_rows_as_fit) {
    QuantumCosts costs;
    EXPECT_EQ(costs.rows_within(1000, 128), 4u);  // nothing is known yet
    costs.learn(Part::kLayer, 4, 100);
    EXPECT_EQ(costs.rows_within(1000, 128), 32u);
    EXPECT_EQ(costs.rows_within(1000, 16), 16u);
    EXPECT_EQ(costs.rows_within(0, 128), 4u);
    EXPECT_EQ(costs.rows_within(1000, 3), 3u);
    EXPECT_EQ(costs.rows_within(UINT64_MAX, 4096), 4096u);
}

}  // namespace
}  // namespace minstrel
