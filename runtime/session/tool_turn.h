// ToolTurn: the function calls of one request - what may be called, which calls wait for the host,
// what came of them. A round is what the model calls at once; the model goes on when all calls of
// its round have a result. Owned by its request, used by the engine thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/flow/command.h"
#include "runtime/text/chat_format.h"
#include "runtime/text/chat_stages.h"
#include "runtime/tools/call_grammar.h"
#include "runtime/tools/toolset.h"

namespace minstrel {

// A call that the model wrote, on its way to the host and back.
struct TurnCall {
    enum class State : uint8_t { kToConfirm, kWaiting, kAnswered };

    uint64_t id = 0;        // its handle; 0 = it never reached the host
    std::string name;       // as the model wrote it
    std::string arguments;  // a JSON object
    std::string call_id;    // nine letters or digits, what the model knows it by
    State state = State::kWaiting;
    std::string result;
    uint64_t deadline_ns = 0;  // 0 = none
};

class ToolTurn {
  public:
    // `own` is what the request asks for, `of_session` what its session allows at most; either may
    // be null. Errors name a function that is not there.
    static Result<ToolTurn> make(std::shared_ptr<const Toolset> toolset, const ToolRules* own,
                                 const ToolRules* of_session);

    const std::shared_ptr<const Toolset>& toolset() const { return toolset_; }
    const ToolRules& rules() const { return rules_; }

    // The list of functions for the prompt; empty when there is none to call.
    std::string declarations() const;
    // Whether the model may begin a round of calls.
    bool may_call() const { return !functions_.empty() && round_ < rules_.max_rounds; }
    // Whether it has to.
    bool must_call() const;
    // For the grammar of the next round.
    CallRules grammar_rules(ChatVersion version) const;

    // What the model has called; each call waits.
    void begin_round(std::vector<ToolCall> written);
    bool in_round() const { return in_round_; }
    uint32_t round() const { return round_; }
    uint32_t call_count() const { return call_count_; }
    std::vector<TurnCall>& calls() { return calls_; }
    const std::vector<TurnCall>& calls() const { return calls_; }
    // Null when no call of this round has that handle.
    TurnCall* find(uint64_t id);
    bool all_answered() const;
    // The next calls are held to their grammar, whatever the rules say.
    void hold_to_grammar() { rules_.unconstrained = false; }
    // What the model is told: the calls, then their results. Ends the round.
    std::vector<Message> end_round();

  private:
    ToolTurn() = default;

    std::shared_ptr<const Toolset> toolset_;
    ToolRules rules_;
    std::vector<uint32_t> functions_;  // those allowed, in the order of the toolset
    std::vector<LiveValues> live_;
    std::vector<TurnCall> calls_;
    bool in_round_ = false;
    uint32_t round_ = 0;
    uint32_t call_count_ = 0;
};

// A result for a call that came to nothing: what went wrong, as JSON.
std::string error_result(std::string_view what);

}  // namespace minstrel
