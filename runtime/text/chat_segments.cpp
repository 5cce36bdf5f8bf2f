// The templates themselves: where special tokens stand and what the text between them is.
#include "runtime/text/chat_stages.h"
#include "runtime/text/prompt_json.h"

namespace minstrel {
namespace {

class SegmentWriter {
  public:
    void special(Special token) { segments_.push_back({true, token, {}}); }
    void text(std::string value) {
        segments_.push_back({false, Special::kUnknown, std::move(value)});
    }
    void enclosed(Special open, std::string value, Special close) {
        special(open);
        text(std::move(value));
        special(close);
    }
    std::vector<PromptSegment> take() { return std::move(segments_); }

  private:
    std::vector<PromptSegment> segments_;
};

std::string without_trailing_spaces(std::string_view text) {
    const size_t last = text.find_last_not_of(' ');
    return std::string(text.substr(0, last == std::string_view::npos ? 0 : last + 1));
}

std::string result_json(const ChatTurn& turn) {
    PromptJson entry = PromptJson::object();
    entry.add("content", parse_or_keep(turn.text));
    entry.add("call_id", PromptJson::string(turn.tool_call_id));
    return write_prompt_json(entry);
}

Status write_assistant(const ChatTurn& turn, bool is_open, SegmentWriter& out) {
    if (turn.text.empty() == turn.calls.empty()) {
        return error(Code::kInvalidArgument,
                     "consecutive assistant messages form one, and this template needs either text "
                     "or tool calls in it");
    }
    if (turn.calls.empty()) {
        out.text(without_trailing_spaces(turn.text));
    } else {
        out.special(Special::kToolCalls);
        out.text(write_tool_calls(turn.calls));
    }
    if (!is_open) out.special(Special::kEos);
    return {};
}

// Template v3: system prompt inside, tools before the last user message.
void write_last_user(const ChatTurn& turn, const Conversation& conversation, std::string_view tools,
                     SegmentWriter& out) {
    if (!tools.empty()) {
        out.enclosed(Special::kAvailableTools, std::string(tools), Special::kEndAvailableTools);
    }
    std::string text = conversation.system_prompt;
    if (!text.empty()) text += "\n\n";
    out.enclosed(Special::kInst, text + turn.text, Special::kEndInst);
}

size_t last_user_index(const std::vector<ChatTurn>& turns) {
    size_t last = turns.size();
    for (size_t i = 0; i < turns.size(); ++i) {
        if (turns[i].role == ChatRole::kUser) last = i;
    }
    return last;
}

}  // namespace

std::string write_tool_calls(std::span<const ToolCall> calls) {
    PromptJson list = PromptJson::array();
    for (const ToolCall& call : calls) {
        PromptJson entry = PromptJson::object();
        entry.add("name", PromptJson::string(call.name));
        entry.add("arguments", parse_or_keep(call.arguments));
        if (!call.id.empty()) entry.add("id", PromptJson::string(call.id));
        list.items.push_back(std::move(entry));
    }
    return write_prompt_json(list);
}

Result<std::vector<PromptSegment>> build_segments(const Conversation& conversation,
                                                  std::string_view tools,
                                                  const ChatOptions& options) {
    SegmentWriter out;
    out.special(Special::kBos);
    const size_t last_user = last_user_index(conversation.turns);
    for (size_t i = 0; i < conversation.turns.size(); ++i) {
        const ChatTurn& turn = conversation.turns[i];
        const bool is_last = i + 1 == conversation.turns.size();
        switch (turn.role) {
            case ChatRole::kSystem:
                return error(Code::kInternal, "a system message is left after normalisation");
            case ChatRole::kUser:
                if (i == last_user) {
                    write_last_user(turn, conversation, tools, out);
                } else {
                    out.enclosed(Special::kInst, turn.text, Special::kEndInst);
                }
                break;
            case ChatRole::kAssistant: {
                const bool is_open = is_last && (turn.prefix || options.continue_final_message);
                MST_TRY(write_assistant(turn, is_open, out));
                break;
            }
            case ChatRole::kTool:
                out.enclosed(Special::kToolResults, result_json(turn), Special::kEndToolResults);
                break;
        }
    }
    return out.take();
}

}  // namespace minstrel
