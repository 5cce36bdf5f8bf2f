// Lark: notation, places of errors, and grammars of the kind that Mistral's tools write.
#include "runtime/grammar/lark.h"

#include <string>

#include "tests/unit/grammar/grammar_fixture.h"

namespace minstrel::grammar_test {
namespace {

LarkOptions options() {
    LarkOptions result;
    result.specials = SpecialNames(300);
    result.specials.add("[TOOL_CALLS]", 0);
    result.specials.add("[ARGS]", 1);
    // Stands for the schema front end: the schema is its own only instance.
    result.json = [](GrammarBuilder& builder, std::string_view schema) -> Result<Node> {
        if (schema == "{}") return error(Code::kUnsupported, "schema: empty");
        return builder.bytes(schema);
    };
    return result;
}

GrammarPtr lark(std::string_view text) {
    return take(compile_lark(text, options()));
}

TEST(LarkTest, notation) {
    const auto grammar = lark(
        "%llguidance {}\n"
        "start: greeting \" \" NAME [\"!\"] // a comment\n"
        "     | \"bye\"i -> farewell\n"
        "?greeting: \"hi\" | (\"hello\"\n"
        "    \" there\")?\n"
        "NAME.2: \"A\"..\"Z\" /[a-z]/{1,3} | /\\d/ ~ 2..3\n");
    for (const char* text : {"hi Bob", "hello there Al!", " Al", "ByE", "hi 12", "hi 123!"}) {
        EXPECT_TRUE(matches(grammar, text)) << text;
    }
    for (const char* text : {"hi", "hi B", "hi Bobby", "hello Al", "hi 1", "hi 1234"}) {
        EXPECT_FALSE(matches(grammar, text)) << text;
    }
}

TEST(LarkTest, dot_and_flags_are_those_of_rust) {
    EXPECT_TRUE(matches(lark("start: /.+/"), "a\rb"));
    EXPECT_FALSE(matches(lark("start: /.+/"), "a\nb"));
    EXPECT_TRUE(matches(lark("start: /.+/s"), "a\nb"));
    EXPECT_TRUE(matches(lark("start: /(?s:.*)<\\/x>[\\/]/i"), "a\n</X>/"));
}

TEST(LarkTest, conjunction_and_complement) {
    const auto grammar = lark(
        "start: TEXT\n"
        "TEXT: /(.|\\n)+/ & ~/(?s:.*)(<\\/think>|<think>)(?s:.*)/\n");
    for (const char* text : {"a", "a\n<thin", "</ think>"}) EXPECT_TRUE(matches(grammar, text));
    for (const char* text : {"", "<think>", "ab</think>c"}) EXPECT_FALSE(matches(grammar, text));
}

TEST(LarkTest, lazy_stops_at_the_first_end) {
    const auto grammar = lark(
        "start: /<think>/ end_think \"x\"*\n"
        "end_think[capture, lazy]: /(.|\\n)*<\\/think>/\n");
    EXPECT_TRUE(matches(grammar, "<think>a\nb</think>xx"));
    EXPECT_FALSE(matches(grammar, "<think>a</think></think>"));
    EXPECT_FALSE(matches(grammar, "<think>a</think>y"));
}

// A call is a control token, a name, another one, and arguments.
TEST(LarkTest, tool_calls_by_control_tokens) {
    for (const char* tokens :
         {"<TOOL_CALLS> SAFE_WS? \"go\" <ARGS>", "[TOOL_CALLS] SAFE_WS? \"go\" [ARGS]",
          "<[0]> SAFE_WS? \"go\" <[1-1]>"}) {
        const auto grammar = lark(
            "start: content? fcalls\n"
            "fcalls: (" +
            std::string(tokens) +
            " SAFE_WS? %json {\"a\": [1, \"}\"]} SAFE_WS?)+\n"
            "content: (/(.|\\n)+/)+\n"
            "SAFE_WS: /[ \\t\\r\\n]{1,8}/\n");
        GrammarAutomaton automaton(grammar);
        const TokenTablePtr vocabulary = small_vocabulary();
        Matcher matcher = Matcher::make(automaton, *vocabulary).take();
        ASSERT_TRUE(matcher.accept_bytes("let me see\n").value()) << tokens;
        for (int call = 0; call < 2; ++call) {
            ASSERT_TRUE(matcher.accept_token(0).value());
            ASSERT_FALSE(matcher.accept_token(0).value());
            ASSERT_TRUE(matcher.accept_bytes(" go").value());
            ASSERT_TRUE(matcher.accept_token(1).value());
            EXPECT_FALSE(matcher.accept_bytes("         {").value());
            ASSERT_TRUE(matcher.accept_bytes("{\"a\": [1, \"}\"]}\n").value());
            EXPECT_TRUE(matcher.is_complete());
        }
    }
}

TEST(LarkTest, square_brackets_are_optional_unless_they_name_a_token) {
    EXPECT_TRUE(matches(lark("start: \"a\" [\"b\"] [c]\nc: \"c\"\n"), "a"));
    EXPECT_TRUE(matches(lark("start: \"a\" [\"b\"] [c]\nc: \"c\"\n"), "abc"));
}

TEST(LarkTest, errors_name_line_and_column) {
    const std::vector<std::pair<const char*, const char*>> cases{
        {"", "no rule 'start'"},
        {"start: \"a\"\nstart: \"b\"\n", "line 2, column 1: rule 'start' is defined twice"},
        {"start: item\n", "line 1, column 8: rule 'item' is not defined"},
        {"start: \"a\n", "line 1, column 8: the text is not closed"},
        {"start: /a\n", "line 1, column 8: the pattern is not closed"},
        {"start: /a(/\n", "line 1, column 8: regex: line 1, column 2"},
        {"start: (\"a\" \n", "line 1, column 8: the group is not closed"},
        {"start: \"a\" ]\n", "line 1, column 12: there is no such group"},
        {"start \"a\"\n", "line 1, column 7: expected :"},
        {"start: \"a\" ~ \n", "there is nothing after ~"},
        {"start: <NONE>\n", "the vocabulary has no token <NONE>"},
        {"start: <[900]>\n", "no such token id"},
        {"start: \"b\"..\"a\"\n", "in order"},
        {"start: %json {\"a\": [1\n", "the schema is not closed"},
        {"start: %json [1]\n", "expected a schema in braces"},
        {"start: \"a\"{3,1}\n", "the upper bound"},
    };
    for (const auto& [text, what] : cases) {
        const auto grammar = compile_lark(text, options());
        ASSERT_FALSE(grammar.ok()) << text;
        EXPECT_EQ(grammar.status().code(), Code::kBadGrammar) << text;
        EXPECT_NE(grammar.status().message().find(what), std::string::npos)
            << text << ": " << grammar.status().message();
    }
}

// Whether the rule matches the empty string would depend on whether it does not.
TEST(LarkTest, a_rule_that_is_its_own_complement_is_refused) {
    const auto grammar = compile_lark("start: \"x\"? b\nb: ~start | \"y\"\n", options());
    ASSERT_FALSE(grammar.ok());
    EXPECT_EQ(grammar.status().code(), Code::kBadGrammar);
}

TEST(LarkTest, refuses_by_name) {
    for (const auto& [text, what] : std::vector<std::pair<const char*, const char*>>{
             {"%ignore \" \"\nstart: \"a\"\n", "%ignore"},
             {"%import common.WS\nstart: \"a\"\n", "%import"},
             {"start[max_tokens=3]: \"a\"\n", "max_tokens"},
             {"start: %json {}\n", "schema: empty"},
             {"start: @other\n", "directive"},
             {"start: /(?=a)/\n", "look-around"}}) {
        const auto grammar = compile_lark(text, options());
        ASSERT_FALSE(grammar.ok()) << text;
        EXPECT_EQ(grammar.status().code(), Code::kUnsupported) << text;
        EXPECT_NE(grammar.status().message().find(what), std::string::npos)
            << grammar.status().message();
    }
}

}  // namespace
}  // namespace minstrel::grammar_test
