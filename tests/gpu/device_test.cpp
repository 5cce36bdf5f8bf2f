// The CUDA back end on a real device against the CPU. Skips where there is none.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "kernels/cuda_backend.h"
#include "tests/gpu/gpu_library.h"
#include "tests/unit/kernels/reference_model.h"

namespace minstrel::kernels {
namespace {

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

double distance(const std::vector<float>& wanted, const std::vector<float>& got) {
    double difference = 0, size = 0;
    for (size_t i = 0; i < wanted.size(); ++i) {
        difference += std::pow(double{wanted[i]} - got[i], 2);
        size += std::pow(double{wanted[i]}, 2);
    }
    return std::sqrt(difference / size);
}

class GpuTest : public ::testing::TestWithParam<ElementType> {
  protected:
    void SetUp() override {
        const CudaFinding finding = open(&backend_);
        if (!finding.ok()) GTEST_SKIP() << finding.text;
    }
    std::unique_ptr<Backend> backend_;
};

TEST_P(GpuTest, agrees_with_the_cpu) {
    const RandomModel model(kShape, GetParam(), 1);
    const auto tokens = random_tokens(300, kShape.vocab_size, 2);
    const Logits wanted = TestDevice(model, kLimits, CpuOptions{}).feed(tokens, 128);
    const Logits got = TestDevice(model, kLimits, std::move(backend_)).feed(tokens, 128);
    for (size_t i = 0; i < tokens.size(); ++i) EXPECT_LT(distance(wanted[i], got[i]), 0.01) << i;
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
    for (size_t i = 0; i < tokens.size(); ++i) {
        const std::vector<float> exact(wanted[i].begin(), wanted[i].end());
        EXPECT_LT(distance(exact, got[i]), limit) << i;
    }
}

INSTANTIATE_TEST_SUITE_P(Weights, GpuTest,
                         ::testing::Values(ElementType::kF32, ElementType::kBF16,
                                           ElementType::kInt8, ElementType::kInt4));

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
        TestDevice::Session session;
        for (size_t start = 0; start < tokens.size();) {  // prompts, answers, parts of attention
            const size_t end = std::min(start + (start < 310 ? 62 : 3), tokens.size());
            const TestDevice::Piece piece{&session,
                                          {tokens.begin() + static_cast<long>(start),
                                           tokens.begin() + static_cast<long>(end)}};
            for (const auto& row : device.step({&piece, 1})) {
                for (const float logit : row) ASSERT_TRUE(std::isfinite(logit));
            }
            start = end;
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
                                           ElementType::kInt8, ElementType::kInt4));

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
