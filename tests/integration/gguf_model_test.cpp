// Models in GGUF files against what the transformers library computes with the same weights, see
// tests/data/reference/make_gguf.py.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "kernels/cpu/weight_rows.h"
#include "runtime/model/model.h"
#include "runtime/model/pack.h"
#include "tests/integration/reference.h"
#include "tests/support/archive.h"
#include "tests/support/temp_directory.h"
#include "tests/support/tiny_model.h"

namespace minstrel {
namespace {

using kernels::CpuLevel;
using kernels::ElementType;
using kernels::TensorView;
using testing::Device;
using testing::Reference;
using testing::TempDirectory;

const std::string kFolder = MST_TEST_DATA "/gguf/";

std::shared_ptr<const Model> load(const std::string& path) {
    LoadOptions options;
    options.path = path;
    auto model = Model::load(options);
    EXPECT_TRUE(model.ok()) << model.status().message();
    return model.ok() ? model.take() : nullptr;
}

std::vector<float> logits_of(const Model& model, const Reference& reference) {
    Device device(model.shape(), model.weights(), CpuLevel::kBest);
    return device.run(reference, {100}).front();
}

std::vector<float> values_of(const TensorView& view) {
    std::vector<float> values(size_t{view.rows} * view.cols);
    for (uint32_t row = 0; row < view.rows; ++row) {
        kernels::read_row(view, row, values.data() + size_t{row} * view.cols);
    }
    return values;
}

struct Form {
    const char* file;
    ElementType type;
    double weight_error;  // the most, of the largest weight of the matrix
    double logit_error;   // the most, of the largest logit of the row
};

void PrintTo(const Form& form, std::ostream* out) {
    *out << form.file;
}

class PlainGgufTest : public ::testing::TestWithParam<Form> {
  protected:
    // The model that the files were made of.
    std::shared_ptr<const Model> load_source() {
        const std::string folder = MST_TEST_DATA "/reference/plain/";
        for (const char* file : {"config.json", "model.safetensors"}) {
            std::filesystem::create_symlink(folder + file, temp_ / file);
        }
        testing::write_file(temp_ / "tokenizer.model", testing::tiny_tokenizer());
        return load(temp_.path());
    }

