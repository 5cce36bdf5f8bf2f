#include "runtime/model/model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <vector>

#include "runtime/model/element.h"
#include "runtime/model/pack.h"
#include "tests/support/temp_directory.h"
#include "tests/support/tiny_model.h"

namespace minstrel {
namespace {

using kernels::ElementType;
using kernels::TensorView;
using testing::TempDirectory;
using testing::TinyModelOptions;
using testing::TinyType;

std::vector<float> values_of(const TensorView& view) {
    std::vector<float> values(size_t{view.rows} * view.cols);
    for (size_t i = 0; i < values.size(); ++i) {
        switch (view.type) {
            case ElementType::kF32:
                std::memcpy(&values[i], static_cast<const float*>(view.data) + i, sizeof(float));
                break;
            case ElementType::kBF16: {
                uint16_t bits;
                std::memcpy(&bits, static_cast<const uint16_t*>(view.data) + i, sizeof bits);
                values[i] = float_from_bf16(bits);
                break;
            }
            case ElementType::kI8G32:
                values[i] = static_cast<const int8_t*>(view.data)[i] * view.scales[i / 32];
                break;
        }
    }
    return values;
}

std::shared_ptr<const Model> load(const std::string& path) {
    LoadOptions options;
    options.path = path;
    auto model = Model::load(options);
    EXPECT_TRUE(model.ok()) << model.status().message();
    return model.ok() ? model.take() : nullptr;
}

TEST(ModelTest, loads_a_hugging_face_directory) {
    TempDirectory temp;
    TinyModelOptions options;
    options.tied = false;
    options.sliding_window = 24;
    write_tiny_directory(temp / "model", options);
    const auto model = load(temp / "model");
    ASSERT_NE(model, nullptr);
    EXPECT_EQ(model->shape().dim, 32u);
    EXPECT_EQ(model->shape().sliding_window, 24u);
    EXPECT_EQ(model->weights().layers.size(), 2u);
    EXPECT_EQ(model->weights().layers[1].wk.rows, 16u);
    EXPECT_EQ(model->weights().layers[1].wk.type, ElementType::kBF16);
    EXPECT_EQ(model->weights().layers[0].attn_norm.type, ElementType::kF32);
    EXPECT_NE(model->weights().lm_head.data, model->weights().token_embedding.data);
    EXPECT_EQ(model->tokenizer().size(), testing::tiny_tokenizer().size());
    EXPECT_EQ(model->description().name, "model");
    EXPECT_FALSE(model->description().is_package);
    EXPECT_GT(model->bytes().mapped, 0u);
}

TEST(ModelTest, a_package_holds_the_same_model) {
    TempDirectory temp;
    TinyModelOptions options;
    options.type = TinyType::kF32;
    ASSERT_EQ(write_tiny_package(temp / "tiny.mst", options, PackType::kF32), "");
    const auto source = load(temp / "tiny.mst.source");
    const auto packed = load(temp / "tiny.mst");
    ASSERT_NE(source, nullptr);
    ASSERT_NE(packed, nullptr);
    EXPECT_EQ(values_of(source->weights().layers[1].w_down),
              values_of(packed->weights().layers[1].w_down));
    EXPECT_EQ(values_of(source->weights().lm_head), values_of(packed->weights().lm_head));
    EXPECT_EQ(packed->weights().lm_head.data, packed->weights().token_embedding.data);
    EXPECT_EQ(packed->description().name, "tiny");
    EXPECT_TRUE(packed->description().is_package);
}

TEST(ModelTest, int8_stays_within_half_a_step) {
    TempDirectory temp;
    TinyModelOptions options;
    ASSERT_EQ(write_tiny_package(temp / "tiny.mst", options, PackType::kInt8), "");
    const auto source = load(temp / "tiny.mst.source");
    const auto packed = load(temp / "tiny.mst");
    ASSERT_NE(source, nullptr);
    ASSERT_NE(packed, nullptr);
    const TensorView& view = packed->weights().layers[0].w_gate;
    ASSERT_EQ(view.type, ElementType::kI8G32);
    const std::vector<float> wanted = values_of(source->weights().layers[0].w_gate);
    const std::vector<float> got = values_of(view);
    for (size_t i = 0; i < wanted.size(); ++i) {
        EXPECT_NEAR(got[i], wanted[i], 0.75f * view.scales[i / 32]) << i;
    }
}

}  // namespace
}  // namespace minstrel
