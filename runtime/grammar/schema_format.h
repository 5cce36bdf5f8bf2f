// Formats of strings as languages. Stateless; the compiling thread.
#pragma once

#include <optional>
#include <string_view>

#include "runtime/grammar/schema_language.h"

namespace minstrel {

// nullopt for a format that is not known.
std::optional<Language> format_language(LanguagePool& pool, std::string_view name);

}  // namespace minstrel
