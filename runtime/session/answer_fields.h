// AnswerFields: the parts of an answer that a host wants to read while the answer is being written.
// A field is RULE, POINTER or RULE POINTER in one text: what a rule of the grammar matches, a JSON
// pointer into the answer, or one into what the rule matches. Owned by its request.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/grammar/captures.h"
#include "runtime/grammar/grammar.h"
#include "runtime/grammar/json_field_reader.h"

namespace minstrel {

// New text of one field.
struct FieldPiece {
    uint32_t field = 0;       // its number
    uint32_t occurrence = 0;  // of the field in the answer, from 0
    std::string text;         // may be empty in the last piece
    bool ended = false;       // the last piece
};

class AnswerFields {
  public:
    // Errors name the field: no rule, no pointer.
    static Result<AnswerFields> make(const std::vector<std::string>& fields,
                                     const Grammar& grammar);

    // Whether rules of the grammar are fields; otherwise they do not depend on it.
    bool follow_rules() const { return captures_.has_value(); }

    // The next text of the answer.
    Status feed(std::string_view text, std::vector<FieldPiece>& out);
    // The answer ends as the grammar has it, not cut off.
    void finish(std::vector<FieldPiece>& out);
    // An answer begins anew; occurrences go on counting.
    Status restart();

  private:
    struct Field {
        std::optional<uint32_t> rule;           // number in the list of captured rules
        std::optional<JsonFieldReader> reader;  // nothing: all that the rule matches
        uint32_t found = 0;                     // values that are complete
    };

    AnswerFields() = default;

    void read(uint32_t field, std::string_view text, bool ends, std::vector<FieldPiece>& out);
    void take_captures(std::vector<FieldPiece>& out);

    std::vector<Field> fields_;
    std::optional<RuleCaptures> captures_;
    std::vector<CapturePiece> pieces_;  // scratch
};

}  // namespace minstrel
