#include "runtime/grammar/shortest_ending.h"

#include <algorithm>
#include <utility>

#include "runtime/grammar/closure.h"

namespace minstrel {
namespace {

constexpr uint32_t kNone = ShortestEnding::kNone;
// Of one regular part; what is longer has no ending that could be used.
constexpr size_t kMaxRegularStates = 512;
// Of lengths remembered; beyond it all are forgotten.
constexpr size_t kMaxKnown = 1u << 16;

uint32_t add(uint32_t a, uint32_t b) {
    return a == kNone || b == kNone || a > kNone - 1 - b ? kNone : a + b;
}

uint32_t times(uint32_t length, uint32_t count) {
    if (count == 0) return 0;
    return length == kNone || length > (kNone - 1) / count ? kNone : length * count;
}

}  // namespace

// ---- expressions

// Every length is that of a string once it is there, so stopping early makes some too long and
// none wrong.
void ShortestEnding::prepare() {
    prepared_ = true;
    const Grammar& grammar = automaton_.grammar();
    nodes_.assign(grammar.node_count(), kNone);
    // An engine waits for this: parts that are not reached have no ending that is known.
    automaton_.grant(grammar.limits().step_work);
    for (uint32_t id = 0; id < nodes_.size() && !automaton_.exhausted(); ++id) {
        const NodeKind kind = grammar.node(Node{id}).kind;
        if (kind != NodeKind::kAnd && kind != NodeKind::kNot) continue;
        nodes_[id] = regular_length(automaton_.states().regular_start(Node{id}));
    }
    automaton_.grant(grammar.limits().step_work);
    while (!automaton_.exhausted() && relax_nodes()) {
    }
    usable_ = !automaton_.exhausted();
}

bool ShortestEnding::relax_nodes() {
    const Grammar& grammar = automaton_.grammar();
    bool any = false;
    automaton_.spend(nodes_.size() / 4);
    for (uint32_t id = 0; id < nodes_.size(); ++id) {
        const uint32_t length = node_length(grammar.node(Node{id}));
        if (length >= nodes_[id]) continue;
        nodes_[id] = length;
        any = true;
    }
    return any;
}

uint32_t ShortestEnding::node_length(const NodeData& data) {
    const Grammar& grammar = automaton_.grammar();
    switch (data.kind) {
        case NodeKind::kEmpty:
            return 0;
        case NodeKind::kLiteral:
            return data.b;
        case NodeKind::kByteSet:
            return 1;
        case NodeKind::kSeq:
            return add(nodes_[data.a], nodes_[data.b]);
        case NodeKind::kAlt: {
            uint32_t length = kNone;
            for (const Node child : grammar.children(data)) {
                length = std::min(length, nodes_[static_cast<uint32_t>(child)]);
            }
            return length;
        }
        case NodeKind::kRepeat:
            return times(nodes_[data.a], data.b);
        case NodeKind::kRef:
            return nodes_[static_cast<uint32_t>(grammar.rule(data.a).body)];
        case NodeKind::kMembers:
            return members_length(data.a, 0, 0, true);
        default:
            return kNone;
    }
}

// The required members that are left and as many of the shortest others as are missing, with
// separators. `open`: the separator before the next one is there already.
uint32_t ShortestEnding::members_length(uint32_t list, uint32_t seen, uint32_t count, bool open) {
    const Members& members = automaton_.grammar().members(list);
    const uint32_t separator = nodes_[static_cast<uint32_t>(members.separator)];
    uint32_t length = 0;
    uint32_t more = 0;
    optional_.clear();
    for (uint32_t i = 0; i < members.items.size(); ++i) {
        if (automaton_.states().has_member(list, seen, i)) continue;
        const uint32_t item = nodes_[static_cast<uint32_t>(members.items[i].node)];
        if (members.items[i].required) {
            length = add(length, item);
            ++more;
        } else {
            optional_.push_back(item);
        }
    }
    automaton_.spend(members.items.size());
    const uint32_t least =
        std::max(members.min_count > count ? members.min_count - count : 0, open ? 1u : 0u);
    std::ranges::sort(optional_);
    const uint32_t extra = members.has_extra ? nodes_[static_cast<uint32_t>(members.extra)] : kNone;
    for (const uint32_t item : optional_) {
        if (more >= least || item > extra) break;
        length = add(length, item);
        ++more;
    }
    if (more < least) {
        length = add(length, times(extra, least - more));
        more = least;
    }
    return add(length, times(separator, more - (open ? 1 : 0)));
}

// ---- states

// Breadth first.
uint32_t ShortestEnding::regular_length(uint32_t start) {
    StateTable& states = automaton_.states();
    std::vector<uint32_t> now{start};
    std::unordered_map<uint32_t, bool> seen{{start, true}};
    for (uint32_t length = 0; !now.empty() && seen.size() < kMaxRegularStates; ++length) {
        std::vector<uint32_t> next;
        for (const uint32_t state : now) {
            if (automaton_.exhausted()) return kNone;
            if (states.accepts(state)) return length;
            for (uint32_t i = 0; i < automaton_.classes().count(); ++i) {
                const uint32_t to = states.step(state, i);
                if (automaton_.exhausted()) return kNone;
                if (to != kDeadState && seen.emplace(to, true).second) next.push_back(to);
            }
        }
        now = std::move(next);
    }
    return kNone;
}

uint32_t ShortestEnding::state_length(uint32_t state) {
    const auto known = states_.find(state);
    if (known != states_.end()) return known->second;
    const StateTable& states = automaton_.states();
    uint32_t length = kNone;
    if (states.is_combination(state)) {
        length = regular_length(state);
    } else {
        const auto terms = states.terms_of(state);  // copied: what follows may make states
        for (const uint32_t term : std::vector<uint32_t>(terms.begin(), terms.end())) {
            length = std::min(length, term_length(term));
        }
    }
    if (!automaton_.exhausted()) states_.emplace(state, length);
    return length;
}

uint32_t ShortestEnding::term_length(uint32_t term) {
    const StateTable& states = automaton_.states();
    std::vector<uint32_t> path;
    uint32_t length = 0;
    for (; term != kEndTerm; term = states.term(term).tail) {
        automaton_.spend(1);
        const auto known = terms_.find(term);
        if (known != terms_.end()) {
            length = known->second;
            break;
        }
        path.push_back(term);
    }
    for (size_t i = path.size(); i > 0; --i) {
        length = add(length, head_length(states.term(path[i - 1])));
        terms_.emplace(path[i - 1], length);
    }
    return length;
}

uint32_t ShortestEnding::head_length(const Term& term) {
    if ((term.head & kStateHead) != 0) return state_length(term.head & ~kStateHead);
    if ((term.head & kRepeatHead) != 0) return times(nodes_[term.head & kHeadMask], term.a);
    const NodeData& data = automaton_.grammar().node(Node{term.head});
    if (data.kind == NodeKind::kLiteral) return data.b - term.a;
    if (data.kind == NodeKind::kMembers) {
        return members_length(data.a, term.a, term.b & ~kMemberOpen, (term.b & kMemberOpen) != 0);
    }
    return nodes_[term.head];
}

// ---- positions

// Callers were there before what they called, so the way down ends.
uint32_t ShortestEnding::cell_length(uint32_t cell) {
    std::vector<uint32_t> open{cell};
    while (!open.empty()) {
        const uint32_t now = open.back();
        uint32_t length = kNone;
        bool ready = true;
        for (const GrammarAutomaton::Item& caller : automaton_.callers(now)) {
            automaton_.spend(1);
            if (caller.state == GrammarAutomaton::kHostState) {
                length = 0;
                continue;
            }
            const auto below = cells_.find(caller.cell);
            if (below == cells_.end()) {
                open.push_back(caller.cell);
                ready = false;
            } else {
                length = std::min(length, add(state_length(caller.state), below->second));
            }
        }
        if (automaton_.exhausted()) return kNone;
        if (!ready) continue;
        cells_.emplace(now, length);
        open.pop_back();
    }
    return cells_.at(cell);
}

uint32_t ShortestEnding::length(Position position) {
    if (automaton_.complete(position)) return 0;
    if (!prepared_) prepare();
    if (!usable_) return kNone;
    const auto known = positions_.find(position);
    if (known != positions_.end()) return known->second;
    for (auto* map : {&states_, &terms_, &cells_, &positions_}) {
        if (map->size() > kMaxKnown) map->clear();
    }
    automaton_.grant(automaton_.grammar().limits().step_work);
    uint32_t shortest = kNone;
    for (const GrammarAutomaton::Item& item : automaton_.items(position)) {
        shortest = std::min(shortest, add(state_length(item.state), cell_length(item.cell)));
        if (automaton_.exhausted()) return kNone;
    }
    positions_.emplace(position, shortest);
    return shortest;
}

bool ShortestEnding::find(Position position, size_t limit, std::string& out) {
    out.clear();
    uint32_t left = length(position);
    if (left > limit) return false;
    while (left > 0) {
        Position next = GrammarAutomaton::kDead;
        uint32_t found = 0;
        for (uint32_t i = 0; i < automaton_.classes().count(); ++i) {
            automaton_.grant(automaton_.grammar().limits().step_work);
            next = automaton_.step(position, i);
            if (next == GrammarAutomaton::kDead || length(next) >= left) continue;
            found = i;
            break;
        }
        if (next == GrammarAutomaton::kDead || length(next) >= left) return false;
        out += static_cast<char>(automaton_.classes().byte_of(found));
        position = next;
        left = length(position);
    }
    return true;
}

}  // namespace minstrel
