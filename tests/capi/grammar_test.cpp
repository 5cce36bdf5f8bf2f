// Grammars from outside: compiled in the background, tested on texts, and what requests answer
// under them.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/capi/engine_fixture.h"

namespace minstrel::testing {
namespace {

constexpr const char* kSchema = R"({
  "type": "object",
  "properties": {
    "speech": {"type": "string", "maxLength": 20},
    "mood": {"enum": ["calm", "angry"]},
    "coins": {"type": "integer", "minimum": 0, "maximum": 99}
  },
  "required": ["speech", "mood", "coins"],
  "additionalProperties": false
})";

class GrammarTest : public EngineTest {
  protected:
    void SetUp() override {
        EngineTest::SetUp();
        wait_for_model();
    }

    mst_grammar create(mst_grammar_kind kind, const char* text) {
        mst_grammar_desc desc = MST_GRAMMAR_DESC_INIT;
        desc.kind = kind;
        desc.text = mst_text{text, MST_TEXT_CSTR};
        mst_grammar grammar = {0};
        EXPECT_EQ(mst_grammar_create(engine_.get(), &desc, &grammar), MST_OK) << last_error();
        return grammar;
    }
    mst_grammar create_choices(const std::vector<std::string>& choices) {
        std::vector<mst_text> list;
        for (const std::string& choice : choices) list.push_back(to_text(choice));
        mst_grammar_desc desc = MST_GRAMMAR_DESC_INIT;
        desc.kind = MST_GRAMMAR_CHOICES;
        desc.choices = list.data();
        desc.choice_count = static_cast<uint32_t>(list.size());
        mst_grammar grammar = {0};
        EXPECT_EQ(mst_grammar_create(engine_.get(), &desc, &grammar), MST_OK) << last_error();
        return grammar;
    }
    // The news of one grammar.
    SeenEvent news(mst_grammar grammar) {
        Pump pump(engine_.get());
        const SeenEvent* found = nullptr;
        EXPECT_TRUE(pump.run_until([&] {
            for (const SeenEvent& seen : pump.events()) {
                const bool about = seen.event.type == MST_EVENT_GRAMMAR_READY ||
                                   seen.event.type == MST_EVENT_GRAMMAR_FAILED;
                if (about && seen.event.values[0] == grammar.id) found = &seen;
            }
            return found != nullptr;
        }));
        return found != nullptr ? *found : SeenEvent{};
    }
    struct Answer {
        SeenEvent end;
        std::string text;
    };
    Answer answer(mst_session session, mst_grammar grammar, uint64_t seed,
                  uint32_t max_tokens = 256) {
        const Prompt prompt("What do you sell?", max_tokens, seed);
        mst_request_desc desc = prompt.desc;
        desc.grammar = grammar;
        desc.flags = flags_;
        const mst_text stop = to_text(stop_);
        desc.stops = &stop;
        desc.stop_count = stop_.empty() ? 0 : 1;
        mst_request request = {0};
        EXPECT_EQ(mst_request_submit(engine_.get(), session, &desc, &request), MST_OK)
            << last_error();
        Pump pump(engine_.get());
        EXPECT_TRUE(pump.run_until_terminal(request));
        const SeenEvent* end = pump.terminal(request);
        return {end != nullptr ? *end : SeenEvent{}, pump.answer(request)};
    }
    mst_grammar_match test(mst_grammar grammar, std::string_view text) {
        mst_grammar_match match = MST_GRAMMAR_MATCH_INIT;
        EXPECT_EQ(mst_grammar_test(engine_.get(), grammar, to_text(text), &match), MST_OK)
            << last_error();
        return match;
    }

    mst_request_flags flags_ = 0;  // of the requests of answer()
    std::string stop_;
};

TEST_F(GrammarTest, every_answer_is_in_its_schema) {
    const mst_grammar grammar = create(MST_GRAMMAR_JSON_SCHEMA, kSchema);
    const mst_session session = make_session(engine_.get(), model_);
    for (uint64_t seed = 1; seed <= 25; ++seed) {
        const Answer got = answer(session, grammar, seed);
        ASSERT_EQ(got.end.event.type, MST_EVENT_DONE) << got.end.text;
        EXPECT_EQ(got.end.event.values[1], uint64_t{MST_FINISH_END});
        const auto json = nlohmann::json::parse(got.text, nullptr, false);
        ASSERT_TRUE(json.is_object()) << got.text;
        EXPECT_EQ(json.size(), 3u);
        EXPECT_TRUE(json["speech"].is_string());
        EXPECT_TRUE(json["mood"] == "calm" || json["mood"] == "angry");
        const int coins = json["coins"].get<int>();
        EXPECT_TRUE(coins >= 0 && coins <= 99) << got.text;
        EXPECT_EQ(test(grammar, got.text).complete, 1u);
    }
}

