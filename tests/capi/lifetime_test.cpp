// Engines end well in every state, and know nothing of each other.
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "tests/capi/engine_fixture.h"

namespace minstrel::testing {
namespace {

constexpr int kRounds = 20;

class LifetimeTest : public EngineTest {};

TEST_F(LifetimeTest, destroy_at_once) {
    for (int i = 0; i < kRounds; ++i) make_engine(small_engine());
}

TEST_F(LifetimeTest, destroy_while_a_model_loads) {
    for (int i = 0; i < kRounds; ++i) restart(small_engine());
}

TEST_F(LifetimeTest, destroy_with_work_that_waits_for_its_model) {
    for (int i = 0; i < kRounds; ++i) {
        restart(small_engine());
        const mst_session session = make_session(engine_.get(), model_);
        submit(engine_.get(), session, Prompt("Hello"));
        submit(engine_.get(), session, Prompt("Hello"));
    }
}

TEST_F(LifetimeTest, destroy_while_all_sessions_answer) {
    for (int i = 0; i < kRounds; ++i) {
        restart(small_engine());
        wait_for_model();
        for (uint32_t s = 0; s < small_engine().max_sessions; ++s) {
            const mst_session session = make_session(engine_.get(), model_);
            submit(engine_.get(), session, Prompt("Tell me a story.", 400));
        }
        const uint64_t steps = 1 + static_cast<uint64_t>(i);
        ASSERT_TRUE(
            wait_without_polling([&] { return stats_of(engine_.get()).step_count >= steps; }));
    }
}

TEST_F(LifetimeTest, destroy_with_events_that_nobody_took) {
    for (int i = 0; i < kRounds; ++i) {
        restart(small_engine());
        const mst_session session = make_session(engine_.get(), model_);
        submit(engine_.get(), session, Prompt("Hello", 1));
        ASSERT_TRUE(wait_without_polling([&] {
            mst_session_info info = MST_SESSION_INFO_INIT;
            EXPECT_EQ(mst_session_query(engine_.get(), session, &info), MST_OK);
            return info.message_count == 2;
        }));
    }
}

TEST_F(LifetimeTest, destroy_with_dead_sessions_and_models) {
    for (int i = 0; i < kRounds; ++i) {
        restart(small_engine());
        const mst_session session = make_session(engine_.get(), model_);
        submit(engine_.get(), session, Prompt("Hello", 100));
        EXPECT_EQ(mst_session_destroy(engine_.get(), session), MST_OK);
        EXPECT_EQ(mst_model_unload(engine_.get(), model_), MST_OK);
    }
}

TEST_F(LifetimeTest, destroy_from_another_thread_than_created) {
    std::thread([&] { engine_.reset(); }).join();
}

TEST_F(LifetimeTest, two_engines_answer_alike_and_independently) {
    const EnginePointer other = make_engine(small_engine());
    const mst_model other_model = load_model(other.get(), package_path());
    const mst_session mine = make_session(engine_.get(), model_);
    const mst_session theirs = make_session(other.get(), other_model);
    const Prompt prompt("Tell me a story.", 32);
    const mst_request my_request = submit(engine_.get(), mine, prompt);
    const mst_request their_request = submit(other.get(), theirs, prompt);
    Pump my_pump(engine_.get());
    ASSERT_TRUE(my_pump.run_until_terminal(my_request));
    const std::string answer = my_pump.answer(my_request);
    engine_.reset();
    Pump their_pump(other.get());
    ASSERT_TRUE(their_pump.run_until_terminal(their_request));
    EXPECT_EQ(their_pump.answer(their_request), answer);
    EXPECT_NE(answer, "");
    EXPECT_EQ(their_pump.terminal(their_request)->event.type, MST_EVENT_DONE);
}

TEST_F(LifetimeTest, many_engines_at_once) {
    std::vector<EnginePointer> engines;
    for (int i = 0; i < 16; ++i) {
        engines.push_back(make_engine(small_engine()));
        load_model(engines.back().get(), package_path());
    }
    for (const EnginePointer& engine : engines) {
        Pump pump(engine.get());
        ASSERT_TRUE(pump.run_until([&] {
            return !pump.events().empty() &&
                   pump.events().back().event.type == MST_EVENT_MODEL_READY;
        }));
    }
}

TEST_F(LifetimeTest, the_device_has_a_name) {
    mst_text text = {nullptr, 0};
    ASSERT_EQ(mst_engine_get_device(engine_.get(), &text), MST_OK);
    EXPECT_NE(to_string(text).find("cpu"), std::string::npos) << to_string(text);
}

// With MST_ENGINE_VALIDATION_BIT. The child only makes calls and leaves with the number of those
// that were answered wrongly.
TEST_F(LifetimeTest, a_forked_child_is_told_that_the_engine_is_not_its_own) {
#ifdef __SANITIZE_THREAD__
    GTEST_SKIP() << "a thread of the sanitizer may hold its locks at the fork, and the child hangs";
#endif
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        mst_engine_stats stats = MST_ENGINE_STATS_INIT;
        int wrong = 0;
        wrong += mst_engine_query_stats(engine_.get(), &stats) != MST_ERROR_INVALID_STATE;
        wrong += mst_model_unload(engine_.get(), model_) != MST_ERROR_INVALID_STATE;
        mst_engine_destroy(engine_.get());
        wrong += last_error().find("process") == std::string::npos;
        _exit(wrong);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
    wait_for_model();
}

}  // namespace
}  // namespace minstrel::testing
