// Grammar text in GBNF, as llama.cpp writes it: `name ::= "text" [a-z]+ (other | rule){2,5}`. The
// rule `root` is the whole. Stateless; the compiling thread.
#pragma once

#include <string_view>

#include "runtime/core/status.h"
#include "runtime/grammar/grammar_builder.h"
#include "runtime/grammar/special_names.h"

namespace minstrel {

// `<name>` and `<[id]>` are control tokens of `specials`. Negated tokens are refused by name.
Result<GrammarPtr> compile_gbnf(std::string_view text, const SpecialNames& specials = {},
                                const GrammarLimits& limits = {});

}  // namespace minstrel
