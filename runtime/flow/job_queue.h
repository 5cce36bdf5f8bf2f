// Jobs for one background thread, which does them one after the other. next() and finish() are for
// that thread, the others for the one that hands jobs over.
// Only add() allocates: a job that was added comes back, however little memory is left.
#pragma once

#include <condition_variable>
#include <list>
#include <mutex>
#include <utility>

namespace minstrel {

template <class Job>
class JobQueue {
  public:
    // What throws, std::bad_alloc, leaves the queue as it was.
    template <class... Arguments>
    void add(Arguments&&... arguments) {
        std::list<Job> one;
        one.emplace_back(std::forward<Arguments>(arguments)...);
        {
            const std::lock_guard lock(mutex_);
            waiting_.splice(waiting_.end(), one);
        }
        ready_.notify_one();
    }

    // Waits for one, which is the worker's until finish(). Null once the queue is closed.
    Job* next() {
        std::unique_lock lock(mutex_);
        ready_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
        if (closed_) return nullptr;
        current_.splice(current_.end(), waiting_, waiting_.begin());
        return &current_.front();
    }
    void finish() {
        const std::lock_guard lock(mutex_);
        done_.splice(done_.end(), current_);
    }

    // The one that was done first, or none.
    std::list<Job> take_done() {
        std::list<Job> one;
        const std::lock_guard lock(mutex_);
        if (!done_.empty()) one.splice(one.end(), done_, done_.begin());
        return one;
    }

    // Of jobs that are not done; the worker may have one of them in hands.
    template <class Function>
    void for_each_open(const Function& function) {
        const std::lock_guard lock(mutex_);
        for (Job& job : current_) function(job);
        for (Job& job : waiting_) function(job);
    }

    // Jobs that wait are not begun any more.
    void close() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        ready_.notify_one();
    }

  private:
    std::mutex mutex_;
    std::condition_variable ready_;
    std::list<Job> waiting_, current_, done_;
    bool closed_ = false;
};

}  // namespace minstrel
