// Reads messages and checks the rules of a valid request.
#include <algorithm>
#include <unordered_set>

#include "runtime/core/utf8.h"
#include "runtime/text/chat_stages.h"
#include "runtime/text/prompt_json.h"

namespace minstrel {
namespace {

const char* role_name(ChatRole role) {
    switch (role) {
        case ChatRole::kSystem:
            return "system";
        case ChatRole::kUser:
            return "user";
        case ChatRole::kAssistant:
            return "assistant";
        case ChatRole::kTool:
            return "tool";
    }
    return "unknown";
}

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

Status invalid(size_t index, const char* what) {
    return error(Code::kInvalidArgument, "message %zu: %s", index, what);
}

// `entry` is {"name", "arguments", "id"} or {"id", "type", "function": {"name", "arguments"}}.
Result<ToolCall> read_call(const PromptJson& entry, size_t index) {
    if (!entry.is(PromptJson::Kind::kObject)) return invalid(index, "a tool call is no object");
    const PromptJson* function = entry.find("function");
    const PromptJson& body = function == nullptr ? entry : *function;
    const PromptJson* name = body.find("name");
    const PromptJson* arguments = body.find("arguments");
    const PromptJson* id = entry.find("id");
    ToolCall call;
    if (name == nullptr || !name->is(PromptJson::Kind::kString)) {
        return invalid(index, "a tool call has no name");
    }
    call.name = name->text;
    if (arguments == nullptr || arguments->is(PromptJson::Kind::kNull)) {
        call.arguments = "{}";
    } else if (arguments->is(PromptJson::Kind::kString)) {
        call.arguments = arguments->text;
    } else {
        call.arguments = write_prompt_json(*arguments);
    }
    if (id == nullptr || id->is(PromptJson::Kind::kNull)) return call;
    if (!id->is(PromptJson::Kind::kString)) {
        return invalid(index, "the id of a tool call is no string");
    }
    if (id->text != "null") call.id = id->text;  // "null" is how OpenAI-like clients say none
    return call;
}

Status read_calls(const std::string& json, size_t index, std::vector<ToolCall>& calls) {
    if (json.empty()) return {};
    Result<PromptJson> list = parse_prompt_json(json);
    if (!list.ok()) {
        return error(Code::kInvalidArgument, "message %zu: tool calls: %s", index,
                     list.status().message().c_str());
    }
    if (!list.value().is(PromptJson::Kind::kArray)) {
        return invalid(index, "the tool calls are no JSON list");
    }
    for (const PromptJson& entry : list.value().items) {
        MST_ASSIGN(ToolCall call, read_call(entry, index));
        calls.push_back(std::move(call));
    }
    return {};
}

bool may_follow(ChatRole previous, ChatRole next) {
    switch (previous) {
        case ChatRole::kSystem:
        case ChatRole::kUser:
            return next != ChatRole::kTool;
        case ChatRole::kAssistant:
        case ChatRole::kTool:
            return next != ChatRole::kSystem;
    }
    return false;
}

Status check_order(std::span<const ChatTurn> turns) {
    for (size_t i = 1; i < turns.size(); ++i) {
        if (may_follow(turns[i - 1].role, turns[i].role)) continue;
        return error(Code::kInvalidArgument, "message %zu: the role %s cannot follow the role %s",
                     i, role_name(turns[i].role), role_name(turns[i - 1].role));
    }
    return {};
}

Status check_last(std::span<const ChatTurn> turns, const ChatOptions& options) {
    const size_t index = turns.size() - 1;
    const ChatTurn& last = turns.back();
    const bool is_assistant = last.role == ChatRole::kAssistant;
    if (turns.size() == 1 && last.role != ChatRole::kUser && last.role != ChatRole::kSystem) {
        return invalid(index, "a single message must be a user or system message");
    }
    if (options.mode == ChatMode::kFineTuning) {
        if (!is_assistant) return invalid(index, "the last message must be an assistant message");
        if (options.continue_final_message) {
            return invalid(index, "a training sample is complete and cannot be continued");
        }
        return {};
    }
    if (options.continue_final_message && (!is_assistant || last.prefix)) {
        return invalid(index, "only an assistant message without prefix can be continued");
    }
    if (is_assistant && !last.prefix && !options.continue_final_message) {
        return invalid(index,
                       "the conversation ends with an assistant message; mark it as prefix to "
                       "continue it");
    }
    return {};
}

Status check_assistant(const ChatTurn& turn, size_t index, bool is_last, ChatMode mode,
                       const ChatRules& rules) {
    // Where both may stand together what is empty may be merged with what is not, see
    // chat_segments.cpp.
    if (turn.content.empty() && turn.calls.empty() && !rules.allows_text_and_calls) {
        return invalid(index, "an assistant message needs text or tool calls");
    }
    if (!turn.content.empty() && !turn.calls.empty() && !rules.allows_text_and_calls) {
        return invalid(index, "this template has no assistant message with text and tool calls");
    }
    if (turn.prefix && !is_last) return invalid(index, "only the last message can be a prefix");
    for (const ToolCall& call : turn.calls) {
        if (!is_function_name(call.name)) {
            return invalid(index, "a function name must match ^[a-zA-Z0-9_-]{1,64}$");
        }
        if (rules.ids == IdRule::kFree) continue;
        const bool may_lack_id = rules.ids == IdRule::kInPrompt && mode != ChatMode::kServing &&
                                 (mode != ChatMode::kFineTuning || is_last);
        if (!(call.id.empty() && may_lack_id) && !is_call_id(call.id)) {
            return invalid(index, "the id of a tool call must be 9 letters or digits");
        }
    }
    return {};
}

bool may_think(ChatRole role, const ChatRules& rules) {
    return (role == ChatRole::kAssistant && rules.has_thinking) ||
           (role == ChatRole::kSystem && rules.has_system_thinking);
}

Status check_turn(const ChatTurn& turn, size_t index, bool is_last, ChatMode mode,
                  const ChatRules& rules) {
    if (has_thinking(turn.content) && !may_think(turn.role, rules)) {
        return error(Code::kInvalidArgument,
                     "message %zu: template v%d has no thinking in %s messages", index,
                     static_cast<int>(rules.version), role_name(turn.role));
    }
    const bool speaks_of_calls = !turn.calls.empty() || turn.role == ChatRole::kTool;
    if (speaks_of_calls && rules.calls == CallForm::kNone) {
        return error(Code::kInvalidArgument, "message %zu: template v%d has no function calls",
                     index, static_cast<int>(rules.version));
    }
    if (turn.role == ChatRole::kAssistant) {
        return check_assistant(turn, index, is_last, mode, rules);
    }
    if (!turn.calls.empty()) return invalid(index, "only an assistant message has tool calls");
    if (turn.prefix) return invalid(index, "only an assistant message can be a prefix");
    if (turn.role != ChatRole::kTool) return {};
    if (!turn.tool_name.empty() && !is_function_name(turn.tool_name)) {
        return invalid(index, "a function name must match ^[a-zA-Z0-9_-]{1,64}$");
    }
    if (rules.ids != IdRule::kFree && !is_call_id(turn.tool_call_id)) {
        return invalid(index, "tool_call_id must be 9 letters or digits");
    }
    return {};
}

// Each call needs one answer before the assistant speaks again. The reference does not look at the
// calls of the first message; serving does, because a conversation may begin anywhere.
Status check_answers(std::span<const ChatTurn> turns, ChatMode mode) {
    const bool is_serving = mode == ChatMode::kServing;
    long open = 0;
    for (size_t i = is_serving ? 0 : 1; i < turns.size(); ++i) {
        if (turns[i].role == ChatRole::kTool) {
            --open;
            if (is_serving && open < 0) return invalid(i, "there is no call left to answer");
        }
        if (turns[i].role != ChatRole::kAssistant) continue;
        if (open != 0) return invalid(i, "calls and results before this message do not match");
        open = static_cast<long>(turns[i].calls.size());
    }
    if (is_serving && open != 0) {
        return error(Code::kInvalidArgument, "message %zu: %ld tool calls are not answered",
                     turns.size() - 1, open);
    }
    return {};
}

// Each result answers one call of the last assistant message, which has none left when it speaks
// again.
Status check_answers_by_id(std::span<const ChatTurn> turns, ChatMode mode) {
    std::unordered_set<std::string_view> open;
    size_t nameless = 0;  // calls without an id cannot be answered
    for (size_t i = mode == ChatMode::kServing ? 0 : 1; i < turns.size(); ++i) {
        if (turns[i].role == ChatRole::kTool && open.erase(turns[i].tool_call_id) == 0) {
            return invalid(i, "tool_call_id names no open call of the last assistant message");
        }
        if (turns[i].role != ChatRole::kAssistant) continue;
        if (!open.empty() || nameless != 0) {
            return invalid(i, "calls and results before this message do not match");
        }
        for (const ToolCall& call : turns[i].calls) {
            if (call.id.empty()) {
                ++nameless;
            } else if (!open.insert(call.id).second) {
                return invalid(i, "two tool calls have the same id");
            }
        }
    }
    if (mode == ChatMode::kServing && !open.empty()) {
        return error(Code::kInvalidArgument, "message %zu: %zu tool calls are not answered",
                     turns.size() - 1, open.size());
    }
    return {};
}

}  // namespace

bool is_function_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
        return is_alphanumeric(c) || c == '_' || c == '-';
    });
}

