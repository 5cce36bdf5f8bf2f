// Reads what a model generated: text, thinking, and calls of functions behind [TOOL_CALLS]. The ids
// are hostile input. Stateless; any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/text/chat_format.h"
#include "runtime/text/chat_stages.h"
#include "runtime/text/tokenizer.h"

namespace minstrel {

struct ChatOutput {
    std::string text;               // before the first call, without thinking
    std::vector<ChatChunk> chunks;  // the same with it, in order; no empty texts
    std::vector<ToolCall> calls;
};

// Gives 9 letters or digits, new in the conversation. Called for calls without a usable id.
using CallIdSource = std::function<std::string()>;

// `ids` is all that was generated, with or without </s>. Calls and thinking that cannot be read
// are an error, kBadFormat; the caller then shows the raw text.
Result<ChatOutput> read_chat_output(const Tokenizer& tokenizer, ChatVersion version,
                                    std::span<const int32_t> ids, const CallIdSource& new_id);

// Only the calls: `ids` as above, or what follows the first [TOOL_CALLS].
Result<std::vector<ToolCall>> parse_tool_calls(const Tokenizer& tokenizer, ChatVersion version,
                                               std::span<const int32_t> ids,
                                               const CallIdSource& new_id);

}  // namespace minstrel
