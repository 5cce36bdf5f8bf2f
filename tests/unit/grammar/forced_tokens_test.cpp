// ForcedTokens: they are what must come next, cut where no longer token could reach on.
#include "runtime/grammar/forced_tokens.h"

#include <algorithm>
#include <random>

#include "runtime/grammar/choices.h"
#include "runtime/grammar/constraint.h"
#include "runtime/grammar/gbnf.h"
#include "runtime/grammar/schema.h"
#include "tests/support/test_vocabulary.h"
#include "tests/unit/grammar/grammar_fixture.h"

namespace minstrel::grammar_test {
namespace {

class ForcedTokensTest : public ::testing::Test {
  protected:
    std::string text(std::span<const int32_t> ids) const {
        std::string written;
        for (const int32_t id : ids) written += tokens_->text(id);
        return written;
    }
    std::string text_behind(Constraint& constraint, std::string_view said) const {
        Matcher matcher = constraint.begin().take();
        EXPECT_TRUE(matcher.accept_bytes(said).value()) << said;
        return text(constraint.forced(matcher, false));
    }

    const minstrel::testing::TestVocabulary& vocabulary_ =
        minstrel::testing::test_vocabulary("chat/tokenizer.model.v3");
    const Tokenizer* tokenizer_ = vocabulary_.tokenizer.get();
    TokenTablePtr tokens_ = vocabulary_.tokens;
};

GrammarPtr choices(std::initializer_list<std::string> texts) {
    return take(compile_choices(std::vector<std::string>(texts)));
}

TEST_F(ForcedTokensTest, are_cut_as_the_tokenizer_cuts_text) {
    Constraint constraint(choices({"the brown bread costs two coins"}), tokens_, *tokenizer_);
    const Matcher matcher = constraint.begin().take();
    std::vector<int32_t> expected;
    ASSERT_TRUE(tokenizer_->encode("the brown bread costs two coins", expected).ok());
    EXPECT_TRUE(std::ranges::equal(constraint.forced(matcher, true), expected));
    // Without the space that begins a text.
    expected.clear();
    ASSERT_TRUE(tokenizer_->encode_rest("the brown bread costs two coins", expected).ok());
    EXPECT_TRUE(std::ranges::equal(constraint.forced(matcher, false), expected));
    EXPECT_EQ(tokens_->text(expected.front()), "the");
}

TEST_F(ForcedTokensTest, leave_what_a_longer_token_may_begin_with) {
    // "co" may be written as a part of " coins" or " copper", so it is the model's.
    Constraint two(choices({"for two coins", "for two copper rings"}), tokens_, *tokenizer_);
    EXPECT_EQ(text_behind(two, ""), "for two");
    // No token has a digit and a quote.
    Constraint quoted(take(compile_gbnf("root ::= \"a\" \"{\\\"coins\\\":\" [0-9]{2}\n")), tokens_,
                      *tokenizer_);
    EXPECT_EQ(text_behind(quoted, "a"), "{\"coins\":");
    EXPECT_EQ(text_behind(quoted, "a{\"coins\":1"), "");
}

TEST_F(ForcedTokensTest, are_none_where_the_answer_may_end) {
    Constraint constraint(choices({"north", "northwards"}), tokens_, *tokenizer_);
    EXPECT_EQ(text_behind(constraint, "north"), "");
    EXPECT_EQ(text_behind(constraint, "northw"), "ards");
}

TEST_F(ForcedTokensTest, never_end_inside_a_code_point) {
    Constraint constraint(choices({"cost \xC3\xA9", "cost \xC3\xA8"}), tokens_, *tokenizer_);
    EXPECT_EQ(text_behind(constraint, "c"), "ost");  // the space may be a part of " é"
    EXPECT_EQ(text_behind(constraint, "cost \xC3"), "");
}

TEST_F(ForcedTokensTest, control_tokens_stand_between_stretches_of_text) {
    const int32_t mark = tokenizer_->vocabulary().special(Special::kToolCalls);
    SpecialNames names = make_special_names(tokenizer_->vocabulary());
    Constraint constraint(
        take(compile_gbnf("root ::= \"x look\" <TOOL_CALLS> \"{}\" [a-b]\n", names)), tokens_,
        *tokenizer_);
    Matcher matcher = constraint.begin().take();
    ASSERT_TRUE(matcher.accept_bytes("x").value());
    const auto forced = constraint.forced(matcher, false);
    EXPECT_EQ(text(forced), " look{}");
    EXPECT_EQ(std::ranges::count(forced, mark), 1);
}

// Along random walks: the tokens are accepted, are forced, and no allowed token reaches across
// their end from within.
TEST_F(ForcedTokensTest, are_what_every_mask_allows) {
    SchemaOptions options;
    options.max_gap = 1;
    const std::string schema =
        R"({"type":"object","properties":{"speech":{"type":"string","maxLength":9},
            "mood":{"enum":["calm","cross","happy"]},"coins":{"type":"integer"},
            "where":{"const":{"x":1,"y":[2,3]}}},
            "required":["speech","mood","where"],"additionalProperties":false})";
    Constraint constraint(compile_schema(schema, options).take().grammar, tokens_, *tokenizer_);
    std::mt19937 random(3);
    std::vector<uint32_t> words(tokens_->mask_words());
    size_t forced_tokens = 0;
    for (int walk = 0; walk < 100; ++walk) {
        Matcher matcher = constraint.begin().take();
        while (!matcher.is_finished()) {
            const auto span = constraint.forced(matcher, false);
            const std::vector<int32_t> forced(span.begin(), span.end());
            const std::string bytes = matcher.forced_bytes(4096).value();
            ASSERT_TRUE(bytes.starts_with(text(forced))) << bytes << " / " << text(forced);
            for (const int32_t id : forced) ASSERT_TRUE(constraint.accept(matcher, id).value());
            forced_tokens += forced.size();
            if (matcher.is_finished()) break;
            ASSERT_TRUE(constraint.fill(matcher, words).ok());
            std::vector<int32_t> ids;
            for (int32_t id = 0; id < tokens_->size(); ++id) {
                if ((words[static_cast<size_t>(id) / 32] >> (id % 32) & 1) != 0) ids.push_back(id);
            }
            ASSERT_FALSE(ids.empty());
            ASSERT_TRUE(constraint.accept(matcher, ids[random() % ids.size()]).value());
            if (matcher.has_ended()) break;
        }
    }
    EXPECT_GT(forced_tokens, 500u);
}

}  // namespace
}  // namespace minstrel::grammar_test
