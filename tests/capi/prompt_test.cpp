// What hosts may pass: every form of text and messages, copied before the call returns.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/capi/engine_fixture.h"

namespace minstrel::testing {
namespace {

constexpr mst_text kAbsent = {nullptr, 0};

// Text in memory of its own that is spoilt on demand, with everything that points to it.
class Spoilable {
  public:
    mst_text add(std::string_view text) {
        pieces_.push_back(std::make_unique<std::string>(text));
        return to_text(*pieces_.back());
    }
    void spoil() {
        for (const auto& piece : pieces_) piece->assign(piece->size(), '\xFF');
    }

  private:
    std::vector<std::unique_ptr<std::string>> pieces_;
};

class PromptTest : public EngineTest {
  protected:
    void SetUp() override {
        EngineTest::SetUp();
        wait_for_model();
    }

    std::string answer_of(mst_request request, mst_event_type expected = MST_EVENT_DONE) {
        Pump pump(engine_.get());
        EXPECT_TRUE(pump.run_until_terminal(request));
        const SeenEvent* end = pump.terminal(request);
        if (end == nullptr) return "no end";
        EXPECT_EQ(end->event.type, expected) << end->text;
        prompt_tokens_ = end->event.values[3];
        return pump.answer(request);
    }

    std::string answer(const mst_request_desc& desc, const char* persona = "You are Marta.") {
        mst_session_desc session_desc = MST_SESSION_DESC_INIT;
        session_desc.model = model_;
        session_desc.system_prompt = mst_text{persona, MST_TEXT_CSTR};
        mst_session session = {0};
        EXPECT_EQ(mst_session_create(engine_.get(), &session_desc, &session), MST_OK);
        mst_request request = {0};
        EXPECT_EQ(mst_request_submit(engine_.get(), session, &desc, &request), MST_OK)
            << last_error();
        const std::string text = answer_of(request);
        EXPECT_EQ(mst_session_destroy(engine_.get(), session), MST_OK);
        return text;
    }

    // A whole conversation from memory that may be spoilt after each call.
    std::string talk(bool spoil) {
        Spoilable texts;
        std::vector<mst_message> history = {
            {MST_ROLE_USER, 0, texts.add("Good evening."), kAbsent, kAbsent},
            {MST_ROLE_ASSISTANT, 0, texts.add("Welcome to the inn!"), kAbsent, kAbsent},
        };
        auto sampling = std::make_unique<mst_sampling_desc>();
        *sampling = MST_SAMPLING_DESC_INIT;
        sampling->temperature = 1;
        mst_session_desc desc = MST_SESSION_DESC_INIT;
        desc.model = model_;
        desc.system_prompt = texts.add("You are Marta, the innkeeper.");
        desc.tools_json = texts.add(
            R"([{"type":"function","function":{"name":"sell","description":"","parameters":{}}}])");
        desc.history = history.data();
        desc.history_count = 2;
        desc.sampling = sampling.get();
        desc.seed = 5;
        mst_session session = {0};
        EXPECT_EQ(mst_session_create(engine_.get(), &desc, &session), MST_OK) << last_error();
        const auto wreck = [&] {
            if (!spoil) return;
            texts.spoil();
            for (mst_message& message : history) message = {};
            sampling->temperature = 0;
            desc = MST_SESSION_DESC_INIT;
        };
        wreck();

        history.assign(1, {MST_ROLE_USER, 0, texts.add("What do you sell?"), kAbsent, kAbsent});
        mst_text stop = texts.add("qqqq");
        mst_request_desc request_desc = MST_REQUEST_DESC_INIT;
        request_desc.messages = history.data();
        request_desc.message_count = 1;
        request_desc.stops = &stop;
        request_desc.stop_count = 1;
        request_desc.max_tokens = 24;
        mst_request request = {0};
        EXPECT_EQ(mst_request_submit(engine_.get(), session, &request_desc, &request), MST_OK)
            << last_error();
        wreck();
        stop = {};
        const std::string text = answer_of(request);
        EXPECT_EQ(mst_session_destroy(engine_.get(), session), MST_OK);
        return text;
    }

