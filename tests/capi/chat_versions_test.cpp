// What a game sees of models of all chat versions, on scripts: the same, as far as a version can.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/capi/engine_fixture.h"

namespace minstrel::testing {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kParameters = R"({
  "type": "object",
  "properties": {"item": {"type": "string", "enum": ["sword", "ale"]}},
  "required": ["item"]
})";

Json sell(const char* item) {
    return {{"name", "sell_item"}, {"arguments", {{"item", item}}}};
}

class ChatVersionsTest : public ::testing::TestWithParam<int> {
  protected:
    void start(const Json& replies) {
        const Json script = {{"chat_version", GetParam()}, {"replies", replies}};
        write_file(directory_ / "script.json", script.dump());
        mst_engine_desc desc = small_engine();
        desc.backend = MST_BACKEND_SCRIPTED;
        engine_ = make_engine(desc);
        model_ = load_model(engine_.get(), directory_ / "script.json");
        pump_ = std::make_unique<Pump>(engine_.get());
        ASSERT_TRUE(pump_->run_until_ready(model_));
        mst_tool tool = {};
        tool.name = to_text("sell_item");
        tool.parameters = to_text(kParameters);
        mst_toolset_desc toolset = MST_TOOLSET_DESC_INIT;
        toolset.tools = &tool;
        toolset.tool_count = 1;
        ASSERT_EQ(mst_toolset_create(engine_.get(), &toolset, &tools_.toolset), MST_OK);
    }

    bool has_calls() const { return GetParam() >= 2; }
    bool speaks_before_calls() const { return GetParam() >= 7; }
    bool thinks() const { return GetParam() >= 13; }
    // A call as a model of this version writes it.
    std::string written_call() const {
        return GetParam() >= 11
                   ? R"([TOOL_CALLS]sell_item[ARGS]{"item": "sword"})"
                   : R"([TOOL_CALLS][{"name": "sell_item", "arguments": {"item": "sword"}}])";
    }

    mst_session make_session(bool with_tools, const char* tools_json = nullptr) {
        mst_session_desc desc = MST_SESSION_DESC_INIT;
        desc.model = model_;
        desc.system_prompt = to_text("You are Marta.");
        if (with_tools) desc.tools = &tools_;
        if (tools_json != nullptr) desc.tools_json = to_text(tools_json);
        mst_session session = {0};
        EXPECT_EQ(mst_session_create(engine_.get(), &desc, &session), MST_OK) << last_error();
        return session;
    }
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
    void expect_answer(mst_request request, const char* text) {
        const SeenEvent& end = end_of(request);
        EXPECT_EQ(end.event.type, MST_EVENT_DONE) << end.text;
        EXPECT_EQ(end.event.values[1], static_cast<uint64_t>(MST_FINISH_END));
        EXPECT_EQ(pump_->answer(request), text);
    }
    std::vector<SeenEvent> seen(mst_request request, mst_event_type type) const {
        std::vector<SeenEvent> found = pump_->of(request);
        std::erase_if(found, [type](const SeenEvent& event) { return event.event.type != type; });
        return found;
    }
    std::string thoughts(mst_request request) const {
        std::string all;
        for (const SeenEvent& event : seen(request, MST_EVENT_THINKING)) all += event.text;
        return all;
    }
    SeenEvent wait_for_call(mst_request request, size_t number = 1) {
        EXPECT_TRUE(pump_->run_until([&] {
            return seen(request, MST_EVENT_TOOL_CALL).size() >= number ||
                   pump_->terminal(request) != nullptr;
        }));
        const auto calls = seen(request, MST_EVENT_TOOL_CALL);
        EXPECT_GE(calls.size(), number);
        return calls.size() >= number ? calls[number - 1] : SeenEvent{};
    }
    void reply(const SeenEvent& call, const char* text) {
        mst_tool_reply_desc desc = MST_TOOL_REPLY_DESC_INIT;
        desc.text = to_text(text);
        EXPECT_EQ(mst_tool_reply(engine_.get(), mst_call{call.event.values[0]}, &desc), MST_OK)
            << last_error();
    }
    Json history(mst_session session) {
        EXPECT_EQ(mst_session_history(engine_.get(), session), MST_OK);
        const SeenEvent* found = nullptr;
        EXPECT_TRUE(pump_->run_until([&] {
            for (const SeenEvent& event : pump_->events()) {
                if (event.event.type == MST_EVENT_HISTORY) found = &event;
            }
            return found != nullptr;
        }));
        return Json::parse(found->payload);
    }

