// The common form of all grammars: a hash-consed graph of expressions over bytes, and rules that
// name some of them. A Grammar is immutable and shared by count; any thread. Front ends build one
// with GrammarBuilder, GrammarAutomaton runs it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/grammar/byte_set.h"

namespace minstrel {

// Handles of one builder. Equal expressions of a builder have equal handles.
enum class Node : uint32_t {};
enum class Rule : uint32_t {};

inline constexpr uint32_t kUnbounded = UINT32_MAX;

enum class NodeKind : uint8_t {
    kNever,    // no string at all
    kEmpty,    // the empty string
    kLiteral,  // bytes [a, a + b) of the literal pool
    kByteSet,  // one byte of set a
    kSeq,      // node a, then node b
    kAlt,      // one of the children [a, a + b)
    kRepeat,   // node a, b to c times; c may be kUnbounded
    kRef,      // rule a
    kAnd,      // what all children [a, a + b) match; regular
    kNot,      // any byte string that node a does not match; regular
    kTokens,   // one token of token set a
    kMembers,  // members list a
};

struct NodeData {
    NodeKind kind = NodeKind::kNever;
    uint32_t a = 0;
    uint32_t b = 0;
    uint32_t c = 0;
    bool operator==(const NodeData&) const = default;
};

// Members of an object: each item at most once, every required one, `extra` any number of times,
// between min_count and max_count in all, with `separator` between two of them.
struct Members {
    struct Item {
        Node node;  // the whole member: key, colon, value; must not match the empty string
        bool required = false;
    };
    std::vector<Item> items;
    Node separator{};
    bool has_extra = false;
    Node extra{};  // a member with any other key; must not match the empty string
    uint32_t min_count = 0;
    uint32_t max_count = kUnbounded;
    // false: items in the given order, extras after all of them. true: any order, extras anywhere.
    bool any_order = false;
};

// Deterministic limits. A unit of work is about 10 ns; none of them is a clock.
struct GrammarLimits {
    uint32_t max_nodes = 1u << 18;
    uint64_t max_literal_bytes = 4u << 20;
    uint64_t compile_work = 4'000'000;
    // Of one accepted token or byte string, and of one mask.
    uint64_t step_work = 500'000;
    uint64_t mask_work = 500'000;
    // Of the lazy states, stacks and masks of one automaton.
    uint64_t automaton_bytes = 64u << 20;
};

// The finished form. After GrammarBuilder::finish these hold, and the automaton relies on them:
// every node and rule matches something; no rule matches the empty string and no repeated
// expression does; no rule calls itself before it has consumed a byte; kAnd, kNot contain no
// kTokens and no recursion.
class Grammar {
  public:
    struct RuleData {
        std::string name;
        Node body{};
        bool recursive = false;
        bool leaf = false;  // refers to no rule
        uint32_t rank = 0;  // greater than that of every rule that can call it at its own start
    };

    const NodeData& node(Node id) const { return nodes_[static_cast<uint32_t>(id)]; }
    size_t node_count() const { return nodes_.size(); }
    std::span<const Node> children(const NodeData& data) const {
        return std::span(children_).subspan(data.a, data.b);
    }
    std::string_view literal(const NodeData& data) const {
        return std::string_view(literals_).substr(data.a, data.b);
    }
    std::string_view literals() const { return literals_; }
    const ByteSet& byte_set(uint32_t index) const { return sets_[index]; }
    size_t byte_set_count() const { return sets_.size(); }
    std::span<const int32_t> tokens(uint32_t index) const { return token_sets_[index]; }
    const Members& members(uint32_t index) const { return members_[index]; }
    const RuleData& rule(uint32_t index) const { return rules_[index]; }
    size_t rule_count() const { return rules_.size(); }
    size_t member_list_count() const { return members_.size(); }
    // May be kEmpty or an alternative with kEmpty, unlike the rules.
    Node root() const { return root_; }
    const GrammarLimits& limits() const { return limits_; }

    // One rule a line, root first, in a notation close to EBNF. Equal grammars built in the same
    // order print the same.
    std::string print() const;

  private:
    friend class CaptureMarks;
    friend class GrammarBuilder;
    friend class GrammarPatch;
    friend class NodeStore;
    friend class Normalizer;
    friend class LeftRecursion;

    std::vector<NodeData> nodes_;
    std::vector<Node> children_;
    std::string literals_;
    std::vector<ByteSet> sets_;
    std::vector<std::vector<int32_t>> token_sets_;
    std::vector<Members> members_;
    std::vector<RuleData> rules_;
    Node root_{};
    GrammarLimits limits_;
};

using GrammarPtr = std::shared_ptr<const Grammar>;

}  // namespace minstrel
