// A small pool for the phases of one step. The calling thread works too. One caller at a time; the
// owner is the CPU back end, the caller its engine thread. Workers are threads of the pool or,
// where the host has a task system, tasks that it runs: such a task stays as long as there is work.
//
// A phase is a number of work items that threads draw from one shared word. It ends when all items
// are done, not when all threads were seen, so a worker that the operating system holds back delays
// nothing unless it holds an item. Idle workers spin for a moment, then sleep, or end their task.
//
// Pieces shrink: each round deals out half of what is left, at most one piece a thread, so a phase
// needs few draws and its threads finish close together (guided self-scheduling, Polychronopoulos
// and Kuck, 1987).
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "kernels/backend.h"

namespace minstrel::kernels {

class WorkerPool {
  public:
    // Starts `thread_count - 1` workers, fewer when the system refuses; none with a task system.
    explicit WorkerPool(uint32_t thread_count, const TaskSystem& tasks = {},
                        const ThreadSettings& settings = {});
    // Waits for the tasks that the host has not run to their end.
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    // Threads that share the work, the caller included, and how many they can be at most. Indices
    // of threads are below the latter.
    uint32_t thread_count() const { return active_.load(std::memory_order_relaxed); }
    uint32_t max_thread_count() const { return max_threads_; }
    // From the next phase on; 1 to max_thread_count(). The caller's thread only.
    void set_thread_count(uint32_t count);

    // Calls body(begin, end, thread_index) over [0, count) in pieces of at least `grain` items and
    // returns when all are done. A single piece runs on the calling thread at once.
    template <class Body>
    void parallel_for(uint32_t count, uint32_t grain, const Body& body) {
        run({&call<Body>, &body, count, grain});
    }

  private:
    struct Phase {
        void (*function)(const void* body, uint32_t begin, uint32_t end, uint32_t thread) = nullptr;
        const void* body = nullptr;
        uint32_t count = 0;
        uint32_t grain = 1;
        // Set by run():
        uint32_t parts = 1;  // pieces of a round
        uint32_t rounds = 1;
    };

    template <class Body>
    static void call(const void* body, uint32_t begin, uint32_t end, uint32_t thread) {
        (*static_cast<const Body*>(body))(begin, end, thread);
    }

    // A place in the pool that a task of the host may take.
    struct Place {
        WorkerPool* pool = nullptr;
        uint32_t thread = 0;
        bool taken = false;  // under mutex_
    };

    void run(Phase phase);
    static uint32_t piece_begin(const Phase& phase, uint32_t piece);
    bool work_once(uint32_t thread);
    void worker_main(uint32_t thread, const ThreadSettings& settings);
    void rest(uint32_t thread);
    bool spin_for_work(uint32_t thread) const;
    bool has_work(uint32_t thread) const;
    void wake_sleepers();
    void submit_tasks(uint32_t helpers);
    static void run_task(void* place);
    void leave(Place& place);

    // Bits: 32 phase number, 16 pieces of the phase, 16 next piece.
    alignas(64) std::atomic<uint64_t> ticket_{0};
    alignas(64) std::atomic<uint32_t> done_{0};
    alignas(64) Phase phase_;
    std::atomic<uint32_t> sleeper_count_{0};  // of the active workers
    std::atomic<uint32_t> active_{1};         // threads; workers from here on rest
    std::atomic<uint32_t> task_count_{0};     // submitted and not over
    std::atomic<bool> stopping_{false};
    uint32_t max_threads_ = 1;
    TaskSystem tasks_;
    std::mutex mutex_;
    std::condition_variable wake_;    // work, for active workers
    std::condition_variable resume_;  // another number of threads
    std::condition_variable over_;    // a task has ended
    std::vector<std::thread> workers_;
    std::vector<Place> places_;
};

}  // namespace minstrel::kernels
