#include "kernels/cpu/worker_pool.h"

#include <algorithm>
#include <cfenv>
#include <chrono>
#include <system_error>

#include "kernels/cpu/cpu_features.h"

#if MST_CPU_X86
#include <immintrin.h>
#endif

namespace minstrel::kernels {
namespace {

using Clock = std::chrono::steady_clock;

// How long an idle worker waits before it sleeps: longer than the pause between two steps, shorter
// than a game would notice.
constexpr auto kSpinTime = std::chrono::microseconds(50);
constexpr uint32_t kMaxThreads = 1024;
constexpr uint32_t kMaxRounds = 6;  // the last pieces are a 64th of the work of a thread
// To draw a piece of fewer grains costs more than waiting for the thread that has one too many.
constexpr uint32_t kDrawGrains = 8;

constexpr uint32_t piece_count(uint64_t ticket) {
    return static_cast<uint32_t>(ticket >> 16 & 0xFFFF);
}
constexpr uint32_t next_piece(uint64_t ticket) {
    return static_cast<uint32_t>(ticket & 0xFFFF);
}

void relax() {
#if MST_CPU_X86
    _mm_pause();
#endif
}

// Spins for a moment, then lets others run. `condition` is polled throughout.
template <class Condition>
void wait_until(const Condition& condition) {
    for (uint32_t i = 0; !condition(); ++i) {
        if (i < 1024) {
            relax();
        } else {
            std::this_thread::yield();
        }
    }
}

}  // namespace

WorkerPool::WorkerPool(uint32_t thread_count, const TaskSystem& tasks,
                       const ThreadSettings& settings)
    : tasks_(tasks) {
    const uint32_t worker_count = std::clamp(thread_count, 1u, kMaxThreads) - 1;
    if (tasks_.submit != nullptr) {
        for (uint32_t i = 0; i < worker_count; ++i) places_.push_back({this, i + 1});
        max_threads_ = worker_count + 1;
        active_.store(max_threads_);
        return;
    }
    active_.store(worker_count + 1);
    workers_.reserve(worker_count);
    for (uint32_t i = 0; i < worker_count; ++i) {
        try {
            workers_.emplace_back([this, i, settings] { worker_main(i + 1, settings); });
        } catch (const std::system_error&) {
            break;
        }
    }
    max_threads_ = static_cast<uint32_t>(workers_.size()) + 1;
    active_.store(max_threads_);
}

WorkerPool::~WorkerPool() {
    stopping_.store(true);
    wake_sleepers();
    resume_.notify_all();
    for (std::thread& worker : workers_) worker.join();
    std::unique_lock lock(mutex_);
    over_.wait(lock, [this] { return task_count_.load() == 0; });
}

void WorkerPool::set_thread_count(uint32_t count) {
    active_.store(std::clamp(count, 1u, max_threads_));
    wake_sleepers();
    resume_.notify_all();
}

void WorkerPool::run(Phase phase) {
    if (phase.count == 0) return;
    const uint32_t most = phase.count / std::max(phase.grain, 1u);
    phase.parts = std::min(most, thread_count());
    if (phase.parts < 2) {
        phase.function(phase.body, 0, phase.count, 0);
        return;
    }
    while (phase.rounds < kMaxRounds && most >> phase.rounds >= kDrawGrains * phase.parts) {
        ++phase.rounds;
    }
    const uint32_t pieces = phase.rounds * phase.parts;
    // No item of the last phase is open, so nobody reads phase_ now.
    phase_ = phase;
    done_.store(0, std::memory_order_relaxed);
    const uint64_t number = (ticket_.load(std::memory_order_relaxed) >> 32) + 1;
    ticket_.store(number << 32 | static_cast<uint64_t>(pieces) << 16);
    if (sleeper_count_.load() != 0) wake_sleepers();
    if (task_count_.load() + 1 < phase.parts && !places_.empty()) submit_tasks(phase.parts - 1);
    while (work_once(0)) {
    }
    wait_until([&] { return done_.load(std::memory_order_acquire) == pieces; });
}

// Round r deals out the items from count - (count >> r), the last round all that are left.
uint32_t WorkerPool::piece_begin(const Phase& phase, uint32_t piece) {
    const uint32_t round = piece / phase.parts, place = piece % phase.parts;
    if (round == phase.rounds) return phase.count;
    const uint32_t left = phase.count >> round;
    const uint32_t after = round + 1 == phase.rounds ? 0 : left / 2;
    return phase.count - left + static_cast<uint32_t>(uint64_t{left - after} * place / phase.parts);
}

// Draws one piece and works on it. The phase cannot end before that, so its data may be read.
bool WorkerPool::work_once(uint32_t thread) {
    uint64_t ticket = ticket_.load(std::memory_order_acquire);
    do {
        if (next_piece(ticket) >= piece_count(ticket)) return false;
        // Whoever sees the phase sees the number of threads that was set before it.
        if (thread >= active_.load(std::memory_order_relaxed)) return false;
    } while (!ticket_.compare_exchange_weak(ticket, ticket + 1, std::memory_order_acq_rel,
                                            std::memory_order_acquire));
    const uint32_t begin = piece_begin(phase_, next_piece(ticket));
    const uint32_t end = piece_begin(phase_, next_piece(ticket) + 1);
    if (begin < end) phase_.function(phase_.body, begin, end, thread);
    done_.fetch_add(1, std::memory_order_release);
    return true;
}

bool WorkerPool::has_work(uint32_t thread) const {
    if (stopping_.load()) return true;
    const uint64_t ticket = ticket_.load();
    return thread < active_.load() && next_piece(ticket) < piece_count(ticket);
}

bool WorkerPool::spin_for_work(uint32_t thread) const {
    const Clock::time_point limit = Clock::now() + kSpinTime;
    do {
        for (int i = 0; i < 32; ++i) {
            if (has_work(thread)) return true;
            relax();
        }
    } while (Clock::now() < limit);
    return false;
}

void WorkerPool::worker_main(uint32_t thread, const ThreadSettings& settings) {
    apply(settings);
    // The creating thread may flush denormals or round differently; results must not follow it.
    std::fesetenv(FE_DFL_ENV);
    while (!stopping_.load()) {
        const bool active = thread < active_.load();
        if (active && (work_once(thread) || spin_for_work(thread))) continue;
        rest(thread);
    }
}

// Sleeps until there is work or, while the pool has fewer threads, until it has more.
void WorkerPool::rest(uint32_t thread) {
    std::unique_lock lock(mutex_);
    if (thread >= active_.load()) {
        resume_.wait(lock, [&] { return stopping_.load() || thread < active_.load(); });
        return;
    }
    // The count goes up before the last look and run() reads it after publishing: one of the two
    // sees the other.
    sleeper_count_.fetch_add(1);
    wake_.wait(lock, [&] { return has_work(thread) || thread >= active_.load(); });
    sleeper_count_.fetch_sub(1);
}

void WorkerPool::wake_sleepers() {
    // The empty section orders this after a sleeper's last look.
    { const std::lock_guard lock(mutex_); }
    wake_.notify_all();
}

// Asks the host for tasks until `helpers` are there or on their way. What it does not run at once
// delays nothing: the caller works too.
void WorkerPool::submit_tasks(uint32_t helpers) {
    for (Place& place : places_) {
        if (place.thread > helpers) return;
        {
            const std::lock_guard lock(mutex_);
            if (place.taken) continue;
            place.taken = true;
            task_count_.fetch_add(1);
        }
        if (!tasks_.submit(tasks_.user, run_task, &place)) return leave(place);
    }
}

void WorkerPool::run_task(void* context) {
    auto& place = *static_cast<Place*>(context);
    WorkerPool& pool = *place.pool;
    std::fenv_t host;
    std::fegetenv(&host);
    std::fesetenv(FE_DFL_ENV);
    while (!pool.stopping_.load() &&
           (pool.work_once(place.thread) || pool.spin_for_work(place.thread))) {
    }
    std::fesetenv(&host);
    pool.leave(place);
}

// The pool may be gone as soon as the lock is.
void WorkerPool::leave(Place& place) {
    const std::lock_guard lock(mutex_);
    place.taken = false;
    task_count_.fetch_sub(1);
    over_.notify_all();
}

}  // namespace minstrel::kernels
