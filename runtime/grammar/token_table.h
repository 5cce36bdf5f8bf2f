// TokenTable: a vocabulary as grammars see it: a tree of the byte strings of all tokens, in order,
// with a summary of what lies below each node. Built once per vocabulary, immutable, shared; any
// thread.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/grammar/byte_set.h"

namespace minstrel {

// The bytes below a node, by kind: one bit for each. Most signs and letters of lower case have one
// of their own, other letters and digits a few together.
using TextKinds = uint64_t;
inline constexpr int kAsciiKinds = 61;                   // bits 0 to 60
inline constexpr TextKinds kCodePointKind = 1ull << 61;  // a whole code point above U+007F
inline constexpr TextKinds kTruncatedKind = 1ull << 62;  // the beginning of one, at the end
inline constexpr TextKinds kMalformedKind = 1ull << 63;  // anything else above 0x7F
inline constexpr TextKinds kAllKinds = ~0ull;
// What may stand between the quotes of a JSON string as it is.
TextKinds json_string_kinds();

// Bit number of an ASCII byte.
int ascii_kind(uint8_t byte);
// Bit number of what begins with a byte, anything above 0x7F taken for a code point.
inline int kind_of_start(uint8_t byte) {
    return byte < 0x80 ? ascii_kind(byte) : std::countr_zero(kCodePointKind);
}

// Which kinds follow each other in a text: one bit for each pair of bit numbers, of which many
// share one. Doubled letters, which grammars forbid most often and words seldom have, are kept from
// others.
using KindPairs = uint64_t;
inline KindPairs kind_pair(int first, int second) {
    constexpr uint64_t kDoubled = 16;
    if (first == second) return 1ull << (static_cast<uint64_t>(first) % kDoubled);
    const uint32_t hash = static_cast<uint32_t>(first * 64 + second) * 2654435769u;
    return 1ull << (kDoubled + (hash * (64 - kDoubled) >> 32));
}

// With all letters of lower case where it has one: what the tokens of a KindGroup have in common.
TextKinds with_all_letters(TextKinds kinds);

class TokenTable;

// The tokens of nothing but some kinds, by their number of code points.
struct PureTokens {
    static constexpr uint32_t kMasks = 24;
    TextKinds kinds = 0;
    std::vector<int32_t> ids;                    // fewest code points first, up to kMasks
    std::array<uint32_t, kMasks + 1> ends{};     // in ids, by code points: of those with no more
    std::vector<std::vector<uint32_t>> at_most;  // masks by code points; empty: not made yet
    struct Longer {
        uint32_t code_points;
        int32_t id;
    };
    std::vector<Longer> longer;

    void make_mask(uint32_t code_points, size_t words);
};
PureTokens find_pure_tokens(const TokenTable& table, TextKinds kinds);

class TokenTable {
  public:
    // `texts` has the bytes of each id; it is copied. Control tokens have none that count: grammars
    // reach them by id only. End tokens are control tokens that may be chosen when the grammar is
    // complete. A token without bytes is never chosen. `order` is what id_of_rank() of a table of
    // the same tokens was; it spares the sorting. It is checked, and any other one is passed over.
    static Result<std::shared_ptr<const TokenTable>> make(std::span<const std::string_view> texts,
                                                          std::span<const int32_t> control_ids,
                                                          std::span<const int32_t> end_ids,
                                                          std::span<const int32_t> order = {});

    int32_t size() const { return static_cast<int32_t>(offsets_.size()) - 1; }
    size_t mask_words() const { return (static_cast<size_t>(size()) + 31) / 32; }
    bool contains(int32_t id) const { return id >= 0 && id < size(); }
    // Empty for control tokens.
    std::string_view text(int32_t id) const {
        const auto index = static_cast<size_t>(id);
        return std::string_view(bytes_).substr(offsets_[index],
                                               offsets_[index + 1] - offsets_[index]);
    }
    std::span<const int32_t> end_ids() const { return end_ids_; }
    bool is_end(int32_t id) const;
    size_t longest() const { return longest_; }
    // Ids of the tokens of more than `length` bytes, longest first.
    std::span<const int32_t> longer_than(size_t length) const;
    // Bits of all tokens that have bytes.
    std::span<const uint32_t> text_mask() const { return text_mask_; }

