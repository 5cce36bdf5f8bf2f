#include "runtime/text/detokenizer.h"

#include <gtest/gtest.h>

#include <random>

#include "runtime/core/utf8.h"
#include "tests/unit/text/text_fixture.h"

namespace minstrel {
namespace {

const Vocabulary& vocabulary() {
    return test::tokenizer("v3").vocabulary();
}

int32_t byte_token(uint8_t byte) {
    return 771 + byte;
}

// What each id adds, then what flush() adds.
std::vector<std::string> steps(const std::vector<int32_t>& ids, bool continues_text = false) {
    std::vector<std::string> parts;
    Detokenizer detokenizer(vocabulary(), continues_text);
    for (const int32_t id : ids) {
        parts.emplace_back();
        EXPECT_TRUE(detokenizer.feed(id, parts.back()).ok());
    }
    parts.emplace_back();
    detokenizer.flush(parts.back());
    return parts;
}

using Parts = std::vector<std::string>;

TEST(DetokenizerTest, removes_the_added_space_once) {
    EXPECT_EQ(steps({23325, 2294}), Parts({"Hello", " world", ""}));
    EXPECT_EQ(steps({1027, 23325}), Parts({" ", " Hello", ""}));
}

TEST(DetokenizerTest, keeps_the_space_of_a_continued_text) {
    EXPECT_EQ(steps({23325, 2294}, true), Parts({" Hello", " world", ""}));
}

TEST(DetokenizerTest, control_tokens_add_nothing) {
    EXPECT_EQ(steps({1, 3, 23325, 2, 2294, 4}), Parts({"", "", "Hello", "", " world", "", ""}));
}

TEST(DetokenizerTest, holds_back_incomplete_characters) {
    const std::vector<int32_t> face = {byte_token(0xF0), byte_token(0x9F), byte_token(0xA7),
                                       byte_token(0xBF)};
    EXPECT_EQ(steps(face), Parts({"", "", "", "\U0001F9FF", ""}));
    EXPECT_EQ(steps({byte_token(0xC3), byte_token(0xA9)}), Parts({"", "\u00E9", ""}));
}

TEST(DetokenizerTest, replaces_what_cannot_become_a_character) {
    EXPECT_EQ(steps({byte_token(0xE2), byte_token(0x82), 23325}),
              Parts({"", "", "\uFFFD\uFFFD Hello", ""}));
    EXPECT_EQ(steps({byte_token(0xE2), byte_token(0x82)}), Parts({"", "", "\uFFFD\uFFFD"}));
    EXPECT_EQ(steps({byte_token(0xFF), byte_token('A')}), Parts({"\uFFFD", "A", ""}));
    EXPECT_EQ(steps({byte_token(0xC3), 2, byte_token(0xA9)}), Parts({"", "\uFFFD", "\uFFFD", ""}));
}

TEST(DetokenizerTest, refuses_ids_outside_the_vocabulary) {
    Detokenizer detokenizer(vocabulary());
    std::string out = "kept";
    EXPECT_EQ(detokenizer.feed(-1, out).code(), Code::kInvalidArgument);
    EXPECT_EQ(detokenizer.feed(32768, out).code(), Code::kInvalidArgument);
    EXPECT_EQ(out, "kept");
}

TEST(DetokenizerTest, random_ids_give_whole_characters_only) {
    std::mt19937 random(5);
    for (int round = 0; round < 300; ++round) {
        Detokenizer detokenizer(vocabulary());
        std::vector<int32_t> ids;
        std::string all;
        for (int i = 0; i < 40; ++i) {
            const bool is_byte = random() % 3 != 0;
            ids.push_back(static_cast<int32_t>(is_byte ? 771 + random() % 256 : random() % 32768));
            std::string part;
            ASSERT_TRUE(detokenizer.feed(ids.back(), part).ok());
            EXPECT_EQ(find_invalid_utf8(part), std::string::npos);
            EXPECT_LE(detokenizer.held_bytes(), 3U);
            all += part;
        }
        detokenizer.flush(all);
        EXPECT_EQ(detokenizer.held_bytes(), 0U);
        EXPECT_EQ(all, test::decode(test::tokenizer("v3"), ids));
    }
}

}  // namespace
}  // namespace minstrel
