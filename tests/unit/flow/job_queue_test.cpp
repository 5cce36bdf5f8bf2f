#include "runtime/flow/job_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <new>
#include <thread>
#include <vector>

namespace minstrel {
namespace {

struct Job {
    explicit Job(int value) : number(value) {
        if (value < 0) throw std::bad_alloc();
    }
    int number;
    std::atomic<bool> cancelled = false;  // jobs stay where they are
};

std::vector<int> numbers_of(const std::list<Job>& jobs) {
    std::vector<int> numbers;
    for (const Job& job : jobs) numbers.push_back(job.number);
    return numbers;
}

TEST(JobQueueTest, jobs_are_done_and_come_back_in_order) {
    JobQueue<Job> queue;
    for (const int number : {1, 2, 3}) queue.add(number);
    EXPECT_TRUE(queue.take_done().empty());
    for (const int number : {1, 2, 3}) {
        EXPECT_EQ(queue.next()->number, number);
        queue.finish();
    }
    for (const int number : {1, 2, 3})
        EXPECT_EQ(numbers_of(queue.take_done()), std::vector{number});
    EXPECT_TRUE(queue.take_done().empty());
}

TEST(JobQueueTest, what_cannot_be_added_changes_nothing) {
    JobQueue<Job> queue;
    queue.add(1);
    EXPECT_THROW(queue.add(-1), std::bad_alloc);
    queue.add(2);
    EXPECT_EQ(queue.next()->number, 1);
    queue.finish();
    EXPECT_EQ(queue.next()->number, 2);
}

TEST(JobQueueTest, jobs_can_be_reached_until_they_are_done) {
    JobQueue<Job> queue;
    for (const int number : {1, 2, 3}) queue.add(number);
    (void)queue.next();
    queue.finish();
    const Job* under_way = queue.next();
    std::vector<int> open;
    queue.for_each_open([&](Job& job) {
        open.push_back(job.number);
        job.cancelled.store(true);
    });
    EXPECT_EQ(open, (std::vector{2, 3}));
    EXPECT_TRUE(under_way->cancelled.load());
    EXPECT_FALSE(queue.take_done().front().cancelled.load());
}

TEST(JobQueueTest, a_closed_queue_ends_its_worker_and_keeps_what_is_done) {
    JobQueue<Job> queue;
    std::atomic<int> done = 0;
    std::thread worker([&] {
        while (queue.next() != nullptr) {
            queue.finish();
            ++done;
        }
    });
    constexpr int kJobs = 1000;
    for (int i = 0; i < kJobs; ++i) queue.add(i);
    for (int i = 0; i < kJobs;) {
        for (const Job& job : queue.take_done()) EXPECT_EQ(job.number, i++);
    }
    queue.add(kJobs);
    while (done.load() <= kJobs) std::this_thread::yield();
    queue.close();
    worker.join();
    queue.add(kJobs + 1);
    EXPECT_EQ(queue.next(), nullptr);
    EXPECT_EQ(numbers_of(queue.take_done()), std::vector{kJobs});
}

}  // namespace
}  // namespace minstrel
