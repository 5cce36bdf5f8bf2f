// The promises about conversations, through the C API on a tiny model: answers do not depend on
// who else talks, how prompts are cut, how many threads compute or how scarce memory is; a full
// context forgets the oldest turns and says so.
#include <gtest/gtest.h>

#include <map>

#include "tests/capi/engine_fixture.h"

namespace minstrel::testing {
namespace {

constexpr int kSessions = 8;
constexpr int kTurns = 3;

std::string line(int session, int turn) {
    return "Good day number " + std::to_string(session * 17 + turn) +
           (turn % 2 == 0 ? ". What do you sell, friend?" : ". And the ale?");
}

mst_session talkative(mst_engine* engine, mst_model model, int number,
                      uint32_t context_tokens = 0) {
    const std::string persona =
        "You are keeper number " + std::to_string(number) + " of the lodge by the mill.";
    mst_session_desc desc = MST_SESSION_DESC_INIT;
    desc.model = model;
    desc.system_prompt = to_text(persona);
    desc.context_tokens = context_tokens;
    mst_session session = {0};
    EXPECT_EQ(mst_session_create(engine, &desc, &session), MST_OK) << last_error();
    return session;
}

class ConversationTest : public EngineTest {
  protected:
    using Answers = std::map<std::pair<int, int>, std::string>;

    // All turns of all sessions, submitted at once when `together`.
    Answers play(const mst_engine_desc& desc, bool together, uint64_t kv_bytes = 0) {
        EnginePointer engine = make_engine(desc);
        Pump pump(engine.get());
        mst_model_desc model_desc = MST_MODEL_DESC_INIT;
        model_desc.path = to_text(package_path());
        model_desc.kv_bytes = kv_bytes;
        mst_model model = {0};
        EXPECT_EQ(mst_model_load(engine.get(), &model_desc, &model), MST_OK) << last_error();
        const mst_grammar deeds = make_deeds(engine.get());
        Answers answers;
        std::map<std::pair<int, int>, mst_request> requests;
        for (int s = 0; s < kSessions; ++s) {
            const mst_session session = talkative(engine.get(), model, s);
            for (int turn = 0; turn < kTurns; ++turn) {
                Prompt prompt(line(s, turn), 24, 100 + static_cast<uint64_t>(s));
                if (s % 2 == 1) {  // these choose among a few texts, and every other one draws
                    prompt.desc.grammar = deeds;
                    prompt.desc.max_tokens = 80;
                    if (s % 4 == 1) prompt.sampling.temperature = 0;
                }
                const mst_request request = submit(engine.get(), session, prompt);
                requests[{s, turn}] = request;
                if (together) continue;
                EXPECT_TRUE(pump.run_until_terminal(request));
            }
            if (together) continue;
            EXPECT_EQ(mst_session_destroy(engine.get(), session), MST_OK);
        }
        for (const auto& [key, request] : requests) {
            EXPECT_TRUE(pump.run_until_terminal(request));
            EXPECT_EQ(pump.terminal(request)->event.type, MST_EVENT_DONE)
                << pump.terminal(request)->text;
            answers[key] = pump.answer(request);
        }
        return answers;
    }

    static mst_grammar make_deeds(mst_engine* engine) {
        mst_grammar_desc desc = MST_GRAMMAR_DESC_INIT;
        desc.kind = MST_GRAMMAR_JSON_SCHEMA;
        desc.text = to_text(R"({"type": "object", "properties": {
            "deed": {"enum": ["sell the bread", "sell the key", "open the gate", "look at the river",
                              "nothing"]},
            "mood": {"enum": ["tired", "warm", "old"]},
            "coins": {"type": "integer", "minimum": 0, "maximum": 99}},
            "required": ["deed", "mood", "coins"], "additionalProperties": false})");
        mst_grammar grammar = {0};
        EXPECT_EQ(mst_grammar_create(engine, &desc, &grammar), MST_OK) << last_error();
        return grammar;
    }

    static mst_engine_desc roomy() {
        mst_engine_desc desc = small_engine();
        desc.max_requests = kSessions * kTurns;
        return desc;
    }
};

TEST_F(ConversationTest, answers_are_the_same_alone_and_in_company) {
    const Answers alone = play(roomy(), false);
    ASSERT_EQ(alone.size(), size_t{kSessions * kTurns});
    EXPECT_FALSE(alone.at({0, 0}).empty());
    EXPECT_NE(alone.at({0, 0}), alone.at({1, 0}));
    EXPECT_EQ(play(roomy(), true), alone);
}