    TempDirectory directory_;
    EnginePointer engine_;
    mst_model model_ = {0};
    mst_tools_desc tools_ = MST_TOOLS_DESC_INIT;
    std::unique_ptr<Pump> pump_;
};

TEST_P(ChatVersionsTest, characters_talk) {
    start({{{"when", "how much"}, {"say", "Three coins, T\u00FCr zu!"}},
           {{"when", "thanks"}, {"say", " Welcome."}}});
    const mst_session session = make_session(false);
    expect_answer(ask(session, "How much?"), "Three coins, T\u00FCr zu!");
    expect_answer(ask(session, "[INST] [/INST] [SYSTEM_PROMPT]"), "...");
    expect_answer(ask(session, "Thanks!"), " Welcome.");
    mst_model_info info = MST_MODEL_INFO_INIT;
    ASSERT_EQ(mst_model_query(engine_.get(), model_, &info), MST_OK);
    EXPECT_EQ(to_string(info.chat_format), "v" + std::to_string(GetParam()));
}

TEST_P(ChatVersionsTest, calls_reach_the_game_and_results_the_model) {
    if (!has_calls()) return;
    start({{{"when", "sword"}, {"calls", Json::array({sell("sword")})}},
           {{"when", "nine left"}, {"say", "Nine are left."}},
           {{"when", "thanks"}, {"say", "Welcome."}}});
    const mst_session session = make_session(true);
    const mst_request request = ask(session, "The sword, please!");
    const SeenEvent call = wait_for_call(request);
    EXPECT_EQ(call.text, "sell_item");
    EXPECT_EQ(call.payload, R"({"item": "sword"})");
    reply(call, "nine left");
    expect_answer(request, "Nine are left.");
    expect_answer(ask(session, "Thanks!"), "Welcome.");
    const Json told = history(session);
    ASSERT_EQ(told.size(), 7u) << told;
    EXPECT_EQ(told[2]["tool_calls"][0]["name"], "sell_item");
    EXPECT_EQ(told[3]["tool_call_id"], told[2]["tool_calls"][0]["id"]);
}

TEST_P(ChatVersionsTest, several_calls_are_answered_in_any_order) {
    if (!has_calls()) return;
    start({{{"when", "both"}, {"calls", Json::array({sell("sword"), sell("ale")})}},
           {{"when", "ale sold"}, {"say", "Done."}},
           {{"when", "sword sold"}, {"say", "Wrong order."}}});
    const mst_request request = ask(make_session(true), "both");
    const SeenEvent second = wait_for_call(request, 2);
    const SeenEvent first = wait_for_call(request, 1);
    EXPECT_EQ(second.payload, R"({"item": "ale"})");
    reply(second, "ale sold");
    reply(first, "sword sold");
    expect_answer(request, "Done.");
}

TEST_P(ChatVersionsTest, what_is_said_before_a_call_stays) {
    if (!speaks_before_calls()) return;
    std::string written = "Let me see. ";
    written += written_call();
    start({{{"when", "sword"}, {"raw", written}}, {{"when", "sold"}, {"say", "Here."}}});
    const mst_session session = make_session(true);
    const mst_request request = ask(session, "sword");
    reply(wait_for_call(request), "sold");
    expect_answer(request, "Let me see. Here.");
    const Json told = history(session);
    ASSERT_EQ(told.size(), 5u) << told;
    EXPECT_EQ(told[2]["content"], "Let me see. ");
    EXPECT_EQ(told[2]["tool_calls"][0]["name"], "sell_item");
    EXPECT_EQ(told[4]["content"], "Here.");
}

