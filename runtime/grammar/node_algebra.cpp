#include "runtime/grammar/node_algebra.h"

#include <algorithm>
#include <array>
#include <vector>

namespace minstrel {
namespace {

// Longer lists stay a child of their own, so that building a list step by step stays linear.
constexpr uint32_t kFlattenLimit = 32;

// Merges what matches exactly one byte into one set.
class AltList {
  public:
    explicit AltList(NodeStore& store) : store_(store) {}

    void add(Node node) {
        const NodeData data = store_.data(node);
        switch (data.kind) {
            case NodeKind::kNever:
                return;
            case NodeKind::kByteSet:
                set_ = set_ | store_.grammar().byte_set(data.a);
                return;
            case NodeKind::kLiteral:
                if (data.b == 1) {
                    set_.add(static_cast<uint8_t>(store_.grammar().literal(data)[0]));
                    return;
                }
                break;
            case NodeKind::kAlt:
                if (data.b <= kFlattenLimit) {
                    for (uint32_t i = 0; i < data.b; ++i) add_flat(data, i);
                    return;
                }
                break;
            default:
                break;
        }
        nodes_.push_back(node);
    }

    Node finish() {
        if (!set_.empty()) nodes_.push_back(make_byte_set(store_, set_));
        std::ranges::sort(nodes_);
        nodes_.erase(std::unique(nodes_.begin(), nodes_.end()), nodes_.end());
        if (nodes_.empty()) return make_never(store_);
        if (nodes_.size() == 1) return nodes_[0];
        return store_.children(NodeKind::kAlt, nodes_);
    }

  private:
    // A child of a list is a short list itself only when it could not be flattened before.
    void add_flat(const NodeData& list, uint32_t index) {
        const Node child = store_.grammar().children(list)[index];
        if (store_.data(child).kind == NodeKind::kAlt) {
            nodes_.push_back(child);
        } else {
            add(child);
        }
    }

    NodeStore& store_;
    std::vector<Node> nodes_;
    ByteSet set_;
};

// Product of two bounds, or false when it does not fit.
bool multiply_bounds(uint32_t a, uint32_t b, uint32_t& product) {
    if (a == 0 || b == 0) {
        product = 0;
    } else if (a == kUnbounded || b == kUnbounded) {
        product = kUnbounded;
    } else {
        const uint64_t wide = uint64_t{a} * b;
        if (wide >= kUnbounded) return false;
        product = static_cast<uint32_t>(wide);
    }
    return true;
}

// (x{a,b}){min,max} is one counter when the counts leave no gap.
bool merge_bounds(const NodeData& inner, uint32_t& min, uint32_t& max) {
    const bool exact = inner.b == inner.c && min == max;
    if (inner.b > 1 && !exact) return false;
    uint32_t merged_min = 0;
    uint32_t merged_max = 0;
    if (!multiply_bounds(inner.b, min, merged_min)) return false;
    // No text has four thousand million repetitions, so no bound beyond that is ever met.
    if (!multiply_bounds(inner.c, max, merged_max)) merged_max = kUnbounded;
    min = merged_min;
    max = merged_max;
    return true;
}

}  // namespace

Node make_never(NodeStore& store) {
    return store.add({NodeKind::kNever, 0, 0, 0});
}
Node make_empty(NodeStore& store) {
    return store.add({NodeKind::kEmpty, 0, 0, 0});
}

Node make_byte_set(NodeStore& store, const ByteSet& set) {
    if (set.empty()) return make_never(store);
    if (set.count() > 1) return store.byte_set(set);
    unsigned byte = 0;
    while (!set.has(static_cast<uint8_t>(byte))) ++byte;
    const char text = static_cast<char>(byte);
    return store.literal({&text, 1});
}

Node make_seq(NodeStore& store, Node first, Node rest) {
    const NodeData a = store.data(first);
    const NodeData b = store.data(rest);
    if (a.kind == NodeKind::kNever || b.kind == NodeKind::kNever) return make_never(store);
    if (a.kind == NodeKind::kEmpty) return rest;
    if (b.kind == NodeKind::kEmpty) return first;
    return store.add(
        {NodeKind::kSeq, static_cast<uint32_t>(first), static_cast<uint32_t>(rest), 0});
}

Node make_alt(NodeStore& store, std::span<const Node> nodes) {
    AltList list(store);
    for (const Node node : nodes) list.add(node);
    return list.finish();
}

Node make_optional(NodeStore& store, Node node) {
    return make_alt(store, std::array{make_empty(store), node});
}

Node make_repeat(NodeStore& store, Node node, uint32_t min, uint32_t max) {
    const NodeData data = store.data(node);
    if (max < min || min == kUnbounded) return make_never(store);
    if (max == 0 || data.kind == NodeKind::kEmpty) return make_empty(store);
    if (data.kind == NodeKind::kNever) return min == 0 ? make_empty(store) : node;
    if (data.kind == NodeKind::kRepeat && merge_bounds(data, min, max)) node = Node{data.a};
    if (min == 1 && max == 1) return node;
    return store.add({NodeKind::kRepeat, static_cast<uint32_t>(node), min, max});
}

Node make_and(NodeStore& store, std::span<const Node> nodes) {
    std::vector<Node> list(nodes.begin(), nodes.end());
    std::ranges::sort(list);
    list.erase(std::unique(list.begin(), list.end()), list.end());
    for (const Node node : list) {
        if (store.data(node).kind == NodeKind::kNever) return make_never(store);
    }
    if (list.empty()) return make_not(store, make_never(store));
    return list.size() == 1 ? list[0] : store.children(NodeKind::kAnd, list);
}

Node make_not(NodeStore& store, Node node) {
    const NodeData data = store.data(node);
    if (data.kind == NodeKind::kNot) return Node{data.a};
    return store.add({NodeKind::kNot, static_cast<uint32_t>(node), 0, 0});
}

}  // namespace minstrel
