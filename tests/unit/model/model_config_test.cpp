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
    config["rope_parameters"] = {{"rope_type", "yarn"}, {"rope_theta", 1e6}};
    expect_refused(config, Code::kUnsupported, "yarn");
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
    for (const char* name : {"LlamaForCausalLM", "MixtralForCausalLM", "MinistralForCausalLM",
                             "Mistral3ForConditionalGeneration"}) {
        expect_refused(with("architectures", {name}), Code::kUnsupported, name);
        expect_refused(with("architectures", {name}), Code::kUnsupported, "MistralForCausalLM");
    }
    expect_refused(with("architectures", json::array()), Code::kBadFormat, "architectures");
    expect_refused(with("model_type", "mixtral"), Code::kUnsupported, "mixtral");
}

TEST(ModelConfigTest, unknown_features_are_refused) {
    expect_refused(with("hidden_act", "gelu"), Code::kUnsupported, "gelu");
    expect_refused(with("attention_bias", true), Code::kUnsupported, "attention_bias");
    expect_refused(with("quantization_config", {{"quant_method", "gptq"}}), Code::kUnsupported,
                   "gptq");
    expect_refused(with("layer_types", {"full_attention", "sliding_attention"}), Code::kUnsupported,
                   "layer_types");
    accepted(with("quantization_config", nullptr));
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