TEST_P(ChatVersionsTest, what_is_said_before_a_malformed_call_is_said_once) {
    if (!has_calls()) return;
    const std::string before = speaks_before_calls() ? "Let me see. " : "";
    start({{{"when", "sword"}, {"raw", before + "[TOOL_CALLS]sell the sword!"}},
           {{"when", "sold"}, {"say", "Here."}}});
    tools_.flags = MST_TOOLS_UNCONSTRAINED_BIT;
    const mst_session session = make_session(true);
    const mst_request request = ask(session, "sword");
    const SeenEvent call = wait_for_call(request);
    EXPECT_EQ(call.text, "sell_item");
    const auto refused = seen(request, MST_EVENT_TOOL_REFUSED);
    ASSERT_EQ(refused.size(), 1u);
    EXPECT_EQ(refused[0].event.values[0], static_cast<uint64_t>(MST_REFUSAL_MALFORMED));
    EXPECT_NE(refused[0].payload, "");
    reply(call, "sold");
    expect_answer(request, (before + "Here.").c_str());
    const Json told = history(session);
    ASSERT_EQ(told.size(), 5u) << told;
    EXPECT_EQ(told[2].value("content", ""), before);
    EXPECT_EQ(told[2]["tool_calls"].size(), 1u);
    EXPECT_EQ(told.dump().find("sell the sword!"), std::string::npos);
}

// What comes to its end inside of a call is no call, and the game hears of it.
TEST_P(ChatVersionsTest, a_call_that_is_cut_off_is_reported) {
    if (!has_calls()) return;
    start({{{"when", "sword"}, {"raw", written_call()}}});
    for (const mst_tools_flags flags : {mst_tools_flags{0}, MST_TOOLS_UNCONSTRAINED_BIT}) {
        tools_.flags = flags;
        mst_request_desc desc = MST_REQUEST_DESC_INIT;
        desc.text = to_text("sword");
        desc.max_tokens = 5;
        mst_request request = {0};
        ASSERT_EQ(mst_request_submit(engine_.get(), make_session(true), &desc, &request), MST_OK);
        const SeenEvent& end = end_of(request);
        EXPECT_EQ(end.event.type, MST_EVENT_DONE) << end.text;
        EXPECT_EQ(end.event.values[1], static_cast<uint64_t>(MST_FINISH_MAX_TOKENS));
        EXPECT_TRUE(seen(request, MST_EVENT_TOOL_CALL).empty());
        const auto refused = seen(request, MST_EVENT_TOOL_REFUSED);
        ASSERT_EQ(refused.size(), 1u);
        EXPECT_EQ(refused[0].event.values[0], static_cast<uint64_t>(MST_REFUSAL_MALFORMED));
    }
}

TEST_P(ChatVersionsTest, a_history_may_hold_what_the_version_can_say) {
    start({{{"when", "hello"}, {"say", "Welcome."}}});
    const mst_text none = {nullptr, 0};
    const mst_text id = to_text("aB3dE5gH7");
    const mst_text calls =
        to_text(R"([{"name": "sell_item", "arguments": {"item": "ale"}, "id": "aB3dE5gH7"}])");
    const mst_message messages[] = {{MST_ROLE_USER, 0, to_text("Ale!"), none, none},
                                    {MST_ROLE_ASSISTANT, 0, to_text("Here."), calls, none},
                                    {MST_ROLE_TOOL, 0, to_text("sold"), none, id},
                                    {MST_ROLE_ASSISTANT, 0, to_text("Good?"), none, none}};
    mst_session_desc desc = MST_SESSION_DESC_INIT;
    desc.model = model_;
    desc.history = messages;
    desc.history_count = 4;
    mst_session session = {0};
    ASSERT_EQ(mst_session_create(engine_.get(), &desc, &session), MST_OK) << last_error();
    const mst_request request = ask(session, "hello");
    if (speaks_before_calls()) return expect_answer(request, "Welcome.");
    EXPECT_EQ(end_of(request).event.type, MST_EVENT_FAILED);
    EXPECT_EQ(end_of(request).event.result, MST_ERROR_INVALID_ARGUMENT);
}

TEST_P(ChatVersionsTest, a_forced_call_is_made) {
    if (!has_calls()) return;
    start({{{"when", ""}, {"say", "I would rather talk."}, {"times", 1}}});
    tools_.choice = MST_TOOL_CHOICE_ANY;
    const mst_request request = ask(make_session(true), "hello");
    const SeenEvent call = wait_for_call(request);
    EXPECT_TRUE(Json::parse(call.payload).contains("item"));
    reply(call, "sold");
    EXPECT_EQ(end_of(request).event.type, MST_EVENT_DONE);
}

