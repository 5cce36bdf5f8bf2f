// ForcedTokens: the tokens that a grammar leaves no choice about, cut as the tokenizer cuts text,
// so that a model reads what it would have written. Part of a constraint; engine thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "runtime/grammar/automaton.h"
#include "runtime/grammar/token_table.h"
#include "runtime/text/tokenizer.h"

namespace minstrel {

class ForcedTokens {
  public:
    // All three outlive it.
    ForcedTokens(GrammarAutomaton& automaton, const TokenTable& tokens, const Tokenizer& tokenizer)
        : automaton_(automaton), tokens_(tokens), tokenizer_(tokenizer) {}

    // What must come next at a position; empty where there is a choice. `behind_space`: it begins a
    // text whose leading space is not part of the grammar. Lent until the next call.
    std::span<const int32_t> at(Position position, bool behind_space);

    // A text as the tokenizer cuts it, at the beginning of an answer - then it has the space that
    // is not part of the grammar - or later. Empty when the tokenizer cannot write it.
    std::vector<int32_t> cut(const std::string& text, bool begins) const;

  private:
    std::vector<int32_t> find(Position position, bool behind_space);
    size_t safe_length(std::string_view text, Position end);
    uint32_t find_node(std::string_view text) const;
    bool reaches_beyond(uint32_t node, Position end);

    GrammarAutomaton& automaton_;
    const TokenTable& tokens_;
    const Tokenizer& tokenizer_;
    std::unordered_map<uint64_t, std::vector<int32_t>> known_;  // by position and `behind_space`
    std::vector<Position> path_;                                // by depth of the token tree
};

}  // namespace minstrel
