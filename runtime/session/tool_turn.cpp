#include "runtime/session/tool_turn.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace minstrel {
namespace {

bool names(const ToolRules& rules, std::string_view name) {
    return rules.all_allowed ||
           std::find(rules.allowed.begin(), rules.allowed.end(), name) != rules.allowed.end();
}

Status check_names(const Toolset& toolset, const ToolRules& rules) {
    for (const std::string& name : rules.allowed) {
        if (!toolset.find(name)) {
            return error(Code::kInvalidArgument, "the toolset has no function '%s'", name.c_str());
        }
    }
    return {};
}

}  // namespace

Result<ToolTurn> ToolTurn::make(std::shared_ptr<const Toolset> toolset, const ToolRules* own,
                                const ToolRules* of_session) {
    ToolTurn turn;
    turn.toolset_ = std::move(toolset);
    turn.rules_ = own != nullptr ? *own : *of_session;
    for (const ToolRules* rules : {own, of_session}) {
        if (rules != nullptr && (rules == own || own == nullptr || own->toolset == 0)) {
            MST_TRY(check_names(*turn.toolset_, *rules));
        }
    }
    const bool inherits = own != nullptr && own->live.empty() && of_session != nullptr;
    for (const LiveEntry& entry : inherits ? of_session->live : turn.rules_.live) {
        turn.live_.push_back({entry.name, entry.values});
    }
    if (turn.rules_.choice == ToolChoice::kNone) return turn;
    for (uint32_t index = 0; index < turn.toolset_->size(); ++index) {
        const std::string& name = turn.toolset_->function(index).name;
        const bool allowed = (own == nullptr || names(*own, name)) &&
                             (of_session == nullptr || names(*of_session, name));
        if (allowed && turn.toolset_->is_callable(index, turn.live_)) {
            turn.functions_.push_back(index);
        }
    }
    if (turn.rules_.choice == ToolChoice::kFunction) {
        const auto wanted = turn.toolset_->find(turn.rules_.function);
        if (!wanted || std::find(turn.functions_.begin(), turn.functions_.end(), *wanted) ==
                           turn.functions_.end()) {
            return error(Code::kInvalidArgument,
                         "the function to call, '%s', is not one of those that may be called",
                         turn.rules_.function.c_str());
        }
    }
    return turn;
}

std::string ToolTurn::declarations() const {
    return functions_.empty() ? std::string() : toolset_->declarations_json(functions_, live_);
}

bool ToolTurn::must_call() const {
    const bool wanted = rules_.choice == ToolChoice::kAny || rules_.choice == ToolChoice::kFunction;
    return wanted && round_ == 0 && may_call();
}

CallRules ToolTurn::grammar_rules(ChatVersion version) const {
    CallRules rules;
    rules.version = version;
    rules.functions = functions_;
    if (must_call() && rules_.choice == ToolChoice::kFunction) {
        rules.functions.assign(1, *toolset_->find(rules_.function));
    }
    rules.live = live_;
    rules.max_calls = rules_.max_calls;
    return rules;
}

void ToolTurn::begin_round(std::vector<ToolCall> written) {
    calls_.clear();
    for (ToolCall& call : written) {
        TurnCall& entry = calls_.emplace_back();
        entry.name = std::move(call.name);
        entry.arguments = std::move(call.arguments);
        entry.call_id = std::move(call.id);
    }
    call_count_ += static_cast<uint32_t>(calls_.size());
    ++round_;
    in_round_ = true;
}

TurnCall* ToolTurn::find(uint64_t id) {
    const auto found = std::find_if(calls_.begin(), calls_.end(),
                                    [id](const TurnCall& call) { return call.id == id; });
    return in_round_ && found != calls_.end() ? &*found : nullptr;
}

bool ToolTurn::all_answered() const {
    return std::all_of(calls_.begin(), calls_.end(), [](const TurnCall& call) {
        return call.state == TurnCall::State::kAnswered;
    });
}

std::vector<Message> ToolTurn::end_round() {
    std::vector<ToolCall> written;
    for (const TurnCall& call : calls_) {
        written.push_back({call.name, call.arguments, call.call_id});
    }
    std::vector<Message> messages(1);
    messages[0].role = Role::kAssistant;
    messages[0].tool_calls = write_tool_calls(written);
    for (TurnCall& call : calls_) {
        Message result;
        result.role = Role::kTool;
        result.text = std::move(call.result);
        result.tool_call_id = call.call_id;
        result.tool_name = call.name;
        messages.push_back(std::move(result));
    }
    calls_.clear();
    in_round_ = false;
    return messages;
}

std::string error_result(std::string_view what) {
    const nlohmann::ordered_json json = {{"ok", false}, {"error", what}};
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace minstrel
