#include "runtime/grammar/constraint.h"

#include <algorithm>
#include <string_view>

namespace minstrel {
namespace {

// Masks walk the whole tree below the space once a grammar; that may cost more than one mask.
constexpr uint64_t kFirstMaskShare = 16;

void set_bit(std::span<uint32_t> words, int32_t id) {
    words[static_cast<size_t>(id) / 32] |= uint32_t{1} << (id % 32);
}

}  // namespace

Status Constraint::fill(Position position, std::span<uint32_t> words) {
    const size_t count = tokens_->mask_words();
    std::fill(words.begin() + static_cast<long>(count), words.end(), 0);
    return masks_.fill(position, words.first(count));
}

Result<const FiniteChoices::Leaving*> Constraint::leaving(uint32_t node,
                                                          const FiniteChoice& choice) {
    const FiniteChoices::Leaving& found = choices_.leaving(node, choice);
    MST_TRY(automaton_.status());
    return &found;
}

Status Constraint::fill_behind_space(Position start, std::span<uint32_t> words) {
    if (first_mask_.empty()) {
        automaton_.grant(automaton_.grammar().limits().mask_work * kFirstMaskShare);
        first_mask_.assign(tokens_->mask_words(), 0);
        const auto nodes = tokens_->nodes();
        for (uint32_t node = 1; node < nodes[0].end; node = nodes[node].end) {
            if (nodes[node].byte == ' ') walk_behind_space(start, node);
        }
        Status status = automaton_.status();
        if (!status.ok()) {
            first_mask_.clear();
            return status;
        }
    }
    std::fill(words.begin(), words.end(), 0);
    std::copy(first_mask_.begin(), first_mask_.end(), words.begin());
    return {};
}

// Sets the bits of all tokens below `root`, the node of the space, whose rest the grammar accepts.
void Constraint::walk_behind_space(Position start, uint32_t root) {
    const auto nodes = tokens_->nodes();
    const auto allow = [&](uint32_t node) {
        for (uint32_t rank = nodes[node].first_rank; rank < tokens_->own_ranks_end(node); ++rank) {
            const int32_t id = tokens_->id_of_rank()[rank];
            // The detokenizer keeps a space that was written as a byte.
            if (vocabulary_->token_class(id) != TokenClass::kByte) set_bit(first_mask_, id);
        }
    };
    path_.assign(size_t{nodes[0].height} + 2, GrammarAutomaton::kDead);
    path_[nodes[root].depth] = start;
    allow(root);
    for (uint32_t node = root + 1; node < nodes[root].end && !automaton_.exhausted();) {
        const size_t depth = nodes[node].depth;
        const Position next = automaton_.step_byte(path_[depth - 1], nodes[node].byte);
        if (next == GrammarAutomaton::kDead) {
            node = nodes[node].end;
            continue;
        }
        path_[depth] = next;
        allow(node);
        ++node;
    }
}

Result<bool> Constraint::accept_behind_space(Matcher& matcher, int32_t token) {
    const std::string_view text =
        tokens_->contains(token) ? tokens_->text(token) : std::string_view();
    if (!text.starts_with(' ')) return false;
    return matcher.accept_bytes(text.substr(1));
}

}  // namespace minstrel
