// The last step of every front end: a grammar as it was written becomes one that the automaton can
// run. Runs on the compiling thread; pure.
#pragma once

#include "runtime/grammar/grammar.h"

namespace minstrel {

// Removes what is unreachable or matches nothing, the empty string from rules and from repeated
// expressions, and left recursion. The promises of class Grammar hold for the result.
Result<GrammarPtr> normalize_grammar(Grammar&& source);

}  // namespace minstrel
