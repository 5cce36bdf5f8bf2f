#include "runtime/model/mistral_directory.h"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "runtime/model/model.h"
#include "tests/support/archive.h"
#include "tests/support/mistral_form.h"
#include "tests/support/temp_directory.h"
#include "tests/support/tiny_model.h"

namespace minstrel {
namespace {

using nlohmann::json;
using testing::RawTensor;
using testing::TempDirectory;
using testing::TinyModelOptions;
using testing::write_file;

std::string bytes_of(const kernels::TensorView& view) {
    const size_t width = view.type == kernels::ElementType::kBF16 ? 2 : 4;
    return {static_cast<const char*>(view.data), size_t{view.rows} * view.cols * width};
}

class MistralDirectoryTest : public ::testing::Test {
  protected:
    MistralDirectoryTest() {
        testing::write_tiny_directory(temp_ / "hf", options_);
        testing::write_mistral_directory(path_, options_);
    }

    std::shared_ptr<const Model> load(const std::string& path) {
        LoadOptions options;
        options.path = path;
        auto model = Model::load(options);
        EXPECT_TRUE(model.ok()) << model.status().message();
        return model.ok() ? model.take() : nullptr;
    }
    void expect_refused(Code code, const char* part_of_text) {
        LoadOptions options;
        options.path = path_;
        const auto model = Model::load(options);
        ASSERT_FALSE(model.ok()) << part_of_text;
        EXPECT_EQ(model.status().code(), code) << model.status().message();
        EXPECT_NE(model.status().message().find(part_of_text), std::string::npos)
            << model.status().message();
    }

