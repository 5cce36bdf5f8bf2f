#include "runtime/grammar/normalize.h"

#include <algorithm>
#include <array>
#include <utility>

#include "runtime/grammar/grammar_graph.h"
#include "runtime/grammar/left_recursion.h"
#include "runtime/grammar/node_algebra.h"
#include "runtime/grammar/states.h"

namespace minstrel {

// Rebuilds a grammar so that the empty string is visible wherever it is possible: each expression
// becomes `longer` (without it) and `whole`, which is `longer` or kEmpty beside `longer`.
class Normalizer {
  public:
    explicit Normalizer(Grammar&& source) : source_(std::move(source)), store_(target_) {}

    static Grammar without(Grammar&& grammar, std::span<const Node> nodes) {
        for (const Node node : nodes) grammar.nodes_[static_cast<uint32_t>(node)] = {};
        return std::move(grammar);
    }

    Result<Grammar> run() {
        target_.limits_ = source_.limits_;
        make_never(store_);
        make_empty(store_);  // the smallest handle but one, so the first child of any list
        const std::array roots{source_.root_};
        const Components components = find_components(source_, roots, GraphEdges::kAll);
        facts_ = find_facts(source_, components);
        const NodeFacts root = facts_[static_cast<uint32_t>(source_.root_)];
        if (!root.productive) {
            return error(Code::kBadGrammar, "grammar: nothing can match it");
        }
        MST_TRY(check_regular(components));
        name_rules(components);
        forms_.resize(source_.node_count());
        // Arguments have smaller handles than the expressions made of them.
        for (uint32_t id = 0; id < source_.node_count(); ++id) {
            if (components.of_node[id] != UINT32_MAX) forms_[id] = rebuild(Node{id});
        }
        for (size_t i = 0; i < source_.rules_.size(); ++i) {
            if (rule_of_[i] != UINT32_MAX) {
                target_.rules_[rule_of_[i]].body = form(source_.rules_[i].body).longer;
            }
        }
        target_.root_ = form(source_.root_).whole;
        MST_TRY(store_.status());
        MST_TRY(remove_left_recursion(target_, store_));
        MST_TRY(check_nesting());
        mark_recursive();
        MST_TRY(store_.status());
        return std::move(target_);
    }

  private:
    static constexpr uint32_t kMaxRegularNesting = 64;

    struct Form {
        Node longer{};
        Node whole{};
    };

    const Form& form(Node id) const { return forms_[static_cast<uint32_t>(id)]; }
    const Form& form(uint32_t id) const { return forms_[id]; }

    // The automaton recurses once for each level of intersections and complements.
    Status check_nesting() const {
        std::vector<uint32_t> depth(target_.nodes_.size());
        const std::array roots{target_.root_};
        const Components components = find_components(target_, roots, GraphEdges::kAll);
        for (const uint32_t id : components.members) {
            const NodeData& data = target_.nodes_[id];
            uint32_t below = 0;
            const auto see = [&](Node node) {
                below = std::max(below, depth[static_cast<uint32_t>(node)]);
            };
            if (data.kind == NodeKind::kSeq) see(Node{data.b});
            if (data.kind == NodeKind::kSeq || data.kind == NodeKind::kRepeat ||
                data.kind == NodeKind::kNot) {
                see(Node{data.a});
            } else if (data.kind == NodeKind::kRef) {
                see(target_.rules_[data.a].body);
            } else if (data.kind == NodeKind::kAlt || data.kind == NodeKind::kAnd) {
                for (const Node child : target_.children(data)) see(child);
            }
            const bool level = data.kind == NodeKind::kAnd || data.kind == NodeKind::kNot;
            depth[id] = below + (level ? 1 : 0);
            if (depth[id] > kMaxRegularNesting) {
                return error(Code::kLimitReached,
                             "grammar: intersections and complements nest more than %u deep",
                             kMaxRegularNesting);
            }
        }
        return {};
    }

