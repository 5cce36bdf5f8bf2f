#include "runtime/text/chat_output.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/unit/text/text_fixture.h"

namespace minstrel {
namespace {

constexpr int32_t kToolCalls = 5;
constexpr int32_t kEos = 2;

std::vector<int32_t> call_block(const std::string& json) {
    std::vector<int32_t> ids = {kToolCalls};
    const auto text = test::encode(test::tokenizer("v3"), json);
    ids.insert(ids.end(), text.begin(), text.end());
    return ids;
}

Result<std::vector<ToolCall>> parse(const std::vector<int32_t>& ids) {
    int count = 0;
    return parse_tool_calls(test::tokenizer("v3"), ChatVersion::kV3, ids,
                            [&count] { return "invented" + std::to_string(count++); });
}

TEST(ChatOutputTest, reads_calls_with_or_without_the_first_marker) {
    auto ids = call_block(R"([{"name": "f", "arguments": {"n": 1.50}}])");
    ids.push_back(kEos);
    const auto with = parse(ids);
    ids.erase(ids.begin());
    const auto without = parse(ids);
    for (const auto* calls : {&with, &without}) {
        ASSERT_TRUE(calls->ok()) << calls->status().message();
        ASSERT_EQ(calls->value().size(), 1U);
        EXPECT_EQ(calls->value()[0].name, "f");
        EXPECT_EQ(calls->value()[0].arguments, R"({"n": 1.5})");
        EXPECT_EQ(calls->value()[0].id, "invented0");
    }
}

TEST(ChatOutputTest, invents_ids_that_are_unusable_or_taken) {
    const auto calls = parse(call_block(
        R"([{"name":"f","arguments":{},"id":"aB3dE5gH7"},{"name":"g","arguments":{},"id":"aB3dE5gH7"},)"
        R"({"name":"h","arguments":{},"id":"call_1"},{"name":"i","arguments":{},"id":5}])"));
    ASSERT_TRUE(calls.ok()) << calls.status().message();
    ASSERT_EQ(calls.value().size(), 4U);
    EXPECT_EQ(calls.value()[0].id, "aB3dE5gH7");
    EXPECT_EQ(calls.value()[1].id, "invented0");
    EXPECT_EQ(calls.value()[2].id, "invented1");
    EXPECT_EQ(calls.value()[3].id, "invented2");
}

TEST(ChatOutputTest, what_was_read_can_be_said_again) {
    auto ids = call_block(R"([{"name": "pay", "arguments": {"coins": 3}, "id": "aB3dE5gH7"}])");
    const auto calls = parse(ids);
    ASSERT_TRUE(calls.ok());
    std::vector<ChatMessage> messages(3);
    messages[0].text = "q";
    messages[1].role = ChatRole::kAssistant;
    messages[1].tool_calls_json = write_tool_calls(calls.value());
    messages[2].role = ChatRole::kTool;
    messages[2].text = "ok";
    messages[2].tool_call_id = "aB3dE5gH7";
    const auto prompt = encode_chat(test::tokenizer("v3"), messages, "", {});
    ASSERT_TRUE(prompt.ok()) << prompt.status().message();
    const auto& all = prompt.value().ids;
    EXPECT_NE(std::search(all.begin(), all.end(), ids.begin(), ids.end()), all.end());
}

TEST(ChatOutputTest, refuses_broken_calls) {
    for (const char* json :
         {"", "{}", "3", "[3]", "[{}]", R"([{"name":"f"}])", R"([{"arguments":{}}])",
          R"([{"name":"f","arguments":"{}"}])", R"([{"name":"f","arguments":[]}])",
          R"([{"name":null,"arguments":{}}])", R"([{"name":"f","arguments":{}}] more)"}) {
        const auto calls = parse(call_block(json));
        ASSERT_FALSE(calls.ok()) << json;
        EXPECT_EQ(calls.status().code(), Code::kBadFormat);
        EXPECT_NE(calls.status().message().find("call block 0"), std::string::npos);
    }
    auto second = call_block("[]");
    const auto bad = call_block("[");
    second.insert(second.end(), bad.begin(), bad.end());
    EXPECT_NE(parse(second).status().message().find("call block 1"), std::string::npos);
}

TEST(ChatOutputTest, survives_random_ids) {
    std::mt19937 random(9);
    const auto block = call_block(R"([{"name": "f", "arguments": {"a": [1, "x"]}}])");
    for (int round = 0; round < 2000; ++round) {
        std::vector<int32_t> ids = block;
        for (int change = 0; change < 2; ++change) {
            const auto at = static_cast<std::ptrdiff_t>(random() % ids.size());
            if (random() % 2 == 0)
                ids.erase(ids.begin() + at);
            else
                ids.insert(ids.begin() + at, static_cast<int32_t>(random() % 32768));
        }
        const auto output = read_chat_output(test::tokenizer("v3"), ChatVersion::kV3, ids,
                                             [] { return "aaaaaaaaa"; });
        EXPECT_TRUE(output.ok() || output.status().code() == Code::kBadFormat);
    }
    const std::vector<int32_t> outside = {kToolCalls, 40000};
    EXPECT_EQ(parse(outside).status().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace minstrel
