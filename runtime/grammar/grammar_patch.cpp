#include "runtime/grammar/grammar_patch.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "runtime/grammar/grammar_graph.h"
#include "runtime/grammar/schema_string.h"

namespace minstrel {

// The new expressions are compiled as a grammar of their own, the part, where a rule of the base
// is a stub; then the part is appended to a copy of the base and its numbers are moved.

Rule GrammarPatch::add_rule(Role role, Node body) {
    // No front end makes names like this one.
    std::string name = "\x01" + std::to_string(roles_.size());
    const Rule rule = builder_.add_rule(name);
    builder_.define(rule, body);
    roles_.emplace(std::move(name), std::move(role));
    return rule;
}

Node GrammarPatch::base_rule(std::string_view name) {
    for (uint32_t rule = 0; rule < base_->rule_count(); ++rule) {
        if (base_->rule(rule).name != name) continue;
        return builder_.ref(add_rule({Role::Kind::kBaseRule, rule, {}}, builder_.bytes("?")));
    }
    builder_.fail(
        error(Code::kBadGrammar, "grammar: there is no rule '%s'", std::string(name).c_str()));
    return builder_.never();
}

void GrammarPatch::add(std::string_view name, Node body) {
    const auto kind = name.empty() ? Role::Kind::kRoot : Role::Kind::kBody;
    bodies_.push_back(builder_.ref(add_rule({kind, 0, std::string(name)}, body)));
}

void GrammarPatch::replace_with_strings(std::string_view name, std::span<const std::string> texts) {
    std::vector<std::string> quoted;
    quoted.reserve(texts.size());
    for (const std::string& text : texts) quoted.push_back(StringWriter::quoted(text));
    replace(name, builder_.choices(std::move(quoted)));
}

Result<GrammarPtr> GrammarPatch::finish() {
    if (bodies_.empty()) {
        MST_TRY(builder_.status());
        return GrammarPtr(std::make_shared<const Grammar>(*base_));
    }
    MST_ASSIGN(const GrammarPtr part, builder_.finish(builder_.alt(bodies_)));
    MST_TRY(check(*part));
    auto target = std::make_shared<Grammar>(*base_);
    MST_TRY(graft(*part, *target));
    return GrammarPtr(std::move(target));
}

const GrammarPatch::Role* GrammarPatch::role_of(const Grammar& part, uint32_t rule) const {
    const auto found = roles_.find(part.rule(rule).name);
    return found == roles_.end() ? nullptr : &found->second;
}

Status GrammarPatch::check(const Grammar& part) const {
    const NodeData& root = part.node(part.root());
    const auto is_empty = [&](Node node) { return part.node(node).kind == NodeKind::kEmpty; };
    if (root.kind == NodeKind::kAlt && std::ranges::any_of(part.children(root), is_empty)) {
        return error(Code::kBadGrammar,
                     "grammar: what replaces a rule may not match the empty string");
    }
    size_t found = 0;  // a body that matches nothing is not there any more
    for (uint32_t rule = 0; rule < part.rule_count(); ++rule) {
        const Role* role = role_of(part, rule);
        found += role != nullptr && role->kind != Role::Kind::kBaseRule ? 1 : 0;
    }
    if (found != bodies_.size()) {
        return error(Code::kBadGrammar, "grammar: nothing can match a rule that is replaced");
    }
    return check_bodies(part);
}

// What has been found out about the rules of the base stays true when nothing new leads to them.
Status GrammarPatch::check_bodies(const Grammar& part) const {
    std::vector<Node> bodies;
    for (uint32_t rule = 0; rule < part.rule_count(); ++rule) {
        const Role* role = role_of(part, rule);
        if (role == nullptr || role->kind == Role::Kind::kBody) {
            bodies.push_back(part.rule(rule).body);
        }
    }
    for (const uint32_t id : find_components(part, bodies, GraphEdges::kAll).members) {
        const NodeData& data = part.node(Node{id});
        if (data.kind != NodeKind::kRef) continue;
        const Role* role = role_of(part, data.a);
        if (role != nullptr && role->kind == Role::Kind::kBaseRule) {
            return error(Code::kBadGrammar,
                         "grammar: only a new root may refer to rules that were there before");
        }
    }
    return {};
}

namespace {

// How much the numbers of a part grow behind those of the base.
struct Offsets {
    uint32_t nodes;
    uint32_t children;
    uint32_t literals;
    uint32_t sets;
    uint32_t token_sets;
    uint32_t members;