    Status check_regular(const Components& components) const {
        for (uint32_t id = 0; id < source_.node_count(); ++id) {
            const NodeKind kind = source_.nodes_[id].kind;
            if (components.of_node[id] == UINT32_MAX || !facts_[id].irregular) continue;
            if (kind == NodeKind::kAnd || kind == NodeKind::kNot) {
                return error(Code::kBadGrammar,
                             "grammar: intersection and complement are for regular expressions; "
                             "this one has recursion, tokens or member lists");
            }
        }
        for (const Members& members : source_.members_) {
            for (const Members::Item& item : members.items) {
                if (facts_[static_cast<uint32_t>(item.node)].nullable) {
                    return error(Code::kBadGrammar, "grammar: a member matches the empty string");
                }
            }
            if (members.has_extra && facts_[static_cast<uint32_t>(members.extra)].nullable) {
                return error(Code::kBadGrammar, "grammar: a member matches the empty string");
            }
        }
        return {};
    }

    // Rules that are used and match more than the empty string keep their order.
    void name_rules(const Components& components) {
        rule_of_.assign(source_.rules_.size(), UINT32_MAX);
        for (size_t i = 0; i < source_.rules_.size(); ++i) {
            const auto body = static_cast<uint32_t>(source_.rules_[i].body);
            if (components.of_node[body] == UINT32_MAX || !facts_[body].longer) continue;
            rule_of_[i] = static_cast<uint32_t>(target_.rules_.size());
            target_.rules_.push_back({source_.rules_[i].name, Node{0}, false, false, 0});
        }
    }

    Form rebuild(Node id) {
        const NodeFacts facts = facts_[static_cast<uint32_t>(id)];
        const Node longer = facts.longer ? rebuild_longer(id) : make_never(store_);
        return {longer, facts.nullable ? make_optional(store_, longer) : longer};
    }

    Node rebuild_longer(Node id) {
        const NodeData data = source_.node(id);
        switch (data.kind) {
            case NodeKind::kLiteral:
                return store_.literal(source_.literal(data));
            case NodeKind::kByteSet:
                return make_byte_set(store_, source_.byte_set(data.a));
            case NodeKind::kTokens:
                return store_.tokens(source_.token_sets_[data.a]);
            case NodeKind::kSeq:
                return seq_longer(form(data.a), form(data.b),
                                  facts_[data.a].nullable && facts_[data.b].nullable);
            case NodeKind::kRepeat: {
                const uint32_t min = facts_[data.a].nullable ? 0 : data.b;
                return make_repeat(store_, form(data.a).longer, std::max(min, 1u), data.c);
            }
            case NodeKind::kRef:
                return store_.add({NodeKind::kRef, rule_of_[data.a], 0, 0});
            case NodeKind::kNot:
                return not_longer(id, data);
            case NodeKind::kMembers:
                return members_longer(source_.members_[data.a]);
            case NodeKind::kAlt:
            case NodeKind::kAnd:
                return list_longer(data);
            default:
                return make_never(store_);
        }
    }

    Node seq_longer(const Form& a, const Form& b, bool nullable) {
        if (!nullable) return make_seq(store_, a.whole, b.whole);
        return make_alt(store_, std::array{make_seq(store_, a.longer, b.whole), b.longer});
    }

    Node list_longer(const NodeData& data) {
        std::vector<Node> parts;
        parts.reserve(data.b);
        for (const Node child : source_.children(data)) parts.push_back(form(child).longer);
        return data.kind == NodeKind::kAlt ? make_alt(store_, parts) : make_and(store_, parts);
    }

    Node not_longer(Node id, const NodeData& data) {
        const Node negation = make_not(store_, form(data.a).whole);
        if (!facts_[static_cast<uint32_t>(id)].nullable) return negation;
        const Node byte = make_byte_set(store_, ByteSet::range(0, 255));
        return make_and(store_, std::array{negation, make_repeat(store_, byte, 1, kUnbounded)});
    }

