// Conditions on a JSON value: and, or, not over schemas, constants and assertions of one kind of
// value. Hash-consed, negation normal by construction. One pool a compilation, on the compiling
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "runtime/grammar/schema_decimal.h"
#include "runtime/grammar/schema_language.h"
#include "runtime/grammar/schema_store.h"

namespace minstrel {

// Bit 0 is the sign: f ^ 1 is "not f".
using Formula = uint32_t;
inline constexpr Formula kNothing = 0;  // holds for no value
inline constexpr Formula kAnything = 1;

constexpr Formula negate(Formula formula) {
    return formula ^ 1u;
}

enum class FormulaKind : uint8_t {
    kConstant,  // kNothing, kAnything
    kAnd,       // children [a, a + b)
    kOr,        // children [a, a + b)
    kSchema,    // schema a in the dynamic scope b
    kValue,     // equal to the JSON value b of document a
    kAtom,      // assertion a
};

struct FormulaData {
    FormulaKind kind = FormulaKind::kConstant;
    bool negated = false;  // of leaves
    uint32_t a = 0;
    uint32_t b = 0;
};

// Assertions; each speaks of values of one kind only.
struct Atom {
    enum class Kind : uint8_t {
        kText,        // string: in `language`
        kAtLeast,     // number: >= `number`, > when `strict`
        kAtMost,      // number: <= `number`, < when `strict`
        kEqual,       // number: `number`
        kMultiple,    // number: of `number`
        kSize,        // array: min to max items; object: min to max members
        kItems,       // array: every item with min <= index < max meets `value`
        kSomeItem,    // array: one item with min <= index < max meets `value`
        kCount,       // array: min to max items meet `value`
        kUnique,      // array: no two items are equal
        kMembers,     // object: every member with a key in `language` meets `value`
        kSomeMember,  // object: one member with a key in `language` meets `value`
        kUnenforced,  // a condition that the host lets pass
    };
    Kind kind = Kind::kText;
    bool strict = false;
    Language language{};
    Formula value = kAnything;
    uint32_t min = 0;
    uint32_t max = kUnbounded;  // kUnbounded: no limit
    Decimal number;
    SchemaId place = kNoSchema;  // of kUnique, kUnenforced: where it is asked for
};

class FormulaPool {
  public:
    explicit FormulaPool(uint32_t max_formulas) : max_formulas_(max_formulas) {
        nodes_.resize(2);
        nodes_[kAnything].negated = true;
    }

    Formula all_of(const std::vector<Formula>& terms);
    Formula any_of(const std::vector<Formula>& terms);
    Formula schema(SchemaId id, uint32_t scope) { return leaf(FormulaKind::kSchema, id, scope); }
    Formula equal(uint32_t document, JsonId json) {
        return leaf(FormulaKind::kValue, document, json);
    }
    Formula atom(const Atom& atom);

    const FormulaData& data(Formula id) const { return nodes_[id]; }
    std::span<const Formula> children(const FormulaData& data) const {
        return std::span(children_).subspan(data.a, data.b);
    }
    const Atom& atom_of(const FormulaData& data) const { return atoms_[data.a]; }
    bool full() const { return nodes_.size() > max_formulas_; }

  private:
    Formula leaf(FormulaKind kind, uint32_t a, uint32_t b);
    Formula list(FormulaKind kind, const std::vector<Formula>& terms);

    uint32_t max_formulas_;
    std::vector<FormulaData> nodes_;
    std::vector<Formula> children_;
    std::vector<Atom> atoms_;
    std::unordered_map<std::string, Formula> index_;
};

// Shorthand for the atoms that several files make.
Atom size_atom(uint32_t min, uint32_t max);
Atom items_atom(uint32_t from, uint32_t to, Formula value);
Atom members_atom(Language keys, Formula value);
// The opposite of an atom, as a formula.
Formula opposite(FormulaPool& pool, const Atom& atom);

}  // namespace minstrel
