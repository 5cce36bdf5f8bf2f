// Frames through the C API: a budget changes when the engine computes and never what.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "tests/capi/engine_fixture.h"

namespace minstrel::testing {
namespace {

mst_frame_stats frames_of(mst_engine* engine) {
    mst_frame_stats stats = MST_FRAME_STATS_INIT;
    EXPECT_EQ(mst_engine_query_frames(engine, &stats), MST_OK);
    return stats;
}

mst_result begin_frame(mst_engine* engine, uint64_t budget_ns, uint64_t max_pause_ns = 0) {
    mst_frame_desc frame = MST_FRAME_DESC_INIT;
    frame.budget_ns = budget_ns;
    frame.max_pause_ns = max_pause_ns;
    return mst_engine_begin_frame(engine, &frame);
}

class FrameTest : public EngineTest {
  protected:
    void SetUp() override {
        restart(small_engine());
        wait_for_model();
    }

    // What a new session answers while `each_frame` is called again and again.
    std::string answer(const std::function<void()>& each_frame) {
        const mst_session session = make_session(engine_.get(), model_);
        each_frame();
        const mst_request request = submit(engine_.get(), session, Prompt("Good evening to you"));
        Pump pump(engine_.get());
        EXPECT_TRUE(wait_without_polling([&] {
            each_frame();
            pump.poll();
            return pump.terminal(request) != nullptr;
        }));
        if (pump.terminal(request) == nullptr) return "";
        EXPECT_EQ(pump.terminal(request)->event.type, MST_EVENT_DONE);
        return pump.answer(request);
    }
};

TEST_F(FrameTest, answers_are_the_same_with_and_without_frames) {
    const std::string expected = answer([] {});
    EXPECT_FALSE(expected.empty());
    const std::string in_frames = answer([&] { begin_frame(engine_.get(), 50'000); });
    EXPECT_EQ(in_frames, expected);
    begin_frame(engine_.get(), 0);
    ASSERT_TRUE(wait_without_polling([&] { return frames_of(engine_.get()).spent_ns > 0; }));
    const mst_frame_stats stats = frames_of(engine_.get());
    EXPECT_GT(stats.frames, 0u);
    EXPECT_GT(stats.spent_ns, 0u);
    EXPECT_GT(stats.next_quantum_ns, 0u);
    EXPECT_EQ(stats.pause_quanta, 0u);
}

// The window is over before the engine can look at it.
TEST_F(FrameTest, a_budget_that_nothing_fits_cannot_stop_a_reply) {
    const std::string expected = answer([] {});
    EXPECT_EQ(answer([&] { begin_frame(engine_.get(), 1, 1'000); }), expected);
}

TEST_F(FrameTest, without_a_budget_nothing_is_computed_but_after_the_longest_pause) {
    ASSERT_EQ(begin_frame(engine_.get(), 0, UINT64_MAX), MST_OK);
    const mst_session session = make_session(engine_.get(), model_);
    const mst_request request = submit(engine_.get(), session, Prompt("Good evening to you"));
    ASSERT_TRUE(
        wait_without_polling([&] { return stats_of(engine_.get()).waiting_requests == 1; }));
    EXPECT_EQ(stats_of(engine_.get()).step_count, 0u);
    ASSERT_EQ(begin_frame(engine_.get(), 0, 1'000), MST_OK);
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_terminal(request));
    EXPECT_EQ(pump.terminal(request)->event.type, MST_EVENT_DONE);
    begin_frame(engine_.get(), 0);
    EXPECT_TRUE(wait_without_polling([&] { return frames_of(engine_.get()).pause_quanta > 16; }));
    EXPECT_EQ(frames_of(engine_.get()).max_overrun_ns, 0u);
}

TEST_F(FrameTest, a_request_that_rests_can_be_cancelled) {
    ASSERT_EQ(begin_frame(engine_.get(), 0, UINT64_MAX), MST_OK);
    const mst_session session = make_session(engine_.get(), model_);
    const mst_request request = submit(engine_.get(), session, Prompt("Good evening to you"));
    ASSERT_EQ(mst_request_cancel(engine_.get(), request), MST_OK);
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_terminal(request));
    EXPECT_EQ(pump.terminal(request)->event.type, MST_EVENT_CANCELLED);
}

TEST_F(FrameTest, a_request_that_rests_keeps_its_time_limit) {
    ASSERT_EQ(begin_frame(engine_.get(), 0, 2'000'000), MST_OK);  // a quantum in 2 ms
    const mst_session session = make_session(engine_.get(), model_);
    Prompt prompt("Good evening to you");
    prompt.desc.max_time_ns = 20'000'000;
    const mst_request request = submit(engine_.get(), session, prompt);
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_terminal(request));
    ASSERT_EQ(pump.terminal(request)->event.type, MST_EVENT_DONE);
    EXPECT_EQ(pump.terminal(request)->event.values[1], MST_FINISH_TIME);
    // The session is whole: it goes on when there is time again.
    ASSERT_EQ(mst_engine_begin_frame(engine_.get(), nullptr), MST_OK);
    const mst_request next = submit(engine_.get(), session, Prompt("And now?"));
    ASSERT_TRUE(pump.run_until_terminal(next));
    EXPECT_EQ(pump.terminal(next)->event.type, MST_EVENT_DONE);
}

TEST_F(FrameTest, wrong_arguments_have_their_errors) {
    mst_frame_desc frame = MST_FRAME_DESC_INIT;
    frame.reserved0 = 1;
    EXPECT_EQ(mst_engine_begin_frame(engine_.get(), &frame), MST_ERROR_INVALID_ARGUMENT);
    EXPECT_NE(last_error().find("reserved0"), std::string::npos) << last_error();
    frame.struct_size = 0;
    EXPECT_EQ(mst_engine_begin_frame(engine_.get(), &frame), MST_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(mst_engine_begin_frame(nullptr, nullptr), MST_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(mst_engine_query_frames(engine_.get(), nullptr), MST_ERROR_INVALID_ARGUMENT);
}

}  // namespace
}  // namespace minstrel::testing
