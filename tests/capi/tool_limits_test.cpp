// Function calling from outside: each limit has its refusal, and budgets count everything.
#include "tests/capi/tools_fixture.h"

namespace minstrel::testing {
namespace {

TEST_F(ToolsTest, what_waits_too_long_ends) {
    start({call("sword", Json::array({sell("sword")})), say("in time", "Nobody came.")});
    tools_.reply_timeout_ns = kSecond / 50;
    const mst_session session = make_session();
    const mst_request request = ask(session, "sword");
    const SeenEvent made = wait_for(request, MST_EVENT_TOOL_CALL);
    expect_answer(request, "Nobody came.");
    EXPECT_EQ(seen(request, MST_EVENT_TOOL_REFUSED).at(0).event.values[0],
              static_cast<uint64_t>(MST_REFUSAL_TIMEOUT));
    EXPECT_EQ(reply(made, "late"), MST_ERROR_STALE_HANDLE);
}

TEST_F(ToolsTest, a_call_without_a_result_ends_with_the_time_of_its_request) {
    start({call("sword", Json::array({sell("sword")})), say("in time", "Nobody came.")});
    // A busy machine may need more than the first of these times to come to the call at all.
    std::vector<SeenEvent> open;
    for (uint64_t time = kSecond / 50; open.empty() && time < kPatience; time *= 4) {
        const mst_request request = ask(make_session(), "sword", nullptr, time);
        EXPECT_EQ(end_of(request).event.values[1], static_cast<uint64_t>(MST_FINISH_TIME));
        open = seen(request, MST_EVENT_TOOL_CALL);
    }
    ASSERT_EQ(open.size(), 1u);
    EXPECT_EQ(reply(open[0], "late"), MST_ERROR_STALE_HANDLE);
}

// Why calls of a request were refused, in order.
std::vector<uint64_t> reasons(const std::vector<SeenEvent>& refused) {
    std::vector<uint64_t> list;
    list.reserve(refused.size());
    for (const SeenEvent& event : refused) list.push_back(event.event.values[0]);
    return list;
}

std::vector<uint64_t> only(mst_refusal reason) {
    return {static_cast<uint64_t>(reason)};
}

TEST_F(ToolsTest, a_question_to_the_player_waits_no_longer_either) {
    start({call("sword", Json::array({sell("sword")})), say("in time", "Nobody came.")});
    tools_.toolset = make_toolset(MST_TOOL_CONFIRM_BIT);
    tools_.reply_timeout_ns = kSecond / 50;
    const mst_request request = ask(make_session(), "sword");
    const SeenEvent asked = wait_for(request, MST_EVENT_TOOL_CONFIRM);
    expect_answer(request, "Nobody came.");
    EXPECT_EQ(reasons(seen(request, MST_EVENT_TOOL_REFUSED)), only(MST_REFUSAL_TIMEOUT));
    EXPECT_TRUE(seen(request, MST_EVENT_TOOL_CALL).empty());
    EXPECT_EQ(mst_tool_confirm(engine_.get(), mst_call{asked.event.values[0]}, 1),
              MST_ERROR_STALE_HANDLE);
}

TEST_F(ToolsTest, rounds_have_a_limit) {
    start({call("sword", Json::array({sell("sword")})), call("ok", Json::array({sell("ale")}))});
    tools_.max_rounds = 2;
    const mst_request request = ask(make_session(), "sword");
    EXPECT_EQ(reply(wait_for(request, MST_EVENT_TOOL_CALL, 1), "ok"), MST_OK);
    EXPECT_EQ(reply(wait_for(request, MST_EVENT_TOOL_CALL, 2), "ok"), MST_OK);
    EXPECT_EQ(end_of(request).event.type, MST_EVENT_DONE);  // no third round
    EXPECT_EQ(seen(request, MST_EVENT_TOOL_CALL).size(), 2u);
    const auto rounds = seen(request, MST_EVENT_TOOL_ROUND);
    ASSERT_EQ(rounds.size(), 2u);
    EXPECT_EQ(rounds[1].event.values[0], 2u);
    EXPECT_EQ(rounds[1].event.values[1], 2u);
    EXPECT_GT(rounds[1].event.values[2], rounds[0].event.values[2]);
}

TEST_F(ToolsTest, calls_in_a_round_have_a_limit) {
    start({call("three", Json::array({sell("ale"), sell("ale"), sell("ale")})),
           say("ok", "Two it is.")});
    tools_.max_calls = 2;
    for (const mst_tools_flags flags : {mst_tools_flags{0}, MST_TOOLS_UNCONSTRAINED_BIT}) {
        tools_.flags = flags;
        const mst_request request = ask(make_session(), "three");
        const SeenEvent second = wait_for(request, MST_EVENT_TOOL_CALL, 2);
        EXPECT_EQ(second.event.values[2], flags == 0 ? 2u : 3u);  // refused ones are of the round
        EXPECT_EQ(reply(second, "ok"), MST_OK);
        EXPECT_EQ(reply(wait_for(request, MST_EVENT_TOOL_CALL, 1), "ok"), MST_OK);
        EXPECT_EQ(end_of(request).event.type, MST_EVENT_DONE);
        EXPECT_EQ(seen(request, MST_EVENT_TOOL_CALL).size(), 2u);
        const auto expected =
            flags == 0 ? std::vector<uint64_t>() : only(MST_REFUSAL_TOO_MANY_CALLS);
        EXPECT_EQ(reasons(seen(request, MST_EVENT_TOOL_REFUSED)), expected);
    }
}

TEST_F(ToolsTest, calls_in_a_minute_have_a_limit) {
    start({call("sword", Json::array({sell("sword")})), say("too many", "Enough."),
           say("ok", "Yours.")});
    tools_.max_calls_per_minute = 1;
    const mst_session session = make_session();
    mst_request request = ask(session, "sword");
    EXPECT_EQ(reply(wait_for(request, MST_EVENT_TOOL_CALL), "ok"), MST_OK);
    expect_answer(request, "Yours.");
    request = ask(session, "sword");
    expect_answer(request, "Enough.");
    EXPECT_TRUE(seen(request, MST_EVENT_TOOL_CALL).empty());
    EXPECT_EQ(reasons(seen(request, MST_EVENT_TOOL_REFUSED)), only(MST_REFUSAL_RATE));
    // Another character's minute is its own.
    request = ask(make_session(), "sword");
    EXPECT_EQ(reply(wait_for(request, MST_EVENT_TOOL_CALL), "ok"), MST_OK);
    expect_answer(request, "Yours.");
}

TEST_F(ToolsTest, arguments_and_results_have_a_length) {
    start({call("sword", Json::array({sell("sword")})), say("too long", "Enough."),
           say("ok", "Yours.")});
    const size_t length = std::string(R"({"item": "sword"})").size();
    for (const size_t limit : {length, length - 1}) {
        tools_.max_argument_bytes = static_cast<uint32_t>(limit);
        const mst_request request = ask(make_session(), "sword");
        if (limit == length) {
            EXPECT_EQ(reply(wait_for(request, MST_EVENT_TOOL_CALL), "ok"), MST_OK);
            expect_answer(request, "Yours.");
            continue;
        }
        expect_answer(request, "Enough.");
        EXPECT_TRUE(seen(request, MST_EVENT_TOOL_CALL).empty());
        EXPECT_EQ(reasons(seen(request, MST_EVENT_TOOL_REFUSED)), only(MST_REFUSAL_TOO_LARGE));
    }
    tools_.max_argument_bytes = 0;
    tools_.max_reply_bytes = 4;
    for (const char* result : {"ok..", "ok..."}) {
        const mst_request request = ask(make_session(), "sword");
        EXPECT_EQ(reply(wait_for(request, MST_EVENT_TOOL_CALL), result), MST_OK);
        const bool fits = std::string(result).size() == 4;
        expect_answer(request, fits ? "Yours." : "Enough.");
        EXPECT_EQ(reasons(seen(request, MST_EVENT_TOOL_REFUSED)),
                  fits ? std::vector<uint64_t>() : only(MST_REFUSAL_TOO_LARGE));
    }
}

// The model would call for ever; its tokens run out whatever the rounds.
TEST_F(ToolsTest, tokens_of_all_rounds_count_together) {
    start({call("sword", Json::array({sell("sword")})), call("ok", Json::array({sell("ale")}))});
    tools_.max_rounds = 1000;
    mst_request_desc desc = MST_REQUEST_DESC_INIT;
    desc.text = to_text("sword");
    desc.max_tokens = 120;
    mst_request request = {0};
    ASSERT_EQ(mst_request_submit(engine_.get(), make_session(), &desc, &request), MST_OK);
    size_t calls = 0;
    while (pump_->run_until([&] {
        return pump_->terminal(request) != nullptr ||
               seen(request, MST_EVENT_TOOL_CALL).size() > calls;
    })) {
        if (pump_->terminal(request) != nullptr) break;
        EXPECT_EQ(reply(seen(request, MST_EVENT_TOOL_CALL)[calls++], "ok"), MST_OK);
    }
    const SeenEvent& end = end_of(request);
    EXPECT_EQ(end.event.type, MST_EVENT_DONE);
    EXPECT_EQ(end.event.values[1], static_cast<uint64_t>(MST_FINISH_MAX_TOKENS));
    EXPECT_GE(calls, 2u);
    EXPECT_LE(calls, 12u);
    EXPECT_EQ(seen(request, MST_EVENT_TOOL_ROUND).size(), calls);
}

}  // namespace
}  // namespace minstrel::testing
