// The templates themselves: where special tokens stand and what the text between them is.
#include "runtime/text/chat_stages.h"
#include "runtime/text/prompt_json.h"

namespace minstrel {
namespace {

class SegmentWriter {
  public:
    void begin_turn(size_t turn) { turn_ = turn; }
    void special(Special token) { segments_.push_back({true, token, {}, turn_}); }
    void text(std::string value) {
        segments_.push_back({false, Special::kUnknown, std::move(value), turn_});
    }
    void enclosed(Special open, std::string value, Special close) {
        special(open);
        text(std::move(value));
        special(close);
    }
    std::vector<PromptSegment> take() { return std::move(segments_); }

  private:
    std::vector<PromptSegment> segments_;
    size_t turn_ = PromptSegment::kNoTurn;
};

std::string without_trailing_spaces(std::string_view text) {
    const size_t last = text.find_last_not_of(' ');
    return std::string(text.substr(0, last == std::string_view::npos ? 0 : last + 1));
}

std::string list_json(std::span<const ToolCall> calls, bool has_ids) {
    PromptJson list = PromptJson::array();
    for (const ToolCall& call : calls) {
        PromptJson entry = PromptJson::object();
        entry.add("name", PromptJson::string(call.name));
        entry.add("arguments", parse_or_keep(call.arguments));
        if (has_ids && !call.id.empty()) entry.add("id", PromptJson::string(call.id));
        list.items.push_back(std::move(entry));
    }
    return write_prompt_json(list);
}

std::string named_result_json(const ChatTurn& turn) {
    PromptJson entry = PromptJson::object();
    entry.add("name", turn.tool_name.empty() ? PromptJson() : PromptJson::string(turn.tool_name));
    entry.add("content", parse_or_keep(text_of(turn.content)));
    PromptJson list = PromptJson::array();
    list.items.push_back(std::move(entry));
    return write_prompt_json(list);
}

std::string result_json(const ChatTurn& turn) {
    PromptJson entry = PromptJson::object();
    entry.add("content", parse_or_keep(text_of(turn.content)));
    entry.add("call_id", PromptJson::string(turn.tool_call_id));
    return write_prompt_json(entry);
}

// Writes the turns of one conversation.
class TurnWriter {
  public:
    TurnWriter(const Conversation& conversation, std::string_view tools, const ChatRules& rules)
        : conversation_(conversation), tools_(tools), rules_(rules) {
        const std::vector<ChatTurn>& turns = conversation.turns;
        first_user_ = last_user_ = turns.size();
        for (size_t i = 0; i < turns.size(); ++i) {
            if (turns[i].role != ChatRole::kUser) continue;
            if (first_user_ == turns.size()) first_user_ = i;
            last_user_ = i;
        }
        out_.special(Special::kBos);
    }

    // `is_open`: the text of this turn, the assistant's, goes on.
    Status write(size_t index, bool is_open) {
        const ChatTurn& turn = conversation_.turns[index];
        out_.begin_turn(index);
        const bool is_old = last_user_ < conversation_.turns.size() && index < last_user_;
        switch (turn.role) {
            case ChatRole::kSystem:
                return write_system(turn);
            case ChatRole::kUser:
                write_user(turn, index);
                return {};
            case ChatRole::kAssistant:
                MST_TRY(check_assistant(turn));
                if (!turn.calls.empty() && is_old && !rules_.keeps_old_calls) return {};
                return write_assistant(turn, is_open);
            case ChatRole::kTool:
                return is_old && !rules_.keeps_old_calls ? Status() : write_result(turn);
        }
        return {};
    }

    std::vector<PromptSegment> take() { return out_.take(); }

  private:
    Status write_system(const ChatTurn& turn) {
        if (rules_.system != SystemPlace::kOwnMessage) {
            return error(Code::kInternal, "a system message is left after normalisation");
        }
        if (has_thinking(turn.content) && !rules_.has_system_thinking) return no_thinking();
        out_.special(Special::kSystemPrompt);
        if (turn.content.empty()) out_.text({});
        write_content(turn.content);
        out_.special(Special::kEndSystemPrompt);
        return {};
    }

    void write_user(const ChatTurn& turn, size_t index) {
        const bool has_tools = rules_.tools != ToolsPlace::kNowhere && !tools_.empty();
        const bool is_tools_place =
            index == (rules_.tools == ToolsPlace::kFirstUser ? first_user_ : last_user_);
        if (has_tools && is_tools_place) {
            out_.enclosed(Special::kAvailableTools, std::string(tools_),
                          Special::kEndAvailableTools);
        }
        if (index == first_user_) write_settings();
        const bool is_system_place =
            (rules_.system == SystemPlace::kFirstUser && index == first_user_) ||
            (rules_.system == SystemPlace::kLastUser && index == last_user_);
        std::string text = is_system_place ? conversation_.system_prompt : std::string();
        if (!text.empty()) text += "\n\n";
        text += text_of(turn.content);
        if (rules_.has_inst_tokens) {
            out_.enclosed(Special::kInst, std::move(text), Special::kEndInst);
        } else {
            out_.text("[INST] " + text + " [/INST]");
        }
    }

