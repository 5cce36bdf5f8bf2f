// Engines that play scripts, as the tests of a game see them.
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/capi/engine_fixture.h"

namespace minstrel::testing {
namespace {

using Json = nlohmann::ordered_json;

class ScriptedEngineTest : public ::testing::Test {
  protected:
    void start(const Json& replies, uint32_t context_tokens = 4096, uint64_t kv_bytes = 0) {
        mst_engine_desc desc = small_engine();
        desc.backend = MST_BACKEND_SCRIPTED;
        desc.max_sessions = 64;
        desc.max_requests = 128;
        pump_.reset();
        engine_ = make_engine(desc);
        pump_ = std::make_unique<Pump>(engine_.get());
        const Json script = {{"context_tokens", context_tokens}, {"replies", replies}};
        model_ = load(script.dump(), kv_bytes);
        ASSERT_TRUE(pump_->run_until_ready(model_));
    }
    mst_model load(const std::string& script, uint64_t kv_bytes = 0) {
        write_file(directory_ / "script.json", script);
        const std::string path = directory_ / "script.json";
        mst_model_desc desc = MST_MODEL_DESC_INIT;
        desc.path = to_text(path);
        desc.kv_bytes = kv_bytes;
        mst_model model = {0};
        EXPECT_EQ(mst_model_load(engine_.get(), &desc, &model), MST_OK) << last_error();
        return model;
    }
    SeenEvent failure_of(mst_model model) {
        EXPECT_TRUE(pump_->run_until(
            [&] { return pump_->find(MST_EVENT_MODEL_FAILED, model) != nullptr; }));
        return *pump_->find(MST_EVENT_MODEL_FAILED, model);
    }

    mst_session make_session() { return minstrel::testing::make_session(engine_.get(), model_); }
    mst_request ask(mst_session session, const char* text, mst_grammar grammar = {0}) {
        mst_request_desc desc = MST_REQUEST_DESC_INIT;
        desc.text = to_text(text);
        desc.grammar = grammar;
        mst_request request = {0};
        EXPECT_EQ(mst_request_submit(engine_.get(), session, &desc, &request), MST_OK)
            << last_error();
        return request;
    }
    const SeenEvent& end_of(mst_request request) {
        EXPECT_TRUE(pump_->run_until_terminal(request));
        return *pump_->terminal(request);
    }
    std::string answer(mst_session session, const char* text, mst_grammar grammar = {0}) {
        const mst_request request = ask(session, text, grammar);
        const SeenEvent& end = end_of(request);
        EXPECT_EQ(end.event.type, MST_EVENT_DONE) << end.text;
        EXPECT_EQ(end.event.values[1], static_cast<uint64_t>(MST_FINISH_END));
        return pump_->answer(request);
    }
    mst_grammar make_grammar(mst_grammar_kind kind, const char* text) {
        mst_grammar_desc desc = MST_GRAMMAR_DESC_INIT;
        desc.kind = kind;
        desc.text = to_text(text);
        mst_grammar grammar = {0};
        EXPECT_EQ(mst_grammar_create(engine_.get(), &desc, &grammar), MST_OK) << last_error();
        return grammar;
    }
    bool is_in(mst_grammar grammar, const std::string& text) {
        mst_grammar_match match = MST_GRAMMAR_MATCH_INIT;
        EXPECT_EQ(mst_grammar_test(engine_.get(), grammar, to_text(text), &match), MST_OK)
            << last_error();
        return match.complete == 1;
    }

