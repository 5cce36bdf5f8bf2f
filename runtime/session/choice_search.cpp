#include "runtime/session/choice_search.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "runtime/core/log_sum_exp.h"
#include "runtime/core/rng.h"

namespace minstrel {
namespace {

// After so many nodes the best one is followed without looking back, so that a model that finds all
// texts unlikely does not weigh for long.
constexpr uint32_t kMaxExpansions = 64;
// Tokens that are evaluated together because the texts leave no choice between them.
constexpr size_t kMaxAhead = 16;
constexpr double kNever = -std::numeric_limits<double>::infinity();

// Of a Gumbel distribution, from a number between 0 and 1.
double gumbel(double uniform) {
    return -std::log(-std::log(uniform));
}

template <typename Visit>
void for_each_bit(std::span<const uint32_t> mask, const Visit& visit) {
    for (size_t i = 0; i < mask.size(); ++i) {
        for (uint32_t bits = mask[i]; bits != 0; bits &= bits - 1) {
            visit(static_cast<int32_t>(i * 32) + std::countr_zero(bits));
        }
    }
}

}  // namespace

ChoiceSearch::ChoiceSearch(std::shared_ptr<const FiniteChoice> choice, float temperature,
                           uint64_t seed)
    : choice_(std::move(choice)), temperature_(temperature), seed_(seed), nodes_(1) {}

double ChoiceSearch::uniform(uint64_t number) const {
    return (static_cast<double>(derive_seed(seed_, number) >> 11) + 0.5) * 0x1p-53;
}

uint32_t ChoiceSearch::forced() const {
    uint32_t count = 0;
    for (uint32_t at = current_; at != 0; at = nodes_[at].parent) count += nodes_[at].only ? 1 : 0;
    return count;
}

Status ChoiceSearch::take(std::span<const float> logits, Constraint& constraint,
                          std::span<uint32_t> mask) {
    const auto row = read(logits);
    if (!row) {
        failed_ = true;
        return {};
    }
    const auto first = static_cast<uint32_t>(nodes_.size());
    MST_TRY(expand(*row, constraint, mask));
    const uint32_t depth = nodes_[current_].depth;
    const bool is_ahead = depth < path_.size();
    if (is_ahead && nodes_.size() == first + 1 && nodes_[first].token == path_[depth] &&
        !nodes_[first].chosen) {
        current_ = first;  // its logits are there already
        return {};
    }
    open(first);
    return go_on(constraint);
}

// None where the model computed no usable probabilities.
std::optional<ChoiceSearch::Row> ChoiceSearch::read(std::span<const float> logits) const {
    const float scale = temperature_ > 0 ? 1 / temperature_ : 1;
    const auto total = log_sum_exp(logits, scale);
    if (!total) return std::nullopt;
    return Row{logits, static_cast<double>(scale), *total};
}

// The ways to go on from the present node, one of which may be that the text is complete.
Status ChoiceSearch::expand(const Row& row, Constraint& constraint, std::span<uint32_t> mask) {
    const size_t first = nodes_.size();
    const uint32_t at = nodes_[current_].at;
    const Position position = choice_->nodes[at].position;
    MST_ASSIGN(const FiniteChoices::Inside* inside, constraint.inside(at, *choice_));
    add_children(row, inside->may_leave);
    if (inside->may_leave) {
        MST_TRY(choice_->behind_space && at == 0 ? constraint.fill_behind_space(position, mask)
                                                 : constraint.fill(position, mask));
        for (const int32_t token : inside->tokens) {
            mask[static_cast<size_t>(token) / 32] &= ~(uint32_t{1} << (token % 32));
        }
        add_leaving(row, mask);
    }
    if (temperature_ > 0) perturb(first);
    ++expansions_;
    return {};
}

void ChoiceSearch::add_children(const Row& row, bool may_leave) {
    const Node from = nodes_[current_];
    const uint32_t first_child = choice_->nodes[from.at].first_child;
    const bool only = !may_leave && first_child != 0 && choice_->nodes[first_child].next == 0;
    for (uint32_t at = first_child; at != 0; at = choice_->nodes[at].next) {
        const int32_t token = choice_->nodes[at].token;
        if (!std::isfinite(row.logits[static_cast<size_t>(token)])) continue;
        const double likelihood = from.likelihood + row.of(token);
        nodes_.push_back(
            {current_, from.depth + 1, token, false, only, at, likelihood, likelihood});
    }
}

// All tokens that complete the text are one way to go on, as likely as they are together. The
// likeliest of them is taken, or one is drawn.
void ChoiceSearch::add_leaving(const Row& row, std::span<const uint32_t> mask) {
    double sum = 0;
    int32_t best = -1;
    for_each_bit(mask, [&](int32_t token) {
        const float value = row.logits[static_cast<size_t>(token)];
        if (!std::isfinite(value)) return;
        sum += std::exp(row.of(token));
        if (best < 0 || value > row.logits[static_cast<size_t>(best)]) best = token;
    });
    if (best < 0) return;
    if (temperature_ > 0) {
        double left = uniform(uint64_t{current_} << 32) * sum;
        for_each_bit(mask, [&](int32_t token) {
            if (left < 0 || !std::isfinite(row.logits[static_cast<size_t>(token)])) return;
            left -= std::exp(row.of(token));
            if (left < 0) best = token;
        });
    }
    const Node& from = nodes_[current_];
    const double likelihood = from.likelihood + std::log(sum);
    nodes_.push_back({current_, from.depth + 1, best, true, false, 0, likelihood, likelihood});
}

// Draws the keys of the nodes from `first` on, given that of the node that they follow: it is the
// largest of theirs and of that of all tokens that are no text of the choice.
void ChoiceSearch::perturb(size_t first) {
    const Node& from = nodes_[current_];
    const uint64_t stream = uint64_t{current_} << 32;
    double others = 1;
    for (size_t i = first; i < nodes_.size(); ++i) {
        others -= std::exp(nodes_[i].likelihood - from.likelihood);
    }
    double largest =
        others > 1e-12 ? from.likelihood + std::log(others) + gumbel(uniform(stream + 1)) : kNever;
    for (size_t i = first; i < nodes_.size(); ++i) {
        nodes_[i].key = nodes_[i].likelihood + gumbel(uniform(stream + 2 + i - first));
        largest = std::max(largest, nodes_[i].key);
    }
    for (size_t i = first; i < nodes_.size(); ++i) {
        const double key = nodes_[i].key;
        const double below =
            from.key - key + (key < largest ? std::log1p(-std::exp(key - largest)) : kNever);
        nodes_[i].key = from.key - std::max(0.0, below) - std::log1p(std::exp(-std::abs(below)));
    }
}

// The nodes from `first` on may be followed.
void ChoiceSearch::open(size_t first) {
    const auto less = [this](uint32_t a, uint32_t b) {
        return nodes_[a].key < nodes_[b].key || (nodes_[a].key == nodes_[b].key && a > b);
    };
    if (expansions_ >= kMaxExpansions && nodes_.size() > first) open_.clear();
    for (auto i = static_cast<uint32_t>(first); i < nodes_.size(); ++i) {
        open_.push_back(i);
        std::ranges::push_heap(open_, less);
    }
    if (open_.empty()) {
        failed_ = true;
        return;
    }
    std::ranges::pop_heap(open_, less);
    current_ = open_.back();
    open_.pop_back();
}

// The path leads to the present node, and on while there is only one way.
Status ChoiceSearch::go_on(Constraint& constraint) {
    if (failed_) return {};
    path_.clear();
    for (uint32_t at = current_; at != 0; at = nodes_[at].parent) path_.push_back(nodes_[at].token);
    std::ranges::reverse(path_);
    if (has_chosen()) return {};
    uint32_t at = nodes_[current_].at;
    for (size_t ahead = 0; ahead < kMaxAhead; ++ahead) {
        const uint32_t child = choice_->nodes[at].first_child;
        if (child == 0 || choice_->nodes[child].next != 0) break;
        MST_ASSIGN(const FiniteChoices::Inside* inside, constraint.inside(at, *choice_));
        if (inside->may_leave) break;
        path_.push_back(choice_->nodes[child].token);
        at = child;
    }
    return {};
}

}  // namespace minstrel
