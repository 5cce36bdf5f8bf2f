#include <gtest/gtest.h>

#include <cfenv>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>

#include "tests/unit/kernels/reference_model.h"

namespace minstrel::kernels {
namespace {

constexpr ModelShape kShape{.layer_count = 1,
                            .dim = 64,
                            .hidden_dim = 96,
                            .head_count = 2,
                            .kv_head_count = 1,
                            .head_dim = 32,
                            .vocab_size = 50};
constexpr DeviceLimits kLimits{
    .max_rows = 8, .max_logit_rows = 8, .max_positions = 64, .kv_page_count = 4};

// Counts what is held and refuses the n-th allocation.
struct CountingMemory {
    size_t held = 0, calls = 0, fail_at = SIZE_MAX;
    bool aligned = true;

    DeviceAllocator allocator() {
        return {this,
                [](void* user, size_t bytes, size_t alignment) -> void* {
                    auto& self = *static_cast<CountingMemory*>(user);
                    if (self.calls++ == self.fail_at) return nullptr;
                    self.held += bytes;
                    return std::aligned_alloc(alignment,
                                              (bytes + alignment - 1) / alignment * alignment);
                },
                [](void* user, void* pointer, size_t bytes) {
                    static_cast<CountingMemory*>(user)->held -= bytes;
                    std::free(pointer);
                }};
    }
};

class CpuBackendTest : public testing::Test {
  protected:
    CpuBackendTest() {
        CpuOptions options;
        options.thread_count = 1;
        options.allocators = {memory.allocator(), memory.allocator(), memory.allocator()};
        EXPECT_TRUE(create_cpu_backend(options, &backend).ok());
    }
    std::string problem(const ModelShape& shape, const ModelWeights& weights,
                        const DeviceLimits& limits) {
        std::unique_ptr<DeviceModel> model;
        const KernelStatus status = backend->create_model(shape, weights, limits, &model);
        EXPECT_EQ(model != nullptr, status.ok());
        EXPECT_EQ(memory.held == 0, model == nullptr);
        EXPECT_TRUE(status.ok() || status.code == KernelCode::kUnsupported);
        return status.what;
    }

