// The CUDA back end on a real device against the CPU. Skips where there is none.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "kernels/cpu/sampler.h"
#include "kernels/cuda_backend.h"
#include "kernels/split_backend.h"
#include "tests/gpu/gpu_library.h"
#include "tests/gpu/recorded_error.h"
#include "tests/unit/kernels/element_name.h"
#include "tests/unit/kernels/reference_model.h"

namespace minstrel::kernels {
namespace {

using minstrel::gpu::recorded;
using minstrel::testing::gpu_library;
using Logits = std::vector<std::vector<float>>;

constexpr ModelShape kShape{.layer_count = 4,
                            .dim = 512,
                            .hidden_dim = 1024,
                            .head_count = 8,
                            .kv_head_count = 2,
                            .head_dim = 64,
                            .vocab_size = 2000};
constexpr DeviceLimits kLimits{
    .max_rows = 128, .max_logit_rows = 128, .max_positions = 1024, .kv_page_count = 64};

CudaFinding open(std::unique_ptr<Backend>* out, bool without_graphs = false) {
    CudaOptions options;
    options.library_path = gpu_library();
    options.without_graphs = without_graphs;
    return create_cuda_backend(options, out);
}

// Prompts in pieces of many rows, then answers of a few, whose attention is cut into parts.
Logits feed_prompt_and_answers(TestDevice& device, const std::vector<int32_t>& tokens,
                               size_t prompt) {
    TestDevice::Session session;
    Logits all;
    for (size_t start = 0; start < tokens.size();) {
        const size_t end = std::min(start + (start < prompt ? 62 : 3), tokens.size());
        const TestDevice::Piece piece{
            &session,
            {tokens.begin() + static_cast<long>(start), tokens.begin() + static_cast<long>(end)}};
        for (auto& row : device.step({&piece, 1})) all.push_back(std::move(row));
        start = end;
    }
    return all;
}

// Between the CPU and the device. Eight-bit activations are rounded by each in its own way: either
// is at most 0.018 from the reference here.
double limit_beside_the_cpu(ElementType type) {
    return is_quantised(type) ? 0.025 : 0.01;
}

class GpuModelTest : public ::testing::Test {
  protected:
    void SetUp() override {
        const CudaFinding finding = open(&backend_);
        if (!finding.ok()) GTEST_SKIP() << finding.text;
    }
    std::unique_ptr<Backend> backend_;
};

class GpuTest : public GpuModelTest, public ::testing::WithParamInterface<ElementType> {};

TEST_P(GpuTest, agrees_with_the_cpu) {
    const RandomModel model(kShape, GetParam(), 1);
    const auto tokens = random_tokens(300, kShape.vocab_size, 2);
    const Logits wanted = TestDevice(model, kLimits, CpuOptions{}).feed(tokens, 128);
    const Logits got = TestDevice(model, kLimits, std::move(backend_)).feed(tokens, 128);
    for (size_t i = 0; i < tokens.size(); ++i) {
        EXPECT_LT(recorded(distance(wanted[i], got[i])), limit_beside_the_cpu(GetParam())) << i;
    }
}

TEST_P(GpuTest, gives_the_same_bits_however_a_step_is_made) {
    const RandomModel model(kShape, GetParam(), 3);
    const auto tokens = random_tokens(300, kShape.vocab_size, 4);
    TestDevice whole(model, kLimits, std::move(backend_));
    const Logits wanted = whole.feed(tokens, 128);
    std::unique_ptr<Backend> graphs, eager;
    ASSERT_TRUE(open(&graphs).ok());
    ASSERT_TRUE(open(&eager, true).ok());
    EXPECT_EQ(TestDevice(model, kLimits, std::move(graphs)).feed(tokens, 11), wanted);
    TestDevice one_by_one(model, kLimits, std::move(eager));
    one_by_one.interrupt();
    EXPECT_EQ(one_by_one.feed(tokens, 1), wanted);
}

// In double precision, whatever the CPU back end makes of it. Eight-bit activations and half pages
// have their own error.
TEST_P(GpuTest, agrees_with_the_reference) {
    const RandomModel model(kShape, GetParam(), 5);
    const auto tokens = random_tokens(40, kShape.vocab_size, 6);
    const auto wanted = model.reference(tokens);
    const Logits got = TestDevice(model, kLimits, std::move(backend_)).feed(tokens, 32);
    const double limit = GetParam() == ElementType::kF32    ? 0.002
                         : GetParam() == ElementType::kBF16 ? 0.01
                                                            : 0.03;
    const LogitErrors errors = errors_of(wanted, got);
    EXPECT_LT(recorded(errors.worst_distance), limit);
    EXPECT_LT(recorded(errors.mean_divergence, "mean_divergence"),
              is_quantised(GetParam()) ? 5e-4 : 1e-4);
    EXPECT_EQ(errors.other_choices, 0u);
}

// Long prompts by cuBLASLt: close to our own kernels, the same bits for the same cut, and nothing
// else for steps of fewer rows. Where it is not installed all is as without it, which is a result
// too.
TEST_P(GpuTest, long_prompts_may_be_read_by_cublaslt) {
    const auto chosen = [] {
        CudaOptions options;
        options.library_path = gpu_library();
        options.with_cublaslt = true;
        std::unique_ptr<Backend> backend;
        EXPECT_TRUE(create_cuda_backend(options, &backend).ok());
        return backend;
    };
    DeviceLimits limits = kLimits;
    limits.max_rows = limits.max_logit_rows = 600;
    const RandomModel model(kShape, GetParam(), 25);
    const auto tokens = random_tokens(700, kShape.vocab_size, 26);
    TestDevice own(model, limits, std::move(backend_)), device(model, limits, chosen());
    const std::string missing = device.backend().take_notice();
    const Logits wanted = own.feed(tokens, 600), got = device.feed(tokens, 600);
    EXPECT_EQ(device.feed(tokens, 255), wanted);
    if (!missing.empty()) {
        RecordProperty("not_checked", missing);
        EXPECT_EQ(got, wanted);
        return;
    }
    for (size_t i = 0; i < tokens.size(); ++i) {
        EXPECT_LT(recorded(distance(wanted[i], got[i])), 0.04) << i;
    }
    EXPECT_NE(got, wanted);
    EXPECT_EQ(device.feed(tokens, 600), got);
    TestDevice interrupted(model, limits, chosen());
    interrupted.interrupt();
    EXPECT_EQ(interrupted.feed(tokens, 600), got);
    EXPECT_EQ(device.backend().take_notice(), "");
}

std::unique_ptr<DeviceAdapter> make_adapter(Backend& backend, const RandomAdapter& adapter) {
    std::unique_ptr<DeviceAdapter> made;
    const KernelStatus status = backend.create_adapter(kShape, adapter.weights(), &made);
    EXPECT_TRUE(status.ok()) << status.what;
    return made;
}

// Prompts and answers, in graphs and enqueued anew, in two parts.
TEST_P(GpuTest, sessions_have_adapters) {
    std::unique_ptr<Backend> eager, below, above;
    ASSERT_TRUE(open(&eager, true).ok());
    ASSERT_TRUE(open(&above).ok());
    ASSERT_TRUE(create_cpu_backend({}, &below).ok());
    const RandomModel model(kShape, GetParam(), 19);
    TestDevice cpu(model, kLimits, CpuOptions{});
    TestDevice device(model, kLimits, std::move(backend_));
    TestDevice one_by_one(model, kLimits, std::move(eager));
    TestDevice parts(model, kLimits, std::make_unique<SplitBackend>(*below, *above, 2));
    const auto tokens = random_tokens(140, kShape.vocab_size, 20);
    const Logits plain = device.feed(tokens, 128);
    const double limit = limit_beside_the_cpu(GetParam());
    for (const uint32_t rank : {5u, 48u}) {
        const RandomAdapter adapter(kShape, rank, 21);
        const auto feed = [&](TestDevice& on, uint32_t chunk) {
            const auto made = make_adapter(on.backend(), adapter);
            return on.feed(tokens, chunk, {{}, 0, made.get(), 0.7f});
        };
        const Logits wanted = feed(cpu, 128), got = feed(device, 128), cut = feed(parts, 60);
        for (size_t i = 0; i < tokens.size(); ++i) {
            EXPECT_LT(recorded(distance(wanted[i], got[i])), limit) << "rank " << rank << ", " << i;
            EXPECT_LT(recorded(distance(wanted[i], cut[i])), limit) << "rank " << rank << ", " << i;
            EXPECT_GT(distance(plain[i], got[i]), 0.03) << "rank " << rank << ", " << i;
        }
        EXPECT_EQ(feed(device, 11), got);
        EXPECT_EQ(feed(one_by_one, 3), got);
    }
}

TEST_P(GpuTest, sessions_with_different_adapters_share_steps) {
    const RandomModel model(kShape, GetParam(), 22);
    TestDevice device(model, kLimits, std::move(backend_));
    RandomAdapter first(kShape, 16, 23), second(kShape, 40, 24);
    second.spare(Adapted::kGate);
    second.spare(Adapted::kUp);
    const auto a = make_adapter(device.backend(), first);
    const auto b = make_adapter(device.backend(), second);
    const TestDevice::Session kinds[] = {
        {{}, 0, a.get()}, {}, {{}, 0, b.get(), 0.5f}, {{}, 0, b.get(), 2.0f}};
    constexpr size_t kSessions = 12, kTokens = 6;
    std::vector<TestDevice::Session> sessions;
    std::vector<std::vector<int32_t>> tokens;
    std::vector<Logits> alone, together(kSessions);
    for (uint32_t i = 0; i < kSessions; ++i) {
        sessions.push_back(kinds[i / 2 % 4]);
        tokens.push_back(random_tokens(kTokens, kShape.vocab_size, 30 + i));
        alone.push_back(device.feed(tokens[i], kTokens, sessions[i]));
    }
    for (size_t t = 0; t < kTokens; ++t) {
        std::vector<TestDevice::Piece> pieces;
        for (size_t i = 0; i < kSessions; ++i) pieces.push_back({&sessions[i], {tokens[i][t]}});
        const Logits rows = device.step(pieces);
        for (size_t i = 0; i < kSessions; ++i) together[i].push_back(rows[i]);
    }
    EXPECT_EQ(together, alone);
}

// As it is called in the report.
std::string suffix_of(const ::testing::TestParamInfo<ElementType>& type) {
    return name_of(type.param);
}

INSTANTIATE_TEST_SUITE_P(Weights, GpuTest,
                         ::testing::Values(ElementType::kF32, ElementType::kBF16,
                                           ElementType::kInt8, ElementType::kInt4),
                         suffix_of);

// Small enough for the memory and race checkers, with every kernel in use.
class SmallGpuTest : public GpuTest {
  protected:
    static ModelShape small() {
        ModelShape shape;
        shape.layer_count = 2;
        shape.dim = 64;
        shape.hidden_dim = 96;
        shape.head_count = 4;
        shape.kv_head_count = 2;
        shape.head_dim = 32;
        shape.vocab_size = 200;
        return shape;
    }
    void step_through(const ModelShape& shape, KvType kv_type) {
        const RandomModel model(shape, GetParam(), 7);
        DeviceLimits limits = kLimits;
        limits.kv_type = kv_type;
        std::unique_ptr<Backend> backend;
        ASSERT_TRUE(open(&backend).ok());
        TestDevice device(model, limits, std::move(backend));
        const auto tokens = random_tokens(330, shape.vocab_size, 8);
        for (const auto& row : feed_prompt_and_answers(device, tokens, 310)) {
            for (const float logit : row) ASSERT_TRUE(std::isfinite(logit));
        }
        sample_in_every_way(device, shape.vocab_size, tokens);
    }

