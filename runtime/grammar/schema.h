// JSON Schema to a grammar: every keyword is enforced exactly or refused by name and place.
// Stateless; the compiling thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/grammar/grammar_builder.h"
#include "runtime/grammar/schema_number.h"
#include "runtime/grammar/schema_store.h"
#include "runtime/grammar/schema_string.h"

namespace minstrel {

enum class FormatPolicy : uint8_t {
    kEnforce,     // known formats are patterns, unknown ones are refused
    kAnnotation,  // formats say nothing, as drafts 2019-09 and later have it by default
};

// Deterministic budgets of one compilation.
struct SchemaLimits {
    SchemaJson::Limits json;
    uint32_t max_formulas = 1u << 18;
    uint32_t max_in_place_depth = 200;      // of references and applicators on one value
    uint32_t max_alternatives = 1u << 15;   // of one value, once everything is multiplied out
    uint64_t alternatives_work = 1u << 20;  // to multiply it out, in conditions copied
    uint32_t max_array_states = 4096;       // of one array with counted items
    uint32_t max_values = 1u << 16;         // different values of the grammar
    uint64_t language_work = 100'000;       // derivatives of patterns
    NumberLimits numbers;
};

struct SchemaOptions {
    SchemaDraft draft = SchemaDraft::kDraft2020;  // of a schema that names none
    bool any_order = false;                       // members in any order, not as declared
    uint32_t max_gap = 0;  // whitespace characters between two tokens, at most kMaxGap
    EscapePolicy escapes = EscapePolicy::kAny;
    FormatPolicy formats = FormatPolicy::kEnforce;
    // {"type": "string", "live": NAME} is the rule live_rule_name(NAME), which GrammarPatch fills
    // with the strings of the hour. Where such a schema meets other conditions it is refused.
    bool live_strings = false;
    // Keywords to let pass where they cannot be enforced ("uniqueItems").
    std::vector<std::string> unenforced;
    std::vector<SchemaDocument> documents;  // that references may name
    SchemaLimits limits;
};
inline constexpr uint32_t kMaxGap = 8;

// The rule of all live strings of one name.
std::string live_rule_name(std::string_view name);

struct Unenforced {
    std::string keyword;
    std::string place;  // JSON pointer of the keyword
};

struct SchemaGrammar {
    GrammarPtr grammar;
    std::vector<Unenforced> unenforced;
};

// Errors: kBadGrammar (no schema, or one that no value meets), kUnsupported (a keyword that cannot
// be enforced), kLimitReached. All name the JSON pointer.
Result<SchemaGrammar> compile_schema(std::string_view text, const SchemaOptions& options,
                                     const GrammarLimits& limits = {});

// The same as a part of a larger grammar.
Result<Node> add_schema(GrammarBuilder& builder, std::string_view text,
                        const SchemaOptions& options, std::vector<Unenforced>& unenforced);

}  // namespace minstrel
