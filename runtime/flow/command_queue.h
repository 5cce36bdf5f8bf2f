// Commands on their way to the engine thread: many producers, one consumer, first in, first out.
// Owned by the engine. Bounded by the ids that can be alive at once, except for calls that a host
// may repeat at will; those are refused beyond `limit`.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/flow/command.h"

namespace minstrel {

class CommandQueue {
  public:
    static constexpr uint64_t kForever = UINT64_MAX;

    explicit CommandQueue(size_t limit) : limit_(limit) {}

    // Always accepted: at most a few per live id.
    void push(Command command);
    // Refused when `limit` commands wait.
    Status try_push(Command command, bool urgent = false);

    // Engine thread: moves all waiting commands into `out` (cleared first). It sleeps until there
    // is one, the queue was closed or `until_ns` of the monotonic clock has come; 0 = not at all.
    void take(std::vector<Command>& out, uint64_t until_ns);
    // Wakes the engine thread from take(), now or at its next call.
    void nudge();
    // Like push, for what ends work that may be under way: the thread's present step shall be left.
    void push_urgent(Command command);
    // Set while something urgent waits; close() sets it too.
    const std::atomic<bool>& urgent() const { return urgent_; }
    void close();
    bool closed() const;

  private:
    mutable std::mutex mutex_;
    std::condition_variable ready_;
    std::vector<Command> waiting_;
    size_t limit_;
    std::atomic<bool> urgent_{false};
    bool nudged_ = false;
    bool closed_ = false;
};

}  // namespace minstrel
