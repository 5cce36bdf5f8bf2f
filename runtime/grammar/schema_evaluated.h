// unevaluatedItems and unevaluatedProperties: which items and members the rest of a schema has
// looked at, for each way in which it can hold. Short-lived; the compiling thread.
#pragma once

#include <vector>

#include "runtime/grammar/schema_expand.h"
#include "runtime/grammar/schema_keywords.h"

namespace minstrel {

class EvaluatedParts {
  public:
    EvaluatedParts(SchemaExpander& expander, JsonKind kind) : expander_(expander), kind_(kind) {}

    // Whether the schema asks about unevaluated parts of values of this kind.
    Result<bool> asked_by(KeywordReader& reader);
    // All that the schema says, its unevaluated... keyword included.
    Result<Formula> formula(SchemaId schema, uint32_t scope);

  private:
    // One way to hold: the condition, and what is evaluated whenever it holds. Ways may overlap; of
    // those that hold for a value, one has found all that is evaluated.
    struct Way {
        Formula condition = kAnything;
        Language keys{};
        uint32_t items = 0;               // evaluated: before this index
        std::vector<Formula> also_items;  // and those that meet one of these
    };
    using Ways = std::vector<Way>;

    const char* keyword() const {
        return kind_ == JsonKind::kObject ? "unevaluatedProperties" : "unevaluatedItems";
    }
    Result<Ways> ways(SchemaId schema, uint32_t scope, uint32_t depth);
    Result<Ways> ways_of(Formula formula, uint32_t depth);
    Result<Ways> ways_of(const InPlace& applicator, uint32_t depth);
    Result<Way> own(KeywordReader& reader);
    Result<Ways> multiply(const Ways& left, const Ways& right);
    Way join(const Way& left, const Way& right);
    Way nothing_evaluated(Formula condition);
    // The ways with the schema's own unevaluated... keyword applied.
    Result<Ways> finish(KeywordReader& reader, Ways ways);

    SchemaExpander& expander_;
    JsonKind kind_;
};

}  // namespace minstrel