bool is_call_id(std::string_view id) {
    return id.size() == 9 && std::all_of(id.begin(), id.end(), is_alphanumeric);
}

Result<std::vector<ChatTurn>> read_turns(std::span<const ChatMessage> messages) {
    std::vector<ChatTurn> turns;
    turns.reserve(messages.size());
    for (size_t i = 0; i < messages.size(); ++i) {
        const ChatMessage& message = messages[i];
        if (const size_t bad = find_invalid_utf8(message.text); bad != std::string::npos) {
            return error(Code::kInvalidArgument, "message %zu: text is not valid UTF-8 at byte %zu",
                         i, bad);
        }
        ChatTurn turn{message.role,  {}, {}, message.tool_call_id, message.tool_name,
                      message.prefix};
        if (!message.text.empty()) turn.content.push_back({message.text});
        for (const ChatChunk& chunk : message.chunks) {
            if (find_invalid_utf8(chunk.text) != std::string::npos) {
                return invalid(i, "a part of the content is not valid UTF-8");
            }
            if (chunk.is_thinking || !chunk.text.empty()) turn.content.push_back(chunk);
        }
        MST_TRY(read_calls(message.tool_calls_json, i, turn.calls));
        turns.push_back(std::move(turn));
    }
    return turns;
}

Status check_turns(std::span<const ChatTurn> turns, const ChatOptions& options) {
    if (turns.empty()) return error(Code::kInvalidArgument, "a conversation needs a message");
    const ChatRules& rules = chat_rules(options.version);
    if (!options.reasoning_effort.empty() && !rules.has_settings) {
        return error(Code::kInvalidArgument, "template v%d knows no reasoning effort",
                     static_cast<int>(options.version));
    }
    MST_TRY(check_order(turns));
    MST_TRY(check_last(turns, options));
    for (size_t i = 0; i < turns.size(); ++i) {
        MST_TRY(check_turn(turns[i], i, i + 1 == turns.size(), options.mode, rules));
    }
    return rules.answers_by_id ? check_answers_by_id(turns, options.mode)
                               : check_answers(turns, options.mode);
}

}  // namespace minstrel
