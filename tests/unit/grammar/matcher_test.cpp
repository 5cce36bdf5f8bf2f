// Matcher: acceptance, rollback, forks, forced bytes, control tokens and the end.
#include "runtime/grammar/matcher.h"

#include "runtime/grammar/gbnf.h"
#include "runtime/grammar/token_mask.h"
#include "tests/unit/grammar/grammar_fixture.h"

namespace minstrel::grammar_test {
namespace {

class MatcherTest : public testing::Test {
  protected:
    Matcher start(std::string_view text) {
        SpecialNames names(tokens_->size());
        names.add("[TOOL]", 1);
        automaton_ = std::make_unique<GrammarAutomaton>(take(compile_gbnf(text, names)));
        return Matcher::make(*automaton_, *tokens_).take();
    }
    int32_t id_of(std::string_view text) const {
        for (int32_t id = 0; id < tokens_->size(); ++id) {
            if (tokens_->text(id) == text) return id;
        }
        ADD_FAILURE() << "no token " << text;
        return 0;
    }
    bool accept(Matcher& matcher, std::string_view token) const {
        return matcher.accept_token(id_of(token)).value();
    }

    TokenTablePtr tokens_ = small_vocabulary();
    std::unique_ptr<GrammarAutomaton> automaton_;
};

TEST_F(MatcherTest, refusing_changes_nothing) {
    Matcher matcher = start("root ::= \"abc\" \"foo\"\n");
    EXPECT_TRUE(accept(matcher, "ab"));
    EXPECT_FALSE(accept(matcher, "ab"));
    EXPECT_FALSE(matcher.accept_bytes("cfx").value());
    EXPECT_EQ(matcher.prefix_length("cfx").value(), 2u);
    EXPECT_EQ(matcher.steps(), 1u);
    EXPECT_TRUE(matcher.accept_bytes("cfoo").value());
    EXPECT_TRUE(matcher.is_complete());
    EXPECT_TRUE(matcher.is_finished());
}

TEST_F(MatcherTest, rolls_back_to_equal_positions) {
    Matcher matcher = start("root ::= \"(\" root \")\" | [a-z]+\n");
    std::vector<Position> seen{matcher.position()};
    for (const char* token : {"(", "((", "foo", "x", ")", "))"}) {
        ASSERT_TRUE(accept(matcher, token)) << token;
        seen.push_back(matcher.position());
    }
    EXPECT_TRUE(matcher.is_finished());
    for (size_t back = 1; back < seen.size(); ++back) {
        Matcher copy = matcher;
        copy.roll_back(back);
        EXPECT_EQ(copy.position(), seen[seen.size() - 1 - back]);
    }
    matcher.roll_back(3);
    EXPECT_FALSE(accept(matcher, "("));
    EXPECT_TRUE(accept(matcher, ")"));
    EXPECT_TRUE(accept(matcher, "))"));
    EXPECT_EQ(matcher.position(), seen.back());
}

TEST_F(MatcherTest, forks_go_their_own_ways) {
    Matcher first = start("root ::= \"a\" (\"bc\" | \"a\"+)\n");
    ASSERT_TRUE(accept(first, "a"));
    Matcher second = first;
    EXPECT_TRUE(accept(first, "b"));
    EXPECT_TRUE(accept(second, "aa"));
    EXPECT_FALSE(first.is_complete());
    EXPECT_TRUE(second.is_complete());
    EXPECT_TRUE(accept(first, "\x63"));
    EXPECT_TRUE(first.is_finished());
    EXPECT_FALSE(second.is_finished());
}

TEST_F(MatcherTest, any_segmentation_leads_to_the_same_position) {
    Matcher bytes = start("root ::= (\"\\\"\" [^\"]* \"\\\"\" \",\"?)+\n");
    Matcher whole = bytes;
    Matcher pieces = bytes;
    for (const char* byte : {"\"", "a", "\"", ",", "\"", "b"}) ASSERT_TRUE(accept(bytes, byte));
    ASSERT_TRUE(whole.accept_bytes("\"a\",\"b").value());
    for (const char* token : {"\"", "a\",\"b"}) ASSERT_TRUE(accept(pieces, token));
    EXPECT_EQ(bytes.position(), whole.position());
    EXPECT_EQ(pieces.position(), whole.position());
}

TEST_F(MatcherTest, the_end_token_needs_a_complete_match) {
    Matcher matcher = start("root ::= \"a\"+\n");
    EXPECT_FALSE(matcher.accept_token(2).value());
    ASSERT_TRUE(accept(matcher, "aa"));
    EXPECT_TRUE(matcher.accept_token(2).value());
    EXPECT_TRUE(matcher.has_ended());
    EXPECT_FALSE(accept(matcher, "a"));
    EXPECT_FALSE(matcher.accept_token(2).value());
    matcher.roll_back(1);
    EXPECT_TRUE(accept(matcher, "a"));
}

TEST_F(MatcherTest, only_the_end_follows_a_finished_grammar) {
    Matcher matcher = start("root ::= \"ab\"\n");
    ASSERT_TRUE(accept(matcher, "ab"));
    TokenMasks masks(*automaton_, *tokens_);
    std::vector<uint32_t> words(tokens_->mask_words());
    ASSERT_TRUE(masks.fill(matcher.position(), words).ok());
    for (int32_t id = 0; id < tokens_->size(); ++id) {
        EXPECT_EQ(words[static_cast<size_t>(id) / 32] >> (id % 32) & 1, id == 2 ? 1u : 0u) << id;
    }
}

TEST_F(MatcherTest, control_tokens_are_matched_by_id_only) {
    Matcher matcher = start("root ::= [a-z]+ <TOOL> \"(\" [a-z]* \")\" | <[0]>\n");
    EXPECT_FALSE(matcher.accept_token(1).value());
    ASSERT_TRUE(accept(matcher, "foo"));
    EXPECT_FALSE(matcher.accept_bytes("[TOOL]").value());
    ASSERT_TRUE(matcher.accept_token(1).value());
    EXPECT_FALSE(matcher.accept_token(1).value());
    ASSERT_TRUE(accept(matcher, "("));
    ASSERT_TRUE(accept(matcher, ")"));
    EXPECT_TRUE(matcher.is_finished());
}

TEST_F(MatcherTest, forced_bytes_stop_at_the_first_choice) {
    Matcher matcher = start("root ::= \"{\\\"name\\\":\" (\"null\" | \"nothing\") \"}\"\n");
    EXPECT_EQ(matcher.forced_bytes(100).value(), "{\"name\":n");
    EXPECT_EQ(matcher.forced_bytes(3).value(), "{\"n");
    ASSERT_TRUE(matcher.accept_bytes("{\"name\":nu").value());
    EXPECT_EQ(matcher.forced_bytes(100).value(), "ll}");
    ASSERT_TRUE(matcher.accept_bytes("ll}").value());
    EXPECT_EQ(matcher.forced_bytes(100).value(), "");
}

TEST_F(MatcherTest, an_id_outside_the_vocabulary_is_an_error) {
    Matcher matcher = start("root ::= \"a\"\n");
    EXPECT_EQ(matcher.accept_token(-1).status().code(), Code::kInvalidArgument);
    EXPECT_EQ(matcher.accept_token(tokens_->size()).status().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace minstrel::grammar_test
