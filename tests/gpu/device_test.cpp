// The CUDA back end on a real device against the CPU. Skips where there is none.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "kernels/cuda_backend.h"
#include "tests/unit/kernels/reference_model.h"

namespace minstrel::kernels {
namespace {

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
    options.library_path = MST_CUDA_LIBRARY;
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

class GpuTest : public testing::TestWithParam<ElementType> {
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

INSTANTIATE_TEST_SUITE_P(Weights, GpuTest,
                         testing::Values(ElementType::kF32, ElementType::kBF16, ElementType::kInt8,
                                         ElementType::kInt4));

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
