// Events on their way to the host: one producer (the engine thread), one consumer at a time (the
// pump). Owned by the engine.
//
// Bounded: what merges is merged where it waits, so a subject (request or model) never has more
// than one entry for each of its kinds of news. Text of delivered events stays alive until the
// next poll or wait.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory_resource>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/core/allocator.h"
#include "runtime/flow/event.h"

namespace minstrel {

// As published by the engine thread; text is copied or appended.
struct Notice {
    EventType type = EventType::kText;
    Code result = Code::kOk;
    uint64_t subject =
        0;  // id of the request, session, model, …; news of one subject stay in order
    uint64_t session = 0;
    std::string_view text;
    std::string_view payload;
    uint64_t values[4] = {0, 0, 0, 0};
    void* user_data = nullptr;
};

enum class PollOutcome : uint8_t { kEvents, kNone, kTimeout, kBusy };

class EventQueue {
  public:
    explicit EventQueue(MemoryAccount& account);

    // An event with its text, complete but not yet on its way: what it needs of memory is there.
    struct Entry {
        Event event;  // without text
        std::pmr::string text;
        std::pmr::string payload;
    };
    Entry prepare(const Notice& notice);
    void publish(Entry entry);
    // Both at once, or added to what waits when it is of a kind that merges.
    void publish(const Notice& notice);

    PollOutcome poll(std::span<Event> out_events, uint32_t* out_count);
    PollOutcome wait(uint64_t timeout_ns, std::span<Event> out_events, uint32_t* out_count);
    void wake();

    size_t pending_count() const;

  private:
    // Numbers of the entries of one subject that something may be added to. Text and fields of an
    // answer come in turns, so each may pass the others.
    struct Newest {
        uint64_t any = 0;  // the newest of all
        uint64_t text = kNone;
        std::vector<uint64_t> fields;
        static constexpr uint64_t kNone = UINT64_MAX;
    };

    Entry* find_to_merge(const Notice& notice);
    void note_newest(const Entry& entry, uint64_t number);
    bool merge(const Notice& notice, uint64_t now);
    std::pmr::string take_string(EventType type);
    uint32_t deliver(std::span<Event> out_events);
    void recycle_delivered();

    TaggedResource memory_;
    mutable std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<Entry> pending_;
    uint64_t first_index_ = 0;                     // number of the entry at the front of pending_
    std::unordered_map<uint64_t, Newest> newest_;  // by subject
    std::vector<std::pmr::string> spare_;          // empty strings that kept their memory
    uint64_t sequence_ = 0;
    bool woken_ = false;

    std::atomic_flag pumping_ = ATOMIC_FLAG_INIT;
    std::vector<Entry> delivered_;  // owned by the pump
};

}  // namespace minstrel
