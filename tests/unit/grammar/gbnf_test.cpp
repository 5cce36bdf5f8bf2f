// GBNF: notation, places of errors, and llama.cpp's own examples.
#include "runtime/grammar/gbnf.h"

#include <fstream>
#include <iterator>
#include <string>

#include "tests/unit/grammar/grammar_fixture.h"

namespace minstrel::grammar_test {
namespace {

GrammarPtr gbnf(std::string_view text) {
    return take(compile_gbnf(text));
}

GrammarPtr example(const std::string& name) {
    std::ifstream file(std::string(MST_TEST_DATA) + "/gbnf/" + name, std::ios::binary);
    EXPECT_TRUE(file.good()) << name;
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return gbnf(text);
}

TEST(GbnfTest, notation) {
    const auto grammar = gbnf(
        "# a comment\n"
        "root ::= ( # inside a group lines may end\n"
        "    greeting  \" \" Name-2\n"
        "  | [^\\n\\x20-\\x7e] {2} \"\\u00e9\\U0001F600\\x41\\\"\\\\\"\n"
        ")+ \"!\"? # the end\n"
        "\n"
        "greeting ::= \"hi\" |\n"
        "  \"hello\"\n"
        "Name-2 ::= [A-Z] [a-z_\\-\\]]{1,3} | . \"\"\n");
    for (const char* text : {"hi Bob", "hello Al-]!", "hi x", "日本é😀A\"\\", "hi Bobhello X!"}) {
        EXPECT_TRUE(matches(grammar, text)) << text;
    }
    for (const char* text : {"", "hi", "hi Bobby2", "ab", "hi Bob!!"}) {
        EXPECT_FALSE(matches(grammar, text)) << text;
    }
}

TEST(GbnfTest, bounds) {
    for (const auto& [bounds, least, most] :
         std::vector<std::tuple<const char*, int, int>>{{"{2}", 2, 2},
                                                        {"{2,}", 2, 9},
                                                        {"{,3}", 0, 3},
                                                        {"{1,4}", 1, 4},
                                                        {"*", 0, 9},
                                                        {"+", 1, 9},
                                                        {"?", 0, 1}}) {
        const auto grammar = gbnf("root ::= \"<\" \"x\"" + std::string(bounds) + " \">\"");
        for (int count = 0; count < 10; ++count) {
            const std::string text = "<" + std::string(static_cast<size_t>(count), 'x') + ">";
            EXPECT_EQ(matches(grammar, text), count >= least && count <= most) << bounds << count;
        }
    }
}

TEST(GbnfTest, errors_name_line_and_column) {
    const std::vector<std::pair<const char*, const char*>> cases{
        {"", "no rule 'root'"},
        {"   \n\n# nothing\n", "no rule 'root'"},
        {"start ::= \"a\"", "no rule 'root'"},
        {"root ::= \"a\"\nroot ::= \"b\"\n", "line 2, column 1: rule 'root' is defined twice"},
        {"root ::= \"a\n", "line 1, column 10: the literal is not closed"},
        {"root ::= [a-z\n", "line 1, column 10: the class is not closed"},
        {"root ::= (\"a\"\n", "line 1, column 10: the group is not closed"},
        {"root ::= \"a\" )", "line 1, column 14: there is no group"},
        {"root ::= \"a\"\n  item \"b\"\n", "line 2, column 8: expected ::="},
        {"root ::= item\n\nitem ::= other+\n", "line 3, column 10: rule 'other' is not defined"},
        {"root ::= * \"a\"", "line 1, column 10: there is nothing to repeat"},
        {"root ::= \"a\"{3,2}", "line 1, column 13: the upper bound"},
        {"root ::= [z-a]", "line 1, column 11: the range is reversed"},
        {"root ::= \"\\q\"", "line 1, column 11: there is no such escape"},
        {"root ::= \"\\uD800\"", "not a Unicode code point"},
        {"root ::= <THINK>", "the vocabulary has no token <THINK>"},
        {"root ::= <[5]>", "no such token id"},
        {"root ::= \"\xFF\"", "not UTF-8"},
        {"= x", "line 1, column 1: expected the name"},
    };
    for (const auto& [text, what] : cases) {
        const auto grammar = compile_gbnf(text);
        ASSERT_FALSE(grammar.ok()) << text;
        EXPECT_EQ(grammar.status().code(), Code::kBadGrammar) << text;
        EXPECT_NE(grammar.status().message().find(what), std::string::npos)
            << text << ": " << grammar.status().message();
    }
    EXPECT_EQ(compile_gbnf("root ::= !<[1]>").status().code(), Code::kUnsupported);
    EXPECT_EQ(compile_gbnf("root ::= \"a\"{4294967296}").status().code(), Code::kLimitReached);
}

TEST(GbnfTest, example_json) {
    const auto grammar = example("json.gbnf");
    EXPECT_TRUE(matches(grammar, "{\"a\": [1, true ,{\"b\":\"\\u00e9\\n日\"}]}"));
    EXPECT_FALSE(matches(grammar, "{\"a\": [1,]}"));
    EXPECT_FALSE(matches(grammar, "{\"a\": 1"));
}

TEST(GbnfTest, example_chess) {
    const auto grammar = example("chess.gbnf");
    EXPECT_TRUE(matches(grammar, "1. e4 e5\n2. Nf3 Nc6\n3. Bb5 a6\n"));
    EXPECT_FALSE(matches(grammar, "1. e9 e5\n"));
}

TEST(GbnfTest, example_c) {
    const auto grammar = example("c.gbnf");
    EXPECT_TRUE(matches(grammar, "int main(){return 0;}"));
    EXPECT_FALSE(matches(grammar, "int main(){return 0"));
}

TEST(GbnfTest, example_arithmetic_list_japanese) {
    EXPECT_TRUE(matches(example("arithmetic.gbnf"), "x+1=2\n"));
    EXPECT_TRUE(matches(example("list.gbnf"), "- one\n- two\n"));
    EXPECT_FALSE(matches(example("list.gbnf"), "one\n"));
    EXPECT_TRUE(matches(example("japanese.gbnf"), "こんにちは"));
    EXPECT_FALSE(matches(example("japanese.gbnf"), "hello"));
}

}  // namespace
}  // namespace minstrel::grammar_test
