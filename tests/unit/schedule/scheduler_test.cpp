#include "runtime/schedule/scheduler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "runtime/session/kv_pages.h"

namespace minstrel {
namespace {

ActiveView prompt_of(uint32_t session, uint32_t pending, uint64_t arrival) {
    ActiveView view;
    view.session = session;
    view.arrival = arrival;
    view.pending_tokens = pending;
    return view;
}

ActiveView decoder(uint32_t session, uint32_t length, uint64_t arrival, uint64_t last_served = 1) {
    ActiveView view;
    view.session = session;
    view.arrival = arrival;
    view.last_served = last_served;
    view.length = length;
    view.pending_tokens = 1;
    view.page_count = pages_for(length);
    view.decoding = true;
    return view;
}

struct Planner {
    ScheduleLimits limits{16, 8, 1000};
    std::vector<ActiveView> active;
    std::vector<RestingView> resting;
    Scheduler scheduler;
    BatchPlan plan;

    std::map<uint32_t, uint32_t> rows() {
        scheduler.plan(active, resting, limits, plan);
        std::map<uint32_t, uint32_t> result;
        for (const PlannedRows& planned : plan.rows) result[planned.session] += planned.row_count;
        return result;
    }
};

TEST(SchedulerTest, nothing_to_do_gives_an_empty_plan) {
    Planner planner;
    EXPECT_TRUE(planner.rows().empty());
}

// Shared pages are not made free by giving up a session.
TEST(SchedulerTest, pages_of_others_count_without_what_they_share) {
    Planner planner;
    planner.limits.free_pages = 0;
    planner.active = {prompt_of(0, 8, 1), decoder(1, 64, 2), decoder(2, 64, 3)};
    planner.active[2].shared_pages = 2;
    EXPECT_EQ(planner.rows()[0], 8u);
    EXPECT_EQ(planner.plan.drop_pages, (std::vector<uint32_t>{1}));
}

TEST(SchedulerTest, prompts_come_in_chunks) {
    Planner planner;
    planner.active = {prompt_of(0, 100, 1)};
    EXPECT_EQ(planner.rows()[0], 8u);
    planner.active = {prompt_of(0, 3, 1)};
    EXPECT_EQ(planner.rows()[0], 3u);
}

TEST(SchedulerTest, decoders_of_all_sessions_share_a_step) {
    Planner planner;
    for (uint32_t s = 0; s < 10; ++s) planner.active.push_back(decoder(s, 40, s + 1));
    const auto rows = planner.rows();
    EXPECT_EQ(rows.size(), 10u);
    for (const auto& [session, count] : rows) EXPECT_EQ(count, 1u) << session;
}

TEST(SchedulerTest, a_prompt_leaves_rows_to_decoders_and_they_leave_a_quarter_to_it) {
    Planner planner;
    planner.limits.prefill_chunk_tokens = 64;
    planner.active = {prompt_of(99, 100, 50)};
    for (uint32_t s = 0; s < 10; ++s) planner.active.push_back(decoder(s, 40, s + 1));
    auto rows = planner.rows();
    EXPECT_EQ(rows[99], 6u);
    EXPECT_EQ(rows.size(), 11u);
    for (uint32_t s = 10; s < 40; ++s) planner.active.push_back(decoder(s, 40, s + 1));
    rows = planner.rows();
    EXPECT_EQ(rows[99], 4u);
    EXPECT_EQ(rows.size(), 13u);
}

TEST(SchedulerTest, high_priority_goes_first_and_low_last) {
    Planner planner;
    planner.limits.max_rows = 2;
    planner.active = {decoder(0, 8, 1), decoder(1, 8, 2), decoder(2, 8, 3)};
    planner.active[0].priority = Priority::kLow;
    planner.active[2].priority = Priority::kHigh;
    auto rows = planner.rows();
    EXPECT_EQ(rows.count(0), 0u);
    EXPECT_EQ(rows[1] + rows[2], 2u);
    EXPECT_EQ(planner.plan.rows.front().session, 2u);
}

TEST(SchedulerTest, everybody_is_served_when_there_are_more_sessions_than_rows) {
    Planner planner;
    planner.limits.max_rows = 3;
    std::map<uint32_t, int> served;
    for (uint32_t s = 0; s < 8; ++s) planner.active.push_back(decoder(s, 40, s + 1));
    uint64_t services = 1;
    for (int step = 0; step < 16; ++step) {
        planner.rows();
        for (const PlannedRows& planned : planner.plan.rows) {
            planner.active[planned.session].last_served = ++services;
            served[planned.session] += static_cast<int>(planned.row_count);
        }
    }
    for (uint32_t s = 0; s < 8; ++s) EXPECT_EQ(served[s], 6) << s;
}

TEST(SchedulerTest, pages_come_from_the_session_that_rested_longest) {
    Planner planner;
    planner.limits.free_pages = 0;
    planner.active = {decoder(0, kernels::kPageTokens, 1)};
    planner.resting = {{5, 2, 30}, {6, 2, 10}, {7, 0, 1}};
    EXPECT_EQ(planner.rows()[0], 1u);
    EXPECT_EQ(planner.plan.drop_pages, std::vector<uint32_t>{6});
}

TEST(SchedulerTest, pages_come_from_the_youngest_request_when_nobody_rests) {
    Planner planner;
    planner.limits.free_pages = 0;
    planner.active = {decoder(0, kernels::kPageTokens, 1), decoder(1, 40, 2), decoder(2, 40, 3)};
    const auto rows = planner.rows();
    EXPECT_EQ(planner.plan.drop_pages, std::vector<uint32_t>{2});
    EXPECT_EQ(rows.count(2), 0u);
    EXPECT_EQ(rows.at(0), 1u);
    EXPECT_EQ(rows.at(1), 1u);
}

TEST(SchedulerTest, a_younger_request_never_takes_pages_of_an_older_one) {
    Planner planner;
    planner.limits.free_pages = 0;
    planner.active = {decoder(0, 40, 1), decoder(1, kernels::kPageTokens, 2)};
    planner.active[1].last_served = 0;  // served first, still behind in the order of pages
    const auto rows = planner.rows();
    EXPECT_TRUE(planner.plan.drop_pages.empty());
    EXPECT_EQ(rows.count(1), 0u);
    EXPECT_EQ(rows.at(0), 1u);
}

TEST(SchedulerTest, a_prompt_takes_what_the_free_pages_hold) {
    Planner planner;
    planner.limits = {256, 256, 2};
    planner.active = {prompt_of(0, 200, 1)};
    EXPECT_EQ(planner.rows()[0], 2 * kernels::kPageTokens);
}

// Plays random worlds and checks what must hold for every plan.
TEST(SchedulerTest, random_worlds_keep_the_limits_and_move_on) {
    std::mt19937 random(17);
    const auto up_to = [&random](uint32_t n) { return static_cast<uint32_t>(random() % (n + 1)); };
    for (int world = 0; world < 3000; ++world) {
        Planner planner;
        planner.limits = {1 + up_to(40), 1 + up_to(40), up_to(12)};
        const uint32_t count = 1 + up_to(12);
        std::map<uint32_t, ActiveView> by_session;
        for (uint32_t s = 0; s < count; ++s) {
            ActiveView view = up_to(1) == 0 ? prompt_of(s, 1 + up_to(100), s + 1)
                                            : decoder(s, 1 + up_to(100), s + 1, up_to(9));
            view.priority = static_cast<Priority>(up_to(2));
            by_session[s] = view;
            planner.active.push_back(view);
        }
        for (uint32_t s = 0; s < up_to(4); ++s) planner.resting.push_back({100 + s, up_to(3), s});
        // One full context always fits into a pool.
        planner.limits.free_pages = std::max(planner.limits.free_pages, pages_for(202));

        const auto rows = planner.rows();
        uint32_t total = 0, pages = planner.limits.free_pages;
        for (const uint32_t dropped : planner.plan.drop_pages) {
            EXPECT_EQ(rows.count(dropped), 0u);
            if (dropped >= 100) pages += planner.resting[dropped - 100].page_count;
            if (dropped < 100) pages += by_session[dropped].page_count;
        }
        for (const auto& [session, row_count] : rows) {
            const ActiveView& view = by_session[session];
            total += row_count;
            ASSERT_LE(row_count, view.pending_tokens);
            const uint32_t needed = pages_for(view.length + row_count);
            const uint32_t missing = needed > view.page_count ? needed - view.page_count : 0;
            ASSERT_LE(missing, pages) << "world " << world;
            pages -= missing;
        }
        ASSERT_LE(total, planner.limits.max_rows);
        ASSERT_GE(total, 1u) << "world " << world;
    }
}

}  // namespace
}  // namespace minstrel
