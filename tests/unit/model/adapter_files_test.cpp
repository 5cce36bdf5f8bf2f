// What is wrong with the files of an adapter is said with file and name.
#include "runtime/model/adapter_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "runtime/model/adapter.h"
#include "tests/support/temp_directory.h"
#include "tests/support/tiny_adapter.h"
#include "tests/support/tiny_model.h"

namespace minstrel {
namespace {

using testing::GgufBuilder;
using testing::RawTensor;
using testing::TempDirectory;
using testing::write_file;

using Tensors = std::vector<RawTensor>;

class AdapterFilesTest : public ::testing::Test {
  protected:
    AdapterFilesTest() {
        testing::write_tiny_directory(temp_ / "model");
        load_model(temp_ / "model");
        testing::write_tiny_adapter(path_);
    }

    void load_model(const std::string& path) {
        LoadOptions options;
        options.path = path;
        auto model = Model::load(options);
        ASSERT_TRUE(model.ok()) << model.status().message();
        model_ = model.take();
    }

    Status load_error(const std::string& path) {
        AdapterLoadOptions options;
        options.path = path;
        const auto adapter = Adapter::load(options, *model_);
        return adapter.ok() ? Status() : adapter.status();
    }

    void expect_refused(const std::string& path, Code code, const std::string& part_of_text) {
        const Status status = load_error(path);
        EXPECT_EQ(status.code(), code) << part_of_text << "\n" << status.message();
        for (const std::string& part : {path, part_of_text}) {
            EXPECT_NE(status.message().find(part), std::string::npos) << part << "\n"
                                                                      << status.message();
        }
    }

    void expect_tensors_refused(const std::function<void(Tensors&)>& edit, Code code,
                                const std::string& part_of_text) {
        Tensors tensors = tensors_;
        edit(tensors);
        write_file(path_ + "/adapter_model.safetensors", testing::make_safetensors(tensors));
        expect_refused(path_, code, part_of_text);
    }

    void expect_gguf_refused(const std::function<void(GgufBuilder&)>& edit, Code code,
                             const std::string& part_of_text) {
        GgufBuilder file = testing::to_gguf_adapter(tensors_, 8, 8);
        edit(file);
        write_file(temp_ / "adapter.gguf", file.build());
        expect_refused(temp_ / "adapter.gguf", code, part_of_text);
    }