TEST_F(ConversationTest, answers_do_not_depend_on_chunks_rows_threads_or_instruction_set) {
    const Answers expected = play(roomy(), true);
    mst_engine_desc desc = roomy();
    desc.prefill_chunk_tokens = 1;
    EXPECT_EQ(play(desc, true), expected);
    desc = roomy();
    desc.max_batch_rows = 3;
    EXPECT_EQ(play(desc, true), expected);
    desc = roomy();
    desc.thread_count = 3;
    desc.max_batch_rows = 128;
    desc.prefill_chunk_tokens = 128;
    EXPECT_EQ(play(desc, true), expected);
}

TEST_F(ConversationTest, scarce_pages_cost_time_and_change_no_word) {
    const Answers expected = play(roomy(), true);
    mst_engine_stats stats = MST_ENGINE_STATS_INIT;
    mst_model_info info = MST_MODEL_INFO_INIT;
    wait_for_model();
    ASSERT_EQ(mst_model_query(engine_.get(), model_, &info), MST_OK);
    ASSERT_EQ(mst_engine_query_stats(engine_.get(), &stats), MST_OK);
    // Exactly one full context for eight sessions.
    EXPECT_EQ(play(roomy(), true, info.kv_bytes_per_token * info.context_tokens), expected);
}

TEST_F(ConversationTest, a_growing_conversation_reuses_what_was_computed) {
    wait_for_model();
    Pump pump(engine_.get());
    mst_session_desc desc = MST_SESSION_DESC_INIT;
    desc.model = model_;  // without a persona, which would move to the newest message
    mst_session session = {0};
    ASSERT_EQ(mst_session_create(engine_.get(), &desc, &session), MST_OK);
    for (int turn = 0; turn < 3; ++turn) {
        const mst_request request = submit(engine_.get(), session, Prompt(line(0, turn), 12));
        ASSERT_TRUE(pump.run_until_terminal(request));
    }
    const mst_engine_stats stats = stats_of(engine_.get());
    EXPECT_GT(stats.reused_tokens, 40u);
    EXPECT_GT(stats.prompt_tokens, 0u);
}

TEST_F(ConversationTest, a_full_context_forgets_the_oldest_turns_and_says_so) {
    wait_for_model();
    Pump pump(engine_.get());
    const mst_session session = talkative(engine_.get(), model_, 1, 160);
    uint64_t dropped = 0;
    uint64_t left = 0;
    for (int turn = 0; turn < 12; ++turn) {
        const mst_request request = submit(engine_.get(), session, Prompt(line(2, turn), 8));
        ASSERT_TRUE(pump.run_until_terminal(request));
        ASSERT_EQ(pump.terminal(request)->event.type, MST_EVENT_DONE)
            << pump.terminal(request)->text;
        for (const SeenEvent& seen : pump.of(request)) {
            if (seen.event.type != MST_EVENT_CONTEXT_TRIMMED) continue;
            EXPECT_GT(seen.event.values[0], 0u);
            dropped += seen.event.values[0];
            left = seen.event.values[1];
            EXPECT_EQ(dropped + left, 2u * turn) << "both sides of every earlier turn";
        }
    }
    EXPECT_GT(dropped, 0u);
    EXPECT_GT(left, 0u);
    mst_session_info info = MST_SESSION_INFO_INIT;
    ASSERT_EQ(mst_session_query(engine_.get(), session, &info), MST_OK);
    EXPECT_EQ(info.dropped_messages, dropped);
    EXPECT_LE(info.used_tokens, 160u);
    EXPECT_EQ(info.context_tokens, 160u);

    // What is left: the persona and the newest turns.
    ASSERT_EQ(mst_session_history(engine_.get(), session), MST_OK);
    std::string history;
    ASSERT_TRUE(pump.run_until([&] {
        for (const SeenEvent& seen : pump.events()) {
            if (seen.event.type == MST_EVENT_HISTORY) history = seen.payload;
        }
        return !history.empty();
    }));
    EXPECT_NE(history.find("You are keeper number 1 of the lodge"), std::string::npos) << history;
    EXPECT_NE(history.find(line(2, 11)), std::string::npos) << history;
    EXPECT_EQ(history.find(line(2, 0)), std::string::npos) << history;
}

