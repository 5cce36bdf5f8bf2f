// Prompts and outputs of template v3 against the reference implementation's.
#include <gtest/gtest.h>

#include "runtime/text/chat_encoder.h"
#include "runtime/text/chat_output.h"
#include "tests/unit/text/text_fixture.h"

namespace minstrel {
namespace {

using test::Json;

Result<std::vector<int32_t>> encode_segments(const Tokenizer& tokenizer,
                                             const std::vector<PromptSegment>& segments) {
    std::vector<int32_t> ids;
    for (const PromptSegment& segment : segments) {
        if (segment.is_special) {
            ids.push_back(tokenizer.vocabulary().special(segment.special));
        } else {
            MST_TRY(tokenizer.encode(segment.text, ids));
        }
    }
    return ids;
}

// The request is normalised already and not checked.
Result<std::vector<int32_t>> encode_unchecked(const Json& golden_case) {
    const Json& request = golden_case["request"];
    const ChatOptions options = test::options_of(golden_case);
    Conversation conversation;
    MST_ASSIGN(conversation.turns, read_turns(test::messages_of(request, "")));
    conversation.system_prompt = request.value("system_prompt", "");
    MST_ASSIGN(const std::string tools, normalize_tools(test::tools_of(request)));
    MST_ASSIGN(const auto segments, build_segments(conversation, tools, options));
    return encode_segments(test::tokenizer("v3"), segments);
}

Result<std::vector<int32_t>> encode_case(const Json& golden_case) {
    const Tokenizer& tokenizer = test::tokenizer("v3");
    const Json& request = golden_case["request"];
    if (golden_case["level"] == "fim") {
        return encode_fill_in(tokenizer, std::string(request["prompt"]),
                              std::string(request["suffix"]));
    }
    if (golden_case["level"] == "instruct") return encode_unchecked(golden_case);
    EXPECT_EQ(golden_case["level"], "chat");
    MST_ASSIGN(ChatPrompt prompt,
               encode_chat(tokenizer, test::messages_of(request), test::tools_of(request),
                           test::options_of(golden_case)));
    return prompt.ids;
}

TEST(ChatGoldenTest, prompts_have_the_expected_ids) {
    size_t prompts = 0;
    size_t refusals = 0;
    for (const Json& golden_case : test::golden_cases("chat")) {
        SCOPED_TRACE(golden_case["id"].get<std::string>());
        const auto ids = encode_case(golden_case);
        if (golden_case["expect"].contains("error")) {
            ++refusals;
            ASSERT_FALSE(ids.ok());
            EXPECT_EQ(ids.status().code(), Code::kInvalidArgument);
            EXPECT_FALSE(ids.status().message().empty());
        } else {
            ++prompts;
            ASSERT_TRUE(ids.ok()) << ids.status().message();
            EXPECT_EQ(ids.value(), golden_case["expect"]["ids"].get<std::vector<int32_t>>());
        }
    }
    EXPECT_EQ(prompts, 62U);
    EXPECT_EQ(refusals, 10U);
}

void expect_output(const Json& expected, const ChatOutput& output) {
    std::string text;
    for (const Json& chunk : expected["content"]) text += chunk["text"].get<std::string>();
    EXPECT_EQ(output.text, text);
    ASSERT_EQ(output.calls.size(), expected["tool_calls"].size());
    for (size_t i = 0; i < output.calls.size(); ++i) {
        const Json& call = expected["tool_calls"][i];
        EXPECT_EQ(output.calls[i].name, call["name"].get<std::string>());
        EXPECT_EQ(Json::parse(output.calls[i].arguments), call["arguments"]);
        const std::string invented = "invented" + std::to_string(i);
        EXPECT_EQ(output.calls[i].id,
                  call["id"].is_null() ? invented : call["id"].get<std::string>());
    }
}

TEST(ChatGoldenTest, outputs_are_read_as_expected) {
    size_t outputs = 0;
    size_t errors = 0;
    for (const Json& golden_case : test::golden_cases("parse")) {
        SCOPED_TRACE(golden_case["id"].get<std::string>());
        int invented = 0;
        const auto output = read_chat_output(
            test::tokenizer("v3"), ChatVersion::kV3, golden_case["ids"].get<std::vector<int32_t>>(),
            [&invented] { return "invented" + std::to_string(invented++); });
        if (golden_case["expect"].contains("error")) {
            ++errors;
            ASSERT_FALSE(output.ok());
            EXPECT_EQ(output.status().code(), Code::kBadFormat);
        } else {
            ++outputs;
            ASSERT_TRUE(output.ok()) << output.status().message();
            expect_output(golden_case["expect"], output.value());
        }
    }
    EXPECT_EQ(outputs, 7U);
    EXPECT_EQ(errors, 4U);
}

}  // namespace
}  // namespace minstrel
