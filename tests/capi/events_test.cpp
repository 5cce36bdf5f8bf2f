// The contract of events, one invariant after the other, on a whole engine with a tiny model.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <set>
#include <thread>

#include "runtime/core/utf8.h"
#include "tests/capi/engine_fixture.h"

namespace minstrel::testing {
namespace {

class EventsTest : public EngineTest {
  protected:
    void SetUp() override {
        EngineTest::SetUp();
        wait_for_model();
        session_ = make_session(engine_.get(), model_);
    }

    mst_request ask(std::string_view text, uint32_t max_tokens = 16, uint64_t seed = 7) {
        return submit(engine_.get(), session_, Prompt(text, max_tokens, seed));
    }

    // Until a session has given so many answers, without taking an event.
    bool wait_for_answers(mst_session session, uint32_t answers) {
        return wait_without_polling([&] {
            mst_session_info info = MST_SESSION_INFO_INIT;
            EXPECT_EQ(mst_session_query(engine_.get(), session, &info), MST_OK) << last_error();
            return info.message_count == 2 * answers && info.pending_requests == 0;
        });
    }

    mst_session session_ = {0};
};

TEST_F(EventsTest, each_accepted_request_has_one_terminal_event_and_it_is_the_last) {
    std::vector<mst_request> requests;
    for (uint32_t i = 0; i < 4; ++i) {
        const mst_session session = make_session(engine_.get(), model_);
        for (uint32_t turn = 0; turn < 3; ++turn) {
            requests.push_back(submit(engine_.get(), session, Prompt("Hello", 1 + i * 3 + turn)));
        }
    }
    EXPECT_EQ(mst_request_cancel(engine_.get(), requests[2]), MST_OK);
    Pump pump(engine_.get());
    for (const mst_request request : requests) ASSERT_TRUE(pump.run_until_terminal(request));
    EXPECT_EQ(pump.poll(), MST_NOT_READY);
    for (const mst_request request : requests) {
        const std::vector<SeenEvent> events = pump.of(request);
        ASSERT_FALSE(events.empty());
        EXPECT_TRUE(events.back().is_terminal());
        for (size_t i = 0; i + 1 < events.size(); ++i) EXPECT_FALSE(events[i].is_terminal());
    }
    EXPECT_EQ(stats_of(engine_.get()).live_requests, 0u);
}

TEST_F(EventsTest, a_refused_request_is_never_heard_of) {
    mst_request_desc desc = MST_REQUEST_DESC_INIT;
    mst_request refused = {5};
    EXPECT_EQ(mst_request_submit(engine_.get(), session_, &desc, &refused),
              MST_ERROR_INVALID_ARGUMENT);
    const mst_request accepted = ask("Hello", 2);
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_terminal(accepted));
    for (const SeenEvent& seen : pump.events()) EXPECT_EQ(seen.event.request.id, accepted.id);
}

TEST_F(EventsTest, sequence_grows_by_one_over_the_whole_engine) {
    restart(small_engine());
    const mst_session first = make_session(engine_.get(), model_);
    const mst_session second = make_session(engine_.get(), model_);
    const mst_request a = submit(engine_.get(), first, Prompt("Hello"));
    const mst_request b = submit(engine_.get(), second, Prompt("What do you sell?"));
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_terminal(a));
    ASSERT_TRUE(pump.run_until_terminal(b));
    ASSERT_GE(pump.events().size(), 3u);
    for (size_t i = 1; i < pump.events().size(); ++i) {
        EXPECT_EQ(pump.events()[i].event.sequence, pump.events()[i - 1].event.sequence + 1);
    }
}

TEST_F(EventsTest, requests_of_one_session_answer_in_order) {
    const mst_request first = ask("Hello", 12);
    const mst_request second = ask("And you?", 2);
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_terminal(second));
    ASSERT_NE(pump.terminal(first), nullptr);
    EXPECT_LT(pump.terminal(first)->event.sequence, pump.of(second).front().event.sequence);
}

