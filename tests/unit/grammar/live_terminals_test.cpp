// Rules and live strings of a finished grammar filled for one request.
#include "runtime/grammar/live_terminals.h"

#include <string>
#include <vector>

#include "runtime/grammar/gbnf.h"
#include "runtime/grammar/lark.h"
#include "runtime/grammar/schema.h"
#include "tests/unit/grammar/grammar_fixture.h"

namespace minstrel::grammar_test {
namespace {

using Live = std::vector<LiveTerminal>;

Status refusal(const GrammarPtr& base, const Live& live) {
    const auto filled = fill_live_terminals(base, live);
    EXPECT_FALSE(filled.ok());
    return filled.ok() ? Status() : filled.status();
}

GrammarPtr door_schema() {
    SchemaOptions options;
    options.live_strings = true;
    auto compiled = compile_schema(
        R"({"type": "object", "properties": {"door": {"type": "string", "live": "doors"}},
            "required": ["door"], "additionalProperties": false})",
        options);
    EXPECT_TRUE(compiled.ok()) << compiled.status().message();
    return compiled.ok() ? compiled.value().grammar : nullptr;
}

TEST(LiveTerminalsTest, a_rule_of_gbnf_has_the_texts_of_the_hour) {
    const GrammarPtr base = take(compile_gbnf("root ::= \"open \" door \"!\"\ndoor ::= \"none\""));
    const GrammarPtr filled = take(fill_live_terminals(base, Live{{"door", {"oak", "iron door"}}}));
    EXPECT_TRUE(matches(filled, "open oak!"));
    EXPECT_TRUE(matches(filled, "open iron door!"));
    EXPECT_FALSE(matches(filled, "open none!"));
    EXPECT_TRUE(matches(base, "open none!")) << "what the grammar says without values";
    EXPECT_EQ(fill_live_terminals(base, Live{}).value(), base);
}

TEST(LiveTerminalsTest, rules_in_repetitions_and_terminals_of_lark) {
    const GrammarPtr base = take(compile_lark("start: DOOR (\",\" DOOR)*\nDOOR: \"none\""));
    const GrammarPtr filled = take(fill_live_terminals(base, Live{{"DOOR", {"a", "ab"}}}));
    EXPECT_TRUE(matches(filled, "a,ab,a"));
    EXPECT_FALSE(matches(filled, "a,none"));
}

TEST(LiveTerminalsTest, strings_of_a_schema_are_quoted) {
    const GrammarPtr base = door_schema();
    const GrammarPtr filled = take(fill_live_terminals(base, Live{{"doors", {"the \"red\" one"}}}));
    EXPECT_TRUE(matches(filled, R"({"door":"the \"red\" one"})"));
    EXPECT_FALSE(matches(filled, R"({"door":"oak"})"));
    EXPECT_FALSE(matches(filled, R"({"door":""})"));
}

TEST(LiveTerminalsTest, before_a_request_fills_them_live_strings_are_any_string) {
    const GrammarPtr base = door_schema();
    EXPECT_TRUE(has_live_strings(*base));
    const GrammarPtr open = take(open_live_strings(base));
    EXPECT_TRUE(matches(open, R"({"door":"oak \" \u00e4 ü"})"));
    EXPECT_FALSE(matches(open, R"({"door":3})"));
    EXPECT_FALSE(has_live_strings(*take(compile_gbnf("root ::= \"a\""))));
}

TEST(LiveTerminalsTest, what_cannot_be_filled_is_refused) {
    const GrammarPtr rules = take(compile_gbnf("root ::= door\ndoor ::= \"none\""));
    EXPECT_EQ(refusal(rules, {{"window", {"a"}}}).code(), Code::kInvalidArgument);
    EXPECT_EQ(refusal(rules, {{"door", {}}}).code(), Code::kInvalidArgument);
    EXPECT_EQ(refusal(rules, {{"door", {"a"}}, {"door", {"b"}}}).code(), Code::kInvalidArgument);
    EXPECT_EQ(refusal(rules, {{"door", {""}}}).code(), Code::kBadGrammar);
    const Status missing = refusal(door_schema(), {});
    EXPECT_EQ(missing.code(), Code::kInvalidArgument);
    EXPECT_NE(missing.message().find("'doors'"), std::string::npos) << missing.message();
    const GrammarPtr meet = take(compile_lark("start: WORD\nWORD: /[a-z]+/ & NAME\nNAME: /a.*/"));
    EXPECT_EQ(refusal(meet, {{"NAME", {"b"}}}).code(), Code::kUnsupported);
}

TEST(LiveTerminalsTest, masks_are_those_of_the_filled_grammar) {
    const GrammarPtr base =
        take(compile_gbnf("root ::= \"[\" door (\", \" door)* \"]\"\n"
                          "door ::= \"none\""));
    const GrammarPtr filled =
        take(fill_live_terminals(base, Live{{"door", {"oak", "iron", "old iron"}}}));
    const TokenTablePtr tokens = small_vocabulary();
    EXPECT_GT(check_masks(filled, *tokens, {}).positions, 20u);
}

}  // namespace
}  // namespace minstrel::grammar_test
