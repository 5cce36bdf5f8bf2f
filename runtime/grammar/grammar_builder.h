// GrammarBuilder: how front ends make a Grammar. One builder a compile, on the compiling thread.
//
// Every operation is O(size of its arguments) and gives the same handle for the same expression.
// Failures are sticky: past a limit all operations return never() and finish() tells why, so a
// front end needs to look at status() in long loops only.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/grammar/grammar.h"
#include "runtime/grammar/node_store.h"

namespace minstrel {

struct CodePointRange {
    uint32_t first = 0;
    uint32_t last = 0;  // inclusive
};

class GrammarBuilder {
  public:
    explicit GrammarBuilder(const GrammarLimits& limits = {});
    GrammarBuilder(const GrammarBuilder&) = delete;
    GrammarBuilder& operator=(const GrammarBuilder&) = delete;

    // ---- leaves
    Node never();  // matches nothing: a contradiction
    Node empty();  // matches the empty string
    Node bytes(std::string_view text);
    Node byte_set(const ByteSet& set);
    // UTF-8 of one code point in the ranges, in any order, overlaps allowed. Surrogates are left
    // out. Costs a few nodes a range, fewer than 20 for any block-like class.
    Node code_points(std::span<const CodePointRange> ranges);
    Node any_code_point();
    // One control token. Text never matches it, and it never matches text.
    Node token_set(std::vector<int32_t> ids);

    // ---- combinations
    Node seq(std::span<const Node> nodes);
    Node seq(std::initializer_list<Node> nodes) {
        return seq(std::span(nodes.begin(), nodes.size()));
    }
    Node alt(std::span<const Node> nodes);
    Node alt(std::initializer_list<Node> nodes) {
        return alt(std::span(nodes.begin(), nodes.size()));
    }
    // alt() of literals as a prefix tree: linear in their total length, and the automaton looks at
    // one branch only. Use it for everything beyond a handful.
    Node choices(std::vector<std::string> texts);
    // Each text with what follows it: one tree for the keys of tagged alternatives.
    Node choices(std::vector<std::pair<std::string, Node>> texts);
    // Counters: the cost does not depend on min and max. max < min is never().
    Node repeat(Node node, uint32_t min, uint32_t max = kUnbounded);
    Node optional(Node node) { return repeat(node, 0, 1); }
    Node star(Node node) { return repeat(node, 0); }
    Node plus(Node node) { return repeat(node, 1); }
    // Two or more terms with separators: node (separator node){min-1,max-1}; the empty string too
    // when min is 0.
    Node separated(Node node, Node separator, uint32_t min, uint32_t max = kUnbounded);
    // An object's members; see Members. Use it for any object with more than a few optional
    // members: states are made for the subsets that are met, not for all.
    Node members(Members members);

    // ---- regular only: arguments may use rules, but no recursive ones and no tokens or members;
    // finish() refuses others by rule name. The automaton runs the product lazily; each state that
    // could be a dead end costs a search, so keep them small (a string, a key, a number).
    Node both(Node left, Node right);
    Node all_of(std::span<const Node> nodes);
    // All byte strings but those of node, invalid UTF-8 included: intersect it with what is wanted.
    Node complement(Node node);
    Node except(Node node, Node unwanted) { return both(node, complement(unwanted)); }
    // The shortest strings of node: those without a proper prefix that it matches.
    Node shortest(Node node);

    // ---- rules: for recursion, and to share large parts. A ref costs one node.
    Rule add_rule(std::string name);
    // Each rule once; before finish().
    void define(Rule rule, Node body);
    bool is_defined(Rule rule) const;
    Node ref(Rule rule);
    size_t rule_count() const { return grammar_.rules_.size(); }

    const Status& status() const { return store_.status(); }
    // Sticky failure from the front end itself.
    void fail(Status status) { store_.fail(std::move(status)); }

    // Checks and normalises; the builder is spent. Errors: kBadGrammar for an undefined rule, a
    // root that matches nothing, recursion inside both() or complement(); kLimitReached.
    Result<GrammarPtr> finish(Node root);

  private:
    Node trie(std::span<const std::pair<std::string, Node>> texts);

    Grammar grammar_;
    NodeStore store_;
    std::vector<bool> defined_;
};

}  // namespace minstrel
