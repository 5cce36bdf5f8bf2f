#include "runtime/session/choice_search.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/log_sum_exp.h"
#include "runtime/core/rng.h"

namespace minstrel {
namespace {

// After so many nodes the best one is followed without looking back, so that a model that finds all
// texts unlikely does not weigh for long.
constexpr uint32_t kMaxExpansions = 16;
// Tokens that are evaluated together because the texts leave no choice between them.
constexpr size_t kMaxAhead = 16;
constexpr float kMaxScale = 1e30F;  // of logits, as in the sampler
constexpr double kNever = -std::numeric_limits<double>::infinity();

// Of a Gumbel distribution, from a number between 0 and 1.
double gumbel(double uniform) {
    return -std::log(-std::log(uniform));
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

Result<bool> ChoiceSearch::take(std::span<const float> logits, Constraint& constraint,
                                std::span<uint32_t> mask) {
    const auto row = read(logits);
    if (!row) {
        failed_ = true;
        return false;
    }
    const auto first = static_cast<uint32_t>(nodes_.size());
    MST_TRY(expand(*row, constraint, mask));
    const uint32_t depth = nodes_[current_].depth;
    const bool is_ahead = depth < path_.size();
    if (is_ahead && nodes_.size() == first + 1 && nodes_[first].token == path_[depth] &&
        !nodes_[first].chosen) {
        current_ = first;  // its logits are there already
        return true;
    }
    open(first);
    MST_TRY(go_on(constraint));
    return false;
}

// None where the model computed no usable probabilities.
std::optional<ChoiceSearch::Row> ChoiceSearch::read(std::span<const float> logits) {
    const float scale = temperature_ > 0 ? std::min(1 / temperature_, kMaxScale) : 1;
    const auto total = kernels::log_sum_exp(logits, scale, scratch_);
    if (!total) return std::nullopt;
    return Row{logits, static_cast<double>(scale), *total};
}

// The ways to go on from the present node, one of which may be that the text is complete.
Status ChoiceSearch::expand(const Row& row, Constraint& constraint, std::span<uint32_t> mask) {
    const size_t first = nodes_.size();
    const uint32_t at = nodes_[current_].at;
    const Position position = choice_->nodes[at].position;
    MST_ASSIGN(const FiniteChoices::Leaving* leaving, constraint.leaving(at, *choice_));
    add_children(row, leaving->any());
    if (leaving->any()) {
        MST_TRY(choice_->behind_space && at == 0 ? constraint.fill_behind_space(position, mask)
                                                 : constraint.fill(position, mask));
        add_leaving(row, *leaving, constraint.tokens(), mask);
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

void ChoiceSearch::add_leaving(const Row& row, const FiniteChoices::Leaving& leaving,
                               const TokenTable& tokens, std::span<const uint32_t> mask) {
    for (const auto& [first, last] : leaving.texts) {
        add_text(row, tokens.id_of_rank().subspan(first, last - first), mask);
    }
    if (leaving.may_end) add_text(row, tokens.end_ids(), mask);
}

// The tokens that complete one text are one way to go on, as likely as they are together. The
// likeliest of them is taken, or one is drawn.
void ChoiceSearch::add_text(const Row& row, std::span<const int32_t> tokens,
                            std::span<const uint32_t> mask) {
    const auto is_allowed = [&](int32_t token) {
        const auto index = static_cast<size_t>(token);
        return (mask[index / 32] >> (index % 32) & 1) != 0 && std::isfinite(row.logits[index]);
    };
    int32_t best = -1;
    for (const int32_t token : tokens) {
        if (!is_allowed(token)) continue;
        const bool better = best < 0 || row.of(token) > row.of(best) ||
                            (row.of(token) == row.of(best) && token < best);
        if (better) best = token;
    }
    if (best < 0) return;
    const double largest = row.of(best);
    double sum = 0;
    for (const int32_t token : tokens) {
        if (is_allowed(token)) sum += std::exp(row.of(token) - largest);
    }
    if (temperature_ > 0) {
        double left = uniform(nodes_.size() << 32) * sum;
        for (const int32_t token : tokens) {
            if (left < 0 || !is_allowed(token)) continue;
            left -= std::exp(row.of(token) - largest);
            if (left < 0) best = token;
        }
    }
    const Node& from = nodes_[current_];
    const double likelihood = from.likelihood + largest + std::log(sum);
    nodes_.push_back({current_, from.depth + 1, best, true, false, 0, likelihood, likelihood});
}

// Draws the keys of the nodes from `first` on, given that of the node that they follow: it is the
// largest of theirs and of that of all tokens that are no text of the choice.
void ChoiceSearch::perturb(size_t first) {
    const Node& from = nodes_[current_];
    const uint64_t stream = (uint64_t{current_} << 32) + (uint64_t{1} << 31);
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
        MST_ASSIGN(const FiniteChoices::Leaving* leaving, constraint.leaving(at, *choice_));
        if (leaving->any()) break;
        path_.push_back(choice_->nodes[child].token);
        at = child;
    }
    return {};
}

}  // namespace minstrel
