// Ids and decoded text of Mistral's vocabularies against the reference implementation's.
#include <gtest/gtest.h>

#include <sstream>

#include "runtime/text/detokenizer.h"
#include "tests/unit/text/golden_file.h"
#include "tests/unit/text/text_fixture.h"

namespace minstrel {
namespace {

using test::GoldenFile;
using test::Json;

std::string decode_in_steps(const Vocabulary& vocabulary, const std::vector<int32_t>& ids) {
    std::string text;
    Detokenizer detokenizer(vocabulary);
    for (const int32_t id : ids) {
        EXPECT_TRUE(detokenizer.feed(id, text).ok());
        EXPECT_LE(detokenizer.held_bytes(), 3U);
    }
    detokenizer.flush(text);
    return text;
}

bool comes_from_text(const Vocabulary& vocabulary, const std::vector<int32_t>& ids) {
    for (const int32_t id : ids) {
        if (vocabulary.token_class(id) == TokenClass::kUserDefined) return false;
    }
    return true;
}

// Returns the number of cases that were compared. The reference matches user-defined pieces in text
// and we never do: such cases must give the text back from other ids.
size_t compare_encoding(GoldenFile& file) {
    size_t compared = 0;
    for (const Json& golden_case : file.cases("tokenizer_cases")) {
        if (golden_case["kind"] != "encode") continue;
        SCOPED_TRACE(golden_case["id"].get<std::string>());
        const Tokenizer& tokenizer = file.tokenizer_of(golden_case);
        const auto expected = golden_case["ids"].get<std::vector<int32_t>>();
        const auto ids = test::encode(tokenizer, golden_case["text"].get<std::string>());
        EXPECT_EQ(test::decode(tokenizer, expected), golden_case["decoded"]);
        if (comes_from_text(tokenizer.vocabulary(), expected)) {
            ++compared;
            EXPECT_EQ(ids, expected);
        } else {
            EXPECT_NE(ids, expected);
            EXPECT_EQ(test::decode(tokenizer, ids), golden_case["text"]);
        }
    }
    return compared;
}

size_t compare_decoding(GoldenFile& file) {
    size_t compared = 0;
    for (const Json& golden_case : file.cases("tokenizer_cases")) {
        if (golden_case["kind"] != "decode") continue;
        SCOPED_TRACE(golden_case["id"].get<std::string>());
        const Tokenizer& tokenizer = file.tokenizer_of(golden_case);
        const auto ids = golden_case["ids"].get<std::vector<int32_t>>();
        EXPECT_EQ(test::decode(tokenizer, ids), golden_case["text"]);
        EXPECT_EQ(decode_in_steps(tokenizer.vocabulary(), ids), golden_case["text"]);
        ++compared;
    }
    return compared;
}

TEST(TokenizerGoldenTest, encodes_as_the_reference) {
    EXPECT_EQ(compare_encoding(GoldenFile::committed()), 171U);
}

TEST(TokenizerGoldenTest, decodes_as_the_reference) {
    EXPECT_EQ(compare_decoding(GoldenFile::committed()), 49U);
}

// Chosen by a program and not by people, so that nobody's habits leave something out.
TEST(TokenizerGoldenTest, random_texts_have_the_ids_of_the_reference) {
    const Tokenizer& tekken = GoldenFile::committed().tokenizer("tekken-v3");
    const Tokenizer& spm = test::tokenizer("v3");
    std::istringstream lines(test::read_data("chat/random_strings.jsonl"));
    size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        const Json sample = Json::parse(line);
        const std::string text = sample["text"];
        ASSERT_EQ(test::encode(tekken, text), sample["tekken"].get<std::vector<int32_t>>()) << text;
        ASSERT_EQ(test::encode(spm, text), sample["spm"].get<std::vector<int32_t>>()) << text;
        ASSERT_EQ(test::decode(tekken, test::encode(tekken, text)), text);
    }
    EXPECT_EQ(count, 2000U);
}

TEST(TokenizerGoldenTest, further_cases_are_as_expected) {
    GoldenFile* file = GoldenFile::further();
    if (file == nullptr) GTEST_SKIP() << "MINSTREL_CHAT_GOLDEN names no file";
    EXPECT_GT(compare_encoding(*file) + compare_decoding(*file), 0U);
}

}  // namespace
}  // namespace minstrel
