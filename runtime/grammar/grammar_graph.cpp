#include "runtime/grammar/grammar_graph.h"

#include <algorithm>

namespace minstrel {
namespace {

constexpr uint32_t kNotReached = UINT32_MAX;

bool visibly_nullable(const Grammar& grammar, Node id) {
    const NodeData& data = grammar.node(id);
    if (data.kind == NodeKind::kEmpty) return true;
    return data.kind == NodeKind::kAlt &&
           grammar.node(grammar.children(data)[0]).kind == NodeKind::kEmpty;
}

uint32_t successor_count(const Grammar& grammar, const NodeData& data, GraphEdges edges) {
    const bool all = edges == GraphEdges::kAll;
    switch (data.kind) {
        case NodeKind::kSeq:
            return all || visibly_nullable(grammar, Node{data.a}) ? 2 : 1;
        case NodeKind::kAlt:
            return data.b;
        case NodeKind::kAnd:
            return all ? data.b : 0;
        case NodeKind::kRepeat:
        case NodeKind::kRef:
            return 1;
        case NodeKind::kNot:
            return all ? 1 : 0;
        case NodeKind::kMembers: {
            const Members& members = grammar.members(data.a);
            return static_cast<uint32_t>(members.items.size()) + (members.has_extra ? 1 : 0) +
                   (all ? 1 : 0);
        }
        default:
            return 0;
    }
}

Node successor(const Grammar& grammar, const NodeData& data, uint32_t index) {
    switch (data.kind) {
        case NodeKind::kSeq:
            return Node{index == 0 ? data.a : data.b};
        case NodeKind::kAlt:
        case NodeKind::kAnd:
            return grammar.children(data)[index];
        case NodeKind::kRef:
            return grammar.rule(data.a).body;
        case NodeKind::kMembers: {
            const Members& members = grammar.members(data.a);
            if (index < members.items.size()) return members.items[index].node;
            return members.has_extra && index == members.items.size() ? members.extra
                                                                      : members.separator;
        }
        default:
            return Node{data.a};
    }
}

// Tarjan's algorithm with its call stack on the heap.
class ComponentFinder {
  public:
    ComponentFinder(const Grammar& grammar, GraphEdges edges)
        : grammar_(grammar),
          edges_(edges),
          order_(grammar.node_count(), kNotReached),
          low_(grammar.node_count(), 0) {
        result_.of_node.assign(grammar.node_count(), kNotReached);
        result_.first.push_back(0);
    }

    Components run(std::span<const Node> starts) {
        for (const Node start : starts) {
            if (order_[static_cast<uint32_t>(start)] == kNotReached) visit(start);
        }
        return std::move(result_);
    }

  private:
    struct Frame {
        uint32_t node;
        uint32_t next;
    };

    void enter(uint32_t node) {
        order_[node] = low_[node] = next_order_++;
        open_.push_back(node);
        calls_.push_back({node, 0});
    }

    void visit(Node start) {
        enter(static_cast<uint32_t>(start));
        while (!calls_.empty()) {
            const uint32_t node = calls_.back().node;
            const NodeData& data = grammar_.node(Node{node});
            if (calls_.back().next < successor_count(grammar_, data, edges_)) {
                const auto next =
                    static_cast<uint32_t>(successor(grammar_, data, calls_.back().next++));
                if (order_[next] == kNotReached) {
                    enter(next);
                } else if (result_.of_node[next] == kNotReached) {
                    low_[node] = std::min(low_[node], order_[next]);
                    if (next == node) self_loop_ = node;
                }
                continue;
            }
            calls_.pop_back();
            if (!calls_.empty()) {
                uint32_t& parent_low = low_[calls_.back().node];
                parent_low = std::min(parent_low, low_[node]);
            }
            if (low_[node] == order_[node]) close(node);
        }
    }

    void close(uint32_t root) {
        const auto component = static_cast<uint32_t>(result_.count());
        const size_t begin = result_.members.size();
        uint32_t node = kNotReached;
        do {
            node = open_.back();
            open_.pop_back();
            result_.of_node[node] = component;
            result_.members.push_back(node);
        } while (node != root);
        result_.first.push_back(static_cast<uint32_t>(result_.members.size()));
        result_.cyclic.push_back(result_.members.size() - begin > 1 || self_loop_ == root);
    }

