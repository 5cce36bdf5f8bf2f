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
    std::atomic<uint64_t> forced_tokens{0};
    std::atomic<uint64_t> step_time_ns{0};
    std::atomic<uint64_t> max_step_time_ns{0};
    std::atomic<uint64_t> mapped_bytes{0};
    std::atomic<uint64_t> kv_pages_used{0};
    std::atomic<uint64_t> kv_pages_total{0};
    std::atomic<uint64_t> frames{0};
    std::atomic<uint64_t> frame_spent_ns{0};
    std::atomic<uint64_t> last_frame_spent_ns{0};
    std::atomic<uint64_t> last_frame_overrun_ns{0};
    std::atomic<uint64_t> max_frame_overrun_ns{0};
    std::atomic<uint64_t> frames_overrun{0};
    std::atomic<uint64_t> quanta_after_pause{0};
    std::atomic<uint64_t> quantum_ns{0};
    std::atomic<uint64_t> device_bytes{0};  // of models on a GPU
    std::atomic<uint32_t> backend{0};
    std::atomic<uint32_t> cuda_state{0};
    std::atomic<uint32_t> waiting_requests{0};
    std::atomic<uint32_t> last_batch_rows{0};
    std::atomic<uint32_t> thread_count{0};

    // For the one writer: cheaper than a read-modify-write.
    static void add(std::atomic<uint64_t>& counter, uint64_t amount) {
        counter.store(counter.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
    }
};

}  // namespace minstrel
