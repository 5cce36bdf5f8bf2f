// The scheduler: who runs in the next step. A pure function of what it is shown, without clock,
// device or memory of its own, so it is tested without a model. Engine thread.
//
// Two orders are at work. Rows go to who was served longest ago within a priority, so nobody
// starves when there are more sessions than rows. Pages are taken from others by a fixed order
// (priority, then arrival), so two sessions can never take them from each other in turn, and the
// first in that order always moves on.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "runtime/flow/command.h"

namespace minstrel {

// A session whose request has tokens to evaluate.
struct ActiveView {
    uint32_t session = 0;  // the caller's index
    Priority priority = Priority::kNormal;
    uint64_t arrival = 0;         // number of the request, unique
    uint64_t last_served = 0;     // step in which it had rows last, 0 = none yet
    uint32_t length = 0;          // tokens held in pages
    uint32_t pending_tokens = 0;  // tokens to evaluate before the next one is chosen, >= 1
    uint32_t page_count = 0;
    uint32_t shared_pages = 0;  // of these, not its own
    bool decoding = false;      // the only pending token is the newest of the answer
};

// A session that holds pages and has nothing to do.
struct RestingView {
    uint32_t session = 0;
    uint32_t page_count = 0;
    uint64_t last_served = 0;
};

struct ScheduleLimits {
    uint32_t max_rows = 0;
    uint32_t prefill_chunk_tokens = 0;
    uint32_t free_pages = 0;
};

struct PlannedRows {
    uint32_t session = 0;
    uint32_t row_count = 0;
};

struct BatchPlan {
    std::vector<uint32_t> drop_pages;  // sessions whose pages are given back before the step
    std::vector<PlannedRows> rows;
};

class Scheduler {
  public:
    // Keeps its scratch memory between calls; the result depends on the arguments only.
    void plan(std::span<const ActiveView> active, std::span<const RestingView> resting,
              const ScheduleLimits& limits, BatchPlan& out_plan);

  private:
    struct Candidate {
        ActiveView view;
        bool planned = false;
        bool dropped = false;
    };

    // Tokens that `candidate` may evaluate with the pages it can get, up to `wanted`.
    uint32_t obtain_pages(const Candidate& candidate, uint32_t wanted, BatchPlan& out_plan);
    bool free_one_more(const Candidate& taker, BatchPlan& out_plan);

    std::vector<Candidate> candidates_;  // in the order of service
    std::vector<RestingView> resting_;   // longest unused last
    uint32_t free_pages_ = 0;
};

}  // namespace minstrel
