#include "runtime/flow/event_queue.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "runtime/core/clock.h"

namespace minstrel {
namespace {

constexpr size_t kMaxSpare = 256;
constexpr size_t kMaxSpareBytes = 4096;
constexpr size_t kMaxOpenFields = 16;  // of one request

bool merges(EventType type) {
    return type == EventType::kText || type == EventType::kThinking || type == EventType::kField ||
           type == EventType::kLive || type == EventType::kModelProgress ||
           type == EventType::kHistory;
}

bool is_about_request(EventType type) {
    return (type >= EventType::kText && type <= EventType::kCancelled) ||
           (type >= EventType::kToolCall && type <= EventType::kToolRound) ||
           type == EventType::kThinking || type == EventType::kField || type == EventType::kLive;
}

// What a model or a host wrote, of any length.
bool is_long(EventType type) {
    return type == EventType::kText || type == EventType::kThinking || type == EventType::kField ||
           type == EventType::kDone || type == EventType::kToolCall ||
           type == EventType::kToolConfirm || type == EventType::kHistory;
}

}  // namespace

EventQueue::EventQueue(MemoryAccount& account) : memory_(account, MemoryTag::kFlow) {}

// Why something ended is said in small texts that do not come from the host's memory: when that
// has run out, this very news must still arrive.
std::pmr::string EventQueue::take_string(EventType type) {
    if (!is_long(type)) return std::pmr::string(std::pmr::new_delete_resource());
    if (spare_.empty()) return std::pmr::string(&memory_);
    std::pmr::string text = std::move(spare_.back());
    spare_.pop_back();
    return text;
}

// The waiting entry that `notice` continues; null when there is none.
EventQueue::Entry* EventQueue::find_to_merge(const Notice& notice) {
    if (!merges(notice.type)) return nullptr;
    const auto found = newest_.find(notice.subject);
    if (found == newest_.end()) return nullptr;
    const Newest& newest = found->second;
    const auto waiting = [this](uint64_t number) {
        return number != Newest::kNone && number >= first_index_ ? &pending_[number - first_index_]
                                                                 : nullptr;
    };
    if (notice.type == EventType::kField) {
        const size_t seen = std::min(newest.fields.size(), kMaxOpenFields);
        for (size_t i = 0; i < seen; ++i) {
            Entry* entry = waiting(newest.fields[newest.fields.size() - 1 - i]);
            if (entry != nullptr && entry->event.values[0] == notice.values[0] &&
                entry->event.values[1] == notice.values[1]) {
                return entry;
            }
        }
        return nullptr;
    }
    Entry* entry = waiting(notice.type == EventType::kText ? newest.text : newest.any);
    return entry != nullptr && entry->event.type == notice.type ? entry : nullptr;
}

// Adds `notice` to the waiting entry that it continues.
bool EventQueue::merge(const Notice& notice, uint64_t now) {
    Entry* entry = find_to_merge(notice);
    if (entry == nullptr) return false;
    entry->text.append(notice.text);
    const bool replaces = notice.type == EventType::kHistory || notice.type == EventType::kLive;
    if (replaces) entry->payload.assign(notice.payload);
    std::copy(std::begin(notice.values), std::end(notice.values), entry->event.values);
    entry->event.time_ns = now;
    return true;
}

void EventQueue::note_newest(const Entry& entry, uint64_t number) {
    Newest& newest = newest_[entry.event.request];
    newest.any = number;
    if (entry.event.type == EventType::kText) {
        newest.text = number;
    } else if (entry.event.type == EventType::kField) {
        newest.fields.push_back(number);
    } else {  // nothing is moved past it
        newest.text = Newest::kNone;
        newest.fields.clear();
    }
}

EventQueue::Entry EventQueue::prepare(const Notice& notice) {
    const auto take = [&] {
        const std::lock_guard lock(mutex_);
        return take_string(notice.type);
    };
    Entry entry{Event{}, take(), take()};
    entry.text.assign(notice.text);
    entry.payload.assign(notice.payload);
    entry.event.type = notice.type;
    entry.event.result = notice.result;
    entry.event.session = notice.session;
    entry.event.request = notice.subject;
    entry.event.time_ns = monotonic_ns();
    std::copy(std::begin(notice.values), std::end(notice.values), entry.event.values);
    entry.event.user_data = notice.user_data;
    return entry;
}

void EventQueue::publish(Entry entry) {
    {
        const std::lock_guard lock(mutex_);
        note_newest(entry, first_index_ + pending_.size());
        pending_.push_back(std::move(entry));
    }
    ready_.notify_one();
}

void EventQueue::publish(const Notice& notice) {
    {
        const std::lock_guard lock(mutex_);
        if (merge(notice, monotonic_ns())) return;
    }
    // Complete before it is added: text that finds no memory must not leave half an event.
    publish(prepare(notice));
}

void EventQueue::recycle_delivered() {
    for (Entry& entry : delivered_) {
        for (std::pmr::string* text : {&entry.text, &entry.payload}) {
            if (spare_.size() >= kMaxSpare || text->capacity() > kMaxSpareBytes) continue;
            if (text->get_allocator().resource() != &memory_) continue;
            text->clear();
            spare_.push_back(std::move(*text));
        }
    }
    delivered_.clear();
}

uint32_t EventQueue::deliver(std::span<Event> out_events) {
    const size_t count = std::min(out_events.size(), pending_.size());
    for (size_t i = 0; i < count; ++i) {
        Entry& entry = delivered_.emplace_back(std::move(pending_.front()));
        pending_.pop_front();
        const uint64_t number = first_index_++;
        const uint64_t subject = entry.event.request;
        const auto found = newest_.find(subject);
        if (found != newest_.end() && found->second.any == number) newest_.erase(found);
        entry.event.sequence = ++sequence_;
        if (!is_about_request(entry.event.type)) entry.event.request = 0;
    }
    for (size_t i = 0; i < count; ++i) {  // strings have their final place only now
        out_events[i] = delivered_[i].event;
        out_events[i].text = delivered_[i].text;
        out_events[i].payload = delivered_[i].payload;
    }
    return static_cast<uint32_t>(count);
}

PollOutcome EventQueue::poll(std::span<Event> out_events, uint32_t* out_count) {
    *out_count = 0;
    if (pumping_.test_and_set(std::memory_order_acquire)) return PollOutcome::kBusy;
    {
        const std::lock_guard lock(mutex_);
        recycle_delivered();
        *out_count = deliver(out_events);
    }
    pumping_.clear(std::memory_order_release);
    return *out_count == 0 ? PollOutcome::kNone : PollOutcome::kEvents;
}

PollOutcome EventQueue::wait(uint64_t timeout_ns, std::span<Event> out_events,
                             uint32_t* out_count) {
    *out_count = 0;
    if (pumping_.test_and_set(std::memory_order_acquire)) return PollOutcome::kBusy;
    PollOutcome outcome = PollOutcome::kEvents;
    {
        std::unique_lock lock(mutex_);
        recycle_delivered();
        const auto something = [this] { return !pending_.empty() || woken_; };
        // A century is no limit in practice, and the sum with the clock must not wrap.
        constexpr uint64_t kLongest = uint64_t{100} * 365 * 24 * 3600 * 1'000'000'000;
        const auto limit = std::chrono::nanoseconds(std::min(timeout_ns, kLongest));
        if (!ready_.wait_for(lock, limit, something)) outcome = PollOutcome::kTimeout;
        if (std::exchange(woken_, false) && pending_.empty()) outcome = PollOutcome::kNone;
        *out_count = deliver(out_events);
    }
    pumping_.clear(std::memory_order_release);
    return *out_count > 0 ? PollOutcome::kEvents : outcome;
}

void EventQueue::wake() {
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    ready_.notify_one();
}

size_t EventQueue::pending_count() const {
    const std::lock_guard lock(mutex_);
    return pending_.size();
}

}  // namespace minstrel
