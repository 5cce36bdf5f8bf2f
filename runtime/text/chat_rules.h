// What differs between the versions of Mistral's chat templates, as one table. Validation,
// normalisation, prompts and the reading of outputs ask it instead of comparing version numbers.
// Constant data; any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "runtime/text/chat_format.h"

namespace minstrel {

enum class SystemPlace : uint8_t { kFirstUser, kLastUser, kOwnMessage };
enum class ToolsPlace : uint8_t { kNowhere, kFirstUser, kLastUser };

enum class CallForm : uint8_t {
    kNone,
    kList,           // [TOOL_CALLS] and a JSON list of {"name", "arguments"}
    kListWithIds,    // the same with "id"
    kMarkedWithIds,  // for each call [TOOL_CALLS] name [CALL_ID] id [ARGS] arguments
    kMarked,         // for each call [TOOL_CALLS] name [ARGS] arguments
};

enum class ResultForm : uint8_t {
    kNone,
    kNamedList,  // JSON [{"name", "content"}]
    kObject,     // JSON {"content", "call_id"}
    kIdAndText,  // id [TOOL_CONTENT] text
    kText,
};

enum class IdRule : uint8_t {
    kFree,      // not part of prompts, not checked
    kInPrompt,  // calls may lack one outside of serving
    kRequired,
};

struct ChatRules {
    ChatVersion version = ChatVersion::kV3;
    SystemPlace system = SystemPlace::kLastUser;
    ToolsPlace tools = ToolsPlace::kLastUser;
    CallForm calls = CallForm::kListWithIds;
    ResultForm results = ResultForm::kObject;
    IdRule ids = IdRule::kInPrompt;
    bool has_inst_tokens = true;         // else [INST] is text
    bool strips_spaces = true;           // behind the text of assistant messages
    bool keeps_old_calls = true;         // those before the last user message
    bool allows_text_and_calls = false;  // in one message of the assistant
    bool answers_by_id = false;          // results are matched with calls and put in their order
    bool has_thinking = false;           // in assistant messages
    bool has_system_thinking = false;
    bool has_settings = false;
    std::string_view chunk_separator = "\n\n";  // between texts of one message

    bool marks_calls() const {
        return calls == CallForm::kMarkedWithIds || calls == CallForm::kMarked;
    }
};

const ChatRules& chat_rules(ChatVersion version);

constexpr bool is_chat_version(uint8_t number) {
    return (number >= 1 && number <= 3) || number == 7 || number == 11 || number == 13 ||
           number == 15;
}

}  // namespace minstrel
