// What rules match in a text, and values at places of JSON, while the text is being written.
#include "runtime/grammar/captures.h"

#include <map>
#include <string>
#include <vector>

#include "runtime/grammar/gbnf.h"
#include "runtime/grammar/json_field_reader.h"
#include "runtime/grammar/lark.h"
#include "runtime/grammar/live_terminals.h"
#include "tests/unit/grammar/grammar_fixture.h"

namespace minstrel::grammar_test {
namespace {

// Captures as "rule#occurrence=text;", fed `length` bytes at a time; a . stands behind one that
// ended.
std::string captured(const GrammarPtr& grammar, const std::vector<std::string>& rules,
                     std::string_view text, size_t length = 1) {
    auto made = RuleCaptures::make(*grammar, rules);
    EXPECT_TRUE(made.ok()) << made.status().message();
    RuleCaptures captures = made.take();
    std::map<std::pair<uint32_t, uint32_t>, std::string> found;
    std::vector<CapturePiece> pieces;
    const auto keep = [&] {
        for (const CapturePiece& piece : pieces) {
            std::string& entry = found[{piece.rule, piece.occurrence}];
            EXPECT_FALSE(entry.ends_with('.')) << "a piece behind the last one";
            entry += piece.text;
            if (piece.ended) entry += '.';
        }
        pieces.clear();
    };
    for (size_t at = 0; at < text.size(); at += length) {
        const Status status = captures.feed(text.substr(at, length), pieces);
        EXPECT_TRUE(status.ok()) << status.message();
        keep();
    }
    captures.finish(pieces);
    keep();
    std::string all;
    for (const auto& [key, entry] : found) {
        all += rules[key.first] + "#" + std::to_string(key.second) + "=" + entry + ";";
    }
    return all;
}

TEST(RuleCapturesTest, a_rule_is_handed_over_while_it_is_written) {
    const GrammarPtr grammar =
        take(compile_gbnf("root ::= \"says \\\"\" speech \"\\\" \" mood\nspeech ::= [^\"]+\nmood "
                          "::= \"calm\" | \"mad\""));
    auto captures = RuleCaptures::make(*grammar, std::vector<std::string>{"speech", "mood"}).take();
    std::vector<CapturePiece> pieces;
    ASSERT_TRUE(captures.feed("says \"Good ", pieces).ok());
    ASSERT_EQ(pieces.size(), 1u);
    EXPECT_EQ(pieces[0].text, "Good ") << "nothing is held back";
    EXPECT_FALSE(pieces[0].ended);
    pieces.clear();
    ASSERT_TRUE(captures.feed("day\" m", pieces).ok());
    ASSERT_EQ(pieces.size(), 2u);
    EXPECT_EQ(pieces[0].text, "day");
    EXPECT_TRUE(pieces[0].ended);
    EXPECT_EQ(pieces[1].text, "m");
    EXPECT_EQ(captured(grammar, {"speech", "mood"}, "says \"Hm\" calm"),
              "speech#0=Hm.;mood#0=calm.;");
    EXPECT_EQ(captured(grammar, {"speech", "mood"}, "says \"Hm\" ca"), "speech#0=Hm.;mood#0=ca;");
}

TEST(RuleCapturesTest, occurrences_are_counted_and_nested_ones_are_part_of_the_outer) {
    const GrammarPtr grammar =
        take(compile_gbnf("root ::= item (\",\" item)*\nitem ::= [a-z]+ | \"[\" root \"]\"\n"));
    EXPECT_EQ(captured(grammar, {"item"}, "ab,[c,d],e"), "item#0=ab.;item#1=[c,d].;item#2=e.;");
    EXPECT_EQ(captured(grammar, {"root"}, "ab,[c]", 3), "root#0=ab,[c].;");
}

TEST(RuleCapturesTest, what_is_not_sure_waits) {
    const GrammarPtr grammar =
        take(compile_gbnf("root ::= a \"x\" | b \"y\"\na ::= [0-9]+\n"
                          "b ::= [0-9]+"));
    auto captures = RuleCaptures::make(*grammar, std::vector<std::string>{"a", "b"}).take();
    std::vector<CapturePiece> pieces;
    ASSERT_TRUE(captures.feed("123", pieces).ok());
    EXPECT_TRUE(pieces.empty());
    ASSERT_TRUE(captures.feed("y", pieces).ok());
    ASSERT_EQ(pieces.size(), 1u);
    EXPECT_EQ(pieces[0].rule, 1u);
    EXPECT_EQ(pieces[0].text, "123");
    EXPECT_TRUE(pieces[0].ended);
}

TEST(RuleCapturesTest, rules_go_on_as_long_as_they_can) {
    const GrammarPtr grammar = take(compile_gbnf("root ::= word+\nword ::= [a-z]+"));
    const std::string text(3000, 'w');
    EXPECT_EQ(captured(grammar, {"word"}, text, 100), "word#0=" + text + ".;");
}

TEST(RuleCapturesTest, live_terminals_can_be_captured) {
    const GrammarPtr base = take(compile_gbnf("root ::= \"open \" door \"!\"\ndoor ::= \"none\""));
    const GrammarPtr filled =
        take(fill_live_terminals(base, std::vector<LiveTerminal>{{"door", {"oak", "iron door"}}}));
    EXPECT_EQ(captured(filled, {"door"}, "open iron door!"), "door#0=iron door.;");
}

TEST(RuleCapturesTest, what_cannot_be_captured_is_refused) {
    const auto refuse = [](const GrammarPtr& grammar, std::string rule) {
        const auto made = RuleCaptures::make(*grammar, std::vector<std::string>{std::move(rule)});
        EXPECT_FALSE(made.ok());
        return made.ok() ? Code::kOk : made.status().code();
    };
    EXPECT_EQ(refuse(take(compile_gbnf("root ::= \"a\"")), "speech"), Code::kInvalidArgument);
    EXPECT_EQ(refuse(take(compile_lark("start: WORD\nWORD: /[a-z]+/ & NAME\nNAME: /a.*/")), "NAME"),
              Code::kUnsupported);
}

TEST(RuleCapturesTest, text_outside_the_grammar_has_no_captures) {
    const GrammarPtr grammar = take(compile_gbnf("root ::= word \".\"\nword ::= [a-z]+"));
    EXPECT_EQ(captured(grammar, {"word"}, "abc?def."), "word#0=abc;");
}

// The value at a place, fed `length` bytes at a time, a . behind a complete one.
std::string value_at(std::string_view pointer, std::string_view json, size_t length = 1) {
    auto made = JsonFieldReader::make(pointer);
    EXPECT_TRUE(made.ok()) << made.status().message();
    JsonFieldReader reader = made.take();
    std::string value;
    for (size_t at = 0; at < json.size(); at += length) {
        if (reader.feed(json.substr(at, length), value)) return value + ".";
    }
    return reader.finish() ? value + "." : value;
}

TEST(JsonFieldReaderTest, values_are_found_by_their_place) {
    constexpr std::string_view kJson =
        R"( {"other": {"speech": "no", "a": [1, "]}", {"speech": 2}]}, "n": -1.5e3 ,"lines":
        [{"text": "first"}, [], {"text": "second", "loud": true}], "x/y~": null,
        "speech": "Aye."} )";
    for (const size_t length : {1u, 2u, 7u, 1000u}) {
        EXPECT_EQ(value_at("/speech", kJson, length), "Aye..");
        EXPECT_EQ(value_at("/other/speech", kJson, length), "no.");
        EXPECT_EQ(value_at("/other/a/2/speech", kJson, length), "2.");
        EXPECT_EQ(value_at("/n", kJson, length), "-1.5e3.");
        EXPECT_EQ(value_at("/lines/0/text", kJson, length), "first.");
        EXPECT_EQ(value_at("/lines/2/text", kJson, length), "second.");
        EXPECT_EQ(value_at("/lines/2/loud", kJson, length), "true.");
        EXPECT_EQ(value_at("/lines/1", kJson, length), "[].");
        EXPECT_EQ(value_at("/lines/2", kJson, length), R"({"text": "second", "loud": true}.)");
        EXPECT_EQ(value_at("/x~1y~0", kJson, length), "null.");
        EXPECT_EQ(value_at("/lines/3", kJson, length), "");
        EXPECT_EQ(value_at("/none", kJson, length), "");
        EXPECT_EQ(value_at("/speech/deeper", kJson, length), "");
    }
    EXPECT_EQ(value_at("/1", R"(["a","b"])"), "b.");
    EXPECT_EQ(value_at("/0", "[12"), "12.");
    EXPECT_EQ(value_at("/0", R"(["ab)"), "ab");
}

