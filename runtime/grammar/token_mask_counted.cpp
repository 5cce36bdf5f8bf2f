// What TokenMasks knows of counted repetitions - strings of bounded length above all. Which tokens
// may follow is found once, with the number of repetitions that each of them begins; the mask for a
// count is then a comparison.
#include <algorithm>
#include <bit>
#include <optional>

#include "runtime/grammar/token_mask.h"

namespace minstrel {
namespace {

void set_bit(std::span<uint32_t> words, int32_t id) {
    words[static_cast<size_t>(id) / 32] |= 1u << (id % 32);
}

}  // namespace

// All nodes of the tree, as OtherNodes.
class TokenMasks::WholeTree {
  public:
    WholeTree(const TokenTable& tokens, const Counted& counted)
        : tokens_(tokens), single_(counted.single), pure_(counted.pure) {}

    uint32_t begin() const { return 1; }
    uint32_t end() const { return static_cast<uint32_t>(tokens_.node_count()); }
    TokenTable::OtherNode operator[](uint32_t node) const {
        const TokenTable::Node& now = tokens_.nodes()[node];
        const bool pure = pure_ != 0 && (tokens_.path_kinds(node) & ~pure_) == 0;
        return {now.end,
                node,
                now.first_rank,
                tokens_.own_ranks_end(node),
                tokens_.ranks_end(node),
                now.depth,
                now.byte,
                pure,
                (now.through & ~single_) == 0};
    }

  private:
    const TokenTable& tokens_;
    TextKinds single_;
    TextKinds pure_;
};

// The same without what is pure anyway.
class TokenMasks::OtherTree {
  public:
    explicit OtherTree(const TokenTable& tokens) : nodes_(tokens.other_nodes()) {}

    uint32_t begin() const { return 0; }
    uint32_t end() const { return static_cast<uint32_t>(nodes_.size()); }
    const TokenTable::OtherNode& operator[](uint32_t number) const { return nodes_[number]; }