    TempDirectory directory_;
    EnginePointer engine_;
    mst_model model_ = {0};
    std::unique_ptr<Pump> pump_;
};

TEST_F(ScriptedEngineTest, a_game_talks_to_a_script) {
    const Json replies = {{{"when", "how much"}, {"say", "Three coins. T\u00FCr zu!"}},
                          {{"when", "again"}, {"say", "Once."}, {"times", 1}},
                          {{"when", "again"}, {"say", "Twice."}}};
    start(replies);
    const mst_session session = make_session();
    EXPECT_EQ(answer(session, "How much?"), "Three coins. T\u00FCr zu!");
    EXPECT_EQ(answer(session, "Hello."), "...");
    EXPECT_EQ(answer(session, "again"), "Once.");
    EXPECT_EQ(answer(session, "again"), "Twice.");
    EXPECT_EQ(answer(make_session(), "again"), "Once.");
    EXPECT_EQ(mst_session_reset(engine_.get(), session), MST_OK);
    EXPECT_EQ(answer(session, "again"), "Once.");
    EXPECT_GT(stats_of(engine_.get()).reused_tokens, 0u);
}

TEST_F(ScriptedEngineTest, the_same_calls_give_the_same_events) {
    const Json replies = {{{"when", "a"}, {"say", "One, two, three."}}};
    std::vector<std::string> runs;
    for (int run = 0; run < 2; ++run) {
        start(replies);
        const mst_session session = make_session();
        std::string told;
        for (const char* line : {"a", "hello", "a"}) {
            const mst_request request = ask(session, line);
            const SeenEvent end = end_of(request);
            told += pump_->answer(request) + "|";
            for (const int value : {0, 1, 3}) {  // 2 is a time
                told += std::to_string(end.event.values[value]) + " ";
            }
        }
        runs.push_back(told);
    }
    EXPECT_EQ(runs[0], runs[1]);
}

TEST_F(ScriptedEngineTest, a_failing_step_ends_its_requests_and_no_more) {
    start({{{"when", "trip"}, {"fail", true}, {"times", 1}}, {{"when", "trip"}, {"say", "Up."}}});
    const mst_session session = make_session();
    EXPECT_EQ(answer(session, "Hello."), "...");
    const SeenEvent failed = end_of(ask(session, "trip"));
    EXPECT_EQ(failed.event.type, MST_EVENT_FAILED);
    EXPECT_EQ(failed.event.result, MST_ERROR_DEVICE_LOST);
    EXPECT_NE(failed.text.find("script"), std::string::npos) << failed.text;
    EXPECT_EQ(answer(session, "trip"), "Up.");
    EXPECT_EQ(answer(make_session(), "Hello."), "...");
}

TEST_F(ScriptedEngineTest, bad_scripts_fail_and_the_engine_works_on) {
    start(Json::array());
    const SeenEvent syntax = failure_of(load("{\"replies\": [\n{\"say\" 1}]}"));
    EXPECT_EQ(syntax.event.result, MST_ERROR_BAD_FORMAT);
    EXPECT_NE(syntax.text.find("line 2, column 8"), std::string::npos) << syntax.text;
    const SeenEvent key = failure_of(load(R"({"replies": [{"sya": "a"}]})"));
    EXPECT_EQ(key.event.result, MST_ERROR_BAD_FORMAT);
    EXPECT_NE(key.text.find("/replies/0/sya"), std::string::npos) << key.text;
    EXPECT_EQ(failure_of(load(R"({"replies": [], "chat_version": 12})")).event.result,
              MST_ERROR_UNSUPPORTED);
    EXPECT_EQ(failure_of(load(std::string((4 << 20) + 1, ' '))).event.type, MST_EVENT_MODEL_FAILED);
    EXPECT_EQ(failure_of(load_model(engine_.get(), directory_ / "none.json")).event.result,
              MST_ERROR_NOT_FOUND);
    EXPECT_EQ(answer(make_session(), "Hello."), "...");
}

TEST_F(ScriptedEngineTest, replies_inside_a_grammar_are_played_and_others_bent) {
    constexpr const char* kSchema = R"({"type": "object", "properties": {
        "speech": {"type": "string", "minLength": 3, "maxLength": 40},
        "mood": {"enum": ["calm", "angry"]}, "coins": {"type": "integer", "minimum": 7},
        "goods": {"type": "array", "items": {"type": "object", "properties": {"n": {"type":
            "number"}}, "required": ["n"]}, "minItems": 2}},
        "required": ["speech", "mood", "coins", "goods"], "additionalProperties": false})";
    constexpr const char* kFits =
        R"({"speech":"Good day!","mood":"calm","coins":12,"goods":[{"n":1},{"n":2}]})";
    start({{{"when", "fits"}, {"say", kFits}},
           {{"when", "half"}, {"say", R"({"speech":"Good day!","mood":"wild"})"}},
           {{"when", "raw"}, {"raw", "{\"speech\":\"[TOOL_CALLS]</s>"}},
           {{"when", "word"}, {"say", "tomorrow"}}});
    const mst_grammar schema = make_grammar(MST_GRAMMAR_JSON_SCHEMA, kSchema);
    EXPECT_EQ(answer(make_session(), "fits", schema), kFits);
    for (const char* line : {"half", "raw", "none"}) {
        const std::string text = answer(make_session(), line, schema);
        EXPECT_TRUE(is_in(schema, text)) << line << ": " << text;
        EXPECT_EQ(text.find("Good day!") != std::string::npos, line == std::string("half")) << text;
    }
    const mst_grammar choices = make_grammar(MST_GRAMMAR_REGEX, "today|tomorrow|never");
    EXPECT_EQ(answer(make_session(), "word", choices), "tomorrow");
    EXPECT_TRUE(is_in(choices, answer(make_session(), "none", choices)));
    // What closes goes in circles here until something else is tried.
    const mst_grammar circle = make_grammar(MST_GRAMMAR_REGEX, "a[ a-y]*z");
    EXPECT_TRUE(is_in(circle, answer(make_session(), "none", circle)));
}