    TempDirectory temp_;
    std::string path_ = temp_ / "adapter";
    std::shared_ptr<const Model> model_;
    Tensors tensors_ = testing::tiny_adapter_tensors({});
};

TEST_F(AdapterFilesTest, settings_with_another_effect_are_refused) {
    struct Case {
        const char* patch;
        Code code;
        const char* text;
    };
    const Case cases[] = {
        {R"({"peft_type": "IA3"})", Code::kUnsupported, "peft_type 'IA3'"},
        {R"({"bias": "all"})", Code::kUnsupported, "'bias'"},
        {R"({"bias": 1})", Code::kBadFormat, "'bias' must be a string"},
        {R"({"fan_in_fan_out": true})", Code::kUnsupported, "'fan_in_fan_out'"},
        {R"({"use_dora": true})", Code::kUnsupported, "'use_dora'"},
        {R"({"use_dora": 1})", Code::kBadFormat, "'use_dora' must be true or false"},
        {R"({"lora_bias": true})", Code::kUnsupported, "'lora_bias'"},
        {R"({"use_qalora": true})", Code::kUnsupported, "'use_qalora'"},
        {R"({"modules_to_save": ["lm_head"]})", Code::kUnsupported, "'modules_to_save'"},
        {R"({"layer_replication": [[0, 2]]})", Code::kUnsupported, "'layer_replication'"},
        {R"({"alora_invocation_tokens": [1]})", Code::kUnsupported, "'alora_invocation_tokens'"},
        {R"({"trainable_token_indices": [1]})", Code::kUnsupported, "'trainable_token_indices'"},
        {R"({"kasa_config": {"beta": 0.1}})", Code::kUnsupported, "'kasa_config'"},
        {R"({"use_bdlora": {"nblocks": 2}})", Code::kUnsupported, "'use_bdlora'"},
        {R"({"init_lora_weights": "pissa"})", Code::kUnsupported, "'init_lora_weights'"},
        {R"({"r": null})", Code::kBadFormat, "'r' is missing"},
        {R"({"r": 0})", Code::kLimitReached, "'r' is 0"},
        {R"({"r": 257})", Code::kLimitReached, "'r' is 257; ranks of 1 to 256"},
        {R"({"r": 4.5})", Code::kBadFormat, "'r' must be"},
        {R"({"r": -1})", Code::kBadFormat, "'r' must be"},
        {R"({"r": 8})", Code::kBadFormat, "has tensors of rank 4; the settings say 8"},
        {R"({"rank_pattern": {"q_proj": 8}})", Code::kBadFormat, "self_attn.q_proj' has tensors"},
        {R"({"rank_pattern": {"q_proj": 0}})", Code::kLimitReached, "'rank_pattern' is 0"},
        {R"({"rank_pattern": {"q_proj": "4"}})", Code::kBadFormat, "an object of numbers"},
        {R"({"rank_pattern": [4]})", Code::kBadFormat, "'rank_pattern' must be an object"},
        {R"({"lora_alpha": null})", Code::kBadFormat, "'lora_alpha' is missing"},
        {R"({"lora_alpha": "8"})", Code::kBadFormat, "'lora_alpha' must be a number"},
        {R"({"lora_alpha": 1e300})", Code::kBadFormat, "'lora_alpha' must be a finite number"},
        {R"({"alpha_pattern": {"q_proj": 1e300}})", Code::kBadFormat, "of finite numbers"},
        {R"({"alpha_pattern": {"layers.(0|1).self_attn.q_proj": 8}})", Code::kUnsupported,
         "'layers.(0|1).self_attn.q_proj', which is no plain name"},
        {R"({"alpha_pattern": {".*": 8}})", Code::kUnsupported, "no plain name"},
        {R"({"alpha_pattern": {"": 8}})", Code::kUnsupported, "no plain name"},
        {R"({"alpha_pattern": {"q_proj": 8, "self_attn.q_proj": 16}})", Code::kUnsupported,
         "different values"},
    };
    for (const Case& item : cases) {
        auto config = nlohmann::json::parse(testing::tiny_adapter_config());
        config.merge_patch(nlohmann::json::parse(item.patch));
        write_file(path_ + "/adapter_config.json", config.dump());
        expect_refused(path_, item.code, item.text);
        if (item.code != Code::kBadFormat) continue;
        EXPECT_FALSE(load_error(path_ + "/adapter_model.safetensors").ok());
    }
    write_file(path_ + "/adapter_config.json", "[]");
    expect_refused(path_, Code::kBadFormat, "adapter_config.json: must be an object");
    std::filesystem::remove(path_ + "/adapter_config.json");
    expect_refused(path_, Code::kNotFound, "needs its adapter_config.json beside it");
}

TEST_F(AdapterFilesTest, settings_without_effect_are_accepted) {
    for (const char* patch :
         {R"({"layers_to_transform": [0, 1], "layers_pattern": "layers"})",
          R"({"modules_to_save": [], "layer_replication": [], "megatron_config": {"a": 1}})",
          R"({"init_lora_weights": "gaussian"})", R"({"init_lora_weights": "eva"})",
          R"({"peft_type": null, "bias": null, "use_dora": null, "future": [1, 2]})"}) {
        auto config = nlohmann::json::parse(testing::tiny_adapter_config());
        config.merge_patch(nlohmann::json::parse(patch));
        write_file(path_ + "/adapter_config.json", config.dump());
        EXPECT_TRUE(load_error(path_).ok()) << load_error(path_).message();
    }
}

TEST_F(AdapterFilesTest, what_is_wrong_with_a_tensor_is_named) {
    const std::string first = "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight";
    const auto reshape = [](size_t index, std::vector<uint64_t> shape) {
        return [index, shape](Tensors& tensors) { tensors[index].shape = shape; };
    };
    const auto set = [](size_t index, float value) {
        return [index, value](Tensors& tensors) {
            std::vector<float> values = testing::floats_of(tensors[index]);
            values.back() = value;
            tensors[index].bytes = testing::raw_floats(values);
        };
    };
    expect_tensors_refused([](Tensors& tensors) { tensors.clear(); }, Code::kBadFormat,
                           "changes no matrix");
    expect_tensors_refused([](Tensors& tensors) { tensors.erase(tensors.begin()); },
                           Code::kBadFormat, "q_proj.lora_B.weight' has no partner: factor A");
    expect_tensors_refused([](Tensors& tensors) { tensors.erase(tensors.begin() + 1); },
                           Code::kBadFormat, first + "' has no partner: factor B");
    expect_tensors_refused(
        [&](Tensors& tensors) {
            tensors.push_back(tensors[0]);
            tensors.back().name = first.substr(std::string("base_model.model.").size());
        },
        Code::kBadFormat, "are the same factor");
    expect_tensors_refused(reshape(0, {32, 4}), Code::kBadFormat,
                           first + "' has the shape [32, 4]; the model asks for [rank, 32]");
    expect_tensors_refused(reshape(0, {128}), Code::kBadFormat, "[128]");
    expect_tensors_refused(reshape(0, {4, 32, 1}), Code::kBadFormat, "[4, 32, 1]");
    expect_tensors_refused(reshape(1, {4, 32}), Code::kBadFormat,
                           "has the shape [4, 32]; the model asks for [32, 4]");
    expect_tensors_refused(
        [](Tensors& tensors) {
            tensors[1].shape = {32, 3};
            tensors[1].bytes.resize(32 * 3 * sizeof(float));
        },
        Code::kBadFormat, "has the shape [32, 3]; the model asks for [32, 4]");
    for (const uint64_t rank : {0, 257}) {
        expect_tensors_refused(
            [&](Tensors& tensors) {
                tensors[0].shape = {rank, 32};
                tensors[0].bytes = std::string(rank * 32 * sizeof(float), '\0');
            },
            Code::kLimitReached, "ranks of 1 to 256");
    }
    for (const float value :
         {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(),
          std::numeric_limits<float>::quiet_NaN()}) {
        expect_tensors_refused(set(0, value), Code::kBadFormat,
                               first + "' holds a value that is not finite");
        expect_tensors_refused(set(27, value), Code::kBadFormat,
                               "layers.1.mlp.down_proj.lora_B.weight' holds a value");
    }
    // Twice this is beyond float32.
    expect_tensors_refused(set(1, 3e38f), Code::kBadFormat, "the adapter's scale of 2");
    expect_tensors_refused([](Tensors& tensors) { tensors[0].dtype = "I32"; }, Code::kUnsupported,
                           "element type I32");
}

TEST_F(AdapterFilesTest, tensors_without_a_place_are_refused_by_name) {
    for (const char* name : {
             "base_model.model.lm_head.lora_A.weight",
             "base_model.model.model.embed_tokens.lora_embedding_A",
             "base_model.model.model.embed_tokens.lora_A.weight",
             "base_model.model.model.norm.weight",
             "base_model.model.model.norm.lora_A.weight",
             "base_model.model.model.layers.0.input_layernorm.weight",
             "base_model.model.model.layers.0.input_layernorm.lora_A.weight",
             "base_model.model.model.layers.0.self_attn.q_proj.lora_magnitude_vector",
             "base_model.model.model.layers.0.self_attn.q_proj.lora_B.bias",
             "base_model.model.model.layers.0.self_attn.q_proj.lora_A.other.weight",
             "base_model.model.model.layers.0.self_attn.q_proj.weight",
             "base_model.model.model.layers.0.self_attn.qkv_proj.lora_A.weight",
             "base_model.model.model.layers.00.self_attn.q_proj.lora_A.weight",
             "base_model.model.model.layers.-1.self_attn.q_proj.lora_A.weight",
             "base_model.model.model.layers.0.block_sparse_moe.experts.0.w1.lora_A.weight",
             "base_model.model.model.layers.0.mlp.experts.lora_A.weight",
             "layers",
             ".lora_A.weight",
         }) {
        expect_tensors_refused(
            [&](Tensors& tensors) {
                tensors.push_back({name, "F32", {4, 32}, tensors[0].bytes});
            },
            Code::kUnsupported,
            std::string("the tensor '") + name + "' has no place in an adapter");
    }
    for (const char* layer : {"2", "999", "4294967295"}) {
        expect_tensors_refused(
            [&](Tensors& tensors) {
                tensors[0].name = std::string("base_model.model.model.layers.") + layer +
                                  ".self_attn.q_proj.lora_A.weight";
            },
            Code::kBadFormat, std::string("is of layer ") + layer + ", but the model has 2 layers");
    }
}

TEST_F(AdapterFilesTest, an_adapter_of_another_model_is_refused) {
    testing::TinyModelOptions other;
    other.dim = 64;
    testing::write_tiny_adapter(path_, other);
    expect_refused(path_, Code::kBadFormat, "made for another one");
    other = {};
    other.hidden_dim = 96;
    testing::write_tiny_adapter(path_, other);
    expect_refused(path_, Code::kBadFormat, "gate_proj.lora_B.weight' has the shape [96, 4]");
    other = {};
    other.layer_count = 3;
    testing::write_tiny_adapter(path_, other);
    expect_refused(path_, Code::kBadFormat, "made for another model");
}

TEST_F(AdapterFilesTest, experts_stay_as_they_are) {
    std::filesystem::create_directory(temp_ / "experts");
    for (const char* file : {"config.json", "model.safetensors"}) {
        std::filesystem::create_symlink(std::string(MST_TEST_DATA "/reference/experts/") + file,
                                        temp_ / "experts/" + file);
    }
    write_file(temp_ / "experts/tokenizer.model", testing::tiny_tokenizer());
    load_model(temp_ / "experts");
    testing::TinyModelOptions shape;
    shape.dim = 64;
    shape.hidden_dim = 96;
    shape.head_dim = 16;
    const Tensors all = testing::tiny_adapter_tensors(shape);
    tensors_ = {all.begin(), all.begin() + 8};  // attention of layer 0
    write_file(path_ + "/adapter_model.safetensors", testing::make_safetensors(tensors_));
    EXPECT_TRUE(load_error(path_).ok()) << load_error(path_).message();
    for (const char* name : {"block_sparse_moe.experts.1.w1", "block_sparse_moe.gate",
                             "mlp.gate_proj", "mlp.experts", "mlp.experts.base_layer"}) {
        const std::string whole =
            std::string("base_model.model.model.layers.0.") + name + ".lora_A.weight";
        expect_tensors_refused(
            [&](Tensors& tensors) {
                tensors.push_back({whole, "F32", {1}, "abcd"});
            },
            Code::kUnsupported, whole);
    }
}

TEST_F(AdapterFilesTest, gguf_files_that_are_no_such_adapter_are_refused) {
    const auto text = [](const char* key, const char* value) {
        return [=](GgufBuilder& file) {
            file.remove(key);
            if (value != nullptr) file.text(key, value);
        };
    };
    expect_gguf_refused(text("general.type", "model"), Code::kBadFormat,
                        "'general.type' is 'model'; an adapter has 'adapter' there");
    expect_gguf_refused(text("general.type", nullptr), Code::kBadFormat, "is missing");
    expect_gguf_refused(text("adapter.type", "control"), Code::kBadFormat, "'adapter.type'");
    expect_gguf_refused(text("general.architecture", "gemma"), Code::kUnsupported, "'gemma'");
    expect_gguf_refused(text("general.architecture", nullptr), Code::kUnsupported, "''");
    expect_gguf_refused([](auto& file) { file.u32("split.count", 2); }, Code::kUnsupported,
                        "'split.count' is 2");
    expect_gguf_refused(
        [](auto& file) {
            file.list("adapter.alora.invocation_tokens", 4, 1, GgufBuilder::raw(uint32_t{1}));
        },
        Code::kUnsupported, "'adapter.alora.invocation_tokens'");
    for (const float alpha :
         {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
        expect_gguf_refused(
            [&](auto& file) {
                file.remove("adapter.lora.alpha");
                file.f32("adapter.lora.alpha", alpha);
            },
            Code::kBadFormat, "'adapter.lora.alpha' must be a finite number");
    }
}

TEST_F(AdapterFilesTest, gguf_tensors_are_checked_alike) {
    const auto rename = [](const char* name) {
        return [=](GgufBuilder& file) { file.tensors()[0].name = name; };
    };
    for (const char* name :
         {"output.weight.lora_a", "token_embd.weight.lora_a", "blk.0.attn_norm.weight",
          "blk.0.ffn_gate_exps.weight.lora_a", "blk.0.attn_q.weight", "blk.0.attn_q.lora_a"}) {
        expect_gguf_refused(rename(name), Code::kUnsupported, name);
    }
    expect_gguf_refused(rename("blk.2.attn_q.weight.lora_a"), Code::kBadFormat, "of layer 2");
    expect_gguf_refused([](auto& file) { file.tensors().pop_back(); }, Code::kBadFormat,
                        "'blk.1.ffn_down.weight.lora_a' has no partner: factor B");
    expect_gguf_refused(
        [](auto& file) { std::swap(file.tensors()[0].dims[0], file.tensors()[0].dims[1]); },
        Code::kBadFormat, "has the shape [32, 4]; the model asks for [rank, 32]");
    expect_gguf_refused(
        [](auto& file) { file.tensors()[0].bytes.replace(0, 4, GgufBuilder::raw(0x7F800000u)); },
        Code::kBadFormat, "'blk.0.attn_q.weight.lora_a' holds a value that is not finite");
    expect_gguf_refused([](auto& file) { file.tensors()[0].type = 26; }, Code::kUnsupported,
                        "element type I32");
}

TEST_F(AdapterFilesTest, mistral_tensors_are_checked_alike) {
    std::filesystem::create_directory(temp_ / "mistral");
    const std::string path = temp_ / "mistral";
    const auto expect = [&](const std::function<void(Tensors&)>& edit, Code code,
                            const char* part) {
        Tensors tensors = testing::to_mistral_adapter(tensors_, 8);
        edit(tensors);
        write_file(path + "/lora.safetensors", testing::make_safetensors(tensors));
        expect_refused(path, code, part);
    };
    for (const char* name :
         {"output.lora_A.weight", "layers.0.attention_norm.weight",
          "layers.0.feed_forward.experts.1.w1.lora_A.weight", "layers.0.attention.wq.weight"}) {
        expect([&](Tensors& tensors) { tensors[0].name = name; }, Code::kUnsupported, name);
    }
    expect([](Tensors& tensors) { tensors.pop_back(); }, Code::kBadFormat, "has no partner");
    const auto keep = [](Tensors&) {};
    write_file(path + "/params.json", R"({"lora": {"rank": 8, "scaling": 2.0}})");
    expect(keep, Code::kBadFormat, "the settings say 8");
    write_file(path + "/params.json", R"({"lora": {"scaling": "2"}})");
    expect(keep, Code::kBadFormat, "params.json: 'scaling' must be a number");
    write_file(path + "/params.json", R"({"lora": 2})");
    expect(keep, Code::kBadFormat, "params.json: 'lora' must be an object");
}

TEST_F(AdapterFilesTest, wrong_paths_say_what_they_are) {
    expect_refused(temp_ / "missing", Code::kNotFound, "missing");
    expect_refused(temp_ / "missing.safetensors", Code::kNotFound, "missing");
    expect_refused(temp_ / "model", Code::kNotFound,
                   "has neither adapter_model.safetensors nor lora.safetensors");
    expect_refused(temp_ / "model/config.json", Code::kBadFormat, "is not an adapter");
    expect_refused(temp_ / "model/model.safetensors", Code::kNotFound, "adapter_config.json");
    expect_refused("/dev/zero", Code::kIo, "a device");
    std::filesystem::create_directory(temp_ / "old");
    write_file(temp_ / "old/adapter_config.json", "{}");
    write_file(temp_ / "old/adapter_model.bin", "");
    expect_refused(temp_ / "old", Code::kUnsupported, "adapter_model.bin");
}

}  // namespace
}  // namespace minstrel
