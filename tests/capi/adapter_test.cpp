// Adapters as hosts see them: loaded beside a model, given to sessions, changed, given up.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "tests/capi/engine_fixture.h"
#include "tests/support/tiny_adapter.h"

namespace minstrel::testing {
namespace {

class AdapterTest : public EngineTest {
  protected:
    void SetUp() override {
        EngineTest::SetUp();
        pump_ = std::make_unique<Pump>(engine_.get());
        write_tiny_adapter(path("first"));
        write_tiny_adapter(path("second"), {}, {.rank = 2, .largest = 48, .seed = 9});
    }

    std::string path(const std::string& name) const { return directory_ / name; }

    mst_adapter load(const std::string& name, void* user_data = nullptr) {
        const std::string place = path(name);
        mst_adapter_desc desc = MST_ADAPTER_DESC_INIT;
        desc.model = model_;
        desc.path = to_text(place);
        desc.user_data = user_data;
        mst_adapter adapter = {0};
        EXPECT_EQ(mst_adapter_load(engine_.get(), &desc, &adapter), MST_OK) << last_error();
        return adapter;
    }

    const SeenEvent* news(mst_event_type type, mst_adapter adapter) {
        return pump_->find(type, mst_model{adapter.id});
    }
    bool run_until_settled(mst_adapter adapter) {
        return pump_->run_until([&] {
            return news(MST_EVENT_ADAPTER_READY, adapter) != nullptr ||
                   news(MST_EVENT_ADAPTER_FAILED, adapter) != nullptr;
        });
    }
    mst_adapter load_and_wait(const std::string& name) {
        const mst_adapter adapter = load(name);
        EXPECT_TRUE(run_until_settled(adapter));
        EXPECT_NE(news(MST_EVENT_ADAPTER_READY, adapter), nullptr);
        return adapter;
    }

    mst_session session_with(mst_adapter adapter, float scale = 0) {
        mst_session_desc desc = MST_SESSION_DESC_INIT;
        desc.model = model_;
        desc.adapter = adapter;
        desc.adapter_scale = scale;
        mst_session session = {0};
        EXPECT_EQ(mst_session_create(engine_.get(), &desc, &session), MST_OK) << last_error();
        return session;
    }

    std::string ask(mst_session session, const char* text = "Good evening.") {
        request_ = submit(engine_.get(), session, Prompt(text, 24));
        EXPECT_TRUE(pump_->run_until_terminal(request_));
        return pump_->answer(request_);
    }

    uint64_t weight_bytes() { return stats_of(engine_.get()).memory_bytes[MST_MEMORY_WEIGHTS]; }

