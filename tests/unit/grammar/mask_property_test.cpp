// Masks against the acceptor, token by token, on real vocabularies: 1,200 walks of up to 100 masks
// on each, every token at more than 2,000 positions. --gtest_random_seed=N makes other walks.
#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "runtime/grammar/gbnf.h"
#include "runtime/grammar/regex.h"
#include "runtime/grammar/schema.h"
#include "runtime/text/base64.h"
#include "runtime/text/tokenizer.h"
#include "tests/support/test_vocabulary.h"
#include "tests/unit/grammar/grammar_fixture.h"

namespace minstrel::grammar_test {
namespace {

constexpr const char* kQuest = R"({
  "type": "object",
  "properties": {
    "title": {"type": "string", "minLength": 3, "maxLength": 60},
    "giver": {"enum": ["Marta", "the smith", "Émile", "商人"]},
    "steps": {"type": "array", "minItems": 1, "maxItems": 6, "items": {"$ref": "#/$defs/step"}},
    "reward": {"type": "number", "minimum": 0.5, "maximum": 1200, "multipleOf": 0.25},
    "code": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{3,}$"}
  },
  "required": ["title", "giver", "steps"],
  "$defs": {"step": {
    "oneOf": [
      {"type": "object", "properties": {"go": {"type": "string", "maxLength": 40}},
       "required": ["go"], "additionalProperties": false},
      {"type": "object", "properties": {"if": {"type": "string"}, "then": {"$ref": "#/$defs/step"}},
       "required": ["if", "then"], "additionalProperties": {"type": "integer"}}
    ]}}
})";
constexpr const char* kJson =
    "root ::= ws value\n"
    "value ::= (\"{\" ws (member (\",\" ws member)*)? \"}\" | \"[\" ws (value (\",\" ws value)*)? "
    "\"]\" |"
    " string | \"-\"? [0-9]+ (\".\" [0-9]+)? | \"true\" | \"null\") ws\n"
    "member ::= string ws \":\" ws value\n"
    "string ::= \"\\\"\" ([^\"\\\\\\x00-\\x1F] | \"\\\\\" ([\"\\\\/bfnrt] | \"u\" "
    "[0-9a-fA-F]{4}))* "
    "\"\\\"\"\n"
    "ws ::= [ \\n]{0,4}\n";

// Patterns, lengths and words that a string must not be, in members that come in any order.
constexpr const char* kWords = R"json({
  "type": "object",
  "properties": {
    "word": {"type": "string", "pattern": "^[a-z]{1,20}$"},
    "free": {"type": "string", "pattern": "a|^b", "not": {"const": "foo"}},
    "none": {"type": "string", "not": {"pattern": "o{2}"}, "minLength": 2},
    "list": {"type": "array", "maxItems": 5, "items": {"type": "string", "maxLength": 3}}
  },
  "patternProperties": {"(^a|b$)": {"type": "boolean"}},
  "additionalProperties": {"type": "string", "pattern": "^[A-Fa-f0-9]+$", "maxLength": 33}
})json";

TokenTablePtr mistral() {
    return minstrel::testing::test_vocabulary("chat/tokenizer.model.v3").tokens;
}

// Its text tokens, after as many control tokens as it has.
TokenTablePtr tekken() {
    constexpr size_t kControls = 1000;
    constexpr size_t kTokens = 131'072;
    std::vector<std::string> texts(kControls);
    std::ifstream file(std::string(MST_TEST_DATA) + "/chat/tekken_tokens.txt");
    for (std::string line, text; texts.size() < kTokens && std::getline(file, line);) {
        EXPECT_TRUE(decode_base64(line, text));
        texts.push_back(text);
    }
    EXPECT_EQ(texts.size(), kTokens);
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    return TokenTable::make(views, std::array<int32_t, 2>{0, 1}, std::array<int32_t, 1>{2}).take();
}

// How many masks were compared with the acceptor.
size_t compare(const GrammarPtr& grammar, const TokenTable& tokens, uint32_t number) {
    const auto seed = number + 100 * static_cast<uint32_t>(GTEST_FLAG_GET(random_seed));
    return check_masks(grammar, tokens, {200, 100, 20, seed}).positions / 20;
}

void compare_all(const TokenTable& tokens) {
    SchemaOptions spaced;
    spaced.max_gap = 2;
    SchemaOptions unordered;
    unordered.any_order = true;
    const std::array grammars{
        compile_schema(kQuest, spaced).take().grammar,
        compile_schema(kQuest, unordered).take().grammar,
        compile_schema(kWords, unordered).take().grammar,
        take(compile_gbnf(kJson)),
        take(compile_regex("(?s)(.*[0-9]{2,40}é[^x]{3,90})+end")),
        take(compile_gbnf(
            "root ::= e\ne ::= e [-+*] e | \"(\" e \")\" | [0-9]+ | [a-z]+ (\"'\")*\n")),
    };
    size_t compared = 0;
    for (uint32_t i = 0; i < grammars.size() && !::testing::Test::HasFailure(); ++i) {
        SCOPED_TRACE(i);
        compared += compare(grammars[i], tokens, i + 1);
    }
    EXPECT_GE(compared, 2000u);
    ::testing::Test::RecordProperty("compared", static_cast<int>(compared));
}

TEST(MaskPropertyTest, masks_are_what_is_accepted_by_mistral) {
    const TokenTablePtr tokens = mistral();
    ASSERT_EQ(tokens->size(), 32'768);
    compare_all(*tokens);
}

TEST(MaskPropertyTest, masks_are_what_is_accepted_by_tekken) {
    compare_all(*tekken());
}

}  // namespace
}  // namespace minstrel::grammar_test
