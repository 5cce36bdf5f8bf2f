#include "runtime/grammar/closing_plan.h"

#include <algorithm>
#include <bit>

namespace minstrel {
namespace {

constexpr size_t kMaxBytes = 1024;  // of an ending
constexpr size_t kMaxKnown = 4096;
// Tokens kept for what the model chooses while it ends: a mood, an action.
constexpr uint32_t kReserve = 8;
// Where more tokens may follow the model could go on for ever.
constexpr size_t kMaxChoices = 256;

}  // namespace

bool ClosingPlan::fits(Position position, uint32_t left) {
    const uint32_t length = endings_.length(position);
    if (length == ShortestEnding::kNone) return false;
    if (length <= left) return true;  // a token has at least one byte
    const Ending& ending = ending_at(position);
    return ending.exists && ending.tokens.size() <= left;
}

std::span<const int32_t> ClosingPlan::tokens_at(Position position) {
    return ending_at(position).tokens;
}

const ClosingPlan::Ending& ClosingPlan::ending_at(Position position) {
    const auto found = known_.find(position);
    if (found != known_.end()) return found->second;
    if (known_.size() >= kMaxKnown) known_.clear();
    Ending ending;
    std::string text;
    ending.exists = endings_.find(position, kMaxBytes, text) && cut(text, ending.tokens);
    if (!ending.exists) ending.tokens.clear();
    return known_.emplace(position, std::move(ending)).first->second;
}

// The longest token first: few tokens, if not always the fewest.
bool ClosingPlan::cut(const std::string& text, std::vector<int32_t>& out) const {
    const auto nodes = tokens_.nodes();
    for (size_t at = 0; at < text.size();) {
        int32_t best = -1;
        size_t length = 0;
        uint32_t node = 0;
        for (size_t end = at; end < text.size(); ++end) {
            uint32_t child = node + 1;
            while (child < nodes[node].end &&
                   nodes[child].byte != static_cast<uint8_t>(text[end])) {
                child = nodes[child].end;
            }
            if (child >= nodes[node].end) break;
            node = child;
            const uint32_t rank = nodes[node].first_rank;
            if (tokens_.own_ranks_end(node) == rank) continue;
            best = tokens_.id_of_rank()[rank];
            length = end + 1 - at;
        }
        if (best < 0) return false;
        out.push_back(best);
        at += length;
    }
    return true;
}

Position ClosingPlan::after(Position position, int32_t token) {
    const std::string_view text = tokens_.text(token);
    if (text.empty()) return GrammarAutomaton::kDead;
    automaton_.grant(automaton_.grammar().limits().step_work);
    size_t length = 0;
    return automaton_.advance(position, text, length);
}

bool ClosingPlan::narrow(Position position, uint32_t left, std::span<uint32_t> mask) {
    const uint32_t length = endings_.length(position);
    if (length == 0 || length == ShortestEnding::kNone) return false;
    if (left > kReserve && length <= left - kReserve) return false;
    const Ending& ending = ending_at(position);
    if (!ending.exists || ending.tokens.size() > left ||
        (left > kReserve && ending.tokens.size() <= left - kReserve)) {
        return false;
    }
    const int32_t next = ending.tokens.front();
    size_t choices = 0;
    for (const uint32_t word : mask) choices += static_cast<size_t>(std::popcount(word));
    if (choices > kMaxChoices) std::ranges::fill(mask, 0u);
    for (size_t i = 0; i < mask.size(); ++i) {
        for (uint32_t bits = mask[i]; bits != 0; bits &= bits - 1) {
            const auto token = static_cast<int32_t>(i * 32) + std::countr_zero(bits);
            const Position to = after(position, token);
            if (to == GrammarAutomaton::kDead || !fits(to, left - 1)) {
                mask[i] &= ~(uint32_t{1} << (token % 32));
            }
        }
    }
    mask[static_cast<size_t>(next) / 32] |= uint32_t{1} << (next % 32);
    return true;
}

}  // namespace minstrel
