// The kernels one by one, on one thread, for each instruction set of this machine.
// `bytes_per_second` counts weights or pages once a call, `MAC/s` multiply-adds; bandwidth of a
// plain read over the same amount of memory stands first for comparison.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "kernels/cpu/kernel_table.h"
#include "kernels/cpu/sampler.h"
#include "tests/unit/kernels/reference_model.h"

namespace {

using namespace minstrel::kernels;
using benchmark::State;

void count(State& state, double bytes, double macs) {
    const auto calls = static_cast<double>(state.iterations());
    state.SetBytesProcessed(static_cast<int64_t>(calls * bytes));
    state.counters["MAC/s"] = benchmark::Counter(calls * macs, benchmark::Counter::kIsRate);
}

// The roof: sums `bytes` of memory.
void read_memory(State& state, size_t bytes) {
    std::vector<uint64_t> words(bytes / sizeof(uint64_t), 1);
    for (auto _ : state) {
        uint64_t sums[8] = {};
        for (size_t i = 0; i + 8 <= words.size(); i += 8) {
            for (size_t j = 0; j < 8; ++j) sums[j] += words[i + j];
        }
        benchmark::DoNotOptimize(std::accumulate(sums, sums + 8, uint64_t{0}));
    }
    count(state, static_cast<double>(bytes), 0);
}

void matmul(State& state, const KernelTable& kernels, ElementType type, uint32_t outputs,
            uint32_t cols, uint32_t rows) {
    const uint32_t groups = cols / kScaleGroup;
    const size_t bytes = matrix_bytes(type, outputs, cols);
    std::vector<uint8_t> weights(bytes, 0);
    std::vector<float> input(size_t{rows} * cols, 0.5f), output(size_t{rows} * outputs);
    std::vector<int8_t> values(input.size());
    std::vector<float> scales(size_t{rows} * groups);
    std::vector<int32_t> offsets(scales.size());
    const QuantisedRows quantised{values.data(), scales.data(), offsets.data(), rows};
    for (uint32_t r = 0; is_quantised(type) && r < rows; ++r) {
        kernels.quantise(input.data() + size_t{r} * cols, r, 0, groups, quantised);
    }
    std::vector<uint16_t> rounded(rows * bf16_stride(cols));
    const Bf16Rows bf16{rounded.data(), bf16_stride(cols)};
    const MatmulJob job{.weights = {weights.data(), type, outputs, cols},
                        .input = input.data(),
                        .input_stride = cols,
                        .quantised = quantised,
                        .bf16 = bf16,
                        .row_count = rows,
                        .band_end = band_count(outputs),
                        .output = output.data(),
                        .output_stride = outputs};
    for (auto _ : state) {
        kernels.matmul(job);
        benchmark::ClobberMemory();
    }
    count(state, static_cast<double>(bytes), double{1} * outputs * cols * rows);
}

// 2 query heads on 1 key-value head of 64 values, as the tavern's model, for `contexts` sessions in
// turn. Their pages lie scattered, 12 heads apart.
void attention(State& state, const KernelTable& kernels, KvType type, uint32_t positions,
               uint32_t contexts) {
    constexpr uint32_t kDim = 64, kHeads = 2, kApart = 12;
    const uint32_t page_count = (positions + kPageTokens - 1) / kPageTokens;
    std::vector<uint32_t> pages(size_t{page_count} * contexts);
    std::iota(pages.begin(), pages.end(), 0u);
    std::shuffle(pages.begin(), pages.end(), std::mt19937(1));
    const size_t used = 2 * kv_head_bytes(type, kDim), stride = used * kApart;
    const std::vector<char> memory(pages.size() * stride);  // all zero
    std::vector<float> query(kHeads * kDim, 1), out(query);
    for (auto _ : state) {
        for (uint32_t context = 0; context < contexts; ++context) {
            const AttentionJob job{.query = query.data(),
                                   .output = out.data(),
                                   .head_count = kHeads,
                                   .head_dim = kDim,
                                   .scale = 0.2f,
                                   .pages = pages.data() + size_t{context} * page_count,
                                   .kv_type = type,
                                   .keys = memory.data(),
                                   .values = memory.data() + used / 2,
                                   .page_stride = stride,
                                   .last = positions - 1};
            for (uint32_t head = 0; head < kApart; ++head) {
                AttentionJob one = job;
                const size_t offset = head * used;
                one.keys = static_cast<const char*>(job.keys) + offset;
                one.values = static_cast<const char*>(job.values) + offset;
                kernels.attention(one);
            }
        }
        benchmark::ClobberMemory();
    }
    const double calls = static_cast<double>(contexts) * kApart;
    count(state, calls * page_count * static_cast<double>(used),
          calls * 2.0 * kHeads * kDim * positions);
}

void norm_and_quantise(State& state, const KernelTable& kernels) {
    std::vector<float> x(256, 0.5f), w(256, 1), out(256), scales(8);
    std::vector<int8_t> values(256);
    std::vector<int32_t> offsets(8);
    const QuantisedRows quantised{values.data(), scales.data(), offsets.data(), 1};
    for (auto _ : state) {
        kernels.rms_norm(x.data(), w.data(), 256, 1e-5f, out.data());
        kernels.quantise(out.data(), 0, 0, 8, quantised);
        benchmark::ClobberMemory();
    }
}

void silu_multiply(State& state, const KernelTable& kernels) {
    std::vector<float> gate(704, 0.5f), up(704, 1);
    for (auto _ : state) {
        kernels.silu_multiply(gate.data(), up.data(), 704);
        benchmark::ClobberMemory();
    }
}

void sample(State& state, const KernelTable& kernels, const SampleRow& parameters,
            uint32_t vocab_size) {
    std::mt19937 random(1);
    std::normal_distribution<float> normal(0, 3);
    std::vector<float> logits(vocab_size), values(vocab_size), weights(vocab_size);
    std::vector<float> sums(vocab_size / kSumBlock + 1);
    for (float& v : logits) v = normal(random);
    std::vector<int32_t> ids(vocab_size), order(vocab_size);
    std::vector<uint32_t> counts(vocab_size);
    SampleRow row = parameters;
    for (auto _ : state) {
        ++row.position;
        benchmark::DoNotOptimize(sample_row(
            row, logits.data(), vocab_size, kernels,
            {values.data(), weights.data(), sums.data(), ids.data(), order.data(), counts.data()}));
    }
}

template <class Function, class... Arguments>
void add(const std::string& name, Function function, Arguments... arguments) {
    benchmark::RegisterBenchmark(name.c_str(),
                                 [=](State& state) { function(state, arguments...); });
}

struct Matrix {
    const char* name;
    ElementType type;
    uint32_t outputs, cols;
};

// The tavern's, some that lie in a third-level cache, some that no cache holds.
constexpr Matrix kMatrices[] = {{"i8_704x256", ElementType::kInt8, 704, 256},
                                {"bf16_704x256", ElementType::kBF16, 704, 256},
                                {"f32_704x256", ElementType::kF32, 704, 256},
                                {"i8_4096x4096", ElementType::kInt8, 4096, 4096},
                                {"i4_4096x4096", ElementType::kInt4, 4096, 4096},
                                {"bf16_2048x2048", ElementType::kBF16, 2048, 2048},
                                {"i8_32768x4096", ElementType::kInt8, 32768, 4096},
                                {"i4_32768x4096", ElementType::kInt4, 32768, 4096},
                                {"bf16_32768x2048", ElementType::kBF16, 32768, 2048}};

void add_products(const KernelTable& kernels, const std::string& suffix) {
    const KernelTable* table = &kernels;
    const auto product = [](State& state, const KernelTable* k, const Matrix* matrix,
                            uint32_t rows) {
        matmul(state, *k, matrix->type, matrix->outputs, matrix->cols, rows);
    };
    for (const Matrix& matrix : kMatrices) {
        for (uint32_t rows : {1u, 2u, 4u, 8u, 16u, 64u, 256u}) {
            add(std::string("matmul_") + matrix.name + "_rows_" + std::to_string(rows) + suffix,
                product, table, &matrix, rows);
        }
    }
}

void add_level(const KernelTable& kernels) {
    const std::string suffix = std::string("/") + kernels.name;
    const KernelTable* table = &kernels;
    add_products(kernels, suffix);
    const std::pair<KvType, const char*> pages[] = {{KvType::kF32, "_f32"},
                                                    {KvType::kF16, "_half"},
                                                    {KvType::kBF16, "_bf16"},
                                                    {KvType::kInt8, "_int8"}};
    for (const auto& [type, name] : pages) {
        const std::string tail = name + suffix;
        const auto attend = [](State& state, const KernelTable* k, KvType kind, uint32_t positions,
                               uint32_t contexts) {
            attention(state, *k, kind, positions, contexts);
        };
        for (uint32_t positions : {32u, 256u, 2048u}) {
            add("attention_" + std::to_string(positions) + tail, attend, table, type, positions,
                1u);
        }
        add("attention_16x160" + tail, attend, table, type, 160u, 16u);
    }
    add(
        "norm_and_quantise_256" + suffix,
        [](State& state, const KernelTable* k) { norm_and_quantise(state, *k); }, table);
    add(
        "silu_multiply_704" + suffix,
        [](State& state, const KernelTable* k) { silu_multiply(state, *k); }, table);
    const auto sample_on = [](State& state, const KernelTable* k, SampleRow row, uint32_t size) {
        sample(state, *k, row, size);
    };
    static const std::vector<int32_t> kRecent{5, 17, 17, 900, 3000};
    for (uint32_t size : {4096u, 131072u}) {
        const std::string tail = "_" + std::to_string(size) + suffix;
        add("sample_greedy" + tail, sample_on, table, SampleRow{}, size);
        add("sample_plain" + tail, sample_on, table, SampleRow{.temperature = 1}, size);
        add("sample_top_k" + tail, sample_on, table, SampleRow{.temperature = 1, .top_k = 40},
            size);
        add("sample_top_p" + tail, sample_on, table, SampleRow{.temperature = 1, .top_p = 0.9f},
            size);
        add("sample_min_p" + tail, sample_on, table, SampleRow{.temperature = 1, .min_p = 0.05f},
            size);
        add("sample_all" + tail, sample_on, table,
            SampleRow{.temperature = 0.8f,
                      .top_k = 40,
                      .top_p = 0.95f,
                      .min_p = 0.05f,
                      .repetition_penalty = 1.1f,
                      .penalty_tokens = kRecent},
            size);
    }
}

}  // namespace

int main(int argc, char** argv) {
    add("read_memory_256KiB", read_memory, size_t{1} << 18);
    add("read_memory_8MiB", read_memory, size_t{1} << 23);
    add("read_memory_256MiB", read_memory, size_t{1} << 28);
    for (CpuLevel level : available_levels()) add_level(select_kernels(level));
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
