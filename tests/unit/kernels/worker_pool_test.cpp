#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <ctime>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "kernels/cpu/worker_pool.h"

namespace minstrel::kernels {
namespace {

TEST(WorkerPool, visits_every_item_once) {
    for (uint32_t threads : {1u, 2u, 3u, 8u}) {
        WorkerPool pool(threads);
        for (uint32_t count : {0u, 1u, 2u, 7u, 100u, 70000u}) {
            for (uint32_t grain : {0u, 1u, 3u, 1000u}) {
                std::vector<std::atomic<int>> visits(count);
                pool.parallel_for(count, grain, [&](uint32_t begin, uint32_t end, uint32_t thread) {
                    EXPECT_LT(thread, pool.thread_count());
                    EXPECT_LT(begin, end);
                    for (uint32_t i = begin; i < end; ++i) ++visits[i];
                });
                for (const auto& n : visits) ASSERT_EQ(n.load(), 1);
            }
        }
    }
}

TEST(WorkerPool, keeps_a_thread_index_to_one_thread_at_a_time) {
    WorkerPool pool(4);
    std::vector<std::atomic<int>> busy(pool.thread_count());
    for (int round = 0; round < 200; ++round) {
        pool.parallel_for(64, 1, [&](uint32_t, uint32_t, uint32_t thread) {
            EXPECT_EQ(busy[thread].fetch_add(1), 0);
            busy[thread].fetch_sub(1);
        });
    }
}

// Plain writes of one phase are plain reads of the next; a lost order shows as a wrong sum, and
// under the thread sanitizer as a race.
TEST(WorkerPool, a_phase_sees_the_writes_of_the_phase_before) {
    WorkerPool pool(3);
    std::vector<uint64_t> values(60, 1);
    std::vector<uint64_t> next(60);
    for (int round = 0; round < 5000; ++round) {
        pool.parallel_for(60, 1, [&](uint32_t begin, uint32_t end, uint32_t) {
            for (uint32_t i = begin; i < end; ++i) next[i] = values[(i + 7) % 60] + 1;
        });
        values.swap(next);
    }
    for (uint64_t v : values) ASSERT_EQ(v, 5001u);
}

TEST(WorkerPool, wakes_workers_that_sleep) {
    WorkerPool pool(2);
    for (int round = 0; round < 20; ++round) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        std::atomic<uint32_t> sum{0};
        pool.parallel_for(8, 1,
                          [&](uint32_t begin, uint32_t end, uint32_t) { sum += end - begin; });
        ASSERT_EQ(sum.load(), 8u);
    }
}

// The second piece waits for the first, so the phase ends only when a worker really helps.
TEST(WorkerPool, workers_take_part) {
    WorkerPool pool(2);
    if (pool.thread_count() < 2) GTEST_SKIP() << "the system gave no second thread";
    for (int round = 0; round < 5; ++round) {
        std::atomic<int> arrived{0};
        pool.parallel_for(2, 1, [&](uint32_t, uint32_t, uint32_t) {
            ++arrived;
            while (arrived.load() < 2) std::this_thread::yield();
        });
    }
}

TEST(WorkerPool, idle_workers_use_no_time) {
    WorkerPool pool(4);
    pool.parallel_for(16, 1, [](uint32_t, uint32_t, uint32_t) {});
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const std::clock_t before = std::clock();  // of all threads
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    const double used = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    EXPECT_LT(used, 0.02);
}

// Every phase is complete, whatever the number of threads, and no index leaves its range.
TEST(WorkerPool, the_number_of_threads_changes_while_it_works) {
    WorkerPool pool(4);
    for (uint32_t round = 0; round < 400; ++round) {
        const uint32_t threads = 1 + round * 7 % 6;  // above the most: as many as there are
        pool.set_thread_count(threads);
        EXPECT_EQ(pool.thread_count(), std::min(threads, pool.max_thread_count()));
        std::vector<std::atomic<int>> visits(300);
        pool.parallel_for(300, 1, [&](uint32_t begin, uint32_t end, uint32_t thread) {
            EXPECT_LT(thread, pool.max_thread_count());
            for (uint32_t i = begin; i < end; ++i) ++visits[i];
        });
        for (const auto& n : visits) ASSERT_EQ(n.load(), 1);
    }
}

TEST(WorkerPool, one_thread_leaves_the_work_to_the_caller) {
    WorkerPool pool(3);
    pool.set_thread_count(1);
    const auto caller = std::this_thread::get_id();
    for (int round = 0; round < 100; ++round) {
        pool.parallel_for(64, 1, [&](uint32_t, uint32_t, uint32_t thread) {
            EXPECT_EQ(thread, 0u);
            EXPECT_EQ(std::this_thread::get_id(), caller);
        });
    }
    pool.set_thread_count(2);  // one of the two that rest
    std::atomic<int> arrived{0};
    if (pool.max_thread_count() < 2) GTEST_SKIP() << "the system gave no second thread";
    pool.parallel_for(2, 1, [&](uint32_t, uint32_t, uint32_t) {
        ++arrived;
        while (arrived.load() < 2) std::this_thread::yield();
    });
}

TEST(WorkerPool, resting_workers_use_no_time) {
    WorkerPool pool(4);
    pool.set_thread_count(1);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const std::clock_t before = std::clock();
    for (int round = 0; round < 20; ++round) {
        pool.parallel_for(64, 1, [](uint32_t, uint32_t, uint32_t) {});
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    EXPECT_LT(static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC, 0.02);
}

// A host with workers of its own, as game engines have: a queue and threads that run what is in it.
class HostTasks {
  public:
    explicit HostTasks(uint32_t threads) {
        for (uint32_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
    }
    ~HostTasks() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        news_.notify_all();
        for (std::thread& thread : threads_) thread.join();
        EXPECT_TRUE(queue_.empty());
    }
    TaskSystem system() { return {this, submit}; }
    uint32_t submitted() const { return submitted_.load(); }
    void refuse() { refuses_.store(true); }
    void hold(bool held) {
        {
            const std::lock_guard lock(mutex_);
            held_ = held;
        }
        news_.notify_all();
    }

  private:
    struct Task {
        void (*function)(void*);
        void* context;
    };
    static bool submit(void* user, void (*task)(void*), void* context) {
        auto& self = *static_cast<HostTasks*>(user);
        if (self.refuses_.load()) return false;
        ++self.submitted_;
        {
            const std::lock_guard lock(self.mutex_);
            self.queue_.push_back({task, context});
        }
        self.news_.notify_one();
        return true;
    }
    void work() {
        std::unique_lock lock(mutex_);
        while (true) {
            news_.wait(lock, [this] { return closed_ || (!held_ && !queue_.empty()); });
            if (queue_.empty()) return;
            const Task task = queue_.front();
            queue_.pop_front();
            lock.unlock();
            task.function(task.context);
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable news_;
    std::deque<Task> queue_;
    bool closed_ = false, held_ = false;
    std::atomic<bool> refuses_{false};
    std::atomic<uint32_t> submitted_{0};
    std::vector<std::thread> threads_;
};

void expect_complete_phases(WorkerPool& pool, int rounds) {
    std::vector<uint64_t> values(60, 1), next(60);
    for (int round = 0; round < rounds; ++round) {
        pool.parallel_for(60, 1, [&](uint32_t begin, uint32_t end, uint32_t thread) {
            EXPECT_LT(thread, pool.max_thread_count());
            for (uint32_t i = begin; i < end; ++i) next[i] = values[(i + 7) % 60] + 1;
        });
        values.swap(next);
    }
    for (uint64_t v : values) ASSERT_EQ(v, static_cast<uint64_t>(rounds) + 1);
}

TEST(WorkerPool, tasks_of_the_host_do_the_work) {
    HostTasks host(2);
    WorkerPool pool(3, host.system());
    EXPECT_EQ(pool.thread_count(), 3u);
    for (int i = 0; i < 5; ++i) {
        expect_complete_phases(pool, 500);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));  // the tasks end
    }
    EXPECT_GT(host.submitted(), 0u);
    pool.parallel_for(
        2, 1, [arrived = std::make_shared<std::atomic<int>>(0)](uint32_t, uint32_t, uint32_t) {
            ++*arrived;
            while (arrived->load() < 2) std::this_thread::yield();
        });
}

TEST(WorkerPool, a_host_that_is_busy_or_refuses_delays_nothing) {
    HostTasks host(1);
    {
        WorkerPool pool(4, host.system());
        host.hold(true);
        expect_complete_phases(pool, 100);
        EXPECT_EQ(host.submitted(), 3u);  // and none twice
        host.hold(false);                 // the pool waits for them
    }
    WorkerPool pool(4, host.system());
    host.refuse();
    expect_complete_phases(pool, 100);
}

TEST(WorkerPool, tasks_leave_an_idle_pool) {
    HostTasks host(2);
    WorkerPool pool(3, host.system());
    expect_complete_phases(pool, 10);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const std::clock_t before = std::clock();
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    EXPECT_LT(static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC, 0.02);
}

TEST(WorkerPool, stops_at_once_in_every_state) {
    for (int round = 0; round < 50; ++round) {
        WorkerPool pool(4);
        if (round % 2 == 0) pool.parallel_for(100, 1, [](uint32_t, uint32_t, uint32_t) {});
    }
}

}  // namespace
}  // namespace minstrel::kernels
