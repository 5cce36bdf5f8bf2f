// SchemaCompiler: arrays.
#include <algorithm>
#include <bit>
#include <map>

#include "runtime/grammar/schema_compiler.h"

namespace minstrel {
namespace {

constexpr size_t kMaxCounters = 6;
constexpr size_t kMaxUniqueValues = 16;

}  // namespace

Result<Node> SchemaCompiler::array(const ArrayShape& shape) {
    if (shape.unique != kNoSchema && shape.max > 1) return unique_array(shape);
    return shape.counters.empty() ? plain_array(shape) : counted_array(shape);
}

Result<Node> SchemaCompiler::plain_array(const ArrayShape& shape) {
    const uint32_t length = uint32_t(shape.prefix.size());
    std::vector<Node> items;
    uint32_t max = shape.max;
    for (uint32_t i = 0; i < length; ++i) {
        MST_ASSIGN(const Node item, value(shape.prefix[i]));
        if (item == builder_.never()) max = std::min(max, i);
        items.push_back(item);
    }
    // From the last item to the first; what follows item i is empty where the array may end there.
    Node tail = builder_.empty();
    if (max > length) {
        MST_ASSIGN(const Node rest, value(shape.rest));
        if (rest == builder_.never()) max = length;
        const uint32_t most = max == kUnbounded ? kUnbounded : max - length;
        const uint32_t least = shape.min > length ? shape.min - length : 0;
        if (length == 0 && most > 0) {
            const Node list = builder_.separated(rest, comma_, std::max(least, 1u), most);
            return bracketed('[', list, least == 0, ']');
        }
        tail = builder_.repeat(builder_.seq({comma_, rest}), least, most);
    }
    if (shape.min > max) return builder_.never();
    if (max == 0) return bracketed('[', builder_.never(), true, ']');
    for (uint32_t i = std::min(length, max); i-- > 0;) {
        tail = builder_.seq({i == 0 ? builder_.empty() : comma_, items[i], tail});
        if (i >= std::max(shape.min, 1u)) tail = builder_.optional(tail);
    }
    return bracketed('[', tail, shape.min == 0, ']');
}

// All ways to count one more item: each counter takes it as one of its own or not.
Status SchemaCompiler::counted_steps(const ArrayShape& shape, const ArrayState& state, uint32_t cap,
                                     std::vector<std::pair<ArrayState, Formula>>& out) {
    ArrayState next = state;
    next.position = std::min(state.position + 1, cap);
    out.push_back({std::move(next), item_at(shape, state.position)});
    for (size_t c = 0; c < shape.counters.size(); ++c) {
        const ArrayShape::Counter& counter = shape.counters[c];
        if (state.position < counter.from || state.position >= counter.to) continue;
        const bool limited = counter.max != kUnbounded;
        if (!limited && state.counts[c] == counter.min) continue;
        std::vector<std::pair<ArrayState, Formula>> grown;
        for (const auto& [to, item] : out) {
            const Formula without =
                limited ? formulas_.all_of({item, negate(counter.value)}) : item;
            if (without != kNothing) grown.emplace_back(to, without);
            if (limited && to.counts[c] == counter.max) continue;
            const Formula with = formulas_.all_of({item, counter.value});
            if (with == kNothing) continue;
            ArrayState counted = to;
            ++counted.counts[c];
            grown.emplace_back(std::move(counted), with);
        }
        out = std::move(grown);
    }
    return formulas_.full() ? error(Code::kLimitReached, "an array with too many conditions")
                            : Status();
}

// An automaton over (position, counts), one rule a state.
Result<Node> SchemaCompiler::counted_array(const ArrayShape& shape) {
    if (shape.counters.size() > kMaxCounters) {
        return error(Code::kLimitReached, "an array with more than %zu counted conditions",
                     kMaxCounters);
    }
    uint32_t cap = std::max({uint32_t(shape.prefix.size()), shape.min, 1u});
    if (shape.max != kUnbounded) cap = std::max(cap, shape.max);
    for (const ArrayShape::Counter& counter : shape.counters) {
        cap = std::max(cap, counter.to == kUnbounded ? counter.from : counter.to);
    }
    std::map<ArrayState, Rule> index;
    std::vector<ArrayState> states;
    const auto enter = [&](const ArrayState& state) {
        const auto known = index.find(state);
        if (known != index.end()) return known->second;
        const Rule rule = builder_.add_rule("items");
        index.emplace(state, rule);
        states.push_back(state);
        return rule;
    };
    const Rule start = enter({0, std::vector<uint32_t>(shape.counters.size(), 0)});
    for (size_t at = 0; at < states.size(); ++at) {
        if (states.size() > options_.limits.max_array_states) {
            return error(Code::kLimitReached, "an array of more than %u counting states",
                         options_.limits.max_array_states);
        }
        const ArrayState state = states[at];
        std::vector<Node> options;
        bool complete = state.position >= shape.min;
        for (size_t c = 0; c < shape.counters.size(); ++c) {
            complete = complete && state.counts[c] >= shape.counters[c].min;
        }
        if (complete && state.position > 0) options.push_back(builder_.empty());
        std::vector<std::pair<ArrayState, Formula>> steps;
        if (state.position < shape.max) MST_TRY(counted_steps(shape, state, cap, steps));
        for (const auto& [next, formula] : steps) {
            MST_ASSIGN(const Node item, value(formula));
            if (item == builder_.never()) continue;
            const Node before = state.position == 0 ? builder_.empty() : comma_;
            options.push_back(builder_.seq({before, item, builder_.ref(enter(next))}));
        }
        builder_.define(index.at(state), builder_.alt(options));
    }
    const bool may_be_empty =
        shape.min == 0 && std::all_of(shape.counters.begin(), shape.counters.end(),
                                      [](const auto& counter) { return counter.min == 0; });
    return bracketed('[', builder_.ref(start), may_be_empty, ']');
}

// The spellings of an item when there are only a few.
Result<std::vector<std::string>> SchemaCompiler::finite_values(const ArrayShape& array,
                                                               Formula item, bool& finite) {
    std::vector<std::string> result;
    (void)array;
    MST_ASSIGN(const ValueShape shape, shapes_.shape(item));
    finite = shape.arrays.empty() && shape.objects.empty();
    if (shape.has_null) result.emplace_back("null");
    if (shape.has_false) result.emplace_back("false");
    if (shape.has_true) result.emplace_back("true");
    for (const NumberRange& range : shape.numbers) {
        finite = finite && range.equal.has_value();
        if (range.equal && range.allows(*range.equal)) result.push_back(range.equal->text());
    }
    std::vector<std::string> texts;
    finite = finite && StringWriter::constants(languages_, shape.text, texts);
    for (const std::string& text : texts) result.push_back(StringWriter::quoted(text));
    return result;
}

// Items from a small set of values: one rule for each set of values already there.
Result<Node> SchemaCompiler::unique_array(const ArrayShape& shape) {
    const uint32_t length = uint32_t(shape.prefix.size());
    std::vector<std::string> values;
    std::vector<std::vector<size_t>> allowed;  // [position], indices of values
    bool small = shape.counters.empty();
    for (uint32_t i = 0; i <= length && i < shape.max && small; ++i) {
        bool finite = false;
        MST_ASSIGN(const auto texts, finite_values(shape, item_at(shape, i), finite));
        allowed.emplace_back();
        for (const std::string& text : texts) {
            const size_t at =
                size_t(std::find(values.begin(), values.end(), text) - values.begin());
            if (at == values.size()) values.push_back(text);
            allowed.back().push_back(at);
        }
        small = finite && values.size() <= kMaxUniqueValues;
    }
    if (!small) {
        MST_ASSIGN(const Formula passed,
                   expander_.refuse(shape.unique, "uniqueItems",
                                    "the items are not from a small set of constants"));
        (void)passed;
        ArrayShape other = shape;
        other.unique = kNoSchema;
        return array(other);
    }
    std::map<std::pair<uint32_t, uint32_t>, Rule> index;  // (position, set of values)
    std::vector<std::pair<uint32_t, uint32_t>> states;
    const auto enter = [&](std::pair<uint32_t, uint32_t> state) {
        const auto known = index.find(state);
        if (known != index.end()) return known->second;
        states.push_back(state);
        return index.emplace(state, builder_.add_rule("distinct items")).first->second;
    };
    const Rule start = enter({0, 0});
    for (size_t at = 0; at < states.size(); ++at) {
        const auto [position, set] = states[at];
        const uint32_t count = uint32_t(std::popcount(set));
        std::vector<Node> options;
        if (count > 0 && count >= shape.min) options.push_back(builder_.empty());
        const Node before = count == 0 ? builder_.empty() : comma_;
        for (size_t v = 0; count < shape.max && v < allowed[position].size(); ++v) {
            const size_t choice = allowed[position][v];
            if ((set >> choice & 1) != 0) continue;
            const uint32_t next = std::min(position + 1, uint32_t(allowed.size()) - 1);
            const Rule rule = enter({next, set | 1u << choice});
            options.push_back(
                builder_.seq({before, builder_.bytes(values[choice]), builder_.ref(rule)}));
        }
        if (states.size() > options_.limits.max_array_states) {
            return error(Code::kLimitReached, "more than %u sets of distinct items",
                         options_.limits.max_array_states);
        }
        builder_.define(index.at(states[at]), builder_.alt(options));
    }
    return bracketed('[', builder_.ref(start), shape.min == 0, ']');
}

}  // namespace minstrel
