// Function calling from outside, on scripted models: what reaches the game, what does not, and how
// a request goes on.
#include <map>

#include "tests/capi/tools_fixture.h"

namespace minstrel::testing {
namespace {

TEST_F(ToolsTest, a_call_reaches_the_game_and_its_result_the_model) {
    start({call("sword", Json::array({sell("sword")})), say("coins_left", "Nine are left.")});
    const mst_session session = make_session();
    const mst_request request = ask(session, "The sword, please!");
    const SeenEvent made = wait_for(request, MST_EVENT_TOOL_CALL);
    EXPECT_EQ(made.text, "sell_item");
    EXPECT_EQ(made.payload, R"({"item": "sword"})");
    EXPECT_EQ(made.event.values[1], 0u);
    EXPECT_EQ(made.event.values[2], 1u);
    EXPECT_EQ(made.event.values[3], 1u);
    EXPECT_EQ(reply(made, R"({"coins_left": 9})"), MST_OK) << last_error();
    expect_answer(request, "Nine are left.");
    EXPECT_EQ(seen(request, MST_EVENT_TOOL_ROUND).size(), 1u);
    EXPECT_EQ(reply(made, "again"), MST_ERROR_STALE_HANDLE);

    const Json told = history(session);
    ASSERT_EQ(told.size(), 5u) << told;
    EXPECT_EQ(told[0]["role"], "system");
    EXPECT_EQ(told[1]["content"], "The sword, please!");
    EXPECT_EQ(told[2]["tool_calls"][0]["name"], "sell_item");
    EXPECT_EQ(told[3]["role"], "tool");
    EXPECT_EQ(told[3]["tool_call_id"], told[2]["tool_calls"][0]["id"]);
    EXPECT_EQ(told[4]["content"], "Nine are left.");
}

TEST_F(ToolsTest, several_calls_are_answered_in_any_order) {
    start({call("both", Json::array({sell("sword"), sell("ale")})), say("second", "Done.")});
    const mst_session session = make_session();
    const mst_request request = ask(session, "both");
    const SeenEvent second = wait_for(request, MST_EVENT_TOOL_CALL, 2);
    const SeenEvent first = wait_for(request, MST_EVENT_TOOL_CALL, 1);
    EXPECT_EQ(second.payload, R"({"item": "ale"})");
    EXPECT_EQ(second.event.values[2], 2u);
    EXPECT_EQ(reply(second, "the second"), MST_OK);
    EXPECT_EQ(reply(first, "the first"), MST_OK);
    expect_answer(request, "Done.");
    // Each result stands with its call, whichever came first.
    const Json told = history(session);
    ASSERT_EQ(told.size(), 6u) << told;
    for (size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(told[3 + i]["tool_call_id"], told[2]["tool_calls"][i]["id"]);
        EXPECT_EQ(told[3 + i]["content"], i == 0 ? "the first" : "the second");
        EXPECT_EQ(told[2]["tool_calls"][i]["id"].get<std::string>().size(), 9u);
    }
}

TEST_F(ToolsTest, the_choice_is_kept) {
    start({call("sword", Json::array({sell("sword")})), say("ok", "Yes."), say("", "Hm.")});
    mst_tools_desc tools = MST_TOOLS_DESC_INIT;
    tools.choice = MST_TOOL_CHOICE_NONE;
    expect_answer(ask(make_session(), "hello", &tools), "Hm.");
    mst_request request = ask(make_session(), "sword", &tools);
    end_of(request);
    EXPECT_TRUE(seen(request, MST_EVENT_TOOL_CALL).empty());

    tools.choice = MST_TOOL_CHOICE_ANY;  // the script would rather talk
    request = ask(make_session(), "hello", &tools);
    EXPECT_EQ(reply(wait_for(request, MST_EVENT_TOOL_CALL), "ok"), MST_OK);
    expect_answer(request, "Yes.");

    tools.choice = MST_TOOL_CHOICE_FUNCTION;
    tools.function = to_text("burn_down");
    request = ask(make_session(), "sword", &tools);
    const SeenEvent made = wait_for(request, MST_EVENT_TOOL_CALL);
    EXPECT_EQ(made.text, "burn_down");
    EXPECT_EQ(made.payload, "{}");
    EXPECT_EQ(reply(made, "ok"), MST_OK);
    expect_answer(request, "Yes.");

    tools.function = to_text("fly");
    EXPECT_EQ(end_of(ask(make_session(), "sword", &tools)).event.result,
              MST_ERROR_INVALID_ARGUMENT);
}

TEST_F(ToolsTest, a_constrained_model_cannot_leave_what_is_allowed) {
    start({raw("forbidden", R"([TOOL_CALLS][{"name": "burn_down", "arguments": {}}])"),
           raw("item", R"([TOOL_CALLS][{"name": "sell_item", "arguments": {"item": "crown"}}])"),
           raw("format", R"([TOOL_CALLS]rm -rf)"), say("ok", "Well.")});
    const mst_text allowed[] = {to_text("sell_item")};
    tools_.allowed = allowed;
    tools_.allowed_count = 1;
    for (const char* text : {"forbidden", "item", "format"}) {
        const mst_request request = ask(make_session(), text);
        const SeenEvent made = wait_for(request, MST_EVENT_TOOL_CALL);
        EXPECT_EQ(made.text, "sell_item");
        const Json arguments = Json::parse(made.payload);
        EXPECT_TRUE(arguments["item"] == "sword" || arguments["item"] == "ale") << made.payload;
        EXPECT_EQ(reply(made, "ok"), MST_OK);
        expect_answer(request, "Well.");
    }
}

TEST_F(ToolsTest, an_unconstrained_model_is_checked_and_told) {
    start({raw("forbidden", R"([TOOL_CALLS][{"name": "burn_down", "arguments": {}}])"),
           raw("unknown", R"([TOOL_CALLS][{"name": "fly", "arguments": {}}])"),
           raw("extra", R"([TOOL_CALLS][{"name": "sell_item", "arguments":
               {"item": "ale", "free": true}}])"),
           raw("order", R"([TOOL_CALLS][{"name": "sell_item", "arguments":
               {"count": 2, "item": "ale"}}])"),
           say("error", "I may not."), say("ok", "Here.")});
    const mst_text allowed[] = {to_text("sell_item")};
    tools_.allowed = allowed;
    tools_.allowed_count = 1;
    tools_.flags = MST_TOOLS_UNCONSTRAINED_BIT;
    const std::map<std::string, mst_refusal> reasons = {{"forbidden", MST_REFUSAL_NOT_ALLOWED},
                                                        {"unknown", MST_REFUSAL_UNKNOWN_FUNCTION},
                                                        {"extra", MST_REFUSAL_BAD_ARGUMENTS}};
    for (const auto& [text, reason] : reasons) {
        const mst_request request = ask(make_session(), text.c_str());
        expect_answer(request, "I may not.");
        EXPECT_TRUE(seen(request, MST_EVENT_TOOL_CALL).empty()) << text;
        const auto refused = seen(request, MST_EVENT_TOOL_REFUSED);
        ASSERT_EQ(refused.size(), 1u) << text;
        EXPECT_EQ(refused[0].event.values[0], static_cast<uint64_t>(reason)) << text;
        EXPECT_FALSE(refused[0].payload.empty());
    }
    const mst_request request = ask(make_session(), "order");
    EXPECT_EQ(reply(wait_for(request, MST_EVENT_TOOL_CALL), "ok"), MST_OK);
    expect_answer(request, "Here.");
}

