// How requests end that have not begun: cancelled, or with their session or model. A gate holds the
// engine thread, so that nothing here depends on who is faster.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>
#include <vector>

#include "tests/capi/engine_fixture.h"

namespace minstrel::testing {
namespace {

// Nothing has started yet when these tests act.
class EndingTest : public EngineTest {
  protected:
    void SetUp() override {
        const mst_log_sink sink = gate_.sink();
        mst_engine_desc desc = small_engine();
        desc.log_sink = &sink;
        restart(desc);
        session_ = make_session(engine_.get(), model_);
        for (int i = 0; i < 3; ++i) {
            requests_.push_back(submit(engine_.get(), session_, Prompt("Hello", 4)));
        }
    }

    void TearDown() override {
        gate_.open();
        engine_.reset();  // before the gate goes
    }

    void expect_all_cancelled(Pump& pump) {
        for (const mst_request request : requests_) {
            ASSERT_TRUE(pump.run_until_terminal(request));
            EXPECT_EQ(pump.of(request).size(), 1u);
            const mst_event& end = pump.terminal(request)->event;
            EXPECT_EQ(end.type, MST_EVENT_CANCELLED);
            EXPECT_EQ(name_of(end.result), "MST_ERROR_CANCELLED");
            EXPECT_EQ(end.session.id, session_.id);
        }
    }

    Gate gate_;
    mst_session session_ = {0};
    std::vector<mst_request> requests_;
};

TEST_F(EndingTest, cancel_may_be_repeated_and_is_answered_once) {
    for (int i = 0; i < 100; ++i) {
        for (const mst_request request : requests_) {
            EXPECT_EQ(mst_request_cancel(engine_.get(), request), MST_OK) << last_error();
        }
    }
    gate_.open();
    Pump pump(engine_.get());
    expect_all_cancelled(pump);
    EXPECT_EQ(mst_request_cancel(engine_.get(), requests_[0]), MST_ERROR_STALE_HANDLE);
    const mst_request next = submit(engine_.get(), session_, Prompt("Hello", 2));
    ASSERT_TRUE(pump.run_until_terminal(next));
    EXPECT_EQ(pump.terminal(next)->event.type, MST_EVENT_DONE);
    EXPECT_EQ(stats_of(engine_.get()).waiting_requests, 0u);
}

TEST_F(EndingTest, only_the_request_that_was_cancelled_ends_so) {
    EXPECT_EQ(mst_request_cancel(engine_.get(), requests_[1]), MST_OK) << last_error();
    gate_.open();
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_terminal(requests_[2]));
    EXPECT_EQ(pump.terminal(requests_[0])->event.type, MST_EVENT_DONE);
    EXPECT_EQ(pump.terminal(requests_[1])->event.type, MST_EVENT_CANCELLED);
    EXPECT_EQ(pump.terminal(requests_[2])->event.type, MST_EVENT_DONE);
    mst_session_info info = MST_SESSION_INFO_INIT;
    ASSERT_EQ(mst_session_query(engine_.get(), session_, &info), MST_OK);
    EXPECT_EQ(info.message_count, 4u);
}

TEST_F(EndingTest, destroying_a_session_cancels_its_requests) {
    EXPECT_EQ(mst_session_destroy(engine_.get(), session_), MST_OK);
    gate_.open();
    Pump pump(engine_.get());
    expect_all_cancelled(pump);
}

TEST_F(EndingTest, unloading_a_model_cancels_the_requests_of_its_sessions) {
    EXPECT_EQ(mst_model_unload(engine_.get(), model_), MST_OK);
    gate_.open();
    Pump pump(engine_.get());
    expect_all_cancelled(pump);
    EXPECT_EQ(mst_model_unload(engine_.get(), model_), MST_ERROR_STALE_HANDLE);
    // The engine thread still tidies up when the host has the event of the last request.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (stats_of(engine_.get()).live_sessions != 0) {
        ASSERT_LT(std::chrono::steady_clock::now(), deadline);
        std::this_thread::yield();
    }
}

