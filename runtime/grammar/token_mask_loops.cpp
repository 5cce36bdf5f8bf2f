// Where text leads a walk back to where it was: most of a vocabulary goes on with a string, and
// need not be followed byte by byte.
#include <algorithm>
#include <bit>
#include <utility>
#include <vector>

#include "runtime/grammar/token_mask.h"

namespace minstrel {
namespace {

// A run of bytes: the first in a range, the others continuing a code point.
struct ByteRun {
    uint8_t first, last;
    int missing;  // bytes in all
};

// Fewer kinds are walked as fast as they are sifted.
constexpr int kSieveKinds = 40;
constexpr size_t kSievePositions = 8;

// Whether all strings of a run lead from one place to another. `places` has the steps and says what
// counts as arrived.
template <typename Places>
bool leads(Places& places, uint32_t from, const ByteRun& run) {
    uint32_t last_class = UINT32_MAX;
    for (unsigned byte = run.first; byte <= run.last; ++byte) {
        const uint32_t byte_class = places.classes().of(static_cast<uint8_t>(byte));
        if (byte_class == last_class) continue;
        last_class = byte_class;
        const uint32_t next = places.step(from, byte_class);
        if (next == kDeadState) return false;
        if (run.missing > 1) {
            if (!leads(places, next, {0x80, 0xBF, run.missing - 1})) return false;
        } else if (!places.arrived(next)) {
            return false;
        }
    }
    return true;
}

template <typename Places>
bool code_points_lead(Places& places, uint32_t from, const Utf8Lead& lead) {
    uint32_t last_class = UINT32_MAX;
    for (unsigned byte = lead.first; byte <= lead.last; ++byte) {
        const uint32_t byte_class = places.classes().of(static_cast<uint8_t>(byte));
        if (byte_class == last_class) continue;
        last_class = byte_class;
        const uint32_t next = places.step(from, byte_class);
        const ByteRun rest{lead.second_first, lead.second_last, lead.continuation_bytes};
        if (next == kDeadState || !leads(places, next, rest)) return false;
    }
    return true;
}

// Kinds among `wanted` of which each code point leads there.
template <typename Places>
TextKinds find_kinds(Places& places, uint32_t from, TextKinds wanted) {
    TextKinds kinds = wanted;
    for (unsigned byte = 0; byte < 0x80; ++byte) {
        const TextKinds kind = 1ull << ascii_kind(static_cast<uint8_t>(byte));
        if ((kinds & kind) == 0) continue;
        const auto value = static_cast<uint8_t>(byte);
        if (!leads(places, from, {value, value, 1})) kinds &= ~kind;
    }
    const bool code_points =
        (wanted & kCodePointKind) != 0 && std::ranges::all_of(utf8_leads(), [&](const Utf8Lead& l) {
            return code_points_lead(places, from, l);
        });
    if (!code_points) kinds &= ~(kCodePointKind | kTruncatedKind);
    const bool all = (kinds | kMalformedKind) == kAllKinds;
    if (!all || !leads(places, from, {0x80, 0xFF, 1})) kinds &= ~kMalformedKind;
    return kinds;
}

struct StatePlaces {
    GrammarAutomaton& automaton;
    uint32_t target;
    bool exactly;

    const ByteClasses& classes() const { return automaton.classes(); }
    uint32_t step(uint32_t state, uint32_t byte_class) const {
        return automaton.states().step(state, byte_class);
    }
    bool arrived(uint32_t state) const {
        return exactly ? state == target : automaton.states().includes(state, target);
    }
};

// Takes any place, and notes which. Where a rule may end its callers go on, so that is none.
struct PositionPlaces {
    GrammarAutomaton& automaton;
    std::vector<Position>& met;

