// Requests that choose one of a few texts as a whole, from outside: limits, changes and endings in
// the middle of a choice. That the choice itself is right is tested in unit/session.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "tests/capi/engine_fixture.h"

namespace minstrel::testing {
namespace {

const std::vector<std::string> kDoors = {"the old gate", "the tavern door", "the river gate",
                                         "the iron door", "the guard room"};

constexpr const char* kLiveSchema =
    R"({"type": "object", "properties": {"door": {"type": "string", "live": "doors"}},
        "required": ["door"], "additionalProperties": false})";

class ChoiceTest : public EngineTest {
  protected:
    void SetUp() override {
        restart(small_engine());
        wait_for_model();
    }

    mst_grammar create(mst_grammar_kind kind, const std::string& text) {
        mst_grammar_desc desc = MST_GRAMMAR_DESC_INIT;
        desc.kind = kind;
        desc.text = to_text(text);
        return create(desc);
    }
    mst_grammar create_choices(const std::vector<std::string>& texts) {
        const std::vector<mst_text> list = views(texts);
        mst_grammar_desc desc = MST_GRAMMAR_DESC_INIT;
        desc.kind = MST_GRAMMAR_CHOICES;
        desc.choices = list.data();
        desc.choice_count = static_cast<uint32_t>(list.size());
        return create(desc);
    }
    mst_grammar create(const mst_grammar_desc& desc) {
        mst_grammar grammar = {0};
        EXPECT_EQ(mst_grammar_create(engine_.get(), &desc, &grammar), MST_OK) << last_error();
        return grammar;
    }
    static std::vector<mst_text> views(const std::vector<std::string>& texts) {
        std::vector<mst_text> list;
        for (const std::string& text : texts) list.push_back(to_text(text));
        return list;
    }

    // Of a new session.
    mst_request ask(mst_grammar grammar, uint64_t seed, mst_request_flags flags = 0) {
        Prompt prompt("Which door?", max_tokens_, seed);
        prompt.desc.grammar = grammar;
        prompt.desc.flags = flags;
        if (seed == 0) prompt.sampling.temperature = 0;
        prompt.desc.stops = stop_.empty() ? nullptr : &stop_view_;
        prompt.desc.stop_count = stop_.empty() ? 0 : 1;
        stop_view_ = to_text(stop_);
        prompt.desc.live = live_;
        prompt.desc.live_count = live_ == nullptr ? 0 : 1;
        return submit(engine_.get(), make_session(engine_.get(), model_), prompt);
    }
    // Some steps into a request that is submitted before the call.
    bool wait_for_step(uint64_t steps) {
        return wait_without_polling([&] { return stats_of(engine_.get()).step_count >= steps; });
    }
    struct Answer {
        std::string text;
        mst_event end;
    };
    Answer wait_for(mst_request request) {
        Pump pump(engine_.get());
        EXPECT_TRUE(pump.run_until_terminal(request));
        const SeenEvent* end = pump.terminal(request);
        if (end == nullptr) return {};
        (void)mst_session_destroy(engine_.get(), end->event.session);
        return {pump.answer(request), end->event};
    }
    static bool is_door(const std::string& text) {
        return std::ranges::find(kDoors, text) != kDoors.end();
    }

    uint32_t max_tokens_ = 64;
    std::string stop_;
    mst_text stop_view_ = {};
    const mst_live_values* live_ = nullptr;
};

TEST_F(ChoiceTest, draws_differ_by_seed_and_the_likeliest_stays) {
    const mst_grammar doors = create_choices(kDoors);
    std::map<std::string, int> drawn;
    for (uint64_t seed = 1; seed <= 60; ++seed) ++drawn[wait_for(ask(doors, seed)).text];
    for (const auto& [text, count] : drawn) EXPECT_TRUE(is_door(text)) << text;
    EXPECT_GT(drawn.size(), 1u);
    const std::string likeliest = wait_for(ask(doors, 0)).text;
    EXPECT_TRUE(is_door(likeliest));
    EXPECT_EQ(wait_for(ask(doors, 0)).text, likeliest);
    EXPECT_EQ(wait_for(ask(doors, 7)).text, wait_for(ask(doors, 7)).text);
}

