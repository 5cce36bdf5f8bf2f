#include "runtime/grammar/schema_number.h"

#include <algorithm>
#include <array>
#include <map>

#include "runtime/grammar/schema_number_machine.h"

namespace minstrel {
namespace {

constexpr uint32_t kDead = UINT32_MAX;
constexpr uint64_t kMinimiseWork = 50000;
constexpr size_t kMaxExcluded = 512;  // values

struct NumberState {
    std::array<uint32_t, kNumberSymbols> next;
    bool accepts = false;
};
using NumberAutomaton = std::vector<NumberState>;  // state 0 is the start; empty: no number

// The machines of one range, side by side.
class Product {
  public:
    static Result<Product> make(const NumberRange& range, const NumberLimits& limits) {
        Product product(range);
        for (const auto* steps : {&range.multiples, &range.not_multiples}) {
            for (const Decimal& step : *steps) {
                MST_ASSIGN(MultipleMachine machine, MultipleMachine::make(step, limits.max_step));
                product.multiples_.push_back(machine);
            }
        }
        for (const Decimal& step : range.multiples) {
            product.whole_ = product.whole_ || step.is_integer();
        }
        if (range.low) product.bounds_.emplace_back(range.low->value);
        if (range.high) product.bounds_.emplace_back(range.high->value);
        for (const Decimal& value : range.not_equal) product.bounds_.emplace_back(value);
        return product;
    }

    std::vector<uint32_t> start() const {
        return std::vector<uint32_t>(1 + bounds_.size() + multiples_.size(), 0);
    }

    // Empty when no number goes on like that.
    std::vector<uint32_t> step(const std::vector<uint32_t>& state, uint32_t symbol) const {
        const uint32_t spelling = SpellingMachine::step(state[0], symbol, whole_);
        if (spelling == SpellingMachine::kDead) return {};
        std::vector<uint32_t> next = {spelling};
        size_t at = 1;
        for (const BoundMachine& bound : bounds_) next.push_back(bound.step(state[at++], symbol));
        for (const MultipleMachine& multiple : multiples_) {
            next.push_back(multiple.step(state[at++], symbol));
        }
        return next;
    }

    bool accepts(const std::vector<uint32_t>& state) const {
        if (!SpellingMachine::accepts(state[0])) return false;
        size_t at = 1;
        size_t bound = 0;
        if (range_.low) {
            const auto order = bounds_[bound++].verdict(state[at++]);
            if (std::is_lt(order) || (std::is_eq(order) && range_.low->strict)) return false;
        }
        if (range_.high) {
            const auto order = bounds_[bound++].verdict(state[at++]);
            if (std::is_gt(order) || (std::is_eq(order) && range_.high->strict)) return false;
        }
        for (; bound < bounds_.size(); ++bound) {
            if (std::is_eq(bounds_[bound].verdict(state[at++]))) return false;
        }
        for (size_t i = 0; i < multiples_.size(); ++i) {
            const bool wanted = i < range_.multiples.size();
            if (multiples_[i].verdict(state[at++]) != wanted) return false;
        }
        return true;
    }

  private:
    explicit Product(const NumberRange& range) : range_(range) {}

