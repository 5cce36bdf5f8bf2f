// FrameBudget: when the engine may compute in a host's frame. A pure function of the times it is
// shown; engine thread.
//
// A host that calls mst_engine_begin_frame gives the engine a window: from the call on it may
// compute for the budget, then it rests until the next call. Work is done in quanta (a layer, or
// the output matrix with sampling), each of which begins only if it is expected to fit. The first
// of a frame begins in any case, so that a quantum longer than the budget cannot stop everything,
// and so does one that has been waiting for the longest pause: no renderer starves a reply.
#pragma once

#include <cstdint>

namespace minstrel {

class FrameBudget {
  public:
    static constexpr uint64_t kNever = UINT64_MAX;

    void begin(uint64_t now_ns, uint64_t budget_ns, uint64_t max_pause_ns);
    // No frames any more: quanta may begin at any time.
    void lift() { limited_ = false; }
    bool limited() const { return limited_; }
    uint64_t budget_ns() const { return budget_ns_; }

    // Whether a quantum that is expected to take `cost_ns` may begin. Refused work is known to wait
    // from then on.
    bool allows(uint64_t now_ns, uint64_t cost_ns);
    // The refused work is gone.
    void forget_waiting() { waiting_since_ns_ = kNever; }
    // When refused work may begin without another frame; kNever when none waits.
    uint64_t next_chance_ns() const;
    // A quantum was computed.
    void note(uint64_t begin_ns, uint64_t end_ns);

    struct Report {
        uint64_t frames = 0;
        uint64_t spent_ns = 0;            // in all of them
        uint64_t last_spent_ns = 0;       // in the newest frame that is over
        uint64_t last_overrun_ns = 0;     // how far its last quantum went beyond the budget
        uint64_t max_overrun_ns = 0;      // the worst of all frames
        uint64_t frames_overrun = 0;      // how many did
        uint64_t quanta_after_pause = 0;  // begun outside of a window because of the longest pause
    };
    const Report& report() const { return report_; }

  private:
    bool limited_ = false;
    bool begun_ = false;  // a quantum of this frame
    uint64_t budget_ns_ = 0;
    uint64_t end_ns_ = 0;  // of the window
    uint64_t max_pause_ns_ = 0;
    uint64_t waiting_since_ns_ = kNever;
    uint64_t spent_ns_ = 0;  // in the present frame
    uint64_t overrun_ns_ = 0;
    Report report_;
};

}  // namespace minstrel
