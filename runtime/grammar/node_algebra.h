// Constructors of expressions that simplify what they can see at once. They are used by the builder
// and again when a finished grammar is normalised. One NodeStore; its thread.
#pragma once

#include <span>

#include "runtime/grammar/node_store.h"

namespace minstrel {

Node make_never(NodeStore& store);
Node make_empty(NodeStore& store);
Node make_byte_set(NodeStore& store, const ByteSet& set);
Node make_seq(NodeStore& store, Node first, Node rest);
Node make_alt(NodeStore& store, std::span<const Node> nodes);
Node make_optional(NodeStore& store, Node node);
Node make_repeat(NodeStore& store, Node node, uint32_t min, uint32_t max);
Node make_and(NodeStore& store, std::span<const Node> nodes);
Node make_not(NodeStore& store, Node node);

}  // namespace minstrel
