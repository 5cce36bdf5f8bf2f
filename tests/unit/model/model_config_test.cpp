#include "runtime/model/model_config.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/tiny_model.h"

namespace minstrel {
namespace {

using nlohmann::json;

json plain() {
    return json::parse(testing::tiny_config_json({}));
}

Result<ModelConfig> parse(const json& config, std::string_view generation = {}) {
    return parse_hf_config(config.dump(), generation);
}

void expect_refused(const json& config, Code code, const char* part_of_text) {
    auto parsed = parse(config);
    ASSERT_FALSE(parsed.ok()) << part_of_text;
    EXPECT_EQ(parsed.status().code(), code) << parsed.status().message();
    EXPECT_NE(parsed.status().message().find(part_of_text), std::string::npos)
        << parsed.status().message();
}

json with(const char* key, const json& value) {
    json config = plain();
    config[key] = value;
    return config;
}

ModelConfig accepted(const json& config) {
    auto parsed = parse(config);
    EXPECT_TRUE(parsed.ok()) << parsed.status().message();
    return parsed.ok() ? parsed.take() : ModelConfig();
}

TEST(ModelConfigTest, reads_every_number) {
    const ModelConfig config = accepted(plain());
    EXPECT_EQ(config.vocab_size, 512u);
    EXPECT_EQ(config.dim, 32u);
    EXPECT_EQ(config.hidden_dim, 64u);
    EXPECT_EQ(config.layer_count, 2u);
    EXPECT_EQ(config.head_count, 4u);
    EXPECT_EQ(config.kv_head_count, 2u);
    EXPECT_EQ(config.head_dim, 8u);
    EXPECT_EQ(config.max_positions, 512u);
    EXPECT_FLOAT_EQ(config.norm_eps, 1e-5f);
    EXPECT_FLOAT_EQ(config.rope_theta, 10000.0f);
    EXPECT_EQ(config.sliding_window, 0u);
    EXPECT_TRUE(config.tied_embeddings);
    EXPECT_EQ(config.bos_id, 1u);
    EXPECT_EQ(config.eos_ids, std::vector<uint32_t>{2});
}

TEST(ModelConfigTest, absent_keys_have_the_defaults_of_the_architecture) {
    const ModelConfig config = accepted({{"architectures", {"MistralForCausalLM"}}});
    EXPECT_EQ(config.vocab_size, 32000u);
    EXPECT_EQ(config.dim, 4096u);
    EXPECT_EQ(config.hidden_dim, 14336u);
    EXPECT_EQ(config.layer_count, 32u);
    EXPECT_EQ(config.kv_head_count, 8u);
    EXPECT_EQ(config.head_dim, 128u);
    EXPECT_FLOAT_EQ(config.rope_theta, 10000.0f);
    EXPECT_EQ(config.sliding_window, 4096u);
    EXPECT_FALSE(config.tied_embeddings);
    EXPECT_EQ(config.parameter_count(), 7241732096u);  // of Mistral 7B
}

TEST(ModelConfigTest, head_width_may_be_null) {
    EXPECT_EQ(accepted(with("head_dim", nullptr)).head_dim, 8u);
}

TEST(ModelConfigTest, window_null_is_not_window_absent) {
    json config = plain();
    config.erase("sliding_window");
    EXPECT_EQ(accepted(config).sliding_window, 4096u);
    EXPECT_EQ(accepted(with("sliding_window", 24)).sliding_window, 24u);
    expect_refused(with("sliding_window", 0), Code::kBadFormat, "sliding_window");
    expect_refused(with("sliding_window", -1), Code::kBadFormat, "sliding_window");
}

TEST(ModelConfigTest, rotary_base_in_both_spellings) {
    json config = plain();
    config["rope_parameters"] = {{"rope_type", "default"}, {"rope_theta", 1e6}};
    EXPECT_FLOAT_EQ(accepted(config).rope_theta, 1e6f);
    config["rope_parameters"] = {{"rope_type", "longrope"}, {"rope_theta", 1e6}};
    expect_refused(config, Code::kUnsupported, "longrope");
    EXPECT_FLOAT_EQ(accepted(with("rope_scaling", nullptr)).rope_theta, 1e4f);
    expect_refused(with("rope_scaling", {{"type", "linear"}}), Code::kUnsupported, "linear");
    expect_refused(with("rope_theta", 0), Code::kBadFormat, "rotary base");
    expect_refused(with("rope_theta", 1e300), Code::kBadFormat, "rotary base");
    expect_refused(with("rope_theta", "1e4"), Code::kBadFormat, "rope_theta");
}

TEST(ModelConfigTest, end_tokens_may_be_a_list_and_come_from_generation_config) {
    EXPECT_EQ(accepted(with("eos_token_id", {2, 5})).eos_ids, (std::vector<uint32_t>{2, 5}));
    auto parsed = parse(plain(), R"({"eos_token_id": [2, 7]})");
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed.value().eos_ids, (std::vector<uint32_t>{2, 7}));
    EXPECT_FALSE(parse(plain(), "{").ok());
    EXPECT_FALSE(parse(plain(), R"({"eos_token_id": 512})").ok());
    expect_refused(with("eos_token_id", 512), Code::kBadFormat, "512");
    expect_refused(with("eos_token_id", json::array()), Code::kBadFormat, "end tokens");
    expect_refused(with("bos_token_id", 512), Code::kBadFormat, "512");
}

TEST(ModelConfigTest, other_architectures_are_named) {
    for (const char* name : {"LlamaForCausalLM", "PixtralForConditionalGeneration"}) {
        expect_refused(with("architectures", {name}), Code::kUnsupported, name);
        expect_refused(with("architectures", {name}), Code::kUnsupported, "MistralForCausalLM");
    }
    expect_refused(with("architectures", {"MixtralForCausalLM"}), Code::kUnsupported, "'mixtral'");
    expect_refused(with("architectures", json::array()), Code::kBadFormat, "architectures");
    expect_refused(with("model_type", "mixtral"), Code::kUnsupported, "mixtral");
}

// A kind of model with nothing stated beside its names.
ModelConfig silent(const char* architecture, const char* type) {
    return accepted({{"architectures", {architecture}}, {"model_type", type}});
}

TEST(ModelConfigTest, each_kind_of_model_has_its_defaults) {
    const ModelConfig mixtral = silent("MixtralForCausalLM", "mixtral");
    EXPECT_EQ(mixtral.expert_count, 8u);
    EXPECT_EQ(mixtral.experts_per_token, 2u);
    EXPECT_EQ(mixtral.sliding_window, 0u);
    EXPECT_EQ(mixtral.rope_theta, 1e6f);
    EXPECT_EQ(mixtral.parameter_count(), 46702792704u);  // of Mixtral 8x7B
    const ModelConfig ministral = silent("Ministral3ForCausalLM", "ministral3");
    EXPECT_EQ(ministral.vocab_size, 131072u);
    EXPECT_EQ(ministral.layer_count, 34u);
    EXPECT_EQ(ministral.max_positions, 262144u);
    EXPECT_EQ(ministral.sliding_window, 0u);
    EXPECT_EQ(ministral.rope_scaling.factor, 16);
    EXPECT_EQ(ministral.rope_scaling.magnitude, 1);
    EXPECT_EQ(ministral.query_scaling.beta, 0.1f);
    EXPECT_EQ(silent("MinistralForCausalLM", "ministral").sliding_window, 4096u);
}

json yarn() {
    return {{"rope_type", "yarn"},
            {"type", "yarn"},
            {"rope_theta", 1e6},
            {"factor", 16.0},
            {"original_max_position_embeddings", 16384},
            {"beta_fast", 4.0},
            {"beta_slow", 2.0},
            {"max_position_embeddings", 262144},
            {"llama_4_scaling_beta", 0.1}};
}

TEST(ModelConfigTest, scaled_positions) {
    const ModelConfig config = accepted(with("rope_parameters", yarn()));
    EXPECT_EQ(config.rope_theta, 1e6f);
    EXPECT_EQ(config.rope_scaling.factor, 16);
    EXPECT_EQ(config.rope_scaling.original_positions, 16384u);
    EXPECT_EQ(config.rope_scaling.beta_fast, 4);
    EXPECT_EQ(config.rope_scaling.beta_slow, 2);
    EXPECT_EQ(config.query_scaling.beta, 0.1f);
    EXPECT_EQ(config.query_scaling.positions, 16384u);
    EXPECT_EQ(accepted(with("rope_scaling", yarn())).rope_scaling.factor, 16);
}

TEST(ModelConfigTest, magnitude_of_scaled_positions) {
    const auto magnitude = [](const json& more) {
        json rope = yarn();
        rope.update(more);
        return accepted(with("rope_parameters", rope)).rope_scaling.magnitude;
    };
    EXPECT_FLOAT_EQ(magnitude(json::object()), 1.27725887f);
    EXPECT_FLOAT_EQ(magnitude({{"mscale", 1}, {"mscale_all_dim", 0}}), 1.27725887f);
    EXPECT_EQ(magnitude({{"mscale", 1}, {"mscale_all_dim", 1}}), 1);
    EXPECT_FLOAT_EQ(magnitude({{"mscale", 2}, {"mscale_all_dim", 1}}), 1.5545177f / 1.2772589f);
    EXPECT_EQ(magnitude({{"attention_factor", 1.5}, {"mscale", 1}}), 1.5f);
}

TEST(ModelConfigTest, wrong_scaled_positions_are_refused) {
    const auto refuse = [](const char* key, const json& value, Code code, const char* text) {
        json rope = yarn();
        rope[key] = value;
        expect_refused(with("rope_parameters", rope), code, text);
    };
    refuse("factor", nullptr, Code::kBadFormat, "'factor' is missing");
    refuse("factor", 0.5, Code::kBadFormat, "'factor' must be at least 1");
    refuse("original_max_position_embeddings", nullptr, Code::kBadFormat,
           "'original_max_position_embeddings' is missing");
    refuse("original_max_position_embeddings", 0, Code::kBadFormat, "original_positions");
    refuse("beta_slow", 0, Code::kBadFormat, "beta_slow");
    refuse("beta_slow", 5, Code::kBadFormat, "beta_slow");
    refuse("attention_factor", -1, Code::kBadFormat, "magnitude");
    refuse("type", "default", Code::kBadFormat, "'rope_type' must be the same as 'type'");
    refuse("truncate", false, Code::kUnsupported, "truncate");
    refuse("partial_rotary_factor", 0.5, Code::kUnsupported, "partial_rotary_factor");
    refuse("full_attention", json::object(), Code::kUnsupported, "full_attention");
    refuse("llama_4_scaling_beta", -1, Code::kBadFormat, "query scaling");
}

TEST(ModelConfigTest, windows_of_single_layers) {
    json config = with("layer_types", {"full_attention", "sliding_attention"});
    expect_refused(config, Code::kBadFormat, "sliding_window");
    config["sliding_window"] = 24;
    EXPECT_EQ(accepted(config).layer_windows, (std::vector<uint32_t>{0, 24}));
    EXPECT_EQ(accepted(config).sliding_window, 24u);
    config["layer_types"] = {"full_attention", "full_attention"};
    EXPECT_EQ(accepted(config).sliding_window, 24u);  // only the list's own family obeys it
    config["architectures"] = {"MinistralForCausalLM"};
    config["model_type"] = "ministral";
    EXPECT_EQ(accepted(config).sliding_window, 0u);
    config["layer_types"] = {"full_attention", "chunked_attention"};
    expect_refused(config, Code::kUnsupported, "layer_types");
    config["layer_types"] = {"full_attention"};
    expect_refused(config, Code::kBadFormat, "one for each layer");
}

TEST(ModelConfigTest, numbers_of_experts) {
    json config = plain();
    config["architectures"] = {"MixtralForCausalLM"};
    config["model_type"] = "mixtral";
    config["num_local_experts"] = 4;
    config["num_experts_per_tok"] = 3;
    EXPECT_EQ(accepted(config).expert_count, 4u);
    EXPECT_EQ(accepted(config).experts_per_token, 3u);
    for (const uint32_t wrong : {0u, 5u}) {
        config["num_experts_per_tok"] = wrong;
        expect_refused(config, Code::kBadFormat, "experts for a token");
    }
    config["num_experts_per_tok"] = 1;
    config["num_local_experts"] = 257;
    expect_refused(config, Code::kBadFormat, "number of experts is 257");
    config["num_local_experts"] = 0;
    expect_refused(config, Code::kBadFormat, "num_local_experts");
    config["num_local_experts"] = 256;
    config["num_hidden_layers"] = 1024;
    expect_refused(config, Code::kLimitReached, "256 experts in 1024 layers");
}

TEST(ModelConfigTest, unknown_features_are_refused) {
    expect_refused(with("hidden_act", "gelu"), Code::kUnsupported, "gelu");
    expect_refused(with("attention_bias", true), Code::kUnsupported, "attention_bias");
    accepted(with("layer_types", {"full_attention", "full_attention"}));
}

TEST(ModelConfigTest, numbers_out_of_range_are_refused) {
    for (const char* key :
         {"vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers",
          "num_attention_heads", "num_key_value_heads", "head_dim", "max_position_embeddings"}) {
        for (const json& value : {json(0), json(-1), json(1u << 31), json(uint64_t{1} << 32),
                                  json(UINT64_MAX), json(2.5), json("8"), json(json::array())}) {
            auto parsed = parse(with(key, value));
            EXPECT_FALSE(parsed.ok()) << key << " " << value;
        }
    }
    expect_refused(with("num_key_value_heads", 3), Code::kBadFormat, "shared out");
    expect_refused(with("head_dim", 7), Code::kBadFormat, "odd");
    expect_refused(with("rms_norm_eps", 0), Code::kBadFormat, "epsilon");
    expect_refused(with("tie_word_embeddings", 1), Code::kBadFormat, "tie_word_embeddings");
}

TEST(ModelConfigTest, the_file_must_be_an_object) {
    for (const char* text : {"", "[]", "3", "null", "{", "{\"a\":1,\"a\":1}"}) {
        EXPECT_FALSE(parse_hf_config(text, {}).ok()) << text;
    }
}

}  // namespace
}  // namespace minstrel
