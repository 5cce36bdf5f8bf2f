// ClosingPlan: how an answer that runs out of tokens still ends as its grammar has it. Part of a
// constraint; engine thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "runtime/grammar/shortest_ending.h"
#include "runtime/grammar/token_table.h"

namespace minstrel {

class ClosingPlan {
  public:
    // Both outlive it.
    ClosingPlan(GrammarAutomaton& automaton, const TokenTable& tokens)
        : automaton_(automaton), tokens_(tokens), endings_(automaton) {}

    // Whether some ending from the position has at most `left` tokens.
    bool fits(Position position, uint32_t left);
    // The tokens of a short ending; none where the grammar is complete or there is no ending. Lent
    // until the next call.
    std::span<const int32_t> tokens_at(Position position);
    // Where `left` tokens are hardly more than an ending takes, takes out of the mask of the
    // position what leaves too few: where few tokens may follow the model still chooses among them,
    // otherwise the ending's next token is all that is left. True when it did.
    bool narrow(Position position, uint32_t left, std::span<uint32_t> mask);

  private:
    struct Ending {
        bool exists = false;
        std::vector<int32_t> tokens;
    };

    const Ending& ending_at(Position position);
    bool cut(const std::string& text, std::vector<int32_t>& out) const;
    Position after(Position position, int32_t token);

    GrammarAutomaton& automaton_;
    const TokenTable& tokens_;
    ShortestEnding endings_;
    std::unordered_map<uint32_t, Ending> known_;
};

}  // namespace minstrel
