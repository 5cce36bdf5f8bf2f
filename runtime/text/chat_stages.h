// The stages of chat_format.h, each testable on its own: read, check, normalise, cut into segments.
// Values only; any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/text/chat_format.h"
#include "runtime/text/chat_rules.h"
#include "runtime/text/special_tokens.h"

namespace minstrel {

struct ToolCall {
    std::string name;
    std::string arguments;  // JSON text
    std::string id;         // 9 letters or digits; empty = none
};

struct ChatTurn {
    ChatRole role = ChatRole::kUser;
    std::vector<ChatChunk> content;  // without empty texts
    std::vector<ToolCall> calls;
    std::string tool_call_id;
    std::string tool_name;
    bool prefix = false;
};

// A normalised conversation: turns of one role merged, JSON re-serialised, system turns taken out
// where the template has no place for them.
struct Conversation {
    std::vector<ChatTurn> turns;
    std::string system_prompt;
    std::string reasoning_effort;  // empty = the prompt says nothing about it
};

// One piece of a prompt: a special token, or text that is encoded on its own.
struct PromptSegment {
    bool is_special = false;
    Special special = Special::kUnknown;
    std::string text;
    size_t turn = kNoTurn;  // of the conversation; the mark of the beginning has none

    static constexpr size_t kNoTurn = SIZE_MAX;
};

Result<std::vector<ChatTurn>> read_turns(std::span<const ChatMessage> messages);
Status check_turns(std::span<const ChatTurn> turns, const ChatOptions& options);
Conversation normalize_turns(std::span<const ChatTurn> turns, const ChatRules& rules);

// The list as it stands in the prompt; empty when there are no tools.
Result<std::string> normalize_tools(std::string_view tools_json);

// `tools` as from normalize_tools().
Result<std::vector<PromptSegment>> build_segments(const Conversation& conversation,
                                                  std::string_view tools,
                                                  const ChatOptions& options);

// Removes the segments of the oldest turns until all turns together have at most `limit` tokens;
// with what a user said goes what was answered. System messages and the last user message stay;
// when they are too long it is kLimitReached. For templates that have system messages.
using SegmentLength = std::function<Result<size_t>(const PromptSegment&)>;
Status trim_segments(const Conversation& conversation, const SegmentLength& length, size_t limit,
                     std::vector<PromptSegment>& segments);

bool has_thinking(std::span<const ChatChunk> content);
// The texts, one behind the other.
std::string text_of(std::span<const ChatChunk> content);

// The JSON list that stands in prompts and in ChatMessage::tool_calls_json.
std::string write_tool_calls(std::span<const ToolCall> calls);

// ^[a-zA-Z0-9_-]{1,64}$ and ^[a-zA-Z0-9]{9}$
bool is_function_name(std::string_view name);
bool is_call_id(std::string_view id);

}  // namespace minstrel
