#include "runtime/model/adapter.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "kernels/half.h"
#include "tests/support/archive.h"
#include "tests/support/counting_memory.h"
#include "tests/support/temp_directory.h"
#include "tests/support/tiny_adapter.h"
#include "tests/support/tiny_model.h"

namespace minstrel {
namespace {

using kernels::Adapted;
using testing::Archive;
using testing::CountingMemory;
using testing::RawTensor;
using testing::TempDirectory;
using testing::TinyType;
using testing::write_file;

std::shared_ptr<const Model> load_model(const std::string& path) {
    LoadOptions options;
    options.path = path;
    auto model = Model::load(options);
    EXPECT_TRUE(model.ok()) << model.status().message();
    return model.ok() ? model.take() : nullptr;
}

class AdapterTest : public ::testing::Test {
  protected:
    AdapterTest() {
        testing::write_tiny_directory(temp_ / "model");
        model_ = load_model(temp_ / "model");
    }

    Result<std::shared_ptr<const Adapter>> load(const std::string& path) {
        AdapterLoadOptions options;
        options.path = path;
        return Adapter::load(options, *model_);
    }

    void expect_factors(const std::string& path, float scale = 2) {
        const auto adapter = load(path);
        ASSERT_TRUE(adapter.ok()) << path << ": " << adapter.status().message();
        expect_factors(*adapter.value(), scale);
    }

    // Those of tensors_, B multiplied by `scale`.
    void expect_factors(const Adapter& adapter, float scale) {
        const auto layers = adapter.weights().layers;
        ASSERT_EQ(layers.size(), 2u);
        size_t next = 0;
        for (const kernels::LayerAdapter& layer : layers) {
            for (uint32_t matrix = 0; matrix < kernels::kAdaptedCount; ++matrix) {
                const kernels::LowRank& factors = layer[static_cast<Adapted>(matrix)];
                const std::vector<float> a = testing::floats_of(tensors_[next++]);
                std::vector<float> b = testing::floats_of(tensors_[next++]);
                for (float& value : b) value *= scale;
                ASSERT_EQ(factors.rank, 4u);
                EXPECT_EQ(std::vector<float>(factors.a, factors.a + a.size()), a) << matrix;
                EXPECT_EQ(std::vector<float>(factors.b, factors.b + b.size()), b) << matrix;
            }
        }
    }

    std::string write_peft(const std::string& name, const std::vector<RawTensor>& tensors) {
        std::filesystem::create_directories(temp_ / name);
        write_file(temp_ / name + "/adapter_config.json", testing::tiny_adapter_config());
        write_file(temp_ / name + "/adapter_model.safetensors", testing::make_safetensors(tensors));
        return temp_ / name;
    }

    std::vector<RawTensor> renamed(const std::string& from, const std::string& to) {
        std::vector<RawTensor> tensors = tensors_;
        for (RawTensor& tensor : tensors) {
            tensor.name.replace(tensor.name.find(from), from.size(), to);
        }
        return tensors;
    }

