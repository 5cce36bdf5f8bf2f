// Ids and decoded text of Mistral's vocabularies against the reference implementation's.
#include <gtest/gtest.h>

#include <set>

#include "runtime/text/detokenizer.h"
#include "tests/unit/text/text_fixture.h"

namespace minstrel {
namespace {

using test::Json;

const Tokenizer& tokenizer_of(const Json& golden_case) {
    const std::string name = golden_case["tokenizer"];  // "spm-v3"
    return test::tokenizer(name.substr(4));
}

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

TEST(TokenizerGoldenTest, encodes_as_the_reference) {
    // Its text names user-defined pieces, which the reference matches and we never do.
    const std::set<std::string> ours = {"spm-v7/encode/refdoc"};
    size_t compared = 0;
    size_t different = 0;
    for (const Json& golden_case : test::golden_cases("tokenizer")) {
        if (golden_case["kind"] != "encode") continue;
        const std::string id = golden_case["id"];
        SCOPED_TRACE(id);
        const Tokenizer& tokenizer = tokenizer_of(golden_case);
        const auto expected = golden_case["ids"].get<std::vector<int32_t>>();
        const auto ids = test::encode(tokenizer, golden_case["text"].get<std::string>());
        EXPECT_EQ(test::decode(tokenizer, expected), golden_case["decoded"]);
        if (ours.contains(id)) {
            ++different;
            EXPECT_NE(ids, expected);
            EXPECT_EQ(test::decode(tokenizer, ids), golden_case["text"]);
        } else {
            ++compared;
            EXPECT_EQ(ids, expected);
        }
    }
    EXPECT_EQ(compared, 128U);
    EXPECT_EQ(different, 1U);
}

TEST(TokenizerGoldenTest, decodes_as_the_reference) {
    size_t compared = 0;
    for (const Json& golden_case : test::golden_cases("tokenizer")) {
        if (golden_case["kind"] != "decode") continue;
        SCOPED_TRACE(golden_case["id"].get<std::string>());
        const Tokenizer& tokenizer = tokenizer_of(golden_case);
        const auto ids = golden_case["ids"].get<std::vector<int32_t>>();
        EXPECT_EQ(test::decode(tokenizer, ids), golden_case["text"]);
        EXPECT_EQ(decode_in_steps(tokenizer.vocabulary(), ids), golden_case["text"]);
        ++compared;
    }
    EXPECT_EQ(compared, 38U);
}

}  // namespace
}  // namespace minstrel
