// What the normalisation must know of a grammar: which expressions depend on each other, and which
// of them match something, the empty string, something longer. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "runtime/grammar/grammar.h"

namespace minstrel {

// kLeft follows only what can stand at the start of an expression. It needs the empty string to be
// visible: as kEmpty, or as the first child of a kAlt.
enum class GraphEdges : uint8_t { kAll, kLeft };

// Strongly connected components, each after those that it depends on.
struct Components {
    std::vector<uint32_t> of_node;  // UINT32_MAX: not reached
    std::vector<uint32_t> members;  // nodes, component by component
    std::vector<uint32_t> first;    // count + 1 offsets into members
    std::vector<bool> cyclic;

    size_t count() const { return cyclic.size(); }
    std::span<const uint32_t> nodes(size_t component) const {
        return std::span(members).subspan(first[component],
                                          first[component + 1] - first[component]);
    }
};

Components find_components(const Grammar& grammar, std::span<const Node> starts, GraphEdges edges);

struct NodeFacts {
    bool productive = false;  // matches some string
    bool longer = false;      // matches some string that is not empty
    bool nullable = false;    // matches the empty string
    bool irregular = false;   // has tokens, member lists or recursion
    bool operator==(const NodeFacts&) const = default;
};

// Facts of all nodes reachable from the root. kAnd and kNot are taken to match something.
std::vector<NodeFacts> find_facts(const Grammar& grammar, const Components& components);

}  // namespace minstrel
