#include "runtime/model/hf_directory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/support/temp_directory.h"
#include "tests/support/tiny_model.h"

namespace minstrel {
namespace {

using testing::RawTensor;
using testing::TempDirectory;
using testing::write_file;

class HfDirectoryTest : public ::testing::Test {
  protected:
    HfDirectoryTest() { testing::write_tiny_directory(path_); }

    Status open_error() {
        auto opened = open_hf_directory(path_, {});
        return opened.ok() ? Status() : opened.status();
    }

    void expect_refused(Code code, const char* part_of_text) {
        const Status status = open_error();
        EXPECT_EQ(status.code(), code) << status.message();
        EXPECT_NE(status.message().find(part_of_text), std::string::npos) << status.message();
    }

    // Two shards and their index, in place of the single file.
    void shard(const std::function<void(nlohmann::json&)>& edit = {}) {
        const std::vector<RawTensor> all = testing::tiny_tensors({});
        const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
        nlohmann::json index;
        index["metadata"]["total_size"] = 1;
        for (auto place = all.begin(); place != all.end(); ++place) {
            index["weight_map"][place->name] =
                place < middle ? "one.safetensors" : "two.safetensors";
        }
        if (edit) edit(index);
        write_file(path_ + "/one.safetensors", testing::make_safetensors({all.begin(), middle}));
        write_file(path_ + "/two.safetensors", testing::make_safetensors({middle, all.end()}));
        write_file(path_ + "/model.safetensors.index.json", index.dump());
        std::filesystem::remove(path_ + "/model.safetensors");
    }

    TempDirectory temp_;
    std::string path_ = temp_ / "tiny";
};

TEST_F(HfDirectoryTest, opens_config_weights_and_vocabulary) {
    write_file(path_ + "/LICENSE", "Free for all.");
    auto opened = open_hf_directory(path_ + "/", {});
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    EXPECT_EQ(opened.value().name, "tiny");
    EXPECT_EQ(opened.value().licence, "Free for all.");
    EXPECT_EQ(opened.value().config.dim, 32u);
    EXPECT_EQ(opened.value().tensors.tensors().size(), testing::tiny_tensors({}).size());
    EXPECT_EQ(opened.value().tokenizer.bytes().size(), testing::tiny_tokenizer().size());
    EXPECT_EQ(opened.value().chat_format, ChatFormatId::kByVocabulary);
}

TEST_F(HfDirectoryTest, a_vocabulary_with_a_version_goes_first) {
    write_file(path_ + "/tokenizer.model.v3", "version three");
    auto opened = open_hf_directory(path_, {});
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    EXPECT_EQ(opened.value().chat_format, ChatFormatId::kMistralV3);
    EXPECT_EQ(opened.value().tokenizer.bytes().size(), 13u);
}

TEST_F(HfDirectoryTest, a_tekken_vocabulary_goes_before_all_others) {
    write_file(path_ + "/tokenizer.model.v3", "version three");
    write_file(path_ + "/tekken.json", "{}");
    auto opened = open_hf_directory(path_, {});
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    EXPECT_EQ(opened.value().chat_format, ChatFormatId::kByVocabulary);
    EXPECT_EQ(opened.value().tokenizer.bytes().size(), 2u);
}

TEST_F(HfDirectoryTest, a_missing_vocabulary_says_what_to_do) {
    std::filesystem::remove(path_ + "/tokenizer.model");
    expect_refused(Code::kNotFound, "copy the model's tekken.json, tokenizer.model");
    write_file(path_ + "/tokenizer.model", "");
    expect_refused(Code::kNotFound, "tokenizer.model");
}

TEST_F(HfDirectoryTest, missing_files_are_named) {
    std::filesystem::remove(path_ + "/model.safetensors");
    expect_refused(Code::kNotFound, "model.safetensors.index.json");
    std::filesystem::remove(path_ + "/config.json");
    expect_refused(Code::kNotFound, "config.json");
}

TEST_F(HfDirectoryTest, a_directory_in_place_of_a_file_is_refused) {
    std::filesystem::remove(path_ + "/model.safetensors");
    std::filesystem::create_directory(path_ + "/model.safetensors");
    expect_refused(Code::kIo, "a directory");
}

TEST_F(HfDirectoryTest, reads_shards) {
    shard();
    auto opened = open_hf_directory(path_, {});
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    EXPECT_EQ(opened.value().tensors.tensors().size(), testing::tiny_tensors({}).size());
}

TEST_F(HfDirectoryTest, the_index_must_agree_with_the_shards) {
    shard([](nlohmann::json& index) {
        index["weight_map"]["model.norm.weight"] = "one.safetensors";
    });
    expect_refused(Code::kBadFormat, "model.norm.weight");
    shard([](nlohmann::json& index) { index["weight_map"].erase("model.norm.weight"); });
    expect_refused(Code::kBadFormat, "its files hold");
    shard([](nlohmann::json& index) {
        index["weight_map"]["model.norm.weight"] = "three.safetensors";
    });
    expect_refused(Code::kNotFound, "three.safetensors");
    shard([](nlohmann::json& index) {
        index["weight_map"]["model.norm.weight"] = "../tiny/two.safetensors";
    });
    expect_refused(Code::kBadFormat, "plain file name");
}

TEST_F(HfDirectoryTest, a_tensor_in_two_shards_is_refused) {
    shard();
    const std::vector<RawTensor> all = testing::tiny_tensors({});
    write_file(path_ + "/two.safetensors", testing::make_safetensors(all));
    EXPECT_FALSE(open_error().ok());
}

// As published models that also read images are laid out, in the older and in the newer spelling.
TEST_F(HfDirectoryTest, the_text_model_is_taken_out_of_one_that_reads_images) {
    nlohmann::json wrapper = {{"architectures", {"Mistral3ForConditionalGeneration"}},
                              {"model_type", "mistral3"},
                              {"text_config", nlohmann::json::parse(testing::tiny_config_json({}))},
                              {"vision_config", nlohmann::json::object()}};
    wrapper["text_config"].erase("architectures");
    write_file(path_ + "/config.json", wrapper.dump());
    for (const char* prefix : {"language_model.model.", "model.language_model."}) {
        std::vector<RawTensor> tensors = testing::tiny_tensors({});
        for (RawTensor& tensor : tensors) tensor.name.replace(0, 6, prefix);
        tensors.push_back({"vision_tower.patch_conv.weight", "F32", {1}, "abcd"});
        tensors.push_back({"multi_modal_projector.linear_1.weight", "F32", {1}, "abcd"});
        write_file(path_ + "/model.safetensors", testing::make_safetensors(tensors));
        const auto opened = open_hf_directory(path_, {});
        ASSERT_TRUE(opened.ok()) << opened.status().message();
        EXPECT_EQ(opened.value().tensors.tensors().size(), testing::tiny_tensors({}).size());
        EXPECT_NE(opened.value().tensors.find("model.norm.weight"), nullptr);
        EXPECT_EQ(opened.value().config.dim, 32u);
    }
    wrapper["text_config"]["model_type"] = "ministral3";
    write_file(path_ + "/config.json", wrapper.dump());
    EXPECT_EQ(open_hf_directory(path_, {}).value().config.rope_scaling.factor, 16);
    wrapper["text_config"]["model_type"] = "mistral4";
    write_file(path_ + "/config.json", wrapper.dump());
    expect_refused(Code::kUnsupported, "'mistral4'");
    wrapper.erase("text_config");
    write_file(path_ + "/config.json", wrapper.dump());
    expect_refused(Code::kBadFormat, "'text_config' must be an object");
}

}  // namespace
}  // namespace minstrel