// What has to be said is said, whoever cuts it into tokens.
TEST_F(GrammarTest, tokens_without_a_choice_are_not_sampled) {
    const mst_grammar grammar = create_choices({"ale costs three coins", "bread costs two coins"});
    const mst_session session = make_session(engine_.get(), model_);
    uint64_t tokens = 0;
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        const Answer got = answer(session, grammar, seed);
        EXPECT_EQ(got.end.event.values[1], uint64_t{MST_FINISH_END});
        EXPECT_EQ(test(grammar, got.text).complete, 1u) << got.text;
        tokens += got.end.event.values[0];
        ASSERT_EQ(mst_session_reset(engine_.get(), session), MST_OK);
    }
    const mst_engine_stats stats = stats_of(engine_.get());
    EXPECT_EQ(stats.generated_tokens, tokens);
    EXPECT_GT(stats.forced_tokens, tokens / 2);
    EXPECT_LT(stats.forced_tokens, tokens);
    EXPECT_LT(stats.step_count, tokens);
}

TEST_F(GrammarTest, a_request_may_have_every_token_sampled) {
    const mst_grammar grammar = create_choices({"ale costs three coins"});
    const mst_session session = make_session(engine_.get(), model_);
    flags_ = MST_REQUEST_SAMPLE_EVERY_TOKEN_BIT;
    const Answer sampled = answer(session, grammar, 1);
    EXPECT_EQ(stats_of(engine_.get()).forced_tokens, 0u);
    flags_ = 0;
    EXPECT_EQ(answer(session, grammar, 1).text, sampled.text);
    EXPECT_GT(stats_of(engine_.get()).forced_tokens, 0u);
}

TEST_F(GrammarTest, limits_and_stops_hold_within_what_is_not_sampled) {
    const std::string text = "the road to the north is closed until the snow melts in the spring";
    const mst_grammar grammar = create_choices({text});
    const mst_session session = make_session(engine_.get(), model_);
    const Answer cut = answer(session, grammar, 1, 5);
    EXPECT_EQ(cut.end.event.values[0], 5u);
    EXPECT_EQ(cut.end.event.values[1], uint64_t{MST_FINISH_MAX_TOKENS});
    EXPECT_TRUE(text.starts_with(cut.text)) << cut.text;
    stop_ = "until";
    const Answer stopped = answer(session, grammar, 1);
    EXPECT_EQ(stopped.end.event.values[1], uint64_t{MST_FINISH_STOP});
    EXPECT_EQ(stopped.text, text.substr(0, text.find("until")));
}

// Keys and values of such tokens are those that a prompt would have: whoever tells the same
// conversation in another session gets the same answer.
TEST_F(GrammarTest, an_answer_goes_on_the_same_behind_what_was_not_sampled) {
    const mst_grammar grammar = create(MST_GRAMMAR_JSON_SCHEMA, kSchema);
    const mst_session session = make_session(engine_.get(), model_);
    const Answer first = answer(session, grammar, 4);
    ASSERT_GT(stats_of(engine_.get()).forced_tokens, 0u);
    const Answer second = answer(session, {0}, 5, 24);
    mst_message history[2] = {};
    history[0].role = MST_ROLE_USER;
    history[0].text = to_text("What do you sell?");
    history[1].role = MST_ROLE_ASSISTANT;
    history[1].text = to_text(first.text);
    mst_session_desc desc = MST_SESSION_DESC_INIT;
    desc.model = model_;
    desc.system_prompt = to_text("You are Marta, the innkeeper.");  // as make_session()
    desc.history = history;
    desc.history_count = 2;
    mst_session other = {0};
    ASSERT_EQ(mst_session_create(engine_.get(), &desc, &other), MST_OK) << last_error();
    EXPECT_EQ(answer(other, {0}, 5, 24).text, second.text);
}

TEST_F(GrammarTest, the_first_space_is_not_part_of_the_answer) {
    const mst_grammar grammar = create_choices({"yes", " yes"});
    const mst_session session = make_session(engine_.get(), model_);
    bool plain = false;
    bool spaced = false;
    for (uint64_t seed = 1; seed <= 40; ++seed) {
        const std::string text = answer(session, grammar, seed).text;
        plain |= text == "yes";
        spaced |= text == " yes";
        EXPECT_TRUE(text == "yes" || text == " yes") << "'" << text << "'";
    }
    EXPECT_TRUE(plain);
    EXPECT_TRUE(spaced);
}

