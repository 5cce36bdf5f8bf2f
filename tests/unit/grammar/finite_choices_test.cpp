// FiniteChoices: where a grammar leaves a few texts up to a point that all of them reach, and how
// these texts go on token by token.
#include "runtime/grammar/finite_choices.h"

#include <set>

#include "runtime/grammar/choices.h"
#include "runtime/grammar/constraint.h"
#include "runtime/grammar/gbnf.h"
#include "runtime/grammar/schema.h"
#include "tests/support/test_vocabulary.h"
#include "tests/unit/grammar/grammar_fixture.h"

namespace minstrel::grammar_test {
namespace {

class FiniteChoicesTest : public ::testing::Test {
  protected:
    void use(GrammarPtr grammar) {
        constraint_ = std::make_unique<Constraint>(std::move(grammar), tokens_, *tokenizer_);
    }
    void use_schema(std::string_view schema) {
        SchemaOptions options;
        options.max_gap = 1;
        use(compile_schema(schema, options).take().grammar);
    }
    Matcher behind(std::string_view said) {
        Matcher matcher = constraint_->begin().take();
        EXPECT_TRUE(matcher.accept_bytes(said).value()) << said;
        return matcher;
    }
    std::shared_ptr<const FiniteChoice> choice_behind(std::string_view said) {
        return constraint_->choice(behind(said), false);
    }

    // What the tokens of the tree write up to each node behind which a text may be completed.
    void collect(const FiniteChoice& choice, uint32_t node, const std::string& said,
                 std::set<std::string>& texts) {
        const FiniteChoices::Leaving leaving = *constraint_->leaving(node, choice).take();
        EXPECT_TRUE(leaving.any() || choice.nodes[node].first_child != 0) << said;
        if (leaving.any()) texts.insert(said);
        for (uint32_t at = choice.nodes[node].first_child; at != 0; at = choice.nodes[at].next) {
            const int32_t token = choice.nodes[at].token;
            collect(choice, at, said + std::string(tokens_->text(token)), texts);
        }
    }

