// A finished grammar as a part of another one that is being built. Stateless; the compiling thread.
#pragma once

#include "runtime/grammar/grammar.h"
#include "runtime/grammar/grammar_builder.h"

namespace minstrel {

// What the whole of `part` matches. Its rules are added under their names.
Node include_grammar(GrammarBuilder& builder, const Grammar& part);

}  // namespace minstrel
