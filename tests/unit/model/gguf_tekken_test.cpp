#include "runtime/model/gguf_tekken.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "runtime/model/gguf_model.h"
#include "runtime/text/tekken_model.h"
#include "tests/support/gguf_builder.h"
#include "tests/support/temp_directory.h"

namespace minstrel {
namespace {

using testing::GgufBuilder;

// Written by the gguf package; beside it lies the same vocabulary as Mistral has it.
TEST(GgufTekkenTest, is_the_vocabulary_that_the_file_was_made_of) {
    const std::string folder = MST_TEST_DATA "/gguf/";
    auto file = FileView::open(folder + "tekken_q8_0.gguf", {});
    ASSERT_TRUE(file.ok());
    const auto files = open_gguf(file.take(), {});
    ASSERT_TRUE(files.ok()) << files.status().message();
    const auto bytes = files.value().tokenizer.bytes();
    const auto got = read_tekken_model({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    ASSERT_TRUE(got.ok()) << got.status().message();
    const auto wanted = read_tekken_model(testing::read_file(folder + "tekken.json"));
    ASSERT_TRUE(wanted.ok()) << wanted.status().message();
    EXPECT_EQ(got.value().tokens, wanted.value().tokens);
    EXPECT_EQ(got.value().specials, wanted.value().specials);
    EXPECT_EQ(got.value().version, wanted.value().version);
    EXPECT_FALSE(got.value().effort);
}

struct Token {
    std::string text;
    int32_t type = 1;
};

class GgufTekkenTextTest : public ::testing::Test {
  protected:
    Result<std::string> read() {
        std::string texts, types;
        for (const Token& token : tokens_) {
            texts += GgufBuilder::raw_text(token.text);
            types += GgufBuilder::raw(token.type);
        }
        if (!pre_.empty()) file_.text("tokenizer.ggml.pre", pre_);
        file_.list("tokenizer.ggml.tokens", 8, tokens_.size(), texts);
        file_.list("tokenizer.ggml.token_type", 5, tokens_.size(), types);
        const std::string bytes = file_.build();
        const auto read = GgufFile::read(std::as_bytes(std::span(bytes)));
        EXPECT_TRUE(read.ok()) << read.status().message();
        auto text = read_gguf_tekken(read.value().metadata);
        file_ = {};
        return text;
    }
    void expect_refused(Code code, const char* part_of_text) {
        const auto text = read();
        ASSERT_FALSE(text.ok()) << part_of_text;
        EXPECT_EQ(text.status().code(), code) << text.status().message();
        EXPECT_NE(text.status().message().find(part_of_text), std::string::npos)
            << text.status().message();
    }
    std::string version_with(const std::vector<std::string>& specials,
                             const char* chat_template = nullptr) {
        tokens_ = {{"<s>", 3}};
        for (const std::string& name : specials) tokens_.push_back({name, 3});
        tokens_.push_back({"a"});
        if (chat_template != nullptr) file_.text("tokenizer.chat_template", chat_template);
        const auto text = read();
        EXPECT_TRUE(text.ok()) << text.status().message();
        return nlohmann::json::parse(text.value())["config"]["version"];
    }

    GgufBuilder file_;
    std::string pre_ = "tekken";
    std::vector<Token> tokens_ = {{"<s>", 3}, {"a\"b", 2}, {"x"}, {"\u0120y"}, {"pad", 5}};
};

TEST_F(GgufTekkenTextTest, tells_control_tokens_from_texts_and_fillers) {
    const auto text = read();
    ASSERT_TRUE(text.ok()) << text.status().message();
    const auto json = nlohmann::json::parse(text.value());
    EXPECT_EQ(json["config"]["default_num_special_tokens"], 2);
    EXPECT_EQ(json["config"]["default_vocab_size"], 4);
    EXPECT_EQ(json["special_tokens"][1]["token_str"], "a\"b");
    EXPECT_EQ(json["vocab"][0]["token_bytes"], "eA==");
    EXPECT_EQ(json["vocab"][1]["token_bytes"], "IHk=");
    EXPECT_EQ(json["vocab"].size(), 2u);
}

TEST_F(GgufTekkenTextTest, control_tokens_and_templates_tell_the_version) {
    EXPECT_EQ(version_with({"[INST]"}), "v3");
    EXPECT_EQ(version_with({"[SYSTEM_PROMPT]"}), "v7");
    EXPECT_EQ(version_with({"[SYSTEM_PROMPT]"}, "{{ '[INST]' }}"), "v3");
    EXPECT_EQ(version_with({"[SYSTEM_PROMPT]"}, "[INST][SYSTEM_PROMPT]"), "v7");
    EXPECT_EQ(version_with({"[SYSTEM_PROMPT]"}, "mistral-v3-tekken"), "v3");
    EXPECT_EQ(version_with({"[SYSTEM_PROMPT]"}, "mistral-v7-tekken"), "v7");
    const std::vector<std::string> marked = {"[SYSTEM_PROMPT]", "[ARGS]", "[CALL_ID]"};
    EXPECT_EQ(version_with(marked), "v11");
    EXPECT_EQ(version_with(marked, "[TOOL_CALLS][CALL_ID][ARGS]"), "v11");
    EXPECT_EQ(version_with(marked, "[TOOL_CALLS][ARGS]"), "v13");
    EXPECT_EQ(version_with({"[ARGS]", "[THINK]"}), "v13");
    EXPECT_EQ(version_with({"[THINK]", "[MODEL_SETTINGS]"}), "v15");
}

TEST_F(GgufTekkenTextTest, other_vocabularies_are_refused) {
    pre_ = "llama-bpe";
    expect_refused(Code::kUnsupported, "'tokenizer.ggml.pre' is 'llama-bpe'");
    pre_ = "";
    expect_refused(Code::kUnsupported, "'tokenizer.ggml.pre' is 'missing'");
    pre_ = "tekken";
    file_.boolean("tokenizer.ggml.add_space_prefix", true);
    expect_refused(Code::kUnsupported, "add_space_prefix");
}

TEST_F(GgufTekkenTextTest, broken_lists_are_refused) {
    const std::vector<Token> whole = tokens_;
    for (const char* text : {"\u0144", "\xC4", "\xE2\x98\x83", "\xC1\x81", " ", "\xFF"}) {
        tokens_[3].text = text;
        expect_refused(Code::kBadFormat, "token 3 is not a text");
    }
    tokens_[3].text.assign(257, 'a');
    expect_refused(Code::kBadFormat, "token 3 is not a text of at most 256");
    tokens_ = whole;
    tokens_[3].type = 4;
    tokens_.push_back({"z"});
    expect_refused(Code::kBadFormat, "token 3 among the text tokens has the type 4");
    tokens_ = whole;
    tokens_[0].text = "\xFF";
    expect_refused(Code::kBadFormat, "token 0 has no usable name");
    tokens_[0].text.assign(129, 'a');
    expect_refused(Code::kBadFormat, "token 0 has no usable name");
    tokens_.clear();
    expect_refused(Code::kBadFormat, "is missing or empty");
}

}  // namespace
}  // namespace minstrel
