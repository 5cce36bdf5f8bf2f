// NodeStore: appends expressions to a grammar, one copy of each. Part of a builder or of the
// normalisation; one thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "runtime/grammar/grammar.h"

namespace minstrel {

class NodeStore {
  public:
    explicit NodeStore(Grammar& grammar) : grammar_(grammar) {}

    Node add(const NodeData& data);
    Node literal(std::string_view bytes);
    Node byte_set(const ByteSet& set);
    Node children(NodeKind kind, std::span<const Node> nodes);
    Node tokens(std::vector<int32_t> ids);
    Node members(Members members);

    const NodeData& data(Node id) const { return grammar_.node(id); }
    const Grammar& grammar() const { return grammar_; }
    const Status& status() const { return status_; }
    void fail(Status status) {
        if (status_.ok()) status_ = std::move(status);
    }

  private:
    template <typename Same>
    Node find(uint64_t hash, const Same& same) const;
    Node append(uint64_t hash, const NodeData& data);

    Grammar& grammar_;
    std::unordered_multimap<uint64_t, uint32_t> index_;
    Status status_;
};

}  // namespace minstrel
