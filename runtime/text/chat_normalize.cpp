// Brings checked messages and tools into the one form that templates are written for.
#include "runtime/text/chat_stages.h"
#include "runtime/text/prompt_json.h"

namespace minstrel {
namespace {

constexpr std::string_view kSeparator = "\n\n";

void append_text(std::string& all, std::string_view text) {
    if (text.empty()) return;
    if (!all.empty()) all += kSeparator;
    all += text;
}

// Empty means no arguments; what is not JSON stays as it is.
std::string rewrite_json(const std::string& text) {
    if (text.empty()) return "{}";
    Result<PromptJson> value = parse_prompt_json(text);
    return value.ok() ? write_prompt_json(value.value()) : text;
}

void merge_turn(ChatTurn& into, const ChatTurn& turn) {
    append_text(into.text, turn.text);
    for (const ToolCall& call : turn.calls) {
        into.calls.push_back({call.name, rewrite_json(call.arguments), call.id});
    }
    into.prefix |= turn.prefix;
}

Result<PromptJson> normalize_tool(const PromptJson& tool, size_t index) {
    using Kind = PromptJson::Kind;
    const auto invalid = [index](const char* what) {
        return error(Code::kInvalidArgument, "tool %zu: %s", index, what);
    };
    const PromptJson* type = tool.find("type");
    const PromptJson* function = tool.find("function");
    if (type != nullptr && !(type->is(Kind::kString) && type->text == "function")) {
        return invalid("\"type\" must be \"function\"");
    }
    if (function == nullptr || !function->is(Kind::kObject)) {
        return invalid("the object \"function\" is missing");
    }
    const PromptJson* name = function->find("name");
    if (name == nullptr || !name->is(Kind::kString) || !is_function_name(name->text)) {
        return invalid("\"name\" must match ^[a-zA-Z0-9_-]{1,64}$");
    }
    PromptJson description = PromptJson::string("");
    if (const PromptJson* given = function->find("description"); given != nullptr) {
        if (!given->is(Kind::kString)) return invalid("\"description\" must be a string");
        description = *given;
    }
    PromptJson parameters = PromptJson::object();
    if (const PromptJson* given = function->find("parameters"); given != nullptr) {
        if (!given->is(Kind::kObject))
            return invalid("\"parameters\" must be a JSON schema object");
        parameters = *given;
    }
    PromptJson body = PromptJson::object();
    body.add("name", *name);
    body.add("description", std::move(description));
    body.add("parameters", std::move(parameters));
    PromptJson result = PromptJson::object();
    result.add("type", PromptJson::string("function"));
    result.add("function", std::move(body));
    return result;
}

}  // namespace

Conversation normalize_turns(std::span<const ChatTurn> turns) {
    Conversation result;
    for (size_t i = 0; i < turns.size(); ++i) {
        const ChatTurn& turn = turns[i];
        const bool continues = i > 0 && turns[i - 1].role == turn.role;
        switch (turn.role) {
            case ChatRole::kSystem:
                append_text(result.system_prompt, turn.text);
                break;
            case ChatRole::kTool:
                result.turns.push_back({turn.role, rewrite_json(turn.text), {}, turn.tool_call_id});
                break;
            case ChatRole::kUser:
            case ChatRole::kAssistant:
                // A system message between two user messages keeps these apart.
                if (!continues) result.turns.push_back({turn.role, {}, {}, {}});
                merge_turn(result.turns.back(), turn);
                break;
        }
    }
    if (result.turns.empty() || result.turns.front().role != ChatRole::kUser) {
        result.turns.insert(result.turns.begin(), ChatTurn{});
    }
    return result;
}

Result<std::string> normalize_tools(std::string_view tools_json) {
    if (tools_json.empty()) return std::string();
    Result<PromptJson> list = parse_prompt_json(tools_json);
    if (!list.ok()) {
        return error(Code::kInvalidArgument, "tools: %s", list.status().message().c_str());
    }
    if (!list.value().is(PromptJson::Kind::kArray)) {
        return error(Code::kInvalidArgument, "tools: a JSON list is expected");
    }
    if (list.value().items.empty()) return std::string();
    PromptJson result = PromptJson::array();
    for (size_t i = 0; i < list.value().items.size(); ++i) {
        MST_ASSIGN(PromptJson tool, normalize_tool(list.value().items[i], i));
        result.items.push_back(std::move(tool));
    }
    return write_prompt_json(result);
}

}  // namespace minstrel