    Node moved(Node node) const { return Node{static_cast<uint32_t>(node) + nodes}; }

    NodeData moved(NodeData data, std::span<const uint32_t> rules) const {
        switch (data.kind) {
            case NodeKind::kNever:
            case NodeKind::kEmpty:
                break;
            case NodeKind::kLiteral:
                data.a += literals;
                break;
            case NodeKind::kByteSet:
                data.a += sets;
                break;
            case NodeKind::kSeq:
                data.a += nodes;
                data.b += nodes;
                break;
            case NodeKind::kAlt:
            case NodeKind::kAnd:
                data.a += children;
                break;
            case NodeKind::kRepeat:
            case NodeKind::kNot:
                data.a += nodes;
                break;
            case NodeKind::kRef:
                data.a = rules[data.a];
                break;
            case NodeKind::kTokens:
                data.a += token_sets;
                break;
            case NodeKind::kMembers:
                data.a += members;
                break;
        }
        return data;
    }

    Members moved(Members list) const {
        for (Members::Item& item : list.items) item.node = moved(item.node);
        list.separator = moved(list.separator);
        if (list.has_extra) list.extra = moved(list.extra);
        return list;
    }
};

template <typename T>
uint32_t count(const T& list) {
    return static_cast<uint32_t>(list.size());
}

}  // namespace

Status GrammarPatch::graft(const Grammar& part, Grammar& target) const {
    const GrammarLimits& limits = target.limits_;
    if (target.nodes_.size() + part.nodes_.size() > limits.max_nodes ||
        target.literals_.size() + part.literals_.size() > limits.max_literal_bytes) {
        return error(Code::kLimitReached, "grammar: too large once its rules are replaced");
    }
    const Offsets offsets{count(target.nodes_), count(target.children_),   count(target.literals_),
                          count(target.sets_),  count(target.token_sets_), count(target.members_)};
    uint32_t last_rank = 0;
    for (const Grammar::RuleData& rule : target.rules_) last_rank = std::max(last_rank, rule.rank);

    std::vector<uint32_t> rules(part.rule_count());
    for (uint32_t i = 0; i < part.rule_count(); ++i) {
        const Role* role = role_of(part, i);
        Grammar::RuleData rule = part.rule(i);
        rule.body = offsets.moved(rule.body);
        if (role == nullptr) {
            rules[i] = count(target.rules_);
            rule.rank += last_rank + 1;  // rules of the base may begin with it, never the reverse
            target.rules_.push_back(std::move(rule));
        } else if (role->kind == Role::Kind::kBaseRule) {
            rules[i] = role->base;
        } else if (role->kind == Role::Kind::kRoot) {
            target.root_ = rule.body;
        } else {
            for (uint32_t base = 0; base < base_->rule_count(); ++base) {
                Grammar::RuleData& old = target.rules_[base];
                if (old.name != role->name) continue;
                old.body = rule.body;
                old.recursive = rule.recursive;
                old.leaf = rule.leaf;
            }
        }
    }
    for (const NodeData& data : part.nodes_) target.nodes_.push_back(offsets.moved(data, rules));
    for (const Node child : part.children_) target.children_.push_back(offsets.moved(child));
    target.literals_ += part.literals_;
    target.sets_.insert(target.sets_.end(), part.sets_.begin(), part.sets_.end());
    target.token_sets_.insert(target.token_sets_.end(), part.token_sets_.begin(),
                              part.token_sets_.end());
    for (const Members& list : part.members_) target.members_.push_back(offsets.moved(list));
    return {};
}

}  // namespace minstrel