    Node members_longer(const Members& source) {
        Members members = source;
        members.items.clear();
        uint32_t required = 0;
        for (const Members::Item& item : source.items) {
            if (!facts_[static_cast<uint32_t>(item.node)].longer) continue;
            members.items.push_back({form(item.node).longer, item.required});
            required += item.required ? 1 : 0;
        }
        members.has_extra = source.has_extra && facts_[static_cast<uint32_t>(source.extra)].longer;
        members.extra = members.has_extra ? form(source.extra).longer : Node{0};
        members.separator = form(source.separator).whole;
        members.min_count = std::max({source.min_count, required, 1u});
        return store_.members(std::move(members));
    }

    void mark_recursive() {
        const std::array roots{target_.root_};
        const Components components = find_components(target_, roots, GraphEdges::kAll);
        for (Grammar::RuleData& rule : target_.rules_) {
            const uint32_t component = components.of_node[static_cast<uint32_t>(rule.body)];
            rule.recursive = component != UINT32_MAX && components.cyclic[component];
        }
        mark_leaves();
    }

    // Arguments have smaller handles, rules aside, so one pass sees every reference below.
    void mark_leaves() {
        std::vector<bool> refers(target_.nodes_.size());
        for (uint32_t id = 0; id < target_.nodes_.size(); ++id) {
            const NodeData& data = target_.nodes_[id];
            if (data.kind == NodeKind::kAlt || data.kind == NodeKind::kAnd) {
                for (const Node child : target_.children(data)) {
                    refers[id] = refers[id] || refers[static_cast<uint32_t>(child)];
                }
            } else if (data.kind == NodeKind::kSeq) {
                refers[id] = refers[data.a] || refers[data.b];
            } else if (data.kind == NodeKind::kRepeat || data.kind == NodeKind::kNot) {
                refers[id] = refers[data.a];
            } else {
                refers[id] = data.kind == NodeKind::kRef || data.kind == NodeKind::kMembers;
            }
        }
        for (Grammar::RuleData& rule : target_.rules_) {
            rule.leaf = !refers[static_cast<uint32_t>(rule.body)];
        }
    }

    Grammar source_;
    Grammar target_;
    NodeStore store_;
    std::vector<NodeFacts> facts_;
    std::vector<uint32_t> rule_of_;
    std::vector<Form> forms_;
};

namespace {

// Intersections and complements that match nothing. Which ones do is known only when they have been
// made into states.
Result<std::vector<Node>> find_contradictions(const Grammar& grammar) {
    std::vector<Node> found;
    bool any = false;
    for (uint32_t id = 0; id < grammar.node_count() && !any; ++id) {
        const NodeKind kind = grammar.node(Node{id}).kind;
        any = kind == NodeKind::kAnd || kind == NodeKind::kNot;
    }
    if (!any) return found;
    AutomatonBudget budget{grammar.limits().compile_work, 0, grammar.limits().automaton_bytes,
                           false};
    const ByteClasses classes(grammar);
    StateTable states(grammar, classes, budget);
    for (uint32_t id = 0; id < grammar.node_count(); ++id) {
        const NodeKind kind = grammar.node(Node{id}).kind;
        if (kind != NodeKind::kAnd && kind != NodeKind::kNot) continue;
        const bool alive = states.alive(states.regular_start(Node{id}));
        if (budget.exhausted) {
            return error(Code::kLimitReached,
                         "grammar: an intersection or complement is too large to compile");
        }
        if (!alive) found.push_back(Node{id});
    }
    return found;
}

}  // namespace

Result<GrammarPtr> normalize_grammar(Grammar&& source) {
    for (;;) {
        MST_ASSIGN(Grammar target, Normalizer(std::move(source)).run());
        MST_ASSIGN(const std::vector<Node> contradictions, find_contradictions(target));
        if (contradictions.empty()) {
            return GrammarPtr(std::make_shared<const Grammar>(std::move(target)));
        }
        source = Normalizer::without(std::move(target), contradictions);
    }
}

}  // namespace minstrel