    TempDirectory temp_;
    std::shared_ptr<const Model> model_;
    std::vector<RawTensor> tensors_ = testing::tiny_adapter_tensors({});
};

TEST_F(AdapterTest, reads_a_directory_of_peft) {
    testing::write_tiny_adapter(temp_ / "innkeeper");
    const auto loaded = load(temp_ / "innkeeper");
    ASSERT_TRUE(loaded.ok()) << loaded.status().message();
    const Adapter& adapter = *loaded.value();
    expect_factors(adapter, 2);
    EXPECT_EQ(adapter.name(), "innkeeper");
    EXPECT_EQ(adapter.rank(), 4u);
    EXPECT_EQ(adapter.matrix_count(), 14u);
    uint64_t parameters = 0;
    for (const RawTensor& tensor : tensors_) parameters += tensor.shape[0] * tensor.shape[1];
    EXPECT_EQ(adapter.parameter_count(), parameters);
    EXPECT_EQ(adapter.bytes(), parameters * sizeof(float));  // all are whole lines here
}

TEST_F(AdapterTest, every_element_type_and_spelling_gives_the_same_factors) {
    for (const TinyType type : {TinyType::kF32, TinyType::kF16, TinyType::kBF16}) {
        expect_factors(write_peft("typed", testing::with_type(tensors_, type)));
    }
    expect_factors(write_peft("bare", renamed("base_model.model.", "")));
    expect_factors(write_peft("inner", renamed("base_model.model.model.", "base_model.model.")));
    expect_factors(write_peft("default", renamed(".weight", ".default.weight")));
    for (const char* wrapper : {"language_model.model.", "model.language_model."}) {
        const std::string prefix = "base_model.model.";
        expect_factors(write_peft("images", renamed(prefix + "model.", prefix + wrapper)));
    }
    expect_factors(temp_ / "typed/adapter_model.safetensors");
    EXPECT_EQ(load(temp_ / "typed/adapter_model.safetensors").value()->name(), "typed");
}

TEST_F(AdapterTest, reads_gguf_files) {
    for (const TinyType type : {TinyType::kF32, TinyType::kF16, TinyType::kBF16}) {
        auto file = testing::to_gguf_adapter(testing::with_type(tensors_, type), 8, 8);
        write_file(temp_ / "smith.lora.gguf", file.build());
        expect_factors(temp_ / "smith.lora.gguf");
    }
    EXPECT_EQ(load(temp_ / "smith.lora.gguf").value()->name(), "smith.lora");
    auto file = testing::to_gguf_adapter(tensors_, 8, 0);
    file.text("general.name", "The smith");
    write_file(temp_ / "named", file.build());
    expect_factors(temp_ / "named", 1);  // an alpha of zero is none
    EXPECT_EQ(load(temp_ / "named").value()->name(), "The smith");
    file.remove("adapter.lora.alpha");
    write_file(temp_ / "named", file.build());
    expect_factors(temp_ / "named", 1);
}

TEST_F(AdapterTest, reads_gguf_files_in_blocks) {
    auto file = testing::to_gguf_adapter(tensors_, 8, 8);
    const uint16_t step = kernels::f16_from_float(1.0f / 64);
    for (size_t i = 0; i < tensors_.size(); i += 2) {  // rows of B are too short for blocks
        const std::vector<float> values = testing::floats_of(tensors_[i]);
        std::string blocks;
        for (size_t at = 0; at < values.size(); ++at) {
            if (at % 32 == 0) blocks += testing::GgufBuilder::raw(step);
            blocks += static_cast<char>(static_cast<int8_t>(values[at] * 64));
        }
        file.tensors()[i].type = 8;  // Q8_0
        file.tensors()[i].bytes = blocks;
    }
    write_file(temp_ / "blocks.gguf", file.build());
    expect_factors(temp_ / "blocks.gguf");
}

TEST_F(AdapterTest, reads_what_mistral_finetune_saves) {
    const auto tensors = testing::to_mistral_adapter(tensors_, 8);
    std::filesystem::create_directory(temp_ / "knight");
    write_file(temp_ / "knight/lora.safetensors", testing::make_safetensors(tensors));
    expect_factors(temp_ / "knight", 2);
    EXPECT_EQ(load(temp_ / "knight").value()->name(), "knight");
    write_file(temp_ / "knight/params.json", R"({"dim": 32, "lora": null})");
    expect_factors(temp_ / "knight", 2);
    write_file(temp_ / "knight/params.json",
               R"({"lora": {"enable": true, "rank": 4, "dropout": 0.0, "scaling": 0.5}})");
    expect_factors(temp_ / "knight", 0.5f);
    std::filesystem::rename(temp_ / "knight/lora.safetensors", temp_ / "knight/sir.safetensors");
    expect_factors(temp_ / "knight/sir.safetensors", 0.5f);
    EXPECT_EQ(load(temp_ / "knight/sir.safetensors").value()->name(), "sir");
}

TEST_F(AdapterTest, matrices_that_are_not_named_stay_as_they_are) {
    const std::vector<RawTensor> some = {tensors_[16], tensors_[17]};  // layer 1, k
    const auto adapter = load(write_peft("some", some));
    ASSERT_TRUE(adapter.ok()) << adapter.status().message();
    EXPECT_EQ(adapter.value()->matrix_count(), 1u);
    const auto layers = adapter.value()->weights().layers;
    ASSERT_EQ(layers.size(), 2u);
    for (uint32_t i = 0; i < 2 * kernels::kAdaptedCount; ++i) {
        const auto matrix = static_cast<Adapted>(i % kernels::kAdaptedCount);
        const kernels::LowRank& factors = layers[i / kernels::kAdaptedCount][matrix];
        EXPECT_EQ(factors.rank, i == 8 ? 4u : 0u) << i;
        EXPECT_EQ(factors.a != nullptr, i == 8) << i;
    }
}

TEST_F(AdapterTest, ranks_may_differ) {
    auto tensors = tensors_;
    testing::TinyAdapterOptions wide;
    wide.rank = kernels::kMaxAdapterRank;
    const auto others = testing::tiny_adapter_tensors({}, wide);
    std::copy(others.begin() + 2, others.begin() + 4, tensors.begin() + 2);  // layer 0, k
    write_peft("wide", tensors);
    auto config = nlohmann::json::parse(testing::tiny_adapter_config());
    config["rank_pattern"]["model.layers.0.self_attn.k_proj"] = wide.rank;
    write_file(temp_ / "wide/adapter_config.json", config.dump());
    const auto adapter = load(temp_ / "wide");
    ASSERT_TRUE(adapter.ok()) << adapter.status().message();
    EXPECT_EQ(adapter.value()->rank(), 256u);
    const kernels::LowRank& key = adapter.value()->weights().layers[0][Adapted::kKey];
    EXPECT_EQ(key.rank, 256u);
    const std::vector<float> b = testing::floats_of(others[3]);
    for (size_t i = 0; i < b.size(); ++i) EXPECT_EQ(key.b[i], b[i] * (8.0f / 256));
    for (const float* factor : {key.a, key.b}) {
        EXPECT_EQ(reinterpret_cast<uintptr_t>(factor) % Buffer::kAlignment, 0u);
    }
}

// Edits of the settings and the scale that they give layer 1's q and k.
TEST_F(AdapterTest, the_scale_is_what_the_settings_say) {
    struct Case {
        const char* patch;
        float query, key;
    };
    const Case cases[] = {
        {R"({"lora_alpha": 4})", 1, 1},
        {R"({"lora_alpha": 3.5})", 0.875f, 0.875f},
        {R"({"lora_alpha": -4})", -1, -1},
        {R"({"lora_alpha": 0})", 0, 0},
        {R"({"use_rslora": true})", 4, 4},
        {R"({"alpha_pattern": {"q_proj": 16}})", 4, 2},
        {R"({"alpha_pattern": {"proj": 16}})", 2, 2},  // whole components
        {R"({"alpha_pattern": {"layers.1.self_attn.q_proj": 16}})", 4, 2},
        {R"({"alpha_pattern": {"layers.0.self_attn.q_proj": 16}})", 2, 2},
        {R"({"alpha_pattern": {"model.layers.1.self_attn.q_proj": 16}})", 4, 2},
        {R"({"alpha_pattern": {"^model\\.layers\\.1\\.self_attn\\.q_proj$": 16}})", 4, 2},
        {R"({"alpha_pattern": {"^layers.1.self_attn.q_proj": 16}})", 2, 2},
        {R"({"alpha_pattern": {"q_proj": 16, "self_attn.q_proj": 16}})", 4, 2},
        {R"({"alpha_pattern": {"q_proj": 16}, "use_rslora": true})", 8, 4},
        {R"({"rank_pattern": {"q_proj": 4}, "alpha_pattern": {}})", 2, 2},
    };
    write_peft("scaled", tensors_);
    const float query_b = testing::floats_of(tensors_[15])[0];
    const float key_b = testing::floats_of(tensors_[17])[0];
    ASSERT_NE(query_b * key_b, 0);
    for (const Case& item : cases) {
        auto config = nlohmann::json::parse(testing::tiny_adapter_config());
        config.merge_patch(nlohmann::json::parse(item.patch));
        write_file(temp_ / "scaled/adapter_config.json", config.dump());
        const auto adapter = load(temp_ / "scaled");
        ASSERT_TRUE(adapter.ok()) << item.patch << ": " << adapter.status().message();
        const kernels::LayerAdapter& layer = adapter.value()->weights().layers[1];
        EXPECT_EQ(layer[Adapted::kQuery].b[0], query_b * item.query) << item.patch;
        EXPECT_EQ(layer[Adapted::kKey].b[0], key_b * item.key) << item.patch;
    }
}

TEST_F(AdapterTest, reads_through_the_hosts_hooks) {
    Archive archive;
    archive.files["a/adapter_config.json"] = testing::tiny_adapter_config();
    archive.files["a/adapter_model.safetensors"] = testing::make_safetensors(tensors_);
    archive.files["b/lora.safetensors"] =
        testing::make_safetensors(testing::to_mistral_adapter(tensors_, 8));
    archive.files["c"] = testing::to_gguf_adapter(tensors_, 8, 8).build();
    const FileHooks hooks = archive.hooks();
    AdapterLoadOptions options;
    options.files = &hooks;
    for (const char* path : {"a", "a/", "a/adapter_model.safetensors", "b", "c"}) {
        options.path = path;
        const auto adapter = Adapter::load(options, *model_);
        ASSERT_TRUE(adapter.ok()) << path << ": " << adapter.status().message();
        expect_factors(*adapter.value(), 2);
        EXPECT_EQ(archive.open_count, 0);
    }
    options.path = "d";
    EXPECT_EQ(Adapter::load(options, *model_).status().code(), Code::kNotFound);
    archive.read_result = static_cast<int32_t>(Code::kIo);
    options.path = "a";
    EXPECT_EQ(Adapter::load(options, *model_).status().code(), Code::kIo);
    EXPECT_EQ(archive.open_count, 0);
}

TEST_F(AdapterTest, memory_is_the_factors_alone_and_every_failure_is_reported) {
    write_peft("counted", tensors_);
    write_file(temp_ / "counted.gguf", testing::to_gguf_adapter(tensors_, 8, 8).build());
    for (const char* name : {"counted", "counted.gguf"}) {
        CountingMemory memory;
        AdapterLoadOptions options;
        options.path = temp_ / name;
        options.read_instead_of_map = true;
        options.allocator = memory.allocator();
        {
            const auto adapter = Adapter::load(options, *model_);
            ASSERT_TRUE(adapter.ok()) << adapter.status().message();
            EXPECT_EQ(memory.live.size(), 1u);
            EXPECT_EQ(memory.live_bytes, adapter.value()->bytes());
            expect_factors(*adapter.value(), 2);
        }
        EXPECT_TRUE(memory.live.empty());
        const size_t requests = memory.requests;
        EXPECT_GE(requests, 2u);
        for (memory.failing = 0; memory.failing < requests; ++memory.failing) {
            memory.requests = 0;
            EXPECT_EQ(Adapter::load(options, *model_).status().code(), Code::kOutOfMemory);
            EXPECT_TRUE(memory.live.empty());
        }
    }
}

// Cancelled from the start, and by whoever reads the file.
TEST_F(AdapterTest, it_can_be_cancelled) {
    struct Canceller : Archive {
        std::atomic<bool> cancel = true;
    } archive;
    archive.files["c.gguf"] = testing::to_gguf_adapter(tensors_, 8, 8).build();
    FileHooks hooks = archive.hooks();
    hooks.read = [](void* user, void* file, uint64_t offset, void* out, uint64_t bytes) -> int32_t {
        std::memcpy(out, static_cast<std::string*>(file)->data() + offset, bytes);
        static_cast<Canceller*>(static_cast<Archive*>(user))->cancel = true;
        return 0;
    };
    AdapterLoadOptions options;
    options.path = "c.gguf";
    options.files = &hooks;
    options.cancel = &archive.cancel;
    for (const bool from_the_start : {true, false}) {
        archive.cancel = from_the_start;
        EXPECT_EQ(Adapter::load(options, *model_).status().code(), Code::kCancelled);
        EXPECT_EQ(archive.open_count, 0);
    }
}

TEST_F(AdapterTest, it_needs_neither_model_nor_files_afterwards) {
    const auto adapter = load(write_peft("gone", tensors_));
    ASSERT_TRUE(adapter.ok());
    model_.reset();
    write_file(temp_ / "gone/adapter_model.safetensors", "");
    expect_factors(*adapter.value(), 2);
}

// Every prefix and every flipped bit of a small file: refused, or read, but never worse. What is
// past the end of a file would be noticed by the sanitizers.
TEST_F(AdapterTest, damaged_files_are_refused_or_read) {
    const std::vector<RawTensor> some = {tensors_[2], tensors_[3]};  // layer 0, k
    Archive archive;
    archive.files["a/adapter_config.json"] = testing::tiny_adapter_config();
    const FileHooks hooks = archive.hooks();
    AdapterLoadOptions options;
    options.files = &hooks;
    const std::map<std::string, std::string> whole = {
        {"a/adapter_model.safetensors", testing::make_safetensors(some)},
        {"b/lora.safetensors", testing::make_safetensors(testing::to_mistral_adapter(some, 8))},
        {"c.gguf", testing::to_gguf_adapter(some, 8, 8).build()}};
    for (const auto& [path, bytes] : whole) {
        options.path = path;
        for (size_t length = 0; length < bytes.size(); ++length) {
            archive.files[path] = bytes.substr(0, length);
            const auto adapter = Adapter::load(options, *model_);
            ASSERT_FALSE(adapter.ok()) << path << ", " << length;
            EXPECT_NE(adapter.status().message().find(path), std::string::npos)
                << adapter.status().message();
        }
        for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
            archive.files[path] = bytes;
            archive.files[path][bit / 8] ^= static_cast<char>(1 << (bit % 8));
            const auto adapter = Adapter::load(options, *model_);
            EXPECT_TRUE(adapter.ok() || !adapter.status().message().empty());
        }
        archive.files[path] = bytes;
        EXPECT_TRUE(Adapter::load(options, *model_).ok()) << path;
    }
    const std::string config = testing::tiny_adapter_config();
    options.path = "a";
    for (size_t length = 0; length < config.size(); ++length) {
        archive.files["a/adapter_config.json"] = config.substr(0, length);
        EXPECT_EQ(Adapter::load(options, *model_).status().code(), Code::kBadFormat) << length;
    }
}

}  // namespace
}  // namespace minstrel