TEST_F(EventsTest, text_merges_when_nobody_polls_and_is_the_same) {
    const mst_request polled = ask("Tell me a story.", 64, 11);
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_terminal(polled));
    const mst_session other = make_session(engine_.get(), model_);
    const mst_request late = submit(engine_.get(), other, Prompt("Tell me a story.", 64, 11));
    ASSERT_TRUE(wait_for_answers(other, 1));
    EXPECT_EQ(pump.poll(), MST_OK);
    const std::vector<SeenEvent> events = pump.of(late);
    ASSERT_EQ(events.size(), 2u) << "one piece of text and the end";
    EXPECT_EQ(events[0].event.type, MST_EVENT_TEXT);
    EXPECT_EQ(events[1].event.type, MST_EVENT_DONE);
    EXPECT_GT(events[0].event.values[0], 8u);
    EXPECT_EQ(events[0].text, pump.answer(polled));
}

TEST_F(EventsTest, a_host_that_never_polls_meets_the_limit_and_recovers) {
    const uint32_t limit = small_engine().max_requests;
    std::vector<mst_request> requests;
    for (uint32_t i = 0; i < limit; ++i) requests.push_back(ask("Hello", 1));
    ASSERT_TRUE(wait_for_answers(session_, limit)) << "generation must not wait for the host";
    const Prompt prompt("Hello", 1);
    mst_request extra = {5};
    EXPECT_EQ(mst_request_submit(engine_.get(), session_, &prompt.desc, &extra),
              MST_ERROR_LIMIT_REACHED);
    EXPECT_EQ(extra.id, 0u);
    EXPECT_EQ(stats_of(engine_.get()).live_requests, limit);
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_terminal(requests.back()));
    EXPECT_EQ(stats_of(engine_.get()).live_requests, 0u);
    const mst_request again = submit(engine_.get(), session_, prompt);
    EXPECT_TRUE(pump.run_until_terminal(again));
}

TEST_F(EventsTest, text_of_an_event_stays_until_the_next_poll) {
    const mst_session other = make_session(engine_.get(), model_);
    ask("Hello", 8);
    std::array<mst_event, 8> events;
    uint32_t count = 0;
    std::string copy;
    const mst_event* lent = nullptr;
    while (lent == nullptr) {
        ASSERT_EQ(mst_engine_wait(engine_.get(), kPatience, events.data(), 8, &count), MST_OK);
        for (uint32_t i = 0; i < count && lent == nullptr; ++i) {
            if (events[i].type == MST_EVENT_TEXT) lent = &events[i];
        }
    }
    copy = to_string(lent->text);
    submit(engine_.get(), other, Prompt("Tell me a story.", 64));
    ASSERT_TRUE(wait_for_answers(other, 1));
    ASSERT_TRUE(wait_for_answers(session_, 1));
    EXPECT_EQ(to_string(lent->text), copy);
}

TEST_F(EventsTest, text_is_never_cut_inside_a_code_point) {
    std::string all;
    for (uint64_t seed = 1; seed <= 12; ++seed) {
        const mst_session session = make_session(engine_.get(), model_);
        Prompt prompt("Sing!", 48, seed);
        prompt.sampling.temperature = 3;  // the tiny vocabulary has a piece for each byte
        const mst_request request = submit(engine_.get(), session, prompt);
        Pump pump(engine_.get());
        ASSERT_TRUE(pump.run_until_terminal(request));
        for (const SeenEvent& seen : pump.of(request)) {
            EXPECT_EQ(find_invalid_utf8(seen.text), std::string_view::npos) << "seed " << seed;
        }
        all += pump.answer(request);
        EXPECT_EQ(mst_session_destroy(engine_.get(), session), MST_OK);
        ASSERT_TRUE(
            wait_without_polling([&] { return stats_of(engine_.get()).live_sessions == 1; }));
    }
    const bool has_bytes = std::any_of(all.begin(), all.end(), [](char c) { return c < 0; });
    EXPECT_TRUE(has_bytes) << "the test saw nothing that could have been cut";
}

