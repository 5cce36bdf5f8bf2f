// Counters of one engine: written by the engine thread, read by any thread that asks for stats.
#pragma once

#include <atomic>
#include <cstdint>

namespace minstrel {

struct Counters {
    std::atomic<uint64_t> step_count{0};
    std::atomic<uint64_t> prompt_tokens{0};
    std::atomic<uint64_t> reused_tokens{0};
    std::atomic<uint64_t> generated_tokens{0};
    std::atomic<uint64_t> step_time_ns{0};
    std::atomic<uint64_t> max_step_time_ns{0};
    std::atomic<uint64_t> mapped_bytes{0};
    std::atomic<uint64_t> kv_pages_used{0};
    std::atomic<uint64_t> kv_pages_total{0};
    std::atomic<uint32_t> waiting_requests{0};
    std::atomic<uint32_t> last_batch_rows{0};

    // For the one writer: cheaper than a read-modify-write.
    static void add(std::atomic<uint64_t>& counter, uint64_t amount) {
        counter.store(counter.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
    }
};

}  // namespace minstrel