TEST_F(ToolsTest, a_malformed_call_is_reported_and_made_again_in_its_grammar) {
    start({raw("go", "[TOOL_CALLS]sell the sword!"), say("ok", "Sold.")});
    tools_.flags = MST_TOOLS_UNCONSTRAINED_BIT;
    const mst_request request = ask(make_session(), "go");
    const SeenEvent made = wait_for(request, MST_EVENT_TOOL_CALL);
    const auto refused = seen(request, MST_EVENT_TOOL_REFUSED);
    ASSERT_EQ(refused.size(), 1u);
    EXPECT_EQ(refused[0].event.values[0], static_cast<uint64_t>(MST_REFUSAL_MALFORMED));
    EXPECT_EQ(reply(made, "ok"), MST_OK);
    expect_answer(request, "Sold.");
}

TEST_F(ToolsTest, marked_functions_are_asked_about) {
    start({call("sword", Json::array({sell("sword")})), say("not allowed", "Another time."),
           say("ok", "Here.")});
    tools_.toolset = make_toolset(MST_TOOL_CONFIRM_BIT);
    mst_request request = ask(make_session(), "sword");
    SeenEvent asked = wait_for(request, MST_EVENT_TOOL_CONFIRM);
    EXPECT_TRUE(seen(request, MST_EVENT_TOOL_CALL).empty());
    const mst_call call = {asked.event.values[0]};
    EXPECT_EQ(mst_tool_confirm(engine_.get(), call, 1), MST_OK);
    const SeenEvent made = wait_for(request, MST_EVENT_TOOL_CALL);
    EXPECT_EQ(made.event.values[0], call.id);
    EXPECT_EQ(reply(made, "ok"), MST_OK);
    expect_answer(request, "Here.");
    EXPECT_EQ(mst_tool_confirm(engine_.get(), call, 1), MST_ERROR_STALE_HANDLE);

    request = ask(make_session(), "sword");
    asked = wait_for(request, MST_EVENT_TOOL_CONFIRM);
    EXPECT_EQ(mst_tool_confirm(engine_.get(), mst_call{asked.event.values[0]}, 0), MST_OK);
    expect_answer(request, "Another time.");
    EXPECT_TRUE(seen(request, MST_EVENT_TOOL_CALL).empty());
    const auto refused = seen(request, MST_EVENT_TOOL_REFUSED);
    ASSERT_EQ(refused.size(), 1u);
    EXPECT_EQ(refused[0].event.values[0], static_cast<uint64_t>(MST_REFUSAL_DENIED));
}

