#include "runtime/grammar/node_store.h"

#include <algorithm>

namespace minstrel {
namespace {

constexpr Node kNoNode = Node{UINT32_MAX};

constexpr uint64_t mix(uint64_t hash, uint64_t value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
    return hash ^ (hash >> 29);
}

uint64_t hash_bytes(std::string_view bytes) {
    uint64_t hash = 0xCBF29CE484222325u;
    for (const char byte : bytes) hash = (hash ^ static_cast<uint8_t>(byte)) * 0x100000001B3u;
    return mix(hash, bytes.size());
}

uint64_t hash_kind(NodeKind kind) {
    return mix(0x5851F42D4C957F2Du, static_cast<uint64_t>(kind));
}

}  // namespace

template <typename Same>
Node NodeStore::find(uint64_t hash, const Same& same) const {
    const auto [first, last] = index_.equal_range(hash);
    for (auto entry = first; entry != last; ++entry) {
        if (same(grammar_.nodes_[entry->second])) return Node{entry->second};
    }
    return kNoNode;
}

Node NodeStore::append(uint64_t hash, const NodeData& data) {
    if (grammar_.nodes_.size() >= grammar_.limits_.max_nodes) {
        fail(error(Code::kLimitReached, "grammar: more than %u expressions",
                   grammar_.limits_.max_nodes));
        return Node{0};
    }
    const auto id = static_cast<uint32_t>(grammar_.nodes_.size());
    grammar_.nodes_.push_back(data);
    index_.emplace(hash, id);
    return Node{id};
}

Node NodeStore::add(const NodeData& data) {
    const uint64_t hash = mix(mix(mix(hash_kind(data.kind), data.a), data.b), data.c);
    const Node known = find(hash, [&](const NodeData& other) { return other == data; });
    return known != kNoNode ? known : append(hash, data);
}

Node NodeStore::literal(std::string_view bytes) {
    const uint64_t hash = hash_bytes(bytes);
    const Node known = find(hash, [&](const NodeData& other) {
        return other.kind == NodeKind::kLiteral && grammar_.literal(other) == bytes;
    });
    if (known != kNoNode) return known;
    const uint64_t offset = grammar_.literals_.size();
    if (bytes.size() > grammar_.limits_.max_literal_bytes - offset) {
        fail(error(Code::kLimitReached, "grammar: more than %llu bytes of literal text",
                   static_cast<unsigned long long>(grammar_.limits_.max_literal_bytes)));
        return Node{0};
    }
    grammar_.literals_.append(bytes);
    return append(hash, {NodeKind::kLiteral, static_cast<uint32_t>(offset),
                         static_cast<uint32_t>(bytes.size()), 0});
}

Node NodeStore::byte_set(const ByteSet& set) {
    uint64_t hash = hash_kind(NodeKind::kByteSet);
    for (const uint64_t word : set.words()) hash = mix(hash, word);
    const Node known = find(hash, [&](const NodeData& other) {
        return other.kind == NodeKind::kByteSet && grammar_.sets_[other.a] == set;
    });
    if (known != kNoNode) return known;
    grammar_.sets_.push_back(set);
    return append(hash,
                  {NodeKind::kByteSet, static_cast<uint32_t>(grammar_.sets_.size() - 1), 0, 0});
}

Node NodeStore::children(NodeKind kind, std::span<const Node> nodes) {
    uint64_t hash = hash_kind(kind);
    for (const Node node : nodes) hash = mix(hash, static_cast<uint32_t>(node));
    const Node known = find(hash, [&](const NodeData& other) {
        return other.kind == kind && std::ranges::equal(grammar_.children(other), nodes);
    });
    if (known != kNoNode) return known;
    const auto first = static_cast<uint32_t>(grammar_.children_.size());
    // Children are as many as there can be nodes, a few times over.
    if (nodes.size() > 8ull * grammar_.limits_.max_nodes - first) {
        fail(error(Code::kLimitReached, "grammar: more than %llu alternatives in all",
                   8ull * grammar_.limits_.max_nodes));
        return Node{0};
    }
    grammar_.children_.insert(grammar_.children_.end(), nodes.begin(), nodes.end());
    return append(hash, {kind, first, static_cast<uint32_t>(nodes.size()), 0});
}

Node NodeStore::tokens(std::vector<int32_t> ids) {
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    uint64_t hash = hash_kind(NodeKind::kTokens);
    for (const int32_t id : ids) hash = mix(hash, static_cast<uint32_t>(id));
    const Node known = find(hash, [&](const NodeData& other) {
        return other.kind == NodeKind::kTokens && grammar_.token_sets_[other.a] == ids;
    });
    if (known != kNoNode) return known;
    grammar_.token_sets_.push_back(std::move(ids));
    return append(
        hash, {NodeKind::kTokens, static_cast<uint32_t>(grammar_.token_sets_.size() - 1), 0, 0});
}

Node NodeStore::members(Members members) {
    grammar_.members_.push_back(std::move(members));
    return add({NodeKind::kMembers, static_cast<uint32_t>(grammar_.members_.size() - 1), 0, 0});
}

}  // namespace minstrel
