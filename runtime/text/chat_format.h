// From a conversation to token ids by Mistral's chat templates. A request is validated, normalised
// and cut into segments; each text segment is encoded on its own and special tokens are put between
// by id, so nothing that is said in a conversation can become a special token. Any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/text/tokenizer.h"

namespace minstrel {

// The numbers are Mistral's. What they mean is in chat_rules.h.
enum class ChatVersion : uint8_t {
    kV1 = 1,
    kV2 = 2,
    kV3 = 3,
    kV7 = 7,
    kV11 = 11,
    kV13 = 13,
    kV15 = 15,
};

enum class ChatRole : uint8_t { kSystem, kUser, kAssistant, kTool };

// A part of a message: text, or what the model thought before it spoke.
struct ChatChunk {
    std::string text;
    bool is_thinking = false;
    bool is_closed = true;  // thinking that came to its end
};

struct ChatMessage {
    ChatRole role = ChatRole::kUser;
    std::string text;
    std::string tool_calls_json;         // list of {"name", "arguments", "id"} or of OpenAI's form
    std::string tool_call_id;            // of a tool message: the call that it answers
    bool prefix = false;                 // the last message, an assistant's, is to be continued
    std::string tool_name = {};          // of a tool message: the function; only v2 prompts show it
    std::vector<ChatChunk> chunks = {};  // follow `text`
};

enum class ChatMode : uint8_t {
    kServing,     // every call is answered before generation goes on
    kPartial,     // calls may lack ids and answers
    kFineTuning,  // as kPartial, and the last message is an assistant's
};

struct ChatOptions {
    ChatVersion version = ChatVersion::kV3;
    ChatMode mode = ChatMode::kServing;
    bool continue_final_message = false;  // the last message, an assistant's, is to be continued
    std::string reasoning_effort;         // refused by the versions that do not know it
    size_t max_tokens = 0;                // from v7 on: the oldest turns go; 0 = no limit
};

struct ChatPrompt {
    std::vector<int32_t> ids;
    bool continues_text = false;      // generation goes on inside the last text, see Detokenizer
    bool continues_thinking = false;  // and that text is thinking
};

// Errors name the index of the message (or tool) and what is wrong with it. `tools_json` is a list
// of {"type": "function", "function": {"name", "description", "parameters"}} or empty.
Result<ChatPrompt> encode_chat(const Tokenizer& tokenizer, std::span<const ChatMessage> messages,
                               std::string_view tools_json, const ChatOptions& options);

// Prompt for text between `prefix` and `suffix`; needs a vocabulary with [PREFIX] and [SUFFIX].
Result<std::vector<int32_t>> encode_fill_in(const Tokenizer& tokenizer, std::string_view prefix,
                                            std::string_view suffix);

}  // namespace minstrel