    // Nodes in depth-first order; node 0 is the empty string. One more node than there are ends the
    // list, so that node(n).end always exists.
    struct Node {
        uint32_t end = 0;         // first node that is not below this one
        uint32_t first_rank = 0;  // rank of the first token at or below this node
        TextKinds below = 0;
        TextKinds through = 0;  // of this byte and what lies below, from the node above
        uint16_t height = 0;    // bytes of the longest string below
        uint16_t depth = 0;
        uint8_t byte = 0;
    };
    std::span<const Node> nodes() const { return nodes_; }
    // Kinds of the string that a node is.
    TextKinds path_kinds(uint32_t node) const { return path_kinds_[node]; }
    size_t node_count() const { return nodes_.size() - 1; }
    // The nodes again, those directly below another one side by side, with what a walk needs of
    // them: as little memory as possible, read in order.
    struct Child {
        TextKinds through = 0;
        uint32_t node = 0;
        uint32_t first_rank = 0;
        uint32_t first_child = 0;  // in this list; nothing when height is 0
        uint16_t height = 0;
        uint8_t byte = 0;
        bool last = false;  // the others follow
    };
    std::span<const Child> children() const { return children_; }
    // Of the texts from each child's own byte on.
    KindPairs pairs_through(const Child& child) const { return pairs_[child.node]; }
    // The first one below a node that has some.
    const Child* first_child(uint32_t node) const { return &children_[first_child_[node]]; }
    // Ranks count the tokens with bytes in order of their bytes.
    std::span<const int32_t> id_of_rank() const { return id_of_rank_; }
    // Whether `ids`, which may be anything, are id_of_rank().
    bool is_order(std::span<const int32_t> ids) const;
    // Code points that start in the token.
    uint32_t code_points_of_rank(uint32_t rank) const { return code_points_[rank]; }
    // The tokens with bytes, those of equal kinds - letters of lower case taken as one - together,
    // each group with the fewest code points first.
    struct KindToken {
        TextKinds kinds = 0;
        int32_t id = 0;
        uint32_t code_points = 0;
    };
    struct KindGroup {
        TextKinds all = 0;  // of any of its tokens
        uint32_t first = 0;
        uint32_t last = 0;  // exclusive
    };
    std::span<const KindGroup> kind_groups() const { return kind_groups_; }
    std::span<const KindToken> tokens_of(const KindGroup& group) const {
        return std::span(kind_tokens_).subspan(group.first, group.last - group.first);
    }
    // A mask of the tokens of nothing but `kinds`.
    std::vector<uint32_t> mask_of(TextKinds kinds) const;
    // The tokens of json_string_kinds() and nothing else, all masks made, and the nodes on the way
    // to all others.
    const PureTokens& string_tokens() const { return string_tokens_; }
    struct OtherNode {
        uint32_t end = 0;  // in this list, which is in order too
        uint32_t node = 0;
        uint32_t first_rank = 0;
        uint32_t own_ranks_end = 0;
        uint32_t ranks_end = 0;
        uint16_t depth = 0;
        uint8_t byte = 0;
        bool pure : 1 = false;     // of json_string_kinds() and nothing else
        bool through : 1 = false;  // this byte and what lies below, from the node above
    };
    std::span<const OtherNode> other_nodes() const { return other_nodes_; }
    uint32_t ranks_end(uint32_t node) const { return nodes_[nodes_[node].end].first_rank; }
    // End of the ranks of the tokens that are exactly this node.
    uint32_t own_ranks_end(uint32_t node) const {
        return nodes_[node].end == node + 1 ? ranks_end(node) : nodes_[node + 1].first_rank;
    }

  private:
    std::vector<int32_t> find_order() const;
    void rank_tokens(std::span<const int32_t> order);
    void build_nodes();
    void sort_by_length();
    void summarise();
    void list_children();
    void find_path_kinds();
    void find_pairs();
    void make_kind_masks();
    void group_by_kinds();
    void find_other_nodes();
    TextKinds kinds_through(uint32_t node) const;
    TextKinds kinds_inside(uint32_t node, uint8_t first, uint8_t last, int missing) const;

    std::string bytes_;
    std::vector<uint32_t> offsets_;
    std::vector<int32_t> end_ids_;
    std::vector<uint32_t> text_mask_;
    std::vector<Node> nodes_;
    std::vector<Child> children_;
    std::vector<uint32_t> first_child_;  // by node
    std::vector<TextKinds> path_kinds_;
    std::vector<KindPairs> pairs_;      // by node
    std::vector<uint32_t> kind_masks_;  // for each kind the tokens that have it
    std::vector<int32_t> id_of_rank_;
    std::vector<uint16_t> code_points_;   // by rank
    std::vector<int32_t> by_length_;      // longest first
    std::vector<uint32_t> count_longer_;  // by length: how many tokens are longer
    std::vector<KindToken> kind_tokens_;
    std::vector<KindGroup> kind_groups_;
    PureTokens string_tokens_;
    std::vector<OtherNode> other_nodes_;
    size_t longest_ = 0;
};

using TokenTablePtr = std::shared_ptr<const TokenTable>;

// What may follow the first byte of a code point above U+007F.
struct Utf8Lead {
    uint8_t first, last;                // first bytes
    uint8_t second_first, second_last;  // second bytes
    int continuation_bytes;
};
std::span<const Utf8Lead> utf8_leads();

}  // namespace minstrel
