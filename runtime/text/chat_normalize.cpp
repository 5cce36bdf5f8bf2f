// Brings checked messages and tools into the one form that templates are written for.
#include <algorithm>
#include <unordered_map>

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

// Thinking stands alone, texts that touch become one: with `separator` between those of one
// message, an empty line between messages.
void merge_content(std::vector<ChatChunk>& into, std::span<const ChatChunk> message,
                   std::string_view separator) {
    bool is_first = true;
    for (const ChatChunk& chunk : message) {
        if (chunk.is_thinking || into.empty() || into.back().is_thinking) {
            into.push_back(chunk);
        } else {
            into.back().text += is_first ? kSeparator : separator;
            into.back().text += chunk.text;
        }
        is_first = false;
    }
}

void merge_turn(ChatTurn& into, const ChatTurn& turn, std::string_view separator) {
    merge_content(into.content, turn.content, separator);
    for (const ToolCall& call : turn.calls) {
        into.calls.push_back({call.name, rewrite_json(call.arguments), call.id});
    }
    into.prefix |= turn.prefix;
}

ChatTurn merged_turn(const ChatTurn& turn, std::string_view separator) {
    ChatTurn result;
    result.role = turn.role;
    result.tool_call_id = turn.tool_call_id;
    result.tool_name = turn.tool_name;
    merge_turn(result, turn, separator);
    return result;
}

bool writes_results_as_json(const ChatRules& rules) {
    return rules.results == ResultForm::kNamedList || rules.results == ResultForm::kObject;
}

ChatTurn tool_turn(const ChatTurn& turn, const ChatRules& rules) {
    ChatTurn result = merged_turn(turn, rules.chunk_separator);
    if (writes_results_as_json(rules)) {
        result.content = {ChatChunk{rewrite_json(text_of(result.content))}};
    }
    return result;
}

// Puts neighbouring results into the order of the calls that they answer.
void sort_results(std::vector<ChatTurn>& turns) {
    std::unordered_map<std::string, size_t> place;  // of the calls since the last results
    const auto place_of = [&place](const ChatTurn& turn) {
        const auto found = place.find(turn.tool_call_id);
        return found == place.end() ? place.size() : found->second;
    };
    const auto is_result = [](const ChatTurn& turn) { return turn.role == ChatRole::kTool; };
    for (auto at = turns.begin(); at != turns.end();) {
        if (!is_result(*at)) {
            for (const ToolCall& call : at->calls) place.emplace(call.id, place.size());
            ++at;
            continue;
        }
        const auto end = std::find_if_not(at, turns.end(), is_result);
        std::stable_sort(at, end, [&](const ChatTurn& left, const ChatTurn& right) {
            return place_of(left) < place_of(right);
        });
        place.clear();
        at = end;
    }
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

bool has_thinking(std::span<const ChatChunk> content) {
    return std::any_of(content.begin(), content.end(),
                       [](const ChatChunk& chunk) { return chunk.is_thinking; });
}

std::string text_of(std::span<const ChatChunk> content) {
    std::string text;
    for (const ChatChunk& chunk : content) {
        if (!chunk.is_thinking) text += chunk.text;
    }
    return text;
}

Conversation normalize_turns(std::span<const ChatTurn> turns, const ChatRules& rules) {
    const bool keeps_system = rules.system == SystemPlace::kOwnMessage;
    const std::string_view separator = rules.chunk_separator;
    Conversation result;
    for (size_t i = 0; i < turns.size(); ++i) {
        const ChatTurn& turn = turns[i];
        const bool continues = i > 0 && turns[i - 1].role == turn.role;
        if (turn.role == ChatRole::kTool) {
            result.turns.push_back(tool_turn(turn, rules));
        } else if (turn.role == ChatRole::kSystem && !keeps_system) {
            append_text(result.system_prompt, text_of(merged_turn(turn, separator).content));
        } else if (turn.role == ChatRole::kSystem || !continues) {
            // A system message between two user messages keeps these apart, even if it is taken
            // out.
            result.turns.push_back(merged_turn(turn, separator));
        } else {
            merge_turn(result.turns.back(), turn, separator);
        }
    }
    const bool lacks_user =
        result.turns.empty() || (!keeps_system && result.turns.front().role != ChatRole::kUser);
    if (lacks_user) result.turns.insert(result.turns.begin(), ChatTurn{});
    if (rules.answers_by_id) sort_results(result.turns);
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