TEST_F(ConversationTest, a_prompt_longer_than_the_context_is_refused_and_the_session_lives) {
    wait_for_model();
    Pump pump(engine_.get());
    const mst_session session = talkative(engine_.get(), model_, 1, 64);
    std::string endless;
    for (int i = 0; i < 100; ++i) endless += "and on it goes ";
    mst_request request = submit(engine_.get(), session, Prompt(endless, 8));
    ASSERT_TRUE(pump.run_until_terminal(request));
    EXPECT_EQ(pump.terminal(request)->event.type, MST_EVENT_FAILED);
    EXPECT_EQ(pump.terminal(request)->event.result, MST_ERROR_LIMIT_REACHED);
    EXPECT_NE(pump.terminal(request)->text.find("64"), std::string::npos);
    request = submit(engine_.get(), session, Prompt("Hi", 8));
    ASSERT_TRUE(pump.run_until_terminal(request));
    EXPECT_EQ(pump.terminal(request)->event.type, MST_EVENT_DONE);
}

TEST_F(ConversationTest, an_answer_ends_where_the_context_ends) {
    wait_for_model();
    Pump pump(engine_.get());
    const mst_session session = talkative(engine_.get(), model_, 1, 64);
    const Prompt prompt("Hi", 500);
    mst_request_desc desc = prompt.desc;
    const mst_sampling_desc sampling = prompt.sampling;
    desc.sampling = &sampling;
    // Some seed does not end its answer early.
    for (uint64_t seed = 1; seed < 40; ++seed) {
        desc.seed = seed;
        mst_request request = {0};
        ASSERT_EQ(mst_request_submit(engine_.get(), session, &desc, &request), MST_OK);
        ASSERT_TRUE(pump.run_until_terminal(request));
        const SeenEvent& end = *pump.terminal(request);
        ASSERT_EQ(end.event.type, MST_EVENT_DONE) << end.text;
        ASSERT_LE(end.event.values[0] + end.event.values[3], 64u);
        if (end.event.values[1] == MST_FINISH_CONTEXT) return;
        ASSERT_EQ(mst_session_reset(engine_.get(), session), MST_OK);
    }
    FAIL() << "no answer reached the end of the context";
}

TEST_F(ConversationTest, reset_forgets_and_a_new_persona_takes_its_place_in_the_queue) {
    wait_for_model();
    Pump pump(engine_.get());
    const mst_session session = talkative(engine_.get(), model_, 3);
    const mst_request first = submit(engine_.get(), session, Prompt("Who are you?", 12));
    ASSERT_TRUE(pump.run_until_terminal(first));
    ASSERT_EQ(mst_session_set_system_prompt(engine_.get(), session, to_text("You are a cat.")),
              MST_OK);
    const mst_request cat = submit(engine_.get(), session, Prompt("Who are you?", 12));
    ASSERT_EQ(mst_session_reset(engine_.get(), session), MST_OK);
    ASSERT_EQ(
        mst_session_set_system_prompt(engine_.get(), session,
                                      to_text("You are keeper number 3 of the lodge by the mill.")),
        MST_OK);
    const mst_request again = submit(engine_.get(), session, Prompt("Who are you?", 12));
    ASSERT_TRUE(pump.run_until_terminal(again));
    EXPECT_EQ(pump.answer(again), pump.answer(first));
    EXPECT_NE(pump.answer(cat), pump.answer(first));
}

TEST_F(ConversationTest, a_failed_or_cancelled_request_leaves_the_conversation_as_it_was) {
    wait_for_model();
    Pump pump(engine_.get());
    const mst_session session = talkative(engine_.get(), model_, 4);
    const mst_request lost = submit(engine_.get(), session, Prompt("Forget this line", 400));
    ASSERT_EQ(mst_request_cancel(engine_.get(), lost), MST_OK);
    ASSERT_TRUE(pump.run_until_terminal(lost));
    mst_session_info info = MST_SESSION_INFO_INIT;
    ASSERT_EQ(mst_session_query(engine_.get(), session, &info), MST_OK);
    const bool was_cancelled = pump.terminal(lost)->event.type == MST_EVENT_CANCELLED;
    EXPECT_EQ(info.message_count, was_cancelled ? 0u : 2u);
}

}  // namespace
}  // namespace minstrel::testing
