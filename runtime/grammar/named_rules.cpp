#include "runtime/grammar/named_rules.h"

#include <algorithm>

#include "runtime/grammar/grammar_graph.h"

namespace minstrel {

std::vector<uint32_t> rules_named(const Grammar& grammar, std::string_view name) {
    std::vector<uint32_t> found;
    for (uint32_t rule = 0; rule < grammar.rule_count(); ++rule) {
        if (grammar.rule(rule).name == name) found.push_back(rule);
    }
    return found;
}

Status check_outside_regular_parts(const Grammar& grammar, const std::vector<uint32_t>& rules,
                                   const char* purpose) {
    std::vector<Node> parts;
    for (uint32_t id = 0; id < grammar.node_count(); ++id) {
        const NodeKind kind = grammar.node(Node{id}).kind;
        if (kind == NodeKind::kAnd || kind == NodeKind::kNot) parts.push_back(Node{id});
    }
    if (parts.empty()) return {};
    for (const uint32_t id : find_components(grammar, parts, GraphEdges::kAll).members) {
        const NodeData& data = grammar.node(Node{id});
        if (data.kind != NodeKind::kRef || std::ranges::find(rules, data.a) == rules.end()) {
            continue;
        }
        return error(Code::kUnsupported,
                     "grammar: rule '%s' is part of an intersection or a complement and cannot %s",
                     grammar.rule(data.a).name.c_str(), purpose);
    }
    return {};
}

}  // namespace minstrel
