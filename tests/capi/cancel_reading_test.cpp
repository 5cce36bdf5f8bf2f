// A request that is cancelled while its prompt is half read. Workers of the host that do not return
// hold the engine there: they are asked for many times in one prompt.
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>

#include "tests/capi/engine_fixture.h"
#include "tests/support/tiny_model.h"

namespace minstrel::testing {
namespace {

// Runs no task, which leaves the work to the engine thread, and holds that thread at one of them.
class HoldingWorkers {
  public:
    mst_task_system hooks() { return {this, submit}; }

    void hold_at(uint32_t call) {
        const std::lock_guard lock(mutex_);
        asked_ = 0;
        held_call_ = call;
        held_ = false;
    }
    void wait_until_held() {
        std::unique_lock lock(mutex_);
        ASSERT_TRUE(
            changed_.wait_for(lock, std::chrono::nanoseconds(kPatience), [this] { return held_; }));
    }
    void release() {
        {
            const std::lock_guard lock(mutex_);
            held_call_ = UINT32_MAX;
        }
        changed_.notify_all();
    }
    uint32_t asked() {
        const std::lock_guard lock(mutex_);
        return asked_;
    }

  private:
    static mst_result submit(void* user, mst_task_fn /*task*/, void* /*context*/) {
        auto& self = *static_cast<HoldingWorkers*>(user);
        std::unique_lock lock(self.mutex_);
        if (++self.asked_ == self.held_call_) {
            self.held_ = true;
            self.changed_.notify_all();
            self.changed_.wait(lock, [&self] { return self.held_call_ == UINT32_MAX; });
        }
        return MST_ERROR_LIMIT_REACHED;
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    uint32_t asked_ = 0;
    uint32_t held_call_ = UINT32_MAX;
    bool held_ = false;
};

class CancelReadingTest : public EngineTest {
  protected:
    void SetUp() override {
        const mst_task_system hooks = workers_.hooks();
        mst_engine_desc desc = small_engine();
        desc.thread_count = 2;
        desc.prefill_chunk_tokens = 8;
        desc.task_system = &hooks;
        TinyModelOptions wide;  // so that a step is worth dividing
        wide.dim = 256;
        wide.hidden_dim = 1024;
        const std::string path = directory_ / "wide.mst";
        ASSERT_EQ(write_tiny_package(path, wide), "");
        engine_ = make_engine(desc);
        model_ = load_model(engine_.get(), path);
        wait_for_model();
    }
    void TearDown() override {
        workers_.release();
        engine_.reset();  // before its workers
    }

    std::string answer(mst_session session, const Prompt& prompt) {
        Pump pump(engine_.get());
        const mst_request request = submit(engine_.get(), session, prompt);
        if (!pump.run_until_terminal(request)) return "no end";
        EXPECT_EQ(pump.terminal(request)->event.type, MST_EVENT_DONE);
        return pump.answer(request);
    }

    TempDirectory directory_;
    HoldingWorkers workers_;
};

TEST_F(CancelReadingTest, the_rest_of_the_prompt_is_not_read_and_the_session_is_as_before) {
    const Prompt prompt("A long story of wolves, and of the road through the hills at night", 1);
    const mst_session other = make_session(engine_.get(), model_);
    workers_.hold_at(UINT32_MAX);
    const std::string expected = answer(other, prompt);
    const uint32_t calls = workers_.asked();
    const uint64_t whole = stats_of(engine_.get()).prompt_tokens;
    ASSERT_GT(calls, 8u);
    ASSERT_GT(whole, 32u);

    const mst_session session = make_session(engine_.get(), model_);
    workers_.hold_at(calls / 2);
    const mst_request request = submit(engine_.get(), session, prompt);
    workers_.wait_until_held();
    ASSERT_EQ(mst_request_cancel(engine_.get(), request), MST_OK) << last_error();
    workers_.release();
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_terminal(request));
    EXPECT_EQ(pump.terminal(request)->event.type, MST_EVENT_CANCELLED);
    const uint64_t read = stats_of(engine_.get()).prompt_tokens - whole;
    EXPECT_GT(read, 0u);
    EXPECT_LT(read, whole * 3 / 4);

    mst_session_info info = MST_SESSION_INFO_INIT;
    ASSERT_EQ(mst_session_query(engine_.get(), session, &info), MST_OK) << last_error();
    EXPECT_EQ(info.message_count, 0u);
    EXPECT_EQ(answer(session, prompt), expected);
}

}  // namespace
}  // namespace minstrel::testing
