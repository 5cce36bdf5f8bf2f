// Plain choices as a grammar: one of these texts. Stateless; the compiling thread.
#pragma once

#include <string>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/grammar/grammar_builder.h"

namespace minstrel {

// Linear in the total length, whatever the number of texts. No text at all is refused.
Result<GrammarPtr> compile_choices(std::vector<std::string> texts,
                                   const GrammarLimits& limits = {});

}  // namespace minstrel
