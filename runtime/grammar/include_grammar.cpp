#include "runtime/grammar/include_grammar.h"

#include <cstdint>
#include <vector>

namespace minstrel {
namespace {

class Inclusion {
  public:
    Inclusion(GrammarBuilder& builder, const Grammar& part)
        : builder_(builder), part_(part), nodes_(part.node_count(), builder.never()) {}

    // Arguments have smaller handles than the expressions made of them, rules aside.
    Node run() {
        for (uint32_t i = 0; i < part_.rule_count(); ++i) {
            rules_.push_back(builder_.add_rule(part_.rule(i).name));
        }
        for (uint32_t id = 0; id < nodes_.size(); ++id) nodes_[id] = copy(part_.node(Node{id}));
        for (uint32_t i = 0; i < part_.rule_count(); ++i) {
            builder_.define(rules_[i], at(part_.rule(i).body));
        }
        return at(part_.root());
    }

  private:
    Node at(Node id) const { return nodes_[static_cast<uint32_t>(id)]; }
    Node at(uint32_t id) const { return nodes_[id]; }

    Node copy(const NodeData& data) {
        switch (data.kind) {
            case NodeKind::kNever:
                return builder_.never();
            case NodeKind::kEmpty:
                return builder_.empty();
            case NodeKind::kLiteral:
                return builder_.bytes(part_.literal(data));
            case NodeKind::kByteSet:
                return builder_.byte_set(part_.byte_set(data.a));
            case NodeKind::kSeq:
                return builder_.seq({at(data.a), at(data.b)});
            case NodeKind::kAlt:
                return builder_.alt(copy_children(data));
            case NodeKind::kRepeat:
                return builder_.repeat(at(data.a), data.b, data.c);
            case NodeKind::kRef:
                return builder_.ref(rules_[data.a]);
            case NodeKind::kAnd:
                return builder_.all_of(copy_children(data));
            case NodeKind::kNot:
                return builder_.complement(at(data.a));
            case NodeKind::kTokens: {
                const auto ids = part_.tokens(data.a);
                return builder_.token_set({ids.begin(), ids.end()});
            }
            case NodeKind::kMembers:
                return copy_members(part_.members(data.a));
        }
        return builder_.never();
    }

    std::vector<Node> copy_children(const NodeData& data) const {
        std::vector<Node> children;
        for (const Node child : part_.children(data)) children.push_back(at(child));
        return children;
    }

    Node copy_members(Members members) {
        for (Members::Item& item : members.items) item.node = at(item.node);
        members.separator = at(members.separator);
        if (members.has_extra) members.extra = at(members.extra);
        return builder_.members(std::move(members));
    }

    GrammarBuilder& builder_;
    const Grammar& part_;
    std::vector<Node> nodes_;
    std::vector<Rule> rules_;
};

}  // namespace

Node include_grammar(GrammarBuilder& builder, const Grammar& part) {
    return Inclusion(builder, part).run();
}

}  // namespace minstrel