TEST_F(EventsTest, cancel_while_the_answer_is_written) {
    const mst_request request = ask("Tell me a story.", 400);
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until([&] { return !pump.of(request).empty(); }));
    const mst_result cancelled = mst_request_cancel(engine_.get(), request);
    if (pump.terminal(request) == nullptr) {
        EXPECT_EQ(cancelled, MST_OK);
    }
    ASSERT_TRUE(pump.run_until_terminal(request));
    EXPECT_TRUE(pump.of(request).back().is_terminal());
    // The conversation is as before, and goes on.
    const bool was_cancelled = pump.terminal(request)->event.type == MST_EVENT_CANCELLED;
    mst_session_info info = MST_SESSION_INFO_INIT;
    ASSERT_EQ(mst_session_query(engine_.get(), session_, &info), MST_OK);
    EXPECT_EQ(info.message_count, was_cancelled ? 0u : 2u);
    const mst_request next = ask("Hello", 2);
    ASSERT_TRUE(pump.run_until_terminal(next));
    EXPECT_EQ(pump.terminal(next)->event.type, MST_EVENT_DONE);
}

// Another session's long prompt shares steps with this answer and is left in the middle of one.
TEST_F(EventsTest, a_neighbour_that_is_cancelled_changes_no_word) {
    Pump pump(engine_.get());
    const mst_request alone = ask("Tell me a story.", 24);
    ASSERT_TRUE(pump.run_until_terminal(alone));
    const std::string expected = pump.answer(alone);
    const std::string long_text(300, 'x');
    for (int round = 0; round < 60; ++round) {
        EXPECT_EQ(mst_session_reset(engine_.get(), session_), MST_OK);
        const mst_session other = make_session(engine_.get(), model_);
        const mst_request left = submit(engine_.get(), other, Prompt(long_text, 8));
        const mst_request request = ask("Tell me a story.", 24);
        std::this_thread::sleep_for(std::chrono::microseconds(40 * (round % 20)));
        if (round % 3 == 0) {
            EXPECT_EQ(mst_session_destroy(engine_.get(), other), MST_OK);
        } else {
            (void)mst_request_cancel(engine_.get(), left);  // it may have ended by itself
        }
        ASSERT_TRUE(pump.run_until_terminal(request));
        ASSERT_TRUE(pump.run_until_terminal(left));
        EXPECT_EQ(pump.answer(request), expected) << round;
        if (round % 3 != 0) {
            EXPECT_EQ(mst_session_destroy(engine_.get(), other), MST_OK);
        }
    }
}

TEST_F(EventsTest, cancel_after_the_end_loses_the_race) {
    const mst_request request = ask("Hello", 2);
    ASSERT_TRUE(wait_for_answers(session_, 1));
    EXPECT_EQ(mst_request_cancel(engine_.get(), request), MST_OK) << last_error();
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_terminal(request));
    EXPECT_EQ(pump.terminal(request)->event.type, MST_EVENT_DONE);
}

TEST_F(EventsTest, done_carries_its_numbers) {
    const mst_request request = ask("Hello", 5);
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_terminal(request));
    const mst_event& done = pump.terminal(request)->event;
    ASSERT_EQ(done.type, MST_EVENT_DONE);
    EXPECT_EQ(done.result, MST_OK);
    EXPECT_EQ(done.session.id, session_.id);
    EXPECT_LE(done.values[0], 5u);
    const auto finish = static_cast<mst_finish>(done.values[1]);
    EXPECT_EQ(finish, done.values[0] == 5 ? MST_FINISH_MAX_TOKENS : MST_FINISH_END);
    EXPECT_GT(done.values[2], 0u) << "time to the first token";
    EXPECT_GT(done.values[3], 5u) << "prompt tokens";
    EXPECT_EQ(done.reserved[0], 0u);
    EXPECT_EQ(done.reserved[1], 0u);
}

TEST_F(EventsTest, a_query_after_an_event_knows_what_it_told) {
    Pump pump(engine_.get());
    for (int round = 0; round < 200; ++round) {
        const mst_request request = ask("Hello", 1);
        if (round % 3 == 0) {
            EXPECT_EQ(mst_request_cancel(engine_.get(), request), MST_OK);
        }
        ASSERT_TRUE(pump.run_until_terminal(request));
        mst_session_info info = MST_SESSION_INFO_INIT;
        ASSERT_EQ(mst_session_query(engine_.get(), session_, &info), MST_OK);
        ASSERT_EQ(info.pending_requests, 0u) << "round " << round;
        if (round % 10 == 0) {
            EXPECT_EQ(mst_session_reset(engine_.get(), session_), MST_OK);
        }
    }
}

