#include "runtime/grammar/capture_marks.h"

#include <memory>
#include <utility>
#include <vector>

#include "runtime/grammar/named_rules.h"

namespace minstrel {

// A rule with marks around it still matches no empty string and begins with no other rule, so all
// that has been found out about the grammar stays true.
class CaptureMarks {
  public:
    explicit CaptureMarks(const Grammar& base) : target_(std::make_shared<Grammar>(base)) {}

    void add(uint32_t rule, uint32_t number) {
        Grammar::RuleData& data = target_->rules_[rule];
        const Node rest = seq(data.body, token(close_mark(number)));
        data.body = seq(token(open_mark(number)), rest);
    }

    GrammarPtr take() { return std::move(target_); }

  private:
    Node push(const NodeData& data) {
        target_->nodes_.push_back(data);
        return Node{static_cast<uint32_t>(target_->nodes_.size() - 1)};
    }
    Node token(int32_t mark) {
        target_->token_sets_.push_back({mark});
        return push({NodeKind::kTokens, static_cast<uint32_t>(target_->token_sets_.size() - 1)});
    }
    Node seq(Node first, Node second) {
        return push(
            {NodeKind::kSeq, static_cast<uint32_t>(first), static_cast<uint32_t>(second), 0});
    }

    std::shared_ptr<Grammar> target_;
};

Result<GrammarPtr> mark_captures(const Grammar& base, std::span<const std::string> rules) {
    CaptureMarks marks(base);
    std::vector<uint32_t> all;
    for (uint32_t number = 0; number < rules.size(); ++number) {
        const std::vector<uint32_t> found = rules_named(base, rules[number]);
        if (found.empty()) {
            return error(Code::kInvalidArgument, "the grammar has no rule '%s'",
                         rules[number].c_str());
        }
        for (const uint32_t rule : found) marks.add(rule, number);
        all.insert(all.end(), found.begin(), found.end());
    }
    MST_TRY(check_outside_regular_parts(base, all, "be captured"));
    return marks.take();
}

}  // namespace minstrel