// Pages for two conversations and 32 sessions: keys and values come and go, words stay.
TEST_F(ScriptedEngineTest, sessions_do_not_disturb_each_other) {
    Json replies = Json::array();
    for (int i = 0; i < 32; ++i) {
        const std::string name = "guest " + std::to_string(i) + ".";
        replies.push_back({{"when", name}, {"say", "Welcome, " + name}});
    }
    start(replies, 256, sizeof(int32_t) * 2 * 256);
    std::vector<mst_session> sessions(32);
    for (mst_session& session : sessions) session = make_session();
    for (int round = 0; round < 3; ++round) {
        std::vector<mst_request> requests;
        for (size_t i = 0; i < sessions.size(); ++i) {
            const std::string line = "I am guest " + std::to_string(i) + ".";
            requests.push_back(ask(sessions[i], line.c_str()));
        }
        for (size_t i = 0; i < requests.size(); ++i) {
            EXPECT_EQ(end_of(requests[i]).event.type, MST_EVENT_DONE);
            EXPECT_EQ(pump_->answer(requests[i]), "Welcome, guest " + std::to_string(i) + ".");
        }
    }
}

TEST_F(ScriptedEngineTest, long_conversations_are_trimmed) {
    start({{{"when", "count"}, {"say", "One, two, three, four, five, six, seven."}}}, 128);
    const mst_session session = make_session();
    bool is_trimmed = false;
    for (int i = 0; i < 12; ++i) {
        const mst_request request = ask(session, "Please count up to seven for me.");
        EXPECT_EQ(end_of(request).event.type, MST_EVENT_DONE);
        EXPECT_EQ(pump_->answer(request), "One, two, three, four, five, six, seven.");
        for (const SeenEvent& event : pump_->of(request)) {
            is_trimmed = is_trimmed || event.event.type == MST_EVENT_CONTEXT_TRIMMED;
        }
    }
    EXPECT_TRUE(is_trimmed);
}

TEST_F(ScriptedEngineTest, slow_replies_can_be_cancelled) {
    const std::string many(400, '.');
    start({{{"when", "slow"}, {"say", many}, {"step_us", 20000}}});
    const mst_session session = make_session();
    const mst_request request = ask(session, "slow");
    EXPECT_TRUE(pump_->run_until([&] { return !pump_->answer(request).empty(); }));
    EXPECT_EQ(mst_request_cancel(engine_.get(), request), MST_OK);
    EXPECT_EQ(end_of(request).event.type, MST_EVENT_CANCELLED);
    EXPECT_LT(pump_->answer(request).size(), many.size());
    EXPECT_GE(stats_of(engine_.get()).max_step_time_ns, 20'000'000u);
    EXPECT_EQ(answer(session, "Hello."), "...");
}

}  // namespace
}  // namespace minstrel::testing