  private:
    std::span<const TokenTable::OtherNode> nodes_;
};

// Null when the state is at no such repetition, or at one in which tokens count in several ways.
const TokenMasks::Counted* TokenMasks::counted_of(uint32_t state,
                                                  StateTable::Repetition& repetition) {
    if (!automaton_.states().repetition_of(state, repetition)) {
        const auto last = last_repetitions_.find(state);
        if (last == last_repetitions_.end()) return nullptr;
        repetition = last->second;
    }
    Counted& counted = counted_[repetition.start];
    if (!counted.known) {
        counted.any = automaton_.states().any_repetition(repetition);
        counted.usable = find_counted(counted, repetition);
        counted.known = !automaton_.exhausted();
        if (counted.known && !repetition.inside) note_last_repetition(repetition);
    }
    return counted.known && counted.usable ? &counted : nullptr;
}

// Before the last repetition nothing counts any more, so its states are known by their number.
void TokenMasks::note_last_repetition(StateTable::Repetition repetition) {
    repetition.most = 1;
    for (const uint32_t least : {0u, 1u}) {
        repetition.least = least;
        const uint32_t state = automaton_.states().state_of_repetition(repetition);
        if (!automaton_.exhausted()) last_repetitions_.emplace(state, repetition);
    }
}

bool TokenMasks::find_counted(Counted& counted, const StateTable::Repetition& repetition) {
    counted.tokens.clear();
    counted.crossing.clear();
    if (!is_separate(counted.any)) return false;
    counted.single = kinds_that_lead(counted.any.next, counted.any.later, true) & ~kMalformedKind;
    // What is longer than a code point, as an element of an array, is walked for each count: there
    // are few counts, and tokens that stay inside of it are many.
    if (repetition.inside && counted.single == 0) return false;
    // Where there are few such tokens a list is shorter than masks.
    const bool many = (counted.single & 1ull << ascii_kind('z')) != 0;
    counted.pure = repetition.inside || !many ? 0 : counted.single;
    const Position start = automaton_.isolated(repetition.start);
    const bool string = counted.single == tokens_.string_tokens().kinds;
    const bool other = string && (!repetition.inside || goes_on_inside_code_point(start));
    const bool clear = other ? walk_counted(OtherTree(tokens_), start, counted)
                             : walk_counted(WholeTree(tokens_, counted), start, counted);
    if (!clear) return false;
    std::ranges::stable_sort(counted.tokens, {}, &Counted::Token::begun);
    statistics_.remembered_bytes += counted.tokens.size() * sizeof(Counted::Token) +
                                    counted.crossing.size() * sizeof(Counted::Crossing);
    return true;
}

// Whether nothing but the rest of a code point may follow.
bool TokenMasks::goes_on_inside_code_point(Position position) {
    for (unsigned byte = 0; byte < 256; ++byte) {
        if ((byte & 0xC0) == 0x80) continue;
        const auto value = static_cast<uint8_t>(byte);
        if (automaton_.step_byte(position, value) != GrammarAutomaton::kDead) return false;
    }
    return true;
}

// Whether each byte tells a further repetition from what follows, and something must follow.
bool TokenMasks::is_separate(const StateTable::AnyRepetition& any) {
    StateTable& states = automaton_.states();
    if (states.accepts(any.after) || states.has_tokens(any.after)) return false;
    if (!states.calls(any.after).empty() || !states.calls(any.next).empty()) return false;
    for (uint32_t i = 0; i < automaton_.classes().count(); ++i) {
        const uint32_t after = states.step(any.after, i);
        if (after != kDeadState && after != states.step(any.next, i)) return false;
    }
    return true;
}

StateTable::Place TokenMasks::place_of(const StateTable::AnyRepetition& any, Position position) {
    StateTable::Place place = StateTable::Place::kOutside;
    const std::span<const GrammarAutomaton::Item> items = automaton_.items(position);
    for (const GrammarAutomaton::Item& item : items) {
        // In a called rule: what remains of the repetition is with the callers.
        if (item.cell != 0) return StateTable::Place::kUnclear;
        const StateTable::Place here = automaton_.states().place_in(any, item.state);
        if (here == StateTable::Place::kOutside) continue;
        if (items.size() > 1) return StateTable::Place::kUnclear;
        place = here;
    }
    return place;
}

// Every repetition starts from the same state, so the states of one repetition are met, not those
// of all counts. False when it is unclear where a token stands.
template <typename Tree>
bool TokenMasks::walk_counted(const Tree& tree, Position start, Counted& counted) {
    const Position next_repetition = automaton_.isolated(counted.any.next);
    std::vector<std::optional<StateTable::Place>> places;  // by position
    const auto find_place = [&](Position position) {
        if (places.size() <= position) places.resize(2 * position + 64);
        if (!places[position]) places[position] = place_of(counted.any, position);
        return *places[position];
    };
    path_[0] = {};
    path_[0].position = start;
    uint64_t visited = 0;
    for (uint32_t i = tree.begin(); i < tree.end() && !automaton_.exhausted();) {
        ++visited;
        const TokenTable::OtherNode& now = tree[i];
        const Step& above = path_[now.depth - 1];
        if (now.through && above.position == next_repetition && !above.outside) {
            // Nothing but single repetitions from here on.
            const uint32_t before = above.begun - above.code_points;
            for (uint32_t rank = now.first_rank; rank < now.ranks_end && !now.pure; ++rank) {
                counted.tokens.push_back({before + tokens_.code_points_of_rank(rank),
                                          tokens_.id_of_rank()[rank], false});
            }
            i = now.end;
            continue;
        }
        const Position next = automaton_.step_byte(above.position, now.byte);
        if (next == GrammarAutomaton::kDead) {
            i = now.end;
            continue;
        }
        const StateTable::Place place =
            above.outside ? StateTable::Place::kOutside : find_place(next);
        if (place == StateTable::Place::kUnclear) return false;
        Step& step = path_[now.depth];
        step.outside = place == StateTable::Place::kOutside;
        step.begun = above.begun + (above.position == next_repetition && !step.outside ? 1 : 0);
        step.code_points = above.code_points + ((now.byte & 0xC0) != 0x80 ? 1 : 0);
        step.position = place == StateTable::Place::kLater ? next_repetition : next;
        const bool all = step.outside && takes_all_below(now.node, next);
        const uint32_t end = all ? now.ranks_end : now.own_ranks_end;
        for (uint32_t rank = now.first_rank; rank < end && !now.pure; ++rank) {
            counted.tokens.push_back({step.begun, tokens_.id_of_rank()[rank], step.outside});
        }
        const bool ends_here = now.end == i + 1 || all;
        if (!ends_here && automaton_.complete(next)) {
            counted.crossing.push_back({step.begun, now.node});
        }
        i = ends_here || !automaton_.goes_on(step.position) ? now.end : i + 1;
    }
    statistics_.nodes += visited;
    automaton_.spend(visited);
    return !automaton_.exhausted();
}

TokenMasks::Entry TokenMasks::counted_entry(const Counted& counted,
                                            const StateTable::Repetition& repetition) {
    Entry entry;
    entry.dense = true;
    entry.bits.assign(tokens_.mask_words(), 0);
    add_pure(counted.pure, repetition.most, entry.bits);
    for (const Counted::Token& token : counted.tokens) {
        if (token.begun > repetition.most) break;
        if (!token.left || token.begun >= repetition.least) set_bit(entry.bits, token.id);
    }
    for (const Counted::Crossing& crossing : counted.crossing) {
        if (crossing.begun >= repetition.least && crossing.begun <= repetition.most) {
            entry.crossing.push_back(crossing.node);
        }
    }
    make_sparse(entry);
    return entry;
}

// A mask of few tokens becomes a list of them.
void TokenMasks::make_sparse(Entry& entry) {
    const size_t most = entry.bits.size() / 2;
    size_t count = 0;
    for (const uint32_t word : entry.bits) {
        count += static_cast<size_t>(std::popcount(word));
        if (count > most) return;
    }
    std::vector<uint32_t> ids;
    ids.reserve(count);
    for (size_t i = 0; i < entry.bits.size(); ++i) {
        for (uint32_t word = entry.bits[i]; word != 0; word &= word - 1) {
            ids.push_back(static_cast<uint32_t>(i * 32) +
                          static_cast<uint32_t>(std::countr_zero(word)));
        }
    }
    entry.bits.swap(ids);
    entry.dense = false;
}

// Adds the tokens of nothing but `kinds` with at most `most` code points.
void TokenMasks::add_pure(TextKinds kinds, uint32_t most, std::span<uint32_t> words) {
    if (kinds == 0) return;
    const PureTokens& pure = pure_tokens(kinds, std::min(most, PureTokens::kMasks));
    const std::vector<uint32_t>& bits = pure.at_most[std::min(most, PureTokens::kMasks)];
    for (size_t i = 0; i < words.size(); ++i) words[i] |= bits[i];
    for (const PureTokens::Longer& token : pure.longer) {
        if (token.code_points <= most) set_bit(words, token.id);
    }
}

// With the mask for so many code points.
const PureTokens& TokenMasks::pure_tokens(TextKinds kinds, uint32_t code_points) {
    if (tokens_.string_tokens().kinds == kinds) return tokens_.string_tokens();
    auto known = std::ranges::find(pure_, kinds, &PureTokens::kinds);
    if (known == pure_.end()) {
        pure_.push_back(find_pure_tokens(tokens_, kinds));
        known = pure_.end() - 1;
        statistics_.remembered_bytes += known->ids.size() * sizeof(int32_t);
    }
    if (known->at_most[code_points].empty()) {
        known->make_mask(code_points, tokens_.mask_words());
        statistics_.remembered_bytes += tokens_.mask_words() * sizeof(uint32_t);
    }
    return *known;
}

}  // namespace minstrel