    const NumberRange& range_;
    bool whole_ = false;
    std::vector<BoundMachine> bounds_;
    std::vector<MultipleMachine> multiples_;
};

// Keeps the states from which a number can still come, in their old order.
void prune(NumberAutomaton& automaton) {
    std::vector<std::vector<uint32_t>> sources(automaton.size());
    std::vector<uint32_t> open;
    std::vector<bool> alive(automaton.size());
    for (uint32_t state = 0; state < automaton.size(); ++state) {
        for (const uint32_t next : automaton[state].next) {
            if (next != kDead) sources[next].push_back(state);
        }
        if (automaton[state].accepts) {
            alive[state] = true;
            open.push_back(state);
        }
    }
    while (!open.empty()) {
        const uint32_t state = open.back();
        open.pop_back();
        for (const uint32_t source : sources[state]) {
            if (!alive[source]) open.push_back(source);
            alive[source] = true;
        }
    }
    if (automaton.empty() || !alive[0]) return automaton.clear();
    std::vector<uint32_t> renamed(automaton.size(), kDead);
    NumberAutomaton kept;
    for (uint32_t state = 0; state < automaton.size(); ++state) {
        if (!alive[state]) continue;
        renamed[state] = uint32_t(kept.size());
        kept.push_back(automaton[state]);
    }
    for (NumberState& state : kept) {
        for (uint32_t& next : state.next) next = next == kDead ? kDead : renamed[next];
    }
    automaton = std::move(kept);
}

// Moore's partition refinement; gives up, harmlessly, when it takes too many rounds.
void minimise(NumberAutomaton& automaton) {
    std::vector<uint32_t> block(automaton.size());
    for (size_t i = 0; i < automaton.size(); ++i) block[i] = automaton[i].accepts;
    size_t blocks = 0;
    for (uint64_t work = 0; work < kMinimiseWork; work += automaton.size()) {
        std::map<std::vector<uint32_t>, uint32_t> seen;
        std::vector<uint32_t> refined(automaton.size());
        for (size_t i = 0; i < automaton.size(); ++i) {
            std::vector<uint32_t> signature = {block[i]};
            for (const uint32_t next : automaton[i].next) {
                signature.push_back(next == kDead ? kDead : block[next]);
            }
            const uint32_t fresh = uint32_t(seen.size());
            refined[i] = seen.try_emplace(std::move(signature), fresh).first->second;
        }
        block = std::move(refined);
        if (seen.size() == blocks) break;
        blocks = seen.size();
    }
    std::vector<bool> stable(automaton.size());
    NumberAutomaton merged(blocks);
    for (size_t i = 0; i < automaton.size(); ++i) {
        if (stable[block[i]]) {
            // A round that was not reached: two states of a block still differ.
            for (uint32_t s = 0; s < kNumberSymbols; ++s) {
                const uint32_t next = automaton[i].next[s];
                if (merged[block[i]].next[s] != (next == kDead ? kDead : block[next])) return;
            }
            continue;
        }
        stable[block[i]] = true;
        NumberState& state = merged[block[i]];
        state = automaton[i];
        for (uint32_t& next : state.next) next = next == kDead ? kDead : block[next];
    }
    automaton = std::move(merged);
}

Result<NumberAutomaton> build(const NumberRange& range, const NumberLimits& limits) {
    if (range.not_equal.size() > kMaxExcluded) {
        return error(Code::kLimitReached, "more than %zu numbers are excluded", kMaxExcluded);
    }
    MST_ASSIGN(const Product product, Product::make(range, limits));
    std::map<std::vector<uint32_t>, uint32_t> index;
    std::vector<std::vector<uint32_t>> states = {product.start()};
    index.emplace(states[0], 0);
    NumberAutomaton automaton;
    for (size_t at = 0; at < states.size(); ++at) {
        NumberState state;
        state.accepts = product.accepts(states[at]);
        for (uint32_t symbol = 0; symbol < kNumberSymbols; ++symbol) {
            std::vector<uint32_t> next = product.step(states[at], symbol);
            if (next.empty()) {
                state.next[symbol] = kDead;
                continue;
            }
            const auto [entry, fresh] = index.try_emplace(next, uint32_t(states.size()));
            if (fresh) states.push_back(std::move(next));
            state.next[symbol] = entry->second;
        }
        if (states.size() > limits.max_states) {
            return error(Code::kLimitReached, "numbers that need more than %u states",
                         limits.max_states);
        }
        automaton.push_back(state);
    }
    prune(automaton);
    if (!automaton.empty()) minimise(automaton);
    return automaton;
}

// From state to state; `order` lists every state behind those that it leads to, but for itself.
bool order_states(const NumberAutomaton& automaton, std::vector<uint32_t>& order) {
    std::vector<uint8_t> mark(automaton.size());  // 1: open, 2: done
    std::vector<std::pair<uint32_t, uint32_t>> stack = {{0, 0}};
    mark[0] = 1;
    while (!stack.empty()) {
        auto& [state, symbol] = stack.back();
        if (symbol == kNumberSymbols) {
            mark[state] = 2;
            order.push_back(state);
            stack.pop_back();
            continue;
        }
        const uint32_t next = automaton[state].next[symbol++];
        if (next == kDead || next == state || mark[next] == 2) continue;
        if (mark[next] == 1) return false;
        mark[next] = 1;
        stack.push_back({next, 0});
    }
    return true;
}

// Edges of a state by target, as byte sets.
std::map<uint32_t, ByteSet> edges_of(const NumberState& state) {
    std::map<uint32_t, ByteSet> edges;
    for (uint32_t symbol = 0; symbol < kNumberSymbols; ++symbol) {
        if (state.next[symbol] == kDead) continue;
        edges[state.next[symbol]].add(uint8_t("0123456789-."[symbol]));
    }
    return edges;
}

// Loops of one state become repeats, and the rest is a graph without circles: an expression.
// Automata with longer circles become rules that call each other at their ends.
Node to_node(GrammarBuilder& builder, const NumberAutomaton& automaton) {
    std::vector<uint32_t> order;
    const bool simple = order_states(automaton, order);
    std::vector<Rule> rules;
    std::vector<Node> nodes(automaton.size(), builder.never());
    if (!simple) {
        order.clear();
        for (uint32_t state = 0; state < automaton.size(); ++state) {
            order.push_back(state);
            rules.push_back(builder.add_rule("number"));
            nodes[state] = builder.ref(rules[state]);
        }
    }
    for (const uint32_t state : order) {
        std::vector<Node> options;
        Node loop = builder.empty();
        for (const auto& [next, set] : edges_of(automaton[state])) {
            if (simple && next == state) {
                loop = builder.star(builder.byte_set(set));
            } else {
                options.push_back(builder.seq({builder.byte_set(set), nodes[next]}));
            }
        }
        if (automaton[state].accepts) options.push_back(builder.empty());
        const Node body = builder.seq({loop, builder.alt(options)});
        if (simple) {
            nodes[state] = body;
        } else {
            builder.define(rules[state], body);
        }
    }
    return nodes[0];
}

Node any_number(GrammarBuilder& builder) {
    const Node digit = builder.byte_set(ByteSet::range('0', '9'));
    const Node integer = builder.alt(
        {builder.bytes("0"),
         builder.seq({builder.byte_set(ByteSet::range('1', '9')), builder.star(digit)})});
    const Node fraction = builder.seq({builder.bytes("."), builder.plus(digit)});
    const Node sign = builder.byte_set(ByteSet::of('+') | ByteSet::of('-'));
    const Node exponent = builder.seq({builder.byte_set(ByteSet::of('e') | ByteSet::of('E')),
                                       builder.optional(sign), builder.plus(digit)});
    return builder.seq({builder.optional(builder.bytes("-")), integer, builder.optional(fraction),
                        builder.optional(exponent)});
}

}  // namespace

void NumberRange::raise_low(const Decimal& value, bool strict) {
    const bool tighter = !low || value > low->value || (value == low->value && strict);
    if (tighter) low = Bound{value, strict};
}

void NumberRange::reduce_high(const Decimal& value, bool strict) {
    const bool tighter = !high || value < high->value || (value == high->value && strict);
    if (tighter) high = Bound{value, strict};
}

bool NumberRange::allows(const Decimal& value) const {
    if (low && (value < low->value || (low->strict && value == low->value))) return false;
    if (high && (value > high->value || (high->strict && value == high->value))) return false;
    if (equal && value != *equal) return false;
    const auto multiple = [&](const Decimal& step) { return value.is_multiple_of(step); };
    return std::find(not_equal.begin(), not_equal.end(), value) == not_equal.end() &&
           std::all_of(multiples.begin(), multiples.end(), multiple) &&
           std::none_of(not_multiples.begin(), not_multiples.end(), multiple);
}

bool NumberRange::free() const {
    return !low && !high && !equal && not_equal.empty() && multiples.empty() &&
           not_multiples.empty();
}

Result<Node> number_node(GrammarBuilder& builder, const NumberRange& range,
                         const NumberLimits& limits) {
    if (range.free()) return any_number(builder);
    if (range.equal) {
        return range.allows(*range.equal) ? builder.bytes(range.equal->text()) : builder.never();
    }
    MST_ASSIGN(const NumberAutomaton automaton, build(range, limits));
    return automaton.empty() ? builder.never() : to_node(builder, automaton);
}

bool surely_no_number(const NumberRange& range, const NumberLimits& limits) {
    if (range.free()) return false;
    if (range.equal) return !range.allows(*range.equal);
    const auto automaton = build(range, limits);
    return automaton.ok() && automaton.value().empty();
}

}  // namespace minstrel
