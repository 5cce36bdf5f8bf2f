#include "tests/unit/tools/tools_fixture.h"

#include <utility>

#include "runtime/grammar/automaton.h"

namespace minstrel::tools_test {

ToolFunction tool(std::string name, std::string parameters, std::string description) {
    ToolFunction function;
    function.name = std::move(name);
    function.description = std::move(description);
    function.parameters = std::move(parameters);
    return function;
}

std::vector<ToolFunction> tavern_functions() {
    std::vector<ToolFunction> functions = {
        tool("look_around", "", "What can be seen."),
        tool("open_door",
             R"({"type": "object", "required": ["door"],
                 "properties": {"door": {"type": "string", "live": "doors", "description": "Which."},
                                "quietly": {"type": "boolean"}}})",
             "Opens a door."),
        tool("order",
             R"({"type": "object", "required": ["items"],
                 "properties": {"items": {"type": "array", "minItems": 1, "maxItems": 3, "items":
                                    {"type": "object", "required": ["name", "count"],
                                     "additionalProperties": false,
                                     "properties": {"name": {"enum": ["ale", "bread", "stew"]},
                                                    "count": {"type": "integer", "minimum": 1,
                                                              "maximum": 99}}}},
                                "note": {"type": "string", "maxLength": 8}}})"),
    };
    functions[kOpenDoor].needs_confirmation = true;
    return functions;
}

std::shared_ptr<const Toolset> make(std::span<const ToolFunction> functions) {
    auto toolset = Toolset::make(functions);
    EXPECT_TRUE(toolset.ok()) << toolset.status().message();
    return toolset.ok() ? toolset.take() : nullptr;
}

std::shared_ptr<const Toolset> tavern() {
    return make(tavern_functions());
}

std::vector<LiveValues> doors(std::vector<std::string> names) {
    return {{"doors", std::move(names)}};
}

bool matches(const GrammarPtr& grammar, std::string_view text) {
    if (grammar == nullptr) return false;
    GrammarAutomaton automaton(grammar);
    automaton.grant(10'000'000);
    Position position = automaton.start();
    for (const char c : text) {
        if (position == GrammarAutomaton::kDead) return false;
        const auto byte = static_cast<uint8_t>(c);
        position =
            byte < 8 ? automaton.step_token(position, byte) : automaton.step_byte(position, byte);
    }
    EXPECT_TRUE(automaton.status().ok()) << automaton.status().message();
    return position != GrammarAutomaton::kDead && automaton.complete(position);
}

}  // namespace minstrel::tools_test