    const minstrel::testing::TestVocabulary& vocabulary_ =
        minstrel::testing::test_vocabulary("chat/tokenizer.model.v3");
    const Tokenizer* tokenizer_ = vocabulary_.tokenizer.get();
    TokenTablePtr tokens_ = vocabulary_.tokens;
    std::unique_ptr<Constraint> constraint_;
};

TEST_F(FiniteChoicesTest, values_of_an_enumeration_end_together) {
    use_schema(R"({"type": "object", "properties": {
        "mood": {"enum": ["happy", "angry", "sad"]}, "say": {"type": "string"}},
        "required": ["mood", "say"], "additionalProperties": false})");
    const auto choice = choice_behind(R"({"mood": ")");
    ASSERT_NE(choice, nullptr);
    EXPECT_EQ(choice->texts, 3u);
    for (const char* value : {"happy", "angry", "sad"}) {
        Matcher matcher = behind(std::string(R"({"mood": ")") + value);
        if (matcher.position() == choice->end) continue;
        EXPECT_TRUE(matcher.accept_bytes("\"").value());
        EXPECT_EQ(matcher.position(), choice->end) << value;
    }
    // Before the quote there is a space or none: no token is as short, so the values belong to it.
    const auto with_space = choice_behind(R"({"mood":)");
    ASSERT_NE(with_space, nullptr);
    EXPECT_EQ(with_space->end, choice->end);
    EXPECT_GE(with_space->texts, 6u);
    EXPECT_EQ(with_space->texts % 3, 0u);
}

TEST_F(FiniteChoicesTest, a_choice_can_be_the_whole_grammar) {
    use(take(compile_choices({"go north", "go south", "stay"})));
    const auto choice = choice_behind("");
    ASSERT_NE(choice, nullptr);
    EXPECT_EQ(choice->texts, 3u);
    const auto later = choice_behind("go ");
    ASSERT_NE(later, nullptr);
    EXPECT_EQ(later->texts, 2u);
    EXPECT_EQ(choice_behind("st"), nullptr);
    // A text that others begin with leads to the end, too.
    use(take(compile_choices({"on", "onion", "only now"})));
    const auto nested = choice_behind("");
    ASSERT_NE(nested, nullptr);
    EXPECT_EQ(nested->texts, 3u);
    EXPECT_EQ(nested->end, GrammarAutomaton::kDead);
}

TEST_F(FiniteChoicesTest, free_text_and_what_is_hardly_a_choice_is_none) {
    use_schema(R"({"type": "object", "properties": {
        "say": {"type": "string", "maxLength": 30}, "coins": {"type": "integer"},
        "price": {"type": "integer", "minimum": 1, "maximum": 999},
        "name": {"type": "string", "pattern": "^[a-z]{2,9}$"}},
        "required": ["say", "coins", "price", "name"], "additionalProperties": false})");
    EXPECT_EQ(choice_behind(R"({"say": ")"), nullptr);
    EXPECT_EQ(choice_behind(R"({"say": "a)"), nullptr);
    EXPECT_EQ(choice_behind(R"({"say": "a", "coins": )"), nullptr);
    EXPECT_EQ(choice_behind(R"({"say": "a", "coins": 5, "price": )"), nullptr);
    EXPECT_EQ(choice_behind(R"({"say": "a", "coins": 5, "price": 5, "name": ")"), nullptr);
    // Behind a key there is nothing to choose but space.
    EXPECT_EQ(choice_behind(R"({"say": "a")"), nullptr);
    EXPECT_EQ(choice_behind(R"({"say")"), nullptr);
    // One byte is one token.
    use(take(compile_gbnf("root ::= [nesw] \".\"")));
    EXPECT_EQ(choice_behind(""), nullptr);
    std::vector<std::string> many;
    for (unsigned i = 0; i < 300; ++i)
        many.push_back("item " + std::to_string(i * i * 7919 % 99991));
    use(take(compile_choices(many)));
    EXPECT_EQ(choice_behind(""), nullptr);
    many.resize(200);
    use(take(compile_choices(many)));
    EXPECT_NE(choice_behind(""), nullptr);
}

TEST_F(FiniteChoicesTest, words_of_a_text_are_chosen_together) {
    use(take(
        compile_gbnf("root ::= \"[\" (\"red\" | \"green\") \" \" (\"door\" | \"gate\") \"], \" "
                     "(\"open\" | \"shut\") [0-9]*\n")));
    const auto choice = choice_behind("[");
    ASSERT_NE(choice, nullptr);
    EXPECT_EQ(choice->texts, 4u);
    // What stands apart is another choice.
    EXPECT_NE(behind("[red door], ").position(), choice->end);
    EXPECT_EQ(choice_behind("[red door], ")->texts, 2u);
}

TEST_F(FiniteChoicesTest, texts_are_cut_as_the_tokenizer_cuts_them) {
    const std::set<std::string> values = {"clay pipe", "clay pot", "crooked rake", "c",
                                          "cl\xC3\xA9"};
    use(take(
        compile_gbnf("root ::= \"[\" (\"clay pipe\" | \"clay pot\" | \"crooked rake\" | \"c\" | "
                     "\"cl\xC3\xA9\") \"] \" [a-z]*\n")));
    const auto choice = choice_behind("[");
    ASSERT_NE(choice, nullptr);
    EXPECT_EQ(choice->texts, values.size());
    std::set<std::string> texts;
    collect(*choice, 0, "", texts);
    // A text has been left with its last token, which is not in the tree.
    for (const std::string& value : values) {
        bool found = false;
        for (const std::string& text : texts) found = found || value.starts_with(text);
        EXPECT_TRUE(found) << value;
    }
    for (const std::string& text : texts) {
        bool found = false;
        for (const std::string& value : values) found = found || value.starts_with(text);
        EXPECT_TRUE(found) << text;
    }
    for (const std::string& value : values) {
        std::vector<int32_t> ids;
        ASSERT_TRUE(tokenizer_->encode_rest(value, ids).ok());
        uint32_t at = 0;
        for (size_t i = 0; i + 1 < ids.size(); ++i) {
            at = choice->nodes[at].first_child;
            while (at != 0 && choice->nodes[at].token != ids[i]) at = choice->nodes[at].next;
            ASSERT_NE(at, 0u) << value;
        }
    }
}

}  // namespace
}  // namespace minstrel::grammar_test
