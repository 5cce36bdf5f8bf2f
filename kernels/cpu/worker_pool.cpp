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
constexpr uint32_t kMaxPieces = 0xFFFF;
constexpr uint32_t kPiecesPerThread = 4;  // evens out threads of different speed

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

WorkerPool::WorkerPool(uint32_t thread_count) {
    const uint32_t worker_count = std::max(1u, thread_count) - 1;
    workers_.reserve(worker_count);
    for (uint32_t i = 0; i < worker_count; ++i) {
        try {
            workers_.emplace_back([this, i] { worker_main(i + 1); });
        } catch (const std::system_error&) {
            break;
        }
    }
}

WorkerPool::~WorkerPool() {
    stopping_.store(true);
    wake_sleepers();
    for (std::thread& worker : workers_) worker.join();
}

void WorkerPool::run(Phase phase) {
    if (phase.count == 0) return;
    const uint32_t most = std::min(thread_count() * kPiecesPerThread, kMaxPieces);
    const uint32_t even = phase.count / most + (phase.count % most != 0);
    phase.grain = std::max({phase.grain, even, 1u});
    const uint32_t pieces = phase.count / phase.grain + (phase.count % phase.grain != 0);
    if (pieces == 1 || workers_.empty()) {
        phase.function(phase.body, 0, phase.count, 0);
        return;
    }
    // No item of the last phase is open, so nobody reads phase_ now.
    phase_ = phase;
    done_.store(0, std::memory_order_relaxed);
    const uint64_t number = (ticket_.load(std::memory_order_relaxed) >> 32) + 1;
    ticket_.store(number << 32 | static_cast<uint64_t>(pieces) << 16);
    if (sleeper_count_.load() != 0) wake_sleepers();
    while (work_once(0)) {
    }
    wait_until([&] { return done_.load(std::memory_order_acquire) == pieces; });
}

// Draws one piece and works on it. The phase cannot end before that, so its data may be read.
bool WorkerPool::work_once(uint32_t thread) {
    uint64_t ticket = ticket_.load(std::memory_order_acquire);
    do {
        if (next_piece(ticket) >= piece_count(ticket)) return false;
    } while (!ticket_.compare_exchange_weak(ticket, ticket + 1, std::memory_order_acq_rel,
                                            std::memory_order_acquire));
    const uint32_t begin = next_piece(ticket) * phase_.grain;
    const uint32_t end = std::min(phase_.count - begin, phase_.grain) + begin;
    phase_.function(phase_.body, begin, end, thread);
    done_.fetch_add(1, std::memory_order_release);
    return true;
}

bool WorkerPool::has_work() const {
    const uint64_t ticket = ticket_.load();
    return next_piece(ticket) < piece_count(ticket) || stopping_.load();
}

bool WorkerPool::spin_for_work() const {
    const Clock::time_point limit = Clock::now() + kSpinTime;
    do {
        for (int i = 0; i < 32; ++i) {
            if (has_work()) return true;
            relax();
        }
    } while (Clock::now() < limit);
    return false;
}

void WorkerPool::worker_main(uint32_t thread) {
    // The creating thread may flush denormals or round differently; results must not follow it.
    std::fesetenv(FE_DFL_ENV);
    while (!stopping_.load()) {
        if (work_once(thread) || spin_for_work()) continue;
        std::unique_lock lock(mutex_);
        // The count goes up before the last look and run() reads it after publishing: one of the
        // two sees the other.
        sleeper_count_.fetch_add(1);
        wake_.wait(lock, [this] { return has_work(); });
        sleeper_count_.fetch_sub(1);
    }
}

void WorkerPool::wake_sleepers() {
    // The empty section orders this after a sleeper's last look.
    { const std::lock_guard lock(mutex_); }
    wake_.notify_all();
}

}  // namespace minstrel::kernels
