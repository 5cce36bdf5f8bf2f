// Sets of code points in the text of a grammar: escapes and [...] classes. Stateless; the compiling
// thread.
#pragma once

#include <optional>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/grammar/grammar_builder.h"
#include "runtime/grammar/text_cursor.h"

namespace minstrel {

using CodePointRanges = std::vector<CodePointRange>;

// All code points but these. The argument needs no order.
CodePointRanges complement_of(CodePointRanges ranges);
// Adds the other case of ASCII letters; kUnsupported when there are letters beyond ASCII.
Status fold_case(CodePointRanges& ranges, const TextCursor& cursor, size_t offset);

// What follows a backslash: one code point or a class such as \d. The cursor stands behind the
// backslash, at `start`.
struct RegexEscape {
    std::optional<uint32_t> code_point;
    CodePointRanges ranges;
};
Result<RegexEscape> parse_regex_escape(TextCursor& cursor, bool in_class);

// The cursor stands behind the opening bracket.
Result<CodePointRanges> parse_regex_class(TextCursor& cursor, bool ignore_case);

}  // namespace minstrel
