// Reads messages and checks the rules of a valid request.
#include <algorithm>

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

Status check_assistant(const ChatTurn& turn, size_t index, bool is_last, ChatMode mode) {
    if (turn.text.empty() && turn.calls.empty()) {
        return invalid(index, "an assistant message needs text or tool calls");
    }
    if (!turn.text.empty() && !turn.calls.empty()) {
        return invalid(index, "this template has no assistant message with text and tool calls");
    }
    if (turn.prefix && !is_last) return invalid(index, "only the last message can be a prefix");
    for (const ToolCall& call : turn.calls) {
        if (!is_function_name(call.name)) {
            return invalid(index, "a function name must match ^[a-zA-Z0-9_-]{1,64}$");
        }
        const bool may_lack_id = mode != ChatMode::kServing;
        if (!(call.id.empty() && may_lack_id) && !is_call_id(call.id)) {
            return invalid(index, "the id of a tool call must be 9 letters or digits");
        }
    }
    return {};
}

Status check_turn(const ChatTurn& turn, size_t index, bool is_last, ChatMode mode) {
    if (turn.role == ChatRole::kAssistant) return check_assistant(turn, index, is_last, mode);
    if (!turn.calls.empty()) return invalid(index, "only an assistant message has tool calls");
    if (turn.prefix) return invalid(index, "only an assistant message can be a prefix");
    if (turn.role == ChatRole::kTool && !is_call_id(turn.tool_call_id)) {
        return invalid(index, "tool_call_id must be 9 letters or digits");
    }
    return {};
}

// Each call needs one answer before the assistant speaks again.
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
        ChatTurn turn{message.role, message.text, {}, message.tool_call_id, message.prefix};
        MST_TRY(read_calls(message.tool_calls_json, i, turn.calls));
        turns.push_back(std::move(turn));
    }
    return turns;
}

Status check_turns(std::span<const ChatTurn> turns, const ChatOptions& options) {
    if (turns.empty()) return error(Code::kInvalidArgument, "a conversation needs a message");
    if (!options.reasoning_effort.empty()) {
        return error(Code::kInvalidArgument, "template v%d knows no reasoning effort",
                     static_cast<int>(options.version));
    }
    MST_TRY(check_order(turns));
    MST_TRY(check_last(turns, options));
    for (size_t i = 0; i < turns.size(); ++i) {
        MST_TRY(check_turn(turns[i], i, i + 1 == turns.size(), options.mode));
    }
    return check_answers(turns, options.mode);
}

}  // namespace minstrel