TEST_F(EndingTest, a_request_beyond_the_limit_is_refused_while_all_wait) {
    const uint32_t limit = small_engine().max_requests;
    while (requests_.size() < limit) {
        requests_.push_back(submit(engine_.get(), session_, Prompt("Hello", 1)));
    }
    const Prompt prompt("Hello", 1);
    mst_request extra = {5};
    EXPECT_EQ(mst_request_submit(engine_.get(), session_, &prompt.desc, &extra),
              MST_ERROR_LIMIT_REACHED);
    EXPECT_EQ(extra.id, 0u);
    gate_.open();
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_terminal(requests_.back()));
}

// The engine thread is about to report that a model could not be loaded.
class FailingModelTest : public ::testing::Test {
  protected:
    void SetUp() override {
        const mst_log_sink sink = gate_.sink();
        mst_engine_desc desc = small_engine();
        desc.log_sink = &sink;
        engine_ = make_engine(desc);
        model_ = load_model(engine_.get(), "/no/such/place/tavern.mst");
    }

    void TearDown() override {
        gate_.open();
        engine_.reset();  // before the gate goes
    }

    Gate gate_;
    EnginePointer engine_;
    mst_model model_ = {0};
};

TEST_F(FailingModelTest, its_sessions_end_with_it) {
    const mst_session session = make_session(engine_.get(), model_);
    const mst_request request = submit(engine_.get(), session, Prompt("Hello"));
    gate_.open();
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_terminal(request));
    ASSERT_TRUE(
        pump.run_until([&] { return pump.find(MST_EVENT_MODEL_FAILED, model_) != nullptr; }));
    const SeenEvent* failed = pump.find(MST_EVENT_MODEL_FAILED, model_);
    EXPECT_EQ(name_of(failed->event.result), "MST_ERROR_NOT_FOUND");
    EXPECT_NE(failed->text.find("tavern.mst"), std::string::npos) << failed->text;
    EXPECT_NE(pump.terminal(request)->event.type, MST_EVENT_DONE);
    mst_session_info info = MST_SESSION_INFO_INIT;
    EXPECT_EQ(mst_session_query(engine_.get(), session, &info), MST_ERROR_STALE_HANDLE);
}

TEST_F(FailingModelTest, its_id_is_stale_when_the_event_is_there) {
    gate_.open();
    Pump pump(engine_.get());
    ASSERT_TRUE(
        pump.run_until([&] { return pump.find(MST_EVENT_MODEL_FAILED, model_) != nullptr; }));
    mst_model_info info = MST_MODEL_INFO_INIT;
    EXPECT_EQ(mst_model_query(engine_.get(), model_, &info), MST_ERROR_STALE_HANDLE);
    EXPECT_EQ(mst_model_unload(engine_.get(), model_), MST_ERROR_STALE_HANDLE);
    EXPECT_EQ(stats_of(engine_.get()).live_models, 0u);
}

TEST_F(FailingModelTest, requests_that_arrive_after_the_end_of_their_session_end_too) {
    const mst_session session = make_session(engine_.get(), model_);
    gate_.wait_until_reached();
    const mst_request late = submit(engine_.get(), session, Prompt("Hello"));
    const mst_session late_session = make_session(engine_.get(), model_);
    const mst_request later = submit(engine_.get(), late_session, Prompt("Hello"));
    gate_.open();
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_terminal(later));
    ASSERT_NE(pump.terminal(late), nullptr);
    EXPECT_NE(pump.terminal(late)->event.type, MST_EVENT_DONE);
    EXPECT_NE(pump.terminal(later)->event.type, MST_EVENT_DONE);
    EXPECT_EQ(stats_of(engine_.get()).live_requests, 0u);
}

// However late the host is with its calls: nothing ends before it is told so.
TEST_F(FailingModelTest, the_id_is_good_until_the_event_is_delivered) {
    gate_.open();
    load_model(engine_.get(), "/no/such/place/inn.mst");
    gate_.wait_until_reached(2);  // the event of the first model is in the queue
    const mst_session session = make_session(engine_.get(), model_);
    const mst_request request = submit(engine_.get(), session, Prompt("Hello"));
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_terminal(request));
    EXPECT_EQ(name_of(pump.terminal(request)->event.result), "MST_ERROR_NOT_FOUND");
    EXPECT_NE(pump.terminal(request)->text.find("tavern.mst"), std::string::npos);
    mst_session_info info = MST_SESSION_INFO_INIT;
    EXPECT_EQ(mst_session_query(engine_.get(), session, &info), MST_ERROR_STALE_HANDLE);
}

}  // namespace
}  // namespace minstrel::testing