  private:
    static void sample_in_every_way(TestDevice& device, uint32_t vocab_size,
                                    const std::vector<int32_t>& tokens) {
        const std::vector<uint32_t> mask((vocab_size + 31) / 32, 0x0F0F0F0Fu);
        std::vector<SampleRow> rows(2);
        rows[0].temperature = 0.9f;
        rows[0].top_k = 12;
        rows[0].top_p = 0.8f;
        rows[0].min_p = 0.01f;
        rows[0].mask = mask;
        rows[1].logit_index = 1;
        rows[1].penalty_tokens = tokens;
        rows[1].repetition_penalty = 1.3f;
        rows[1].frequency_penalty = 0.1f;
        std::vector<int32_t> chosen(rows.size(), -1);
        ASSERT_TRUE(device.model().sample(rows, chosen).ok());
        for (const int32_t token : chosen) EXPECT_GE(token, 0);
    }
};

TEST_P(SmallGpuTest, steps_of_every_kind) {
    step_through(small(), KvType::kDefault);
    step_through(small(), KvType::kInt8);
}

TEST_P(SmallGpuTest, mixtures_of_experts) {
    ModelShape shape = small();
    shape.expert_count = 5;
    shape.experts_per_token = 2;
    step_through(shape, KvType::kDefault);
}

INSTANTIATE_TEST_SUITE_P(Weights, SmallGpuTest,
                         ::testing::Values(ElementType::kF32, ElementType::kBF16,
                                           ElementType::kInt8, ElementType::kInt4),
                         suffix_of);

// Small for an emulated device; heads and positions are as large as they get in models.
constexpr ModelShape kNarrow{.layer_count = 2,
                             .dim = 32,
                             .hidden_dim = 32,
                             .head_count = 4,
                             .kv_head_count = 2,
                             .head_dim = 128,
                             .vocab_size = 200};

struct Pages {
    const char* name;
    uint32_t head_dim;
    KvType kv_type;
    uint32_t window;
};
void PrintTo(const Pages& pages, std::ostream* out) {
    *out << pages.name;
}

class GpuPagesTest : public GpuModelTest, public ::testing::WithParamInterface<Pages> {
  protected:
    static ModelShape shape() {
        ModelShape shape = kNarrow;
        shape.head_dim = GetParam().head_dim;
        shape.sliding_window = GetParam().window;
        return shape;
    }
    static DeviceLimits limits() {
        DeviceLimits limits = kLimits;
        limits.kv_type = GetParam().kv_type;
        return limits;
    }
    // Scales of eight-bit numbers have 32 bits on the CPU and 16 on a GPU; of halves, some are
    // rounded to the other side.
    static double tolerance() { return is_int8() ? 0.006 : 0.0005; }
    static bool is_int8() { return GetParam().kv_type == KvType::kInt8; }
};

TEST_P(GpuPagesTest, agree_with_the_cpu_behind_prompts_and_answers) {
    ModelShape one = shape();
    one.layer_count = 1;
    const RandomModel model(one, ElementType::kF32, 9);
    const auto tokens = random_tokens(270, kNarrow.vocab_size, 10);
    const Logits wanted = TestDevice(model, limits(), CpuOptions{}).feed(tokens, 90);
    TestDevice device(model, limits(), std::move(backend_));
    const Logits got = feed_prompt_and_answers(device, tokens, 240);
    double worst = 0;
    for (size_t i = 0; i < tokens.size(); ++i) worst = std::max(worst, distance(wanted[i], got[i]));
    EXPECT_LT(recorded(worst), tolerance());
    // The comparison would see that a position is missing, or a quarter of them.
    ModelShape other = one;
    const uint32_t seen = one.sliding_window == 0 ? 270 : one.sliding_window;
    other.sliding_window = seen - (is_int8() ? seen / 4 : 1);
    const RandomModel narrower(other, ElementType::kF32, 9);
    const Logits wrong = TestDevice(narrower, limits(), CpuOptions{}).feed(tokens, 90);
    EXPECT_GT(distance(wrong.back(), got.back()), 2 * tolerance());
}

// The first two pages are read here and go on there, as sessions that are kept in files do.
TEST_P(GpuPagesTest, go_on_in_another_model_with_the_same_bits_and_on_the_cpu) {
    const RandomModel model(shape(), ElementType::kF32, 11);
    const auto tokens = random_tokens(70, kNarrow.vocab_size, 12);
    const auto last = std::vector<int32_t>(tokens.begin() + 2 * kPageTokens, tokens.end());
    std::unique_ptr<Backend> second, third;
    ASSERT_TRUE(open(&second).ok());
    ASSERT_TRUE(open(&third).ok());
    TestDevice here(model, limits(), std::move(backend_));
    TestDevice there(model, limits(), std::move(second));
    TestDevice back(model, limits(), std::move(third));
    TestDevice cpu(model, limits(), CpuOptions{});
    const Logits wanted = here.feed(tokens, 2 * kPageTokens);
    const auto go_on = [&](TestDevice& from, uint32_t first_page, TestDevice& to) {
        std::vector<std::byte> page(from.model().page_layout().page_bytes());
        std::vector<std::byte> again(page.size());
        EXPECT_EQ(to.model().page_layout().page_bytes(), page.size());
        TestDevice::Session session{{7, 3}, 2 * kPageTokens};
        for (uint32_t i = 0; i < 2; ++i) {
            EXPECT_TRUE(from.model().read_page(first_page - i, page).ok());
            EXPECT_TRUE(to.model().write_page(session.pages[i], page).ok());
            EXPECT_TRUE(to.model().read_page(session.pages[i], again).ok());
            if (&from == &here || !is_int8()) {  // the CPU's scales are rounded on the way
                EXPECT_EQ(again, page);
            }
        }
        const TestDevice::Piece piece{&session, last};
        return to.step({&piece, 1});
    };
    const uint32_t first_page = kLimits.kv_page_count - 1;  // of the only session that was fed
    const Logits moved = go_on(here, first_page, there);
    const Logits on_cpu = go_on(here, first_page, cpu);
    TestDevice source(model, limits(), CpuOptions{});
    (void)source.feed(std::span(tokens).first(2 * kPageTokens), 2 * kPageTokens);
    const Logits from_cpu = go_on(source, first_page, back);
    for (size_t i = 0; i < last.size(); ++i) {
        const std::vector<float>& exact = wanted[2 * kPageTokens + i];
        EXPECT_EQ(moved[i], exact) << i;
        EXPECT_LT(recorded(distance(exact, on_cpu[i])), tolerance()) << i;
        EXPECT_LT(recorded(distance(exact, from_cpu[i])), tolerance()) << i;
    }
}

INSTANTIATE_TEST_SUITE_P(Forms, GpuPagesTest,
                         ::testing::Values(Pages{"d128", 128, KvType::kF16, 0},
                                           Pages{"d128_int8", 128, KvType::kInt8, 0},
                                           Pages{"d96_window", 96, KvType::kF16, 45},
                                           Pages{"d96_int8_window", 96, KvType::kInt8, 45},
                                           Pages{"d64_wide_window", 64, KvType::kF16, 258}),
                         [](const auto& pages) { return pages.param.name; });

// First the CPU and then the GPU, wherever the model is cut; and stopped where a step can be.
TEST_F(GpuModelTest, agrees_with_the_cpu_in_two_parts) {
    ModelShape shape = kNarrow;
    shape.layer_count = 3;
    shape.head_dim = 32;
    const uint32_t windows[] = {0, 40, 0};
    shape.layer_windows = windows;
    const auto tokens = random_tokens(120, shape.vocab_size, 13);
    std::unique_ptr<Backend> cpu;
    ASSERT_TRUE(create_cpu_backend({}, &cpu).ok());
    for (const ElementType type : {ElementType::kBF16, ElementType::kInt4}) {
        const RandomModel model(shape, type, 14);
        const Logits wanted = TestDevice(model, kLimits, CpuOptions{}).feed(tokens, 60);
        for (const uint32_t upper_layers : {1u, 2u}) {
            const auto parts = [&] {
                return std::make_unique<SplitBackend>(*cpu, *backend_, upper_layers);
            };
            TestDevice device(model, kLimits, parts());
            const Logits got = device.feed(tokens, 60);
            for (size_t i = 0; i < tokens.size(); ++i) {
                EXPECT_LT(recorded(distance(wanted[i], got[i])), limit_beside_the_cpu(type))
                    << upper_layers << " above, " << i;
            }
            TestDevice stopped(model, kLimits, parts());
            stopped.interrupt();
            EXPECT_EQ(stopped.feed(tokens, 13), got) << upper_layers << " above";
            EXPECT_GT(stopped.stops(), 0u);
        }
    }
}

// As many tokens as vocabularies have, with each combination of filters.
TEST_F(GpuModelTest, samples_of_a_large_vocabulary_what_the_cpu_samples_of_the_same_logits) {
    constexpr uint32_t kVocab = 131072;
    ModelShape shape = kNarrow;
    shape.layer_count = 1;
    shape.head_dim = 32;
    shape.vocab_size = kVocab;
    const RandomModel model(shape, ElementType::kInt8, 15, true);
    TestDevice device(model, kLimits, std::move(backend_));
    const auto tokens = random_tokens(64, kVocab, 16);
    const Logits logits = device.feed(tokens, 64);
    std::vector<uint32_t> mask(kVocab / 32);
    std::mt19937 random(17);
    for (uint32_t& word : mask) word = static_cast<uint32_t>(random() & random());
    std::vector<SampleRow> rows(logits.size());
    for (uint32_t i = 0; i < rows.size(); ++i) {
        SampleRow& row = rows[i];
        row.logit_index = i;
        row.temperature = i % 32 == 8 ? 0.0f : 0.7f + 0.02f * static_cast<float>(i);
        if ((i & 1) != 0) row.top_k = i % 4 == 1 ? 40 : 30000;
        if ((i & 2) != 0) row.top_p = i % 8 < 4 ? 0.9f : 0.3f;
        if ((i & 4) != 0) row.min_p = 0.02f;
        if ((i & 8) != 0) row.mask = mask;
        if ((i & 16) != 0) {
            row.penalty_tokens = tokens;
            row.repetition_penalty = 1.3f;
        }
        if ((i & 32) != 0) {
            row.penalty_tokens = tokens;
            row.presence_penalty = 0.2f;
            row.frequency_penalty = 0.1f;
        }
        row.seed = 18;
        row.stream = i;
        row.position = 64 + i;
    }
    std::vector<int32_t> chosen(rows.size(), -2);
    ASSERT_TRUE(device.model().sample(rows, chosen).ok());
    std::vector<float> values(kVocab), weights(kVocab), sums(kVocab / kSumBlock + 1);
    std::vector<int32_t> ids(kVocab), order(kVocab);
    std::vector<uint32_t> counts(kVocab, 0);
    for (size_t i = 0; i < rows.size(); ++i) {
        EXPECT_EQ(chosen[i], sample_row(rows[i], logits[i].data(), kVocab, scalar_kernels(),
                                        {values.data(), weights.data(), sums.data(), ids.data(),
                                         order.data(), counts.data()}))
            << "filters " << i;
    }
    std::sort(chosen.begin(), chosen.end());
    EXPECT_GT(std::unique(chosen.begin(), chosen.end()) - chosen.begin(), 30);  // it is drawn
}

// The real library on a machine without a driver: it loads, and says what is missing.
TEST(GpuLibraryTest, loads_without_a_driver) {
    void* driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
    if (driver != nullptr) {
        dlclose(driver);
        GTEST_SKIP() << "this machine has a driver";
    }
    std::unique_ptr<Backend> backend;
    const CudaFinding finding = open(&backend);
    EXPECT_EQ(finding.problem, CudaProblem::kDriverMissing) << finding.text;
}

}  // namespace
}  // namespace minstrel::kernels
