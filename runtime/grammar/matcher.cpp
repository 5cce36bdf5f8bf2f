#include "runtime/grammar/matcher.h"

namespace minstrel {

Result<Matcher> Matcher::make(GrammarAutomaton& automaton, const TokenTable& tokens) {
    automaton.grant(automaton.grammar().limits().step_work);
    const Position start = automaton.start();
    MST_TRY(automaton.status());
    return Matcher(automaton, tokens, start);
}

Result<bool> Matcher::accept_token(int32_t id) {
    if (!tokens_->contains(id)) {
        return error(Code::kInvalidArgument, "grammar: token %d is not in the vocabulary", id);
    }
    if (has_ended()) return false;
    const Position now = position();
    if (tokens_->is_end(id) && is_complete()) {
        history_.push_back(kEnded);
        return true;
    }
    automaton_->grant(automaton_->grammar().limits().step_work);
    Position next = automaton_->step_token(now, id);
    const std::string_view text = tokens_->text(id);
    if (next == GrammarAutomaton::kDead && !text.empty()) {
        size_t length = 0;
        next = automaton_->advance(now, text, length);
    }
    MST_TRY(automaton_->status());
    if (next == GrammarAutomaton::kDead) return false;
    history_.push_back(next);
    return true;
}

Result<bool> Matcher::accept_bytes(std::string_view text) {
    if (has_ended()) return text.empty();
    automaton_->grant(automaton_->grammar().limits().step_work);
    size_t length = 0;
    const Position next = automaton_->advance(position(), text, length);
    MST_TRY(automaton_->status());
    if (next == GrammarAutomaton::kDead) return false;
    history_.push_back(next);
    return true;
}

Result<size_t> Matcher::prefix_length(std::string_view text) {
    size_t length = 0;
    if (has_ended()) return length;
    automaton_->grant(automaton_->grammar().limits().step_work);
    (void)automaton_->advance(position(), text, length);
    MST_TRY(automaton_->status());
    return length;
}

void Matcher::roll_back(size_t steps) {
    assert(steps <= this->steps());
    history_.resize(history_.size() - steps);
}

bool Matcher::is_complete() const {
    return has_ended() || automaton_->complete(position());
}

bool Matcher::is_finished() const {
    return has_ended() || !automaton_->goes_on(position());
}

Result<std::string> Matcher::forced_bytes(size_t limit) {
    std::string forced;
    if (has_ended()) return forced;
    automaton_->grant(automaton_->grammar().limits().step_work);
    Position now = position();
    forced = automaton_->forced_bytes(now, limit);
    MST_TRY(automaton_->status());
    return forced;
}

}  // namespace minstrel
