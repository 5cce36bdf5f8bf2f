#include "runtime/grammar/token_mask.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <iterator>

namespace minstrel {
namespace {

void set_bit(std::span<uint32_t> words, int32_t id) {
    words[static_cast<size_t>(id) / 32] |= 1u << (id % 32);
}
void clear_bit(std::span<uint32_t> words, int32_t id) {
    words[static_cast<size_t>(id) / 32] &= ~(1u << (id % 32));
}

// For fewer tokens, finding the loop of a state costs more than a walk.
constexpr uint32_t kLoopTokens = 16;

constexpr size_t kMaxPending = 64;

}  // namespace

TokenMasks::TokenMasks(GrammarAutomaton& automaton, const TokenTable& tokens, uint64_t memory_bytes)
    : automaton_(automaton),
      tokens_(tokens),
      memory_bytes_(memory_bytes),
      path_(tokens.longest() + 2) {}

Status TokenMasks::fill(Position position, std::span<uint32_t> words) {
    assert(words.size() == tokens_.mask_words());
    ++statistics_.fills;
    automaton_.grant(automaton_.grammar().limits().mask_work);
    if (statistics_.remembered_bytes > memory_bytes_) forget();
    const uint32_t longest = static_cast<uint32_t>(std::max<size_t>(tokens_.longest(), 1));
    pending_.clear();
    for (size_t i = 0; i < automaton_.items(position).size(); ++i) {
        const GrammarAutomaton::Item item = automaton_.items(position)[i];
        const uint32_t state = automaton_.states().clamp(item.state, longest);
        pending_.push_back({entry_of(kNoEntry, state), item.cell});
    }
    first_ = true;
    if (!follow_callers(words)) {
        first_ = true;
        pending_.assign(1, {entry_of(kWholePosition, position), 0});
        (void)follow_callers(words);
    }
    if (first_) std::ranges::fill(words, 0u);
    if (automaton_.complete(position)) {
        for (const int32_t id : tokens_.end_ids()) set_bit(words, id);
    }
    token_sets_.clear();
    automaton_.token_sets(position, token_sets_);
    for (const uint32_t set : token_sets_) {
        for (const int32_t id : automaton_.grammar().tokens(set)) {
            if (tokens_.contains(id)) set_bit(words, id);
        }
    }
    Status status = automaton_.status();
    if (!status.ok()) std::ranges::fill(words, 0u);
    return status;
}

// Adds the pending entries, and those of the callers that their tokens may reach. False when the
// stacks are so ambiguous that one walk with all of them is less work.
bool TokenMasks::follow_callers(std::span<uint32_t> words) {
    const uint32_t longest = static_cast<uint32_t>(std::max<size_t>(tokens_.longest(), 1));
    for (size_t i = 0; i < pending_.size() && !automaton_.exhausted(); ++i) {
        const Pending now = pending_[i];
        if (now.entry == kNoEntry) continue;
        add_entry(entries_[now.entry], words);
        if (entries_[now.entry].crossing.empty()) continue;
        for (size_t c = 0; c < automaton_.callers(now.cell).size(); ++c) {
            const GrammarAutomaton::Item caller = automaton_.callers(now.cell)[c];
            if (caller.state == GrammarAutomaton::kHostState) continue;
            const uint32_t state = automaton_.states().clamp(caller.state, longest);
            const Pending next{entry_of(now.entry, state), caller.cell};
            if (std::ranges::find(pending_, next) != pending_.end()) continue;
            if (pending_.size() == kMaxPending) return false;
            pending_.push_back(next);
        }
    }
    return true;
}

// ---- what is remembered

uint32_t TokenMasks::entry_of(uint32_t parent, uint32_t state) {
    const uint64_t hash = hash_mix(uint64_t{parent} << 32 | state, 7);
    const uint32_t known = index_.find(hash, [&](uint32_t number) {
        return entries_[number].parent == parent && entries_[number].state == state;
    });
    if (known != InternIndex::kNone) return known;
    ++statistics_.walks;
    Entry entry;
    entry.parent = parent;
    entry.state = state;
    ranges_.clear();
    if (parent == kWholePosition) {
        walk(state, 0, 0, {}, entry.crossing);
        entry.crossing.clear();
    } else if (parent == kNoEntry) {
        return entry_of_state(hash, state);
    } else {
        const Position start = automaton_.entered(state);
        // The caller may be at its end at once; then its own callers go on from the same node.
        for (size_t i = 0; i < entries_[parent].crossing.size(); ++i) {
            const uint32_t node = entries_[parent].crossing[i];
            if (automaton_.complete(start)) entry.crossing.push_back(node);
            walk(start, node, 0, {}, entry.crossing);
        }
    }
    if (automaton_.exhausted()) return kNoEntry;
    store_ranges(entry);
    return remember(hash, std::move(entry));
}

uint32_t TokenMasks::remember(uint64_t hash, Entry&& entry) {
    const auto number = static_cast<uint32_t>(entries_.size());
    statistics_.remembered_bytes +=
        sizeof(Entry) + (entry.bits.size() + entry.crossing.size()) * sizeof(uint32_t);
    entries_.push_back(std::move(entry));
    index_.add(hash, number);
    return number;
}

// Tokens of at most this many bytes cannot exhaust a counter of the state; 0: none is that short.
uint32_t TokenMasks::shared_length(uint32_t state) const {
    const uint32_t bound = automaton_.states().lowest_bound(state);
    for (const uint32_t length : {48u, 32u, 24u, 16u, 12u, 8u, 6u, 4u}) {
        if (bound > length) return length;
    }
    return 0;
}

// What a state allows on its own.
uint32_t TokenMasks::entry_of_state(uint64_t hash, uint32_t state) {
    Entry entry;
    entry.parent = kNoEntry;
    StateTable::Repetition repetition;
    const Counted* counted = counted_of(state, repetition);
    if (counted != nullptr) {
        entry = counted_entry(*counted, repetition);
    } else if (automaton_.states().lowest_bound(state) <= tokens_.longest()) {
        entry = bounded_entry(state);
    } else {
        const Position start = automaton_.isolated(state);
        const Sieve sieve = find_sieve(start);
        walk(start, 0, 0, sieve, entry.crossing);
        if (!automaton_.exhausted()) store_sifted(sieve, entry);
    }
    if (automaton_.exhausted()) return kNoEntry;
    entry.parent = kNoEntry;
    entry.state = state;
    return remember(hash, std::move(entry));
}

// A state with a counter near its bound. Short tokens are those of any state farther from the
// bound; the rest is walked. Void when the budget is used up.
TokenMasks::Entry TokenMasks::bounded_entry(uint32_t state) {
    Entry entry;
    entry.parent = kNoEntry;
    const uint32_t shorter = shared_length(state);
    uint32_t far = kNoEntry;
    if (shorter != 0) {
        far = entry_of(kNoEntry, automaton_.states().clamp(state, shorter));
        if (far == kNoEntry) return entry;
        for (const uint32_t node : entries_[far].crossing) {
            const TokenTable::Node& now = tokens_.nodes()[node];
            if (now.depth + now.height <= shorter) entry.crossing.push_back(node);
        }
    }
    ranges_.clear();
    walk(automaton_.isolated(state), 0, shorter, {}, entry.crossing);
    if (far == kNoEntry) {
        store_ranges(entry);
        return entry;
    }
    entry.dense = entries_[far].dense;
    copy_short(entries_[far], shorter, entry);
    for (const Range& range : ranges_) {
        for (uint32_t rank = range.first; rank < range.last; ++rank) {
            const int32_t id = tokens_.id_of_rank()[rank];
            if (entry.dense) {
                set_bit(entry.bits, id);
            } else if (tokens_.text(id).size() > shorter) {
                entry.bits.push_back(static_cast<uint32_t>(id));
            }
        }
    }
    return entry;
}

// The tokens of `from` that have at most `length` bytes. `to` is dense if `from` is.
void TokenMasks::copy_short(const Entry& from, uint32_t length, Entry& to) const {
    if (from.dense) {
        to.bits = from.bits;
        for (const int32_t id : tokens_.longer_than(length)) clear_bit(to.bits, id);
        return;
    }
    for (const uint32_t number : from.bits) {
        const auto id = static_cast<int32_t>(number);
        if (tokens_.text(id).size() > length) continue;
        if (to.dense) {
            set_bit(to.bits, id);
        } else {
            to.bits.push_back(number);
        }
    }
}

// Ranks become ids, by whichever of allowed and refused are fewer.
void TokenMasks::store_ranges(Entry& entry) {
    uint64_t allowed = 0;
    for (const Range& range : ranges_) allowed += range.last - range.first;
    const std::span<const int32_t> ids = tokens_.id_of_rank();
    entry.dense = allowed > tokens_.mask_words() / 2;
    if (!entry.dense) {
        for (const Range& range : ranges_) {
            for (uint32_t rank = range.first; rank < range.last; ++rank) {
                entry.bits.push_back(static_cast<uint32_t>(ids[rank]));
            }
        }
        return;
    }
    const bool ordered =
        entry.parent >= kWholePosition;  // one walk, from the first rank to the last
    if (ordered && allowed > ids.size() / 2) {
        entry.bits.assign(tokens_.text_mask().begin(), tokens_.text_mask().end());
        uint32_t next = 0;
        ranges_.push_back({static_cast<uint32_t>(ids.size()), static_cast<uint32_t>(ids.size())});
        for (const Range& range : ranges_) {
            for (uint32_t rank = next; rank < range.first; ++rank) clear_bit(entry.bits, ids[rank]);
            next = range.last;
        }
        return;
    }
    entry.bits.assign(tokens_.mask_words(), 0);
    set_ranges(entry.bits);
}

void TokenMasks::set_ranges(std::span<uint32_t> words) const {
    for (const Range& range : ranges_) {
        for (uint32_t rank = range.first; rank < range.last; ++rank) {
            set_bit(words, tokens_.id_of_rank()[rank]);
        }
    }
}

// The same with what a sieve has left out of the walk.
void TokenMasks::store_sifted(const Sieve& sieve, Entry& entry) {
    if (sieve.pure == 0) return store_ranges(entry);
    entry.dense = true;
    entry.bits = tokens_.mask_of(sieve.pure);
    set_ranges(entry.bits);
    make_sparse(entry);
}

void TokenMasks::add_entry(const Entry& entry, std::span<uint32_t> words) {
    if (first_) {
        first_ = false;
        if (entry.dense) {
            std::ranges::copy(entry.bits, words.begin());
            return;
        }
        std::ranges::fill(words, 0u);
    }
    if (entry.dense) {
        for (size_t i = 0; i < words.size(); ++i) words[i] |= entry.bits[i];
    } else {
        for (const uint32_t id : entry.bits) set_bit(words, static_cast<int32_t>(id));
    }
}

void TokenMasks::forget() {
    entries_.clear();
    index_ = {};
    counted_.clear();
    last_repetitions_.clear();
    pure_.clear();
    statistics_.remembered_bytes = 0;
    ++statistics_.forgotten;
}

// ---- one walk

bool TokenMasks::stays_in_ring(const Step& above, const TokenTable::Child& now) const {
    return (above.ring_kinds >> kind_of_start(now.byte) & 1) != 0 &&
           (now.through & ~above.ring_below) == 0 &&
           (tokens_.pairs_through(now) & above.ring_pairs) == 0;
}

// Follows the tree below `root`, depth first, with a position for each level of the path.
void TokenMasks::walk(Position start, uint32_t root, uint32_t shorter, const Sieve& sieve,
                      std::vector<uint32_t>& crossing) {
    if (takes_all_below(root, start)) {
        return ranges_.push_back({tokens_.own_ranks_end(root), tokens_.ranks_end(root)});
    }
    uint64_t visited = 0;
    const TextKinds sifted = sieve.pure | sieve.dead;
    const std::span<const TokenTable::Child> children = tokens_.children();
    const uint32_t top = tokens_.nodes()[root].depth;
    Range allowed{0, 0};
    const auto allow = [&](uint32_t first, uint32_t last) {
        if (allowed.last != first) {
            if (allowed.first != allowed.last) ranges_.push_back(allowed);
            allowed.first = first;
        }
        allowed.last = last;
    };
    const auto enter = [&](Step& step, Position position, uint32_t tokens, bool pure) {
        step.position = position;
        step.loop = loop_below(position, tokens);
        step.pure = pure;
        step.sifts = pure && sieve.has(position);
        enter_ring(position, tokens, step);
    };
    if (tokens_.nodes()[root].height == 0) return;
    const uint32_t below_root = tokens_.ranks_end(root) - tokens_.own_ranks_end(root);
    enter(path_[top], start, below_root, is_pure(root, sieve.pure));
    path_[top].next = tokens_.first_child(root);
    path_[top].ranks_end = tokens_.ranks_end(root);
    for (uint32_t depth = top; depth > top || path_[top].next != nullptr;) {
        Step& above = path_[depth];
        if (above.next == nullptr) {
            --depth;
            continue;
        }
        const TokenTable::Child& now = *above.next;
        above.next = now.last ? nullptr : above.next + 1;
        const uint32_t ranks_end = now.last ? above.ranks_end : above.next->first_rank;
        ++visited;
        if (depth + 1 + now.height <= shorter) continue;
        if (above.sifts && (now.through & ~sifted) == 0) continue;
        const bool loops = (now.through & ~above.loop.kinds) == 0 && now.height < above.loop.margin;
        if (loops || stays_in_ring(above, now)) {
            allow(now.first_rank, ranks_end);
            continue;
        }
        const Position next = automaton_.step_byte(above.position, now.byte);
        if (next == GrammarAutomaton::kDead) continue;
        const TokenTable::Child* below = now.height == 0 ? nullptr : &children[now.first_child];
        if (depth >= shorter) allow(now.first_rank, below ? below->first_rank : ranks_end);
        if (below == nullptr) continue;
        if (automaton_.complete(next)) crossing.push_back(now.node);
        if (!automaton_.goes_on(next)) continue;
        Step& step = path_[++depth];
        enter(step, next, ranks_end - below->first_rank, is_pure_below(above, now, sieve.pure));
        step.next = below;
        step.ranks_end = ranks_end;
    }
    if (allowed.first != allowed.last) ranges_.push_back(allowed);
    statistics_.nodes += visited;
    automaton_.spend(visited);
}

bool TokenMasks::takes_all_below(uint32_t node, Position position) {
    const TokenTable::Node& now = tokens_.nodes()[node];
    const Loop loop = loop_below(position, tokens_.ranks_end(node) - tokens_.own_ranks_end(node));
    return (now.below & ~loop.kinds) == 0 && now.height <= loop.margin;
}

// The loop of a position with so many tokens below, where they are worth the search for it.
TokenMasks::Loop TokenMasks::loop_below(Position position, uint32_t tokens) {
    const bool known = position < loops_.size() && loops_[position].known;
    if (known) return loops_[position];
    return tokens < kLoopTokens ? Loop{} : loop_of(position);
}

}  // namespace minstrel
