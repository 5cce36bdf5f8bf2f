#include "runtime/scripted/script.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace minstrel {
namespace {

Script read(std::string_view json) {
    auto script = Script::read(json);
    EXPECT_TRUE(script.ok()) << script.status().message();
    return script.take();
}

// The index of the reply to the last of `messages`.
size_t choose(const Script& script, const std::vector<std::string>& messages,
              std::vector<uint32_t> failures = {}) {
    failures.resize(script.replies().size());
    return script.choose(messages, failures);
}

TEST(ScriptTest, reads_what_a_model_says) {
    const Script script = read(R"({"context_tokens": 128, "step_us": 5, "chat_version": 3,
        "replies": [{"when": "How Much", "say": "Three."},
                    {"calls": [{"name": "f", "arguments": {"a": 1}}], "step_us": 0, "times": 2},
                    {"raw": "a[TOOL_CALLS][b]</s>"}, {"fail": true}]})");
    EXPECT_EQ(script.context_tokens(), 128u);
    EXPECT_TRUE(script.counts_plays());
    const auto replies = script.replies();
    ASSERT_EQ(replies.size(), 5u);
    EXPECT_EQ(replies[0].when, "how much");
    EXPECT_EQ(replies[0].parts.at(0).text, "Three.");
    EXPECT_EQ(replies[0].step_us, 5u);
    EXPECT_EQ(replies[1].parts.at(0).special, Special::kToolCalls);
    EXPECT_EQ(replies[1].parts.at(1).text, R"([{"name": "f", "arguments": {"a": 1}}])");
    EXPECT_EQ(replies[1].step_us, 0u);
    EXPECT_EQ(replies[1].times, 2u);
    ASSERT_EQ(replies[2].parts.size(), 4u);
    EXPECT_EQ(replies[2].parts[0].text, "a");
    EXPECT_EQ(replies[2].parts[1].special, Special::kToolCalls);
    EXPECT_EQ(replies[2].parts[2].text, "[b]");
    EXPECT_EQ(replies[2].parts[3].special, Special::kEos);
    EXPECT_TRUE(replies[3].fails);
    EXPECT_EQ(replies[4].parts.at(0).text, "...");
}

TEST(ScriptTest, says_where_a_mistake_is) {
    const std::vector<std::pair<std::string, std::string>> mistakes = {
        {"", "line 1, column 1"},
        {"{\"replies\": [\n  {\"say\": \"a\",}\n]}", "line 2, column 15"},
        {"{\"replies\": []\xFF}", "line 1, column 15"},
        {"[]", "a list \"replies\" is expected"},
        {R"({"replies": {}})", "a list \"replies\" is expected"},
        {R"({"replys": [], "replies": []})", "/replys: there is no such key"},
        {R"({"replies": [], "context_tokens": 63})", "/context_tokens: a number from 64 to 65536"},
        {R"({"replies": [], "context_tokens": "128"})", "/context_tokens: a number"},
        {R"({"replies": [], "step_us": -1})", "/step_us: a number from 0"},
        {R"({"replies": [], "step_us": 1.5})", "/step_us: a number from 0"},
        {R"({"replies": [], "step_us": 99999999999999999999})", "/step_us: a number from 0"},
        {R"({"replies": [], "chat_version": 8})", "/chat_version: there are the versions"},
        {R"({"replies": [1]})", "/replies/0: an object"},
        {R"({"replies": [{"say": "a"}, {"when": "a"}]})", "/replies/1: one of"},
        {R"({"replies": [{"say": "a", "fail": true}]})", "/replies/0: one of"},
        {R"({"replies": [{"say": 1}]})", "/replies/0/say: a text"},
        {R"({"replies": [{"raw": null}]})", "/replies/0/raw: a text"},
        {R"({"replies": [{"fail": false}]})", "/replies/0/fail: true"},
        {R"({"replies": [{"when": 1, "say": "a"}]})", "/replies/0/when: a text"},
        {R"({"replies": [{"when": ")" + std::string(1025, 'a') + R"(", "say": "a"}]})",
         "/replies/0/when: a text of at most 1,024 bytes"},
        {R"({"replies": [{"wen": "x", "say": "a"}]})", "/replies/0/wen: there is no such key"},
        {R"({"replies": [{"say": "a", "times": 0}]})", "/replies/0/times: a number from 1"},
        {R"({"replies": [{"calls": []}]})", "/replies/0/calls: a list of calls"},
        {R"({"replies": [{"calls": [{"name": "f"}]}]})", "/replies/0/calls/0: an object"},
        {R"({"replies": [{"calls": [{"name": 1, "arguments": {}}]}]})", "/replies/0/calls/0"},
        {R"({"replies": [{"calls": [[]]}]})", "/replies/0/calls/0"},
    };
    for (const auto& [json, expected] : mistakes) {
        const auto script = Script::read(json);
        ASSERT_FALSE(script.ok()) << json;
        EXPECT_NE(script.status().message().find(expected), std::string::npos)
            << json << ": " << script.status().message();
    }
}

TEST(ScriptTest, bounds_what_it_reads) {
    EXPECT_FALSE(Script::read(std::string(1 << 20, '[')).ok());
    std::string many = R"({"replies": [)";
    for (int i = 0; i < 4096; ++i) many += R"({"say": ""},)";
    EXPECT_TRUE(Script::read(many.substr(0, many.size() - 1) + "]}").ok());
    const auto more = Script::read(many + R"({"say": ""}]})");
    ASSERT_FALSE(more.ok());
    EXPECT_NE(more.status().message().find("4,096"), std::string::npos);
}

TEST(ScriptTest, takes_the_first_reply_that_fits) {
    const Script script = read(R"({"replies": [{"when": "sword", "say": "a"},
        {"when": "the SWORD", "say": "b"}, {"when": "ale", "say": "c"}]})");
    EXPECT_FALSE(script.counts_plays());
    EXPECT_EQ(choose(script, {"The Sword!"}), 0u);
    EXPECT_EQ(choose(script, {"sword", "An ALE."}), 2u);
    EXPECT_EQ(choose(script, {"ale", "hello"}), 3u);
    EXPECT_EQ(choose(script, {""}), 3u);
    EXPECT_EQ(choose(read(R"({"replies": [{"say": "a"}]})"), {""}), 0u);
}

TEST(ScriptTest, counts_what_a_conversation_has_heard) {
    const Script script = read(R"({"replies": [{"when": "ale", "say": "a", "times": 2},
        {"when": "ale", "say": "b", "times": 1}, {"when": "beer", "say": "c"}]})");
    EXPECT_EQ(choose(script, {"ale"}), 0u);
    EXPECT_EQ(choose(script, {"ale", "ale"}), 0u);
    EXPECT_EQ(choose(script, {"ale", "beer", "ale", "ale"}), 1u);
    EXPECT_EQ(choose(script, {"ale", "ale", "ale", "ale"}), 3u);
}

TEST(ScriptTest, counts_failures_for_all_conversations) {
    const Script script = read(R"({"replies": [{"when": "ale", "fail": true, "times": 2},
        {"when": "ale", "say": "b"}]})");
    EXPECT_EQ(choose(script, {"ale"}), 0u);
    EXPECT_EQ(choose(script, {"ale"}, {1}), 0u);
    EXPECT_EQ(choose(script, {"ale"}, {2}), 1u);
}

}  // namespace
}  // namespace minstrel
