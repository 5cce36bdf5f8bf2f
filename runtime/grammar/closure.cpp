#include "runtime/grammar/closure.h"

#include <algorithm>

namespace minstrel {

void Closure::begin(bool regular) {
    regular_ = regular;
    pending_.clear();
    ready_.clear();
    references_.clear();
    ++number_;
}

void Closure::add(uint32_t term) {
    if (seen_.size() <= term) seen_.resize(states_.terms_.size() + 1, 0);
    if (seen_[term] == number_) return;
    seen_[term] = number_;
    pending_.push_back(term);
}

void Closure::add_state(uint32_t state, uint32_t tail) {
    if (!states_.alive(state)) return;
    add_ready(states_.terms_.cons({kStateHead | state, 0, 0, tail}));
    if (states_.accepts(state)) add(tail);
}

std::vector<uint32_t>& Closure::finish() {
    for (;;) {
        while (!pending_.empty() && !states_.budget_.exhausted) {
            const uint32_t term = pending_.back();
            pending_.pop_back();
            expand(term);
        }
        if (references_.empty() || states_.budget_.exhausted) break;
        expand_references();
    }
    return ready_;
}

uint32_t Closure::cons_node(Node node, uint32_t tail) {
    const NodeData& data = states_.grammar_.node(node);
    if (data.kind == NodeKind::kEmpty) return tail;
    if (data.kind == NodeKind::kRepeat) {
        return states_.terms_.cons_repeat(data.a, data.b, data.c, tail);
    }
    const uint32_t count = data.kind == NodeKind::kMembers ? kMemberOpen : 0;
    return states_.terms_.cons({static_cast<uint32_t>(node), 0, count, tail});
}

void Closure::expand(uint32_t number) {
    states_.budget_.spend(1);
    if (number == kEndTerm) return add_ready(number);
    const Term term = states_.terms_[number];
    if ((term.head & kStateHead) != 0) return add_ready(number);
    if ((term.head & kRepeatHead) == 0) return expand_node(number, term);
    if (term.a == 0) add(term.tail);
    const uint32_t more = term.b == kUnbounded ? kUnbounded : term.b - 1;
    const uint32_t fewest = term.a == kUnbounded || term.a == 0 ? term.a : term.a - 1;
    const uint32_t body = term.head & kHeadMask;
    add(cons_node(Node{body}, states_.terms_.cons_repeat(body, fewest, more, term.tail)));
}

void Closure::expand_node(uint32_t number, const Term& term) {
    const Node node{term.head};
    const NodeData& data = states_.grammar_.node(node);
    switch (data.kind) {
        case NodeKind::kLiteral:
        case NodeKind::kByteSet:
        case NodeKind::kTokens:
            return add_ready(number);
        case NodeKind::kSeq:
            return add(cons_node(Node{data.a}, cons_node(Node{data.b}, term.tail)));
        case NodeKind::kAlt:
            for (const Node child : states_.grammar_.children(data)) {
                add(cons_node(child, term.tail));
            }
            return;
        case NodeKind::kRef:
            if (regular_) return add(cons_node(states_.grammar_.rule(data.a).body, term.tail));
            references_.push_back({data.a, term.tail});
            return;
        case NodeKind::kAnd:
        case NodeKind::kNot:
            return add_state(states_.regular_start(node), term.tail);
        case NodeKind::kMembers:
            return expand_members(term);
        default:
            return;
    }
}

void Closure::expand_members(const Term& term) {
    const uint32_t list = states_.grammar_.node(Node{term.head}).a;
    const Members& members = states_.grammar_.members(list);
    MemberRegisters& registers = states_.registers_;
    const uint32_t count = term.b & ~kMemberOpen;
    if ((term.b & kMemberOpen) == 0) {
        if (registers.can_end(list, term.a, count)) add(term.tail);
        if (!registers.can_follow(list, term.a, count)) return;
        const uint32_t open =
            states_.terms_.cons({term.head, term.a, count | kMemberOpen, term.tail});
        return add(cons_node(members.separator, open));
    }
    members_.clear();
    registers.next(list, term.a, count, members_);
    const uint32_t after = registers.add_one(list, count);
    for (const MemberRegisters::Next& next : members_) {
        const bool extra = next.item == members.items.size();
        const Node node = extra ? members.extra : members.items[next.item].node;
        add(cons_node(node, states_.terms_.cons({term.head, next.seen, after, term.tail})));
    }
}

// All uses of the rule that nothing pending can add another use of. One use is expanded in place;
// several become one call, so that the rule is followed once.
void Closure::expand_references() {
    const Grammar& grammar = states_.grammar_;
    const auto first = std::ranges::min_element(references_, {}, [&](const Reference& reference) {
        return std::pair(grammar.rule(reference.rule).rank, reference.rule);
    });
    const uint32_t rule = first->rule;
    tails_.clear();
    std::erase_if(references_, [&](const Reference& reference) {
        if (reference.rule == rule) tails_.push_back(reference.tail);
        return reference.rule == rule;
    });
    states_.budget_.spend(references_.size() + tails_.size());
    const Node call = states_.rule_calls_[rule];
    if (may_inline(rule, tails_.size())) {
        for (const uint32_t tail : tails_) add(cons_node(grammar.rule(rule).body, tail));
    } else {
        for (const uint32_t tail : tails_) {
            add_ready(states_.terms_.cons({static_cast<uint32_t>(call), 0, 0, tail}));
        }
    }
}

bool Closure::may_inline(uint32_t rule, size_t uses) const {
    if (states_.grammar_.rule(rule).recursive) return false;
    constexpr size_t kLeafUses = 4;
    return uses == 1 || (uses <= kLeafUses && states_.grammar_.rule(rule).leaf);
}

}  // namespace minstrel
