#include "bindings/cli/bandwidth.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

#include "runtime/core/large_pages.h"

namespace minstrel::cli {
namespace {

constexpr size_t kWords = size_t{1} << 26;  // 512 MiB
constexpr int kPasses = 5;
constexpr size_t kAhead = 512;  // words that are asked for before they are read

uint64_t sum(const uint64_t* words, size_t count) {
    uint64_t sums[16] = {};
    for (size_t i = 0; i + 16 <= count; i += 16) {
        __builtin_prefetch(words + i + kAhead);
        __builtin_prefetch(words + i + kAhead + 8);
        for (size_t j = 0; j < 16; ++j) sums[j] += words[i + j];
    }
    uint64_t all = 0;
    for (const uint64_t part : sums) all += part;
    return all;
}

}  // namespace

double measure_read_bandwidth(uint32_t threads) {
    std::vector<uint64_t> words;
    words.reserve(kWords);
    // Before they are touched, as weights lie.
    const auto address = reinterpret_cast<uintptr_t>(words.data());
    const size_t before = (kLargePage - address % kLargePage) % kLargePage;
    prefer_large_pages(reinterpret_cast<const char*>(words.data()) + before,
                       kWords * sizeof(uint64_t) - kLargePage);
    words.assign(kWords, 1);
    const size_t share = kWords / std::max(1u, threads);
    std::atomic<uint64_t> result{0};  // so that no reading is left out as useless
    double best = 0;
    for (int pass = 0; pass < kPasses; ++pass) {
        const auto start = std::chrono::steady_clock::now();
        std::vector<std::thread> readers;
        for (uint32_t i = 0; i < threads; ++i) {
            readers.emplace_back([&, i] { result += sum(words.data() + i * share, share); });
        }
        for (std::thread& reader : readers) reader.join();
        const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
        best =
            std::max(best, static_cast<double>(share * threads * sizeof(uint64_t)) / time.count());
    }
    return best;
}

}  // namespace minstrel::cli
