#include "runtime/tools/call_check.h"

#include "tests/unit/tools/tools_fixture.h"

namespace minstrel::tools_test {
namespace {

CallRules rules_for(std::vector<uint32_t> functions) {
    CallRules rules;
    rules.functions = std::move(functions);
    rules.live = doors({"hatch"});
    rules.max_calls = 2;
    return rules;
}

CheckedCall check_one(std::string name, std::string arguments) {
    const std::vector<ToolCall> calls = {{std::move(name), std::move(arguments), {}}};
    const auto checked = check_calls(*tavern(), rules_for({kOpenDoor, kLookAround}), calls);
    EXPECT_EQ(checked.size(), 1u);
    return checked.empty() ? CheckedCall() : checked[0];
}

TEST(CallCheckTest, what_is_allowed_and_valid_passes) {
    const CheckedCall call = check_one("open_door", R"({"quietly": false, "door": "hatch"})");
    EXPECT_FALSE(call.fault) << call.why;
    EXPECT_EQ(call.function, uint32_t{kOpenDoor});
    EXPECT_FALSE(check_one("look_around", "{}").fault);
}

TEST(CallCheckTest, each_fault) {
    EXPECT_EQ(check_one("close_door", "{}").fault, CallFault::kUnknownFunction);
    EXPECT_EQ(check_one("", "{}").fault, CallFault::kUnknownFunction);
    EXPECT_EQ(check_one("order", R"({"items": []})").fault, CallFault::kNotAllowed);
    for (const char* arguments :
         {"", "null", "[]", "{}", R"({"door": "gate"})", R"({"door": "hatch")",
          R"({"door": "hatch"} )", R"({"door": "hatch", "door": "hatch"})",
          R"({"door": "hatch", "quietly": 1})", R"("{\"door\": \"hatch\"}")"}) {
        EXPECT_EQ(check_one("open_door", arguments).fault, CallFault::kBadArguments) << arguments;
    }
}

TEST(CallCheckTest, says_where_arguments_go_wrong) {
    const CheckedCall call = check_one("open_door", R"({"door": "gate"})");
    EXPECT_NE(call.why.find("byte 10 "), std::string::npos) << call.why;
}

TEST(CallCheckTest, more_calls_than_allowed) {
    const std::vector<ToolCall> calls(3, {"look_around", "{}", {}});
    const auto checked = check_calls(*tavern(), rules_for({kLookAround}), calls);
    ASSERT_EQ(checked.size(), 3u);
    EXPECT_FALSE(checked[0].fault);
    EXPECT_FALSE(checked[1].fault);
    EXPECT_EQ(checked[2].fault, CallFault::kTooManyCalls);
}

TEST(CallCheckTest, live_values_are_those_of_the_request) {
    const std::vector<ToolCall> calls = {{"open_door", R"({"door": "gate"})", {}}};
    CallRules rules = rules_for({kOpenDoor});
    EXPECT_TRUE(check_calls(*tavern(), rules, calls)[0].fault);
    rules.live = doors({"gate"});
    EXPECT_FALSE(check_calls(*tavern(), rules, calls)[0].fault);
    rules.live.clear();
    EXPECT_TRUE(check_calls(*tavern(), rules, calls)[0].fault);
}

TEST(CallCheckTest, long_arguments_are_read_in_linear_time) {
    std::string items;
    for (int i = 0; i < 20'000; ++i)
        items += std::string(i == 0 ? "" : ", ") + R"({"a": [1, "x"]})";
    const auto toolset = make(std::vector<ToolFunction>{
        tool("take", R"({"type": "object", "properties": {"all": {"type": "array"}}})")});
    CallRules rules;
    rules.functions = {0};
    const std::vector<ToolCall> calls = {{"take", R"({"all": [)" + items + "]}", {}}};
    const auto checked = check_calls(*toolset, rules, calls);
    EXPECT_FALSE(checked[0].fault) << checked[0].why;
}

}  // namespace
}  // namespace minstrel::tools_test
