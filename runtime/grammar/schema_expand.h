// From schemas to assertions: what a formula says about values of one kind, with every reference
// and applicator on the same value resolved. One compilation, on the compiling thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "runtime/grammar/schema.h"
#include "runtime/grammar/schema_formula.h"

namespace minstrel {

// An applicator that looks at the same value.
struct InPlace {
    enum class Kind : uint8_t { kAll, kAny, kOne, kNot, kIf } kind = Kind::kAll;
    std::vector<Formula> parts;  // of kIf: if, then, else
};

// Decides some questions of emptiness; see SchemaShapes.
class EmptinessProbe {
  public:
    virtual ~EmptinessProbe() = default;
    virtual bool surely_empty(Formula formula) = 0;
    // True only if all are objects with a required member whose constants differ from one to
    // another.
    virtual bool told_apart(const std::vector<Formula>& formulas) = 0;
};

class SchemaExpander {
  public:
    SchemaExpander(SchemaStore& store, FormulaPool& formulas, LanguagePool& languages,
                   const SchemaOptions& options)
        : store_(store), formulas_(formulas), languages_(languages), options_(options) {}

    void set_probe(EmptinessProbe* probe) { probe_ = probe; }

    Formula root(SchemaId schema) { return leaf(schema, 0); }
    // What `formula` asks of values of `kind`: a formula of that kind's atoms only.
    Result<Formula> expand(Formula formula, JsonKind kind);

    // The strings that meet `formula`.
    Result<Language> text_language(Formula formula);

    // Refuses a keyword, or lets it pass when the host wants that.
    Result<Formula> refuse(SchemaId schema, std::string_view keyword, std::string_view why);
    const std::vector<Unenforced>& unenforced() const { return unenforced_; }

  private:
    friend class KeywordReader;
    friend class EvaluatedParts;

    Result<Formula> expand_list(const FormulaData& data, JsonKind kind);
    Result<Formula> expand_leaf(Formula formula, JsonKind kind);
    Result<Formula> expand_schema(SchemaId schema, uint32_t scope, JsonKind kind);
    Result<Formula> expand_value(uint32_t document, JsonId json, JsonKind kind);

    // A schema in the scope that entering it makes; constants for true and false.
    Formula leaf(SchemaId schema, uint32_t scope);
    uint32_t enter(uint32_t scope, SchemaId schema);
    Result<std::vector<Formula>> children(SchemaId schema, uint32_t scope,
                                          std::string_view keyword);
    Status references(SchemaId schema, uint32_t scope, std::vector<InPlace>& out);
    Status conditionals(SchemaId schema, uint32_t scope, JsonKind kind, std::vector<InPlace>& out);
    Language fold_text(Formula formula);
    Result<SchemaId> dynamic_target(SchemaId from, uint32_t scope, const std::string& reference);

    Result<std::vector<InPlace>> in_place(SchemaId schema, uint32_t scope, JsonKind kind);
    Result<Formula> combine(const InPlace& applicator);
    Formula exactly_one(const std::vector<Formula>& parts);

    using Scope = std::vector<std::pair<std::string, SchemaId>>;

    SchemaStore& store_;
    FormulaPool& formulas_;
    LanguagePool& languages_;
    const SchemaOptions& options_;
    EmptinessProbe* probe_ = nullptr;
    std::vector<Unenforced> unenforced_;
    std::unordered_map<uint64_t, Formula> expanded_;  // (positive formula, kind)
    std::set<uint64_t> open_;                         // the same, being expanded
    std::vector<Scope> scopes_ = {Scope()};
    std::map<Scope, uint32_t> scope_index_ = {{Scope(), 0}};
    uint32_t depth_ = 0;
};

}  // namespace minstrel
