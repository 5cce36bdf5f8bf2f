#include "runtime/flow/command_queue.h"

#include <utility>

namespace minstrel {

void CommandQueue::push(Command command) {
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(std::move(command));
    }
    ready_.notify_one();
}

Status CommandQueue::try_push(Command command) {
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() >= limit_) {
            return error(Code::kLimitReached,
                         "%zu calls wait for the engine thread; slow down and try again", limit_);
        }
        waiting_.push_back(std::move(command));
    }
    ready_.notify_one();
    return Status();
}

void CommandQueue::take(std::vector<Command>& out, bool wait) {
    out.clear();
    std::unique_lock lock(mutex_);
    if (wait) {
        ready_.wait(lock, [this] { return !waiting_.empty() || nudged_ || closed_; });
    }
    nudged_ = false;
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
    }
    ready_.notify_one();
}

bool CommandQueue::closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
}

}  // namespace minstrel