TEST_P(ChatVersionsTest, calls_of_a_declared_list_end_the_answer) {
    if (!has_calls()) return;
    // Before v7 the words are shown and then forgotten: the form has no place for them.
    std::string written = "Let me see.";
    written += written_call();
    start({{{"when", "sword"}, {"raw", written}}, {{"when", "sold"}, {"say", "Here."}}});
    const mst_session session = make_session(
        false, R"([{"type": "function", "function": {"name": "sell_item", "parameters": {}}}])");
    const SeenEvent& end = end_of(ask(session, "sword"));
    ASSERT_EQ(end.event.type, MST_EVENT_DONE) << end.text;
    EXPECT_EQ(end.event.values[1], static_cast<uint64_t>(MST_FINISH_TOOL_CALLS));
    const Json calls = Json::parse(end.payload);
    ASSERT_EQ(calls.size(), 1u);
    EXPECT_EQ(calls[0]["arguments"]["item"], "sword");
    const std::string id = calls[0]["id"];
    const mst_message message = {MST_ROLE_TOOL, 0, to_text("sold"), {nullptr, 0}, to_text(id)};
    mst_request_desc desc = MST_REQUEST_DESC_INIT;
    desc.messages = &message;
    desc.message_count = 1;
    mst_request request = {0};
    ASSERT_EQ(mst_request_submit(engine_.get(), session, &desc, &request), MST_OK);
    expect_answer(request, "Here.");
    EXPECT_EQ(history(session)[2].contains("content"), speaks_before_calls());
}

TEST_P(ChatVersionsTest, versions_without_calls_say_so) {
    if (has_calls()) return;
    start({{{"when", "sword"}, {"say", "No."}}});
    const SeenEvent& end = end_of(ask(make_session(true), "sword"));
    EXPECT_EQ(end.event.type, MST_EVENT_FAILED);
    EXPECT_EQ(end.event.result, MST_ERROR_UNSUPPORTED);
    EXPECT_NE(end.text.find("no function calls"), std::string::npos) << end.text;
}

TEST_P(ChatVersionsTest, the_host_may_choose_the_version) {
    start({{{"when", "hello"}, {"say", "Welcome."}}});
    mst_model_desc desc = MST_MODEL_DESC_INIT;
    const std::string path = directory_ / "script.json";
    desc.path = to_text(path);
    for (const int version : {1, 2, 3, 7, 11, 13, 15}) {
        const std::string name = "v" + std::to_string(version);
        desc.chat_format = to_text(name);
        mst_model model = {0};
        ASSERT_EQ(mst_model_load(engine_.get(), &desc, &model), MST_OK) << last_error();
        ASSERT_TRUE(pump_->run_until_ready(model));
        mst_model_info info = MST_MODEL_INFO_INIT;
        ASSERT_EQ(mst_model_query(engine_.get(), model, &info), MST_OK);
        EXPECT_EQ(to_string(info.chat_format), name);
        const mst_session session = testing::make_session(engine_.get(), model);
        expect_answer(ask(session, "Hello!"), "Welcome.");
        EXPECT_EQ(mst_model_unload(engine_.get(), model), MST_OK);
    }
}

TEST_P(ChatVersionsTest, a_version_that_there_is_not_is_refused) {
    start({{{"when", "hello"}, {"say", "Welcome."}}});
    mst_model_desc desc = MST_MODEL_DESC_INIT;
    const std::string path = directory_ / "script.json";
    desc.path = to_text(path);
    for (const char* name : {"v4", "V3", "v3 ", "mistral", "3", "v7-spm"}) {
        desc.chat_format = to_text(name);
        mst_model model = {1};
        EXPECT_EQ(mst_model_load(engine_.get(), &desc, &model), MST_ERROR_INVALID_ARGUMENT) << name;
        EXPECT_EQ(model.id, 0u);
        EXPECT_NE(last_error().find("v1, v2, v3, v3-tekken, v7, v7-tekken, v11, v13, v15"),
                  std::string::npos)
            << last_error();
    }
    desc.chat_format = mst_text{"\xFF", 1};
    mst_model model = {1};
    EXPECT_EQ(mst_model_load(engine_.get(), &desc, &model), MST_ERROR_INVALID_ARGUMENT);
    // The vocabulary of scripts up to v7 is of the other kind.
    desc.chat_format = to_text("v3-tekken");
    ASSERT_EQ(mst_model_load(engine_.get(), &desc, &model), MST_OK) << last_error();
    EXPECT_FALSE(pump_->run_until_ready(model));
    EXPECT_EQ(pump_->find(MST_EVENT_MODEL_FAILED, model)->event.result, MST_ERROR_UNSUPPORTED);
}

