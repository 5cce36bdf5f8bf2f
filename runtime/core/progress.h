// How long work on files tells its caller where it is and learns that it is no longer wanted. Made
// by whoever starts the work, on its stack; used by the one thread that does it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <utility>

#include "runtime/core/status.h"

namespace minstrel {

class Progress {
  public:
    using Report = std::function<void(uint64_t done_bytes, uint64_t total_bytes)>;

    // Work is done in pieces of about this size between two calls of `advance`.
    static constexpr uint64_t kStepBytes = 1u << 20;

    Progress() = default;
    Progress(Report report, const std::atomic<bool>* cancel)
        : report_(std::move(report)), cancel_(cancel) {}

    // Announces a stage of the work. The total that is reported grows with each stage.
    void expect(uint64_t bytes) { total_ += bytes; }

    Status advance(uint64_t bytes) {
        if (cancel_ != nullptr && cancel_->load(std::memory_order_relaxed)) {
            return error(Code::kCancelled, "cancelled by the host");
        }
        done_ += bytes;
        // Before the first stage there is no share of the work to tell of.
        if (report_ && total_ != 0) report_(done_, total_);
        return Status();
    }

  private:
    Report report_;
    const std::atomic<bool>* cancel_ = nullptr;
    uint64_t done_ = 0;
    uint64_t total_ = 0;
};

}  // namespace minstrel
