// MemberRegisters: which members of an object have been seen, one number for each set of them that
// is met. Part of one automaton; its thread.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/grammar/grammar.h"
#include "runtime/grammar/intern_index.h"
#include "runtime/grammar/terms.h"

namespace minstrel {

class MemberRegisters {
  public:
    MemberRegisters(const Grammar& grammar, AutomatonBudget& budget);

    // What may follow when `seen` is the register and `count` members have been seen.
    struct Next {
        uint32_t item = 0;  // items.size(): the extra member
        uint32_t seen = 0;
    };
    void next(uint32_t list, uint32_t seen, uint32_t count, std::vector<Next>& out);
    bool can_follow(uint32_t list, uint32_t seen, uint32_t count);
    bool can_end(uint32_t list, uint32_t seen, uint32_t count) const;
    // Whether the register has the item, or has passed it over.
    bool has_seen(uint32_t list, uint32_t seen, uint32_t item) const {
        return grammar_.members(list).any_order ? has(seen, item) : item < seen;
    }
    // The count after one more, no higher than matters.
    uint32_t add_one(uint32_t list, uint32_t count) const;

  private:
    struct List {
        std::vector<uint32_t> required_from;  // of items i and later; one more entry at the end
        uint32_t required = 0;
    };
    struct Totals {
        uint32_t required = 0;
        uint32_t items = 0;
    };

    // Of what `seen` leaves. In declared order `seen` is the number of the next item, otherwise the
    // number of a bit set; 0 is the empty one.
    Totals left(uint32_t list, uint32_t seen) const;
    bool feasible(const Members& members, Totals left, uint64_t count, bool extra) const;
    uint32_t with(uint32_t list, uint32_t seen, uint32_t item);
    bool has(uint32_t seen, uint32_t item) const;

    const Grammar& grammar_;
    AutomatonBudget& budget_;
    std::vector<List> lists_;
    std::vector<std::vector<uint32_t>> sets_;  // words of 32 items; 0 is empty
    InternIndex index_;
};

}  // namespace minstrel
