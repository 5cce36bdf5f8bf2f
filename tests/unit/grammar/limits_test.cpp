// Inputs that hang or crash careless engines: each compiles, or is refused, and masks come within
// their budget.
#include <string>

#include "runtime/grammar/choices.h"
#include "runtime/grammar/gbnf.h"
#include "runtime/grammar/regex.h"
#include "runtime/grammar/token_mask.h"
#include "tests/unit/grammar/grammar_fixture.h"

namespace minstrel::grammar_test {
namespace {

// Follows `text` and asks for a mask after each byte. Running into a limit is allowed.
void exercise(const GrammarPtr& grammar, std::string_view text) {
    ASSERT_NE(grammar, nullptr);
    const TokenTablePtr tokens = small_vocabulary();
    GrammarAutomaton automaton(grammar);
    TokenMasks masks(automaton, *tokens);
    std::vector<uint32_t> words(tokens->mask_words());
    auto made = Matcher::make(automaton, *tokens);
    if (!made.ok()) {
        EXPECT_EQ(made.status().code(), Code::kLimitReached);
        return;
    }
    for (const char byte : text) {
        const Status filled = masks.fill(made.value().position(), words);
        EXPECT_TRUE(filled.ok() || filled.code() == Code::kLimitReached);
        if (!filled.ok()) return;
        const auto accepted = made.value().accept_bytes(std::string_view(&byte, 1));
        if (!accepted.ok()) {
            EXPECT_EQ(accepted.status().code(), Code::kLimitReached);
        }
        if (!accepted.ok() || !accepted.value()) return;
    }
}

TEST(GrammarLimitsTest, nullable_repetition_of_nullable_repetition) {
    for (const char* pattern : {"(a*)*", "((a?)*)*", "(a*)*b", "(|a|)*", "((a*)*)*c", "(a+)+$",
                                "(a|a)*b", "(a|aa)+b", "(.*)*x", "(x+x+)+y"}) {
        SCOPED_TRACE(pattern);
        exercise(take(compile_regex(pattern)), std::string(2000, 'a'));
    }
    exercise(take(compile_gbnf("root ::= (\"a\"*)* (\"\" | \"\")*")), std::string(100, 'a'));
}

TEST(GrammarLimitsTest, counters_nested_four_deep) {
    for (const char* pattern :
         {"(((x{0,10000}){0,10000}){0,10000}){0,10000}", "((x{0,10000}y?){0,10000}z?){0,10000}",
          "(((x{1,9}y?){1,9}y?){1,9}y?){1,9}", ".{0,1000000}a.{0,1000000}", "(a|aa|aaa){0,1000000}",
          "(x{1000,2000}){1000,2000}"}) {
        SCOPED_TRACE(pattern);
        exercise(take(compile_regex(pattern)), std::string(60, 'x'));
    }
}

// Two hundred of them in each other are one, even where the bounds multiply beyond all numbers.
TEST(GrammarLimitsTest, repetitions_of_repetitions_alone_are_one) {
    std::string rule = "root ::= " + std::string(200, '(') + "\"a\"";
    for (int i = 0; i < 200; ++i) rule += "){0,50}";
    const GrammarPtr grammar = take(compile_gbnf(rule));
    ASSERT_NE(grammar, nullptr);
    GrammarAutomaton automaton(grammar);
    const TokenTablePtr tokens = small_vocabulary();
    auto matcher = Matcher::make(automaton, *tokens);
    ASSERT_TRUE(matcher.ok()) << matcher.status().message();
    const auto accepted = matcher.value().accept_bytes(std::string(5000, 'a'));
    ASSERT_TRUE(accepted.ok()) << accepted.status().message();
    EXPECT_TRUE(accepted.value());
    EXPECT_FALSE(matcher.value().accept_bytes("b").value());
}

TEST(GrammarLimitsTest, automata_with_exponentially_many_states) {
    exercise(take(compile_regex("[ab]*a[ab]{13}")), std::string(400, 'a'));
    exercise(take(compile_regex("[ab]*a[ab]{500}b")), std::string(1200, 'a'));
}

TEST(GrammarLimitsTest, sixty_thousand_groups) {
    constexpr size_t kDepth = 60'000;
    const std::string open(kDepth, '(');
    const std::string close(kDepth, ')');
    EXPECT_TRUE(matches(take(compile_regex(open + "a" + close)), "a"));
    EXPECT_TRUE(matches(take(compile_gbnf("root ::= " + open + "\"a\"" + close)), "a"));
    EXPECT_FALSE(compile_regex(open).ok());
    EXPECT_FALSE(compile_gbnf("root ::= " + open).ok());
    std::string nested = "a";
    std::string deep;
    for (int i = 0; i < 20'000; ++i) deep += "(b?";
    for (int i = 0; i < 20'000; ++i) deep += "c)*";
    exercise(take(compile_regex(deep)), "bcbc");
}

TEST(GrammarLimitsTest, chains_of_rules) {
    std::string text = "root ::= r0\n";
    for (int i = 0; i < 5000; ++i) {
        text += "r" + std::to_string(i) + " ::= \"a\"? r" + std::to_string(i + 1) + "\n";
    }
    text += "r5000 ::= \"b\"\n";
    exercise(take(compile_gbnf(text)), "aaab");
    std::string ring = "root ::= r0\n";
    for (int i = 0; i < 3000; ++i) {
        ring += "r" + std::to_string(i) + " ::= \"a\" r" + std::to_string((i + 1) % 3000) +
                " | \"b\"\n";
    }
    exercise(take(compile_gbnf(ring)), "aaaaab");
}

TEST(GrammarLimitsTest, left_recursion_through_many_rules) {
    for (const int rules : {10, 60, 2000}) {
        std::string text = "root ::= r0\n";
        for (int i = 0; i < rules; ++i) {
            text += "r" + std::to_string(i) + " ::= r" + std::to_string((i + 1) % rules) +
                    " \"a\" | \"b\"\n";
        }
        const auto grammar = compile_gbnf(text);
        if (rules == 2000) {
            ASSERT_FALSE(grammar.ok());
            EXPECT_EQ(grammar.status().code(), Code::kLimitReached);
        } else {
            exercise(take(compile_gbnf(text)), "baaaaaa");
        }
    }
}

TEST(GrammarLimitsTest, a_hundred_thousand_choices) {
    std::vector<std::string> texts;
    for (int i = 0; i < 100'000; ++i) texts.push_back("item " + std::to_string(i * 7919 % 100'003));
    const GrammarPtr grammar = take(compile_choices(texts));
    EXPECT_TRUE(matches(grammar, texts[777]));
    EXPECT_FALSE(matches(grammar, "item "));
    exercise(grammar, "item 123");
    EXPECT_FALSE(compile_choices({}).ok());
    EXPECT_FALSE(compile_choices({"a\xFF"}).ok());
}

TEST(GrammarLimitsTest, shared_parts_without_exponential_stacks) {
    std::string text = "root ::= r0\n";
    for (int i = 0; i < 60; ++i) {
        const std::string next = "r" + std::to_string(i + 1);
        text += "r" + std::to_string(i) + " ::= \"a\" " + next + " \"x\" | \"a\" " + next +
                " \"y\" | " + next + " " + next + " \"z\"\n";
    }
    text += "r60 ::= \"b\" | \"c\"\n";
    exercise(take(compile_gbnf(text)), std::string(60, 'a') + "bxyxyxyxy");
}

TEST(GrammarLimitsTest, large_texts_are_refused) {
    GrammarLimits limits;
    limits.max_literal_bytes = 1000;
    const auto grammar = compile_gbnf("root ::= \"" + std::string(2000, 'a') + "\"", {}, limits);
    ASSERT_FALSE(grammar.ok());
    EXPECT_EQ(grammar.status().code(), Code::kLimitReached);
}

TEST(GrammarLimitsTest, memory_of_an_automaton_is_bounded) {
    GrammarLimits limits;
    limits.automaton_bytes = 200'000;
    const GrammarPtr grammar = take(compile_gbnf("root ::= \"(\" root \")\" | \"x\"", {}, limits));
    GrammarAutomaton automaton(grammar);
    const TokenTablePtr tokens = small_vocabulary();
    Matcher matcher = Matcher::make(automaton, *tokens).take();
    Status status;
    for (int i = 0; i < 100'000 && status.ok(); ++i) status = matcher.accept_bytes("(").status();
    EXPECT_EQ(status.code(), Code::kLimitReached);
    EXPECT_LT(automaton.bytes(), 400'000u);
}

}  // namespace
}  // namespace minstrel::grammar_test