    const ByteClasses& classes() const { return automaton.classes(); }
    Position step(Position position, uint32_t byte_class) const {
        const Position next = automaton.step(position, byte_class);
        return automaton.complete(next) ? GrammarAutomaton::kDead : next;
    }
    bool arrived(Position position) const {
        if (std::ranges::find(met, position) == met.end()) met.push_back(position);
        return met.size() <= kSievePositions;
    }
};
static_assert(GrammarAutomaton::kDead == kDeadState);

}  // namespace

const TokenMasks::Loop& TokenMasks::loop_of(Position position) {
    if (loops_.size() <= position) loops_.resize(position + 1);
    if (loops_[position].known) return loops_[position];
    Loop best;
    for (size_t i = 0; i < automaton_.items(position).size(); ++i) {
        const Loop loop = find_loop(automaton_.items(position)[i].state);
        if (std::popcount(loop.kinds) > std::popcount(best.kinds)) best = loop;
    }
    best.known = true;
    loops_[position] = best;
    return loops_[position];
}

TokenMasks::Loop TokenMasks::find_loop(uint32_t state) {
    if (state_loops_.size() <= state) state_loops_.resize(state + 1);
    if (state_loops_[state].known) return state_loops_[state];
    parts_.clear();
    automaton_.states().repeating_parts(state, parts_);
    Loop best;
    for (const StateTable::Part& part : parts_) {
        const TextKinds kinds = kinds_that_lead(part.state, part.state, false);
        const auto rank = std::pair(std::popcount(kinds), part.margin);
        if (rank > std::pair(std::popcount(best.kinds), best.margin))
            best = {kinds, part.margin, false};
    }
    best.known = !automaton_.exhausted();
    if (!best.known) return {};
    state_loops_[state] = best;
    return best;
}

// Kinds of which each code point leads from one state to another: to exactly it, or to one that
// allows what it allows.
TextKinds TokenMasks::kinds_that_lead(uint32_t from, uint32_t target, bool exactly) {
    StatePlaces places{automaton_, target, exactly};
    return find_kinds(places, from, kAllKinds);
}

// None when little text stays at a few positions. Kinds that lead to the end of some position are
// left out until none does.
TokenMasks::Sieve TokenMasks::find_sieve(Position start) {
    Sieve sieve;
    sieve.pure = json_string_kinds();
    for (size_t i = 0; i == 0 || i < sieve.positions.size(); ++i) {
        if (i == 0) sieve.positions.assign(1, start);
        PositionPlaces places{automaton_, sieve.positions};
        const TextKinds kinds = find_kinds(places, sieve.positions[i], sieve.pure);
        if (std::popcount(kinds) < kSieveKinds || automaton_.exhausted()) return {};
        if (sieve.positions.size() > kSievePositions) return {};
        if (kinds == sieve.pure) continue;
        sieve.pure = kinds;
        i = SIZE_MAX;
    }
    sieve.dead = ~sieve.pure;
    for (const Position position : sieve.positions) sieve.dead &= dead_kinds(position);
    return sieve;
}

// Kinds of which no code point may begin at a position.
TextKinds TokenMasks::dead_kinds(Position position) {
    constexpr TextKinds kAboveAscii = kCodePointKind | kTruncatedKind | kMalformedKind;
    TextKinds dead = kAllKinds;
    for (unsigned byte = 0; byte < 256; ++byte) {
        const auto value = static_cast<uint8_t>(byte);
        if (automaton_.step_byte(position, value) == GrammarAutomaton::kDead) continue;
        dead &= ~(byte < 0x80 ? 1ull << ascii_kind(value) : kAboveAscii);
    }
    return dead;
}

// Whether a node ends a code point and has nothing but `kinds`.
bool TokenMasks::is_pure(uint32_t node, TextKinds kinds) const {
    return (tokens_.path_kinds(node) & ~(kinds & ~kTruncatedKind)) == 0;
}

// The same of a node whose parent is `above`. An ASCII byte ends a code point, so that its own kind
// tells, and no memory of the tree is read.
bool TokenMasks::is_pure_below(const Step& above, const TokenTable::Child& now,
                               TextKinds kinds) const {
    if (now.byte >= 0x80) return is_pure(now.node, kinds);
    return above.pure && (kinds >> ascii_kind(now.byte) & 1) != 0;
}

}  // namespace minstrel
