#include "runtime/model/gguf_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "kernels/cpu/weight_rows.h"
#include "kernels/half.h"
#include "runtime/model/model.h"
#include "tests/support/gguf_builder.h"
#include "tests/support/temp_directory.h"

namespace minstrel {
namespace {

using testing::GgufBuilder;
using testing::TempDirectory;
using testing::write_file;

class GgufModelTest : public ::testing::Test {
  protected:
    Result<ModelFiles> open() {
        bytes_ = file_.build();
        return open_gguf(FileView::borrow("model.gguf", std::as_bytes(std::span(bytes_))), {});
    }
    void expect_refused(Code code, const char* part_of_text) {
        const auto files = open();
        ASSERT_FALSE(files.ok()) << part_of_text;
        EXPECT_EQ(files.status().code(), code) << files.status().message();
        for (const char* part : {"model.gguf", part_of_text}) {
            EXPECT_NE(files.status().message().find(part), std::string::npos)
                << files.status().message();
        }
        file_ = testing::smallest_gguf();
    }
    void expect_text_refused(const char* key, const char* text, const char* part_of_text) {
        file_.remove(key);
        file_.text(key, text);
        expect_refused(Code::kUnsupported, part_of_text);
    }

    GgufBuilder file_ = testing::smallest_gguf();
    std::string bytes_;
    TempDirectory temp_;
};

TEST_F(GgufModelTest, reads_the_configuration) {
    file_.f32("llama.rope.freq_base", 1e6f);
    file_.u32("llama.attention.sliding_window", 48);
    file_.u32("tokenizer.ggml.bos_token_id", 3);
    file_.u32("tokenizer.ggml.eos_token_id", 4);
    file_.u32("tokenizer.ggml.eot_token_id", 5);
    const auto files = open();
    ASSERT_TRUE(files.ok()) << files.status().message();
    const ModelConfig& config = files.value().config;
    EXPECT_EQ(config.vocab_size, 8u);
    EXPECT_EQ(config.dim, 32u);
    EXPECT_EQ(config.head_count, 2u);
    EXPECT_EQ(config.kv_head_count, 1u);
    EXPECT_EQ(config.head_dim, 16u);
    EXPECT_EQ(config.max_positions, 64u);
    EXPECT_EQ(config.rope_theta, 1e6f);
    EXPECT_EQ(config.sliding_window, 48u);
    EXPECT_EQ(config.bos_id, 3u);
    EXPECT_EQ(config.eos_ids, (std::vector<uint32_t>{4, 5}));
    EXPECT_TRUE(config.tied_embeddings);
    EXPECT_EQ(files.value().name, "model");
}

TEST_F(GgufModelTest, other_architectures_and_their_keys) {
    expect_text_refused("general.architecture", "deepseek2", "'deepseek2', which is not supported");
    file_.remove("general.architecture");
    expect_refused(Code::kBadFormat, "'general.architecture' is missing");
    for (const char* key : {"llama.block_count", "llama.context_length", "llama.embedding_length",
                            "llama.feed_forward_length", "llama.attention.head_count",
                            "llama.attention.layer_norm_rms_epsilon"}) {
        file_.remove(key);
        expect_refused(Code::kBadFormat, key);
    }
}

TEST_F(GgufModelTest, what_is_not_computed_is_refused_by_its_key) {
    for (const char* key : {"llama.expert_shared_count", "llama.leading_dense_block_count",
                            "llama.expert_gating_func"}) {
        file_.u32("llama.expert_count", 8);
        file_.u32("llama.expert_used_count", 2);
        file_.u32(key, 2);
        expect_refused(Code::kUnsupported, key);
    }
    file_.u32("llama.expert_count", 8);
    expect_refused(Code::kBadFormat, "experts for a token is 0");
    file_.u32("llama.rope.dimension_count", 8);
    expect_refused(Code::kUnsupported, "'llama.rope.dimension_count' is 8");
    file_.u32("llama.attention.value_length", 32);
    expect_refused(Code::kUnsupported, "'llama.attention.value_length' is 32");
    expect_text_refused("llama.rope.scaling.type", "longrope", "'longrope'");
    file_.text("llama.rope.scaling.type", "yarn");
    expect_refused(Code::kBadFormat, "'llama.rope.scaling.factor' is missing");
    file_.f32("llama.rope.scaling.yarn_attn_factor", 2);
    expect_refused(Code::kUnsupported, "'llama.rope.scaling.yarn_attn_factor' is 2");
    file_.f32("llama.rope.scaling.factor", 2);
    expect_refused(Code::kUnsupported, "'llama.rope.scaling.factor' is 2");
    file_.f32("llama.attention.temperature_scale", -0.1f);
    expect_refused(Code::kBadFormat, "query scaling");
    file_.remove("llama.feed_forward_length");
    file_.list("llama.feed_forward_length", 5, 2,
               GgufBuilder::raw(int32_t{32}) + GgufBuilder::raw(int32_t{64}));
    expect_refused(Code::kUnsupported, "differs from layer to layer");
    file_.remove("llama.feed_forward_length");
    file_.list("llama.feed_forward_length", 5, 1, GgufBuilder::raw(int32_t{32}));
    file_.text("llama.rope.scaling.type", "none");
    EXPECT_TRUE(open().ok());
}

TEST_F(GgufModelTest, reads_scaled_positions) {
    file_.text("llama.rope.scaling.type", "yarn");
    file_.f32("llama.rope.scaling.factor", 16);
    file_.f32("llama.attention.temperature_scale", 0.1f);
    ModelConfig config = open().value().config;
    EXPECT_EQ(config.rope_scaling.original_positions, 64u);  // the whole context
    EXPECT_EQ(config.rope_scaling.beta_fast, 32);
    EXPECT_FLOAT_EQ(config.rope_scaling.magnitude, 1.27725887f);
    EXPECT_EQ(config.query_scaling.positions, 64u);
    file_.u32("llama.rope.scaling.original_context_length", 8);
    file_.f32("llama.rope.scaling.yarn_beta_fast", 4);
    file_.f32("llama.rope.scaling.yarn_beta_slow", 2);
    file_.f32("llama.rope.scaling.yarn_log_multiplier", 1);
    config = open().value().config;
    EXPECT_EQ(config.rope_scaling.original_positions, 8u);
    EXPECT_EQ(config.rope_scaling.beta_fast, 4);
    EXPECT_EQ(config.rope_scaling.beta_slow, 2);
    EXPECT_EQ(config.rope_scaling.magnitude, 1);
    EXPECT_EQ(config.query_scaling.positions, 8u);
    EXPECT_EQ(config.query_scaling.beta, 0.1f);
}

// Two experts of 32 x 32, of all of them in one tensor or in one each.
TEST_F(GgufModelTest, experts_are_taken_out_of_the_matrix_of_all) {
    file_.u32("llama.expert_count", 2);
    file_.u32("llama.expert_used_count", 1);
    std::erase_if(file_.tensors(), [](const auto& tensor) {
        return tensor.name.starts_with("blk.0.ffn_") && tensor.name != "blk.0.ffn_norm.weight";
    });
    file_.tensor("blk.0.ffn_gate_inp.weight", {32, 2}, 0, std::string(256, '\0'));
    const std::string first(1088, '\1'), second(1088, '\2');
    for (const char* kind : {"gate", "up"}) {
        const std::string name = std::string("blk.0.ffn_") + kind;
        file_.tensor(name + "_exps.weight", {32, 32, 2}, 8, first + second);
    }
    file_.tensor("blk.0.ffn_down.0.weight", {32, 32}, 8, first);
    file_.tensor("blk.0.ffn_down.1.weight", {32, 32}, 8, second);
    write_file(temp_ / "m.gguf", file_.build());
    LoadOptions options;
    options.path = temp_ / "m.gguf";
    const auto model = Model::load(options);
    ASSERT_TRUE(model.ok()) << model.status().message();
    const kernels::LayerWeights& layer = model.value()->weights().layers[0];
    ASSERT_EQ(layer.experts.size(), 2u);
    EXPECT_EQ(layer.router.type, kernels::ElementType::kF32);
    for (const auto slot : {&kernels::ExpertWeights::w_gate, &kernels::ExpertWeights::w_up,
                            &kernels::ExpertWeights::w_down}) {
        for (size_t expert = 0; expert < 2; ++expert) {
            std::vector<float> row(32);
            kernels::read_row(layer.experts[expert].*slot, 17, row.data());
            const float scale = kernels::float_from_f16(expert == 0 ? 0x0101 : 0x0202);
            EXPECT_EQ(row[5], scale * static_cast<float>(expert + 1)) << expert;
        }
    }
}

TEST_F(GgufModelTest, a_matrix_of_other_experts_has_no_place) {
    file_.u32("llama.expert_count", 3);
    file_.u32("llama.expert_used_count", 1);
    file_.tensor("blk.0.ffn_gate_exps.weight", {32, 32, 2}, 8, std::string(2176, '\1'));
    write_file(temp_ / "m.gguf", file_.build());
    LoadOptions options;
    options.path = temp_ / "m.gguf";
    const auto model = Model::load(options);
    ASSERT_FALSE(model.ok());
    EXPECT_NE(model.status().message().find("has no place"), std::string::npos)
        << model.status().message();
}

TEST_F(GgufModelTest, numbers_out_of_bounds) {
    const auto expect_number = [&](const char* key, uint32_t number) {
        file_.remove(key);
        file_.u32(key, number);
        expect_refused(Code::kBadFormat, "");
    };
    for (const char* key : {"llama.block_count", "llama.context_length", "llama.embedding_length",
                            "llama.feed_forward_length", "llama.attention.head_count",
                            "llama.attention.head_count_kv"}) {
        expect_number(key, 0);
        expect_number(key, UINT32_MAX);
    }
    expect_number("tokenizer.ggml.bos_token_id", 8);
    expect_number("tokenizer.ggml.eos_token_id", 8);
    file_.f32("llama.rope.freq_base", NAN);
    expect_refused(Code::kBadFormat, "rotary base");
}

TEST_F(GgufModelTest, vocabularies) {
    expect_text_refused("tokenizer.ggml.model", "gpt2", "'tokenizer.ggml.pre' is 'missing'");
    expect_text_refused("tokenizer.ggml.model", "bert", "'bert', which is not supported");
    file_.remove("tokenizer.ggml.model");
    expect_refused(Code::kBadFormat, "'tokenizer.ggml.model' is missing");
    file_.boolean("tokenizer.ggml.add_space_prefix", false);
    expect_refused(Code::kUnsupported, "'tokenizer.ggml.add_space_prefix'");
    file_.remove("tokenizer.ggml.scores");
    expect_refused(Code::kBadFormat, "'tokenizer.ggml.scores' has 0 elements");
    file_.remove("tokenizer.ggml.scores");
    file_.list("tokenizer.ggml.scores", 0, 1, "x");
    expect_refused(Code::kBadFormat, "'tokenizer.ggml.scores' must be a list of");
    file_.remove("tokenizer.ggml.token_type");
    file_.list("tokenizer.ggml.token_type", 5, 8, std::string(32, '\1'));
    expect_refused(Code::kBadFormat, "token 0 has the unknown type");
}

TEST_F(GgufModelTest, short_names_of_templates_state_the_chat_format_and_programs_do_not) {
    file_.text("tokenizer.chat_template", "mistral-v7");
    EXPECT_EQ(open().value().chat_format, ChatFormatId::kMistralV7);
    file_ = testing::smallest_gguf();
    file_.text("tokenizer.chat_template", "{% for m in messages %}[INST]{% endfor %}");
    EXPECT_EQ(open().value().chat_format, ChatFormatId::kByVocabulary);
}

// Two parts: the second holds the last three tensors.
class GgufPartsTest : public ::testing::Test {
  protected:
    GgufPartsTest() {
        auto& all = first_.tensors();
        second_.tensors().assign(all.end() - 3, all.end());
        all.resize(all.size() - 3);
        first_.u32("split.no", 0);
        first_.u32("split.count", 2);
        second_.u32("split.no", 1);
        second_.u32("split.count", 2);
    }
    Status load_error(const char* name = "m-00001-of-00002.gguf") {
        write_file(temp_ / name, first_.build());
        write_file(temp_ / "m-00002-of-00002.gguf", second_.build());
        LoadOptions options;
        options.path = temp_ / name;
        auto model = Model::load(options);
        return model.ok() ? Status() : model.status();
    }
    void expect_refused(const Status& status, const char* part_of_text) {
        EXPECT_NE(status.message().find(part_of_text), std::string::npos) << status.message();
    }

    TempDirectory temp_;
    GgufBuilder first_ = testing::smallest_gguf();
    GgufBuilder second_;
};

TEST_F(GgufPartsTest, are_opened_from_the_first) {
    EXPECT_TRUE(load_error().ok()) << load_error().message();
    expect_refused(load_error("other.gguf"), "one of 2 parts; open the first");
    second_.tensor("token_embd.weight", {32, 8}, 8, std::string(8 * 34, '\1'));
    expect_refused(load_error(), "'token_embd.weight' occurs twice");
}

TEST_F(GgufPartsTest, must_belong_together) {
    second_.remove("split.no");
    second_.u32("split.no", 0);
    expect_refused(load_error(), "part 2 of 2");
    first_.remove("split.count");
    first_.u32("split.count", 1u << 31);
    expect_refused(load_error(), "'split.count' is 2147483648");
}

}  // namespace
}  // namespace minstrel
