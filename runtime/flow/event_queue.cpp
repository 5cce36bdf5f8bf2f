#include "runtime/flow/event_queue.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "runtime/core/clock.h"

namespace minstrel {
namespace {

constexpr size_t kMaxSpare = 256;
constexpr size_t kMaxSpareBytes = 4096;

bool merges(EventType type) {
    return type == EventType::kText || type == EventType::kModelProgress;
}

bool is_about_model(EventType type) {
    return type <= EventType::kModelFailed;
}

}  // namespace

EventQueue::EventQueue(MemoryAccount& account) : memory_(account, MemoryTag::kFlow) {}

// Why something ended is said in small texts that do not come from the host's memory: when that
// has run out, this very news must still arrive.
std::pmr::string EventQueue::take_string(EventType type) {
    const bool is_answer = type == EventType::kText || type == EventType::kDone;
    if (!is_answer) return std::pmr::string(std::pmr::new_delete_resource());
    if (spare_.empty()) return std::pmr::string(&memory_);
    std::pmr::string text = std::move(spare_.back());
    spare_.pop_back();
    return text;
}

// Adds `notice` to the newest waiting entry of its subject when both are of a kind that merges.
bool EventQueue::merge(const Notice& notice, uint64_t now) {
    if (!merges(notice.type)) return false;
    const auto found = newest_.find(notice.subject);
    if (found == newest_.end()) return false;
    Entry& entry = pending_[found->second - first_index_];
    if (entry.event.type != notice.type) return false;
    entry.text.append(notice.text);
    std::copy(std::begin(notice.values), std::end(notice.values), entry.event.values);
    entry.event.time_ns = now;
    return true;
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
        const uint64_t subject = entry.event.request;
        pending_.push_back(std::move(entry));
        newest_[subject] = first_index_ + pending_.size() - 1;
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
        if (found != newest_.end() && found->second == number) newest_.erase(found);
        entry.event.sequence = ++sequence_;
        if (is_about_model(entry.event.type)) entry.event.request = 0;
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