TEST_F(ChoiceTest, is_another_than_that_of_the_first_token) {
    int others = 0;
    for (size_t i = 0; i < 12; ++i) {
        std::vector<std::string> texts;
        for (size_t word = 0; word < 4; ++word) {
            texts.push_back(kDoors[(i + word) % kDoors.size()].substr(4 + (i * word) % 3));
        }
        const mst_grammar grammar = create_choices(texts);
        const std::string whole = wait_for(ask(grammar, 0)).text;
        const std::string first =
            wait_for(ask(grammar, 0, MST_REQUEST_SAMPLE_EVERY_TOKEN_BIT)).text;
        others += whole != first ? 1 : 0;
    }
    EXPECT_GT(others, 0);
}

TEST_F(ChoiceTest, events_tell_nothing_before_it_is_made) {
    const mst_grammar grammar = create(
        MST_GRAMMAR_GBNF,
        "root ::= \"[\" (\"the old gate\" | \"the tavern door\" | \"the river\") \"] \" [a-z]{9}");
    for (uint64_t seed = 0; seed < 20; ++seed) {
        const mst_request request = ask(grammar, seed);
        Pump pump(engine_.get());
        ASSERT_TRUE(pump.run_until_terminal(request));
        std::string text;
        for (const SeenEvent& seen : pump.of(request)) {
            if (seen.event.type != MST_EVENT_TEXT) continue;
            text += seen.text;
            const bool begins_one = text.size() > 1 && text.find(']') == std::string::npos;
            EXPECT_FALSE(begins_one && text != "[the old gate" && text != "[the tavern door" &&
                         text != "[the river")
                << text;
        }
        EXPECT_EQ(pump.terminal(request)->event.values[1], uint64_t{MST_FINISH_END});
        (void)mst_session_destroy(engine_.get(), pump.terminal(request)->event.session);
    }
}

TEST_F(ChoiceTest, counts_only_the_tokens_of_the_answer) {
    const mst_grammar doors = create_choices(kDoors);
    uint64_t tokens = 0;
    for (uint64_t seed = 0; seed < 10; ++seed) tokens += wait_for(ask(doors, seed)).end.values[0];
    const mst_engine_stats stats = stats_of(engine_.get());
    EXPECT_EQ(stats.generated_tokens, tokens);
    EXPECT_GT(stats.forced_tokens, 0u);
    EXPECT_LT(stats.forced_tokens, tokens);
}

TEST_F(ChoiceTest, limits_and_stops_hold) {
    const mst_grammar doors = create_choices(kDoors);
    max_tokens_ = 3;
    const Answer cut = wait_for(ask(doors, 0));
    EXPECT_EQ(cut.end.values[0], 3u);
    EXPECT_EQ(cut.end.values[1], uint64_t{MST_FINISH_MAX_TOKENS});
    EXPECT_TRUE(std::ranges::any_of(
        kDoors, [&](const std::string& door) { return door.starts_with(cut.text); }));
    max_tokens_ = 64;
    stop_ = " ";
    const Answer stopped = wait_for(ask(doors, 0));
    EXPECT_EQ(stopped.end.values[1], uint64_t{MST_FINISH_STOP});
    EXPECT_EQ(stopped.text, "the");
}

TEST_F(ChoiceTest, whoever_chooses_can_be_cancelled) {
    const mst_grammar doors = create_choices(kDoors);
    for (uint64_t i = 0; i < 40; ++i) {
        const uint64_t steps = stats_of(engine_.get()).step_count + i % 6;
        const mst_request request = ask(doors, i);
        ASSERT_TRUE(wait_for_step(steps));
        (void)mst_request_cancel(engine_.get(), request);
        const Answer answer = wait_for(request);
        EXPECT_TRUE(answer.end.type == MST_EVENT_CANCELLED || is_door(answer.text)) << answer.text;
    }
}

