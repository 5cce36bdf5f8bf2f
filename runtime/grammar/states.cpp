#include "runtime/grammar/states.h"

#include <algorithm>
#include <array>

#include "runtime/grammar/closure.h"

namespace minstrel {
namespace {

constexpr uint32_t kUniversalState = 1;  // complement of the dead state

// A closure for one level of use, returned when the level ends.
class ClosureLease {
  public:
    ClosureLease(std::vector<std::unique_ptr<Closure>>& pool, size_t& open, StateTable& states)
        : open_(open) {
        if (open == pool.size()) pool.push_back(std::make_unique<Closure>(states));
        closure_ = pool[open++].get();
    }
    ~ClosureLease() { --open_; }
    ClosureLease(const ClosureLease&) = delete;
    ClosureLease& operator=(const ClosureLease&) = delete;

    Closure& operator*() const { return *closure_; }
    Closure* operator->() const { return closure_; }

  private:
    size_t& open_;
    Closure* closure_;
};

}  // namespace

StateTable::StateTable(const Grammar& grammar, const ByteClasses& classes, AutomatonBudget& budget)
    : grammar_(grammar),
      classes_(classes),
      budget_(budget),
      terms_(budget),
      registers_(grammar, budget),
      rule_starts_(grammar.rule_count(), kUnknownState),
      rule_calls_(grammar.rule_count()) {
    for (uint32_t id = 0; id < grammar.node_count(); ++id) {
        const NodeData& data = grammar.node(Node{id});
        if (data.kind == NodeKind::kRef) rule_calls_[data.a] = Node{id};
    }
    intern(Kind::kSet, true, {});
    const std::array dead{kDeadState};
    intern(Kind::kNot, true, dead);
    const std::array end{kEndTerm};
    end_state_ = intern(Kind::kSet, false, end);
}

StateTable::~StateTable() = default;

// ---- making states

uint32_t StateTable::intern(Kind kind, bool regular, std::span<const uint32_t> elements) {
    // The empty set is one state, whoever asks.
    if (kind == Kind::kSet && elements.empty()) regular = true;
    const uint64_t seed = (static_cast<uint64_t>(kind) << 1 | (regular ? 1 : 0)) + 1;
    const uint64_t hash = hash_words(elements, seed);
    budget_.spend(elements.size() + 4);
    const uint32_t known = index_.find(hash, [&](uint32_t number) {
        const State& state = states_[number];
        return state.kind == kind && state.regular == regular &&
               std::ranges::equal(this->elements(number), elements);
    });
    if (known != InternIndex::kNone) return known;
    const auto number = static_cast<uint32_t>(states_.size());
    State state;
    state.kind = kind;
    state.regular = regular;
    state.first = static_cast<uint32_t>(elements_.size());
    state.count = static_cast<uint32_t>(elements.size());
    describe(state, elements);
    elements_.insert(elements_.end(), elements.begin(), elements.end());
    states_.push_back(state);
    index_.add(hash, number);
    budget_.take_bytes(sizeof(State) + elements.size() * sizeof(uint32_t) + 24);
    return number;
}

void StateTable::describe(State& state, std::span<const uint32_t> elements) const {
    if (state.kind == Kind::kNot) {
        state.accepts = !states_[elements[0]].accepts;
        state.moves = true;
        return;
    }
    if (state.kind == Kind::kAnd) {
        state.accepts = std::ranges::all_of(
            elements, [&](uint32_t operand) { return states_[operand].accepts; });
        state.moves = true;
        return;
    }
    for (const uint32_t term : elements) {
        if (term == kEndTerm) {
            state.accepts = true;
            continue;
        }
        const uint32_t head = terms_[term].head;
        const NodeKind kind =
            (head & kStateHead) != 0 ? NodeKind::kAnd : grammar_.node(Node{head}).kind;
        if (kind == NodeKind::kTokens) state.has_tokens = true;
        if (kind != NodeKind::kRef) state.moves = true;
    }
}

uint32_t StateTable::make_set(bool regular, std::vector<uint32_t>& terms) {
    if (terms.size() > 1) merge_counters(terms);
    std::ranges::sort(terms);
    terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
    return intern(Kind::kSet, regular, terms);
}

uint32_t StateTable::make_and(std::span<uint32_t> states) {
    std::ranges::sort(states);
    if (states[0] == kDeadState) return kDeadState;
    auto end = std::unique(states.begin(), states.end());
    end = std::remove(states.begin(), end, kUniversalState);
    states = states.first(static_cast<size_t>(end - states.begin()));
    if (states.empty()) return kUniversalState;
    return states.size() == 1 ? states[0] : intern(Kind::kAnd, true, states);
}

uint32_t StateTable::make_not(uint32_t state) {
    if (states_[state].kind == Kind::kNot) return elements_[states_[state].first];
    return intern(Kind::kNot, true, std::span(&state, 1));
}

uint32_t StateTable::start(Node node) {
    ClosureLease closure(closures_, open_closures_, *this);
    closure->begin(false);
    closure->add(closure->cons_node(node, kEndTerm));
    return make_set(false, closure->finish());
}

uint32_t StateTable::rule_start(uint32_t rule) {
    if (rule_starts_[rule] != kUnknownState) return rule_starts_[rule];
    const uint32_t state = start(grammar_.rule(rule).body);
    if (!budget_.exhausted) rule_starts_[rule] = state;
    return state;
}

// Nesting of intersections and complements is limited when a grammar is built, so the recursion is.
uint32_t StateTable::regular_start(Node node) {
    const auto known = regular_starts_.find(static_cast<uint32_t>(node));
    if (known != regular_starts_.end()) return known->second;
    const NodeData& data = grammar_.node(node);
    uint32_t state = kDeadState;
    if (data.kind == NodeKind::kNot) {
        state = make_not(regular_start(Node{data.a}));
    } else if (data.kind == NodeKind::kAnd) {
        std::vector<uint32_t> operands;
        for (const Node child : grammar_.children(data)) operands.push_back(regular_start(child));
        state = make_and(operands);
    } else {
        ClosureLease closure(closures_, open_closures_, *this);
        closure->begin(true);
        closure->add(closure->cons_node(node, kEndTerm));
        state = make_set(true, closure->finish());
    }
    if (!budget_.exhausted) regular_starts_.emplace(static_cast<uint32_t>(node), state);
    return state;
}

// ---- transitions

uint32_t* StateTable::table_of(uint32_t state) {
    if (states_[state].table == kUnknownState) {
        const size_t offset = tables_.size();
        tables_.resize(offset + classes_.count(), kUnknownState);
        states_[state].table = static_cast<uint32_t>(offset);
        if (states_[state].kind == Kind::kSet) mark_first_bytes(state, tables_.data() + offset);
        budget_.take_bytes(classes_.count() * sizeof(uint32_t));
    }
    return tables_.data() + states_[state].table;
}

// Writes kDeadState for the classes that no term of the set can start with.
void StateTable::mark_first_bytes(uint32_t state, uint32_t* table) const {
    std::array<bool, 256> possible{};
    for (const uint32_t number : elements(state)) {
        const uint32_t head = number == kEndTerm ? 0 : terms_[number].head;
        if ((head & kStateHead) != 0) return;
        const NodeData& data = grammar_.node(Node{head});
        if (number != kEndTerm && data.kind == NodeKind::kLiteral) {
            const char byte = grammar_.literal(data)[terms_[number].a];
            possible[classes_.of(static_cast<uint8_t>(byte))] = true;
        } else if (number != kEndTerm && data.kind == NodeKind::kByteSet) {
            const ByteSet& set = grammar_.byte_set(data.a);
            for (uint32_t i = 0; i < classes_.count(); ++i) {
                possible[i] = possible[i] || set.has(classes_.byte_of(i));
            }
        }
    }
    for (uint32_t i = 0; i < classes_.count(); ++i) {
        if (!possible[i]) table[i] = kDeadState;
    }
}

bool StateTable::may_step(uint32_t state, uint32_t byte_class) {
    return table_of(state)[byte_class] != kDeadState;
}

uint32_t StateTable::find_step(uint32_t state, uint32_t byte_class) {
    const uint32_t known = table_of(state)[byte_class];
    if (known != kUnknownState) return known;
    const uint32_t next = compute_step(state, byte_class);
    if (budget_.exhausted) return kDeadState;
    table_of(state)[byte_class] = next;
    return next;
}

uint32_t StateTable::compute_step(uint32_t state, uint32_t byte_class) {
    const State now = states_[state];
    budget_.spend(now.count);
    if (now.kind == Kind::kNot) return make_not(step(elements_[now.first], byte_class));
    if (now.kind == Kind::kAnd) return step_operands(now, byte_class);
    ClosureLease closure(closures_, open_closures_, *this);
    closure->begin(now.regular);
    for (uint32_t i = 0; i < now.count; ++i) {
        step_term(elements_[now.first + i], byte_class, *closure);
    }
    // Most bytes of a string lead to the same rest, which is taken apart once.
    const uint32_t only = closure->only_pending();
    if (only != Closure::kSeveral) return state_of_term(only, now.regular);
    return make_set(now.regular, closure->finish());
}

void StateTable::step_term(uint32_t number, uint32_t byte_class, Closure& closure) {
    if (number == kEndTerm) return;
    const Term term = terms_[number];
    if ((term.head & kStateHead) != 0) {
        closure.add_state(step(term.head & ~kStateHead, byte_class), term.tail);
        return;
    }
    const NodeData& data = grammar_.node(Node{term.head});
    if (data.kind == NodeKind::kLiteral) {
        const std::string_view text = grammar_.literal(data);
        if (classes_.of(static_cast<uint8_t>(text[term.a])) != byte_class) return;
        if (term.a + 1 == text.size()) return closure.add(term.tail);
        closure.add_ready(terms_.cons({term.head, term.a + 1, 0, term.tail}));
    } else if (data.kind == NodeKind::kByteSet) {
        const uint8_t byte = classes_.byte_of(byte_class);
        if (grammar_.byte_set(data.a).has(byte)) closure.add(term.tail);
    }
}

uint32_t StateTable::step_operands(const State& combination, uint32_t byte_class) {
    const size_t first = operands_.size();
    bool dead = false;
    for (uint32_t i = 0; i < combination.count && !dead; ++i) {
        const uint32_t next = step(elements_[combination.first + i], byte_class);
        operands_.push_back(next);
        dead = next == kDeadState;
    }
    const uint32_t state = dead ? kDeadState : make_and(std::span(operands_).subspan(first));
    operands_.resize(first);
    return state;
}

// ---- life

bool StateTable::alive(uint32_t state) {
    const State& known = states_[state];
    if (known.kind == Kind::kSet) return known.count != 0;
    if (known.accepts || known.alive == 1) return true;
    return known.alive == 0 && search_accepting(state);
}

// Breadth first: what is accepted is mostly short. The states on the way to it are alive; those of
// a search that finds nothing are not. A step into a state that is new may begin a search of its
// own, after which this one may come to a state twice.
bool StateTable::search_accepting(uint32_t start) {
    const size_t first = visits_.size();
    const uint32_t search = ++searches_;
    bool found = false;
    states_[start].searched = search;
    visits_.push_back({start, first});
    for (size_t i = first; i < visits_.size() && !found; ++i) {
        for (uint32_t c = 0; c < classes_.count() && !found; ++c) {
            const uint32_t next = step(visits_[i].state, c);
            if (budget_.exhausted) return visits_.resize(first), false;
            State& state = states_[next];
            const bool is_set = state.kind == Kind::kSet;
            if (state.accepts || state.alive == 1 || (is_set && state.count != 0)) {
                found = true;
                for (size_t at = i; states_[visits_[at].state].alive != 1;
                     at = visits_[at].before) {
                    states_[visits_[at].state].alive = 1;
                }
            } else if (next != kDeadState && state.alive != 2 && state.searched != search) {
                state.searched = search;
                visits_.push_back({next, i});
            }
        }
    }
    for (size_t i = first; i < visits_.size() && !found; ++i) states_[visits_[i].state].alive = 2;
    visits_.resize(first);
    return found;
}

// ---- calls and tokens

std::span<const StateCall> StateTable::calls(uint32_t state) {
    if (states_[state].first_call == kUnknownState) {
        std::vector<std::pair<uint32_t, uint32_t>> uses;  // rule, tail
        for (const uint32_t number : elements(state)) {
            if (number == kEndTerm) continue;
            const Term& term = terms_[number];
            if ((term.head & kStateHead) != 0) continue;
            const NodeData& data = grammar_.node(Node{term.head});
            if (data.kind == NodeKind::kRef) uses.emplace_back(data.a, term.tail);
        }
        std::ranges::sort(uses);
        std::vector<StateCall> calls;
        for (size_t i = 0; i < uses.size();) {
            const uint32_t rule = uses[i].first;
            ClosureLease closure(closures_, open_closures_, *this);
            closure->begin(false);
            for (; i < uses.size() && uses[i].first == rule; ++i) closure->add(uses[i].second);
            calls.push_back({rule, make_set(false, closure->finish())});
        }
        if (budget_.exhausted) return {};
        states_[state].first_call = static_cast<uint32_t>(calls_.size());
        states_[state].call_count = static_cast<uint32_t>(calls.size());
        calls_.insert(calls_.end(), calls.begin(), calls.end());
        budget_.take_bytes(calls.size() * sizeof(StateCall));
    }
    return std::span(calls_).subspan(states_[state].first_call, states_[state].call_count);
}

uint32_t StateTable::state_of_term(uint32_t term, bool regular) {
    std::vector<uint32_t>& known = term_states_[regular ? 1 : 0];
    if (term < known.size() && known[term] != kUnknownState) return known[term];
    ClosureLease closure(closures_, open_closures_, *this);
    closure->begin(regular);
    closure->add(term);
    const uint32_t state = make_set(regular, closure->finish());
    if (budget_.exhausted) return state;
    if (known.size() <= term) {
        const size_t size = terms_.size();
        budget_.take_bytes((size - known.size()) * sizeof(uint32_t));
        known.resize(size, kUnknownState);
    }
    known[term] = state;
    return state;
}

void StateTable::token_edges(uint32_t state, std::vector<TokenEdge>& edges) {
    if (!states_[state].has_tokens) return;
    const uint32_t first = states_[state].first;
    for (uint32_t i = 0; i < states_[state].count; ++i) {
        const uint32_t number = elements_[first + i];
        if (number == kEndTerm || (terms_[number].head & kStateHead) != 0) continue;
        const NodeData& data = grammar_.node(Node{terms_[number].head});
        if (data.kind != NodeKind::kTokens) continue;
        edges.push_back({data.a, state_of_term(terms_[number].tail, false)});
    }
}

}  // namespace minstrel