TEST_F(ToolsTest, live_values_are_those_of_the_request) {
    start({raw("open", R"([TOOL_CALLS][{"name": "open_door", "arguments": {"door": "vault"}}])"),
           say("ok", "Open.")});
    const mst_session session = make_session();
    for (const char* door : {"cellar", "red \"gate\"", "Tür"}) {
        const mst_text values[] = {to_text(door)};
        const mst_live_values live = {to_text("doors"), values, 1, 0};
        mst_tools_desc tools = MST_TOOLS_DESC_INIT;
        tools.live = &live;
        tools.live_count = 1;
        tools.choice = MST_TOOL_CHOICE_FUNCTION;
        tools.function = to_text("open_door");
        const mst_request request = ask(session, "open", &tools);
        const SeenEvent made = wait_for(request, MST_EVENT_TOOL_CALL);
        EXPECT_EQ(Json::parse(made.payload)["door"], door);
        EXPECT_EQ(reply(made, "ok"), MST_OK);
        expect_answer(request, "Open.");
    }
    mst_tools_desc tools = MST_TOOLS_DESC_INIT;  // no door in sight
    tools.choice = MST_TOOL_CHOICE_FUNCTION;
    tools.function = to_text("open_door");
    EXPECT_EQ(end_of(ask(session, "open", &tools)).event.type, MST_EVENT_FAILED);
}

