// Regular expressions: syntax, refusals by name, and agreement with the C++ library's engine.
#include "runtime/grammar/regex.h"

#include <random>
#include <regex>
#include <string>

#include "tests/unit/grammar/grammar_fixture.h"

namespace minstrel::grammar_test {
namespace {

GrammarPtr regex(std::string_view pattern, const RegexOptions& options = {}) {
    return take(compile_regex(pattern, options));
}

struct Case {
    const char* pattern;
    std::vector<const char*> yes;
    std::vector<const char*> no;
};

TEST(RegexTest, matches_whole_texts) {
    const std::vector<Case> cases{
        {"abc", {"abc"}, {"", "ab", "abcd"}},
        {"^abc$", {"abc"}, {"ab"}},
        {"a|bc|", {"a", "bc", ""}, {"ab", "c"}},
        {"a(b|c)*d", {"ad", "abcbd"}, {"a", "abc"}},
        {"(?:ab){2,3}", {"abab", "ababab"}, {"ab", "abababab"}},
        {"(?<word>x+?)y??", {"x", "xxy"}, {"y"}},
        {"[a-c-]+", {"a-c", "-"}, {"d", ""}},
        {"[^a-c]", {"d", "é", "😀"}, {"a", "dd"}},
        {"[\\d_\\-\\]]+", {"1_-]", "9"}, {"a", "\\"}},
        {"\\d{2}\\.\\w\\s\\S\\D\\W", {"12.a b-!"}, {"12xa b-!"}},
        {".", {"a", "日"}, {"\n", "\r", "\xE2\x80\xA8", ""}},
        {"(?s).", {"\n"}, {""}},
        {"(?s:.)x.", {"\nxy"}, {"\nx\n"}},
        {"(?i)ab[c-d]", {"aBC", "ABd"}, {"abe"}},
        {"a(?i:b)c", {"abc", "aBc"}, {"Abc", "abC"}},
        {"\\x41\\u00e9\\u{1F600}\\uD83D\\uDE00\\cJ\\t", {"Aé😀😀\n\t"}, {"A"}},
        {"\\^\\$\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\/", {"^$.*+?()[]{}|/"}, {""}},
        {"x{0}y{2,}", {"yy", "yyyy"}, {"xyy", "y"}},
    };
    for (const Case& c : cases) {
        const auto grammar = regex(c.pattern);
        for (const char* text : c.yes)
            EXPECT_TRUE(matches(grammar, text)) << c.pattern << " " << text;
        for (const char* text : c.no)
            EXPECT_FALSE(matches(grammar, text)) << c.pattern << " " << text;
    }
    EXPECT_TRUE(matches(regex("\\0"), std::string_view("\0", 1)));
}

TEST(RegexTest, may_match_anywhere_on_request) {
    RegexOptions anywhere;
    anywhere.whole = false;
    EXPECT_TRUE(matches(regex("b+", anywhere), "abc"));
    EXPECT_FALSE(matches(regex("^b", anywhere), "abc"));
    EXPECT_TRUE(matches(regex("^a", anywhere), "abc"));
    EXPECT_TRUE(matches(regex("c$", anywhere), "abc"));
    EXPECT_FALSE(matches(regex("^b|b$", anywhere), "abc"));
    EXPECT_TRUE(matches(regex("^b|c$", anywhere), "abc"));
}

TEST(RegexTest, refuses_by_name) {
    const std::vector<std::pair<const char*, const char*>> cases{
        {"a(?=b)", "look-around"},    {"(?<!a)b", "look-around"}, {"(a)\\1", "back-reference"},
        {"\\bword", "word boundary"}, {"\\p{L}", "property"},     {"a^b", "^ behind"},
        {"(^a)", "anchor inside"},    {"(?x)a", "flag"},
    };
    for (const auto& [pattern, what] : cases) {
        const auto grammar = compile_regex(pattern);
        ASSERT_FALSE(grammar.ok()) << pattern;
        EXPECT_EQ(grammar.status().code(), Code::kUnsupported) << pattern;
        EXPECT_NE(grammar.status().message().find(what), std::string::npos)
            << grammar.status().message();
    }
}

TEST(RegexTest, errors_name_the_place) {
    const std::vector<std::pair<const char*, const char*>> cases{
        {"ab(c", "column 3"}, {"ab)", "column 3"},     {"a[bc", "column 2"}, {"*a", "column 1"},
        {"a**", "column 3"},  {"a{3,2}", "column 2"},  {"a{2", "column 4"},  {"[z-a]", "column 2"},
        {"\\", "column 1"},   {"\\u{110000}", "code"}, {"\\ud800", "code"},  {"a|+", "column 3"},
        {"\\q", "no escape"}, {"a\xFF", "UTF-8"},      {"{2}", "repeat"},    {"^*", "repeat"},
    };
    for (const auto& [pattern, what] : cases) {
        const auto grammar = compile_regex(pattern);
        ASSERT_FALSE(grammar.ok()) << pattern;
        EXPECT_EQ(grammar.status().code(), Code::kBadGrammar) << pattern;
        EXPECT_NE(grammar.status().message().find(what), std::string::npos)
            << pattern << ": " << grammar.status().message();
    }
    EXPECT_EQ(compile_regex("a{4294967296}").status().code(), Code::kLimitReached);
}

std::string random_pattern(std::mt19937& random, int depth) {
    const auto below = [&](unsigned n) { return random() % n; };
    if (depth == 0 || below(4) == 0) {
        static constexpr const char* kAtoms[] = {"a", "b", "[ab]", ".", "c", "[^a]"};
        return kAtoms[below(6)];
    }
    const auto sub = [&] { return random_pattern(random, depth - 1); };
    switch (below(6)) {
        case 0:
            return "(?:" + sub() + ")*";
        case 1:
            return "(?:" + sub() + ")?";
        case 2:
            return "(?:" + sub() + "){" + std::to_string(below(3)) + "," +
                   std::to_string(2 + below(3)) + "}";
        case 3:
            return "(?:" + sub() + "|" + sub() + ")";
        default:
            return sub() + sub();
    }
}

TEST(RegexTest, agrees_with_a_backtracking_engine) {
    std::mt19937 random(7);
    size_t accepted = 0;
    for (int i = 0; i < 200; ++i) {
        const std::string pattern = random_pattern(random, 3);
        const auto grammar = regex(pattern);
        if (grammar == nullptr) continue;
        const std::regex reference(pattern);
        for (int k = 0; k < 12; ++k) {
            std::string text;
            for (size_t n = random() % 7; n > 0; --n) text += static_cast<char>('a' + random() % 3);
            const bool expected = std::regex_match(text, reference);
            accepted += expected ? 1 : 0;
            ASSERT_EQ(matches(grammar, text), expected) << pattern << " on " << text;
        }
    }
    EXPECT_GT(accepted, 200u);
}

}  // namespace
}  // namespace minstrel::grammar_test