TEST_F(EventsTest, user_data_comes_back) {
    int of_model = 0;
    int of_session = 0;
    int of_request = 0;
    Pump pump(engine_.get());
    const mst_model model = load_model(engine_.get(), package_path(), &of_model);
    ASSERT_TRUE(pump.run_until_ready(model));
    EXPECT_EQ(pump.find(MST_EVENT_MODEL_READY, model)->event.user_data, &of_model);
    const mst_session session = make_session(engine_.get(), model, &of_session);
    Prompt prompt("Hello", 2);
    const mst_request plain = submit(engine_.get(), session, prompt);
    prompt.desc.user_data = &of_request;
    const mst_request own = submit(engine_.get(), session, prompt);
    ASSERT_TRUE(pump.run_until_terminal(own));
    for (const SeenEvent& seen : pump.of(plain)) EXPECT_EQ(seen.event.user_data, &of_session);
    for (const SeenEvent& seen : pump.of(own)) EXPECT_EQ(seen.event.user_data, &of_request);
}

TEST_F(EventsTest, a_stop_string_ends_the_answer_and_is_not_in_it) {
    const mst_request free_run = ask("Hello", 24, 3);
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_terminal(free_run));
    const std::string whole = pump.answer(free_run);
    size_t at = whole.size() / 2;
    while (at < whole.size() && static_cast<signed char>(whole[at]) < 0) ++at;
    ASSERT_LT(at, whole.size());
    const std::string word = whole.substr(at, 1);
    const mst_session session = make_session(engine_.get(), model_);
    Prompt prompt("Hello", 24, 3);
    const mst_text stop = to_text(word);
    prompt.desc.stops = &stop;
    prompt.desc.stop_count = 1;
    const mst_request stopped = submit(engine_.get(), session, prompt);
    ASSERT_TRUE(pump.run_until_terminal(stopped));
    EXPECT_EQ(pump.terminal(stopped)->event.values[1], uint64_t{MST_FINISH_STOP});
    EXPECT_EQ(pump.answer(stopped), whole.substr(0, whole.find(word)));
}

TEST_F(EventsTest, a_model_may_be_unloaded_while_it_loads) {
    std::set<uint64_t> ids;
    for (int i = 0; i < 40; ++i) {
        const mst_model model = load_model(engine_.get(), package_path());
        ids.insert(model.id);
        if (i % 4 == 0) {
            ASSERT_TRUE(wait_without_polling([&] {
                mst_model_info info = MST_MODEL_INFO_INIT;
                return mst_model_query(engine_.get(), model, &info) == MST_OK;
            }));
        }
        EXPECT_EQ(mst_model_unload(engine_.get(), model), MST_OK) << last_error();
        ASSERT_TRUE(wait_without_polling([&] { return stats_of(engine_.get()).live_models == 1; }));
    }
    // Behind these, in order, come the events of one more model.
    const mst_model last = load_model(engine_.get(), package_path());
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_ready(last));
    std::set<uint64_t> open = ids;
    for (const SeenEvent& seen : pump.events()) {
        if (ids.count(seen.event.values[0]) == 0) continue;
        EXPECT_EQ(open.count(seen.event.values[0]), 1u) << "news of a model that had ended";
        if (seen.event.type == MST_EVENT_MODEL_PROGRESS) continue;
        open.erase(seen.event.values[0]);
    }
    EXPECT_TRUE(open.empty());
}

