// A gap between two texts, through the C API on a tiny model: the prompt is those two texts and
// nothing else, and the conversation of the session knows nothing of it.
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>

#include "runtime/text/chat_format.h"
#include "runtime/text/tokenizer.h"
#include "tests/capi/engine_fixture.h"
#include "tests/support/tiny_model.h"

namespace minstrel::testing {
namespace {

struct Gap : Prompt {
    Gap(std::string_view prefix, std::string_view behind) : Prompt(prefix, 24), after(behind) {
        desc.flags = MST_REQUEST_FILL_IN_BIT;
        desc.suffix = to_text(after);
    }
    std::string after;
};

class FillInTest : public EngineTest {
  protected:
    void SetUp() override {
        EngineTest::SetUp();
        wait_for_model();
    }

    mst_session meet(std::string_view persona) {
        mst_session_desc desc = MST_SESSION_DESC_INIT;
        desc.model = model_;
        desc.system_prompt = to_text(persona);
        mst_session session = {0};
        EXPECT_EQ(mst_session_create(engine_.get(), &desc, &session), MST_OK) << last_error();
        return session;
    }
    std::string answer(mst_session session, const Prompt& prompt) {
        Pump pump(engine_.get());
        const mst_request request = submit(engine_.get(), session, prompt);
        if (!pump.run_until_terminal(request)) return "no end";
        EXPECT_EQ(pump.terminal(request)->event.type, MST_EVENT_DONE)
            << pump.terminal(request)->text;
        prompt_tokens_ = pump.terminal(request)->event.values[3];
        return pump.answer(request);
    }
    uint32_t messages_of(mst_session session) {
        mst_session_info info = MST_SESSION_INFO_INIT;
        EXPECT_EQ(mst_session_query(engine_.get(), session, &info), MST_OK);
        return info.message_count;
    }

    uint64_t prompt_tokens_ = 0;
};

TEST_F(FillInTest, the_prompt_is_what_stands_before_and_behind_the_gap) {
    auto tokenizer = Tokenizer::make(tiny_tokenizer());
    ASSERT_TRUE(tokenizer.ok()) << tokenizer.status().message();
    const mst_session marta = meet("You are Marta."), other = meet("You write programs.");
    const Gap gaps[] = {{"int add(int a, int b) {", "}"},
                        {"int add(int a, int b) {", ""},
                        {"", "return a + b;\n}\n"},
                        {"", ""}};
    for (const Gap& gap : gaps) {
        const auto ids = encode_fill_in(*tokenizer.value(), gap.words, gap.after);
        ASSERT_TRUE(ids.ok()) << ids.status().message();
        const std::string text = answer(marta, gap);
        EXPECT_EQ(prompt_tokens_, ids.value().size());
        EXPECT_EQ(answer(other, gap), text);
    }
    EXPECT_NE(answer(marta, gaps[0]), answer(marta, gaps[1]));
    EXPECT_NE(answer(marta, gaps[0]), answer(marta, gaps[2]));
}

TEST_F(FillInTest, the_conversation_does_not_grow_and_goes_on_as_if_nothing_had_been) {
    const Prompt first("Good evening to you"), second("And now?");
    const mst_session untouched = meet("You are Marta."), session = meet("You are Marta.");
    const std::string greeting = answer(untouched, first), expected = answer(untouched, second);
    EXPECT_EQ(answer(session, first), greeting);
    const uint32_t count = messages_of(session);
    answer(session, Gap("for (", ") {}"));
    EXPECT_EQ(messages_of(session), count);
    EXPECT_EQ(answer(session, second), expected);
}

TEST_F(FillInTest, a_prompt_that_the_context_cannot_hold_fails) {
    const mst_session session = meet("");
    const std::string text(4000, '#');
    const Gap gap("a", text);
    Pump pump(engine_.get());
    const mst_request request = submit(engine_.get(), session, gap);
    ASSERT_TRUE(pump.run_until_terminal(request));
    EXPECT_EQ(pump.terminal(request)->event.type, MST_EVENT_FAILED);
    EXPECT_EQ(pump.terminal(request)->event.result, MST_ERROR_LIMIT_REACHED);
    EXPECT_NE(pump.terminal(request)->text.find("text and suffix have"), std::string::npos);
}

TEST_F(FillInTest, what_has_no_part_in_a_gap_is_refused) {
    const mst_session session = meet("");
    mst_request request = {0};
    const auto refuses = [&](const mst_request_desc& desc, const char* words) {
        EXPECT_EQ(mst_request_submit(engine_.get(), session, &desc, &request),
                  MST_ERROR_INVALID_ARGUMENT);
        EXPECT_NE(last_error().find(words), std::string::npos) << last_error();
    };
    const Gap gap("a", "b");
    mst_request_desc desc = gap.desc;
    desc.flags = 0;
    refuses(desc, "a suffix without MST_REQUEST_FILL_IN_BIT");
    desc = gap.desc;
    const mst_tools_desc tools = MST_TOOLS_DESC_INIT;
    desc.tools = &tools;
    refuses(desc, "tools with MST_REQUEST_FILL_IN_BIT");
    desc = gap.desc;
    mst_message message = {};
    message.role = MST_ROLE_USER;
    message.text = to_text("a");
    desc.text = {};
    desc.messages = &message;
    desc.message_count = 1;
    refuses(desc, "messages with MST_REQUEST_FILL_IN_BIT");
    desc = gap.desc;
    desc.suffix = to_text("\xED\xA0\x80");
    refuses(desc, "suffix");
}

// Chat format v1 is of vocabularies without the tokens that a gap needs.
TEST_F(FillInTest, a_vocabulary_without_the_tokens_says_so) {
    const TempDirectory directory;
    write_file(directory / "script.json", R"({"chat_version": 1, "replies": [{"say": "Yes."}]})");
    mst_engine_desc desc = small_engine();
    desc.backend = MST_BACKEND_SCRIPTED;
    engine_ = make_engine(desc);
    model_ = load_model(engine_.get(), directory / "script.json");
    wait_for_model();
    Pump pump(engine_.get());
    const mst_request request = submit(engine_.get(), meet(""), Gap("a", "b"));
    ASSERT_TRUE(pump.run_until_terminal(request));
    EXPECT_EQ(pump.terminal(request)->event.result, MST_ERROR_UNSUPPORTED);
    EXPECT_NE(pump.terminal(request)->text.find("[SUFFIX]"), std::string::npos)
        << pump.terminal(request)->text;
}

}  // namespace
}  // namespace minstrel::testing
