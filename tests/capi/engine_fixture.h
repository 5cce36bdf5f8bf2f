// What tests of the C API share: engines that end by themselves, a tiny model on disk, a pump that
// keeps events beyond the next poll. Used by the test's thread unless a method says otherwise.
#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "minstrel/minstrel.h"
#include "tests/support/temp_directory.h"

namespace minstrel::testing {

inline constexpr uint64_t kSecond = 1'000'000'000;
inline constexpr uint64_t kPatience = 60 * kSecond;  // sanitizers on a busy machine

struct EngineDeleter {
    void operator()(mst_engine* engine) const { mst_engine_destroy(engine); }
};
using EnginePointer = std::unique_ptr<mst_engine, EngineDeleter>;

inline mst_text to_text(std::string_view text) {
    return mst_text{text.data(), text.size()};
}
inline std::string to_string(const mst_text& text) {
    return text.length == 0 ? std::string() : std::string(text.data, text.length);
}
std::string last_error();
std::string name_of(mst_result result);

// An event with its own copy of the text.
struct SeenEvent {
    mst_event event;  // its text fields are not valid any more
    std::string text;
    std::string payload;

    bool is_terminal() const {
        return event.type == MST_EVENT_DONE || event.type == MST_EVENT_FAILED ||
               event.type == MST_EVENT_CANCELLED;
    }
};

// Small limits and one thread: quick to start, and tests reach the limits.
mst_engine_desc small_engine();
EnginePointer make_engine(const mst_engine_desc& desc);

mst_model load_model(mst_engine* engine, std::string_view path, void* user_data = nullptr);
mst_session make_session(mst_engine* engine, mst_model model, void* user_data = nullptr);

// A request that answers `text` with at most `max_tokens` lively tokens of a fixed seed.
struct Prompt {
    explicit Prompt(std::string_view text, uint32_t max_tokens = 16, uint64_t seed = 7);
    Prompt(const Prompt&) = delete;
    Prompt& operator=(const Prompt&) = delete;

    std::string words;
    mst_sampling_desc sampling;
    mst_request_desc desc;
};
mst_request submit(mst_engine* engine, mst_session session, const Prompt& prompt);

mst_engine_stats stats_of(mst_engine* engine);
// Waits without taking events; false when it lasts longer than kPatience.
bool wait_without_polling(const std::function<bool()>& condition);

// Takes events of one engine and keeps them.
class Pump {
  public:
    explicit Pump(mst_engine* engine) : engine_(engine) {}

    // One mst_engine_poll.
    mst_result poll();
    // Waits for events until `done` holds; false when it lasts longer than kPatience.
    bool run_until(const std::function<bool()>& done);
    bool run_until_terminal(mst_request request);
    bool run_until_ready(mst_model model);  // likewise when it fails

    const std::vector<SeenEvent>& events() const { return events_; }
    std::vector<SeenEvent> of(mst_request request) const;
    const SeenEvent* terminal(mst_request request) const;
    const SeenEvent* find(mst_event_type type, mst_model model) const;
    // The text of all text events of a request.
    std::string answer(mst_request request) const;

  private:
    void keep(const mst_event* events, uint32_t count);

    mst_engine* engine_;
    std::vector<SeenEvent> events_;
};

// Holds the engine thread at the moment when a model becomes ready or fails, so that what a test
// does to its sessions happens before any of their requests starts. The gate is a log hook; it must
// be open before the engine is destroyed.
class Gate {
  public:
    mst_log_sink sink();
    void wait_until_reached(int times = 1);
    void open();

  private:
    static void log(void* user, mst_log_level level, uint32_t id, mst_text text);

    std::mutex mutex_;
    std::condition_variable changed_;
    int reached_ = 0;
    bool open_ = false;
};

// Tests with an engine and a model that is being loaded.
class EngineTest : public ::testing::Test {
  protected:
    static void SetUpTestSuite();
    static void TearDownTestSuite();
    void SetUp() override;

    static const std::string& package_path();

    void restart(const mst_engine_desc& desc);
    void wait_for_model();

    EnginePointer engine_;
    mst_model model_ = {0};

  private:
    static std::unique_ptr<TempDirectory> directory_;
    static std::string package_path_;
};

}  // namespace minstrel::testing
