// ChoiceSearch: chooses one text of a finite choice by the likelihood of whole texts instead of
// token by token, where a first token that many unwanted texts begin with would decide.
//
// At temperature 0 it takes the likeliest text: best first in the tree of tokens, whose likelihoods
// can only fall. Above, it draws one: each node carries the largest of the Gumbel-perturbed
// likelihoods below it, drawn from the root down (Kool, van Hoof, Welling 2019), and best first
// then finds the largest of all texts, which is a draw by likelihood among them - what a model that
// speaks freely would say if it were asked again until its text is one of these.
//
// Part of a request; engine thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/grammar/constraint.h"

namespace minstrel {

class ChoiceSearch {
  public:
    // `seed` counts above temperature 0 only.
    ChoiceSearch(std::shared_ptr<const FiniteChoice> choice, float temperature, uint64_t seed);

    // The tokens to be evaluated behind those that stand before the choice, or the chosen ones.
    std::span<const int32_t> path() const { return path_; }
    // The logits that are wanted next: those behind so many tokens of the path. When they have been
    // taken, the ones behind one more token, up to the whole path; then the path changes.
    uint32_t depth() const { return nodes_[current_].depth; }
    bool has_chosen() const { return nodes_[current_].chosen; }
    // How many tokens of the chosen text the grammar left no choice about.
    uint32_t forced() const;
    // No text could be chosen, or the logits cannot be used: let the sampler look at them.
    bool has_failed() const { return failed_; }

    // `logits` behind depth() tokens of the path; `mask` is working memory. False: the path has
    // changed, and logits behind more tokens of the old one are of no use.
    Result<bool> take(std::span<const float> logits, Constraint& constraint,
                      std::span<uint32_t> mask);

  private:
    struct Node {
        uint32_t parent = 0;
        uint32_t depth = 0;
        int32_t token = -1;     // that led here; of a completed text the last one
        bool chosen = false;    // a text is complete
        bool only = false;      // there was no other way to go on
        uint32_t at = 0;        // in the tree of the texts
        double likelihood = 0;  // logarithm, of the tokens from the start on
        double key = 0;         // what nodes are compared by; nothing below has a larger one
    };
    // Sums over one row of logits.
    struct Row {
        std::span<const float> logits;
        double scale = 1;  // 1 / temperature
        double total = 0;  // logarithm of the sum of exponentials
        double of(int32_t token) const {
            return static_cast<double>(logits[static_cast<size_t>(token)]) * scale - total;
        }
    };

    std::optional<Row> read(std::span<const float> logits);
    Status expand(const Row& row, Constraint& constraint, std::span<uint32_t> mask);
    void add_leaving(const Row& row, const FiniteChoices::Leaving& leaving,
                     const TokenTable& tokens, std::span<const uint32_t> mask);
    void add_text(const Row& row, std::span<const int32_t> tokens, std::span<const uint32_t> mask);
    void add_children(const Row& row, bool may_leave);
    void perturb(size_t first);
    void open(size_t first);
    Status go_on(Constraint& constraint);
    double uniform(uint64_t number) const;

    std::shared_ptr<const FiniteChoice> choice_;
    float temperature_;
    uint64_t seed_;
    std::vector<Node> nodes_;
    std::vector<uint32_t> open_;  // a heap, the largest key in front
    uint32_t current_ = 0;        // the node whose logits are taken next
    uint32_t expansions_ = 0;
    bool failed_ = false;
    std::vector<int32_t> path_;
    std::vector<float> scratch_;
};

}  // namespace minstrel
