// ExpressionStack: groups that are open while the text of a grammar is read, so that nothing
// recurses however deep they nest. One front end call; its thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "runtime/grammar/grammar_builder.h"

namespace minstrel {

class ExpressionStack {
  public:
    // `offset` is where the group opened, `mark` what the front end wants back when it closes.
    struct Group {
        size_t offset = 0;
        uint32_t mark = 0;
        std::vector<Node> alternatives;
        std::vector<Node> conjunction;  // operands of & before the last one
        std::vector<Node> sequence;
    };

    explicit ExpressionStack(GrammarBuilder& builder) : builder_(builder), groups_(1) {}

    void open(size_t offset, uint32_t mark) { groups_.push_back({offset, mark, {}, {}, {}}); }
    // The expression of the innermost group, which is gone. Not the outermost.
    Node close() {
        const Node node = expression();
        groups_.pop_back();
        return node;
    }
    // The outermost group is all there is; it is empty afterwards.
    Node finish() {
        const Node node = expression();
        groups_.back() = {};
        return node;
    }

    void add(Node node) { groups_.back().sequence.push_back(node); }
    void next_alternative() {
        Group& group = groups_.back();
        group.alternatives.push_back(conjunction());
        group.conjunction.clear();
        group.sequence.clear();
    }
    void next_operand() {
        Group& group = groups_.back();
        group.conjunction.push_back(builder_.seq(group.sequence));
        group.sequence.clear();
    }

    // Of the sequence at hand.
    bool has_last() const { return !groups_.back().sequence.empty(); }
    Node last() const { return groups_.back().sequence.back(); }
    void replace_last(Node node) { groups_.back().sequence.back() = node; }

    size_t depth() const { return groups_.size() - 1; }
    const Group& group() const { return groups_.back(); }

  private:
    Node conjunction() {
        Group& group = groups_.back();
        const Node sequence = builder_.seq(group.sequence);
        if (group.conjunction.empty()) return sequence;
        group.conjunction.push_back(sequence);
        return builder_.all_of(group.conjunction);
    }
    Node expression() {
        Group& group = groups_.back();
        const Node last = conjunction();
        if (group.alternatives.empty()) return last;
        group.alternatives.push_back(last);
        return builder_.alt(group.alternatives);
    }

    GrammarBuilder& builder_;
    std::vector<Group> groups_;
};

}  // namespace minstrel