TEST_F(ChoiceTest, values_can_be_replaced_while_they_are_weighed) {
    const mst_grammar grammar = create(MST_GRAMMAR_JSON_SCHEMA, kLiveSchema);
    const std::vector<std::string> before = {"the old gate", "the old road", "the iron key"};
    const std::vector<std::string> after = {"the old gate", "the market", "a letter"};
    const std::vector<mst_text> first = views(before);
    const std::vector<mst_text> second = views(after);
    const mst_live_values given = {to_text("doors"), first.data(), 3, 0};
    const mst_live_values changed = {to_text("doors"), second.data(), 3, 0};
    live_ = &given;
    int replaced = 0;
    for (uint64_t i = 0; i < 40; ++i) {
        const uint64_t steps = stats_of(engine_.get()).step_count + i % 6;
        const mst_request request = ask(grammar, i);
        ASSERT_TRUE(wait_for_step(steps));
        Pump pump(engine_.get());
        const bool asked = mst_request_set_live(engine_.get(), request, &changed, 1) == MST_OK;
        ASSERT_TRUE(pump.run_until_terminal(request));
        // The engine says which values hold; none when the answer was complete before.
        bool holds = false;
        for (const SeenEvent& seen : pump.of(request)) {
            if (seen.event.type == MST_EVENT_LIVE) holds = seen.event.values[0] == 1;
        }
        EXPECT_TRUE(asked || !holds);
        replaced += holds ? 1 : 0;
        const std::string text = pump.answer(request);
        EXPECT_TRUE(std::ranges::any_of(holds ? after : before,
                                        [&](const std::string& value) {
                                            return text.find("\"" + value + "\"") !=
                                                   std::string::npos;
                                        }))
            << text << " " << holds;
        (void)mst_session_destroy(engine_.get(), pump.terminal(request)->event.session);
    }
    EXPECT_GT(replaced, 0);
}

TEST_F(ChoiceTest, a_host_that_never_stops_replacing_values_gets_its_answer) {
    const mst_grammar grammar = create(MST_GRAMMAR_JSON_SCHEMA, kLiveSchema);
    const std::vector<std::string> values = {"the old gate", "the old road", "the iron key"};
    const std::vector<std::string> others = {"the old gate", "the old road", "the iron door"};
    const std::vector<mst_text> first = views(values);
    const std::vector<mst_text> second = views(others);
    const mst_live_values live[] = {{to_text("doors"), first.data(), 3, 0},
                                    {to_text("doors"), second.data(), 3, 0}};
    live_ = &live[0];
    for (const size_t kinds : {size_t{1}, size_t{2}}) {  // always the same, or in turns
        const mst_request request = ask(grammar, 1);
        Pump pump(engine_.get());
        size_t count = 0;
        ASSERT_TRUE(wait_without_polling([&] {
            (void)mst_request_set_live(engine_.get(), request, &live[count++ % kinds], 1);
            pump.poll();
            return pump.terminal(request) != nullptr;
        }));
        EXPECT_EQ(pump.terminal(request)->event.type, MST_EVENT_DONE);
        (void)mst_session_destroy(engine_.get(), pump.terminal(request)->event.session);
    }
}

TEST_F(ChoiceTest, answers_begin_with_a_choice_behind_their_space) {
    // Of a vocabulary that begins every answer with a space; the second text is a part of the
    // first.
    const mst_grammar grammar = create_choices({"the guard room", "the guard"});
    for (uint64_t seed = 0; seed < 20; ++seed) {
        const std::string text = wait_for(ask(grammar, seed)).text;
        EXPECT_TRUE(text == "the guard room" || text == "the guard") << text;
    }
}

}  // namespace
}  // namespace minstrel::testing