    TempDirectory directory_;
    std::unique_ptr<Pump> pump_;
    mst_request request_ = {0};
};

constexpr mst_adapter kNone = {0};

TEST_F(AdapterTest, sessions_with_different_ones_speak_at_the_same_time_as_they_do_alone) {
    const mst_adapter first = load_and_wait("first"), second = load_and_wait("second");
    const struct {
        mst_adapter adapter;
        float scale;
    } cases[] = {{kNone, 0}, {first, 0}, {first, 0.5f}, {second, 1}, {second, -2}, {kNone, 3}};
    std::vector<std::string> alone;
    for (const auto& one : cases) {
        const mst_session session = session_with(one.adapter, one.scale);
        alone.push_back(ask(session));
        mst_session_destroy(engine_.get(), session);
    }
    std::vector<mst_request> requests;
    for (const auto& one : cases) {
        requests.push_back(submit(engine_.get(), session_with(one.adapter, one.scale),
                                  Prompt("Good evening.", 24)));
    }
    for (size_t i = 0; i < requests.size(); ++i) {
        ASSERT_TRUE(pump_->run_until_terminal(requests[i]));
        EXPECT_EQ(pump_->answer(requests[i]), alone[i]) << i;
    }
    for (size_t i = 1; i + 1 < alone.size(); ++i) EXPECT_NE(alone[i], alone[i - 1]) << i;
    EXPECT_EQ(alone.back(), alone.front());
    EXPECT_EQ(ask(session_with(first, 1)), alone[1]);
}

TEST_F(AdapterTest, tells_what_it_is_and_what_it_takes) {
    wait_for_model();
    const uint64_t before = weight_bytes();
    int mark = 0;
    const mst_adapter adapter = load("first", &mark);
    mst_adapter_info info = MST_ADAPTER_INFO_INIT;
    const mst_result early = mst_adapter_query(engine_.get(), adapter, &info);
    EXPECT_TRUE(early == MST_NOT_READY || early == MST_OK);
    ASSERT_TRUE(run_until_settled(adapter));
    const SeenEvent* ready = news(MST_EVENT_ADAPTER_READY, adapter);
    ASSERT_NE(ready, nullptr);
    EXPECT_EQ(ready->event.user_data, &mark);
    EXPECT_EQ(ready->event.values[2], model_.id);
    ASSERT_EQ(mst_adapter_query(engine_.get(), adapter, &info), MST_OK);
    EXPECT_EQ(info.rank, 4u);
    EXPECT_EQ(info.matrix_count, 14u);
    EXPECT_EQ(to_string(info.name), "first");
    // Rank times rows and columns of all matrices of two layers.
    EXPECT_EQ(info.parameter_count, 2u * 4 * (2 * (32 + 32) + 2 * (16 + 32) + 3 * (64 + 32)));
    EXPECT_GE(info.bytes, info.parameter_count * sizeof(float));
    EXPECT_EQ(info.device_bytes, 0u);
    EXPECT_EQ(weight_bytes(), before + info.bytes);
    EXPECT_EQ(mst_adapter_unload(engine_.get(), adapter), MST_OK);
    EXPECT_TRUE(wait_without_polling([&] { return weight_bytes() == before; }));
    EXPECT_EQ(mst_adapter_query(engine_.get(), adapter, &info), MST_ERROR_STALE_HANDLE);
}

TEST_F(AdapterTest, requests_wait_for_it) {
    const mst_adapter loading = load("first");  // as is its model
    const mst_session session = session_with(loading);
    const std::string answer = ask(session);
    EXPECT_EQ(pump_->terminal(request_)->event.type, MST_EVENT_DONE);
    EXPECT_EQ(ask(session_with(load_and_wait("first"))), answer);
    EXPECT_NE(ask(session_with(kNone)), answer);
}

TEST_F(AdapterTest, one_that_cannot_be_loaded_fails_the_requests_of_its_sessions) {
    wait_for_model();
    const mst_adapter missing = load("nowhere");
    const mst_session session = session_with(missing);
    (void)ask(session);
    const SeenEvent* end = pump_->terminal(request_);
    EXPECT_EQ(end->event.type, MST_EVENT_FAILED);
    EXPECT_EQ(end->event.result, MST_ERROR_NOT_FOUND);
    EXPECT_NE(end->text.find("the adapter"), std::string::npos) << end->text;
    ASSERT_TRUE(run_until_settled(missing));
    const SeenEvent* failed = news(MST_EVENT_ADAPTER_FAILED, missing);
    ASSERT_NE(failed, nullptr);
    EXPECT_EQ(failed->event.result, MST_ERROR_NOT_FOUND);
    EXPECT_NE(failed->text.find("nowhere"), std::string::npos) << failed->text;
    EXPECT_EQ(mst_adapter_unload(engine_.get(), missing), MST_ERROR_STALE_HANDLE);
    // The session is not lost.
    ASSERT_EQ(mst_session_set_adapter(engine_.get(), session, kNone, 0), MST_OK);
    EXPECT_EQ(ask(session), ask(session_with(kNone)));
}

TEST_F(AdapterTest, an_adapter_of_a_model_that_fails_fails_too) {
    const std::string nowhere = path("no.mst");
    const mst_model model = load_model(engine_.get(), nowhere);
    const std::string place = path("first");
    mst_adapter_desc desc = MST_ADAPTER_DESC_INIT;
    desc.model = model;
    desc.path = to_text(place);
    mst_adapter adapter = {0};
    ASSERT_EQ(mst_adapter_load(engine_.get(), &desc, &adapter), MST_OK);
    ASSERT_TRUE(run_until_settled(adapter));
    const SeenEvent* failed = news(MST_EVENT_ADAPTER_FAILED, adapter);
    ASSERT_NE(failed, nullptr);
    EXPECT_NE(failed->text.find("the model could not be loaded"), std::string::npos);
}

TEST_F(AdapterTest, what_was_read_with_another_one_is_read_again) {
    const mst_adapter first = load_and_wait("first"), second = load_and_wait("second");
    for (const mst_adapter next : {first, second, kNone}) {
        for (const float scale : {1.0f, 0.25f}) {
            const mst_session session = session_with(first);
            (void)ask(session);
            ASSERT_EQ(mst_session_set_adapter(engine_.get(), session, next, scale), MST_OK);
            const uint64_t before = stats_of(engine_.get()).reused_tokens;
            (void)ask(session, "And bread?");
            const bool same = next.id == first.id && scale == 1.0f;
            EXPECT_EQ(stats_of(engine_.get()).reused_tokens > before, same);
        }
    }
}

TEST_F(AdapterTest, after_a_change_the_session_speaks_like_one_that_was_made_so) {
    const mst_adapter first = load_and_wait("first");
    const mst_session session = session_with(kNone);
    const std::string plain = ask(session);
    ASSERT_EQ(mst_session_reset(engine_.get(), session), MST_OK);
    ASSERT_EQ(mst_session_set_adapter(engine_.get(), session, first, 0), MST_OK);
    const std::string changed = ask(session);
    EXPECT_EQ(changed, ask(session_with(first)));
    EXPECT_NE(changed, plain);
    ASSERT_EQ(mst_session_reset(engine_.get(), session), MST_OK);
    ASSERT_EQ(mst_session_set_adapter(engine_.get(), session, kNone, 0), MST_OK);
    EXPECT_EQ(ask(session), plain);
}

TEST_F(AdapterTest, takes_its_turn_behind_requests_that_were_submitted_before) {
    const mst_adapter first = load_and_wait("first");
    const std::string plain = ask(session_with(kNone));
    const mst_session session = session_with(kNone);
    const mst_request before = submit(engine_.get(), session, Prompt("Good evening.", 24));
    ASSERT_EQ(mst_session_set_adapter(engine_.get(), session, first, 0), MST_OK);
    const mst_request after = submit(engine_.get(), session, Prompt("Good evening.", 24));
    ASSERT_TRUE(pump_->run_until_terminal(after));
    EXPECT_EQ(pump_->answer(before), plain);
    EXPECT_EQ(pump_->terminal(after)->event.type, MST_EVENT_DONE);
}

TEST_F(AdapterTest, sessions_keep_what_the_host_has_given_up) {
    wait_for_model();
    const uint64_t before = weight_bytes();
    const mst_adapter adapter = load_and_wait("first");
    const std::string expected = ask(session_with(adapter));
    const mst_session session = session_with(adapter);
    const mst_request request = submit(engine_.get(), session, Prompt("Good evening.", 24));
    ASSERT_EQ(mst_adapter_unload(engine_.get(), adapter), MST_OK);
    ASSERT_TRUE(pump_->run_until_terminal(request));
    EXPECT_EQ(pump_->answer(request), expected);
    ASSERT_EQ(mst_session_reset(engine_.get(), session), MST_OK);
    EXPECT_EQ(ask(session), expected);
    EXPECT_GT(weight_bytes(), before);
    ASSERT_EQ(mst_model_unload(engine_.get(), model_), MST_OK);
    EXPECT_TRUE(wait_without_polling([&] { return weight_bytes() == 0; }));
}

TEST_F(AdapterTest, one_that_is_given_up_while_it_loads_still_serves_its_sessions) {
    const std::string expected = ask(session_with(load_and_wait("first")));
    restart(small_engine());
    pump_ = std::make_unique<Pump>(engine_.get());
    const mst_adapter adapter = load("first");
    const mst_session session = session_with(adapter);
    ASSERT_EQ(mst_adapter_unload(engine_.get(), adapter), MST_OK);
    EXPECT_EQ(ask(session), expected);
    EXPECT_EQ(news(MST_EVENT_ADAPTER_READY, adapter), nullptr);
}

// A step rests for a while between two of its quanta.
class RestingAdapterTest : public AdapterTest {
  protected:
    void rest_often() {
        mst_frame_desc frame = MST_FRAME_DESC_INIT;
        frame.max_pause_ns = 5'000'000;
        ASSERT_EQ(mst_engine_begin_frame(engine_.get(), &frame), MST_OK);
    }
    uint64_t next_quantum_ns() {
        mst_frame_stats stats = MST_FRAME_STATS_INIT;
        EXPECT_EQ(mst_engine_query_frames(engine_.get(), &stats), MST_OK);
        return stats.next_quantum_ns;
    }

