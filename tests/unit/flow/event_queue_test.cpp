#include "runtime/flow/event_queue.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <thread>

namespace minstrel {
namespace {

class EventQueueTest : public ::testing::Test {
  protected:
    void publish(EventType type, uint64_t subject, std::string_view text = {}, uint64_t value = 0) {
        Notice notice;
        notice.type = type;
        notice.subject = subject;
        notice.text = text;
        notice.values[0] = value;
        queue_.publish(notice);
    }

    PollOutcome poll(size_t capacity = 8) {
        return queue_.poll(std::span(events_.data(), capacity), &count_);
    }

    MemoryAccount account_{AllocatorHooks{}};
    EventQueue queue_{account_};
    std::array<Event, 8> events_;
    uint32_t count_ = 99;
};

TEST_F(EventQueueTest, is_empty_at_first) {
    EXPECT_EQ(poll(), PollOutcome::kNone);
    EXPECT_EQ(count_, 0u);
}

TEST_F(EventQueueTest, text_of_one_request_merges_with_the_newest_numbers) {
    publish(EventType::kText, 1, "Good ", 1);
    publish(EventType::kText, 1, "evening", 2);
    publish(EventType::kText, 1, "!", 3);
    EXPECT_EQ(queue_.pending_count(), 1u);
    EXPECT_EQ(poll(), PollOutcome::kEvents);
    ASSERT_EQ(count_, 1u);
    EXPECT_EQ(events_[0].text, "Good evening!");
    EXPECT_EQ(events_[0].values[0], 3u);
}

TEST_F(EventQueueTest, fields_and_text_pass_each_other) {
    const auto field = [&](uint64_t number, uint64_t occurrence, std::string_view text) {
        Notice notice;
        notice.type = EventType::kField;
        notice.subject = 1;
        notice.text = text;
        notice.payload = number == 0 ? "/a" : "/b";
        notice.values[0] = number;
        notice.values[1] = occurrence;
        queue_.publish(notice);
    };
    for (const char* letter : {"x", "y", "z"}) {
        publish(EventType::kText, 1, letter);
        field(0, 0, letter);
        field(1, 0, letter);
    }
    field(0, 1, "w");
    publish(EventType::kToolRound, 1);
    field(0, 1, "v");
    EXPECT_EQ(queue_.pending_count(), 6u);
    EXPECT_EQ(poll(2), PollOutcome::kEvents);
    field(0, 1, "u");  // what is delivered is not added to
    poll();
    ASSERT_EQ(count_, 4u);
    EXPECT_EQ(events_[0].text, "xyz");
    EXPECT_EQ(events_[0].payload, "/b");
    EXPECT_EQ(events_[0].request, 1u);
    EXPECT_EQ(events_[1].text, "w");
    EXPECT_EQ(events_[2].type, EventType::kToolRound);
    EXPECT_EQ(events_[3].text, "vu");
}

TEST_F(EventQueueTest, thinking_merges_and_keeps_apart_from_text) {
    publish(EventType::kThinking, 1, "Hm, ");
    publish(EventType::kThinking, 1, "hm.");
    publish(EventType::kText, 1, "Two ");
    publish(EventType::kText, 1, "coins.");
    poll();
    ASSERT_EQ(count_, 2u);
    EXPECT_EQ(events_[0].type, EventType::kThinking);
    EXPECT_EQ(events_[0].text, "Hm, hm.");
    EXPECT_EQ(events_[0].request, 1u);
    EXPECT_EQ(events_[1].text, "Two coins.");
}

TEST_F(EventQueueTest, text_of_other_requests_in_between_does_not_matter) {
    publish(EventType::kText, 1, "a");
    publish(EventType::kText, 2, "x");
    publish(EventType::kText, 1, "b");
    publish(EventType::kText, 2, "y");
    poll();
    ASSERT_EQ(count_, 2u);
    EXPECT_EQ(events_[0].text, "ab");
    EXPECT_EQ(events_[1].text, "xy");
}

TEST_F(EventQueueTest, nothing_overtakes_other_news_of_its_request) {
    publish(EventType::kText, 1, "a");
    publish(EventType::kContextTrimmed, 1);
    publish(EventType::kText, 1, "b");
    publish(EventType::kDone, 1);
    poll();
    ASSERT_EQ(count_, 4u);
    EXPECT_EQ(events_[0].text, "a");
    EXPECT_EQ(events_[1].type, EventType::kContextTrimmed);
    EXPECT_EQ(events_[2].text, "b");
    EXPECT_EQ(events_[3].type, EventType::kDone);
}

TEST_F(EventQueueTest, delivered_text_is_not_added_to) {
    publish(EventType::kText, 1, "a");
    poll();
    const std::string_view lent = events_[0].text;
    publish(EventType::kText, 1, "b");
    EXPECT_EQ(lent, "a");
    poll();
    ASSERT_EQ(count_, 1u);
    EXPECT_EQ(events_[0].text, "b");
}

TEST_F(EventQueueTest, sequence_starts_at_one_and_is_given_at_delivery) {
    for (uint64_t subject = 1; subject <= 5; ++subject) publish(EventType::kText, subject, "a");
    poll(2);
    EXPECT_EQ(count_, 2u);
    EXPECT_EQ(events_[0].sequence, 1u);
    EXPECT_EQ(events_[1].sequence, 2u);
    publish(EventType::kText, 1, "b");
    poll();
    ASSERT_EQ(count_, 4u);
    for (uint32_t i = 0; i < 4; ++i) EXPECT_EQ(events_[i].sequence, 3 + i);
    EXPECT_EQ(events_[3].request, 1u);
}

TEST_F(EventQueueTest, model_events_have_no_request) {
    publish(EventType::kModelProgress, 7, {}, 7);
    publish(EventType::kModelProgress, 7, {}, 7);
    publish(EventType::kModelReady, 7, {}, 7);
    poll();
    ASSERT_EQ(count_, 2u);
    EXPECT_EQ(events_[0].type, EventType::kModelProgress);
    EXPECT_EQ(events_[0].request, 0u);
    EXPECT_EQ(events_[1].type, EventType::kModelReady);
    EXPECT_EQ(events_[1].values[0], 7u);
}

TEST_F(EventQueueTest, lent_text_survives_publishing) {
    for (uint64_t subject = 1; subject <= 4; ++subject) {
        publish(EventType::kText, subject, std::string(subject * 10, 'a'));
    }
    poll();
    for (int i = 0; i < 1000; ++i) publish(EventType::kText, 9, "zzzzzzzzzzzzzzzzzzzzzzzzz");
    for (uint64_t i = 0; i < 4; ++i) EXPECT_EQ(events_[i].text, std::string((i + 1) * 10, 'a'));
}

TEST_F(EventQueueTest, wait_times_out_and_is_woken) {
    EXPECT_EQ(queue_.wait(0, events_, &count_), PollOutcome::kTimeout);
    EXPECT_EQ(queue_.wait(1000, events_, &count_), PollOutcome::kTimeout);
    queue_.wake();
    EXPECT_EQ(queue_.wait(UINT64_MAX, events_, &count_), PollOutcome::kNone);
    EXPECT_EQ(queue_.wait(0, events_, &count_), PollOutcome::kTimeout);
    publish(EventType::kText, 1, "a");
    EXPECT_EQ(queue_.wait(UINT64_MAX, events_, &count_), PollOutcome::kEvents);
    EXPECT_EQ(count_, 1u);
}

TEST_F(EventQueueTest, a_second_pump_is_busy) {
    std::thread waiter([this] {
        std::array<Event, 1> events;
        uint32_t count = 0;
        while (queue_.wait(UINT64_MAX, events, &count) == PollOutcome::kBusy) continue;
    });
    while (poll() != PollOutcome::kBusy) continue;
    EXPECT_EQ(count_, 0u);
    queue_.wake();
    waiter.join();
}

TEST_F(EventQueueTest, text_from_another_thread_arrives_whole) {
    std::thread producer([this] {
        for (int i = 0; i < 20000; ++i) publish(EventType::kText, 1, "0123456789");
        publish(EventType::kDone, 1);
    });
    std::string text;
    uint64_t last = 0;
    for (bool done = false; !done;) {
        queue_.wait(UINT64_MAX, events_, &count_);
        for (uint32_t i = 0; i < count_; ++i) {
            EXPECT_EQ(events_[i].sequence, ++last);
            text += events_[i].text;
            done = events_[i].type == EventType::kDone;
        }
    }
    producer.join();
    ASSERT_EQ(text.size(), 200000u);
    for (size_t i = 0; i < text.size(); ++i) ASSERT_EQ(text[i], '0' + static_cast<char>(i % 10));
}

TEST_F(EventQueueTest, memory_returns) {
    {
        EventQueue queue(account_);
        Notice notice;
        notice.subject = 1;
        const std::string text(100000, 'a');
        notice.text = text;
        queue.publish(notice);
        EXPECT_GE(account_.bytes(MemoryTag::kFlow), 100000u);
        queue.poll(events_, &count_);
        EXPECT_GE(account_.bytes(MemoryTag::kFlow), 100000u) << "the text is lent";
        queue.poll(events_, &count_);
        EXPECT_LT(account_.bytes(MemoryTag::kFlow), 10000u);
    }
    EXPECT_EQ(account_.bytes(MemoryTag::kFlow), 0u);
}

}  // namespace
}  // namespace minstrel
