#include "samples/tavern/evaluation/judge.h"

#include <gtest/gtest.h>

#include "samples/tavern/evaluation/answer_form.h"

namespace tavern {
namespace {

Situation price_question() {
    Situation situation;
    situation.id = "s";
    situation.kind = "price";
    situation.expect = {{"7", "seven"}};
    situation.reject = {"sold out"};
    situation.allowed_numbers = {"7", "12"};
    situation.allowed_items = {"ale"};
    return situation;
}

Reply saying(const std::string& text) {
    Reply reply;
    reply.text = text;
    return reply;
}

const std::vector<std::string> kItems = {"ale", "bread", "silver ring"};

TEST(AnswerFormTest, holds_to_the_keys_and_values_asked_for) {
    Situation situation = price_question();
    EXPECT_EQ(answer_form(situation), "");
    situation.json = nlohmann::ordered_json::parse(R"({"say": "line", "values": {}, "properties": {
        "line": {"type": "string"}, "mood": {"enum": ["calm", "sad"]}, "deal": {"type": "boolean"},
        "coins": {"type": "number"}}})");
    // In the order in which they were asked for.
    EXPECT_EQ(nlohmann::ordered_json::parse(answer_form(situation)),
              nlohmann::ordered_json::parse(R"({
        "type": "object", "additionalProperties": false,
        "required": ["line", "mood", "deal", "coins"],
        "properties": {"line": {"type": "string", "maxLength": 400},
                       "mood": {"enum": ["calm", "sad"]}, "deal": {"type": "boolean"},
                       "coins": {"type": "integer", "minimum": 0}}})"));
}

TEST(JudgeTest, a_reply_from_the_prompt_that_answers_is_right) {
    const Verdict verdict = judge(price_question(), saying("The ale is 7 coins."), kItems);
    EXPECT_TRUE(verdict.faithful);
    EXPECT_TRUE(verdict.right);
    EXPECT_FALSE(verdict.endless);
}

TEST(JudgeTest, numbers_and_items_that_the_prompt_lacks_are_found) {
    EXPECT_FALSE(judge(price_question(), saying("It is 7 coins, not 8."), kItems).faithful);
    EXPECT_FALSE(judge(price_question(), saying("7 coins with bread."), kItems).faithful);
    EXPECT_FALSE(judge(price_question(), saying("7, and the Silver Ring."), kItems).faithful);
    EXPECT_TRUE(judge(price_question(), saying("7, and shortbread."), kItems).faithful);
    EXPECT_TRUE(judge(price_question(), saying("007 coins."), kItems).faithful);
}

TEST(JudgeTest, an_answer_to_something_else_is_faithful_and_not_right) {
    const Verdict verdict = judge(price_question(), saying("Good evening to you!"), kItems);
    EXPECT_TRUE(verdict.faithful);
    EXPECT_FALSE(verdict.right);
    EXPECT_FALSE(judge(price_question(), saying("7, but sold out."), kItems).right);
    EXPECT_FALSE(judge(price_question(), saying("It costs 17."), kItems).right);
    EXPECT_FALSE(judge(price_question(), saying(""), kItems).right);
}

TEST(JudgeTest, phrases_are_whole_words_in_any_case) {
    EXPECT_TRUE(contains_phrase("No, not TODAY.", "not today"));
    EXPECT_FALSE(contains_phrase("Nothing", "not"));
    EXPECT_FALSE(contains_phrase("knot", "not"));
}

TEST(JudgeTest, going_round_in_circles_is_endless) {
    EXPECT_TRUE(is_endless(saying("at the old mill at the old mill at the old mill")));
    EXPECT_TRUE(is_endless(saying("no no no no no no no no no")));
    EXPECT_FALSE(is_endless(saying("at the old mill, I said at the old mill")));
    Reply cut = saying("and so");
    cut.cut_off = true;
    EXPECT_TRUE(is_endless(cut));
}

TEST(JudgeTest, calls_must_be_the_one_that_is_wanted) {
    Situation situation = price_question();
    situation.call = {{"name", "check_stock"}, {"arguments", {{"item", "ale"}}}};
    Reply reply;
    EXPECT_FALSE(judge(situation, reply, kItems).right);
    reply.calls = {{"check_stock", R"({"item": "ale"})"}};
    EXPECT_TRUE(judge(situation, reply, kItems).right);
    EXPECT_FALSE(judge(price_question(), reply, kItems).right);
    reply.calls = {{"check_stock", R"({"item": "beer"})"}};
    EXPECT_FALSE(judge(situation, reply, kItems).right);
    reply.calls = {{"check_stock", "[1"}};
    EXPECT_FALSE(judge(situation, reply, kItems).right);
}

TEST(JudgeTest, json_must_have_exactly_the_keys_and_kinds) {
    Situation situation = price_question();
    situation.json = nlohmann::ordered_json::parse(
        R"({"properties": {"say": {"type": "string"}, "price": {"type": "number"}},
            "say": "say", "values": {"price": 7}})");
    const auto right = [&](const char* text) {
        return judge(situation, saying(text), kItems).right;
    };
    EXPECT_TRUE(right(R"({"say": "It is 7 coins.", "price": 7})"));
    EXPECT_FALSE(right(R"({"say": "It is 7 coins.", "price": 12})"));
    EXPECT_FALSE(right(R"({"say": "It is 7 coins.", "price": "7"})"));
    EXPECT_FALSE(right(R"({"say": "It is 7 coins."})"));
    EXPECT_FALSE(right(R"({"say": "Hello.", "price": 7})"));
    EXPECT_FALSE(right("It is 7 coins."));
}

}  // namespace
}  // namespace tavern