    CountingMemory memory;
    std::unique_ptr<Backend> backend;
};

TEST_F(CpuBackendTest, tells_what_it_runs_on) {
    EXPECT_STREQ(backend->info().name, "cpu");
    EXPECT_EQ(backend->info().thread_count, 1u);
    CpuOptions options;
    options.max_level = CpuLevel::kScalar;
    std::unique_ptr<Backend> scalar;
    ASSERT_TRUE(create_cpu_backend(options, &scalar).ok());
    EXPECT_STREQ(scalar->info().device, "scalar");
    EXPECT_GE(scalar->info().thread_count, 1u);
}

TEST_F(CpuBackendTest, allocates_what_it_estimates) {
    for (ElementType type :
         {ElementType::kF32, ElementType::kBF16, ElementType::kInt8, ElementType::kInt4}) {
        const RandomModel source(kShape, type, 1);
        const DeviceMemory estimate = backend->estimate(kShape, source.weights(), kLimits);
        std::unique_ptr<DeviceModel> model;
        ASSERT_TRUE(backend->create_model(kShape, source.weights(), kLimits, &model).ok());
        EXPECT_EQ(estimate.weight_bytes, 0u);  // no second copy in any form
        EXPECT_EQ(model->memory().weight_bytes, estimate.weight_bytes);
        EXPECT_EQ(model->memory().kv_bytes, estimate.kv_bytes);
        EXPECT_EQ(model->memory().workspace_bytes, estimate.workspace_bytes);
        const size_t width = type == ElementType::kF32 ? sizeof(float) : sizeof(uint16_t);
        EXPECT_EQ(estimate.kv_bytes, size_t{4} * 2 * 32 * 32 * width);
        EXPECT_EQ(memory.held,
                  estimate.weight_bytes + estimate.kv_bytes + estimate.workspace_bytes);
        model.reset();
        EXPECT_EQ(memory.held, 0u);
    }
}

TEST_F(CpuBackendTest, reports_each_refused_allocation) {
    const RandomModel source(kShape, ElementType::kInt8, 1);
    for (size_t n = 0; n < 2; ++n) {
        memory.calls = 0;
        memory.fail_at = n;
        std::unique_ptr<DeviceModel> model;
        const KernelStatus status =
            backend->create_model(kShape, source.weights(), kLimits, &model);
        EXPECT_EQ(status.code, KernelCode::kOutOfMemory) << n;
        EXPECT_EQ(model, nullptr);
        EXPECT_EQ(memory.held, 0u);
    }
}

TEST_F(CpuBackendTest, allocates_nothing_after_creation) {
    const RandomModel source(kShape, ElementType::kInt8, 1);
    std::unique_ptr<DeviceModel> model;
    ASSERT_TRUE(backend->create_model(kShape, source.weights(), kLimits, &model).ok());
    const size_t calls = memory.calls;
    const int32_t tokens[] = {1, 2, 3};
    const uint32_t pages[] = {0}, wanted[] = {2};
    const SequenceView sequence{0, 3, 0, pages};
    ASSERT_TRUE(model->run({tokens, {&sequence, 1}, wanted}).ok());
    const SampleRow row{.temperature = 1, .top_k = 5, .top_p = 0.9f};
    int32_t token = -2;
    ASSERT_TRUE(model->sample({&row, 1}, {&token, 1}).ok());
    EXPECT_TRUE(token >= 0 && token < 50);
    EXPECT_EQ(memory.calls, calls);
}

TEST_F(CpuBackendTest, names_the_broken_rule_of_a_shape) {
    const RandomModel source(kShape, ElementType::kF32, 1);
    const auto with = [&](auto change) {
        ModelShape shape = kShape;
        change(shape);
        return problem(shape, source.weights(), kLimits);
    };
    const auto mentions = [](const std::string& what, const char* word) {
        return what.find(word) != std::string::npos;
    };
    EXPECT_EQ(with([](ModelShape&) {}), "");
    EXPECT_TRUE(mentions(with([](ModelShape& s) { s.layer_count = 0; }), "layer_count"));
    EXPECT_TRUE(mentions(with([](ModelShape& s) { s.layer_count = UINT32_MAX; }), "layer_count"));
    EXPECT_TRUE(mentions(with([](ModelShape& s) { s.layer_count = 2; }), "layer"));
    EXPECT_TRUE(mentions(with([](ModelShape& s) { s.dim = 0; }), "dim"));
    EXPECT_TRUE(mentions(with([](ModelShape& s) { s.dim = UINT32_MAX; }), "dim"));
    EXPECT_TRUE(mentions(with([](ModelShape& s) { s.dim = 32; }), "shape"));
    EXPECT_TRUE(mentions(with([](ModelShape& s) { s.hidden_dim = 0; }), "hidden_dim"));
    EXPECT_TRUE(mentions(with([](ModelShape& s) { s.vocab_size = 0; }), "vocab_size"));
    EXPECT_TRUE(mentions(with([](ModelShape& s) { s.head_count = 0; }), "head_count"));
    EXPECT_TRUE(mentions(with([](ModelShape& s) { s.kv_head_count = 0; }), "kv_head_count"));
    EXPECT_TRUE(mentions(with([](ModelShape& s) { s.head_count = 3, s.kv_head_count = 2; }),
                         "kv_head_count"));
    EXPECT_TRUE(mentions(with([](ModelShape& s) { s.head_dim = 33; }), "head_dim"));
    EXPECT_TRUE(mentions(with([](ModelShape& s) { s.head_dim = 0x80000000u; }), "head_dim"));
    EXPECT_TRUE(mentions(with([](ModelShape& s) { s.norm_eps = -1; }), "norm_eps"));
    EXPECT_TRUE(mentions(with([](ModelShape& s) { s.rope_theta = 0; }), "rope_theta"));
}

TEST_F(CpuBackendTest, names_the_broken_rule_of_weights) {
    const RandomModel source(kShape, ElementType::kInt8, 1);
    const auto with = [&](auto change) {
        ModelWeights weights = source.weights();
        std::vector<LayerWeights> layers(weights.layers.begin(), weights.layers.end());
        weights.layers = layers;
        change(weights, layers[0]);
        return problem(kShape, weights, kLimits);
    };
    EXPECT_EQ(with([](ModelWeights&, LayerWeights&) {}), "");
    EXPECT_NE(with([](ModelWeights& w, LayerWeights&) { w.lm_head.data = nullptr; }), "");
    EXPECT_EQ(with([](ModelWeights& w, LayerWeights&) { w.lm_head = {}; }), "");  // first layers
    EXPECT_NE(with([](ModelWeights& w, LayerWeights&) { w.token_embedding.rows = 49; }), "");
    EXPECT_NE(with([](ModelWeights& w, LayerWeights&) { w.token_embedding = {}; }), "");
    EXPECT_NE(with([](ModelWeights& w, LayerWeights&) { w.final_norm.rows = 2; }), "");
    EXPECT_NE(with([](ModelWeights&, LayerWeights& l) { l.attn_norm.cols = 63; }), "");
    EXPECT_NE(with([](ModelWeights&, LayerWeights& l) { l.ffn_norm.type = ElementType::kInt8; }),
              "");
    EXPECT_NE(with([](ModelWeights&, LayerWeights& l) { l.wq.cols = 32; }), "");
    EXPECT_NE(
        with([](ModelWeights&, LayerWeights& l) { l.w_up.type = static_cast<ElementType>(9); }),
        "");
    EXPECT_NE(with([](ModelWeights& w, LayerWeights&) { w.layers = {}; }), "");
}

TEST_F(CpuBackendTest, int8_columns_must_fill_their_groups) {
    ModelShape shape = kShape;
    shape.hidden_dim = 80;
    const RandomModel source(shape, ElementType::kF32, 1);
    ModelWeights weights = source.weights();
    std::vector<LayerWeights> layers(weights.layers.begin(), weights.layers.end());
    layers[0].w_down.type = ElementType::kInt8;
    weights.layers = layers;
    EXPECT_NE(problem(shape, weights, kLimits).find("multiple of 32"), std::string::npos);
}

TEST_F(CpuBackendTest, names_the_broken_rule_of_limits) {
    const RandomModel source(kShape, ElementType::kF32, 1);
    for (const DeviceLimits& limits :
         {DeviceLimits{0, 1, 1, 1}, DeviceLimits{1, 0, 1, 1}, DeviceLimits{1, 2, 1, 1},
          DeviceLimits{1, 1, 0, 1}, DeviceLimits{1, 1, 1, 0}, DeviceLimits{UINT32_MAX, 1, 1, 1}}) {
        EXPECT_NE(problem(kShape, source.weights(), limits), "");
        EXPECT_EQ(backend->estimate(kShape, source.weights(), limits).kv_bytes, 0u);
    }
}

TEST_F(CpuBackendTest, refuses_sample_rows_that_do_not_fit) {
    const RandomModel source(kShape, ElementType::kF32, 1);
    std::unique_ptr<DeviceModel> model;
    ASSERT_TRUE(backend->create_model(kShape, source.weights(), kLimits, &model).ok());
    const int32_t tokens[] = {1};
    const uint32_t pages[] = {3}, wanted[] = {0};
    const SequenceView sequence{0, 1, 0, pages};
    ASSERT_TRUE(model->run({tokens, {&sequence, 1}, wanted}).ok());
    int32_t token = 0;
    const uint32_t word[] = {1};
    const SampleRow beyond{.logit_index = 1}, short_mask{.mask = word}, good{};
    EXPECT_EQ(model->sample({&beyond, 1}, {&token, 1}).code, KernelCode::kUnsupported);
    EXPECT_EQ(model->sample({&short_mask, 1}, {&token, 1}).code, KernelCode::kUnsupported);
    EXPECT_EQ(model->sample({&good, 1}, {}).code, KernelCode::kUnsupported);
    EXPECT_TRUE(model->sample({&good, 1}, {&token, 1}).ok());
}

// A game may round toward zero on its threads; results do not follow and its mode stays.
TEST_F(CpuBackendTest, results_do_not_follow_the_callers_rounding) {
    const RandomModel source(kShape, ElementType::kF32, 1);
    TestDevice device(source, kLimits, CpuOptions{});
    const int32_t tokens[] = {4, 5, 6};
    const auto expected = device.feed(tokens, 3);
    ASSERT_EQ(std::fesetround(FE_TOWARDZERO), 0);
    const auto actual = device.feed(tokens, 3);
    EXPECT_EQ(std::fegetround(), FE_TOWARDZERO);
    std::fesetround(FE_TONEAREST);
    EXPECT_EQ(actual, expected);
}

// A weight that is not a number must cost its rows their token and nothing else.
TEST_F(CpuBackendTest, rows_without_a_finite_logit_get_no_token) {
    const RandomModel source(kShape, ElementType::kF32, 1);
    ModelWeights weights = source.weights();
    std::vector<float> embedding(size_t{50} * 64);
    std::memcpy(embedding.data(), weights.token_embedding.data, embedding.size() * sizeof(float));
    embedding[size_t{7} * 64 + 5] = std::numeric_limits<float>::quiet_NaN();
    weights.token_embedding.data = embedding.data();
    std::unique_ptr<DeviceModel> model;
    ASSERT_TRUE(backend->create_model(kShape, weights, kLimits, &model).ok());
    const int32_t tokens[] = {7, 8};
    const uint32_t first[] = {0}, second[] = {1}, wanted[] = {0, 1};
    const SequenceView sequences[] = {{0, 1, 0, first}, {1, 1, 0, second}};
    ASSERT_TRUE(model->run({tokens, sequences, wanted}).ok());
    const SampleRow rows[] = {{.logit_index = 0}, {.logit_index = 1}};
    int32_t chosen[] = {0, -5};
    ASSERT_TRUE(model->sample(rows, chosen).ok());
    EXPECT_EQ(chosen[0], -1);
    EXPECT_GE(chosen[1], 0);
}

}  // namespace
}  // namespace minstrel::kernels
