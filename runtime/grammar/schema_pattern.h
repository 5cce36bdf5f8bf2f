// Patterns of a schema (ECMA-262 with the "u" flag) as languages of whole strings. What is not
// regular is refused by name. Stateless; the compiling thread.
#pragma once

#include <string_view>

#include "runtime/core/status.h"
#include "runtime/grammar/schema_language.h"

namespace minstrel {

// All strings in which `pattern` finds a match, as `new RegExp(pattern, "u").test` does.
Result<Language> pattern_language(LanguagePool& pool, std::string_view pattern);

}  // namespace minstrel
