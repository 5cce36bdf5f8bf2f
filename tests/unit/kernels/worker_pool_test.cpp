#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <ctime>
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

TEST(WorkerPool, stops_at_once_in_every_state) {
    for (int round = 0; round < 50; ++round) {
        WorkerPool pool(4);
        if (round % 2 == 0) pool.parallel_for(100, 1, [](uint32_t, uint32_t, uint32_t) {});
    }
}

}  // namespace
}  // namespace minstrel::kernels