TEST_F(GrammarTest, rules_and_expressions_hold) {
    const mst_session session = make_session(engine_.get(), model_);
    const mst_grammar rules = create(MST_GRAMMAR_GBNF,
                                     "root ::= \"take \" item (\" and \" item){0,2}\n"
                                     "item ::= \"ale\" | \"bread\" | \"rope\"\n");
    const mst_grammar lark =
        create(MST_GRAMMAR_LARK, "start: \"I \" VERB (\" and \" VERB)?\nVERB: /(run|hide|sing)/\n");
    const mst_grammar expression = create(MST_GRAMMAR_REGEX, "[0-9]{1,3} (coins|pence)");
    for (uint64_t seed = 1; seed <= 10; ++seed) {
        EXPECT_EQ(test(rules, answer(session, rules, seed).text).complete, 1u);
        EXPECT_EQ(test(lark, answer(session, lark, seed).text).complete, 1u);
        EXPECT_EQ(test(expression, answer(session, expression, seed).text).complete, 1u);
    }
}

TEST_F(GrammarTest, a_request_may_be_submitted_before_its_grammar_is_compiled) {
    const mst_session session = make_session(engine_.get(), model_);
    const mst_grammar grammar = create_choices({"open", "shut"});
    const Answer got = answer(session, grammar, 3);
    EXPECT_TRUE(got.text == "open" || got.text == "shut") << got.text;
    EXPECT_EQ(mst_grammar_destroy(engine_.get(), grammar), MST_OK);
}

TEST_F(GrammarTest, requests_keep_a_grammar_that_is_destroyed) {
    const mst_session session = make_session(engine_.get(), model_);
    const mst_grammar grammar = create_choices({"left", "right"});
    const Prompt prompt("Which way?", 32, 5);
    mst_request_desc desc = prompt.desc;
    desc.grammar = grammar;
    mst_request request = {0};
    ASSERT_EQ(mst_request_submit(engine_.get(), session, &desc, &request), MST_OK);
    ASSERT_EQ(mst_grammar_destroy(engine_.get(), grammar), MST_OK);
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_terminal(request));
    const std::string text = pump.answer(request);
    EXPECT_TRUE(text == "left" || text == "right") << text;
    EXPECT_EQ(mst_request_submit(engine_.get(), session, &desc, &request), MST_ERROR_STALE_HANDLE);
    EXPECT_EQ(mst_grammar_destroy(engine_.get(), grammar), MST_ERROR_STALE_HANDLE);
}

TEST_F(GrammarTest, a_grammar_with_mistakes_says_where) {
    const struct {
        mst_grammar_kind kind;
        const char* text;
        mst_result result;
        const char* part;
    } cases[] = {
        {MST_GRAMMAR_JSON_SCHEMA, "{\"type\": \"object\"", MST_ERROR_BAD_GRAMMAR, ""},
        {MST_GRAMMAR_JSON_SCHEMA, "{\"type\": \"strin\"}", MST_ERROR_BAD_GRAMMAR, "/type"},
        {MST_GRAMMAR_JSON_SCHEMA, "{\"pattern\": \"(\"}", MST_ERROR_BAD_GRAMMAR, "/pattern"},
        {MST_GRAMMAR_GBNF, "root ::= other\n", MST_ERROR_BAD_GRAMMAR, "other"},
        {MST_GRAMMAR_REGEX, "a{3,1}", MST_ERROR_BAD_GRAMMAR, ""},
    };
    for (const auto& wrong : cases) {
        const mst_grammar grammar = create(wrong.kind, wrong.text);
        const SeenEvent seen = news(grammar);
        EXPECT_EQ(seen.event.type, MST_EVENT_GRAMMAR_FAILED) << wrong.text;
        EXPECT_EQ(seen.event.result, wrong.result) << seen.text;
        EXPECT_NE(seen.text.find(wrong.part), std::string::npos) << seen.text;
        EXPECT_EQ(mst_grammar_destroy(engine_.get(), grammar), MST_ERROR_STALE_HANDLE);
    }
}

// The grammar fails while the request is on its way or before: then the id is stale at the call.
TEST_F(GrammarTest, a_request_fails_with_its_grammar) {
    const mst_session session = make_session(engine_.get(), model_);
    const Prompt prompt("What do you sell?");
    for (int round = 0; round < 20; ++round) {
        mst_request_desc desc = prompt.desc;
        desc.grammar = create(MST_GRAMMAR_REGEX, "(unclosed");
        mst_request request = {0};
        const mst_result result = mst_request_submit(engine_.get(), session, &desc, &request);
        if (result == MST_ERROR_STALE_HANDLE) continue;
        ASSERT_EQ(result, MST_OK) << last_error();
        Pump pump(engine_.get());
        ASSERT_TRUE(pump.run_until_terminal(request));
        const SeenEvent* end = pump.terminal(request);
        EXPECT_EQ(end->event.type, MST_EVENT_FAILED);
        EXPECT_TRUE(end->event.result == MST_ERROR_BAD_GRAMMAR ||
                    end->event.result == MST_ERROR_STALE_HANDLE)
            << end->text;
        EXPECT_TRUE(pump.answer(request).empty());
    }
    EXPECT_EQ(answer(session, create_choices({"well"}), 1).text, "well");
}

