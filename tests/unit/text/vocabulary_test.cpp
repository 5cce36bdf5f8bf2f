#include "runtime/text/vocabulary.h"

#include <gtest/gtest.h>

#include <bit>
#include <map>

#include "tests/unit/text/text_fixture.h"

namespace minstrel {
namespace {

std::map<TokenClass, int> class_counts(const Vocabulary& vocabulary) {
    std::map<TokenClass, int> counts;
    for (int32_t id = 0; id < vocabulary.size(); ++id) ++counts[vocabulary.token_class(id)];
    return counts;
}

TEST(VocabularyTest, knows_the_classes_of_all_tokens) {
    using Counts = std::map<TokenClass, int>;
    EXPECT_EQ(class_counts(test::tokenizer("v1").vocabulary()),
              Counts({{TokenClass::kUnknown, 1},
                      {TokenClass::kControl, 2},
                      {TokenClass::kByte, 256},
                      {TokenClass::kNormal, 31741}}));
    EXPECT_EQ(class_counts(test::tokenizer("v3").vocabulary()),
              Counts({{TokenClass::kUnknown, 1},
                      {TokenClass::kControl, 750},
                      {TokenClass::kUserDefined, 20},
                      {TokenClass::kByte, 256},
                      {TokenClass::kNormal, 31741}}));
    EXPECT_EQ(class_counts(test::tokenizer("v7").vocabulary()),
              Counts({{TokenClass::kUnknown, 1},
                      {TokenClass::kControl, 748},
                      {TokenClass::kUserDefined, 22},
                      {TokenClass::kByte, 256},
                      {TokenClass::kNormal, 31741}}));
}

TEST(VocabularyTest, finds_special_tokens_by_name) {
    const Vocabulary& v3 = test::tokenizer("v3").vocabulary();
    EXPECT_EQ(v3.special(Special::kUnknown), 0);
    EXPECT_EQ(v3.special(Special::kBos), 1);
    EXPECT_EQ(v3.special(Special::kEos), 2);
    EXPECT_EQ(v3.special(Special::kInst), 3);
    EXPECT_EQ(v3.special(Special::kEndToolResults), 9);
    EXPECT_EQ(v3.special(Special::kSuffix), 13);
    EXPECT_EQ(v3.special(Special::kSystemPrompt), -1);
    const Vocabulary& v7 = test::tokenizer("v7").vocabulary();
    EXPECT_EQ(v7.special(Special::kSystemPrompt), 16);
    EXPECT_EQ(v7.special(Special::kToolContent), 18);
    EXPECT_EQ(test::tokenizer("v1").vocabulary().special(Special::kInst), -1);
}

TEST(VocabularyTest, gives_the_bytes_of_tokens) {
    const Vocabulary& vocabulary = test::tokenizer("v3").vocabulary();
    EXPECT_EQ(vocabulary.bytes(23325), " Hello");
    EXPECT_EQ(vocabulary.bytes(781), "\n");
    EXPECT_EQ(vocabulary.bytes(771), std::string_view("\0", 1));
    EXPECT_EQ(vocabulary.bytes(1026), "\xFF");
    EXPECT_EQ(vocabulary.bytes(1027), "  ");
    EXPECT_EQ(vocabulary.bytes(3), "[INST]");
    EXPECT_EQ(vocabulary.bytes(0), " \u2047 ");
    EXPECT_EQ(vocabulary.max_token_bytes(), 25U);
}

TEST(VocabularyTest, lets_generation_produce_text_and_two_special_tokens) {
    for (const char* name : {"v1", "v3", "v7", "tiny"}) {
        const Vocabulary& vocabulary = test::tokenizer(name).vocabulary();
        const auto mask = vocabulary.generation_mask();
        ASSERT_EQ(mask.size(), (static_cast<size_t>(vocabulary.size()) + 31) / 32);
        int allowed = 0;
        for (const uint32_t word : mask) allowed += std::popcount(word);
        auto counts = class_counts(vocabulary);
        const int special = vocabulary.special(Special::kToolCalls) < 0 ? 1 : 2;
        EXPECT_EQ(allowed, counts[TokenClass::kNormal] + counts[TokenClass::kByte] + special);
        EXPECT_TRUE(vocabulary.may_generate(vocabulary.special(Special::kEos)));
        EXPECT_FALSE(vocabulary.may_generate(vocabulary.special(Special::kUnknown)));
        EXPECT_FALSE(vocabulary.may_generate(vocabulary.special(Special::kBos)));
        EXPECT_FALSE(vocabulary.may_generate(-1));
        EXPECT_FALSE(vocabulary.may_generate(vocabulary.size()));
    }
    const Vocabulary& v3 = test::tokenizer("v3").vocabulary();
    EXPECT_TRUE(v3.may_generate(v3.special(Special::kToolCalls)));
    EXPECT_FALSE(v3.may_generate(v3.special(Special::kInst)));
    EXPECT_FALSE(v3.may_generate(760));  // [REFERENCE_DOC_10]
    EXPECT_FALSE(v3.may_generate(700));  // a filler
    EXPECT_TRUE(v3.may_generate(771));
    EXPECT_TRUE(v3.may_generate(32767));
}

}  // namespace
}  // namespace minstrel
