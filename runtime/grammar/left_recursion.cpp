// The left-corner transformation (Rosenkrantz and Lewis, 1970), on expressions. For a group of
// rules that start with each other, a string of rule A is a core of some rule C of the group -
// something that starts with no rule of the group - followed by the way up from C to A:
//
//   A          = core(C) up(A, C)                 for any C
//   up(A, B)   = rest up(A, C)                    where C contains B rest at its start
//              | the empty string                 when B is A
//
// so left recursion becomes right recursion, which costs the automaton no stack.
#include "runtime/grammar/left_recursion.h"

#include <algorithm>
#include <array>
#include <map>

#include "runtime/grammar/grammar_graph.h"
#include "runtime/grammar/node_algebra.h"

namespace minstrel {

class LeftRecursion {
  public:
    LeftRecursion(Grammar& grammar, NodeStore& store) : grammar_(grammar), store_(store) {}

    Status run() {
        std::vector<Node> bodies = rule_bodies();
        const Components components = find_components(grammar_, bodies, GraphEdges::kLeft);
        for (size_t i = 0; i < components.count(); ++i) {
            if (components.cyclic[i]) MST_TRY(rewrite(components.nodes(i)));
        }
        bodies = rule_bodies();
        const Components order = find_components(grammar_, bodies, GraphEdges::kLeft);
        for (size_t i = 0; i < order.count(); ++i) {
            if (order.cyclic[i]) {
                return error(Code::kInternal, "grammar: left recursion was not removed");
            }
        }
        for (Grammar::RuleData& rule : grammar_.rules_) {
            const uint32_t place = order.of_node[static_cast<uint32_t>(rule.body)];
            rule.rank = static_cast<uint32_t>(order.count()) - place;
        }
        return {};
    }

  private:
    static constexpr size_t kMaxGroup = 64;

    // What a rule of the group starts with: rule `callee`, then `rest`.
    struct LeftCall {
        uint32_t callee;
        Node rest;
    };
    struct Split {
        Node core{};
        std::vector<LeftCall> calls;
    };
    // `rest` takes the string from rule `callee` up to rule `caller`.
    struct Step {
        uint32_t caller;
        uint32_t callee;
        Node rest;
    };

    std::vector<Node> rule_bodies() const {
        std::vector<Node> bodies;
        bodies.reserve(grammar_.rules_.size());
        for (const Grammar::RuleData& rule : grammar_.rules_) bodies.push_back(rule.body);
        return bodies;
    }

    // ---- expressions whose empty string stays visible

    bool nullable(Node node) const { return strip(node).first; }

    // Whether the empty string matches, and what else does.
    std::pair<bool, Node> strip(Node node) const {
        const NodeData& data = store_.data(node);
        if (data.kind == NodeKind::kEmpty) return {true, Node{0}};
        if (data.kind != NodeKind::kAlt) return {false, node};
        const std::span<const Node> children = grammar_.children(data);
        if (store_.data(children[0]).kind != NodeKind::kEmpty) return {false, node};
        const std::vector<Node> rest(children.begin() + 1, children.end());
        return {true, make_alt(store_, rest)};
    }

    Node concatenate(Node a, Node b) const {
        if (!nullable(a) || !nullable(b)) return make_seq(store_, a, b);
        const std::array longer{make_seq(store_, strip(a).second, b), strip(b).second};
        return make_optional(store_, make_alt(store_, longer));
    }

    Node repeat_after_one(const NodeData& repeat) const {
        const uint32_t max = repeat.c == kUnbounded ? kUnbounded : repeat.c - 1;
        if (max == 0) return make_empty(store_);
        const uint32_t min = repeat.b == 0 ? 0 : repeat.b - 1;
        const Node more = make_repeat(store_, Node{repeat.a}, std::max(min, 1u), max);
        return min == 0 ? make_optional(store_, more) : more;
    }

    // ---- one group

    Status rewrite(std::span<const uint32_t> nodes) {
        group_.clear();
        for (const uint32_t id : nodes) {
            const NodeData& data = grammar_.node(Node{id});
            if (data.kind == NodeKind::kMembers) {
                return error(Code::kBadGrammar, "grammar: a member starts with its own list");
            }
            if (data.kind == NodeKind::kRef) group_.push_back(data.a);
        }
        if (group_.size() > kMaxGroup) {
            return error(Code::kLimitReached,
                         "grammar: more than %zu rules start with each other; the first is '%s'",
                         kMaxGroup, grammar_.rules_[group_[0]].name.c_str());
        }
        std::ranges::sort(group_);
        split_group(nodes);
        ups_.clear();
        for (const uint32_t rule : group_) {
            std::vector<Node> ways;
            for (const uint32_t start : group_) {
                ways.push_back(make_seq(store_, core_of(start), up(rule, start)));
            }
            grammar_.rules_[rule].body = make_alt(store_, ways);
            MST_TRY(define_ups(rule));
        }
        return store_.status();
    }

