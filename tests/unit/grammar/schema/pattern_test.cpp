#include <gtest/gtest.h>

#include <regex>

#include "runtime/grammar/schema_pattern.h"

namespace minstrel {
namespace {

bool finds(std::string_view pattern, std::string_view text) {
    LanguagePool pool(1'000'000);
    const auto language = pattern_language(pool, pattern);
    EXPECT_TRUE(language.ok()) << pattern << ": " << language.status().message();
    return language.ok() && pool.contains(language.value(), text) == Answer::kYes;
}

std::string failure(std::string_view pattern) {
    LanguagePool pool(1'000'000);
    const auto language = pattern_language(pool, pattern);
    return language.ok() ? "" : language.status().message();
}

// The standard library's ECMAScript is the referee where it knows the syntax.
TEST(Pattern, AgreesWithTheStandardLibrary) {
    const char* patterns[] = {"a",
                              "^a",
                              "a$",
                              "^a$",
                              "^$",
                              "$^",
                              "",
                              "a|b",
                              "^a|b$",
                              "(^a|b$)",
                              "^(a|b)$",
                              "a*",
                              "^a*$",
                              "^a+b?$",
                              "^a{2}$",
                              "^a{1,2}$",
                              "^a{2,}$",
                              "(ab)+",
                              "^(ab|a)*$",
                              "[ab]c",
                              "^[^a]$",
                              "^[a-c]+$",
                              "^\\w$",
                              "^\\W$",
                              "\\d",
                              "^\\D*$",
                              "^\\s$",
                              "a.c",
                              "^(?!a)",
                              "^(?=ab)a",
                              "^(?!ab)a.*$",
                              "^(?:a|bc)d?",
                              "(^|b)a",
                              "a(b|$)",
                              "(a|^)b",
                              "^(a|b)*c",
                              "^a(?!b)",
                              "a(?=b)",
                              "a(?!b)",
                              "(^a)?b",
                              "b(c$)?",
                              "^(^a|b)+$",
                              "\\.",
                              "^\\[a\\]$",
                              "[\\]a]",
                              "^a??b",
                              "x*",
                              "^.$",
                              "(a*)*b",
                              "(^)*a",
                              "(a$)+",
                              "^(?!.*aa)[ab]*$"};
    std::vector<std::string> texts = {""};
    const std::string alphabet = "abc1 .[]";
    for (size_t begin = 0, length = 1; length <= 3; ++length) {
        const size_t end = texts.size();
        for (; begin < end; ++begin) {
            for (const char c : alphabet) texts.push_back(texts[begin] + c);
        }
    }
    for (const char* pattern : patterns) {
        const std::regex referee(pattern, std::regex::ECMAScript);
        for (const std::string& text : texts) {
            EXPECT_EQ(finds(pattern, text), std::regex_search(text, referee))
                << "/" << pattern << "/ on '" << text << "'";
        }
    }
}

TEST(Pattern, Escapes) {
    EXPECT_TRUE(finds("^\\x41\\u0042\\u{43}\\cA\\0$", std::string_view("ABC\x01\0", 5)));
    EXPECT_TRUE(finds("^\\ud83d\\ude00$", "\xF0\x9F\x98\x80"));
    EXPECT_TRUE(finds("^[\\ud83d\\ude00-\\ud83d\\ude02]$", "\xF0\x9F\x98\x81"));
    EXPECT_TRUE(finds("^.$", "\xF0\x9F\x98\x80"));
    EXPECT_TRUE(finds("^\\s$", "\xE2\x80\xA8"));
    EXPECT_FALSE(finds("^.$", "\xE2\x80\xA8"));
    EXPECT_FALSE(finds("^\\d$", "\xE0\xA5\xA7"));  // digits of ASCII only
    EXPECT_TRUE(finds("^(?<year>[0-9]{4})-\\/$", "2026-/"));
}

TEST(Pattern, RefusesByName) {
    const auto refused = [](std::string_view pattern, const std::string& what) {
        EXPECT_EQ(failure(pattern), "pattern: line 1, column " + what + " is not supported");
    };
    refused("(a)\\1", "4: a back-reference");
    refused("\\bfoo", "1: the word boundary \\b");
    refused("a(?<=a)b", "2: look-behind");
    refused("((?!x).)*", "2: look-ahead inside a group");
    refused("\\p{L}", "1: the Unicode property \\p");
    refused("(^a){2}", "5: a count of a group with '^' or '$'");
    refused("(?i:a)", "1: this kind of group");
}

TEST(Pattern, BrokenOnes) {
    for (const char* pattern : {"(", ")", "[a", "a**", "*a", "a{2,1}", "\\", "[b-a]", "(?<a", "\\q",
                                "\\u{110000}", "\\x1", "a{", "(?i:a)"}) {
        EXPECT_NE(failure(pattern), "") << pattern;
    }
}

TEST(Pattern, HostileOnesEnd) {
    EXPECT_NE(failure(std::string(60000, '(')), "");
    EXPECT_NE(failure(std::string(100000, 'a')), "");
    EXPECT_TRUE(finds("^(((a{0,1000}){0,1000}){0,1000})$", "aaa"));
    EXPECT_TRUE(finds("(x+x+)+y", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxy"));
    EXPECT_FALSE(finds("^(x+x+)+y$", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"));
    std::string optional;
    for (int i = 0; i < 5000; ++i) optional += "a?";
    EXPECT_EQ(failure(optional), "");
}

}  // namespace
}  // namespace minstrel
