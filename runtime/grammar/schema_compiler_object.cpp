// SchemaCompiler: objects.
#include <algorithm>

#include "runtime/grammar/schema_compiler.h"

namespace minstrel {
namespace {

constexpr size_t kMaxWitnesses = 4;     // "some member ..." conditions of one object
constexpr size_t kMaxPlacements = 256;  // of their witnesses

}  // namespace

Result<Node> SchemaCompiler::member(Node key, Formula formula) {
    MST_ASSIGN(const Node node, value(formula));
    return builder_.seq({key, gap_, builder_.bytes(":"), gap_, node});
}

// Members that are not named, have a key in `keys` and also meet `value`.
Result<Node> SchemaCompiler::other_members(const ObjectShape& shape, Language keys, Formula also) {
    std::vector<Node> options;
    for (const ObjectShape::Others& others : shape.others) {
        const Language both = languages_.both({others.keys, keys});
        const Formula both_values = formulas_.all_of({others.value, also});
        if (both_values == kNothing || languages_.is_empty(both) == Answer::kYes) continue;
        MST_ASSIGN(const Node node, member(strings_.string(both), both_values));
        options.push_back(node);
    }
    return builder_.alt(options);
}

// Each condition "some member ..." is met by a named member, or by one of the others; several may
// share one. All ways are alternatives.
Status SchemaCompiler::place_witness(const ObjectShape& shape, size_t next, Witnesses& witnesses,
                                     std::vector<Node>& out) {
    if (next == shape.some.size()) {
        if (out.size() >= kMaxPlacements) {
            return error(Code::kLimitReached, "an object with more than %zu alternatives",
                         kMaxPlacements);
        }
        MST_ASSIGN(const Node node, object(shape, witnesses));
        out.push_back(node);
        return {};
    }
    const ObjectShape::Others& wanted = shape.some[next];
    for (ObjectShape::Named& named : witnesses.named) {
        const Answer answer = languages_.contains(wanted.keys, named.key);
        if (answer == Answer::kUnknown) {
            return error(Code::kLimitReached, "a pattern of keys is too complex");
        }
        if (answer == Answer::kNo) continue;
        const ObjectShape::Named before = named;
        named.required = true;
        named.value = formulas_.all_of({named.value, wanted.value});
        if (named.value != kNothing) MST_TRY(place_witness(shape, next + 1, witnesses, out));
        named = before;
    }
    for (ObjectShape::Others& extra : witnesses.extra) {
        const ObjectShape::Others before = extra;
        extra.keys = languages_.both({extra.keys, wanted.keys});
        extra.value = formulas_.all_of({extra.value, wanted.value});
        if (extra.value != kNothing) MST_TRY(place_witness(shape, next + 1, witnesses, out));
        extra = before;
    }
    if (shape.others.empty()) return {};
    witnesses.extra.push_back(wanted);
    MST_TRY(place_witness(shape, next + 1, witnesses, out));
    witnesses.extra.pop_back();
    return {};
}

Result<Node> SchemaCompiler::object(const ObjectShape& shape) {
    if (shape.some.size() > kMaxWitnesses) {
        return error(Code::kLimitReached,
                     "an object with more than %zu conditions of the "
                     "kind 'some member'",
                     kMaxWitnesses);
    }
    std::vector<Node> options;
    Witnesses witnesses;
    witnesses.named = shape.named;
    MST_TRY(place_witness(shape, 0, witnesses, options));
    return builder_.alt(options);
}

Result<Node> SchemaCompiler::object(const ObjectShape& shape, const Witnesses& witnesses) {
    Members members;
    members.any_order = options_.any_order;
    members.separator = comma_;
    members.max_count = shape.max;
    for (const ObjectShape::Named& named : witnesses.named) {
        const Node key = builder_.bytes(StringWriter::quoted(named.key));
        MST_ASSIGN(const Node node, member(key, named.value));
        if (node == builder_.never()) {
            if (named.required) return builder_.never();
            continue;
        }
        members.items.push_back({node, named.required});
    }
    for (const ObjectShape::Others& extra : witnesses.extra) {
        MST_ASSIGN(const Node node, other_members(shape, extra.keys, extra.value));
        if (node == builder_.never()) return node;
        members.items.push_back({node, true});
    }
    MST_ASSIGN(members.extra, other_members(shape, languages_.anything(), kAnything));
    members.has_extra = members.extra != builder_.never();
    const bool required = std::any_of(members.items.begin(), members.items.end(),
                                      [](const Members::Item& item) { return item.required; });
    const bool may_be_empty = shape.min == 0 && !required;
    members.min_count = std::max(shape.min, 1u);
    if (shape.max == 0 || (members.items.empty() && !members.has_extra)) {
        return may_be_empty ? bracketed('{', builder_.never(), true, '}') : builder_.never();
    }
    return bracketed('{', builder_.members(std::move(members)), may_be_empty, '}');
}

}  // namespace minstrel