    void write_settings() {
        if (!rules_.has_settings || conversation_.reasoning_effort.empty()) return;
        PromptJson settings = PromptJson::object();
        settings.add("reasoning_effort", PromptJson::string(conversation_.reasoning_effort));
        out_.enclosed(Special::kModelSettings, write_prompt_json(settings),
                      Special::kEndModelSettings);
    }

    Status check_assistant(const ChatTurn& turn) const {
        const bool has_text = !turn.content.empty();
        const bool has_calls = !turn.calls.empty();
        if (!has_text && !has_calls) {
            return error(Code::kInvalidArgument, "an assistant message needs text or tool calls");
        }
        if (has_text && has_calls && !rules_.allows_text_and_calls) {
            return error(Code::kInvalidArgument,
                         "consecutive assistant messages form one, and this template needs either "
                         "text or tool calls in it");
        }
        return {};
    }

    Status write_assistant(const ChatTurn& turn, bool is_open) {
        const bool has_text = !turn.content.empty();
        const bool has_calls = !turn.calls.empty();
        if (has_thinking(turn.content)) {
            if (!rules_.has_thinking) return no_thinking();
            write_content(turn.content);
        } else if (has_text) {
            std::string text = text_of(turn.content);
            out_.text(rules_.strips_spaces ? without_trailing_spaces(text) : std::move(text));
        }
        if (has_calls) MST_TRY(write_calls(turn.calls));
        if (!is_open) out_.special(Special::kEos);
        return {};
    }

    Status write_calls(std::span<const ToolCall> calls) {
        if (rules_.calls == CallForm::kNone) return no_calls();
        if (!rules_.marks_calls()) {
            out_.special(Special::kToolCalls);
            out_.text(list_json(calls, rules_.calls == CallForm::kListWithIds));
            return {};
        }
        for (const ToolCall& call : calls) {
            out_.special(Special::kToolCalls);
            out_.text(call.name);
            if (rules_.calls == CallForm::kMarkedWithIds && !call.id.empty()) {
                out_.special(Special::kCallId);
                out_.text(call.id);
            }
            out_.special(Special::kArguments);
            out_.text(write_prompt_json(parse_or_keep(call.arguments)));
        }
        return {};
    }

    Status write_result(const ChatTurn& turn) {
        if (rules_.results == ResultForm::kNone) return no_calls();
        out_.special(Special::kToolResults);
        if (rules_.results == ResultForm::kNamedList) {
            out_.text(named_result_json(turn));
        } else if (rules_.results == ResultForm::kObject) {
            out_.text(result_json(turn));
        } else {
            if (rules_.results == ResultForm::kIdAndText) {
                out_.text(turn.tool_call_id);
                out_.special(Special::kToolContent);
            }
            out_.text(text_of(turn.content));
        }
        out_.special(Special::kEndToolResults);
        return {};
    }

    void write_content(std::span<const ChatChunk> content) {
        for (const ChatChunk& chunk : content) {
            if (chunk.is_thinking) out_.special(Special::kThink);
            out_.text(chunk.text);
            if (chunk.is_thinking && chunk.is_closed) out_.special(Special::kEndThink);
        }
    }

    Status no_thinking() const {
        return error(Code::kInvalidArgument, "template v%d has no thinking in this message",
                     static_cast<int>(rules_.version));
    }
    Status no_calls() const {
        return error(Code::kInvalidArgument, "template v%d has no function calls",
                     static_cast<int>(rules_.version));
    }

    const Conversation& conversation_;
    std::string_view tools_;
    const ChatRules& rules_;
    size_t first_user_ = 0;  // the number of turns if there is none
    size_t last_user_ = 0;
    SegmentWriter out_;
};

}  // namespace

std::string write_tool_calls(std::span<const ToolCall> calls) {
    return list_json(calls, true);
}

Result<std::vector<PromptSegment>> build_segments(const Conversation& conversation,
                                                  std::string_view tools,
                                                  const ChatOptions& options) {
    TurnWriter writer(conversation, tools, chat_rules(options.version));
    const size_t count = conversation.turns.size();
    if (options.continue_final_message &&
        (count == 0 || conversation.turns.back().role != ChatRole::kAssistant)) {
        return error(Code::kInvalidArgument, "only an assistant message can be continued");
    }
    for (size_t i = 0; i < count; ++i) {
        const ChatTurn& turn = conversation.turns[i];
        const bool is_open = i + 1 == count && (turn.prefix || options.continue_final_message);
        MST_TRY(writer.write(i, is_open));
    }
    return writer.take();
}

}  // namespace minstrel