TEST_F(ToolsTest, cancelled_and_destroyed_requests_leave_no_open_calls) {
    start({call("sword", Json::array({sell("sword")})), say("hello", "Hello.")});
    const mst_session session = make_session();
    mst_request request = ask(session, "sword");
    const SeenEvent made = wait_for(request, MST_EVENT_TOOL_CALL);
    EXPECT_EQ(mst_request_cancel(engine_.get(), request), MST_OK);
    EXPECT_EQ(end_of(request).event.type, MST_EVENT_CANCELLED);
    EXPECT_EQ(reply(made, "late"), MST_ERROR_STALE_HANDLE);
    expect_answer(ask(session, "hello"), "Hello.");  // nothing of it is remembered
    EXPECT_EQ(history(session).size(), 3u);

    EXPECT_EQ(mst_session_reset(engine_.get(), session), MST_OK);
    EXPECT_EQ(history(session).size(), 1u);  // the persona

    request = ask(session, "sword");
    const SeenEvent open = wait_for(request, MST_EVENT_TOOL_CALL);
    EXPECT_EQ(mst_session_destroy(engine_.get(), session), MST_OK);
    EXPECT_EQ(end_of(request).event.type, MST_EVENT_CANCELLED);
    EXPECT_EQ(reply(open, "late"), MST_ERROR_STALE_HANDLE);
}

TEST_F(ToolsTest, toolsets_fail_by_name_and_their_sessions_with_them) {
    start(Json::array({say("", "Hm.")}));
    mst_tool tool = {};
    tool.name = to_text("look");
    tool.parameters = to_text(R"({"type": "object", "properties": {"at": {"type": "string",
        "pattern": "(a)\\1"}}})");
    mst_toolset_desc desc = MST_TOOLSET_DESC_INIT;
    desc.tools = &tool;
    desc.tool_count = 1;
    mst_toolset toolset = {0};
    ASSERT_EQ(mst_toolset_create(engine_.get(), &desc, &toolset), MST_OK);
    tools_.toolset = toolset;
    const mst_request request = ask(make_session(), "hello");
    EXPECT_EQ(end_of(request).event.type, MST_EVENT_FAILED);
    EXPECT_TRUE(pump_->run_until([&] {
        return std::any_of(pump_->events().begin(), pump_->events().end(), [&](const auto& seen) {
            return seen.event.type == MST_EVENT_TOOLSET_FAILED &&
                   seen.event.values[0] == toolset.id &&
                   seen.text.find("look") != std::string::npos &&
                   seen.text.find("pattern") != std::string::npos;
        });
    }));
    EXPECT_EQ(mst_toolset_destroy(engine_.get(), toolset), MST_ERROR_STALE_HANDLE);

    tools_.toolset = make_toolset(0);
    const mst_session session = make_session();
    EXPECT_EQ(mst_toolset_destroy(engine_.get(), tools_.toolset), MST_OK);
    EXPECT_EQ(end_of(ask(session, "hello")).event.type, MST_EVENT_FAILED);
    mst_session_desc session_desc = MST_SESSION_DESC_INIT;
    session_desc.model = model_;
    session_desc.tools = &tools_;
    mst_session late = {0};
    EXPECT_EQ(mst_session_create(engine_.get(), &session_desc, &late), MST_ERROR_STALE_HANDLE);
}

TEST_F(ToolsTest, the_answer_after_calls_keeps_to_the_grammar_of_the_request) {
    start({call("sword", Json::array({sell("sword")})), say("ok", "whatever")});
    mst_grammar_desc grammar_desc = MST_GRAMMAR_DESC_INIT;
    grammar_desc.text = to_text(R"({"enum": ["yes", "no"]})");
    mst_grammar grammar = {0};
    ASSERT_EQ(mst_grammar_create(engine_.get(), &grammar_desc, &grammar), MST_OK);
    mst_request_desc desc = MST_REQUEST_DESC_INIT;
    desc.text = to_text("sword");
    desc.grammar = grammar;
    mst_request request = {0};
    ASSERT_EQ(mst_request_submit(engine_.get(), make_session(), &desc, &request), MST_OK);
    EXPECT_EQ(reply(wait_for(request, MST_EVENT_TOOL_CALL), "ok"), MST_OK);
    EXPECT_EQ(end_of(request).event.type, MST_EVENT_DONE);
    const std::string answer = pump_->answer(request);
    EXPECT_TRUE(answer == "\"yes\"" || answer == "\"no\"") << answer;
}

