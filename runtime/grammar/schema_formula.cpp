#include "runtime/grammar/schema_formula.h"

#include <algorithm>

namespace minstrel {
namespace {

template <typename T>
void append_bytes(std::string& key, const T& value) {
    key.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

std::string key_of(const Atom& atom) {
    std::string key = "a";
    append_bytes(key, atom.kind);
    append_bytes(key, atom.strict);
    append_bytes(key, atom.language);
    append_bytes(key, atom.value);
    append_bytes(key, atom.min);
    append_bytes(key, atom.max);
    append_bytes(key, atom.place);
    return key + atom.number.text();
}

}  // namespace

// Leaves and lists come in pairs, a formula and its opposite.
Formula FormulaPool::leaf(FormulaKind kind, uint32_t a, uint32_t b) {
    std::string key = "l";
    append_bytes(key, kind);
    append_bytes(key, a);
    append_bytes(key, b);
    const auto [entry, fresh] = index_.try_emplace(std::move(key), Formula(nodes_.size()));
    if (fresh) {
        nodes_.push_back({kind, false, a, b});
        nodes_.push_back({kind, true, a, b});
    }
    return entry->second;
}

Formula FormulaPool::atom(const Atom& atom) {
    std::string key = key_of(atom);
    if (const auto known = index_.find(key); known != index_.end()) return known->second;
    atoms_.push_back(atom);
    const Formula result = Formula(nodes_.size());
    nodes_.push_back({FormulaKind::kAtom, false, uint32_t(atoms_.size() - 1), 0});
    nodes_.push_back({FormulaKind::kAtom, true, uint32_t(atoms_.size() - 1), 0});
    index_.emplace(std::move(key), result);
    return result;
}

Formula FormulaPool::list(FormulaKind kind, const std::vector<Formula>& terms) {
    const Formula neutral = kind == FormulaKind::kAnd ? kAnything : kNothing;
    std::vector<Formula> flat;
    for (const Formula term : terms) {
        const FormulaData& node = nodes_[term];
        if (term == negate(neutral)) return term;
        if (term == neutral) continue;
        if (node.kind == kind) {
            const auto inner = children(node);
            flat.insert(flat.end(), inner.begin(), inner.end());
        } else {
            flat.push_back(term);
        }
    }
    std::sort(flat.begin(), flat.end());
    flat.erase(std::unique(flat.begin(), flat.end()), flat.end());
    for (size_t i = 1; i < flat.size(); ++i) {
        if (flat[i] == negate(flat[i - 1])) return negate(neutral);
    }
    if (flat.empty()) return neutral;
    if (flat.size() == 1) return flat[0];
    std::string key = kind == FormulaKind::kAnd ? "&" : "|";
    for (const Formula term : flat) append_bytes(key, term);
    if (const auto known = index_.find(key); known != index_.end()) return known->second;

    // De Morgan's opposite is made along with it.
    const FormulaKind other = kind == FormulaKind::kAnd ? FormulaKind::kOr : FormulaKind::kAnd;
    std::vector<Formula> opposites;
    opposites.reserve(flat.size());
    for (const Formula term : flat) opposites.push_back(negate(term));
    std::sort(opposites.begin(), opposites.end());
    std::string other_key = other == FormulaKind::kAnd ? "&" : "|";
    for (const Formula term : opposites) append_bytes(other_key, term);
    const Formula result = Formula(nodes_.size());
    const auto push = [&](FormulaKind list_kind, const std::vector<Formula>& members) {
        nodes_.push_back({list_kind, false, uint32_t(children_.size()), uint32_t(members.size())});
        children_.insert(children_.end(), members.begin(), members.end());
    };
    push(kind, flat);
    push(other, opposites);
    index_.emplace(std::move(key), result);
    index_.emplace(std::move(other_key), negate(result));
    return result;
}

Formula FormulaPool::all_of(const std::vector<Formula>& terms) {
    return list(FormulaKind::kAnd, terms);
}

Formula FormulaPool::any_of(const std::vector<Formula>& terms) {
    return list(FormulaKind::kOr, terms);
}

Atom size_atom(uint32_t min, uint32_t max) {
    Atom atom;
    atom.kind = Atom::Kind::kSize;
    atom.min = min;
    atom.max = max;
    return atom;
}

Atom items_atom(uint32_t from, uint32_t to, Formula value) {
    Atom atom;
    atom.kind = Atom::Kind::kItems;
    atom.min = from;
    atom.max = to;
    atom.value = value;
    return atom;
}

Atom members_atom(Language keys, Formula value) {
    Atom atom;
    atom.kind = Atom::Kind::kMembers;
    atom.language = keys;
    atom.value = value;
    return atom;
}

namespace {

// Outside [min, max] of a size or a count.
Formula outside(FormulaPool& pool, const Atom& atom) {
    std::vector<Formula> parts;
    Atom side = atom;
    if (atom.min > 0) {
        side.min = 0;
        side.max = atom.min - 1;
        parts.push_back(pool.atom(side));
    }
    if (atom.max != kUnbounded) {
        side.min = atom.max + 1;
        side.max = kUnbounded;
        parts.push_back(pool.atom(side));
    }
    return pool.any_of(parts);
}

}  // namespace

Formula opposite(FormulaPool& pool, const Atom& atom) {
    using Kind = Atom::Kind;
    Atom other = atom;
    switch (atom.kind) {
        case Kind::kAtLeast:
        case Kind::kAtMost:
            other.kind = atom.kind == Kind::kAtLeast ? Kind::kAtMost : Kind::kAtLeast;
            other.strict = !atom.strict;
            return pool.atom(other);
        case Kind::kSize:
        case Kind::kCount:
            return outside(pool, atom);
        case Kind::kItems:
        case Kind::kMembers:
        case Kind::kSomeItem:
        case Kind::kSomeMember:
            other.kind = atom.kind == Kind::kItems      ? Kind::kSomeItem
                         : atom.kind == Kind::kSomeItem ? Kind::kItems
                         : atom.kind == Kind::kMembers  ? Kind::kSomeMember
                                                        : Kind::kMembers;
            other.value = negate(atom.value);
            return pool.atom(other);
        case Kind::kText:
        case Kind::kEqual:
        case Kind::kMultiple:
        case Kind::kUnique:
        case Kind::kUnenforced:
            break;
    }
    return negate(pool.atom(atom));
}

}  // namespace minstrel
