#include "runtime/schedule/frame_budget.h"

#include <algorithm>
#include <utility>

namespace minstrel {
namespace {

uint64_t later(uint64_t time_ns, uint64_t by_ns) {
    return by_ns > UINT64_MAX - time_ns ? UINT64_MAX : time_ns + by_ns;
}

}  // namespace

void FrameBudget::begin(uint64_t now_ns, uint64_t budget_ns, uint64_t max_pause_ns) {
    if (limited_) {
        ++report_.frames;
        report_.spent_ns += spent_ns_;
        report_.last_spent_ns = spent_ns_;
        report_.last_overrun_ns = overrun_ns_;
        report_.max_overrun_ns = std::max(report_.max_overrun_ns, overrun_ns_);
        report_.frames_overrun += overrun_ns_ > 0 ? 1 : 0;
    }
    limited_ = true;
    begun_ = false;
    spent_ns_ = overrun_ns_ = 0;
    budget_ns_ = budget_ns;
    end_ns_ = later(now_ns, budget_ns);
    max_pause_ns_ = max_pause_ns;
}

bool FrameBudget::allows(uint64_t now_ns, uint64_t cost_ns) {
    if (!limited_) return true;
    if (now_ns < end_ns_ && (!begun_ || later(now_ns, cost_ns) <= end_ns_)) {
        waiting_since_ns_ = kNever;
        return true;
    }
    if (waiting_since_ns_ == kNever) waiting_since_ns_ = now_ns;
    if (now_ns < next_chance_ns()) return false;
    waiting_since_ns_ = kNever;
    ++report_.quanta_after_pause;
    return true;
}

uint64_t FrameBudget::next_chance_ns() const {
    return waiting_since_ns_ == kNever ? kNever : later(waiting_since_ns_, max_pause_ns_);
}

// One that a frame did not ask for is no overrun of its window.
void FrameBudget::note(uint64_t begin_ns, uint64_t end_ns) {
    if (!limited_) return;
    spent_ns_ += end_ns - begin_ns;
    if (begin_ns >= end_ns_) return;
    begun_ = true;
    if (end_ns > end_ns_) overrun_ns_ = end_ns - end_ns_;
}

}  // namespace minstrel
