// Small models against the logits that the transformers library computed for them, see
// tests/data/reference/make_reference.py.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "kernels/backend.h"
#include "kernels/rope.h"
#include "runtime/model/model.h"
#include "runtime/model/pack.h"
#include "tests/integration/reference.h"
#include "tests/integration/reference_model.h"
#include "tests/support/temp_directory.h"

namespace minstrel {
namespace {

using kernels::CpuLevel;
using kernels::LayerWeights;
using kernels::ModelShape;
using kernels::ModelWeights;
using kernels::TensorView;
using testing::Device;
using testing::kTolerance;
using testing::Reference;
using testing::TempDirectory;

class ReferenceTest : public ::testing::TestWithParam<const char*> {
  protected:
    void SetUp() override {
        model_ = testing::load_reference(GetParam(), temp_);
        ASSERT_NE(model_, nullptr);
    }

    void expect_match(const std::vector<size_t>& chunks, CpuLevel level = CpuLevel::kBest) {
        Device device(model_->shape(), model_->weights(), level);
        for (const auto& logits : device.run(reference_, chunks)) {
            EXPECT_LT(reference_.worst_error(logits), kTolerance);
            EXPECT_EQ(reference_.wrong_argmax_count(logits), 0u);
        }
    }

    std::vector<float> logits_with(const ModelShape& shape, const ModelWeights& weights) {
        Device device(shape, weights, CpuLevel::kBest);
        return device.run(reference_, {100}).front();
    }

    double error_with(const ModelShape& shape, const ModelWeights& weights) {
        const double worst = reference_.worst_error(logits_with(shape, weights));
        EXPECT_TRUE(std::isfinite(worst));
        return worst;
    }