    // Separates the calls at the start from the rest, arguments before what is made of them.
    void split_group(std::span<const uint32_t> nodes) {
        splits_.clear();
        cores_.clear();
        steps_.clear();
        std::vector<uint32_t> sorted(nodes.begin(), nodes.end());
        std::ranges::sort(sorted);
        for (const uint32_t id : sorted) splits_[id] = split(Node{id});
        for (const uint32_t rule : group_) {
            const Split whole = split_of(grammar_.rules_[rule].body);
            cores_[rule] = whole.core;
            for (const LeftCall& call : whole.calls) {
                steps_.push_back({rule, call.callee, call.rest});
            }
        }
    }

    Split split_of(Node node) const {
        const auto known = splits_.find(static_cast<uint32_t>(node));
        return known != splits_.end() ? known->second : Split{node, {}};
    }

    Split split(Node node) const {
        const NodeData data = store_.data(node);
        Split result;
        switch (data.kind) {
            case NodeKind::kRef:
                result.core = make_never(store_);
                result.calls.push_back({data.a, make_empty(store_)});
                return result;
            case NodeKind::kSeq:
                return split_seq(Node{data.a}, Node{data.b});
            case NodeKind::kRepeat: {
                const Node more = repeat_after_one(data);
                result = split_of(Node{data.a});
                result.core = concatenate(result.core, more);
                for (LeftCall& call : result.calls) call.rest = concatenate(call.rest, more);
                return result;
            }
            case NodeKind::kAlt: {
                const std::span<const Node> children = grammar_.children(data);
                const std::vector<Node> alternatives(children.begin(), children.end());
                std::vector<Node> cores;
                for (const Node child : alternatives) append(split_of(child), cores, result);
                result.core = make_alt(store_, cores);
                return result;
            }
            default:
                result.core = node;
                return result;
        }
    }

    Split split_seq(Node first, Node rest) const {
        Split result = split_of(first);
        const auto [skips, longer] = strip(result.core);
        for (LeftCall& call : result.calls) call.rest = concatenate(call.rest, rest);
        std::vector<Node> cores{make_seq(store_, skips ? longer : result.core, rest)};
        if (skips) append(split_of(rest), cores, result);
        result.core = make_alt(store_, cores);
        return result;
    }

    static void append(const Split& part, std::vector<Node>& cores, Split& result) {
        cores.push_back(part.core);
        result.calls.insert(result.calls.end(), part.calls.begin(), part.calls.end());
    }

    Node core_of(uint32_t rule) const { return cores_.at(rule); }

    // Rules that `rule` is the whole of, itself first: steps whose rest may be empty.
    std::vector<uint32_t> wholes(uint32_t rule) const {
        std::vector<uint32_t> found{rule};
        for (size_t i = 0; i < found.size(); ++i) {
            for (const Step& step : steps_) {
                if (step.callee == found[i] && nullable(step.rest) &&
                    std::ranges::find(found, step.caller) == found.end()) {
                    found.push_back(step.caller);
                }
            }
        }
        return found;
    }

    // up(top, from) as an expression; its rule is defined later, by define_ups.
    Node up(uint32_t top, uint32_t from) {
        const auto [entry, added] = ups_.try_emplace({top, from}, 0u);
        if (added) {
            entry->second = static_cast<uint32_t>(grammar_.rules_.size());
            const std::string name = grammar_.rules_[top].name + "^" + grammar_.rules_[from].name;
            grammar_.rules_.push_back({name, Node{0}, false, false, 0});
            pending_.push_back({top, from});
        }
        const Node call = store_.add({NodeKind::kRef, entry->second, 0, 0});
        const std::vector<uint32_t> reached = wholes(from);
        const bool arrived = std::ranges::find(reached, top) != reached.end();
        return arrived ? make_optional(store_, call) : call;
    }

    Status define_ups(uint32_t top) {
        while (!pending_.empty()) {
            const auto [rule, from] = pending_.back();
            pending_.pop_back();
            std::vector<Node> ways;
            for (const uint32_t whole : wholes(from)) {
                for (const Step& step : steps_) {
                    const Node rest = strip(step.rest).second;
                    if (step.callee != whole || store_.data(rest).kind == NodeKind::kNever)
                        continue;
                    ways.push_back(make_seq(store_, rest, up(top, step.caller)));
                }
            }
            grammar_.rules_[ups_.at({rule, from})].body = make_alt(store_, ways);
            MST_TRY(store_.status());
        }
        return {};
    }

    Grammar& grammar_;
    NodeStore& store_;
    std::vector<uint32_t> group_;
    std::map<uint32_t, Split> splits_;  // of the expressions on the way to a call at the start
    std::map<uint32_t, Node> cores_;
    std::vector<Step> steps_;
    std::map<std::pair<uint32_t, uint32_t>, uint32_t> ups_;
    std::vector<std::pair<uint32_t, uint32_t>> pending_;
};

Status remove_left_recursion(Grammar& grammar, NodeStore& store) {
    return LeftRecursion(grammar, store).run();
}

}  // namespace minstrel
