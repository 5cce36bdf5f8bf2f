// Constraint: one grammar on one vocabulary, with all that requests share: lazy states and
// remembered masks. Owned by the requests that use it and by the engine's table; engine thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/grammar/automaton.h"
#include "runtime/grammar/closing_plan.h"
#include "runtime/grammar/finite_choices.h"
#include "runtime/grammar/forced_tokens.h"
#include "runtime/grammar/matcher.h"
#include "runtime/grammar/token_mask.h"
#include "runtime/grammar/token_table.h"
#include "runtime/text/tokenizer.h"

namespace minstrel {

class Constraint {
  public:
    // `tokenizer` outlives the constraint.
    Constraint(GrammarPtr grammar, TokenTablePtr tokens, const Tokenizer& tokenizer)
        : tokens_(std::move(tokens)),
          vocabulary_(&tokenizer.vocabulary()),
          automaton_(std::move(grammar)),
          masks_(automaton_, *tokens_),
          forced_(automaton_, *tokens_, tokenizer),
          choices_(automaton_, *tokens_, forced_),
          closing_(automaton_, *tokens_) {}
    Constraint(const Constraint&) = delete;
    Constraint& operator=(const Constraint&) = delete;

    Result<Matcher> begin() { return Matcher::make(automaton_, *tokens_); }

    // Bits of the tokens that may come next; words beyond the vocabulary are zero.
    Status fill(Position position, std::span<uint32_t> words);
    Status fill(const Matcher& matcher, std::span<uint32_t> words) {
        return fill(matcher.position(), words);
    }
    Result<bool> accept(Matcher& matcher, int32_t token) { return matcher.accept_token(token); }

    // The same for the first token of an answer whose leading space is not part of the text: models
    // with a SentencePiece vocabulary begin every answer with one.
    Status fill_behind_space(Position start, std::span<uint32_t> words);
    Status fill_behind_space(const Matcher& matcher, std::span<uint32_t> words) {
        return fill_behind_space(matcher.position(), words);
    }
    Result<bool> accept_behind_space(Matcher& matcher, int32_t token);

    // The tokens that must come next, see ForcedTokens. Lent until the next call.
    std::span<const int32_t> forced(const Matcher& matcher, bool behind_space) {
        if (matcher.has_ended()) return {};
        return forced_.at(matcher.position(), behind_space);
    }

    // The choice among a few texts that is made here, and the tokens that complete one of them
    // behind a node of its tree, see FiniteChoices.
    std::shared_ptr<const FiniteChoice> choice(const Matcher& matcher, bool behind_space) {
        return matcher.has_ended() ? nullptr : choices_.at(matcher.position(), behind_space);
    }
    Result<const FiniteChoices::Leaving*> leaving(uint32_t node, const FiniteChoice& choice);

    // How to end in time, see ClosingPlan.
    bool can_close(const Matcher& matcher, uint32_t left) {
        return matcher.has_ended() || closing_.fits(matcher.position(), left);
    }
    std::span<const int32_t> closing_tokens(const Matcher& matcher) {
        return closing_.tokens_at(matcher.position());
    }
    bool narrow_to_close(const Matcher& matcher, uint32_t left, std::span<uint32_t> words) {
        return !matcher.has_ended() && closing_.narrow(matcher.position(), left, words);
    }

    const Grammar& grammar() const { return automaton_.grammar(); }
    const TokenTable& tokens() const { return *tokens_; }
    // Half of its memory is in use; new requests should have a new one.
    bool is_crowded() const { return automaton_.is_crowded(); }

  private:
    void walk_behind_space(Position start, uint32_t root);

    TokenTablePtr tokens_;
    const Vocabulary* vocabulary_;
    GrammarAutomaton automaton_;
    TokenMasks masks_;
    ForcedTokens forced_;
    FiniteChoices choices_;
    ClosingPlan closing_;
    std::vector<uint32_t> first_mask_;  // of fill_behind_space() at the start; empty = not known
    std::vector<Position> path_;        // by depth of the token tree
};

}  // namespace minstrel
