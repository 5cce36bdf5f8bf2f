// FiniteChoices: where a grammar leaves a few texts up to a point that all of them reach - the
// values of an enumeration, the wares of a shop. There a whole text can be chosen instead of its
// first token. Part of a constraint; engine thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "runtime/grammar/automaton.h"
#include "runtime/grammar/forced_tokens.h"
#include "runtime/grammar/token_table.h"

namespace minstrel {

// The texts as a tree of tokens, each cut as the tokenizer cuts it. A token that completes a text
// is not part of it: many may, with something of what follows.
struct FiniteChoice {
    struct Node {
        int32_t token = -1;
        Position position = 0;     // behind the token
        uint32_t first_child = 0;  // 0 = none
        uint32_t next = 0;         // beside it, 0 = none
    };
    std::vector<Node> nodes;                 // the first one is the root
    Position end = GrammarAutomaton::kDead;  // kDead: the texts lead to the end of the grammar
    uint32_t texts = 0;
    uint32_t tokens = 0;        // of the text with most, the one that completes it included
    bool behind_space = false;  // see Constraint::fill_behind_space
};

class FiniteChoices {
  public:
    // All three outlive it.
    FiniteChoices(GrammarAutomaton& automaton, const TokenTable& tokens, const ForcedTokens& forced)
        : automaton_(automaton), tokens_(tokens), forced_(forced) {}

    // The choice that is made from the position on, if it is worth the name: at least two texts, at
    // most 256 - more are hardly a choice - of at most 128 bytes, and none so short that a token
    // would reach beyond it. Null otherwise, and when the automaton's memory or work run out.
    std::shared_ptr<const FiniteChoice> at(Position position, bool behind_space);

    // The tokens that complete a text behind a node of the tree: by the text that each completes,
    // as ranks of the token table. Not all of them need be allowed, which their mask tells.
    struct Leaving {
        struct Ranks {
            uint32_t first = 0;
            uint32_t last = 0;  // exclusive
        };
        std::vector<Ranks> texts;
        bool may_end = false;  // a text is complete there, and the answer may end
        bool any() const { return may_end || !texts.empty(); }
    };
    // Lent until the next call; void when the automaton is exhausted.
    const Leaving& leaving(uint32_t node, const FiniteChoice& choice);

  private:
    // The texts from a position to an end.
    struct Count {
        uint32_t texts = 0;  // 0 while they are being counted
        uint32_t longest = 0;
        uint32_t shortest = 0;
    };
    struct Span {
        Position end = GrammarAutomaton::kDead;
        Count count;
    };

    std::shared_ptr<const FiniteChoice> find(Position position, bool behind_space);
    std::optional<Span> find_span(Position position);
    std::optional<Span> find_next(Position position);
    uint32_t skip_forced(Position& position);
    std::optional<Count> count(Position position, Position end, uint32_t depth);
    std::optional<Count> count_followers(Position position, Position end, uint32_t depth);
    std::vector<Position> edge_path(Position position, bool last);
    Position edge_step(Position position, bool last);
    bool is_end(Position position) const;
    bool look_up_all();
    bool collect(Position position, Position end, std::string& text,
                 std::vector<std::string>& texts);
    bool add_text(const std::string& text, FiniteChoice& choice);
    void walk(uint32_t root, Position position, Position end, Leaving& out);

    GrammarAutomaton& automaton_;
    const TokenTable& tokens_;
    const ForcedTokens& forced_;
    std::unordered_map<uint64_t, std::shared_ptr<const FiniteChoice>> known_;  // and a space
    std::unordered_map<uint64_t, Leaving> leaving_;                            // and end
    size_t known_nodes_ = 0;
    size_t leaving_texts_ = 0;
    uint32_t lookups_ = 0;                        // left for the choice that is looked for
    Leaving found_;                               // that is not remembered
    std::unordered_map<Position, Count> counts_;  // of one count()
    std::vector<Position> path_;                  // by depth of the token tree
};

}  // namespace minstrel
