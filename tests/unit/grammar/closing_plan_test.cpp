// Answers that run out of tokens end as their grammar has it.
#include "runtime/grammar/closing_plan.h"

#include <bit>
#include <random>
#include <string>

#include "runtime/grammar/gbnf.h"
#include "runtime/grammar/regex.h"
#include "runtime/grammar/schema.h"
#include "runtime/grammar/tags.h"
#include "runtime/grammar/token_mask.h"
#include "tests/unit/grammar/grammar_fixture.h"

namespace minstrel::grammar_test {
namespace {

GrammarPtr schema(const char* text, bool any_order = false) {
    SchemaOptions options;
    options.any_order = any_order;
    auto compiled = compile_schema(text, options);
    EXPECT_TRUE(compiled.ok()) << compiled.status().message();
    return compiled.ok() ? compiled.value().grammar : nullptr;
}

constexpr const char* kReply = R"({"type": "object", "properties": {
    "speech": {"type": "string", "minLength": 3, "maxLength": 40},
    "mood": {"enum": ["calm", "angry"]}, "coins": {"type": "integer", "minimum": 7},
    "name": {"type": "string", "pattern": "^[A-Z][a-z]+$"},
    "goods": {"type": "array", "items": {"type": "object", "properties": {"n": {"type":
    "number"}}, "required": ["n"]}, "minItems": 2}},
    "required": ["speech", "mood", "goods"], "minProperties": 4})";

// The length of an ending by trying everything, for small grammars.
size_t shortest_by_search(GrammarAutomaton& automaton, Position from, size_t limit) {
    std::vector<Position> now{from};
    for (size_t length = 0; length <= limit; ++length) {
        std::vector<Position> next;
        for (const Position position : now) {
            if (automaton.complete(position)) return length;
            for (uint32_t i = 0; i < automaton.classes().count(); ++i) {
                const Position to = automaton.step(position, i);
                if (to != GrammarAutomaton::kDead) next.push_back(to);
            }
        }
        std::sort(next.begin(), next.end());
        next.erase(std::unique(next.begin(), next.end()), next.end());
        now = std::move(next);
    }
    return SIZE_MAX;
}

TEST(ShortestEndingTest, lengths_are_those_of_a_search) {
    const std::vector<GrammarPtr> grammars = {
        take(compile_gbnf("root ::= \"(\" root? \")\" | [a-c]{2,4} \".\"")),
        take(compile_regex("(ab|c(de){3,9})+f?(gh|i)")),
        take(
            compile_gbnf("root ::= e\ne ::= t (\"+\" t)*\nt ::= \"x\" | \"(\" e \")\" | \"long\"")),
        schema(R"({"type": "object", "properties": {"a": {"enum": [1, 22]}, "b": {"const": "x"}},
                  "required": ["b"], "additionalProperties": false})"),
        schema(R"({"type": "object", "properties": {"a": {"enum": [11, 2]}, "b": {"const": 3},
                  "c": {"const": 4}}, "required": ["a"], "minProperties": 2,
                  "additionalProperties": false})",
               true),
    };
    std::mt19937 random(3);
    for (const GrammarPtr& grammar : grammars) {
        GrammarAutomaton automaton(grammar);
        ShortestEnding endings(automaton);
        for (int walk = 0; walk < 20; ++walk) {
            automaton.grant(100'000'000);
            Position at = automaton.start();
            for (int i = 0; i < 12 && at != GrammarAutomaton::kDead; ++i) {
                automaton.grant(100'000'000);
                const size_t expected = shortest_by_search(automaton, at, 40);
                ASSERT_EQ(endings.length(at), expected);
                std::string text;
                ASSERT_TRUE(endings.find(at, 100, text));
                EXPECT_EQ(text.size(), expected);
                automaton.grant(100'000'000);
                size_t read = 0;
                EXPECT_TRUE(automaton.complete(automaton.advance(at, text, read))) << text;
                std::vector<Position> ways;
                for (uint32_t c = 0; c < automaton.classes().count(); ++c) {
                    const Position to = automaton.step(at, c);
                    if (to != GrammarAutomaton::kDead) ways.push_back(to);
                }
                at = ways.empty() ? GrammarAutomaton::kDead : ways[random() % ways.size()];
            }
        }
    }
}

