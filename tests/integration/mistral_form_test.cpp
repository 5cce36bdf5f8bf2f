// The reference models in Mistral's own form against what the transformers library computes with
// them in the form of Hugging Face.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "runtime/model/model.h"
#include "runtime/model/safetensors_reader.h"
#include "tests/integration/reference.h"
#include "tests/support/mistral_form.h"
#include "tests/support/temp_directory.h"

namespace minstrel {
namespace {

using testing::RawTensor;

std::vector<RawTensor> reference_tensors(const std::string& bytes) {
    const auto stored = read_safetensors(std::as_bytes(std::span(bytes)), "reference");
    std::vector<RawTensor> tensors;
    if (!stored.ok()) return tensors;
    for (const StoredTensor& tensor : stored.value()) {
        tensors.push_back(
            {tensor.name,
             tensor.type_name,
             tensor.shape,
             {reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size()}});
    }
    return tensors;
}

struct Form {
    const char* reference;
    uint32_t layer_count;
    double rope_theta;
    bool tied;
    const char* more;  // keys of params.json
};

void PrintTo(const Form& form, std::ostream* out) {
    *out << form.reference;
}

class MistralFormTest : public ::testing::TestWithParam<Form> {};

TEST_P(MistralFormTest, computes_the_logits_of_the_other_form) {
    const std::string folder = std::string(MST_TEST_DATA "/reference/") + GetParam().reference;
    testing::TempDirectory temp;
    testing::TinyModelOptions shape;
    shape.vocab_size = 128;
    shape.dim = 64;
    shape.hidden_dim = 96;
    shape.layer_count = GetParam().layer_count;
    shape.head_dim = 16;
    shape.rope_theta = GetParam().rope_theta;
    shape.tied = GetParam().tied;
    testing::write_mistral_directory(temp / "mistral", shape);
    auto params = nlohmann::json::parse(testing::read_file(temp / "mistral/params.json"));
    params.update(nlohmann::json::parse(GetParam().more));
    testing::write_file(temp / "mistral/params.json", params.dump());
    const auto tensors = reference_tensors(testing::read_file(folder + "/model.safetensors"));
    testing::write_file(temp / "mistral/consolidated.safetensors",
                        testing::make_safetensors(testing::to_mistral_form(tensors, 16)));
    LoadOptions options;
    options.path = temp / "mistral";
    const auto model = Model::load(options);
    ASSERT_TRUE(model.ok()) << model.status().message();
    const testing::Reference reference(folder);
    testing::Device device(model.value()->shape(), model.value()->weights(),
                           kernels::CpuLevel::kBest);
    for (const auto& logits : device.run(reference, {300, 7})) {
        EXPECT_LT(reference.worst_error(logits), testing::kTolerance);
        EXPECT_EQ(reference.wrong_argmax_count(logits), 0u);
    }
}

INSTANTIATE_TEST_SUITE_P(
    models, MistralFormTest,
    ::testing::Values(
        Form{"plain", 3, 1e4, false, "{}"},
        Form{"yarn", 3, 1e4, true,
             R"({"yarn": {"factor": 8, "original_max_position_embeddings": 64, "beta": 4,
                          "alpha": 1, "apply_scale": false},
                 "llama_4_scaling": {"beta": 0.1, "original_max_position_embeddings": 64}})"},
        Form{"turns", 3, 1e4, false, R"({"sliding_window": [null, 24, 24]})"},
        Form{"experts", 2, 1e6, false, R"({"moe": {"num_experts": 5, "num_experts_per_tok": 2}})"}),
    [](const auto& test) { return std::string(test.param.reference); });

}  // namespace
}  // namespace minstrel
