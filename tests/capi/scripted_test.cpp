// Scripted models from outside: what they say, how they fail, and what a bad script gives.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/capi/engine_fixture.h"

namespace minstrel::testing {
namespace {

using Json = nlohmann::ordered_json;

class ScriptedTest : public ::testing::Test {
  protected:
    void SetUp() override {
        mst_engine_desc desc = small_engine();
        desc.backend = MST_BACKEND_SCRIPTED;
        engine_ = make_engine(desc);
        pump_ = std::make_unique<Pump>(engine_.get());
    }
    mst_model load(const std::string& script) {
        write_file(directory_ / "script.json", script);
        return load_model(engine_.get(), directory_ / "script.json");
    }
    mst_session play(const Json& replies) {
        const mst_model model = load(Json{{"replies", replies}}.dump());
        EXPECT_TRUE(pump_->run_until_ready(model));
        return make_session(engine_.get(), model);
    }
    const SeenEvent& end_of(mst_request request) {
        EXPECT_TRUE(pump_->run_until_terminal(request));
        return *pump_->terminal(request);
    }
    std::string ask(mst_session session, const char* text) {
        const Prompt prompt(text, 200);
        const mst_request request = submit(engine_.get(), session, prompt);
        EXPECT_EQ(end_of(request).event.type, MST_EVENT_DONE) << end_of(request).text;
        return pump_->answer(request);
    }

    TempDirectory directory_;
    EnginePointer engine_;
    std::unique_ptr<Pump> pump_;
};

TEST_F(ScriptedTest, the_first_reply_that_fits_is_said) {
    const Json replies = Json::array({{{"when", "ALE"}, {"say", "Three coins."}},
                                      {{"when", "ale?"}, {"say", "never"}},
                                      {{"when", "zürich"}, {"say", "Schöne Stadt ☀, \"ja\"\n!"}}});
    const mst_session session = play(replies);
    EXPECT_EQ(ask(session, "An ale?"), "Three coins.");
    EXPECT_EQ(ask(session, "What of zürich?"), "Schöne Stadt ☀, \"ja\"\n!");
    EXPECT_EQ(ask(session, "Hm?"), "...");
    EXPECT_EQ(ask(session, "An ale?"), "Three coins.");
}

TEST_F(ScriptedTest, a_failing_step_ends_its_request_and_the_engine_lives_on) {
    const Json replies =
        Json::array({{{"when", "crash"}, {"fail", true}}, {{"say", "Still here."}}});
    const mst_session session = play(replies);
    const Prompt prompt("crash now", 20);
    const mst_request request = submit(engine_.get(), session, prompt);
    EXPECT_EQ(end_of(request).event.type, MST_EVENT_FAILED);
    EXPECT_EQ(end_of(request).event.result, MST_ERROR_DEVICE_LOST);
    EXPECT_EQ(ask(session, "And now?"), "Still here.");
}

TEST_F(ScriptedTest, steps_take_the_time_that_the_script_says) {
    const mst_session session = play(Json::array({{{"say", "Ab"}, {"step_us", 20000}}}));
    const mst_engine_stats before = stats_of(engine_.get());
    EXPECT_EQ(ask(session, "Hello"), "Ab");
    const mst_engine_stats after = stats_of(engine_.get());
    EXPECT_GE(after.step_time_ns - before.step_time_ns, 40'000'000u);
}

TEST_F(ScriptedTest, bad_scripts_say_what_is_wrong_with_them) {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"", "script"},
        {"[1, 2", "script"},
        {"{}", "replies"},
        {R"({"replies": [{"when": "x"}]})", "/replies/0"},
        {R"({"replies": [{"say": "x"}, {"say": "x", "wen": "y"}]})", "/replies/1/wen"},
        {R"({"replies": [{"say": "x", "step_us": -1}]})", "step_us"},
        {R"({"replies": [], "context_tokens": 1})", "context_tokens"},
        {R"({"replies": [{"calls": [NaN]}]})", "script"},
        {std::string(100'000, '['), "script"}};
    for (const auto& [script, expected] : cases) {
        const mst_model model = load(script);
        ASSERT_TRUE(pump_->run_until(
            [&, id = model.id] { return pump_->find(MST_EVENT_MODEL_FAILED, mst_model{id}); }));
        const SeenEvent* failed = pump_->find(MST_EVENT_MODEL_FAILED, model);
        EXPECT_NE(failed->text.find(expected), std::string::npos)
            << script.substr(0, 80) << ": " << failed->text;
    }
}

}  // namespace
}  // namespace minstrel::testing
