// Prints how decoding scales with the rows of a step, and the speed of prompts, for the shape of
// the tavern's model with random int8 weights. Times are the quickest of many steps, so that other
// work on the machine disturbs little. Usage: bench_decode [threads] [scalar|avx2|avx512]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "kernels/backend.h"
#include "tests/unit/kernels/reference_model.h"

namespace {

using namespace minstrel::kernels;
using Clock = std::chrono::steady_clock;

constexpr ModelShape kTavern{.layer_count = 6,
                             .dim = 256,
                             .hidden_dim = 704,
                             .head_count = 8,
                             .kv_head_count = 4,
                             .head_dim = 32,
                             .vocab_size = 4096};
constexpr uint32_t kContext = 32;
constexpr DeviceLimits kLimits{
    .max_rows = 512, .max_logit_rows = 64, .max_positions = 1024, .kv_page_count = 512};

struct StepTime {
    double run, sample;  // microseconds

    double total() const { return run + sample; }
};

// The quickest of `repeats` steps, both halves apart.
StepTime quickest(DeviceModel& model, const BatchView& batch, std::span<const SampleRow> rows,
                  int repeats) {
    using Microseconds = std::chrono::duration<double, std::micro>;
    std::vector<int32_t> tokens(rows.size());
    StepTime best{1e30, 1e30};
    for (int i = 0; i < repeats; ++i) {
        const Clock::time_point start = Clock::now();
        if (!model.run(batch).ok()) std::abort();
        const Clock::time_point middle = Clock::now();
        if (!model.sample(rows, tokens).ok()) std::abort();
        best.run = std::min(best.run, Microseconds(middle - start).count());
        best.sample = std::min(best.sample, Microseconds(Clock::now() - middle).count());
    }
    return best;
}

struct Step {
    std::vector<int32_t> tokens;
    std::vector<std::vector<uint32_t>> pages;
    std::vector<SequenceView> sequences;
    std::vector<uint32_t> logit_rows;
    std::vector<SampleRow> samples;

    BatchView view() const { return {tokens, sequences, logit_rows}; }
};

// `sequences` sessions with `rows` rows each, the first at `position`.
Step make_step(uint32_t sequences, uint32_t rows, uint32_t position) {
    Step step;
    step.tokens = random_tokens(sequences * rows, kTavern.vocab_size, 3);
    step.pages.resize(sequences);
    uint32_t page = 0;
    for (uint32_t s = 0; s < sequences; ++s) {
        for (uint32_t p = 0; p <= (position + rows - 1) / kPageTokens; ++p) {
            step.pages[s].push_back(page++);
        }
        step.sequences.push_back({s * rows, rows, position, step.pages[s]});
        step.logit_rows.push_back(s * rows + rows - 1);
        step.samples.push_back({.logit_index = s, .temperature = 0.8f, .top_k = 40, .stream = s});
    }
    return step;
}

CpuLevel level_from(const char* name) {
    if (std::strcmp(name, "scalar") == 0) return CpuLevel::kScalar;
    if (std::strcmp(name, "avx2") == 0) return CpuLevel::kAvx2;
    return CpuLevel::kBest;
}

}  // namespace

int main(int argc, char** argv) {
    CpuOptions options;
    options.thread_count = argc > 1 ? static_cast<uint32_t>(std::atoi(argv[1])) : 0;
    options.max_level = argc > 2 ? level_from(argv[2]) : CpuLevel::kBest;
    const RandomModel source(kTavern, ElementType::kInt8, 1, true);
    TestDevice device(source, kLimits, options);
    std::printf("%s, %u threads\n", device.backend().info().device,
                device.backend().info().thread_count);
    double single = 0;
    for (uint32_t rows : {1u, 2u, 4u, 8u, 16u, 32u}) {
        const Step step = make_step(rows, 1, kContext);
        const StepTime time = quickest(device.model(), step.view(), step.samples, 400);
        const double speed = rows / time.total() * 1e6;
        if (rows == 1) single = speed;
        std::printf("decode %3u rows  run %8.1f us  sample %7.1f us  %9.0f tokens/s  x%.2f\n", rows,
                    time.run, time.sample, speed, speed / single);
    }
    for (uint32_t rows : {16u, 64u, 256u, 512u}) {
        const Step step = make_step(1, rows, 0);
        const StepTime time = quickest(device.model(), step.view(), step.samples, 60);
        std::printf("prompt %3u rows  run %8.1f us  %9.0f tokens/s\n", rows, time.run,
                    rows / time.run * 1e6);
    }
    return 0;
}