    uint64_t prompt_tokens_ = 0;
};

TEST_F(PromptTest, everything_is_copied_before_the_call_returns) {
    const std::string expected = talk(false);
    EXPECT_NE(expected, "");
    EXPECT_EQ(talk(true), expected);
}

TEST_F(PromptTest, text_is_counted_or_terminated_or_a_message_of_the_user) {
    Prompt prompt("What do you sell?", 16);
    const std::string expected = answer(prompt.desc);
    const uint64_t tokens = prompt_tokens_;
    EXPECT_NE(expected, "");
    prompt.desc.text = mst_text{"What do you sell?", MST_TEXT_CSTR};
    EXPECT_EQ(answer(prompt.desc), expected);
    prompt.desc.text = mst_text{"What do you sell? And why?", 17};
    EXPECT_EQ(answer(prompt.desc), expected);
    const mst_message message = {MST_ROLE_USER, 0, to_text("What do you sell?"), kAbsent, kAbsent};
    prompt.desc.text = kAbsent;
    prompt.desc.messages = &message;
    prompt.desc.message_count = 1;
    EXPECT_EQ(answer(prompt.desc), expected);
    EXPECT_EQ(prompt_tokens_, tokens);
}

TEST_F(PromptTest, the_player_may_say_nothing) {
    Prompt prompt("", 4);
    prompt.desc.text = mst_text{"", 0};
    answer(prompt.desc);
    EXPECT_GT(prompt_tokens_, 0u);
}

TEST_F(PromptTest, a_zero_byte_is_a_character_like_others) {
    Prompt prompt("", 4);
    prompt.desc.text = mst_text{"a\0b", 3};
    answer(prompt.desc);
    const uint64_t with_zero = prompt_tokens_;
    prompt.desc.text = mst_text{"a", 1};
    answer(prompt.desc);
    EXPECT_GT(with_zero, prompt_tokens_);
}

TEST_F(PromptTest, calls_and_results_may_be_history_and_a_result_may_be_answered) {
    const mst_text calls =
        to_text(R"([{"name":"sell","arguments":{"item":"ale","count":1},"id":"abcdefghi"}])");
    const mst_text id = to_text("abcdefghi");
    const mst_message history[] = {
        {MST_ROLE_USER, 0, to_text("An ale, please."), kAbsent, kAbsent},
        {MST_ROLE_ASSISTANT, 0, kAbsent, calls, kAbsent},
    };
    mst_session_desc desc = MST_SESSION_DESC_INIT;
    desc.model = model_;
    desc.history = history;
    desc.history_count = 2;
    mst_session session = {0};
    ASSERT_EQ(mst_session_create(engine_.get(), &desc, &session), MST_OK) << last_error();
    const mst_message result = {MST_ROLE_TOOL, 0, to_text(R"({"price":3})"), kAbsent, id};
    mst_request_desc request_desc = MST_REQUEST_DESC_INIT;
    request_desc.messages = &result;
    request_desc.message_count = 1;
    request_desc.max_tokens = 4;
    mst_request request = {0};
    ASSERT_EQ(mst_request_submit(engine_.get(), session, &request_desc, &request), MST_OK)
        << last_error();
    answer_of(request);
    mst_session_info info = MST_SESSION_INFO_INIT;
    ASSERT_EQ(mst_session_query(engine_.get(), session, &info), MST_OK);
    EXPECT_EQ(info.message_count, 4u);
}

TEST_F(PromptTest, calls_that_are_no_json_fail_their_request_with_a_text) {
    const mst_message messages[] = {
        {MST_ROLE_USER, 0, to_text("An ale, please."), kAbsent, kAbsent},
        {MST_ROLE_ASSISTANT, 0, kAbsent, to_text("[{"), kAbsent},
        {MST_ROLE_USER, 0, to_text("Well?"), kAbsent, kAbsent},
    };
    const mst_session session = make_session(engine_.get(), model_);
    mst_request_desc desc = MST_REQUEST_DESC_INIT;
    desc.messages = messages;
    desc.message_count = 3;
    mst_request request = {0};
    ASSERT_EQ(mst_request_submit(engine_.get(), session, &desc, &request), MST_OK) << last_error();
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_terminal(request));
    EXPECT_EQ(pump.terminal(request)->event.type, MST_EVENT_FAILED);
    EXPECT_TRUE(MST_FAILED(pump.terminal(request)->event.result));
    EXPECT_NE(pump.terminal(request)->text, "");
    desc = MST_REQUEST_DESC_INIT;
    desc.text = to_text("Hello");
    desc.max_tokens = 2;
    ASSERT_EQ(mst_request_submit(engine_.get(), session, &desc, &request), MST_OK) << last_error();
    answer_of(request);
}

TEST_F(PromptTest, a_new_persona_is_used_from_the_next_request_on) {
    const mst_session session = make_session(engine_.get(), model_);
    const Prompt prompt("Hello", 2);
    answer_of(submit(engine_.get(), session, prompt));
    const uint64_t first = prompt_tokens_;
    std::string persona = "You are Otto, the smith, and you are very, very grumpy today.";
    ASSERT_EQ(mst_session_set_system_prompt(engine_.get(), session, to_text(persona)), MST_OK);
    persona.assign(persona.size(), '\xFF');
    ASSERT_EQ(mst_session_reset(engine_.get(), session), MST_OK);
    answer_of(submit(engine_.get(), session, prompt));
    EXPECT_GT(prompt_tokens_, first);
    ASSERT_EQ(mst_session_set_system_prompt(engine_.get(), session, kAbsent), MST_OK);
    ASSERT_EQ(mst_session_reset(engine_.get(), session), MST_OK);
    answer_of(submit(engine_.get(), session, prompt));
    EXPECT_LT(prompt_tokens_, first);
}

TEST_F(PromptTest, seeds_follow_from_the_engine_when_none_is_given) {
    const auto answers = [&](uint64_t engine_seed) {
        mst_engine_desc desc = small_engine();
        desc.seed = engine_seed;
        restart(desc);
        wait_for_model();
        std::vector<std::string> result;
        Prompt prompt("Tell me a story.", 16);
        prompt.desc.seed = 0;
        for (int i = 0; i < 2; ++i) {
            const mst_session session = make_session(engine_.get(), model_);
            result.push_back(answer_of(submit(engine_.get(), session, prompt)));
            EXPECT_EQ(mst_session_reset(engine_.get(), session), MST_OK);
            result.push_back(answer_of(submit(engine_.get(), session, prompt)));
        }
        return result;
    };
    const std::vector<std::string> first = answers(1);
    EXPECT_NE(first[0], first[1]) << "the number of the request counts";
    EXPECT_NE(first[0], first[2]) << "the number of the session counts";
    EXPECT_EQ(answers(1), first);
    EXPECT_NE(answers(2)[0], first[0]);
}

}  // namespace
}  // namespace minstrel::testing
