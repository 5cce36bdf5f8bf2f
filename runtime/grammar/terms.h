// TermTable: what remains to be matched inside one rule, as an immutable list: a head, then the
// rest. Lists share their tails, and equal lists have equal numbers. Part of one automaton; its
// thread.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/grammar/grammar.h"
#include "runtime/grammar/intern_index.h"

namespace minstrel {

// Work and memory that may still be spent. When either is gone all results are void until the next
// grant, and nothing derived from them may be kept.
struct AutomatonBudget {
    uint64_t work = 0;
    uint64_t bytes = 0;
    uint64_t max_bytes = 0;
    bool exhausted = false;

    void spend(uint64_t units) {
        if (units > work) {
            work = 0;
            exhausted = true;
        } else {
            work -= units;
        }
    }
    void take_bytes(uint64_t count) {
        bytes += count;
        if (bytes > max_bytes) exhausted = true;
    }
};

// The head is an expression (a, b: see the kind), a counted body with kRepeatHead (at least a, at
// most b times more), or a state of a regular part with kStateHead.
struct Term {
    uint32_t head = 0;
    uint32_t a = 0;  // kLiteral: bytes already matched; kMembers: register
    uint32_t b = 0;  // kMembers: members so far, and kMemberOpen
    uint32_t tail = 0;
    bool operator==(const Term&) const = default;
};

inline constexpr uint32_t kStateHead = 1u << 31;
inline constexpr uint32_t kRepeatHead = 1u << 30;
inline constexpr uint32_t kHeadMask = kRepeatHead - 1;
inline constexpr uint32_t kEndTerm = 0;  // the empty list: the rule is complete

class TermTable {
  public:
    explicit TermTable(AutomatonBudget& budget) : budget_(budget), terms_(1) {}

    uint32_t cons(const Term& term) {
        budget_.spend(1);
        const uint64_t hash = hash_mix(
            hash_mix((uint64_t{term.head} << 32) | term.tail, (uint64_t{term.a} << 32) | term.b),
            1);
        const uint32_t known =
            index_.find(hash, [&](uint32_t number) { return terms_[number] == term; });
        if (known != InternIndex::kNone) return known;
        if (budget_.exhausted) return kEndTerm;
        const auto number = static_cast<uint32_t>(terms_.size());
        terms_.push_back(term);
        index_.add(hash, number);
        budget_.take_bytes(sizeof(Term) + 24);
        return number;
    }
    uint32_t cons_repeat(uint32_t body, uint32_t min, uint32_t max, uint32_t tail) {
        return max == 0 ? tail : cons({kRepeatHead | body, min, max, tail});
    }

    const Term& operator[](uint32_t number) const { return terms_[number]; }
    size_t size() const { return terms_.size(); }

  private:
    AutomatonBudget& budget_;
    std::vector<Term> terms_;
    InternIndex index_;
};

}  // namespace minstrel
