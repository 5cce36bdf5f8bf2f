// Values that meet a formula, kind by kind, as lists of alternatives that need no further logic:
// the last step before the grammar. One compilation, on the compiling thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "runtime/grammar/schema_expand.h"
#include "runtime/grammar/schema_number.h"

namespace minstrel {

struct ObjectShape {
    struct Named {
        std::string key;
        bool required = false;
        Formula value = kAnything;
    };
    struct Others {  // any further member with a key in `keys`
        Language keys{};
        Formula value = kAnything;
    };
    std::vector<Named> named;    // in their declared order
    std::vector<Others> others;  // keys disjoint from each other and from the named ones
    std::vector<Others> some;    // of each, at least one member
    uint32_t min = 0;
    uint32_t max = kUnbounded;
};

struct ArrayShape {
    struct Counter {  // min to max of the items with from <= index < to meet `value`
        uint32_t from = 0;
        uint32_t to = kUnbounded;
        Formula value = kAnything;
        uint32_t min = 0;
        uint32_t max = kUnbounded;
    };
    std::vector<Formula> prefix;
    Formula rest = kAnything;
    std::vector<Counter> counters;
    uint32_t min = 0;
    uint32_t max = kUnbounded;
    SchemaId unique = kNoSchema;  // the schema that asks for it
};

struct ValueShape {
    bool has_null = false;
    bool has_false = false;
    bool has_true = false;
    std::vector<NumberRange> numbers;
    Language text{};
    std::vector<ArrayShape> arrays;
    std::vector<ObjectShape> objects;
};

class SchemaShapes final : public EmptinessProbe {
  public:
    SchemaShapes(SchemaExpander& expander, FormulaPool& formulas, LanguagePool& languages,
                 const SchemaLimits& limits)
        : expander_(expander), formulas_(formulas), languages_(languages), limits_(limits) {}

    Result<ValueShape> shape(Formula formula);
    // True only if no value meets the formula; looks a few levels deep.
    bool surely_empty(Formula formula) override;
    bool told_apart(const std::vector<Formula>& formulas) override;

  private:
    using Cube = std::vector<Formula>;  // atoms that hold together; some kinds may be negated
    struct Partial {
        Cube atoms;
        std::vector<Formula> choices;
    };

    Result<std::vector<Cube>> cubes(Formula formula, JsonKind kind);
    bool absorb(Partial& partial, Formula formula);
    bool add_atom(Partial& partial, Formula literal);
    bool contradicts(const Atom& a, const Atom& b);

    NumberRange number(const Cube& cube) const;
    // False when no value meets the cube.
    Result<bool> array(const Cube& cube, ArrayShape& out);
    Result<bool> object(const Cube& cube, ObjectShape& out);
    struct ObjectRules {
        std::vector<Language> names;     // in their declared order
        std::vector<Language> patterns;  // what sets of keys are made of, but for names
        std::set<Language> required;
        std::map<Language, std::vector<Formula>> by_name;
        std::vector<ObjectShape::Others> others;  // on members with keys in a set
    };
    ObjectRules object_rules(const Cube& cube, ObjectShape& out) const;
    void collect_names(Language language, std::vector<Language>& names,
                       std::vector<Language>& patterns) const;
    Result<bool> has_key(Language keys, Language name);
    Status split_others(const std::vector<ObjectShape::Others>& rules,
                        const std::vector<Language>& patterns, size_t next, Language keys,
                        std::vector<std::pair<Language, bool>>& known,
                        std::vector<ObjectShape::Others>& out);
    Answer holds(Language keys, const std::vector<std::pair<Language, bool>>& known) const;

    // Constants of the required members of an object; nothing for other values.
    std::map<std::string, std::vector<std::string>> tags(Formula formula);
    bool empty_kind(Formula formula, JsonKind kind, uint32_t depth);
    bool empty_at(Formula formula, uint32_t depth);
    bool empty_array(const ArrayShape& shape, uint32_t depth);
    bool empty_object(const ObjectShape& shape, uint32_t depth);

    SchemaExpander& expander_;
    FormulaPool& formulas_;
    LanguagePool& languages_;
    const SchemaLimits& limits_;
    uint32_t probe_work_ = 0;
    std::unordered_map<Formula, bool> probed_;
};

}  // namespace minstrel
