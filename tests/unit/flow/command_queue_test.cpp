#include "runtime/flow/command_queue.h"

#include <gtest/gtest.h>

#include <array>
#include <thread>
#include <variant>

namespace minstrel {
namespace {

uint64_t request_of(const Command& command) {
    return std::get<CancelRequest>(command).request;
}

TEST(CommandQueueTest, first_in_first_out) {
    CommandQueue queue(10);
    for (uint64_t i = 1; i <= 3; ++i) queue.push(CancelRequest{i});
    std::vector<Command> taken(5);
    queue.take(taken, 0);
    ASSERT_EQ(taken.size(), 3u);
    for (uint64_t i = 0; i < 3; ++i) EXPECT_EQ(request_of(taken[i]), i + 1);
    queue.take(taken, 0);
    EXPECT_TRUE(taken.empty());
}

TEST(CommandQueueTest, only_calls_that_repeat_at_will_are_refused) {
    CommandQueue queue(2);
    EXPECT_TRUE(queue.try_push(ResetSession{1}).ok());
    EXPECT_TRUE(queue.try_push(ResetSession{1}).ok());
    const Status refused = queue.try_push(ResetSession{1});
    EXPECT_EQ(refused.code(), Code::kLimitReached);
    EXPECT_NE(refused.message(), "");
    queue.push(CancelRequest{1});
    std::vector<Command> taken;
    queue.take(taken, CommandQueue::kForever);
    EXPECT_EQ(taken.size(), 3u);
    EXPECT_TRUE(queue.try_push(ResetSession{1}).ok());
}

TEST(CommandQueueTest, a_nudge_counts_once_now_or_later) {
    CommandQueue queue(2);
    std::vector<Command> taken;
    queue.nudge();
    queue.take(taken, CommandQueue::kForever);
    EXPECT_TRUE(taken.empty());
    std::thread nudger([&] { queue.nudge(); });
    queue.take(taken, CommandQueue::kForever);
    nudger.join();
    EXPECT_TRUE(taken.empty());
}

TEST(CommandQueueTest, closing_releases_the_engine_thread_for_good) {
    CommandQueue queue(2);
    EXPECT_FALSE(queue.closed());
    std::vector<Command> taken;
    std::thread closer([&] { queue.close(); });
    queue.take(taken, CommandQueue::kForever);
    closer.join();
    EXPECT_TRUE(queue.closed());
    queue.take(taken, CommandQueue::kForever);
    EXPECT_TRUE(taken.empty());
}

TEST(CommandQueueTest, nothing_of_many_producers_is_lost_or_reordered) {
    constexpr uint64_t kThreads = 4, kEach = 5000;
    CommandQueue queue(1);
    std::vector<std::thread> producers;
    for (uint64_t t = 0; t < kThreads; ++t) {
        producers.emplace_back([&queue, t] {
            for (uint64_t i = 0; i < kEach; ++i) queue.push(CancelRequest{t * kEach + i});
        });
    }
    std::array<uint64_t, kThreads> next = {};
    std::vector<Command> taken;
    for (uint64_t received = 0; received < kThreads * kEach; received += taken.size()) {
        queue.take(taken, CommandQueue::kForever);
        for (const Command& command : taken) {
            const uint64_t number = request_of(command);
            ASSERT_EQ(number % kEach, next[number / kEach]++);
        }
    }
    for (std::thread& producer : producers) producer.join();
}

}  // namespace
}  // namespace minstrel