    TempDirectory temp_;
    Reference reference_{std::string(MST_TEST_DATA "/reference/") + GetParam()};
    std::shared_ptr<const Model> model_;
};

TEST_P(ReferenceTest, one_shot) {
    expect_match({300});
}

TEST_P(ReferenceTest, one_shot_with_scalar_kernels) {
    expect_match({300}, CpuLevel::kScalar);
}

TEST_P(ReferenceTest, in_chunks) {
    for (const size_t chunk : {7, 32, 100}) expect_match({chunk});
}

TEST_P(ReferenceTest, token_by_token) {
    expect_match({1});
}

TEST_P(ReferenceTest, eight_sequences_at_once) {
    expect_match({1, 2, 3, 7, 17, 32, 64, 300});
}

// A model cut behind a layer, whose output matrix is the identity, computes that layer's hidden
// state after the final norm as its logits.
TEST_P(ReferenceTest, hidden_states_of_every_layer) {
    const ModelShape& shape = model_->shape();
    const std::string bytes =
        testing::read_file(std::string(MST_TEST_DATA "/reference/") + GetParam() + "/hidden.bin");
    std::vector<float> hidden(bytes.size() / sizeof(float));
    std::memcpy(hidden.data(), bytes.data(), bytes.size());
    const size_t layer_size = reference_.positions.size() * shape.dim;
    ASSERT_EQ(hidden.size(), shape.layer_count * layer_size);
    std::vector<float> identity(size_t{shape.vocab_size} * shape.dim, 0.0f);
    for (uint32_t i = 0; i < shape.dim; ++i) identity[size_t{i} * shape.dim + i] = 1.0f;

    for (uint32_t layer = 0; layer < shape.layer_count; ++layer) {
        ModelShape cut = shape;
        cut.layer_count = layer + 1;
        if (!cut.layer_windows.empty()) {
            cut.layer_windows = cut.layer_windows.first(cut.layer_count);
        }
        ModelWeights weights = model_->weights();
        weights.layers = weights.layers.first(cut.layer_count);
        weights.lm_head = {identity.data(), kernels::ElementType::kF32, shape.vocab_size,
                           shape.dim};
        const std::vector<float> got = logits_with(cut, weights);
        for (size_t kept = 0; kept < reference_.positions.size(); ++kept) {
            const float* want = &hidden[layer * layer_size + kept * shape.dim];
            const float* have = &got[reference_.positions[kept] * shape.vocab_size];
            double largest = 0, worst = 0;
            for (uint32_t i = 0; i < shape.dim; ++i) {
                largest = std::max(largest, std::fabs(double{want[i]}));
                worst = std::max(worst, std::fabs(double{have[i]} - double{want[i]}));
            }
            ASSERT_LT(worst, kTolerance * largest) << "layer " << layer << ", kept " << kept;
        }
    }
}

// What follows proves that the comparison can fail.

// Rows of one head as for rotation of neighbours instead of halves.
std::vector<float> interleave_heads(const TensorView& matrix, uint32_t head_dim) {
    const auto* source = static_cast<const float*>(matrix.data);
    std::vector<float> out(size_t{matrix.rows} * matrix.cols);
    for (uint32_t row = 0; row < matrix.rows; ++row) {
        const uint32_t inside = row % head_dim;
        const uint32_t half = head_dim / 2;
        const uint32_t target =
            row - inside + (inside < half ? 2 * inside : 2 * (inside - half) + 1);
        std::copy_n(source + size_t{row} * matrix.cols, matrix.cols,
                    out.begin() + static_cast<std::ptrdiff_t>(size_t{target} * matrix.cols));
    }
    return out;
}

TEST_P(ReferenceTest, notices_rotation_of_the_wrong_pairs) {
    ModelWeights weights = model_->weights();
    std::vector<LayerWeights> layers(weights.layers.begin(), weights.layers.end());
    std::vector<std::vector<float>> owned;
    for (LayerWeights& layer : layers) {
        for (TensorView* matrix : {&layer.wq, &layer.wk}) {
            owned.push_back(interleave_heads(*matrix, model_->shape().head_dim));
            matrix->data = owned.back().data();
        }
    }
    weights.layers = layers;
    EXPECT_GT(error_with(model_->shape(), weights), 100 * kTolerance);
}

TEST_P(ReferenceTest, notices_a_mask_that_is_off_by_one) {
    ModelShape shape = model_->shape();
    if (shape.sliding_window == 0) {
        shape.sliding_window = 299;  // hides one key of one position
        EXPECT_GT(error_with(shape, model_->weights()), kTolerance);
        return;
    }
    for (const uint32_t change : {UINT32_MAX, 1u}) {  // by less and by more than it is
        std::vector<uint32_t> windows;
        for (uint32_t layer = 0; layer < shape.layer_count; ++layer) {
            windows.push_back(shape.window_of(layer) == 0 ? 0 : shape.window_of(layer) + change);
        }
        ModelShape wrong = shape;
        wrong.layer_windows = windows;
        EXPECT_GT(error_with(wrong, model_->weights()), 100 * kTolerance);
    }
}

class ScaledReferenceTest : public ReferenceTest {};

TEST_P(ScaledReferenceTest, notices_slightly_wrong_scaling) {
    const ModelShape& shape = model_->shape();
    const auto expect_notice = [&](auto change) {
        ModelShape wrong = shape;
        change(wrong);
        EXPECT_GT(error_with(wrong, model_->weights()), 10 * kTolerance);
    };
    expect_notice([](ModelShape& s) { s.rope_scaling.factor *= 1.01f; });
    expect_notice([](ModelShape& s) { s.rope_scaling.original_positions *= 2; });
    expect_notice([](ModelShape& s) { s.rope_scaling.beta_fast /= 4; });
    expect_notice([](ModelShape& s) { s.rope_scaling.beta_slow *= 2; });
    expect_notice([](ModelShape& s) { s.rope_scaling.magnitude *= 1.01f; });
    expect_notice([](ModelShape& s) { s.rope_scaling.factor = 0; });
    if (shape.query_scaling.beta == 0) return;
    expect_notice([](ModelShape& s) { s.query_scaling.beta *= 1.01f; });
    expect_notice([](ModelShape& s) { --s.query_scaling.positions; });
}

class MixtureReferenceTest : public ReferenceTest {};

TEST_P(MixtureReferenceTest, notices_the_wrong_experts) {
    ModelShape shape = model_->shape();
    shape.experts_per_token += 1;
    EXPECT_GT(error_with(shape, model_->weights()), 100 * kTolerance);
    ModelWeights weights = model_->weights();
    std::vector<LayerWeights> layers(weights.layers.begin(), weights.layers.end());
    std::vector<kernels::ExpertWeights> swapped(layers[0].experts.begin(), layers[0].experts.end());
    std::swap(swapped[1], swapped[3]);
    layers[0].experts = swapped;
    weights.layers = layers;
    EXPECT_GT(error_with(model_->shape(), weights), 100 * kTolerance);
}

TEST_P(ReferenceTest, notices_a_slightly_wrong_rotary_base) {
    ModelShape shape = model_->shape();
    shape.rope_theta *= 1.01f;
    EXPECT_GT(error_with(shape, model_->weights()), 10 * kTolerance);
}

TEST_P(ReferenceTest, packing_costs_little) {
    struct Case {
        PackType type;
        double tolerance;
    };
    // Products with bfloat16 round their inputs as well as the weights, both by 2^-9 at most.
    for (const Case& item :
         {Case{PackType::kF32, 1e-5}, Case{PackType::kBF16, 0.015}, Case{PackType::kInt8, 0.04}}) {
        PackOptions pack;
        pack.source = temp_.path();
        pack.target = temp_ / "packed.mst";
        pack.type = item.type;
        const auto report = pack_model(pack);
        ASSERT_TRUE(report.ok()) << report.status().message();
        LoadOptions load;
        load.path = pack.target;
        auto packed = Model::load(load);
        ASSERT_TRUE(packed.ok()) << packed.status().message();
        const auto logits = logits_with(packed.value()->shape(), packed.value()->weights());
        // Of two experts that are nearly equal, rounding may choose the other one.
        const bool may_choose = model_->shape().expert_count != 0 && item.type != PackType::kF32;
        EXPECT_LT(reference_.typical_error(logits), may_choose ? 0.04 : item.tolerance)
            << static_cast<int>(item.type);
    }
}

// Frequencies of the library are float32: an angle is as exact as its position allows.
TEST(RopeReferenceTest, published_settings_give_the_numbers_of_the_library) {
    const auto json =
        nlohmann::json::parse(testing::read_file(MST_TEST_DATA "/reference/rope.json"));
    const auto positions = json["positions"].get<std::vector<uint32_t>>();
    for (const auto& model : json["models"]) {
        ModelShape shape;
        shape.head_dim = 128;
        shape.rope_theta = model["theta"];
        shape.rope_scaling.factor = model["factor"];
        shape.rope_scaling.original_positions = model["original"];
        shape.rope_scaling.beta_fast = model["beta_fast"];
        shape.query_scaling = {0.1f, model["original"]};
        EXPECT_EQ(model["magnitude"].get<double>(), 1);
        const std::vector<double> got = kernels::rope_frequencies(shape);
        const auto wanted = model["frequencies"].get<std::vector<double>>();
        ASSERT_EQ(got.size(), wanted.size());
        for (size_t pair = 0; pair < got.size(); ++pair) {
            ASSERT_NEAR(got[pair] / wanted[pair], 1, 1e-6) << model["theta"] << ", " << pair;
            for (const uint32_t position : positions) {
                EXPECT_NEAR(std::cos(position * got[pair]), std::cos(position * wanted[pair]),
                            1e-6 * position * got[pair] + 1e-12);
            }
        }
        for (size_t i = 0; i < positions.size(); ++i) {
            const double scale = kernels::score_scale(shape, positions[i]) * std::sqrt(128.0);
            EXPECT_NEAR(scale, model["query_scales"][i].get<double>(), 1e-6) << positions[i];
        }
    }
}

std::string name_of(const ::testing::TestParamInfo<const char*>& test) {
    return test.param;
}

INSTANTIATE_TEST_SUITE_P(models, ReferenceTest,
                         ::testing::Values("plain", "window", "tied", "wide", "yarn", "yarn_grown",
                                           "turns", "experts"),
                         name_of);
INSTANTIATE_TEST_SUITE_P(models, ScaledReferenceTest, ::testing::Values("yarn", "yarn_grown"),
                         name_of);
INSTANTIATE_TEST_SUITE_P(models, MixtureReferenceTest, ::testing::Values("experts"), name_of);

}  // namespace
}  // namespace minstrel
