// Commands on their way to the engine thread: many producers, one consumer, first in, first out.
// Owned by the engine. Bounded by the ids that can be alive at once, except for calls that a host
// may repeat at will; those are refused beyond `limit`.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/flow/command.h"

namespace minstrel {

class CommandQueue {
  public:
    explicit CommandQueue(size_t limit) : limit_(limit) {}

    // Always accepted: at most a few per live id.
    void push(Command command);
    // Refused when `limit` commands wait.
    Status try_push(Command command);

    // Engine thread: moves all waiting commands into `out` (cleared first). With `wait` it sleeps
    // until there is one or the queue was closed.
    void take(std::vector<Command>& out, bool wait);
    // Wakes the engine thread from take(), now or at its next call.
    void nudge();
    void close();
    bool closed() const;

  private:
    mutable std::mutex mutex_;
    std::condition_variable ready_;
    std::vector<Command> waiting_;
    size_t limit_;
    bool nudged_ = false;
    bool closed_ = false;
};

}  // namespace minstrel
