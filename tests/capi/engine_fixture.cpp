#include "tests/capi/engine_fixture.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

#include "tests/support/tiny_model.h"

namespace minstrel::testing {

std::string last_error() {
    mst_text text = {nullptr, 0};
    mst_last_error(&text);
    return to_string(text);
}

std::string name_of(mst_result result) {
    mst_text text = {nullptr, 0};
    mst_result_name(result, &text);
    return to_string(text);
}

mst_engine_desc small_engine() {
    mst_engine_desc desc = MST_ENGINE_DESC_INIT;
    desc.flags = MST_ENGINE_VALIDATION_BIT;
    desc.thread_count = 1;
    desc.max_sessions = 8;
    desc.max_requests = 16;
    desc.max_batch_rows = 32;
    desc.prefill_chunk_tokens = 16;
    desc.seed = 1;
    return desc;
}

EnginePointer make_engine(const mst_engine_desc& desc) {
    mst_engine* engine = nullptr;
    const mst_result result = mst_engine_create(&desc, &engine);
    EXPECT_EQ(name_of(result), "MST_OK") << last_error();
    return EnginePointer(engine);
}

mst_model load_model(mst_engine* engine, std::string_view path, void* user_data) {
    mst_model_desc desc = MST_MODEL_DESC_INIT;
    desc.path = to_text(path);
    desc.user_data = user_data;
    mst_model model = {0};
    const mst_result result = mst_model_load(engine, &desc, &model);
    EXPECT_EQ(name_of(result), "MST_OK") << last_error();
    return model;
}

mst_session make_session(mst_engine* engine, mst_model model, void* user_data) {
    mst_session_desc desc = MST_SESSION_DESC_INIT;
    desc.model = model;
    desc.system_prompt = to_text("You are Marta, the innkeeper.");
    desc.user_data = user_data;
    mst_session session = {0};
    const mst_result result = mst_session_create(engine, &desc, &session);
    EXPECT_EQ(name_of(result), "MST_OK") << last_error();
    return session;
}

Prompt::Prompt(std::string_view text, uint32_t max_tokens, uint64_t seed)
    : words(text), sampling(MST_SAMPLING_DESC_INIT), desc(MST_REQUEST_DESC_INIT) {
    sampling.temperature = 1.0f;
    desc.max_tokens = max_tokens;
    desc.text = to_text(words);
    desc.sampling = &sampling;
    desc.seed = seed;
}

mst_request submit(mst_engine* engine, mst_session session, const Prompt& prompt) {
    mst_request request = {0};
    const mst_result result = mst_request_submit(engine, session, &prompt.desc, &request);
    EXPECT_EQ(name_of(result), "MST_OK") << last_error();
    return request;
}

mst_engine_stats stats_of(mst_engine* engine) {
    mst_engine_stats stats = MST_ENGINE_STATS_INIT;
    EXPECT_EQ(mst_engine_query_stats(engine, &stats), MST_OK) << last_error();
    return stats;
}

bool wait_without_polling(const std::function<bool()>& condition) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::nanoseconds(kPatience);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > limit) return false;
        std::this_thread::yield();
    }
    return true;
}

void Pump::keep(const mst_event* events, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) {
        events_.push_back({events[i], to_string(events[i].text), to_string(events[i].payload)});
    }
}

mst_result Pump::poll() {
    std::array<mst_event, 8> events;
    uint32_t count = 0;
    const mst_result result = mst_engine_poll(engine_, events.data(), events.size(), &count);
    keep(events.data(), count);
    return result;
}

bool Pump::run_until(const std::function<bool()>& done) {
    std::array<mst_event, 8> events;
    while (!done()) {
        uint32_t count = 0;
        const mst_result result =
            mst_engine_wait(engine_, kPatience, events.data(), events.size(), &count);
        if (result != MST_OK) return false;
        keep(events.data(), count);
    }
    return true;
}

bool Pump::run_until_terminal(mst_request request) {
    return run_until([&] { return terminal(request) != nullptr; });
}

bool Pump::run_until_ready(mst_model model) {
    const auto is_ready = [&] { return find(MST_EVENT_MODEL_READY, model) != nullptr; };
    const auto has_failed = [&] { return find(MST_EVENT_MODEL_FAILED, model) != nullptr; };
    return run_until([&] { return is_ready() || has_failed(); }) && is_ready();
}

std::vector<SeenEvent> Pump::of(mst_request request) const {
    std::vector<SeenEvent> result;
    std::copy_if(events_.begin(), events_.end(), std::back_inserter(result),
                 [&](const SeenEvent& seen) { return seen.event.request.id == request.id; });
    return result;
}

const SeenEvent* Pump::terminal(mst_request request) const {
    for (const SeenEvent& seen : events_) {
        if (seen.event.request.id == request.id && seen.is_terminal()) return &seen;
    }
    return nullptr;
}

const SeenEvent* Pump::find(mst_event_type type, mst_model model) const {
    for (const SeenEvent& seen : events_) {
        if (seen.event.type == type && seen.event.values[0] == model.id) return &seen;
    }
    return nullptr;
}

std::string Pump::answer(mst_request request) const {
    std::string text;
    for (const SeenEvent& seen : of(request)) {
        if (seen.event.type == MST_EVENT_TEXT) text += seen.text;
    }
    return text;
}

mst_log_sink Gate::sink() {
    return {this, log};
}

void Gate::wait_until_reached(int times) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this, times] { return reached_ >= times; });
}

void Gate::open() {
    {
        const std::lock_guard lock(mutex_);
        open_ = true;
    }
    changed_.notify_all();
}

void Gate::log(void* user, mst_log_level, uint32_t id, mst_text) {
    constexpr uint32_t kModelLoaded = 200;
    constexpr uint32_t kModelFailed = 201;
    if (id != kModelLoaded && id != kModelFailed) return;
    auto& gate = *static_cast<Gate*>(user);
    std::unique_lock lock(gate.mutex_);
    ++gate.reached_;
    gate.changed_.notify_all();
    gate.changed_.wait(lock, [&] { return gate.open_; });
}

std::unique_ptr<TempDirectory> EngineTest::directory_;
std::string EngineTest::package_path_;

void EngineTest::SetUpTestSuite() {
    directory_ = std::make_unique<TempDirectory>();
    package_path_ = *directory_ / "tiny.mst";
    ASSERT_EQ(write_tiny_package(package_path_), "");
}

void EngineTest::TearDownTestSuite() {
    directory_.reset();
}

const std::string& EngineTest::package_path() {
    return package_path_;
}

void EngineTest::SetUp() {
    restart(small_engine());
}

void EngineTest::restart(const mst_engine_desc& desc) {
    engine_.reset();
    engine_ = make_engine(desc);
    ASSERT_NE(engine_, nullptr);
    model_ = load_model(engine_.get(), package_path());
}

void EngineTest::wait_for_model() {
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_ready(model_));
}

}  // namespace minstrel::testing
