#include "runtime/grammar/member_registers.h"

#include <algorithm>

namespace minstrel {

MemberRegisters::MemberRegisters(const Grammar& grammar, AutomatonBudget& budget)
    : grammar_(grammar), budget_(budget), lists_(grammar.member_list_count()), sets_(1) {
    index_.add(0, 0);
    for (uint32_t i = 0; i < lists_.size(); ++i) {
        const Members& members = grammar.members(i);
        lists_[i].required_from.assign(members.items.size() + 1, 0);
        for (size_t item = members.items.size(); item > 0; --item) {
            lists_[i].required_from[item - 1] =
                lists_[i].required_from[item] + (members.items[item - 1].required ? 1u : 0u);
        }
        lists_[i].required = lists_[i].required_from[0];
    }
}

bool MemberRegisters::has(uint32_t seen, uint32_t item) const {
    const std::vector<uint32_t>& set = sets_[seen];
    return item / 32 < set.size() && (set[item / 32] >> (item % 32) & 1) != 0;
}

MemberRegisters::Totals MemberRegisters::left(uint32_t list, uint32_t seen) const {
    const Members& members = grammar_.members(list);
    const auto items = static_cast<uint32_t>(members.items.size());
    if (!members.any_order) return {lists_[list].required_from[seen], items - seen};
    Totals totals{lists_[list].required, items};
    for (uint32_t i = 0; i < items; ++i) {
        if (!has(seen, i)) continue;
        --totals.items;
        totals.required -= members.items[i].required ? 1 : 0;
    }
    return totals;
}

bool MemberRegisters::feasible(const Members& members, Totals left, uint64_t count,
                               bool extra) const {
    if (count + left.required > members.max_count) return false;
    return extra || count + left.items >= members.min_count;
}

bool MemberRegisters::can_end(uint32_t list, uint32_t seen, uint32_t count) const {
    return left(list, seen).required == 0 && count >= grammar_.members(list).min_count;
}

uint32_t MemberRegisters::add_one(uint32_t list, uint32_t count) const {
    const Members& members = grammar_.members(list);
    const bool bounded = members.max_count != kUnbounded;
    return bounded ? count + 1 : std::min(count + 1, std::max(members.min_count, 1u));
}

uint32_t MemberRegisters::with(uint32_t list, uint32_t seen, uint32_t item) {
    if (!grammar_.members(list).any_order) return item + 1;
    std::vector<uint32_t> set = sets_[seen];
    if (set.size() <= item / 32) set.resize(item / 32 + 1);
    set[item / 32] |= 1u << (item % 32);
    const uint64_t hash = hash_words(set, 0);
    const uint32_t known = index_.find(hash, [&](uint32_t number) { return sets_[number] == set; });
    if (known != InternIndex::kNone) return known;
    budget_.take_bytes(set.size() * 4 + 64);
    sets_.push_back(std::move(set));
    index_.add(hash, static_cast<uint32_t>(sets_.size() - 1));
    return static_cast<uint32_t>(sets_.size() - 1);
}

void MemberRegisters::next(uint32_t list, uint32_t seen, uint32_t count, std::vector<Next>& out) {
    const Members& members = grammar_.members(list);
    const auto items = static_cast<uint32_t>(members.items.size());
    const Totals now = left(list, seen);
    budget_.spend(items);
    for (uint32_t i = members.any_order ? 0 : seen; i < items; ++i) {
        if (members.any_order && has(seen, i)) continue;
        const bool required = members.items[i].required;
        Totals then = now;
        if (members.any_order) {
            then = {now.required - (required ? 1u : 0u), now.items - 1};
        } else {
            then = {lists_[list].required_from[i + 1], items - i - 1};
        }
        if (feasible(members, then, uint64_t{count} + 1, members.has_extra)) {
            out.push_back({i, with(list, seen, i)});
        }
        // Declared order: a required item cannot be passed over.
        if (required && !members.any_order) return;
    }
    if (!members.has_extra) return;
    const Totals then = members.any_order ? now : Totals{0, 0};
    if (feasible(members, then, uint64_t{count} + 1, true)) {
        out.push_back({items, members.any_order ? seen : items});
    }
}

bool MemberRegisters::can_follow(uint32_t list, uint32_t seen, uint32_t count) {
    std::vector<Next> out;
    next(list, seen, count, out);
    return !out.empty();
}

}  // namespace minstrel
