// Where text goes round among a few positions that its last code point tells apart, as in a string
// in which a letter may not come twice in a row. What must be walked there is what has a forbidden
// pair.
#include <algorithm>
#include <array>
#include <bit>
#include <vector>

#include "runtime/grammar/token_mask.h"

namespace minstrel {
namespace {

constexpr size_t kRingPositions = 8;
// Fewer kinds, or fewer tokens below a node, are walked as fast.
constexpr int kRingKinds = 40;
constexpr uint32_t kRingTokens = 512;
// With more bits hardly any text is free of all of them.
constexpr int kMostPairBits = 24;

constexpr int kCodePoint = std::countr_zero(kCodePointKind);
constexpr Position kNowhere = GrammarAutomaton::kDead;

// Where all strings of a run of bytes lead: one position, or nowhere when these differ, when one of
// them may not follow or when a rule may end there.
class Targets {
  public:
    explicit Targets(GrammarAutomaton& automaton) : automaton_(automaton) {}

    Position of_byte(Position from, uint8_t byte) {
        const Position next = automaton_.step_byte(from, byte);
        if (next == kNowhere || automaton_.complete(next)) return kNowhere;
        return automaton_.goes_on(next) ? next : kNowhere;
    }

    Position of_code_points(Position from) {
        Position target = kNowhere;
        for (const Utf8Lead& lead : utf8_leads()) {
            const Position next = of_run(from, lead.first, lead.last, [&](Position second) {
                return of_run(second, lead.second_first, lead.second_last, [&](Position third) {
                    return of_rest(third, lead.continuation_bytes - 1);
                });
            });
            if (next == kNowhere || (target != kNowhere && target != next)) return kNowhere;
            target = next;
        }
        return target;
    }

  private:
    Position of_rest(Position from, int missing) {
        if (missing == 0) return from;
        return of_run(from, 0x80, 0xBF, [&](Position next) { return of_rest(next, missing - 1); });
    }

    // Bytes of one class do the same.
    template <typename Rest>
    Position of_run(Position from, unsigned first, unsigned last, const Rest& rest) {
        Position target = kNowhere;
        uint32_t last_class = UINT32_MAX;
        for (unsigned byte = first; byte <= last; ++byte) {
            const uint32_t byte_class = automaton_.classes().of(static_cast<uint8_t>(byte));
            if (byte_class == last_class) continue;
            last_class = byte_class;
            Position next = of_byte(from, static_cast<uint8_t>(byte));
            if (next != kNowhere) next = rest(next);
            if (next == kNowhere || (target != kNowhere && target != next)) return kNowhere;
            target = next;
        }
        return target;
    }

    GrammarAutomaton& automaton_;
};

// By kind, where it leads from a position.
std::array<Position, 64> targets_of(GrammarAutomaton& automaton, Position from, TextKinds wanted) {
    Targets targets(automaton);
    std::array<Position, 64> out;
    out.fill(kNowhere);
    TextKinds seen = 0;
    for (unsigned byte = 0; byte < 0x80; ++byte) {
        const int kind = ascii_kind(static_cast<uint8_t>(byte));
        if ((wanted >> kind & 1) == 0) continue;
        const Position next = targets.of_byte(from, static_cast<uint8_t>(byte));
        Position& target = out[static_cast<size_t>(kind)];
        const bool is_first = (seen >> kind & 1) == 0;
        seen |= 1ull << kind;
        if (is_first) {
            target = next;
        } else if (target != next) {
            target = kNowhere;
        }
    }
    if ((wanted >> kCodePoint & 1) != 0) {
        out[static_cast<size_t>(kCodePoint)] = targets.of_code_points(from);
    }
    return out;
}

}  // namespace

void TokenMasks::enter_ring(Position position, uint32_t tokens, Step& step) {
    step.ring_kinds = 0;
    if (ring_of_.size() <= position) {
        if (tokens < kRingTokens) return;
        ring_of_.resize(position + 1, kUnknownRing);
    }
    // Where all text leads back at once, a loop is enough.
    if (ring_of_[position] == kUnknownRing && tokens >= kRingTokens &&
        (json_string_kinds() & ~step.loop.kinds) != 0) {
        ring_of_[position] = find_ring(position);
    }
    if (ring_of_[position] >= kNoRing) return;
    const Ring& ring = rings_[ring_of_[position]];
    const auto place = std::ranges::find(ring.positions, position) - ring.positions.begin();
    step.ring_kinds = ring.kinds & ~ring.leaving[static_cast<size_t>(place)];
    step.ring_below = ring.kinds;
    step.ring_pairs = ring.leaving_pairs;
}

// The number of the ring that begins at a position, noted for all its positions that are in none.
uint32_t TokenMasks::find_ring(Position start) {
    Ring ring;
    ring.positions.push_back(start);
    const TextKinds wanted = json_string_kinds() & ~(kTruncatedKind | kMalformedKind);
    std::array<Position, 64> after;  // by kind
    after.fill(kNowhere);
    for (size_t i = 0; i < ring.positions.size(); ++i) {
        const auto targets = targets_of(automaton_, ring.positions[i], wanted);
        TextKinds leaving = 0;
        for (TextKinds rest = wanted; rest != 0; rest &= rest - 1) {
            const auto kind = static_cast<size_t>(std::countr_zero(rest));
            const Position target = targets[kind];
            const bool is_new = after[kind] == kNowhere && target != kNowhere;
            if (is_new && std::ranges::find(ring.positions, target) == ring.positions.end()) {
                if (ring.positions.size() < kRingPositions) {
                    ring.positions.push_back(target);
                    after[kind] = target;
                }
            } else if (is_new) {
                after[kind] = target;
            }
            if (target == kNowhere || after[kind] != target) leaving |= 1ull << kind;
        }
        ring.leaving.push_back(leaving);
        if (automaton_.exhausted()) return kNoRing;
    }
    for (size_t kind = 0; kind < after.size(); ++kind) {
        if (after[kind] != kNowhere) ring.kinds |= 1ull << kind;
    }
    if (std::popcount(ring.kinds) < kRingKinds) return kNoRing;
    for (TextKinds rest = ring.kinds; rest != 0; rest &= rest - 1) {
        const int kind = std::countr_zero(rest);
        const auto place = std::ranges::find(ring.positions, after[static_cast<size_t>(kind)]) -
                           ring.positions.begin();
        TextKinds next = ring.leaving[static_cast<size_t>(place)] & ring.kinds;
        for (; next != 0; next &= next - 1) {
            ring.leaving_pairs |= kind_pair(kind, std::countr_zero(next));
        }
    }
    if (std::popcount(ring.leaving_pairs) > kMostPairBits) return kNoRing;
    // A code point that is cut off leads to where the rest of it can follow.
    if ((ring.kinds & kCodePointKind) != 0) ring.kinds |= kTruncatedKind;
    const auto number = static_cast<uint32_t>(rings_.size());
    for (const Position position : ring.positions) {
        if (ring_of_.size() <= position) ring_of_.resize(position + 1, kUnknownRing);
        if (ring_of_[position] == kUnknownRing) ring_of_[position] = number;
    }
    rings_.push_back(std::move(ring));
    return number;
}

}  // namespace minstrel
