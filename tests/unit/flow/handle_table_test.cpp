#include "runtime/flow/handle_table.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

namespace minstrel {
namespace {

class HandleTableTest : public ::testing::Test {
  protected:
    HandleTableTest() : table_({2, 4, 3, 2, 2, 2, 2}) {
        model_ = table_.acquire(Kind::kModel, 0, nullptr).take();
        session_ = table_.acquire(Kind::kSession, model_, nullptr).take();
    }

    HandleTable table_;
    uint64_t model_ = 0;
    uint64_t session_ = 0;
};

TEST_F(HandleTableTest, ids_carry_kind_generation_and_slot) {
    EXPECT_EQ(kind_of(model_), Kind::kModel);
    EXPECT_EQ(kind_of(session_), Kind::kSession);
    EXPECT_EQ(slot_of(model_), 0u);
    EXPECT_EQ(model_ >> 32 & 0xFFFFFF, 1u);
}

TEST_F(HandleTableTest, null_and_other_kinds_are_invalid_dead_ids_are_stale) {
    EXPECT_TRUE(table_.check(model_, Kind::kModel).ok());
    EXPECT_EQ(table_.check(0, Kind::kModel).code(), Code::kInvalidArgument);
    EXPECT_EQ(table_.check(session_, Kind::kModel).code(), Code::kInvalidArgument);
    EXPECT_EQ(table_.check(model_ + 1, Kind::kModel).code(), Code::kStaleHandle);
    EXPECT_EQ(table_.check(model_ + 100, Kind::kModel).code(), Code::kStaleHandle);
    const uint64_t no_slot = model_ & ~uint64_t{0xFFFFFFFF};
    EXPECT_EQ(table_.check(no_slot, Kind::kModel).code(), Code::kStaleHandle);
    const uint64_t later = model_ + (uint64_t{1} << 32);
    EXPECT_EQ(table_.check(later, Kind::kModel).code(), Code::kStaleHandle);
}

TEST_F(HandleTableTest, a_retired_id_is_stale_before_its_slot_is_free) {
    EXPECT_TRUE(table_.retire(session_, Kind::kSession).ok());
    EXPECT_EQ(table_.check(session_, Kind::kSession).code(), Code::kStaleHandle);
    EXPECT_EQ(table_.retire(session_, Kind::kSession).code(), Code::kStaleHandle);
    EXPECT_EQ(table_.live_count(Kind::kSession), 0u);
    const uint64_t next = table_.acquire(Kind::kSession, model_, nullptr).take();
    EXPECT_NE(slot_of(next), slot_of(session_));
    table_.release(session_);
    EXPECT_EQ(table_.check(session_, Kind::kSession).code(), Code::kStaleHandle);
    EXPECT_TRUE(table_.check(next, Kind::kSession).ok());
}

TEST_F(HandleTableTest, a_slot_comes_back_with_another_generation) {
    ASSERT_TRUE(table_.retire(session_, Kind::kSession).ok());
    table_.release(session_);
    const uint64_t next = table_.acquire(Kind::kSession, model_, nullptr).take();
    EXPECT_EQ(slot_of(next), slot_of(session_));
    EXPECT_NE(next, session_);
    EXPECT_EQ(table_.check(session_, Kind::kSession).code(), Code::kStaleHandle);
    table_.release(session_);  // an old id must not free its successor
    EXPECT_TRUE(table_.check(next, Kind::kSession).ok());
}

TEST_F(HandleTableTest, an_adapter_belongs_to_one_model) {
    const uint64_t other = table_.acquire(Kind::kModel, 0, nullptr).take();
    const uint64_t adapter = table_.acquire(Kind::kAdapter, model_, nullptr).take();
    EXPECT_TRUE(table_.check_adapter(adapter, model_).ok());
    EXPECT_TRUE(table_.check_adapter(adapter, session_).ok());
    EXPECT_EQ(table_.check_adapter(adapter, other).code(), Code::kInvalidArgument);
    const uint64_t elsewhere = table_.acquire(Kind::kSession, other, nullptr).take();
    EXPECT_EQ(table_.check_adapter(adapter, elsewhere).code(), Code::kInvalidArgument);
    EXPECT_EQ(table_.check_adapter(session_, model_).code(), Code::kInvalidArgument);
    EXPECT_EQ(table_.adapter_info(adapter).value(), nullptr);
    table_.set_adapter_info(adapter, std::make_shared<const AdapterInfo>());
    EXPECT_NE(table_.adapter_info(adapter).value(), nullptr);
    ASSERT_TRUE(table_.retire(model_, Kind::kModel).ok());
    EXPECT_EQ(table_.check_adapter(adapter, model_).code(), Code::kStaleHandle);
    EXPECT_EQ(table_.acquire(Kind::kAdapter, model_, nullptr).status().code(), Code::kStaleHandle);
}

TEST_F(HandleTableTest, a_session_ends_with_its_model) {
    ASSERT_TRUE(table_.retire(model_, Kind::kModel).ok());
    EXPECT_EQ(table_.check(session_, Kind::kSession).code(), Code::kStaleHandle);
    EXPECT_EQ(table_.acquire(Kind::kRequest, session_, nullptr).status().code(),
              Code::kStaleHandle);
    EXPECT_EQ(table_.acquire(Kind::kSession, model_, nullptr).status().code(), Code::kStaleHandle);
}

TEST_F(HandleTableTest, the_limit_counts_live_objects) {
    std::vector<uint64_t> requests;
    for (int i = 0; i < 3; ++i) {
        requests.push_back(table_.acquire(Kind::kRequest, session_, nullptr).take());
    }
    EXPECT_EQ(table_.acquire(Kind::kRequest, session_, nullptr).status().code(),
              Code::kLimitReached);
    EXPECT_EQ(table_.live_count(Kind::kRequest), 3u);
    ASSERT_TRUE(table_.retire(requests[1], Kind::kRequest).ok());
    EXPECT_TRUE(table_.acquire(Kind::kRequest, session_, nullptr).ok());
}

TEST_F(HandleTableTest, slots_that_are_being_tidied_up_are_bounded) {
    for (int i = 0; i < 6; ++i) {  // twice the limit of 3
        const Result<uint64_t> request = table_.acquire(Kind::kRequest, session_, nullptr);
        ASSERT_TRUE(request.ok()) << i;
        ASSERT_TRUE(table_.retire(request.value(), Kind::kRequest).ok());
    }
    EXPECT_EQ(table_.acquire(Kind::kRequest, session_, nullptr).status().code(),
              Code::kLimitReached);
}

TEST_F(HandleTableTest, releasing_a_live_slot_ends_it) {
    table_.release(session_);
    EXPECT_EQ(table_.live_count(Kind::kSession), 0u);
    EXPECT_EQ(table_.check(session_, Kind::kSession).code(), Code::kStaleHandle);
    table_.release(session_);
    table_.release(0);
    EXPECT_EQ(table_.live_count(Kind::kSession), 0u);
}

TEST_F(HandleTableTest, cancel_is_marked_once) {
    const uint64_t request = table_.acquire(Kind::kRequest, session_, nullptr).take();
    EXPECT_TRUE(table_.mark_cancelled(request).take());
    EXPECT_FALSE(table_.mark_cancelled(request).take());
    table_.release(request);
    EXPECT_EQ(table_.mark_cancelled(request).status().code(), Code::kStaleHandle);
    const uint64_t next = table_.acquire(Kind::kRequest, session_, nullptr).take();
    EXPECT_EQ(slot_of(next), slot_of(request));
    EXPECT_TRUE(table_.mark_cancelled(next).take()) << "the mark must not outlive its request";
}

TEST_F(HandleTableTest, user_data_belongs_to_the_id) {
    int data = 0;
    const uint64_t request = table_.acquire(Kind::kRequest, session_, &data).take();
    EXPECT_EQ(table_.user_data(request), &data);
    table_.release(request);
    EXPECT_EQ(table_.user_data(request), nullptr);
}

TEST_F(HandleTableTest, information_of_a_slot_is_not_inherited) {
    SessionInfo info;
    info.message_count = 9;
    table_.set_session_info(session_, info);
    SessionInfo seen;
    ASSERT_TRUE(table_.session_info(session_, &seen).ok());
    EXPECT_EQ(seen.message_count, 9u);
    table_.release(session_);
    table_.set_session_info(session_, info);  // late news of the old one
    const uint64_t next = table_.acquire(Kind::kSession, model_, nullptr).take();
    ASSERT_EQ(slot_of(next), slot_of(session_));
    ASSERT_TRUE(table_.session_info(next, &seen).ok());
    EXPECT_EQ(seen.message_count, 0u);
}

TEST_F(HandleTableTest, model_information_is_null_until_it_is_known) {
    EXPECT_EQ(table_.model_info(model_).take(), nullptr);
    const auto info = std::make_shared<const ModelInfo>();
    table_.set_model_info(model_, info);
    EXPECT_EQ(table_.model_info(model_).take(), info);
    table_.release(model_);
    EXPECT_EQ(table_.model_info(model_).status().code(), Code::kStaleHandle);
    EXPECT_EQ(info.use_count(), 1);
}

// A slot whose generations are used up is retired: a repeated one could revive an old id.
TEST(HandleTableWearTest, no_id_comes_twice_when_generations_are_used_up) {
#if defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "one thread and 16 million locks: seconds elsewhere, minutes here";
#endif
    constexpr uint64_t kGenerations = (1u << 24) - 1;
    HandleTable table({1, 1, 1, 2, 1, 1, 1});  // two slots
    const uint64_t first = table.acquire(Kind::kModel, 0, nullptr).take();
    table.release(first);
    uint64_t last = first;
    for (uint64_t i = 1; i < kGenerations; ++i) {
        last = table.acquire(Kind::kModel, 0, nullptr).take();
        table.release(last);
    }
    EXPECT_EQ(slot_of(last), slot_of(first));
    EXPECT_EQ(last >> 32 & 0xFFFFFF, kGenerations);
    const uint64_t other = table.acquire(Kind::kModel, 0, nullptr).take();
    EXPECT_NE(slot_of(other), slot_of(first)) << "the worn-out slot was used again";
    EXPECT_EQ(table.check(first, Kind::kModel).code(), Code::kStaleHandle);
    EXPECT_EQ(table.check(last, Kind::kModel).code(), Code::kStaleHandle);
}

TEST(HandleTableThreadsTest, ids_of_many_threads_are_unique) {
    HandleTable table({1, 64, 64, 2, 1, 1, 1});
    const uint64_t model = table.acquire(Kind::kModel, 0, nullptr).take();
    std::vector<std::set<uint64_t>> seen(4);
    std::vector<std::thread> threads;
    for (std::set<uint64_t>& mine : seen) {
        threads.emplace_back([&table, &mine, model] {
            for (int i = 0; i < 5000; ++i) {
                const uint64_t id = table.acquire(Kind::kSession, model, nullptr).take();
                mine.insert(id);
                table.release(id);
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    std::set<uint64_t> all;
    for (const std::set<uint64_t>& mine : seen) all.insert(mine.begin(), mine.end());
    EXPECT_EQ(all.size(), 20000u);
    EXPECT_EQ(table.live_count(Kind::kSession), 0u);
}

}  // namespace
}  // namespace minstrel