TEST(JsonFieldReaderTest, strings_come_decoded) {
    EXPECT_EQ(value_at("/s", R"({"s":"a\"b\\c\/\n\tA\u00e4\ud83d\ude00ü"})"),
              "a\"b\\c/\n\tA\u00e4\U0001F600ü.");
    EXPECT_EQ(value_at("/s", R"({"s":"\ud83dx\ude00\ud83d"})"), "\uFFFDx\uFFFD\uFFFD.");
    EXPECT_EQ(value_at("/ä", R"({"\u00e4":"k"})"), "k.");
}

TEST(JsonFieldReaderTest, text_that_is_no_json_does_no_harm) {
    for (const char* text :
         {"}", "]", "]]]}}}", "{]", "[}", "\"", "{\"a\":}", "[,]", ",,:", "{\"s\" \"t\"}",
          "{\"s\":\"\\uZZZZ\\q", "[1,2]]", "{{", "{\"s\":[}]", "nul"}) {
        for (const char* pointer : {"/s", "/0", "/s/0"}) (void)value_at(pointer, text);
    }
    EXPECT_FALSE(JsonFieldReader::make("speech").ok());
    EXPECT_FALSE(JsonFieldReader::make("").ok());
    EXPECT_FALSE(JsonFieldReader::make("/a~2").ok());
    EXPECT_FALSE(JsonFieldReader::make("/a~").ok());
}

}  // namespace
}  // namespace minstrel::grammar_test