    TinyModelOptions options_ = {.layer_count = 2, .tied = false};
    TempDirectory temp_;
    std::string path_ = temp_ / "mistral";
};

TEST_F(MistralDirectoryTest, holds_the_same_weights_as_the_other_form) {
    const auto theirs = load(temp_ / "hf");
    const auto ours = load(path_);
    ASSERT_NE(theirs, nullptr);
    ASSERT_NE(ours, nullptr);
    EXPECT_EQ(ours->config().rope_theta, theirs->config().rope_theta);
    EXPECT_EQ(ours->config().kv_head_count, theirs->config().kv_head_count);
    for (const auto slot :
         {&kernels::LayerWeights::wq, &kernels::LayerWeights::wk, &kernels::LayerWeights::wv,
          &kernels::LayerWeights::wo, &kernels::LayerWeights::w_gate, &kernels::LayerWeights::w_up,
          &kernels::LayerWeights::w_down, &kernels::LayerWeights::ffn_norm}) {
        EXPECT_EQ(bytes_of(ours->weights().layers[1].*slot),
                  bytes_of(theirs->weights().layers[1].*slot));
    }
    EXPECT_EQ(bytes_of(ours->weights().lm_head), bytes_of(theirs->weights().lm_head));
}

TEST_F(MistralDirectoryTest, the_order_of_rows_differs_in_the_files) {
    const auto tensors = testing::mistral_tensors(options_);
    const auto others = testing::tiny_tensors(options_);
    EXPECT_EQ(tensors[2].name, "layers.0.attention.wq.weight");
    EXPECT_NE(tensors[2].bytes, others[2].bytes);
}

TEST_F(MistralDirectoryTest, reads_shards_and_leaves_images_out) {
    std::vector<RawTensor> all = testing::mistral_tensors(options_);
    all.push_back({"vision_encoder.patch_conv.weight", "F32", {1}, "abcd"});
    const auto middle = all.begin() + 7;
    json index;
    for (auto place = all.begin(); place != all.end(); ++place) {
        index["weight_map"][place->name] = place < middle
                                               ? "consolidated-00001-of-00002.safetensors"
                                               : "consolidated-00002-of-00002.safetensors";
    }
    write_file(path_ + "/consolidated.safetensors.index.json", index.dump());
    write_file(path_ + "/consolidated-00001-of-00002.safetensors",
               testing::make_safetensors({all.begin(), middle}));
    write_file(path_ + "/consolidated-00002-of-00002.safetensors",
               testing::make_safetensors({middle, all.end()}));
    std::filesystem::remove(path_ + "/consolidated.safetensors");
    EXPECT_NE(load(path_), nullptr);
}

TEST_F(MistralDirectoryTest, a_directory_with_both_forms_is_read_as_of_hugging_face) {
    write_file(path_ + "/config.json", "{");
    EXPECT_NE(load(path_), nullptr);  // its weights are missing
    write_file(path_ + "/model.safetensors", "");
    expect_refused(Code::kBadFormat, "config.json");
}

TEST_F(MistralDirectoryTest, what_is_missing_is_named) {
    std::filesystem::remove(path_ + "/consolidated.safetensors");
    expect_refused(Code::kNotFound, "consolidated.safetensors.index.json");
    write_file(path_ + "/consolidated.00.pth", "PK");
    expect_refused(Code::kUnsupported, "consolidated.00.pth");
    std::filesystem::remove(path_ + "/tokenizer.model");
    expect_refused(Code::kNotFound, "tokenizer.model");
}

TEST_F(MistralDirectoryTest, opens_through_the_hosts_hooks) {
    testing::Archive archive;
    for (const char* name : {"params.json", "consolidated.safetensors", "tokenizer.model"}) {
        archive.files[std::string("m/") + name] = testing::read_file(path_ + "/" + name);
    }
    const FileHooks hooks = archive.hooks();
    LoadOptions options;
    options.files = &hooks;
    options.path = "m";
    const auto model = Model::load(options);
    EXPECT_TRUE(model.ok()) << model.status().message();
}

class MistralParamsTest : public ::testing::Test {
  protected:
    void expect_refused(const json& params, Code code, const char* part_of_text) {
        const auto parsed = parse_mistral_params(params.dump());
        ASSERT_FALSE(parsed.ok()) << part_of_text;
        EXPECT_EQ(parsed.status().code(), code) << parsed.status().message();
        EXPECT_NE(parsed.status().message().find(part_of_text), std::string::npos)
            << parsed.status().message();
    }
    json with(const char* key, const json& value) {
        json params = json::parse(testing::mistral_params_json({}));
        params[key] = value;
        return params;
    }
    ModelConfig accepted(const json& params) {
        auto parsed = parse_mistral_params(params.dump());
        EXPECT_TRUE(parsed.ok()) << parsed.status().message();
        return parsed.ok() ? parsed.take() : ModelConfig();
    }
};

TEST_F(MistralParamsTest, numbers) {
    const ModelConfig config = accepted(with("unknown", 1));
    EXPECT_EQ(config.dim, 32u);
    EXPECT_EQ(config.eos_ids, std::vector<uint32_t>{2});
    EXPECT_EQ(accepted(with("max_seq_len", nullptr)).max_positions, 128000u);
    for (const char* key : {"dim", "n_layers", "head_dim", "hidden_dim", "n_heads", "n_kv_heads",
                            "norm_eps", "vocab_size", "rope_theta"}) {
        expect_refused(with(key, nullptr), Code::kBadFormat, key);
        expect_refused(with(key, "x"), Code::kBadFormat, key);
    }
    expect_refused(with("dim", -1), Code::kBadFormat, "'dim' must be a whole number");
    expect_refused(json::array(), Code::kBadFormat, "must be an object");
}

TEST_F(MistralParamsTest, windows) {
    EXPECT_EQ(accepted(with("sliding_window", 24)).sliding_window, 24u);
    EXPECT_EQ(accepted(with("_sliding_window", json::array({24, 24}))).sliding_window, 24u);
    EXPECT_EQ(accepted(with("sliding_window", json::array({nullptr}))).sliding_window, 0u);
    const ModelConfig turns = accepted(with("sliding_window", json::array({nullptr, 24})));
    EXPECT_EQ(turns.layer_windows, (std::vector<uint32_t>{0, 24}));
    EXPECT_EQ(turns.sliding_window, 24u);
    expect_refused(with("sliding_window", json::array({1, 2, 3})), Code::kBadFormat,
                   "a whole part of the layers");
    for (const json& value : {json(0), json("x"), json(-1), json::array()}) {
        expect_refused(with("sliding_window", value), Code::kBadFormat, "'sliding_window' must be");
    }
    json both = with("sliding_window", 24);
    both["_sliding_window"] = 24;
    expect_refused(both, Code::kBadFormat, "both");
}

TEST_F(MistralParamsTest, the_first_model_states_no_rotary_base) {
    json params = with("rope_theta", nullptr);
    params["sliding_window"] = 4096;
    params["vocab_size"] = 32000;
    EXPECT_EQ(accepted(params).rope_theta, 10000.0f);
}

TEST_F(MistralParamsTest, scaled_positions) {
    json yarn = {{"factor", 16},
                 {"original_max_position_embeddings", 16384},
                 {"beta", 32},
                 {"alpha", 1},
                 {"apply_scale", false}};
    json params = with("yarn", yarn);
    params["llama_4_scaling"] = {{"beta", 0.1}, {"original_max_position_embeddings", 8192}};
    const ModelConfig config = accepted(params);
    EXPECT_EQ(config.rope_scaling.factor, 16);
    EXPECT_EQ(config.rope_scaling.original_positions, 16384u);
    EXPECT_EQ(config.rope_scaling.beta_fast, 32);
    EXPECT_EQ(config.rope_scaling.magnitude, 1);
    EXPECT_EQ(config.query_scaling.beta, 0.1f);
    EXPECT_EQ(config.query_scaling.positions, 8192u);
    yarn["apply_scale"] = true;
    EXPECT_FLOAT_EQ(accepted(with("yarn", yarn)).rope_scaling.magnitude, 1.27725887f);
    for (const char* key : {"factor", "original_max_position_embeddings", "apply_scale"}) {
        json part = yarn;
        part.erase(key);
        expect_refused(with("yarn", part), Code::kBadFormat, key);
    }
    yarn["factor"] = 0.5;
    expect_refused(with("yarn", yarn), Code::kBadFormat, "factor");
    expect_refused(with("yarn", 3), Code::kBadFormat, "'yarn' must be an object");
    expect_refused(with("llama_4_scaling", {{"beta", 0.1}}), Code::kBadFormat,
                   "original_max_position_embeddings");
}

TEST_F(MistralParamsTest, experts) {
    const ModelConfig config =
        accepted(with("moe", {{"num_experts", 8}, {"num_experts_per_tok", 2}}));
    EXPECT_EQ(config.expert_count, 8u);
    EXPECT_EQ(config.experts_per_token, 2u);
    expect_refused(with("moe", {{"num_experts", 8}, {"num_experts_per_tok", 9}}), Code::kBadFormat,
                   "experts for a token is 9");
    expect_refused(with("moe", {{"num_experts", 0}, {"num_experts_per_tok", 0}}), Code::kBadFormat,
                   "num_experts");
    expect_refused(
        with("moe", {{"num_experts", 8}, {"num_experts_per_tok", 2}, {"num_shared_experts", 1}}),
        Code::kUnsupported, "moe.num_shared_experts");
}

TEST_F(MistralParamsTest, what_is_not_computed_is_refused_by_name) {
    for (const char* key : {"q_lora_rank", "kv_lora_rank"}) {
        expect_refused(with(key, json::object()), Code::kUnsupported, key);
    }
    expect_refused(with("yarn", {{"mscale", 1}}), Code::kUnsupported, "yarn.mscale");
    expect_refused(with("model_type", "mamba"), Code::kUnsupported, "model_type");
    expect_refused(with("use_biases", true), Code::kUnsupported, "use_biases");
}

}  // namespace
}  // namespace minstrel
