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

// The numbers are Mistral's. Vocabularies of version v2 and v3 work with template v3.
enum class ChatVersion : uint8_t { kV3 = 3 };

enum class ChatRole : uint8_t { kSystem, kUser, kAssistant, kTool };

struct ChatMessage {
    ChatRole role = ChatRole::kUser;
    std::string text;             // an assistant message has either text or calls
    std::string tool_calls_json;  // list of {"name", "arguments", "id"} or of OpenAI's form
    std::string tool_call_id;     // of a tool message: the call that it answers
    bool prefix = false;          // the last message, an assistant's, is to be continued
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
};

struct ChatPrompt {
    std::vector<int32_t> ids;
    bool continues_text = false;  // generation goes on inside the last text, see Detokenizer
};

// Errors name the index of the message (or tool) and what is wrong with it. `tools_json` is a list
// of {"type": "function", "function": {"name", "description", "parameters"}} or empty.
Result<ChatPrompt> encode_chat(const Tokenizer& tokenizer, std::span<const ChatMessage> messages,
                               std::string_view tools_json, const ChatOptions& options);

// Prompt for text between `prefix` and `suffix`; needs a vocabulary with [PREFIX] and [SUFFIX].
Result<std::vector<int32_t>> encode_fill_in(const Tokenizer& tokenizer, std::string_view prefix,
                                            std::string_view suffix);

}  // namespace minstrel
