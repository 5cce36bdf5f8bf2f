// Quantifiers as all notations write them: *, +, ?, {m}, {m,} and {m,n}. Stateless; the compiling
// thread.
#pragma once

#include <cstdint>
#include <optional>

#include "runtime/core/status.h"
#include "runtime/grammar/text_cursor.h"

namespace minstrel {

struct Quantifier {
    uint32_t min = 0;
    uint32_t max = 0;  // may be kUnbounded
};

enum class BoundsStyle : uint8_t {
    kRegex,
    kRules,  // GBNF and Lark: blanks inside the braces, and {,n}
};

// Nothing where none stands at the cursor.
Result<std::optional<Quantifier>> take_quantifier(TextCursor& cursor, BoundsStyle style);

}  // namespace minstrel
