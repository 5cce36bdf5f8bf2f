// A step of the normalisation: rules that call themselves before consuming anything are rewritten,
// and rules are ranked by who calls whom at the start. Runs on the compiling thread.
#pragma once

#include "runtime/grammar/node_store.h"

namespace minstrel {

// `grammar` is the one that `store` appends to; the empty string is visible in it (see GraphEdges).
Status remove_left_recursion(Grammar& grammar, NodeStore& store);

}  // namespace minstrel