    // A session with an adapter that nobody else has goes in the middle of a step: what a quantum
    // is expected to take changes with each of them.
    void come_and_go(mst_adapter adapter) {
        const mst_session session = session_with(adapter);
        const mst_request request = submit(engine_.get(), session, Prompt("Good evening.", 400));
        ASSERT_TRUE(pump_->run_until([&] { return !pump_->of(request).empty(); }));
        const uint64_t before = next_quantum_ns();
        ASSERT_TRUE(wait_without_polling([&] { return next_quantum_ns() != before; }));
        ASSERT_EQ(mst_adapter_unload(engine_.get(), adapter), MST_OK);
        ASSERT_EQ(mst_session_destroy(engine_.get(), session), MST_OK);
        ASSERT_TRUE(pump_->run_until_terminal(request));
    }
};

// What the step goes on to read for the neighbour it reads for the one that has gone as well.
TEST_F(RestingAdapterTest, a_step_keeps_what_it_reads) {
    const mst_session neighbour = session_with(load_and_wait("first"));
    const auto begin = [&] {
        EXPECT_EQ(mst_session_reset(engine_.get(), neighbour), MST_OK);
        return submit(engine_.get(), neighbour, Prompt("Good evening.", 16));
    };
    const mst_request alone = begin();
    ASSERT_TRUE(pump_->run_until_terminal(alone));
    const std::string expected = pump_->answer(alone);
    rest_often();
    for (int i = 0; i < 4; ++i) {
        const mst_adapter other = load_and_wait("second");
        const mst_request request = begin();
        come_and_go(other);
        ASSERT_TRUE(pump_->run_until_terminal(request));
        EXPECT_EQ(pump_->answer(request), expected);
    }
}

TEST_F(RestingAdapterTest, a_step_that_nobody_waits_for_keeps_nothing) {
    wait_for_model();
    const uint64_t before = weight_bytes();
    rest_often();
    for (int i = 0; i < 4; ++i) {
        come_and_go(load_and_wait("second"));
        ASSERT_TRUE(wait_without_polling([&] { return weight_bytes() == before; })) << i;
    }
}

// A host that wants signatures is asked about adapters as well; they have none.
TEST_F(AdapterTest, the_host_may_refuse_what_is_not_signed) {
    std::string asked;
    const mst_signature_check check = {
        &asked, [](void* user, mst_text place, mst_bytes digest, mst_bytes) {
            *static_cast<std::string*>(user) = to_string(place);
            return digest.length != 0 ? MST_OK : MST_ERROR_UNSUPPORTED;
        }};
    mst_engine_desc desc = small_engine();
    desc.signature_check = &check;
    restart(desc);
    pump_ = std::make_unique<Pump>(engine_.get());
    const mst_adapter adapter = load("first");
    ASSERT_TRUE(run_until_settled(adapter));
    const SeenEvent* failed = news(MST_EVENT_ADAPTER_FAILED, adapter);
    ASSERT_NE(failed, nullptr);
    EXPECT_EQ(name_of(failed->event.result), "MST_ERROR_UNSUPPORTED");
    EXPECT_NE(failed->text.find("not signed"), std::string::npos) << failed->text;
    EXPECT_EQ(asked, path("first"));
}

TEST_F(AdapterTest, ends_with_its_model) {
    const mst_adapter ready = load_and_wait("first");
    const mst_adapter loading = load("second");
    ASSERT_EQ(mst_model_unload(engine_.get(), model_), MST_OK);
    for (const mst_adapter adapter : {ready, loading}) {
        mst_adapter_info info = MST_ADAPTER_INFO_INIT;
        EXPECT_EQ(mst_adapter_query(engine_.get(), adapter, &info), MST_ERROR_STALE_HANDLE);
        EXPECT_NE(last_error().find("model"), std::string::npos) << last_error();
    }
    EXPECT_TRUE(wait_without_polling([&] { return weight_bytes() == 0; }));
}

TEST_F(AdapterTest, misuse_is_named) {
    wait_for_model();
    const mst_adapter adapter = load_and_wait("first");
    const mst_session session = session_with(kNone);
    mst_engine* engine = engine_.get();
    const auto refused = [](mst_result result, mst_result wanted, const char* part) {
        EXPECT_EQ(name_of(result), name_of(wanted)) << part;
        EXPECT_NE(last_error().find(part), std::string::npos) << last_error();
    };
    const float nan = std::nanf("");
    for (const float scale : {nan, 17.0f, -16.5f}) {
        refused(mst_session_set_adapter(engine, session, adapter, scale),
                MST_ERROR_INVALID_ARGUMENT, "scale");
    }
    refused(mst_session_set_adapter(engine, session, mst_adapter{model_.id}, 1),
            MST_ERROR_INVALID_ARGUMENT, "adapter");
    const mst_model other = load_model(engine, package_path());
    mst_session_desc session_desc = MST_SESSION_DESC_INIT;
    session_desc.model = other;
    session_desc.adapter = adapter;
    mst_session none = {5};
    refused(mst_session_create(engine, &session_desc, &none), MST_ERROR_INVALID_ARGUMENT,
            "another model");
    EXPECT_EQ(none.id, 0u);
    refused(mst_session_set_adapter(engine, make_session(engine, other), adapter, 1),
            MST_ERROR_INVALID_ARGUMENT, "another model");
    session_desc.model = model_;
    session_desc.adapter_scale = nan;
    refused(mst_session_create(engine, &session_desc, &none), MST_ERROR_INVALID_ARGUMENT,
            "adapter_scale");
    session_desc.adapter_scale = 1;
    session_desc.reserved0 = 1;
    refused(mst_session_create(engine, &session_desc, &none), MST_ERROR_INVALID_ARGUMENT,
            "reserved0");

    mst_adapter_desc desc = MST_ADAPTER_DESC_INIT;
    mst_adapter made = {5};
    desc.model = model_;
    refused(mst_adapter_load(engine, &desc, &made), MST_ERROR_INVALID_ARGUMENT, "path");
    EXPECT_EQ(made.id, 0u);
    const std::string place = path("first");
    desc.path = to_text(place);
    desc.flags = 2;
    refused(mst_adapter_load(engine, &desc, &made), MST_ERROR_UNSUPPORTED, "flags");
    desc.flags = MST_ADAPTER_READ_BIT;
    desc.model = mst_model{0};
    refused(mst_adapter_load(engine, &desc, &made), MST_ERROR_INVALID_ARGUMENT, "model");
    refused(mst_adapter_unload(engine, kNone), MST_ERROR_INVALID_ARGUMENT, "adapter");
    ASSERT_EQ(mst_adapter_unload(engine, adapter), MST_OK);
    refused(mst_session_set_adapter(engine, session, adapter, 1), MST_ERROR_STALE_HANDLE,
            "adapter");
}

TEST_F(AdapterTest, there_is_a_limit) {
    std::vector<mst_adapter> adapters;
    for (int i = 0; i < 256; ++i) adapters.push_back(load("nowhere"));
    const std::string place = path("first");
    mst_adapter_desc desc = MST_ADAPTER_DESC_INIT;
    desc.model = model_;
    desc.path = to_text(place);
    mst_adapter made = {0};
    EXPECT_EQ(mst_adapter_load(engine_.get(), &desc, &made), MST_ERROR_LIMIT_REACHED);
    for (const mst_adapter adapter : adapters) ASSERT_TRUE(run_until_settled(adapter));
    EXPECT_NE(load_and_wait("first").id, 0u);
}

TEST_F(AdapterTest, scripts_have_none) {
    const std::string script = path("talk.script.json");
    write_file(script, R"({"replies": [{"say": "Hello."}]})");
    mst_engine_desc desc = small_engine();
    desc.backend = MST_BACKEND_SCRIPTED;
    restart(desc);
    pump_ = std::make_unique<Pump>(engine_.get());
    model_ = load_model(engine_.get(), script);
    const mst_adapter adapter = load("first");
    ASSERT_TRUE(run_until_settled(adapter));
    const SeenEvent* failed = news(MST_EVENT_ADAPTER_FAILED, adapter);
    ASSERT_NE(failed, nullptr);
    EXPECT_EQ(name_of(failed->event.result), "MST_ERROR_UNSUPPORTED") << failed->text;
}

}  // namespace
}  // namespace minstrel::testing