TEST_F(EventsTest, progress_of_a_model_grows_and_ends_before_it_is_ready) {
    const mst_model model = load_model(engine_.get(), package_path());
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_ready(model));
    uint64_t done = 0;
    bool ready = false;
    uint32_t reports = 0;
    for (const SeenEvent& seen : pump.events()) {
        if (seen.event.values[0] != model.id) continue;
        ready = ready || seen.event.type == MST_EVENT_MODEL_READY;
        if (seen.event.type != MST_EVENT_MODEL_PROGRESS) continue;
        EXPECT_FALSE(ready);
        EXPECT_GE(seen.event.values[1], done);
        EXPECT_LE(seen.event.values[1], seen.event.values[2]);
        EXPECT_GT(seen.event.values[2], 0u);
        done = seen.event.values[1];
        ++reports;
    }
    EXPECT_TRUE(ready);
    EXPECT_GT(reports, 0u);
}

TEST_F(EventsTest, wait_gives_up_at_its_limit) {
    std::array<mst_event, 1> events;
    uint32_t count = 5;
    EXPECT_EQ(mst_engine_wait(engine_.get(), 0, events.data(), 1, &count), MST_TIMEOUT);
    EXPECT_EQ(count, 0u);
    EXPECT_EQ(mst_engine_wait(engine_.get(), 1'000'000, events.data(), 1, &count), MST_TIMEOUT);
    EXPECT_EQ(count, 0u);
}

TEST_F(EventsTest, wake_releases_the_next_waiter_once) {
    std::array<mst_event, 1> events;
    uint32_t count = 5;
    EXPECT_EQ(mst_engine_wake(engine_.get()), MST_OK);
    EXPECT_EQ(mst_engine_wait(engine_.get(), UINT64_MAX, events.data(), 1, &count), MST_NOT_READY);
    EXPECT_EQ(count, 0u);
    EXPECT_EQ(mst_engine_wait(engine_.get(), 0, events.data(), 1, &count), MST_TIMEOUT);
}

TEST_F(EventsTest, a_second_pump_is_told_that_the_first_is_busy) {
    std::atomic<mst_result> waited = MST_OK;
    std::thread waiter([&] {
        std::array<mst_event, 1> events;
        uint32_t count = 0;
        do {
            waited = mst_engine_wait(engine_.get(), UINT64_MAX, events.data(), 1, &count);
        } while (waited == MST_ERROR_BUSY);
    });
    std::array<mst_event, 1> events;
    uint32_t count = 5;
    EXPECT_TRUE(wait_without_polling([&] {
        return mst_engine_poll(engine_.get(), events.data(), 1, &count) == MST_ERROR_BUSY;
    }));
    EXPECT_EQ(count, 0u);
    EXPECT_NE(last_error().find("mst_engine_wait"), std::string::npos) << last_error();
    EXPECT_EQ(mst_engine_wake(engine_.get()), MST_OK);
    waiter.join();
    EXPECT_EQ(waited, MST_NOT_READY);
}

TEST_F(EventsTest, a_small_array_takes_the_events_one_by_one) {
    std::set<uint64_t> open;
    for (int i = 0; i < 5; ++i) open.insert(ask("Hello", 2).id);
    ASSERT_TRUE(wait_for_answers(session_, 5));
    mst_event event = {};
    uint32_t count = 0;
    while (mst_engine_poll(engine_.get(), &event, 1, &count) == MST_OK) {
        EXPECT_EQ(count, 1u);
        if (event.type == MST_EVENT_DONE) open.erase(event.request.id);
    }
    EXPECT_EQ(count, 0u);
    EXPECT_TRUE(open.empty());
}

TEST_F(EventsTest, a_large_array_takes_many_at_once) {
    std::vector<mst_event> events(1000);
    std::set<uint64_t> open;
    for (int i = 0; i < 10; ++i) open.insert(ask("Hello", 2).id);
    ASSERT_TRUE(wait_for_answers(session_, 10));
    uint32_t count = 0;
    EXPECT_EQ(mst_engine_poll(engine_.get(), events.data(), 1000, &count), MST_OK);
    EXPECT_GE(count, 10u);
    for (uint32_t i = 0; i < count; ++i) {
        if (events[i].type == MST_EVENT_DONE) open.erase(events[i].request.id);
    }
    EXPECT_TRUE(open.empty());
}

}  // namespace
}  // namespace minstrel::testing
