// Recursion of every kind: left, right, in the middle, hidden, ambiguous.
#include <string>

#include "runtime/grammar/gbnf.h"
#include "tests/unit/grammar/grammar_fixture.h"

namespace minstrel::grammar_test {
namespace {

GrammarPtr gbnf(std::string_view text) {
    return take(compile_gbnf(text));
}

TEST(RecursionTest, left_recursion_is_an_ordinary_list) {
    const auto grammar = gbnf("root ::= root \",\" item | item\nitem ::= [a-z]+\n");
    for (const char* text : {"a", "a,b", "abc,d,e,f"}) EXPECT_TRUE(matches(grammar, text));
    for (const char* text : {"", ",", "a,", ",a", "a,,b"}) EXPECT_FALSE(matches(grammar, text));
}

TEST(RecursionTest, indirect_and_hidden_left_recursion) {
    const auto grammar = gbnf(
        "root ::= b \"x\" | \"r\"\n"
        "b ::= maybe c \"y\" | \"b\"\n"
        "c ::= root \"z\" | \"c\"\n"
        "maybe ::= \"m\"?\n");
    for (const char* text : {"r", "bx", "cyx", "mcyx", "rzyx", "mrzyx", "bxzyx", "mrzyxzyx"}) {
        EXPECT_TRUE(matches(grammar, text)) << text;
    }
    for (const char* text : {"", "b", "cy", "rz", "mbx", "rzyxzy", "rx"}) {
        EXPECT_FALSE(matches(grammar, text)) << text;
    }
}

TEST(RecursionTest, rules_that_are_only_each_other) {
    const auto grammar = gbnf("root ::= a\na ::= b | a | \"x\"\nb ::= a | b | b b | \"y\"\n");
    for (const char* text : {"x", "y", "xy", "yxx"}) EXPECT_TRUE(matches(grammar, text)) << text;
    EXPECT_FALSE(matches(grammar, ""));
    EXPECT_FALSE(matches(grammar, "z"));
}

TEST(RecursionTest, a_rule_that_never_ends_matches_nothing) {
    const auto grammar = compile_gbnf("root ::= \"a\" root\n");
    ASSERT_FALSE(grammar.ok());
    EXPECT_EQ(grammar.status().code(), Code::kBadGrammar);
    const auto other = gbnf("root ::= \"x\" | \"a\" loop\nloop ::= \"a\" loop\n");
    EXPECT_TRUE(matches(other, "x"));
    EXPECT_FALSE(matches(other, "aa"));
}

TEST(RecursionTest, brackets_nest_deeply) {
    const auto grammar = gbnf("root ::= \"(\" root \")\" | \"x\"\n");
    const std::string depth(5000, '(');
    EXPECT_TRUE(matches(grammar, depth + "x" + std::string(5000, ')')));
    EXPECT_FALSE(matches(grammar, depth + "x" + std::string(4999, ')')));
}

TEST(RecursionTest, repetition_by_right_recursion_needs_no_stack) {
    const auto grammar = gbnf("root ::= item root | item\nitem ::= [a-z] | \"(\" root \")\"\n");
    const TokenTablePtr tokens = small_vocabulary();
    GrammarAutomaton automaton(grammar);
    Matcher matcher = Matcher::make(automaton, *tokens).take();
    ASSERT_TRUE(matcher.accept_bytes("abc").value());
    const uint64_t before = automaton.bytes();
    ASSERT_TRUE(matcher.accept_bytes(std::string(100'000, 'a')).value());
    EXPECT_EQ(automaton.bytes(), before);
}

// Each opening letter may be closed in two ways, so there are 2^n stacks after n of them.
TEST(RecursionTest, stacks_that_differ_by_a_choice_are_shared) {
    const auto grammar = gbnf("root ::= \"a\" root \"x\" | \"a\" root \"y\" | \"c\"\n");
    const std::string open(200, 'a');
    std::string close;
    for (int i = 0; i < 200; ++i) close += i % 3 == 0 ? 'x' : 'y';
    EXPECT_TRUE(matches(grammar, open + "c" + close));
    EXPECT_FALSE(matches(grammar, open + "c" + close + "x"));
    EXPECT_FALSE(matches(grammar, open + "c" + close.substr(1)));
}

// One byte at a time, each with a budget of its own.
bool matches_bytewise(const GrammarPtr& grammar, std::string_view text) {
    const TokenTablePtr tokens = small_vocabulary();
    GrammarAutomaton automaton(grammar);
    Matcher matcher = Matcher::make(automaton, *tokens).take();
    for (const char byte : text) {
        const auto accepted = matcher.accept_bytes(std::string_view(&byte, 1));
        EXPECT_TRUE(accepted.ok()) << accepted.status().message();
        if (!accepted.ok() || !accepted.value()) return false;
    }
    return matcher.is_complete();
}

TEST(RecursionTest, ambiguity_is_polynomial) {
    const auto sums = gbnf("root ::= e\ne ::= e \"+\" e | e \"*\" e | \"(\" e \")\" | [0-9]\n");
    std::string text = "1";
    for (int i = 0; i < 100; ++i) text += i % 2 == 0 ? "+2" : "*3";
    EXPECT_TRUE(matches_bytewise(sums, text));
    const auto doubled = gbnf("root ::= root root | root root root | \"a\"\n");
    EXPECT_TRUE(matches_bytewise(doubled, std::string(60, 'a')));
    EXPECT_FALSE(matches_bytewise(doubled, std::string(60, 'a') + "b"));
}

TEST(RecursionTest, palindromes) {
    const auto grammar = gbnf("root ::= \"a\" root \"a\" | \"b\" root \"b\" | \"a\"? | \"b\"\n");
    for (const char* text : {"", "a", "aa", "aba", "abba", "babab"}) {
        EXPECT_TRUE(matches(grammar, text)) << text;
    }
    for (const char* text : {"ab", "abb", "baba"}) EXPECT_FALSE(matches(grammar, text)) << text;
}

}  // namespace
}  // namespace minstrel::grammar_test
