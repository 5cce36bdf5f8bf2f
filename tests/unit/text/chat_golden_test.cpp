// Prompts and outputs of all templates against the reference implementation's.
#include <gtest/gtest.h>

#include "runtime/text/chat_encoder.h"
#include "runtime/text/chat_output.h"
#include "tests/unit/text/golden_file.h"

namespace minstrel {
namespace {

using test::GoldenFile;
using test::Json;

// How many cases had a value and how many had to be refused.
struct Counts {
    size_t values = 0;
    size_t refusals = 0;
};

Result<std::vector<int32_t>> encode_segment(const Tokenizer& tokenizer,
                                            const PromptSegment& segment) {
    std::vector<int32_t> ids;
    if (segment.is_special) {
        ids.push_back(tokenizer.vocabulary().special(segment.special));
    } else {
        MST_TRY(tokenizer.encode(segment.text, ids));
    }
    return ids;
}

// The request is normalised already and not checked.
Result<std::vector<int32_t>> encode_unchecked(GoldenFile& file, const Json& golden_case) {
    const Json& request = golden_case["request"];
    const Tokenizer& tokenizer = file.tokenizer_of(golden_case);
    const ChatOptions options = file.options_of(golden_case);
    Conversation conversation;
    MST_ASSIGN(conversation.turns, read_turns(test::messages_of(request)));
    conversation.system_prompt = request.value("system_prompt", "");
    if (request.contains("settings")) {
        conversation.reasoning_effort = request["settings"].value("reasoning_effort", "");
    }
    MST_ASSIGN(const std::string tools, normalize_tools(test::tools_of(request)));
    MST_ASSIGN(auto segments, build_segments(conversation, tools, options));
    const auto length = [&](const PromptSegment& segment) -> Result<size_t> {
        MST_ASSIGN(const auto ids, encode_segment(tokenizer, segment));
        return ids.size();
    };
    if (options.max_tokens != 0) {
        MST_TRY(trim_segments(conversation, length, options.max_tokens, segments));
    }
    std::vector<int32_t> all;
    for (const PromptSegment& segment : segments) {
        MST_ASSIGN(const auto ids, encode_segment(tokenizer, segment));
        all.insert(all.end(), ids.begin(), ids.end());
    }
    return all;
}

Result<std::vector<int32_t>> encode_case(GoldenFile& file, const Json& golden_case) {
    const Tokenizer& tokenizer = file.tokenizer_of(golden_case);
    const Json& request = golden_case["request"];
    if (golden_case["level"] == "fim") {
        return encode_fill_in(
            tokenizer, std::string(request["prompt"]),
            request["suffix"].is_null() ? "" : request["suffix"].get<std::string>());
    }
    if (golden_case["level"] == "instruct") return encode_unchecked(file, golden_case);
    EXPECT_EQ(golden_case["level"], "chat");
    MST_ASSIGN(ChatPrompt prompt,
               encode_chat(tokenizer, test::messages_of(request), test::tools_of(request),
                           file.options_of(golden_case)));
    return prompt.ids;
}

Counts compare_prompts(GoldenFile& file) {
    Counts counts;
    for (const Json& golden_case : file.cases("chat_cases")) {
        SCOPED_TRACE(golden_case["id"].get<std::string>());
        const auto ids = encode_case(file, golden_case);
        if (golden_case["expect"].contains("error")) {
            ++counts.refusals;
            EXPECT_FALSE(ids.ok());
            if (ids.ok()) continue;
            EXPECT_TRUE(ids.status().code() == Code::kInvalidArgument ||
                        ids.status().code() == Code::kLimitReached);
            EXPECT_FALSE(ids.status().message().empty());
        } else {
            ++counts.values;
            EXPECT_TRUE(ids.ok()) << ids.status().message();
            if (!ids.ok()) continue;
            EXPECT_EQ(ids.value(), golden_case["expect"]["ids"].get<std::vector<int32_t>>());
        }
    }
    return counts;
}

void expect_output(const Json& expected, const ChatOutput& output) {
    std::string text;
    ASSERT_EQ(output.chunks.size(), expected["content"].size());
    for (size_t i = 0; i < output.chunks.size(); ++i) {
        const Json& chunk = expected["content"][i];
        EXPECT_EQ(output.chunks[i].is_thinking, chunk["type"] == "thinking");
        EXPECT_EQ(output.chunks[i].text, chunk[chunk["type"].get<std::string>()]);
        EXPECT_EQ(output.chunks[i].is_closed, chunk.value("closed", true));
        if (chunk["type"] == "text") text += chunk["text"].get<std::string>();
    }
    EXPECT_EQ(output.text, text);
    ASSERT_EQ(output.calls.size(), expected["tool_calls"].size());
    int invented = 0;
    for (size_t i = 0; i < output.calls.size(); ++i) {
        const Json& call = expected["tool_calls"][i];
        EXPECT_EQ(output.calls[i].name, call["name"].get<std::string>());
        EXPECT_EQ(Json::parse(output.calls[i].arguments), call["arguments"]);
        const std::string id = call["id"].is_null() ? "invented" + std::to_string(invented++)
                                                    : call["id"].get<std::string>();
        EXPECT_EQ(output.calls[i].id, id);
    }
}

Counts compare_outputs(GoldenFile& file) {
    Counts counts;
    for (const Json& golden_case : file.cases("parse_cases")) {
        SCOPED_TRACE(golden_case["id"].get<std::string>());
        int invented = 0;
        const auto output =
            read_chat_output(file.tokenizer_of(golden_case), file.version_of(golden_case),
                             golden_case["ids"].get<std::vector<int32_t>>(),
                             [&invented] { return "invented" + std::to_string(invented++); });
        if (golden_case["expect"].contains("error")) {
            ++counts.refusals;
            EXPECT_FALSE(output.ok());
            if (output.ok()) continue;
            EXPECT_EQ(output.status().code(), Code::kBadFormat);
        } else {
            ++counts.values;
            EXPECT_TRUE(output.ok()) << output.status().message();
            if (output.ok()) expect_output(golden_case["expect"], output.value());
        }
    }
    return counts;
}

TEST(ChatGoldenTest, prompts_have_the_expected_ids) {
    const Counts counts = compare_prompts(GoldenFile::committed());
    EXPECT_EQ(counts.values, 541U);
    EXPECT_EQ(counts.refusals, 77U);
}

TEST(ChatGoldenTest, outputs_are_read_as_expected) {
    const Counts counts = compare_outputs(GoldenFile::committed());
    EXPECT_EQ(counts.values, 62U);
    EXPECT_EQ(counts.refusals, 35U);
}

TEST(ChatGoldenTest, further_cases_are_as_expected) {
    GoldenFile* file = GoldenFile::further();
    if (file == nullptr) GTEST_SKIP() << "MINSTREL_CHAT_GOLDEN names no file";
    const Counts prompts = compare_prompts(*file);
    const Counts outputs = compare_outputs(*file);
    EXPECT_GT(prompts.values + outputs.values, 0U);
}

}  // namespace
}  // namespace minstrel
