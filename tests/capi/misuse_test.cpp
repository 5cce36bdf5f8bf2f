// Every way to call a function wrongly that the headers name: the documented code, a text that
// names the culprit, empty outputs, and an engine that goes on working.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "tests/capi/engine_fixture.h"

namespace minstrel::testing {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

void expect_text(std::string_view word) {
    EXPECT_NE(last_error().find(word), std::string::npos)
        << "\"" << word << "\" is not in: " << last_error();
}

void expect_create(const mst_engine_desc& desc, mst_result expected, std::string_view word) {
    mst_engine* engine = nullptr;
    EXPECT_EQ(name_of(mst_engine_create(&desc, &engine)), name_of(expected)) << word;
    EXPECT_EQ(engine, nullptr);
    expect_text(word);
    mst_engine_destroy(engine);
}

template <typename Field, typename Value>
void store(Field& field, Value value) {
    static_assert(sizeof field == sizeof value);
    std::memcpy(&field, &value, sizeof value);
}

TEST(EngineMisuseTest, null_pointers) {
    mst_engine* engine = nullptr;
    EXPECT_EQ(mst_engine_create(nullptr, &engine), MST_ERROR_INVALID_ARGUMENT);
    expect_text("desc is NULL");
    const mst_engine_desc desc = small_engine();
    EXPECT_EQ(mst_engine_create(&desc, nullptr), MST_ERROR_INVALID_ARGUMENT);
    expect_text("out_engine is NULL");
    mst_engine_destroy(nullptr);
    mst_build_info(nullptr);
    mst_last_error(nullptr);
    mst_result_name(MST_OK, nullptr);
}

std::string version_text(uint32_t major, uint32_t minor, uint32_t patch) {
    return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

TEST(EngineMisuseTest, a_header_of_another_version_is_refused_with_both_versions) {
    const std::string ours = version_text(MST_VERSION_MAJOR, MST_VERSION_MINOR, MST_VERSION_PATCH);
    const uint32_t others[][2] = {{MST_VERSION_MAJOR, MST_VERSION_MINOR + 1},
                                  {MST_VERSION_MAJOR + 1, MST_VERSION_MINOR},
                                  {0, 0}};
    for (const auto& [major, minor] : others) {
        mst_engine_desc desc = small_engine();
        desc.header_version = MST_MAKE_VERSION(major, minor, 7);
        expect_create(desc, MST_ERROR_UNSUPPORTED, ours);
        expect_text(version_text(major, minor, 7));
        desc.struct_size = 16;  // the version is told before the size
        expect_create(desc, MST_ERROR_UNSUPPORTED, ours);
    }
    mst_engine_desc patch = small_engine();
    patch.header_version = MST_MAKE_VERSION(MST_VERSION_MAJOR, MST_VERSION_MINOR, 77);
    EXPECT_NE(make_engine(patch), nullptr) << "another patch release is compatible";
}

TEST(EngineMisuseTest, numbers_out_of_range) {
    struct Case {
        uint32_t mst_engine_desc::*field;
        uint32_t most;
        const char* name;
    };
    const Case cases[] = {
        {&mst_engine_desc::max_sessions, 65536, "max_sessions"},
        {&mst_engine_desc::max_requests, 65536, "max_requests"},
        {&mst_engine_desc::max_batch_rows, 4096, "max_batch_rows"},
        {&mst_engine_desc::prefill_chunk_tokens, 4096, "prefill_chunk_tokens"},
        {&mst_engine_desc::thread_count, 256, "thread_count"},
    };
    for (const Case& one : cases) {
        mst_engine_desc desc = small_engine();
        desc.*one.field = one.most + 1;
        expect_create(desc, MST_ERROR_INVALID_ARGUMENT, one.name);
        desc.*one.field = UINT32_MAX;
        expect_create(desc, MST_ERROR_INVALID_ARGUMENT, one.name);
        if (one.field == &mst_engine_desc::thread_count) continue;  // 256 threads are slow to start
        desc.*one.field = one.most;
        EXPECT_NE(make_engine(desc), nullptr) << one.name;
    }
}

TEST(EngineMisuseTest, unknown_enums_and_flags) {
    mst_engine_desc desc = small_engine();
    for (const uint32_t value : {4u, 0x7FFFFFFFu, 0xFFFFFFFFu}) {
        store(desc.backend, value);
        expect_create(desc, MST_ERROR_INVALID_ARGUMENT, "backend");
    }
    desc = small_engine();
    for (const uint32_t value : {9u, 0x7FFFFFFFu, 0xFFFFFFFFu}) {
        store(desc.max_cpu_level, value);
        expect_create(desc, MST_ERROR_INVALID_ARGUMENT, "max_cpu_level");
    }
    desc = small_engine();
    desc.flags = UINT64_C(1) << 63;
    expect_create(desc, MST_ERROR_UNSUPPORTED, "0x8000000000000000");
}

TEST(EngineMisuseTest, a_back_end_that_is_not_there) {
    mst_engine_desc desc = small_engine();
    desc.backend = MST_BACKEND_CUDA;
    mst_engine* engine = nullptr;
    const mst_result result = mst_engine_create(&desc, &engine);
    if (result == MST_OK) {
        mst_engine_destroy(engine);
        GTEST_SKIP() << "this machine has a CUDA device";
    }
    EXPECT_EQ(name_of(result), "MST_ERROR_UNSUPPORTED");
    EXPECT_NE(last_error(), "");
}

class MisuseTest : public EngineTest {
  protected:
    void SetUp() override {
        EngineTest::SetUp();
        session_ = make_session(engine_.get(), model_);
    }

    // After each misuse nothing was started and the engine answers as ever.
    void TearDown() override {
        Pump pump(engine_.get());
        ASSERT_TRUE(pump.run_until_ready(model_));
        for (const SeenEvent& seen : pump.events()) EXPECT_EQ(seen.event.request.id, 0u);
        EXPECT_EQ(stats_of(engine_.get()).live_requests, 0u);
        const mst_request request = submit(engine_.get(), session_, Prompt("Hello", 4));
        ASSERT_TRUE(pump.run_until_terminal(request));
        EXPECT_EQ(pump.terminal(request)->event.type, MST_EVENT_DONE);
    }

    void expect_submit(const mst_request_desc& desc, mst_result expected, std::string_view word) {
        mst_request request = {5};
        const mst_result result = mst_request_submit(engine_.get(), session_, &desc, &request);
        EXPECT_EQ(name_of(result), name_of(expected)) << word;
        EXPECT_EQ(request.id, 0u);
        expect_text(word);
    }

    void expect_session(const mst_session_desc& desc, mst_result expected, std::string_view word) {
        mst_session session = {5};
        const mst_result result = mst_session_create(engine_.get(), &desc, &session);
        EXPECT_EQ(name_of(result), name_of(expected)) << word;
        EXPECT_EQ(session.id, 0u);
        expect_text(word);
    }

    void expect_load(const mst_model_desc& desc, mst_result expected, std::string_view word) {
        mst_model model = {5};
        EXPECT_EQ(name_of(mst_model_load(engine_.get(), &desc, &model)), name_of(expected)) << word;
        EXPECT_EQ(model.id, 0u);
        expect_text(word);
    }

    mst_session_desc session_desc() const {
        mst_session_desc desc = MST_SESSION_DESC_INIT;
        desc.model = model_;
        return desc;
    }

    void expect_message(const mst_message& message, std::string_view word) {
        const mst_message list[] = {
            {MST_ROLE_USER, 0, to_text("Hello"), {nullptr, 0}, {nullptr, 0}}, message};
        mst_request_desc desc = MST_REQUEST_DESC_INIT;
        desc.messages = list;
        desc.message_count = 2;
        expect_submit(desc, MST_ERROR_INVALID_ARGUMENT, "messages[1]");
        expect_text(word);
        mst_session_desc history = session_desc();
        history.history = list;
        history.history_count = 2;
        expect_session(history, MST_ERROR_INVALID_ARGUMENT, "history[1]");
        expect_text(word);
    }

    mst_session session_ = {0};
};

constexpr mst_text kAbsent = {nullptr, 0};

TEST_F(MisuseTest, a_null_engine_in_every_function) {
    mst_engine_stats stats = MST_ENGINE_STATS_INIT;
    mst_text text = to_text("left over");
    const mst_model_desc model_desc = MST_MODEL_DESC_INIT;
    mst_model_info model_info = MST_MODEL_INFO_INIT;
    mst_model model = {5};
    const mst_session_desc desc = session_desc();
    mst_session_info session_info = MST_SESSION_INFO_INIT;
    mst_session session = {5};
    const Prompt prompt("Hello");
    mst_request request = {5};
    std::array<mst_event, 1> events;
    uint32_t count = 5;
    const mst_frame_desc frame_desc = MST_FRAME_DESC_INIT;
    mst_frame_stats frame_stats = MST_FRAME_STATS_INIT;
    const mst_grammar_desc grammar_desc = MST_GRAMMAR_DESC_INIT;
    mst_grammar grammar = {5};
    mst_grammar_match match = MST_GRAMMAR_MATCH_INIT;
    const mst_tool_reply_desc reply_desc = MST_TOOL_REPLY_DESC_INIT;
    const mst_toolset_desc toolset_desc = MST_TOOLSET_DESC_INIT;
    mst_toolset toolset = {5};
    const mst_adapter_desc adapter_desc = MST_ADAPTER_DESC_INIT;
    mst_adapter adapter = {5};
    mst_adapter_info adapter_info = MST_ADAPTER_INFO_INIT;
    const mst_result results[] = {
        mst_engine_query_stats(nullptr, &stats),
        mst_adapter_load(nullptr, &adapter_desc, &adapter),
        mst_adapter_unload(nullptr, mst_adapter{5}),
        mst_adapter_query(nullptr, mst_adapter{5}, &adapter_info),
        mst_session_set_adapter(nullptr, session_, mst_adapter{5}, 1),
        mst_engine_get_device(nullptr, &text),
        mst_model_load(nullptr, &model_desc, &model),
        mst_model_unload(nullptr, model_),
        mst_model_query(nullptr, model_, &model_info),
        mst_session_create(nullptr, &desc, &session),
        mst_session_destroy(nullptr, session_),
        mst_session_reset(nullptr, session_),
        mst_session_set_system_prompt(nullptr, session_, kAbsent),
        mst_request_set_live(nullptr, request, nullptr, 0),
        mst_session_query(nullptr, session_, &session_info),
        mst_request_submit(nullptr, session_, &prompt.desc, &request),
        mst_request_cancel(nullptr, mst_request{5}),
        mst_engine_poll(nullptr, events.data(), 1, &count),
        mst_engine_wait(nullptr, 0, events.data(), 1, &count),
        mst_engine_wake(nullptr),
        mst_engine_begin_frame(nullptr, &frame_desc),
        mst_engine_query_frames(nullptr, &frame_stats),
        mst_engine_set_thread_count(nullptr, 1),
        mst_grammar_create(nullptr, &grammar_desc, &grammar),
        mst_grammar_destroy(nullptr, mst_grammar{5}),
        mst_grammar_test(nullptr, mst_grammar{5}, kAbsent, &match),
        mst_session_history(nullptr, session_),
        mst_tool_confirm(nullptr, mst_call{5}, 1),
        mst_tool_reply(nullptr, mst_call{5}, &reply_desc),
        mst_toolset_create(nullptr, &toolset_desc, &toolset),
        mst_toolset_destroy(nullptr, mst_toolset{5}),
    };
    for (const mst_result result : results) EXPECT_EQ(result, MST_ERROR_INVALID_ARGUMENT);
    expect_text("engine is NULL");
    EXPECT_EQ(text.length, 0u);
    EXPECT_EQ(model.id, 0u);
    EXPECT_EQ(session.id, 0u);
    EXPECT_EQ(request.id, 0u);
    EXPECT_EQ(grammar.id, 0u);
    EXPECT_EQ(adapter.id, 0u);
    EXPECT_EQ(toolset.id, 0u);
    EXPECT_EQ(count, 0u);
}

TEST_F(MisuseTest, null_outputs) {
    mst_engine* engine = engine_.get();
    mst_model_desc model_desc = MST_MODEL_DESC_INIT;
    model_desc.path = to_text(package_path());
    const mst_session_desc desc = session_desc();
    const Prompt prompt("Hello");
    std::array<mst_event, 1> events;
    uint32_t count = 5;
    const mst_result results[] = {
        mst_engine_query_stats(engine, nullptr),
        mst_engine_get_device(engine, nullptr),
        mst_model_load(engine, &model_desc, nullptr),
        mst_model_query(engine, model_, nullptr),
        mst_session_create(engine, &desc, nullptr),
        mst_session_query(engine, session_, nullptr),
        mst_request_submit(engine, session_, &prompt.desc, nullptr),
        mst_engine_poll(engine, events.data(), 1, nullptr),
        mst_engine_poll(engine, nullptr, 1, &count),
        mst_engine_poll(engine, events.data(), 0, &count),
        mst_engine_wait(engine, 0, events.data(), 1, nullptr),
        mst_engine_wait(engine, 0, nullptr, 1, &count),
        mst_engine_wait(engine, 0, events.data(), 0, &count),
    };
    for (const mst_result result : results) EXPECT_EQ(result, MST_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(count, 0u);
    EXPECT_EQ(stats_of(engine).live_models, 1u);
}

TEST_F(MisuseTest, model_paths) {
    mst_model_desc desc = MST_MODEL_DESC_INIT;
    expect_load(desc, MST_ERROR_INVALID_ARGUMENT, "path is empty");
    desc.path = to_text("");
    expect_load(desc, MST_ERROR_INVALID_ARGUMENT, "path is empty");
    desc.path = mst_text{nullptr, 5};
    expect_load(desc, MST_ERROR_INVALID_ARGUMENT, "path is NULL");
    desc.path = mst_text{nullptr, MST_TEXT_CSTR};
    expect_load(desc, MST_ERROR_INVALID_ARGUMENT, "path is NULL");
    desc.path = to_text("tavern\xFF.mst");
    expect_load(desc, MST_ERROR_INVALID_ARGUMENT, "not UTF-8 at byte 6");
    desc.path = to_text(std::string_view("tavern\0.mst", 11));
    expect_load(desc, MST_ERROR_INVALID_ARGUMENT, "zero byte");
    const std::string too_long(4097, 'a');
    desc.path = to_text(too_long);
    expect_load(desc, MST_ERROR_INVALID_ARGUMENT, "4096");
    desc.path = to_text(package_path());
    desc.flags = 4;
    expect_load(desc, MST_ERROR_UNSUPPORTED, "flags");
}

TEST_F(MisuseTest, sampling_out_of_range) {
    struct Case {
        float mst_sampling_desc::*field;
        float lowest;
        float highest;
        const char* name;
    };
    const Case cases[] = {
        {&mst_sampling_desc::temperature, 0, 10, "sampling.temperature"},
        {&mst_sampling_desc::top_p, 0, 1, "sampling.top_p"},
        {&mst_sampling_desc::min_p, 0, 1, "sampling.min_p"},
        {&mst_sampling_desc::repetition_penalty, 0, 10, "sampling.repetition_penalty"},
        {&mst_sampling_desc::presence_penalty, -10, 10, "sampling.presence_penalty"},
        {&mst_sampling_desc::frequency_penalty, -10, 10, "sampling.frequency_penalty"},
    };
    for (const Case& one : cases) {
        const float below = std::nextafter(one.lowest, -100.0f);
        const float above = std::nextafter(one.highest, 100.0f);
        for (const float value : {below, above, kNan, -kNan, kInfinity, -kInfinity}) {
            Prompt prompt("Hello");
            prompt.sampling.*one.field = value;
            expect_submit(prompt.desc, MST_ERROR_INVALID_ARGUMENT, one.name);
            mst_session_desc desc = session_desc();
            desc.sampling = &prompt.sampling;
            expect_session(desc, MST_ERROR_INVALID_ARGUMENT, one.name);
        }
    }
    Prompt prompt("Hello");
    prompt.sampling.penalty_tokens = 4097;
    expect_submit(prompt.desc, MST_ERROR_INVALID_ARGUMENT, "sampling.penalty_tokens");
}

TEST_F(MisuseTest, request_text) {
    mst_request_desc desc = MST_REQUEST_DESC_INIT;
    expect_submit(desc, MST_ERROR_INVALID_ARGUMENT, "neither text nor a message");
    desc.text = mst_text{nullptr, 3};
    expect_submit(desc, MST_ERROR_INVALID_ARGUMENT, "text is NULL");
    for (const char* bad : {"\xFF", "a\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82"}) {
        desc.text = mst_text{bad, MST_TEXT_CSTR};
        expect_submit(desc, MST_ERROR_INVALID_ARGUMENT, "text is not UTF-8");
    }
    desc.text = to_text("Hello");
    const mst_message message = {MST_ROLE_USER, 0, to_text("Hello"), kAbsent, kAbsent};
    desc.messages = &message;
    desc.message_count = 1;
    expect_submit(desc, MST_ERROR_INVALID_ARGUMENT, "both text and messages");
    desc.text = kAbsent;
    desc.messages = nullptr;
    expect_submit(desc, MST_ERROR_INVALID_ARGUMENT, "messages is NULL");
    desc.message_count = 1025;
    expect_submit(desc, MST_ERROR_INVALID_ARGUMENT, "message_count");
    desc = MST_REQUEST_DESC_INIT;
    desc.text = to_text("Hello");
    desc.flags = 8;
    expect_submit(desc, MST_ERROR_UNSUPPORTED, "flags");
}

TEST_F(MisuseTest, text_beyond_the_limit_of_a_call) {
    const std::string half(size_t{8} << 20, 'a');
    const std::string whole(size_t{16} << 20, 'a');
    const std::string more = whole + "a";
    mst_request_desc desc = MST_REQUEST_DESC_INIT;
    desc.text = to_text(more);
    expect_submit(desc, MST_ERROR_LIMIT_REACHED, "text is too long");
    desc.text = mst_text{more.c_str(), MST_TEXT_CSTR};
    expect_submit(desc, MST_ERROR_LIMIT_REACHED, "text is too long");
    const mst_message messages[] = {{MST_ROLE_USER, 0, to_text(half), kAbsent, kAbsent},
                                    {MST_ROLE_USER, 0, to_text(half), kAbsent, kAbsent},
                                    {MST_ROLE_USER, 0, to_text("a"), kAbsent, kAbsent}};
    desc.text = kAbsent;
    desc.messages = messages;
    desc.message_count = 3;
    expect_submit(desc, MST_ERROR_LIMIT_REACHED, "messages[2].text");
    mst_session_desc session = session_desc();
    session.system_prompt = to_text(whole);
    session.tools_json = to_text("[]");
    expect_session(session, MST_ERROR_LIMIT_REACHED, "tools_json");
    EXPECT_EQ(mst_session_set_system_prompt(engine_.get(), session_, to_text(more)),
              MST_ERROR_LIMIT_REACHED);
}

TEST_F(MisuseTest, stops) {
    Prompt prompt("Hello");
    mst_text stops[17];
    for (mst_text& stop : stops) stop = to_text("\n");
    prompt.desc.stops = stops;
    prompt.desc.stop_count = 17;
    expect_submit(prompt.desc, MST_ERROR_INVALID_ARGUMENT, "stop_count");
    prompt.desc.stop_count = 16;
    stops[15] = to_text("");
    expect_submit(prompt.desc, MST_ERROR_INVALID_ARGUMENT, "stops[15]");
    const std::string too_long(65, 'a');
    stops[15] = to_text(too_long);
    expect_submit(prompt.desc, MST_ERROR_INVALID_ARGUMENT, "stops[15]");
    stops[15] = to_text("\x80");
    expect_submit(prompt.desc, MST_ERROR_INVALID_ARGUMENT, "stops[15]");
    prompt.desc.stops = nullptr;
    expect_submit(prompt.desc, MST_ERROR_INVALID_ARGUMENT, "stops is NULL");
}

TEST_F(MisuseTest, messages) {
    const mst_text hello = to_text("Hello");
    const mst_text calls = to_text("[{\"name\":\"f\",\"arguments\":{},\"id\":\"abcdefghi\"}]");
    const mst_text id = to_text("abcdefghi");
    mst_message message = {MST_ROLE_USER, 0, hello, kAbsent, kAbsent};
    for (const uint32_t role : {0u, 4u, 0x7FFFFFFFu, 0xFFFFFFFFu}) {
        store(message.role, role);
        expect_message(message, "role");
    }
    expect_message({MST_ROLE_USER, 7, hello, kAbsent, kAbsent}, "reserved0");
    expect_message({MST_ROLE_USER, 0, kAbsent, kAbsent, kAbsent}, "without text");
    expect_message({MST_ROLE_USER, 0, hello, calls, kAbsent}, "tool_calls");
    expect_message({MST_ROLE_USER, 0, hello, kAbsent, id}, "tool_call_id");
    expect_message({MST_ROLE_USER, 0, to_text("\xFE"), kAbsent, kAbsent}, "text is not UTF-8");
    expect_message({MST_ROLE_ASSISTANT, 0, kAbsent, kAbsent, kAbsent}, "neither");
    expect_message({MST_ROLE_ASSISTANT, 0, hello, kAbsent, id}, "tool_call_id");
    expect_message({MST_ROLE_TOOL, 0, hello, calls, id}, "tool_calls");
    for (const char* bad : {"", "abcdefgh", "abcdefghij", "abcdefgh-", "abcdefg h"}) {
        expect_message({MST_ROLE_TOOL, 0, hello, kAbsent, to_text(bad)}, "tool_call_id");
    }
    const mst_message last[] = {{MST_ROLE_USER, 0, hello, kAbsent, kAbsent},
                                {MST_ROLE_ASSISTANT, 0, hello, kAbsent, kAbsent}};
    mst_request_desc desc = MST_REQUEST_DESC_INIT;
    desc.messages = last;
    desc.message_count = 2;
    expect_submit(desc, MST_ERROR_INVALID_ARGUMENT, "last");
}

TEST_F(MisuseTest, sessions) {
    mst_session_desc desc = session_desc();
    for (const uint32_t value : {3u, 0x7FFFFFFFu, 0xFFFFFFFFu}) {
        store(desc.priority, value);
        expect_session(desc, MST_ERROR_INVALID_ARGUMENT, "priority");
    }
    desc = session_desc();
    desc.flags = 1;
    expect_session(desc, MST_ERROR_UNSUPPORTED, "flags");
    desc = session_desc();
    desc.system_prompt = to_text("\xC3");
    expect_session(desc, MST_ERROR_INVALID_ARGUMENT, "system_prompt is not UTF-8 at byte 0");
    desc = session_desc();
    desc.tools_json = mst_text{nullptr, 1};
    expect_session(desc, MST_ERROR_INVALID_ARGUMENT, "tools_json");
    desc = session_desc();
    desc.reasoning_effort = to_text("\xC3");
    expect_session(desc, MST_ERROR_INVALID_ARGUMENT, "reasoning_effort is not UTF-8 at byte 0");
    desc = session_desc();
    desc.history_count = 1;
    expect_session(desc, MST_ERROR_INVALID_ARGUMENT, "history is NULL");
    desc.history_count = 4097;
    expect_session(desc, MST_ERROR_INVALID_ARGUMENT, "history_count");
    EXPECT_EQ(mst_session_set_system_prompt(engine_.get(), session_, to_text("\xFF")),
              MST_ERROR_INVALID_ARGUMENT);
    expect_text("system_prompt");
}

TEST_F(MisuseTest, the_edges_of_the_ranges_are_accepted) {
    mst_session_desc desc = session_desc();
    mst_sampling_desc sampling = MST_SAMPLING_DESC_INIT;
    sampling.temperature = 10;
    sampling.top_k = UINT32_MAX;
    sampling.top_p = 1;
    sampling.min_p = 1;
    sampling.repetition_penalty = 10;
    sampling.presence_penalty = -10;
    sampling.frequency_penalty = 10;
    sampling.penalty_tokens = 4096;
    desc.sampling = &sampling;
    desc.priority = MST_PRIORITY_HIGH;
    mst_session session = {0};
    EXPECT_EQ(mst_session_create(engine_.get(), &desc, &session), MST_OK) << last_error();
    sampling = MST_SAMPLING_DESC_INIT;
    sampling.temperature = -0.0f;
    EXPECT_EQ(mst_session_create(engine_.get(), &desc, &session), MST_OK) << last_error();
}

}  // namespace
}  // namespace minstrel::testing
