// Who computes, and in which form keys and values lie: none of it changes who answers what.
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/capi/engine_fixture.h"
#include "tests/support/tiny_model.h"

namespace minstrel::testing {
namespace {

// What a game engine has: a queue of tasks and threads that run them.
class HostWorkers {
  public:
    explicit HostWorkers(uint32_t threads) {
        for (uint32_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
    }
    ~HostWorkers() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        news_.notify_all();
        for (std::thread& thread : threads_) thread.join();
        EXPECT_TRUE(tasks_.empty());
    }
    mst_task_system hooks() { return {this, submit}; }
    uint32_t submitted() const { return submitted_.load(); }
    mst_engine* engine = nullptr;  // that `submit` calls, against the rule
    std::atomic<mst_result> answer{MST_OK};

  private:
    static mst_result submit(void* user, mst_task_fn task, void* context) {
        auto& self = *static_cast<HostWorkers*>(user);
        ++self.submitted_;
        if (self.engine != nullptr) self.answer = mst_engine_set_thread_count(self.engine, 1);
        {
            const std::lock_guard lock(self.mutex_);
            self.tasks_.emplace_back(task, context);
        }
        self.news_.notify_one();
        return MST_OK;
    }
    void work() {
        std::unique_lock lock(mutex_);
        while (true) {
            news_.wait(lock, [this] { return closed_ || !tasks_.empty(); });
            if (tasks_.empty()) return;
            const auto [task, context] = tasks_.front();
            tasks_.pop_front();
            lock.unlock();
            task(context);
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable news_;
    std::deque<std::pair<mst_task_fn, void*>> tasks_;
    bool closed_ = false;
    std::atomic<uint32_t> submitted_{0};
    std::vector<std::thread> threads_;
};

class ComputeTest : public EngineTest {
  protected:
    void SetUp() override {}  // each test makes its own engine

    static mst_engine_desc desc_with(uint32_t threads) {
        mst_engine_desc desc = small_engine();
        desc.thread_count = threads;
        return desc;
    }

    void start(const mst_engine_desc& desc, mst_kv_type kv_type = MST_KV_DEFAULT,
               const std::string& path = package_path()) {
        engine_ = make_engine(desc);
        ASSERT_NE(engine_, nullptr) << last_error();
        mst_model_desc model_desc = MST_MODEL_DESC_INIT;
        model_desc.path = to_text(path);
        model_desc.kv_type = kv_type;
        ASSERT_EQ(mst_model_load(engine_.get(), &model_desc, &model_), MST_OK) << last_error();
        wait_for_model();
    }

    // Answers to a few prompts at once; `meanwhile` is called again and again.
    std::string answers(const std::function<void()>& meanwhile = [] {}) {
        Pump pump(engine_.get());
        std::vector<mst_request> requests;
        for (const char* text : {"Good evening to you", "What is there to eat?", "And the road?"}) {
            const mst_session session = make_session(engine_.get(), model_);
            requests.push_back(submit(engine_.get(), session, Prompt(text, 24)));
        }
        std::string all;
        for (const mst_request request : requests) {
            EXPECT_TRUE(wait_without_polling([&] {
                meanwhile();
                pump.poll();
                return pump.terminal(request) != nullptr;
            }));
            if (pump.terminal(request) == nullptr) return "";
            EXPECT_EQ(pump.terminal(request)->event.type, MST_EVENT_DONE);
            all += pump.answer(request) + "|";
        }
        return all;
    }
};

TEST_F(ComputeTest, the_number_of_threads_changes_while_sessions_speak) {
    start(desc_with(1));
    const std::string expected = answers();
    start(desc_with(4));
    EXPECT_EQ(stats_of(engine_.get()).max_thread_count, 4u);
    uint32_t round = 0;
    EXPECT_EQ(answers([&] {
                  // A full queue of calls is an answer too.
                  const mst_result result = mst_engine_set_thread_count(engine_.get(), round++ % 5);
                  EXPECT_TRUE(result == MST_OK || result == MST_ERROR_LIMIT_REACHED);
              }),
              expected);
    ASSERT_TRUE(wait_without_polling(
        [&] { return mst_engine_set_thread_count(engine_.get(), 2) == MST_OK; }));
    EXPECT_TRUE(wait_without_polling([&] { return stats_of(engine_.get()).thread_count == 2; }));
    ASSERT_EQ(mst_engine_set_thread_count(engine_.get(), 0), MST_OK);
    EXPECT_TRUE(wait_without_polling([&] { return stats_of(engine_.get()).thread_count == 4; }));
}

TEST_F(ComputeTest, more_threads_than_there_are_is_an_error) {
    start(desc_with(2));
    EXPECT_EQ(mst_engine_set_thread_count(engine_.get(), 3), MST_ERROR_LIMIT_REACHED);
    EXPECT_NE(last_error().find("created with 2"), std::string::npos) << last_error();
    EXPECT_EQ(mst_engine_set_thread_count(nullptr, 1), MST_ERROR_INVALID_ARGUMENT);
}

TEST_F(ComputeTest, workers_of_the_host_give_the_same_answers) {
    start(desc_with(1));
    const std::string expected = answers();
    HostWorkers workers(2);
    const mst_task_system hooks = workers.hooks();
    mst_engine_desc desc = desc_with(3);
    desc.task_system = &hooks;
    start(desc);
    EXPECT_EQ(answers(), expected);
    EXPECT_EQ(stats_of(engine_.get()).max_thread_count, 3u);
    workers.engine = engine_.get();
    EXPECT_EQ(answers(), expected);
    EXPECT_GT(workers.submitted(), 0u);
    EXPECT_TRUE(workers.answer == MST_OK || workers.answer == MST_ERROR_INVALID_STATE);
    engine_.reset();  // waits for the tasks
}

TEST_F(ComputeTest, keys_and_values_of_every_form_give_the_same_answers_in_company_and_alone) {
    const TempDirectory directory;
    const std::string path = directory.path() + "/wide.mst";
    TinyModelOptions wide;
    wide.head_dim = 32;
    ASSERT_EQ(write_tiny_package(path, wide), "");
    std::map<mst_kv_type, uint64_t> bytes;
    for (mst_kv_type type : {MST_KV_F32, MST_KV_F16, MST_KV_BF16, MST_KV_INT8}) {
        start(desc_with(1), type, path);
        mst_model_info info = MST_MODEL_INFO_INIT;
        ASSERT_EQ(mst_model_query(engine_.get(), model_, &info), MST_OK);
        bytes[type] = info.kv_bytes_per_token;
        EXPECT_EQ(info.kv_page_bytes[type], info.kv_bytes_per_token * info.kv_page_tokens);
        EXPECT_EQ(info.kv_page_bytes[MST_KV_DEFAULT], info.kv_page_bytes[MST_KV_F16]);
        EXPECT_EQ(info.kv_page_bytes[MST_KV_TYPE_CAPACITY - 1], 0u);
        const std::string expected = answers();
        mst_engine_desc desc = desc_with(3);
        desc.prefill_chunk_tokens = 1;
        start(desc, type, path);
        EXPECT_EQ(answers(), expected);
        desc.prefill_chunk_tokens = 7;
        desc.max_batch_rows = 9;
        start(desc, type, path);
        EXPECT_EQ(answers(), expected);
    }
    EXPECT_EQ(bytes[MST_KV_F32], 2 * bytes[MST_KV_F16]);
    EXPECT_EQ(bytes[MST_KV_F16], bytes[MST_KV_BF16]);
    EXPECT_LT(bytes[MST_KV_INT8], bytes[MST_KV_F16]);
}

TEST_F(ComputeTest, wrong_forms_of_keys_and_values_have_their_errors) {
    engine_ = make_engine(small_engine());
    mst_model_desc desc = MST_MODEL_DESC_INIT;
    desc.path = to_text(package_path());
    desc.kv_type = static_cast<mst_kv_type>(5);
    EXPECT_EQ(mst_model_load(engine_.get(), &desc, &model_), MST_ERROR_INVALID_ARGUMENT);
    EXPECT_NE(last_error().find("kv_type"), std::string::npos) << last_error();
    desc.kv_type = MST_KV_INT8;
    desc.reserved0 = 1;
    EXPECT_EQ(mst_model_load(engine_.get(), &desc, &model_), MST_ERROR_INVALID_ARGUMENT);
    // Heads of this model have 8 dimensions.
    desc.reserved0 = 0;
    ASSERT_EQ(mst_model_load(engine_.get(), &desc, &model_), MST_OK);
    Pump pump(engine_.get());
    ASSERT_TRUE(
        pump.run_until([&] { return pump.find(MST_EVENT_MODEL_FAILED, model_) != nullptr; }));
    const SeenEvent* failed = pump.find(MST_EVENT_MODEL_FAILED, model_);
    EXPECT_EQ(failed->event.result, MST_ERROR_UNSUPPORTED);
    EXPECT_NE(failed->text.find("head_dim"), std::string::npos) << failed->text;
}

}  // namespace
}  // namespace minstrel::testing