    TempDirectory temp_;
    std::string path_ = kFolder + GetParam().file;
    Reference reference_{std::string(MST_TEST_DATA "/reference/plain")};
};

TEST_P(PlainGgufTest, weights_are_those_of_the_source_within_a_step) {
    const auto source = load_source();
    const auto model = load(path_);
    ASSERT_NE(source, nullptr);
    ASSERT_NE(model, nullptr);
    EXPECT_EQ(model->config().rope_theta, source->config().rope_theta);
    EXPECT_EQ(model->config().kv_head_count, source->config().kv_head_count);
    EXPECT_FALSE(model->config().tied_embeddings);
    for (const auto slot : {&kernels::LayerWeights::wq, &kernels::LayerWeights::wk,
                            &kernels::LayerWeights::wo, &kernels::LayerWeights::w_down}) {
        const TensorView& view = model->weights().layers[1].*slot;
        EXPECT_EQ(view.type, GetParam().type);
        const std::vector<float> got = values_of(view);
        const std::vector<float> want = values_of(source->weights().layers[1].*slot);
        float largest = 0;
        float worst = 0;
        for (size_t i = 0; i < want.size(); ++i) {
            largest = std::max(largest, std::fabs(want[i]));
            worst = std::max(worst, std::fabs(got[i] - want[i]));
        }
        EXPECT_LT(worst, GetParam().weight_error * largest);
    }
}

TEST_P(PlainGgufTest, logits_are_close_to_those_of_the_source) {
    const auto model = load(path_);
    ASSERT_NE(model, nullptr);
    EXPECT_LT(reference_.typical_error(logits_of(*model, reference_)), GetParam().logit_error);
}

TEST_P(PlainGgufTest, a_package_computes_the_same) {
    PackOptions options;
    options.source = path_;
    options.target = temp_ / "packed.mst";
    if (GetParam().type == ElementType::kF32) options.type = PackType::kF32;
    if (GetParam().type == ElementType::kInt4) options.type = PackType::kInt4;
    const auto report = pack_model(options);
    ASSERT_TRUE(report.ok()) << report.status().message();
    const auto packed = load(options.target);
    const auto direct = load(path_);
    ASSERT_NE(packed, nullptr);
    ASSERT_NE(direct, nullptr);
    EXPECT_EQ(logits_of(*packed, reference_), logits_of(*direct, reference_));
    EXPECT_EQ(packed->description().name, direct->description().name);
    EXPECT_EQ(packed->description().licence, "apache-2.0");
}

// Both have a scale for every 32 weights, so nothing has to be rounded.
TEST_P(PlainGgufTest, an_int8_package_holds_the_weights_of_blocks_exactly) {
    if (GetParam().type == ElementType::kF32) GTEST_SKIP() << "the file has no blocks";
    PackOptions options;
    options.source = path_;
    options.target = temp_ / "packed.mst";
    const auto report = pack_model(options);
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report.value().rounding, 0);
    const auto packed = load(options.target);
    const auto direct = load(path_);
    ASSERT_NE(packed, nullptr);
    ASSERT_NE(direct, nullptr);
    for (const auto slot : {&kernels::LayerWeights::wq, &kernels::LayerWeights::w_up}) {
        const TensorView& view = packed->weights().layers[2].*slot;
        ASSERT_EQ(view.type, ElementType::kInt8);
        EXPECT_EQ(values_of(view), values_of(direct->weights().layers[2].*slot));
    }
}

INSTANTIATE_TEST_SUITE_P(forms, PlainGgufTest,
                         ::testing::Values(Form{"plain_f16.gguf", ElementType::kF32, 1e-3, 2e-3},
                                           Form{"plain_q8_0.gguf", ElementType::kInt8, 8e-3, 3e-2},
                                           Form{"plain_q4_0.gguf", ElementType::kInt4, 0.1, 0.25}),
                         [](const auto& test) {
                             const std::string name = test.param.file;
                             return name.substr(0, name.find('.'));
                         });

struct OtherForm {
    const char* file;
    const char* reference;
    PackType type;  // that changes nothing
    double logit_error;
};

void PrintTo(const OtherForm& form, std::ostream* out) {
    *out << form.file;
}

class OtherGgufTest : public ::testing::TestWithParam<OtherForm> {};

TEST_P(OtherGgufTest, computes_the_logits_of_the_source_also_as_a_package) {
    const Reference reference(std::string(MST_TEST_DATA "/reference/") + GetParam().reference);
    const auto direct = load(kFolder + GetParam().file);
    ASSERT_NE(direct, nullptr);
    const std::vector<float> logits = logits_of(*direct, reference);
    EXPECT_LT(reference.typical_error(logits), GetParam().logit_error);
    TempDirectory temp;
    PackOptions options;
    options.source = kFolder + GetParam().file;
    options.target = temp / "packed.mst";
    options.type = GetParam().type;
    const auto report = pack_model(options);
    ASSERT_TRUE(report.ok()) << report.status().message();
    const auto packed = load(options.target);
    ASSERT_NE(packed, nullptr);
    EXPECT_EQ(logits_of(*packed, reference), logits);
    EXPECT_EQ(packed->config().parameter_count(), direct->config().parameter_count());
}

// Of two experts that are nearly equal, rounding may choose the other one.
INSTANTIATE_TEST_SUITE_P(forms, OtherGgufTest,
                         ::testing::Values(OtherForm{"yarn_f16.gguf", "yarn", PackType::kF32, 2e-3},
                                           OtherForm{"experts_q8_0.gguf", "experts",
                                                     PackType::kInt8, 6e-2}),
                         [](const auto& test) { return std::string(test.param.reference); });

// A router stays float32, which alone is no reason to keep the file.
TEST(OtherGgufFileTest, nothing_of_the_file_is_kept_beside_decoded_experts) {
    const auto model = load(kFolder + "experts_q8_0.gguf");
    ASSERT_NE(model, nullptr);
    EXPECT_EQ(model->bytes().mapped, 0u);
    EXPECT_EQ(model->bytes().owned, model->bytes().weights + model->tokenizer().size());
}

// The same weights on both sides, so that what is left is the rounding to int8, of the weights at
// loading and of the activations in every product.
TEST(BlockGgufTest, logits_are_those_of_the_decoded_weights) {
    const Reference reference(kFolder + "blocks_q4_k.json", kFolder + "blocks_q4_k.bin");
    const auto model = load(kFolder + "blocks_q4_k.gguf");
    ASSERT_NE(model, nullptr);
    EXPECT_TRUE(model->config().tied_embeddings);
    const std::vector<float> logits = logits_of(*model, reference);
    EXPECT_LT(reference.typical_error(logits), 1.5e-2);
    EXPECT_LT(reference.worst_error(logits), 8e-2);
    EXPECT_GT(model->rounding(), 0);
    EXPECT_LT(model->rounding(), 1e-2);
}

TEST(BlockGgufTest, nothing_of_the_file_is_kept_beside_the_decoded_weights) {
    const auto model = load(kFolder + "blocks_q4_k.gguf");
    ASSERT_NE(model, nullptr);
    EXPECT_EQ(model->bytes().mapped, 0u);
    EXPECT_EQ(model->bytes().files, std::filesystem::file_size(kFolder + "blocks_q4_k.gguf"));
    EXPECT_EQ(model->description().name, "blocks_q4_k");
    EXPECT_EQ(model->bytes().owned, model->bytes().weights + model->tokenizer().size());
}

TEST(BlockGgufTest, reads_from_memory_and_through_the_hosts_hooks) {
    testing::Archive archive;
    archive.files["models/some.file"] = testing::read_file(kFolder + "blocks_q4_k.gguf");
    const FileHooks hooks = archive.hooks();
    LoadOptions options;
    options.files = &hooks;
    options.path = "models/some.file";
    const auto hooked = Model::load(options);
    ASSERT_TRUE(hooked.ok()) << hooked.status().message();
    EXPECT_EQ(archive.open_count, 0);
    LoadOptions in_memory;
    in_memory.memory = std::as_bytes(std::span(archive.files["models/some.file"]));
    const auto lent = Model::load(in_memory);
    ASSERT_TRUE(lent.ok()) << lent.status().message();
    EXPECT_EQ(values_of(lent.value()->weights().layers[0].wq),
              values_of(hooked.value()->weights().layers[0].wq));
}

}  // namespace
}  // namespace minstrel
