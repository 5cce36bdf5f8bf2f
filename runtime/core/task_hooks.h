// Workers of the host, as the runtime asks them. Stateless; the host's object outlives the engine.
#pragma once

namespace minstrel {

struct TaskHooks {
    void* user = nullptr;
    // Has task(context) run once, on another thread; false when that cannot be. Null = no workers.
    bool (*submit)(void* user, void (*task)(void* context), void* context) = nullptr;
};

}  // namespace minstrel
