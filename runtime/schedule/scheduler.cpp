#include "runtime/schedule/scheduler.h"

#include <algorithm>
#include <tuple>

#include "runtime/session/kv_pages.h"

namespace minstrel {
namespace {

int rank(Priority priority) {
    switch (priority) {
        case Priority::kHigh:
            return 0;
        case Priority::kNormal:
            return 1;
        case Priority::kLow:
            return 2;
    }
    return 1;
}

auto service_key(const ActiveView& view) {
    return std::tuple(rank(view.priority), view.last_served, view.arrival);
}

auto page_key(const ActiveView& view) {
    return std::pair(rank(view.priority), view.arrival);
}

}  // namespace

// Makes more pages free at the cost of somebody else: the longest unused resting session, else the
// last of those behind `taker`. False when there is none.
bool Scheduler::free_one_more(const Candidate& taker, BatchPlan& out_plan) {
    if (!resting_.empty()) {
        free_pages_ += resting_.back().page_count;
        out_plan.drop_pages.push_back(resting_.back().session);
        resting_.pop_back();
        return true;
    }
    Candidate* victim = nullptr;
    for (Candidate& other : candidates_) {
        if (other.planned || other.dropped) continue;
        if (other.view.page_count == other.view.shared_pages) continue;
        if (page_key(other.view) <= page_key(taker.view)) continue;
        if (victim == nullptr || page_key(other.view) > page_key(victim->view)) victim = &other;
    }
    if (victim == nullptr) return false;
    victim->dropped = true;
    free_pages_ += victim->view.page_count - victim->view.shared_pages;
    out_plan.drop_pages.push_back(victim->view.session);
    return true;
}

uint32_t Scheduler::obtain_pages(const Candidate& candidate, uint32_t wanted, BatchPlan& out_plan) {
    const ActiveView& view = candidate.view;
    const auto missing = [&view](uint32_t rows) {
        const uint32_t needed = pages_for(uint64_t{view.length} + rows);
        return needed > view.page_count ? needed - view.page_count : 0;
    };
    while (missing(wanted) > free_pages_ && free_one_more(candidate, out_plan)) {
    }
    const uint64_t room =
        (uint64_t{view.page_count} + free_pages_) * kernels::kPageTokens - view.length;
    const auto rows = static_cast<uint32_t>(std::min<uint64_t>(wanted, room));
    free_pages_ -= missing(rows);
    return rows;
}

void Scheduler::plan(std::span<const ActiveView> active, std::span<const RestingView> resting,
                     const ScheduleLimits& limits, BatchPlan& out_plan) {
    out_plan.drop_pages.clear();
    out_plan.rows.clear();
    free_pages_ = limits.free_pages;
    candidates_.clear();
    for (const ActiveView& view : active) candidates_.push_back(Candidate{view});
    std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
        return service_key(a.view) < service_key(b.view);
    });
    resting_.assign(resting.begin(), resting.end());
    std::erase_if(resting_, [](const RestingView& view) { return view.page_count == 0; });
    std::sort(resting_.begin(), resting_.end(), [](const RestingView& a, const RestingView& b) {
        return std::tuple(a.last_served, a.session) > std::tuple(b.last_served, b.session);
    });

    uint32_t rows_left = limits.max_rows;
    auto decoders_left = static_cast<uint32_t>(
        std::count_if(candidates_.begin(), candidates_.end(),
                      [](const Candidate& candidate) { return candidate.view.decoding; }));
    for (Candidate& candidate : candidates_) {
        if (rows_left == 0) break;
        if (candidate.view.decoding) --decoders_left;
        if (candidate.dropped) continue;
        uint32_t wanted = 1;
        if (!candidate.view.decoding) {
            // Those behind that need one row each keep it, but a quarter goes to prompts.
            const uint32_t spared = rows_left > decoders_left ? rows_left - decoders_left : 0;
            const uint32_t share = std::max({spared, rows_left / 4, uint32_t{1}});
            wanted = std::min({candidate.view.pending_tokens, limits.prefill_chunk_tokens, share});
        }
        const uint32_t rows = obtain_pages(candidate, wanted, out_plan);
        if (rows == 0) continue;
        candidate.planned = true;
        rows_left -= rows;
        out_plan.rows.push_back(PlannedRows{candidate.view.session, rows});
    }
}

}  // namespace minstrel