    const Grammar& grammar_;
    const GraphEdges edges_;
    std::vector<uint32_t> order_;
    std::vector<uint32_t> low_;
    std::vector<uint32_t> open_;
    std::vector<Frame> calls_;
    uint32_t next_order_ = 0;
    uint32_t self_loop_ = kNotReached;
    Components result_;
};

NodeFacts facts_of_members(const std::vector<NodeFacts>& facts, const Members& members) {
    NodeFacts result;
    const auto of = [&](Node node) { return facts[static_cast<uint32_t>(node)]; };
    uint64_t possible = members.has_extra && of(members.extra).longer ? kUnbounded : 0;
    uint32_t required = 0;
    bool all_required = true;
    for (const Members::Item& item : members.items) {
        const bool can = of(item.node).longer;
        possible += can ? 1 : 0;
        required += item.required ? 1 : 0;
        all_required = all_required && (can || !item.required);
    }
    const uint32_t fewest = std::max(members.min_count, required);
    const bool one_is_enough = fewest <= 1;
    result.nullable = fewest == 0;
    result.longer = all_required && members.max_count >= std::max(fewest, 1u) &&
                    possible >= std::max(fewest, 1u) &&
                    (one_is_enough || of(members.separator).productive);
    result.productive = result.nullable || result.longer;
    result.irregular = true;
    return result;
}

NodeFacts facts_of(const Grammar& grammar, const std::vector<NodeFacts>& facts, Node id) {
    const NodeData& data = grammar.node(id);
    const auto of = [&](uint32_t node) { return facts[node]; };
    switch (data.kind) {
        case NodeKind::kNever:
            return {};
        case NodeKind::kEmpty:
            return {true, false, true, false};
        case NodeKind::kLiteral:
        case NodeKind::kByteSet:
            return {true, true, false, false};
        case NodeKind::kTokens:
            return {true, true, false, true};
        case NodeKind::kSeq: {
            const NodeFacts a = of(data.a);
            const NodeFacts b = of(data.b);
            const bool both = a.productive && b.productive;
            return {both, both && (a.longer || b.longer), a.nullable && b.nullable,
                    a.irregular || b.irregular};
        }
        case NodeKind::kRepeat: {
            const NodeFacts body = of(data.a);
            return {body.productive || data.b == 0, body.longer, body.nullable || data.b == 0,
                    body.irregular};
        }
        case NodeKind::kRef:
            return of(static_cast<uint32_t>(grammar.rule(data.a).body));
        case NodeKind::kNot:
            return {true, true, !of(data.a).nullable, of(data.a).irregular};
        case NodeKind::kMembers:
            return facts_of_members(facts, grammar.members(data.a));
        case NodeKind::kAlt:
        case NodeKind::kAnd:
            break;
    }
    const bool conjunction = data.kind == NodeKind::kAnd;
    NodeFacts result{conjunction, conjunction, conjunction, false};
    for (const Node child : grammar.children(data)) {
        const NodeFacts part = of(static_cast<uint32_t>(child));
        result.irregular = result.irregular || part.irregular;
        if (conjunction) {
            result.nullable = result.nullable && part.nullable;
            result.longer = result.longer && part.longer;
            result.productive = result.productive && part.productive;
        } else {
            result.nullable = result.nullable || part.nullable;
            result.longer = result.longer || part.longer;
            result.productive = result.productive || part.productive;
        }
    }
    result.productive = result.productive && (result.longer || result.nullable);
    return result;
}

NodeFacts either(const NodeFacts& a, const NodeFacts& b) {
    return {a.productive || b.productive, a.longer || b.longer, a.nullable || b.nullable,
            a.irregular || b.irregular};
}

}  // namespace

Components find_components(const Grammar& grammar, std::span<const Node> starts, GraphEdges edges) {
    return ComponentFinder(grammar, edges).run(starts);
}

std::vector<NodeFacts> find_facts(const Grammar& grammar, const Components& components) {
    std::vector<NodeFacts> facts(grammar.node_count());
    for (size_t component = 0; component < components.count(); ++component) {
        const bool cyclic = components.cyclic[component];
        // Facts only ever turn true, so this ends; the order makes one or two rounds the rule. In a
        // cycle through a complement they would turn back and forth: such a grammar is refused for
        // being irregular there, whatever else is found.
        for (bool changed = true; changed;) {
            changed = false;
            for (const uint32_t id : components.nodes(component)) {
                NodeFacts now = facts_of(grammar, facts, Node{id});
                now.irregular = now.irregular || cyclic;
                if (cyclic) now = either(now, facts[id]);
                changed = changed || now != facts[id];
                facts[id] = now;
            }
            changed = changed && cyclic;
        }
    }
    return facts;
}

}  // namespace minstrel
