#include "runtime/tools/toolset.h"

#include <array>

#include "tests/unit/tools/tools_fixture.h"

namespace minstrel::tools_test {
namespace {

constexpr std::array<uint32_t, 3> kAll = {kLookAround, kOpenDoor, kOrder};

std::string make_error(const ToolFunction& function) {
    const auto toolset = Toolset::make(std::array{function});
    return toolset.ok() ? std::string() : toolset.status().message();
}

TEST(ToolsetTest, finds_functions_by_name) {
    const auto toolset = tavern();
    ASSERT_EQ(toolset->size(), 3u);
    EXPECT_EQ(toolset->find("order"), std::optional<uint32_t>(kOrder));
    EXPECT_FALSE(toolset->find("Order"));
    EXPECT_TRUE(toolset->function(kOpenDoor).needs_confirmation);
}

TEST(ToolsetTest, prompts_show_live_parameters_with_their_values) {
    const auto toolset = tavern();
    const std::array<uint32_t, 2> some = {kLookAround, kOpenDoor};
    EXPECT_EQ(
        toolset->declarations_json(some, doors({"oak door", "hatch"})),
        R"([{"type": "function", "function": {"name": "look_around", )"
        R"("description": "What can be seen.", "parameters": {}}}, )"
        R"({"type": "function", "function": {"name": "open_door", )"
        R"("description": "Opens a door.", "parameters": {"type": "object", "required": ["door"], )"
        R"("properties": {"door": {"type": "string", "description": "Which.", )"
        R"("enum": ["oak door", "hatch"]}, "quietly": {"type": "boolean"}}}}}])");
    EXPECT_EQ(toolset->declarations_json({}, {}), "[]");
}

TEST(ToolsetTest, prompts_may_show_a_short_form) {
    auto functions = tavern_functions();
    functions[kOpenDoor].prompt_parameters = R"({"door":"oak door | hatch"})";
    const auto toolset = make(functions);
    const std::array<uint32_t, 1> one = {kOpenDoor};
    EXPECT_EQ(toolset->declarations_json(one, doors({"hatch"})),
              R"([{"type": "function", "function": {"name": "open_door", )"
              R"("description": "Opens a door.", "parameters": {"door": "oak door | hatch"}}}])");
    EXPECT_FALSE(toolset->is_callable(kOpenDoor, {})) << "the schema counts";
    functions[kOpenDoor].prompt_parameters = "{";
    EXPECT_FALSE(Toolset::make(functions).ok());
}

TEST(ToolsetTest, a_function_without_live_values_cannot_be_called) {
    const auto toolset = tavern();
    EXPECT_TRUE(toolset->is_callable(kOrder, {}));
    EXPECT_FALSE(toolset->is_callable(kOpenDoor, {}));
    EXPECT_FALSE(toolset->is_callable(kOpenDoor, doors({})));
    EXPECT_TRUE(toolset->is_callable(kOpenDoor, doors({"hatch"})));
    EXPECT_FALSE(toolset->argument_grammar(kOpenDoor, {}).ok());
}

TEST(ToolsetTest, arguments_in_any_order_with_live_values) {
    const auto toolset = tavern();
    const auto grammar = toolset->argument_grammar(kOpenDoor, doors({"hatch"}));
    ASSERT_TRUE(grammar.ok()) << grammar.status().message();
    EXPECT_TRUE(matches(grammar.value(), R"({"quietly": true, "door": "hatch"})"));
    EXPECT_TRUE(matches(grammar.value(), R"({"door": "hatch"})"));
    EXPECT_FALSE(matches(grammar.value(), R"({"door": "oak door"})"));
    EXPECT_FALSE(matches(grammar.value(), R"({"quietly": true})"));
    EXPECT_FALSE(matches(grammar.value(), R"({"door": "hatch", "force": 9})"));
}

TEST(ToolsetTest, no_parameters_are_an_empty_object) {
    const auto grammar = tavern()->argument_grammar(kLookAround, {});
    ASSERT_TRUE(grammar.ok());
    EXPECT_TRUE(matches(grammar.value(), "{}"));
    EXPECT_FALSE(matches(grammar.value(), R"({"a": 1})"));
}

TEST(ToolsetTest, refuses_names) {
    for (const char* name : {"", "a b", "a.b", "\xC3\xA9", "name\"",
                             "a23456789012345678901234567890123456789012345678901234567890123_5"}) {
        EXPECT_NE(make_error(tool(name)), "") << name;
    }
    EXPECT_EQ(make_error(tool(std::string(64, 'a'))), "");
    const std::vector<ToolFunction> twice(2, tool("look"));
    EXPECT_FALSE(Toolset::make(twice).ok());
}

TEST(ToolsetTest, refuses_schemas_with_function_and_place) {
    const auto pay_error = [](std::string parameters) {
        return make_error(tool("pay", std::move(parameters)));
    };
    const auto has = [](const std::string& text, const char* part) {
        return text.find(part) != std::string::npos;
    };
    EXPECT_TRUE(has(pay_error("{"), "'pay'")) << pay_error("{");
    EXPECT_TRUE(has(pay_error(R"({"type": "array"})"), "object"));
    const std::string pattern = pay_error(
        R"({"type": "object", "properties": {"to": {"type": "string", "pattern": "(a)\\1"}}})");
    EXPECT_TRUE(has(pattern, "'pay'")) << pattern;
    EXPECT_TRUE(has(pattern, "#/properties/to/pattern")) << pattern;
    const std::string live = pay_error(
        R"({"type": "object",
            "properties": {"to": {"type": "string", "live": "x", "minLength": 1}}})");
    EXPECT_TRUE(has(live, "#/properties/to/minLength")) << live;
    EXPECT_NE(pay_error(std::string(100'000, '[')), "");
    EXPECT_NE(pay_error("true"), "");
}

TEST(ToolsetTest, limits) {
    ToolsetLimits limits;
    limits.max_functions = 2;
    EXPECT_EQ(Toolset::make(tavern_functions(), limits).status().code(), Code::kLimitReached);
    limits = {};
    limits.max_description_bytes = 3;
    EXPECT_EQ(Toolset::make(tavern_functions(), limits).status().code(), Code::kLimitReached);
    limits = {};
    limits.max_parameters_bytes = 30;
    EXPECT_EQ(Toolset::make(tavern_functions(), limits).status().code(), Code::kLimitReached);
    EXPECT_TRUE(Toolset::make({}).ok());
}

TEST(ToolsetTest, a_property_named_live_is_a_property) {
    const auto toolset = make(std::array{
        tool("set", R"({"type": "object", "properties": {"live": {"type": "string"}}})")});
    EXPECT_TRUE(toolset->is_callable(0, {}));
    EXPECT_TRUE(matches(toolset->argument_grammar(0, {}).value(), R"({"live": "anything"})"));
}

TEST(ToolsetTest, declarations_of_all_are_one_list) {
    const std::string all = tavern()->declarations_json(kAll, doors({"hatch"}));
    const auto json = nlohmann::json::parse(all);
    ASSERT_EQ(json.size(), 3u);
    EXPECT_EQ(json[2]["function"]["parameters"]["required"][0], "items");
}

}  // namespace
}  // namespace minstrel::tools_test