TEST_P(ChatVersionsTest, thinking_is_told_apart_from_the_answer) {
    start({{{"when", "price"}, {"raw", "[THINK]She has coin.[/THINK]Two coins."}},
           {{"when", "thanks"}, {"say", "Welcome."}}});
    const mst_session session = make_session(false);
    const mst_request request = ask(session, "The price?");
    if (!thinks()) {  // there is no such token, so the words are words
        const SeenEvent& end = end_of(request);
        EXPECT_EQ(end.event.type, MST_EVENT_DONE) << end.text;
        EXPECT_EQ(thoughts(request), "");
        EXPECT_NE(pump_->answer(request).find("[THINK]"), std::string::npos);
        return;
    }
    expect_answer(request, "Two coins.");
    EXPECT_EQ(thoughts(request), "She has coin.");
    expect_answer(ask(session, "Thanks!"), "Welcome.");
    const Json told = history(session);
    ASSERT_EQ(told.size(), 5u) << told;
    EXPECT_EQ(told[2]["content"], "Two coins.");
}

TEST_P(ChatVersionsTest, a_thought_may_end_in_a_call) {
    if (!thinks()) return;
    std::string written = "[THINK]The sword.[/THINK]";
    written += written_call();
    start({{{"when", "sword"}, {"raw", written}},
           {{"when", "sold"}, {"raw", "[THINK]Good.[/THINK]Here."}}});
    const mst_session session = make_session(true);
    const mst_request request = ask(session, "sword");
    reply(wait_for_call(request), "sold");
    expect_answer(request, "Here.");
    EXPECT_EQ(thoughts(request), "The sword.Good.");
    EXPECT_EQ(history(session).dump().find("Good."), std::string::npos);
}

TEST_P(ChatVersionsTest, a_thought_may_come_before_an_answer_in_a_grammar) {
    if (!thinks()) return;
    start({{{"when", "price"}, {"raw", R"([THINK]Not "too" much.[/THINK]{"coins":2})"}},
           {{"when", "again"}, {"say", R"({"coins":3})"}}});
    mst_grammar_desc desc = MST_GRAMMAR_DESC_INIT;
    desc.kind = MST_GRAMMAR_JSON_SCHEMA;
    desc.text = to_text(R"({"type": "object", "properties": {"coins": {"type": "integer"}},
                            "required": ["coins"], "additionalProperties": false})");
    mst_grammar grammar = {0};
    ASSERT_EQ(mst_grammar_create(engine_.get(), &desc, &grammar), MST_OK) << last_error();
    const mst_session session = make_session(false);
    const mst_request request = ask(session, "price", grammar);
    expect_answer(request, R"({"coins":2})");
    EXPECT_EQ(thoughts(request), R"(Not "too" much.)");
    expect_answer(ask(session, "again", grammar), R"({"coins":3})");
}

TEST_P(ChatVersionsTest, there_is_one_thought_before_the_answer) {
    if (!thinks()) return;
    start({{{"when", "price"}, {"raw", "[THINK]One.[/THINK][THINK]Two.[/THINK]Three."}}});
    const mst_request request = ask(make_session(false), "price");
    EXPECT_EQ(end_of(request).event.type, MST_EVENT_DONE);
    EXPECT_EQ(thoughts(request), "One.");
}

TEST_P(ChatVersionsTest, a_thought_without_end_is_no_answer) {
    if (!thinks()) return;
    start({{{"when", "again"}, {"say", "Two."}}, {{"when", "price"}, {"raw", "[THINK]Hm, hm"}}});
    const mst_session session = make_session(false);
    const mst_request request = ask(session, "price");
    expect_answer(request, "");
    EXPECT_EQ(thoughts(request), "Hm, hm");
    expect_answer(ask(session, "again"), "Two.");
}

INSTANTIATE_TEST_SUITE_P(All, ChatVersionsTest, ::testing::Values(1, 2, 3, 7, 11, 13, 15),
                         ::testing::PrintToStringParamName());

}  // namespace
}  // namespace minstrel::testing
