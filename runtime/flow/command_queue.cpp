#include "runtime/flow/command_queue.h"

#include <chrono>
#include <utility>

#include "runtime/core/clock.h"

namespace minstrel {

void CommandQueue::push(Command command) {
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(std::move(command));
    }
    ready_.notify_one();
}

void CommandQueue::push_urgent(Command command) {
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(std::move(command));
        urgent_.store(true, std::memory_order_relaxed);
    }
    ready_.notify_one();
}

Status CommandQueue::try_push(Command command, bool urgent) {
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() >= limit_) {
            return error(Code::kLimitReached,
                         "%zu calls wait for the engine thread; slow down and try again", limit_);
        }
        waiting_.push_back(std::move(command));
        if (urgent) urgent_.store(true, std::memory_order_relaxed);
    }
    ready_.notify_one();
    return Status();
}

void CommandQueue::take(std::vector<Command>& out, uint64_t until_ns) {
    out.clear();
    std::unique_lock lock(mutex_);
    const auto something = [this] { return !waiting_.empty() || nudged_ || closed_; };
    const uint64_t now_ns = until_ns == 0 ? 0 : monotonic_ns();
    if (until_ns == kForever) {
        ready_.wait(lock, something);
    } else if (until_ns > now_ns) {
        ready_.wait_for(lock, std::chrono::nanoseconds(until_ns - now_ns), something);
    }
    nudged_ = false;
    urgent_.store(closed_, std::memory_order_relaxed);
    std::swap(out, waiting_);
}

void CommandQueue::nudge() {
    {
        const std::lock_guard lock(mutex_);
        nudged_ = true;
    }
    ready_.notify_one();
}

void CommandQueue::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        urgent_.store(true, std::memory_order_relaxed);
    }
    ready_.notify_one();
}

bool CommandQueue::closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
}

}  // namespace minstrel
