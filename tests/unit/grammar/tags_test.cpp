// Free text with stretches that are held to grammars.
#include "runtime/grammar/tags.h"

#include <random>
#include <string>
#include <vector>

#include "runtime/grammar/gbnf.h"
#include "runtime/grammar/regex.h"
#include "tests/unit/grammar/grammar_fixture.h"

namespace minstrel::grammar_test {
namespace {

GrammarPtr regex(const char* pattern) {
    return take(compile_regex(pattern));
}

GrammarPtr two_tags() {
    const std::vector<StructuralTag> tags = {
        {"mood", "<mood>", regex("calm|angry"), "</mood>"},
        {"give", "<give ", regex("[1-9][0-9]? coins?"), ">"},
    };
    return take(compile_tags(tags));
}

TEST(TagsTest, text_is_free_and_tags_are_not) {
    const GrammarPtr grammar = two_tags();
    for (const char* text :
         {"", "Good day!", "a < b", "<", "<mood", "<moo<mood>calm</mood>", "1 <giv", "Grüße <3",
          "Hm. <mood>calm</mood> Here: <give 5 coins> bye", "<mood>angry</mood><give 1 coin>"}) {
        EXPECT_TRUE(matches(grammar, text)) << text;
    }
    for (const char* text : {"<mood>", "<mood>wild</mood>", "<mood>calm", "<give 0 coins>",
                             "x<give 5 coins", "<mood>calm</mood><give five>", "\xFF"}) {
        EXPECT_FALSE(matches(grammar, text)) << text;
    }
}

// What a text is, found by looking for the beginnings.
bool is_tagged(std::string_view text, std::span<const std::string> begins) {
    for (size_t at = 0; at < text.size();) {
        bool found = false;
        for (const std::string& begin : begins) {
            if (!text.substr(at).starts_with(begin)) continue;
            if (!text.substr(at + begin.size()).starts_with("!")) return false;
            at += begin.size() + 1;
            found = true;
            break;
        }
        if (!found) ++at;
    }
    return true;
}

TEST(TagsTest, beginnings_that_overlap_begin_where_they_stand_first) {
    const std::vector<std::vector<std::string>> lists = {
        {"aba"}, {"aab", "ba"}, {"abab", "bb"}, {"aa"}, {"abb", "baab", "aaa"}};
    std::mt19937 random(7);
    for (const auto& begins : lists) {
        std::vector<StructuralTag> tags;
        for (const std::string& begin : begins) tags.push_back({"", begin, regex("!"), ""});
        const GrammarPtr grammar = take(compile_tags(tags));
        for (int i = 0; i < 4000; ++i) {
            std::string text;
            const size_t length = random() % 12;
            while (text.size() < length) text += "aabb!"[random() % 5];
            EXPECT_EQ(matches(grammar, text), is_tagged(text, begins)) << text;
        }
    }
}

TEST(TagsTest, contents_are_grammars_with_rules_of_their_own) {
    const std::vector<StructuralTag> tags = {
        {"list", "(",
         take(compile_gbnf("root ::= item (\",\" item)*\nitem ::= [a-z] | \"[\" root \"]\"")), ")"},
        {"other", "{", take(compile_gbnf("root ::= [0-9]+")), "}"},
    };
    const GrammarPtr grammar = take(compile_tags(tags));
    EXPECT_TRUE(matches(grammar, "so (a,[b,[c]]) and {12}"));
    EXPECT_FALSE(matches(grammar, "so (a,[b,[c])"));
    EXPECT_FALSE(matches(grammar, "{a}"));
}

TEST(TagsTest, masks_are_exact) {
    const TokenTablePtr tokens = small_vocabulary();
    EXPECT_GT(check_masks(two_tags(), *tokens, {}).positions, 50u);
}

TEST(TagsTest, bad_tags_are_refused_by_number) {
    const auto refusal = [](const std::vector<StructuralTag>& tags) {
        const auto compiled = compile_tags(tags);
        EXPECT_FALSE(compiled.ok());
        return compiled.ok() ? Status() : compiled.status();
    };
    EXPECT_EQ(refusal({}).code(), Code::kInvalidArgument);
    EXPECT_EQ(refusal({{"", "", regex("a"), ""}}).code(), Code::kInvalidArgument);
    EXPECT_EQ(refusal({{"", std::string(65, 'a'), regex("a"), ""}}).code(), Code::kInvalidArgument);
    EXPECT_EQ(refusal({{"a b", "<", regex("a"), ""}}).code(), Code::kInvalidArgument);
    EXPECT_EQ(refusal({{"a", "<", regex("a"), ""}, {"a", "(", regex("a"), ""}}).code(),
              Code::kInvalidArgument);
    const Status inside = refusal({{"", "<a>", regex("a"), ""}, {"", "x<a>", regex("a"), ""}});
    EXPECT_NE(inside.message().find("tag 1 stands in that of tag 2"), std::string::npos)
        << inside.message();
    EXPECT_EQ(refusal(std::vector<StructuralTag>(65, {"", "<", regex("a"), ""})).code(),
              Code::kLimitReached);
}

}  // namespace
}  // namespace minstrel::grammar_test