// Each session's game answers after its own number of polls; the order in which requests end is
// that of the answers, so nobody waited for another.
TEST_F(ToolsTest, thirty_two_sessions_wait_for_their_own_results_only) {
    start({call("sword", Json::array({sell("sword")})), say("ok", "Here it is.")});
    struct Open {
        mst_request request;
        SeenEvent call;
    };
    std::vector<Open> open;
    for (int i = 0; i < 32; ++i) open.push_back({ask(make_session(), "sword"), {}});
    for (Open& entry : open) entry.call = wait_for(entry.request, MST_EVENT_TOOL_CALL);
    std::vector<size_t> order(open.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i * 13 % order.size();
    for (size_t i = 0; i < order.size(); ++i) {
        const Open& next = open[order[i]];
        EXPECT_EQ(reply(next.call, "ok"), MST_OK);
        expect_answer(next.request, "Here it is.");
        const auto ended = std::count_if(open.begin(), open.end(), [&](const Open& entry) {
            return pump_->terminal(entry.request) != nullptr;
        });
        EXPECT_EQ(ended, static_cast<long>(i) + 1);
    }
}

TEST_F(ToolsTest, a_reply_of_a_wrong_size_is_refused_and_the_call_stays_open) {
    start(Json::array({call("sell", Json::array({sell("ale")})), say("", "There.")}));
    const mst_request request = ask(make_session(), "Please sell me an ale");
    const mst_call open = {wait_for(request, MST_EVENT_TOOL_CALL).event.values[0]};
    mst_tool_reply_desc desc = MST_TOOL_REPLY_DESC_INIT;
    desc.text = to_text("{}");
    for (const uint32_t size : {0u, 4u, desc.struct_size - 1, 0xFFFFFFFFu}) {
        mst_tool_reply_desc wrong = desc;
        wrong.struct_size = size;
        EXPECT_EQ(mst_tool_reply(engine_.get(), open, &wrong), MST_ERROR_INVALID_ARGUMENT) << size;
        EXPECT_NE(last_error().find("MST_TOOL_REPLY_DESC_INIT"), std::string::npos) << last_error();
    }
    EXPECT_EQ(mst_tool_reply(engine_.get(), open, &desc), MST_OK) << last_error();
    ASSERT_TRUE(pump_->run_until_terminal(request));
    EXPECT_EQ(pump_->terminal(request)->event.type, MST_EVENT_DONE);
}

TEST_F(ToolsTest, wrong_arguments_have_their_errors) {
    start(Json::array({say("", "Hm.")}));
    mst_toolset toolset = {0};
    mst_toolset_desc none = MST_TOOLSET_DESC_INIT;
    EXPECT_EQ(mst_toolset_create(engine_.get(), &none, &toolset), MST_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(mst_toolset_create(engine_.get(), nullptr, &toolset), MST_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(mst_toolset_destroy(engine_.get(), mst_toolset{0}), MST_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(mst_tool_confirm(engine_.get(), mst_call{0}, 1), MST_ERROR_INVALID_ARGUMENT);
    mst_tool_reply_desc desc = MST_TOOL_REPLY_DESC_INIT;
    EXPECT_EQ(mst_tool_reply(engine_.get(), mst_call{toolset_.id}, &desc),
              MST_ERROR_INVALID_ARGUMENT);
    mst_session_desc session_desc = MST_SESSION_DESC_INIT;
    session_desc.model = model_;
    session_desc.tools = &tools_;
    session_desc.tools_json = to_text("[]");
    mst_session session = {0};
    EXPECT_EQ(mst_session_create(engine_.get(), &session_desc, &session),
              MST_ERROR_INVALID_ARGUMENT);
    tools_.choice = static_cast<mst_tool_choice>(9);
    session_desc.tools_json = mst_text{nullptr, 0};
    EXPECT_EQ(mst_session_create(engine_.get(), &session_desc, &session),
              MST_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(mst_session_history(engine_.get(), mst_session{0}), MST_ERROR_INVALID_ARGUMENT);
}

}  // namespace
}  // namespace minstrel::testing