// A model that chooses at random, with `budget` tokens: every answer is whole.
void expect_whole_answers(const GrammarPtr& grammar, uint32_t budget, int walks) {
    const TokenTablePtr tokens = small_vocabulary();
    GrammarAutomaton automaton(grammar);
    TokenMasks masks(automaton, *tokens);
    ClosingPlan plan(automaton, *tokens);
    std::mt19937 random(budget);
    std::vector<uint32_t> mask(tokens->mask_words());
    automaton.grant(1'000'000);
    ASSERT_TRUE(plan.fits(automaton.start(), budget));
    for (int walk = 0; walk < walks; ++walk) {
        Position at = automaton.start();
        std::string said;
        uint32_t left = budget;
        while (left > 0) {
            ASSERT_TRUE(masks.fill(at, mask).ok());
            (void)plan.narrow(at, left, mask);
            std::vector<int32_t> choices;
            for (int32_t id = 0; id < tokens->size(); ++id) {
                if ((mask[static_cast<size_t>(id) / 32] >> (id % 32) & 1) != 0)
                    choices.push_back(id);
            }
            ASSERT_FALSE(choices.empty()) << said;
            const int32_t token = choices[random() % choices.size()];
            if (tokens->is_end(token)) break;
            automaton.grant(1'000'000);
            size_t read = 0;
            const Position to = automaton.advance(at, tokens->text(token), read);
            ASSERT_NE(to, GrammarAutomaton::kDead);
            if (!plan.fits(to, left - 1)) {  // the ending instead
                for (const int32_t id : plan.tokens_at(at)) said += tokens->text(id);
                ASSERT_LE(plan.tokens_at(at).size(), left);
                break;
            }
            said += tokens->text(token);
            at = to;
            --left;
        }
        EXPECT_TRUE(matches(grammar, said)) << said;
    }
}

TEST(ClosingPlanTest, every_answer_is_whole) {
    for (const uint32_t budget : {90u, 120u, 200u}) {
        expect_whole_answers(schema(kReply), budget, 40);
        expect_whole_answers(schema(kReply, true), budget, 40);
    }
    expect_whole_answers(take(compile_gbnf("root ::= \"[\" (root (\",\" root)*)? \"]\"")), 30, 100);
    const std::vector<StructuralTag> tags = {{"", "a", take(compile_regex("[a-z]{3,8}")), "!"}};
    expect_whole_answers(take(compile_tags(tags)), 12, 100);
}

TEST(ClosingPlanTest, few_choices_are_left_to_the_model) {
    const GrammarPtr grammar = take(compile_gbnf("root ::= [a-z]* \";\" (\"calm\" | \"mad\")"));
    const TokenTablePtr tokens = small_vocabulary();
    GrammarAutomaton automaton(grammar);
    TokenMasks masks(automaton, *tokens);
    ClosingPlan plan(automaton, *tokens);
    std::vector<uint32_t> mask(tokens->mask_words());
    automaton.grant(1'000'000);
    size_t read = 0;
    const Position behind = automaton.advance(automaton.start(), "abc;", read);
    ASSERT_TRUE(masks.fill(behind, mask).ok());
    size_t before = 0;
    for (const uint32_t word : mask) before += static_cast<size_t>(std::popcount(word));
    EXPECT_TRUE(plan.narrow(behind, 5, mask));
    size_t after = 0;
    for (const uint32_t word : mask) after += static_cast<size_t>(std::popcount(word));
    EXPECT_GT(before, 1u);
    EXPECT_EQ(after, before) << "both words fit";
    EXPECT_FALSE(plan.narrow(behind, 100, mask)) << "there is time";
}

}  // namespace
}  // namespace minstrel::grammar_test
