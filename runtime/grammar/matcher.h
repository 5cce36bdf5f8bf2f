// Matcher: where one request stands in its grammar. Owned by the request, on the engine thread; it
// may be used on a worker while that worker has its automaton. Copying one forks it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/grammar/automaton.h"
#include "runtime/grammar/token_table.h"

namespace minstrel {

class Matcher {
  public:
    // Both outlive the matcher.
    static Result<Matcher> make(GrammarAutomaton& automaton, const TokenTable& tokens);

    // Each acceptance is one step of rollback. False: the grammar refuses it, nothing has changed.
    // kLimitReached: nothing has changed either.
    Result<bool> accept_token(int32_t id);
    Result<bool> accept_bytes(std::string_view text);
    // How many bytes of the text could be accepted; accepts none. For error texts.
    Result<size_t> prefix_length(std::string_view text);

    // Takes back the last `steps` acceptances. They must not be more than steps().
    void roll_back(size_t steps);
    size_t steps() const { return history_.size() - 1; }

    // The grammar matches what was accepted; the end token may follow.
    bool is_complete() const;
    // Nothing but the end can follow, or the end has been accepted.
    bool is_finished() const;
    bool has_ended() const { return history_.back() == kEnded; }

    // The bytes that must come next, `limit` at most: what every continuation starts with. Empty
    // where the grammar leaves a choice or may end.
    Result<std::string> forced_bytes(size_t limit);

    Position position() const { return history_.back(); }
    GrammarAutomaton& automaton() const { return *automaton_; }

  private:
    static constexpr Position kEnded = UINT32_MAX;

    Matcher(GrammarAutomaton& automaton, const TokenTable& tokens, Position start)
        : automaton_(&automaton), tokens_(&tokens), history_{start} {}

    GrammarAutomaton* automaton_;
    const TokenTable* tokens_;
    std::vector<Position> history_;  // before the first step, after it, after the second
};

}  // namespace minstrel
