// Regular expressions as grammars. ECMA-262 with the "u" flag, plus (?i), (?s) and scoped flags as
// Rust writes them. Look-around, back-references, word boundaries and Unicode properties
// are refused by name. Stateless; the compiling thread.
#pragma once

#include <string_view>

#include "runtime/core/status.h"
#include "runtime/grammar/grammar_builder.h"

namespace minstrel {

struct RegexOptions {
    // true: the expression describes the whole text, ^ and $ change nothing at its ends. false: it
    // may match anywhere in the text unless ^ or $ tie it to an end.
    bool whole = true;
    bool dot_all = false;
    // Dot leaves out \n only, as in Rust and Lark; otherwise also \r, U+2028 and U+2029.
    bool dot_is_not_newline = false;
    // Of ASCII letters; other letters are refused then.
    bool ignore_case = false;
};

Result<Node> parse_regex(GrammarBuilder& builder, std::string_view pattern,
                         const RegexOptions& options = {});

Result<GrammarPtr> compile_regex(std::string_view pattern, const RegexOptions& options = {},
                                 const GrammarLimits& limits = {});

}  // namespace minstrel
