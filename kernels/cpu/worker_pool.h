// A small pool for the phases of one step. The calling thread works too. One caller at a time; the
// owner is the CPU back end, the caller its engine thread.
//
// A phase is a number of work items that threads draw from one shared word. It ends when all items
// are done, not when all threads were seen, so a worker that the operating system holds back delays
// nothing unless it holds an item. Idle workers spin for a moment, then sleep.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace minstrel::kernels {

class WorkerPool {
  public:
    // Starts `thread_count - 1` workers, fewer when the system refuses.
    explicit WorkerPool(uint32_t thread_count);
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    // Threads that share the work, the caller included.
    uint32_t thread_count() const { return static_cast<uint32_t>(workers_.size()) + 1; }

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
        uint32_t grain = 1;  // after run(): items a piece
    };

    template <class Body>
    static void call(const void* body, uint32_t begin, uint32_t end, uint32_t thread) {
        (*static_cast<const Body*>(body))(begin, end, thread);
    }

    void run(Phase phase);
    bool work_once(uint32_t thread);
    void worker_main(uint32_t thread);
    bool spin_for_work() const;
    bool has_work() const;
    void wake_sleepers();

    // Bits: 32 phase number, 16 pieces of the phase, 16 next piece.
    alignas(64) std::atomic<uint64_t> ticket_{0};
    alignas(64) std::atomic<uint32_t> done_{0};
    alignas(64) Phase phase_;
    std::atomic<uint32_t> sleeper_count_{0};
    std::atomic<bool> stopping_{false};
    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<std::thread> workers_;
};

}  // namespace minstrel::kernels
