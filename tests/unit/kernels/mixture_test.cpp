// Feed-forward networks that a router chooses from.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/kernels/reference_model.h"

namespace minstrel::kernels {
namespace {

constexpr DeviceLimits kLimits{
    .max_rows = 64, .max_logit_rows = 64, .max_positions = 64, .kv_page_count = 16};

CpuOptions two_threads() {
    CpuOptions options;
    options.thread_count = 2;
    return options;
}

ModelShape mixture(uint32_t experts, uint32_t per_token) {
    return {.layer_count = 2,
            .dim = 64,
            .hidden_dim = 96,
            .head_count = 4,
            .kv_head_count = 2,
            .head_dim = 16,
            .vocab_size = 67,
            .expert_count = experts,
            .experts_per_token = per_token};
}

double worst_error(const std::vector<std::vector<float>>& rows,
                   const std::vector<std::vector<double>>& wanted) {
    double worst = 0, largest = 0;
    for (size_t r = 0; r < rows.size(); ++r) {
        for (size_t i = 0; i < rows[r].size(); ++i) {
            largest = std::max(largest, std::fabs(wanted[r][i]));
            const double difference = std::fabs(rows[r][i] - wanted[r][i]);
            if (!(difference <= worst)) worst = difference;
        }
    }
    return worst / largest;
}

TEST(Mixture, any_number_of_experts_agrees_with_a_double_reference) {
    for (const auto& [experts, per_token] :
         {std::pair{1u, 1u}, {2u, 1u}, {3u, 3u}, {8u, 2u}, {40u, 4u}}) {
        const RandomModel model(mixture(experts, per_token), ElementType::kF32, 3);
        const std::vector<int32_t> tokens = random_tokens(60, 67, 4);
        TestDevice device(model, kLimits, two_threads());
        EXPECT_LT(worst_error(device.feed(tokens, 60), model.reference(tokens)), 1e-5)
            << experts << " " << per_token;
    }
}

// Quantisation may send a token to another expert where two are close; most are not.
TEST(Mixture, quantised_experts_come_close) {
    for (const ElementType type : {ElementType::kBF16, ElementType::kInt8}) {
        const RandomModel model(mixture(4, 2), type, 3);
        const std::vector<int32_t> tokens = random_tokens(60, 67, 4);
        TestDevice device(model, kLimits, two_threads());
        const auto rows = device.feed(tokens, 60);
        const auto wanted = model.reference(tokens);
        size_t close = 0;
        for (size_t r = 0; r < rows.size(); ++r) {
            close += worst_error({rows[r]}, {wanted[r]}) < 0.1;
        }
        EXPECT_GT(close, 50u);
    }
}

TEST(Mixture, among_equal_experts_the_first_are_taken) {
    RandomModel model(mixture(4, 2), ElementType::kF32, 3);
    const std::vector<float> zeros(4 * 64, 0.0f);
    ModelWeights weights = model.weights();
    std::vector<LayerWeights> layers(weights.layers.begin(), weights.layers.end());
    std::vector<std::vector<ExpertWeights>> experts;
    for (LayerWeights& layer : layers) {
        layer.router.data = zeros.data();
        experts.emplace_back(layer.experts.begin(), layer.experts.end());
        // What the others hold must not matter.
        experts.back()[2] = experts.back()[3] = experts.back()[0];
    }
    weights.layers = layers;
    const auto logits = [&] {
        std::unique_ptr<Backend> backend;
        std::unique_ptr<DeviceModel> device;
        EXPECT_TRUE(create_cpu_backend(two_threads(), &backend).ok());
        EXPECT_TRUE(backend->create_model(model.shape(), weights, kLimits, &device).ok());
        const int32_t token = 5;
        const uint32_t page = 0, row = 0;
        const SequenceView sequence{0, 1, 0, {&page, 1}};
        EXPECT_TRUE(device->run({{&token, 1}, {&sequence, 1}, {&row, 1}}).ok());
        return std::vector<float>(device->logits().begin(), device->logits().end());
    };
    const std::vector<float> first = logits();
    for (size_t i = 0; i < layers.size(); ++i) layers[i].experts = experts[i];
    EXPECT_EQ(logits(), first);
}

TEST(Mixture, wrong_shapes_are_named) {
    const RandomModel model(mixture(4, 2), ElementType::kF32, 3);
    std::unique_ptr<Backend> backend;
    ASSERT_TRUE(create_cpu_backend(two_threads(), &backend).ok());
    const auto refused = [&](const ModelShape& shape, const ModelWeights& weights) {
        std::unique_ptr<DeviceModel> device;
        const KernelStatus status = backend->create_model(shape, weights, kLimits, &device);
        EXPECT_EQ(status.code, KernelCode::kUnsupported);
        return std::string(status.what);
    };
    EXPECT_NE(refused(mixture(4, 5), model.weights()).find("experts_per_token"), std::string::npos);
    EXPECT_NE(refused(mixture(4, 0), model.weights()).find("experts_per_token"), std::string::npos);
    EXPECT_NE(refused(mixture(257, 2), model.weights()).find("expert_count"), std::string::npos);
    EXPECT_NE(refused(mixture(3, 2), model.weights()).find("expert_count"), std::string::npos);
    EXPECT_NE(refused(mixture(0, 0), model.weights()).find("expert_count"), std::string::npos);
    ModelWeights weights = model.weights();
    std::vector<LayerWeights> layers(weights.layers.begin(), weights.layers.end());
    layers[1].router = {};
    weights.layers = layers;
    EXPECT_NE(refused(mixture(4, 2), weights).find("no data"), std::string::npos);
}

}  // namespace
}  // namespace minstrel::kernels