TEST_F(GrammarTest, tests_tell_how_far_a_text_fits) {
    const mst_grammar grammar = create(MST_GRAMMAR_JSON_SCHEMA, kSchema);
    ASSERT_EQ(news(grammar).event.type, MST_EVENT_GRAMMAR_READY);
    const std::string good = R"({"speech":"Aye.","mood":"calm","coins":7})";
    EXPECT_EQ(test(grammar, good).complete, 1u);
    EXPECT_EQ(test(grammar, good.substr(0, 12)).complete, 0u);
    EXPECT_EQ(test(grammar, good.substr(0, 12)).accepted_bytes, 12u);
    const std::string bad = R"({"speech":"Aye.","mood":"sad","coins":7})";
    EXPECT_EQ(test(grammar, bad).complete, 0u);
    EXPECT_EQ(test(grammar, bad).accepted_bytes, bad.find("sad"));
}

TEST_F(GrammarTest, what_stays_unenforced_is_named) {
    mst_grammar_desc desc = MST_GRAMMAR_DESC_INIT;
    desc.text = to_text(R"({"type": "array", "uniqueItems": true, "items": {"type": "string"}})");
    mst_grammar grammar = {0};
    ASSERT_EQ(mst_grammar_create(engine_.get(), &desc, &grammar), MST_OK);
    const SeenEvent refused = news(grammar);
    EXPECT_EQ(refused.event.result, MST_ERROR_UNSUPPORTED) << refused.text;
    EXPECT_NE(refused.text.find("uniqueItems"), std::string::npos) << refused.text;
    const mst_text keyword = to_text("uniqueItems");
    desc.unenforced = &keyword;
    desc.unenforced_count = 1;
    ASSERT_EQ(mst_grammar_create(engine_.get(), &desc, &grammar), MST_OK);
    const SeenEvent ready = news(grammar);
    EXPECT_EQ(ready.event.type, MST_EVENT_GRAMMAR_READY) << ready.text;
    EXPECT_NE(ready.payload.find("uniqueItems"), std::string::npos) << ready.payload;
}

TEST_F(GrammarTest, an_answer_that_is_cut_off_says_so) {
    const mst_session session = make_session(engine_.get(), model_);
    const Answer got = answer(session, create(MST_GRAMMAR_REGEX, "[a-z]{500}"), 2, 5);
    EXPECT_EQ(got.end.event.type, MST_EVENT_DONE);
    EXPECT_EQ(got.end.event.values[1], uint64_t{MST_FINISH_MAX_TOKENS});
}

TEST_F(GrammarTest, misuse_is_refused) {
    mst_grammar grammar = {9};
    mst_grammar_desc desc = MST_GRAMMAR_DESC_INIT;
    EXPECT_EQ(mst_grammar_create(engine_.get(), nullptr, &grammar), MST_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(grammar.id, 0u);
    EXPECT_EQ(mst_grammar_create(engine_.get(), &desc, &grammar), MST_ERROR_INVALID_ARGUMENT);
    EXPECT_NE(last_error().find("text"), std::string::npos) << last_error();
    desc.text = to_text("{}");
    desc.kind = static_cast<mst_grammar_kind>(77);
    EXPECT_EQ(mst_grammar_create(engine_.get(), &desc, &grammar), MST_ERROR_INVALID_ARGUMENT);
    desc.kind = MST_GRAMMAR_CHOICES;
    EXPECT_EQ(mst_grammar_create(engine_.get(), &desc, &grammar), MST_ERROR_INVALID_ARGUMENT);
    desc.kind = MST_GRAMMAR_JSON_SCHEMA;
    desc.max_gap = 9;
    EXPECT_EQ(mst_grammar_create(engine_.get(), &desc, &grammar), MST_ERROR_INVALID_ARGUMENT);
    mst_grammar_match match = MST_GRAMMAR_MATCH_INIT;
    EXPECT_EQ(mst_grammar_test(engine_.get(), {0}, to_text("x"), &match),
              MST_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(mst_grammar_test(engine_.get(), {model_.id}, to_text("x"), &match),
              MST_ERROR_INVALID_ARGUMENT);
}

}  // namespace
}  // namespace minstrel::testing
