#include "runtime/model/hf_tokenizer.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "runtime/model/hf_directory.h"
#include "runtime/model/model.h"
#include "runtime/text/tekken_model.h"
#include "runtime/text/tokenizer.h"
#include "tests/support/temp_directory.h"
#include "tests/support/tiny_model.h"

namespace minstrel {
namespace {

using nlohmann::json;

const std::string kFolder = MST_TEST_DATA "/hf_tokenizer/";

std::string file_of(const std::string& name, const std::string& folder = kFolder) {
    return testing::read_file(folder + name + ".json");
}

void expect_cases(const std::string& name, const std::string& folder) {
    const auto text = read_hf_tokenizer(file_of(name, folder), "");
    ASSERT_TRUE(text.ok()) << text.status().message();
    const auto tokenizer = Tokenizer::make(text.value());
    ASSERT_TRUE(tokenizer.ok()) << tokenizer.status().message();
    const json cases = json::parse(file_of("cases", folder))[name];
    EXPECT_GE(cases.size(), 10u);
    for (const json& item : cases) {
        std::vector<int32_t> ids;
        ASSERT_TRUE(tokenizer.value()->encode(item["text"].get<std::string>(), ids).ok());
        EXPECT_EQ(ids, item["ids"].get<std::vector<int32_t>>()) << item["text"];
        EXPECT_EQ(tokenizer.value()->decode(ids).value(), item["text"].get<std::string>());
    }
}

// What tests/data/hf_tokenizer/make_hf_tokenizer.py got from the tokenizers library.
class HfTokenizerGoldenTest : public ::testing::TestWithParam<const char*> {};

TEST_P(HfTokenizerGoldenTest, gives_the_ids_of_the_library) {
    expect_cases(GetParam(), kFolder);
}

// MINSTREL_HF_TOKENIZER names another folder that the script has filled.
TEST_P(HfTokenizerGoldenTest, further_vocabularies_give_them_too) {
    const char* folder = std::getenv("MINSTREL_HF_TOKENIZER");
    if (folder == nullptr) GTEST_SKIP() << "MINSTREL_HF_TOKENIZER names no folder";
    expect_cases(GetParam(), std::string(folder) + "/");
}

INSTANTIATE_TEST_SUITE_P(files, HfTokenizerGoldenTest,
                         ::testing::Values("metaspace", "normaliser", "tekken"),
                         [](const auto& test) { return std::string(test.param); });

TEST(HfTokenizerTest, tekken_is_the_vocabulary_that_it_was_made_of) {
    const auto text = read_hf_tokenizer(file_of("tekken"), "");
    ASSERT_TRUE(text.ok()) << text.status().message();
    const auto got = read_tekken_model(text.value());
    ASSERT_TRUE(got.ok()) << got.status().message();
    const auto wanted = read_tekken_model(testing::read_file(MST_TEST_DATA "/gguf/tekken.json"));
    EXPECT_EQ(got.value().tokens, wanted.value().tokens);
    EXPECT_EQ(got.value().specials, wanted.value().specials);
    EXPECT_EQ(got.value().version, wanted.value().version);
}

TEST(HfTokenizerTest, control_tokens_are_those_of_the_original) {
    const auto text = read_hf_tokenizer(file_of("metaspace"), "");
    ASSERT_TRUE(text.ok()) << text.status().message();
    const auto got = Tokenizer::make(text.value());
    const auto wanted = Tokenizer::make(testing::tiny_tokenizer());
    ASSERT_TRUE(got.ok() && wanted.ok());
    const Vocabulary& vocabulary = wanted.value()->vocabulary();
    ASSERT_EQ(got.value()->vocabulary().size(), vocabulary.size());
    for (int32_t id = 0; id < static_cast<int32_t>(vocabulary.size()); ++id) {
        EXPECT_EQ(got.value()->vocabulary().token_class(id), vocabulary.token_class(id)) << id;
    }
}

// Models that are trained further get tokens of their own at the end.
TEST(HfTokenizerTest, added_tokens_behind_the_vocabulary_are_never_text) {
    json file = json::parse(file_of("normaliser"));
    const size_t count = file["model"]["vocab"].size();
    file["added_tokens"].push_back({{"id", count}, {"content", "<|im_end|>"}, {"special", true}});
    const auto text = read_hf_tokenizer(file.dump(), "");
    ASSERT_TRUE(text.ok()) << text.status().message();
    const auto tokenizer = Tokenizer::make(text.value());
    ASSERT_TRUE(tokenizer.ok()) << tokenizer.status().message();
    std::vector<int32_t> ids;
    ASSERT_TRUE(tokenizer.value()->encode("a<|im_end|>", ids).ok());
    for (const int32_t id : ids) EXPECT_NE(id, static_cast<int32_t>(count));
}

struct Refusal {
    const char* name;
    const char* file;
    std::function<void(json&)> edit;
    Code code;
    const char* part_of_text;
};

class HfTokenizerRefusalTest : public ::testing::TestWithParam<Refusal> {};

TEST_P(HfTokenizerRefusalTest, says_what_is_wrong) {
    json file = json::parse(file_of(GetParam().file));
    GetParam().edit(file);
    const auto text = read_hf_tokenizer(file.dump(), "");
    ASSERT_FALSE(text.ok());
    EXPECT_EQ(text.status().code(), GetParam().code) << text.status().message();
    EXPECT_NE(text.status().message().find(GetParam().part_of_text), std::string::npos)
        << text.status().message();
}

INSTANTIATE_TEST_SUITE_P(
    edits, HfTokenizerRefusalTest,
    ::testing::Values(
        Refusal{"other_type", "tekken", [](json& file) { file["model"]["type"] = "Unigram"; },
                Code::kUnsupported, "'BPE'"},
        Refusal{"no_model", "tekken", [](json& file) { file.erase("model"); }, Code::kUnsupported,
                "'model'"},
        Refusal{"other_pattern", "tekken",
                [](json& file) {
                    file["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] = "\\s+";
                },
                Code::kUnsupported, "'pre_tokenizer'"},
        Refusal{"other_normaliser", "normaliser",
                [](json& file) {
                    file["normalizer"] = {{"type", "NFKC"}};
                },
                Code::kUnsupported, "'normalizer'"},
        Refusal{"no_space_mark", "metaspace",
                [](json& file) { file["pre_tokenizer"]["prepend_scheme"] = "never"; },
                Code::kUnsupported, "'pre_tokenizer'"},
        Refusal{"merge_of_nothing", "tekken",
                [](json& file) {
                    file["model"]["merges"][3] = {"zq", "qz"};
                },
                Code::kBadFormat, "'zqqz' is not in the vocabulary"},
        Refusal{"merge_of_three", "tekken",
                [](json& file) {
                    file["model"]["merges"][3] = {"a", "b", "c"};
                },
                Code::kBadFormat, "two texts"},
        Refusal{
            "merges_in_another_order", "tekken",
            [](json& file) { std::swap(file["model"]["merges"][0], file["model"]["merges"][20]); },
            Code::kUnsupported, "order of the ids"},
        Refusal{"pairs_of_a_token_apart", "metaspace",
                [](json& file) {
                    json& merges = file["model"]["merges"];
                    merges.push_back(merges[0]);
                },
                Code::kUnsupported, "come between"},
        Refusal{"an_id_twice", "metaspace", [](json& file) { file["model"]["vocab"]["zzz"] = 300; },
                Code::kBadFormat, "token 300 occurs twice"},
        Refusal{"a_gap", "metaspace", [](json& file) { file["model"]["vocab"]["zzz"] = 5000; },
                Code::kBadFormat, "gaps"},
        Refusal{"huge_id", "metaspace",
                [](json& file) { file["model"]["vocab"]["zzz"] = 4000000000; }, Code::kLimitReached,
                "at most"},
        Refusal{"id_is_text", "metaspace",
                [](json& file) { file["model"]["vocab"]["zzz"] = "three"; }, Code::kBadFormat,
                "'vocab'"},
        Refusal{"added_token_differs", "metaspace",
                [](json& file) { file["added_tokens"][1]["content"] = "<begin>"; },
                Code::kBadFormat, "token 1 is another one"},
        Refusal{"added_token_without_id", "metaspace",
                [](json& file) { file["added_tokens"][1].erase("id"); }, Code::kBadFormat,
                "entry 1"},
        Refusal{"byte_level_token_at_the_end", "tekken",
                [](json& file) {
                    const size_t count = file["model"]["vocab"].size();
                    file["added_tokens"].push_back(
                        {{"id", count}, {"content", "<|im_end|>"}, {"special", true}});
                },
                Code::kUnsupported, "<|im_end|>"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(HfTokenizerTest, broken_json_is_an_error_with_its_place) {
    const std::string whole = file_of("tekken");
    for (const std::string& text :
         {std::string("[]"), std::string("3"), std::string(), whole.substr(0, whole.size() / 2),
          std::string(100, '['), std::string("{\"model\":{\"vocab\":{\"a\":0},\"vocab\":{}}}")}) {
        const auto read = read_hf_tokenizer(text, "");
        ASSERT_FALSE(read.ok()) << text;
        EXPECT_EQ(read.status().code(), Code::kBadFormat) << read.status().message();
    }
}

// A directory with nothing else.
TEST(HfTokenizerTest, serves_a_model) {
    const testing::TempDirectory temp;
    const std::string path = temp / "tiny";
    testing::write_tiny_directory(path);
    std::filesystem::remove(path + "/tokenizer.model");
    std::filesystem::copy_file(kFolder + "metaspace.json", path + "/tokenizer.json");
    LoadOptions options;
    options.path = path;
    const auto model = Model::load(options);
    ASSERT_TRUE(model.ok()) << model.status().message();
    EXPECT_EQ(model.value()->tokenizer_place(), "tokenizer.json");
    const auto bytes = model.value()->tokenizer();
    const auto tokenizer =
        Tokenizer::make({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    EXPECT_TRUE(tokenizer.ok()) << tokenizer.status().message();

    testing::write_file(path + "/tokenizer.json", "{}");
    const auto refused = Model::load(options);
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.status().message().find("tokenizer.json: 'model'"), std::string::npos)
        << refused.status().message();
}

// The names of control tokens fit several versions; then the template decides.
class TemplateTest : public ::testing::Test {
  protected:
    TemplateTest() {
        testing::write_tiny_directory(path_);
        std::filesystem::remove(path_ + "/tokenizer.model");
        json file = json::parse(file_of("tekken"));
        rename(file, "[THINK]", "<SPECIAL_35>");
        rename(file, "[ARGS]", "<SPECIAL_32>");
        testing::write_file(path_ + "/tokenizer.json", file.dump());
    }

    // As the directory has it, or why it is refused.
    std::string version() {
        const auto opened = open_hf_directory(path_, {});
        if (!opened.ok()) return opened.status().message();
        const auto bytes = opened.value().tokenizer.bytes();
        const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        return json::parse(text)["config"]["version"];
    }
    void write(const char* file, const std::string& text) {
        testing::write_file(path_ + "/" + file, text);
    }

  private:
    static void rename(json& file, const char* from, const char* to) {
        json& vocab = file["model"]["vocab"];
        vocab[to] = vocab[from];
        vocab.erase(from);
        for (json& token : file["added_tokens"]) {
            if (token["content"] == from) token["content"] = to;
        }
    }

    testing::TempDirectory temp_;
    std::string path_ = temp_ / "tiny";
};

TEST_F(TemplateTest, tells_the_version_where_tokens_do_not) {
    EXPECT_EQ(version(), "v7");
    write("tokenizer_config.json", R"({"chat_template": "{{ '[INST]' }}"})");
    EXPECT_EQ(version(), "v3");
    write("chat_template.jinja", "[SYSTEM_PROMPT] [INST]");  // goes first
    EXPECT_EQ(version(), "v7");
}

TEST_F(TemplateTest, is_the_default_one_of_several) {
    write("tokenizer_config.json",
          R"({"chat_template": [{"name": "tools", "template": "[SYSTEM_PROMPT]"},
        7, {"name": "default", "template": "[INST]"}]})");
    EXPECT_EQ(version(), "v3");
    write("tokenizer_config.json", R"({"chat_template": [{"name": "default", "template": 7}]})");
    EXPECT_EQ(version(), "v7");
    write("tokenizer_config.json", "[]");
    EXPECT_EQ(version(), "v7");
}

TEST_F(TemplateTest, a_damaged_file_is_named) {
    write("tokenizer_config.json", "{");
    EXPECT_NE(version().find("tokenizer_config.json"), std::string::npos) << version();
}

}  // namespace
}  // namespace minstrel
