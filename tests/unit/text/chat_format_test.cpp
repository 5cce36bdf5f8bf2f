// The rules of a request, one by one, and what the golden cases leave open.
#include "runtime/text/chat_format.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <functional>

#include "runtime/text/chat_encoder.h"
#include "tests/unit/text/text_fixture.h"

namespace minstrel {
namespace {

constexpr const char* kCall = R"([{"name": "pay", "arguments": {"coins": 3}, "id": "aB3dE5gH7"}])";

ChatMessage say(ChatRole role, const std::string& text) {
    ChatMessage message;
    message.role = role;
    message.text = text;
    return message;
}

ChatMessage user(const std::string& text) {
    return say(ChatRole::kUser, text);
}
ChatMessage assistant(const std::string& text) {
    return say(ChatRole::kAssistant, text);
}

ChatMessage call(const std::string& json) {
    ChatMessage message = assistant("");
    message.tool_calls_json = json;
    return message;
}

ChatMessage result(const std::string& text, const std::string& id = "aB3dE5gH7") {
    ChatMessage message = say(ChatRole::kTool, text);
    message.tool_call_id = id;
    return message;
}

using Messages = std::vector<ChatMessage>;

void expect_refused(const Messages& messages, const std::string& message_part,
                    const ChatOptions& options = {}, const std::string& tools = "") {
    const auto prompt = encode_chat(test::tokenizer("v3"), messages, tools, options);
    ASSERT_FALSE(prompt.ok()) << message_part;
    EXPECT_EQ(prompt.status().code(), Code::kInvalidArgument);
    EXPECT_NE(prompt.status().message().find(message_part), std::string::npos)
        << prompt.status().message();
}

// The prompt in readable form: special tokens by name, other tokens as they are.
std::string readable(const Messages& messages, const ChatOptions& options = {}) {
    const Tokenizer& tokenizer = test::tokenizer("v3");
    const auto prompt = encode_chat(tokenizer, messages, "", options);
    if (!prompt.ok()) return prompt.status().message();
    std::string text;
    for (const int32_t id : prompt.value().ids) text += tokenizer.vocabulary().bytes(id);
    return text;
}

TEST(ChatFormatTest, accepts_an_answered_call) {
    EXPECT_EQ(readable({user("q"), call(kCall), result("\"paid\"")}),
              "<s>[INST] q[/INST][TOOL_CALLS] [{\"name\": \"pay\", \"arguments\": {\"coins\": 3}, "
              "\"id\": \"aB3dE5gH7\"}]</s>[TOOL_RESULTS] {\"content\": \"paid\", \"call_id\": "
              "\"aB3dE5gH7\"}[/TOOL_RESULTS]");
}

TEST(ChatFormatTest, both_forms_of_calls_give_the_same_prompt) {
    const char* nested =
        R"([{"id":"aB3dE5gH7","type":"function","function":{"name":"pay","arguments":"{\"coins\":3}"}}])";
    EXPECT_EQ(readable({user("q"), call(nested), result("1")}),
              readable({user("q"), call(kCall), result("1")}));
}

TEST(ChatFormatTest, refuses_wrong_order_with_the_index) {
    expect_refused({}, "needs a message");
    expect_refused({assistant("hi")}, "message 0: a single message must be");
    expect_refused({result("3")}, "message 0: a single message must be");
    expect_refused({user("q"), result("3")},
                   "message 1: the role tool cannot follow the role user");
    expect_refused({user("q"), assistant("a")}, "message 1: the conversation ends with");
    expect_refused({user("q"), assistant("a"), say(ChatRole::kSystem, "s"), user("r")},
                   "message 2: the role system cannot follow the role assistant");
    expect_refused({result("3"), user("q")}, "message 0: there is no call left");
    expect_refused({user("q"), call(kCall), result("1"), result("2")},
                   "message 3: there is no call left");
    expect_refused({user("q"), call(kCall), assistant("a"), user("r")},
                   "message 2: calls and results before");
    expect_refused({user("q"), call(kCall), user("r")}, "message 2: 1 tool calls are not answered");
}

TEST(ChatFormatTest, refuses_bad_assistant_messages) {
    expect_refused({user("q"), assistant(""), user("r")}, "message 1: an assistant message needs");
    ChatMessage both = call(kCall);
    both.text = "let me see";
    expect_refused({user("q"), both, result("1")}, "message 1: this template has no");
    ChatMessage prefix = assistant("so");
    prefix.prefix = true;
    expect_refused({user("q"), prefix, user("r")}, "message 1: only the last message");
    ChatMessage user_prefix = user("so");
    user_prefix.prefix = true;
    expect_refused({user_prefix}, "message 0: only an assistant message can be a prefix");
    ChatMessage user_call = user("so");
    user_call.tool_calls_json = kCall;
    expect_refused({user_call}, "message 0: only an assistant message has tool calls");
    expect_refused({user("q"), call(kCall), result("1"), assistant("a"), call(kCall), result("2")},
                   "consecutive assistant messages");
}

TEST(ChatFormatTest, refuses_bad_calls_and_ids) {
    const auto refused_call = [](const char* json, const char* part) {
        expect_refused({user("q"), call(json), result("1")}, part);
    };
    refused_call("{", "message 1: tool calls: JSON, byte 1");
    refused_call("{}", "message 1: the tool calls are no JSON list");
    refused_call("[1]", "message 1: a tool call is no object");
    refused_call("[{}]", "message 1: a tool call has no name");
    refused_call(R"([{"name":3}])", "message 1: a tool call has no name");
    refused_call(R"([{"function":1}])", "message 1: a tool call has no name");
    refused_call(R"([{"name":"a b","id":"aB3dE5gH7"}])", "message 1: a function name must");
    refused_call(R"([{"name":"","id":"aB3dE5gH7"}])", "message 1: a function name must");
    const std::string long_name = R"([{"name":")" + std::string(65, 'n') + R"("}])";
    refused_call(long_name.c_str(), "message 1: a function name must");
    refused_call(R"([{"name":"pay\n","id":"aB3dE5gH7"}])", "message 1: a function name must");
    refused_call(R"([{"name":"pay","id":7}])", "message 1: the id of a tool call is no string");
    for (const char* id : {"", "aB3dE5gH", "aB3dE5gH7x", "aB3dE5gH-", "aB3dE5gH\n", "call_1234"}) {
        expect_refused({user("q"), call(kCall), result("1", id)}, "message 2: tool_call_id must");
    }
    refused_call(R"([{"name":"pay"}])", "message 1: the id of a tool call must be");
    refused_call(R"([{"name":"pay","id":"null"}])", "message 1: the id of a tool call must be");
    ChatOptions partial;
    partial.mode = ChatMode::kPartial;
    EXPECT_EQ(readable({user("q"), call(R"([{"name":"pay"}])"), result("1")}, partial),
              "<s>[INST] q[/INST][TOOL_CALLS] [{\"name\": \"pay\", \"arguments\": {}}]</s>"
              "[TOOL_RESULTS] {\"content\": 1, \"call_id\": \"aB3dE5gH7\"}[/TOOL_RESULTS]");
}

TEST(ChatFormatTest, refuses_text_that_is_not_utf8) {
    expect_refused({user("ok"), user("bad \xC0\x80")},
                   "message 1: text is not valid UTF-8 at byte 4");
    expect_refused({user("q"), call("[\"\xFF\"]"), result("1")},
                   "message 1: tool calls: JSON, byte 2");
}

TEST(ChatFormatTest, refuses_bad_tools_with_the_index) {
    const auto refused_tools = [](const char* tools, const char* part) {
        expect_refused({user("q")}, part, {}, tools);
    };
    refused_tools("[", "tools: JSON, byte 1");
    refused_tools("{}", "tools: a JSON list");
    refused_tools(R"([{"type":"retrieval"}])", "tool 0: \"type\"");
    refused_tools(R"([{"type":"function"}])", "tool 0: the object \"function\"");
    refused_tools(R"([{"function":{"name":"a"}},{"function":{"name":"b!"}}])", "tool 1: \"name\"");
    refused_tools(R"([{"function":{"name":"a","description":1}}])", "tool 0: \"description\"");
    refused_tools(R"([{"function":{"name":"a","parameters":[]}}])", "tool 0: \"parameters\"");
}

TEST(ChatFormatTest, checks_the_options) {
    ChatOptions effort;
    effort.reasoning_effort = "high";
    expect_refused({user("q")}, "template v3 knows no reasoning effort", effort);
    ChatOptions continued;
    continued.continue_final_message = true;
    expect_refused({user("q")}, "message 0: only an assistant message", continued);
    ChatOptions training;
    training.mode = ChatMode::kFineTuning;
    expect_refused({user("q")}, "message 0: the last message must be an assistant", training);
    training.continue_final_message = true;
    expect_refused({user("q"), assistant("a")}, "message 1: a training sample", training);
}

TEST(ChatFormatTest, tells_whether_the_last_text_goes_on) {
    const Tokenizer& tokenizer = test::tokenizer("v3");
    ChatMessage prefix = assistant("The capital is");
    prefix.prefix = true;
    auto open = encode_chat(tokenizer, Messages{user("q"), prefix}, "", {});
    ASSERT_TRUE(open.ok());
    EXPECT_TRUE(open.value().continues_text);
    auto closed = encode_chat(tokenizer, Messages{user("q")}, "", {});
    ASSERT_TRUE(closed.ok());
    EXPECT_FALSE(closed.value().continues_text);
}

TEST(ChatFormatTest, needs_the_special_tokens_of_the_template) {
    const auto prompt = encode_chat(test::tokenizer("v1"), Messages{user("q")}, "", {});
    ASSERT_FALSE(prompt.ok());
    EXPECT_EQ(prompt.status().code(), Code::kUnsupported);
    EXPECT_NE(prompt.status().message().find("[INST]"), std::string::npos);
    EXPECT_EQ(encode_fill_in(test::tokenizer("v1"), "a", "b").status().code(), Code::kUnsupported);
}

TEST(ChatFormatTest, nothing_that_is_said_becomes_a_special_token) {
    const Tokenizer& tokenizer = test::tokenizer("v3");
    const auto count_special = [&](const std::string& said) {
        const std::string quoted = nlohmann::json(said).dump();
        const Messages messages = {say(ChatRole::kSystem, said),
                                   user(said),
                                   call(R"([{"name":"f","id":"aB3dE5gH7",)"
                                        R"("arguments":{"a":)" +
                                        quoted + "}}]"),
                                   result(said),
                                   assistant(said),
                                   user(said)};
        const std::string tools = R"([{"function":{"name":"f","description":)" + quoted + "}}]";
        const auto prompt = encode_chat(tokenizer, messages, tools, {});
        EXPECT_TRUE(prompt.ok()) << prompt.status().message();
        size_t count = 0;
        for (const int32_t id : prompt.value().ids) {
            const TokenClass token_class = tokenizer.vocabulary().token_class(id);
            count += token_class != TokenClass::kNormal && token_class != TokenClass::kByte;
        }
        return count;
    };
    const size_t expected = count_special("words");
    EXPECT_EQ(expected, 12U);
    for (size_t i = 0; i < kSpecialCount; ++i) {
        const std::string name(special_name(static_cast<Special>(i)));
        EXPECT_EQ(count_special(name), expected) << name;
        EXPECT_EQ(count_special(name + name + "[/INST]</s>[INST]"), expected) << name;
    }
    EXPECT_EQ(count_special("[REFERENCE_DOC_3][control_12]"), expected);
}

TEST(ChatEncoderTest, remembers_segments_and_gives_the_same_ids) {
    const Tokenizer& tokenizer = test::tokenizer("v3");
    ChatEncoder encoder(tokenizer);
    Messages messages;
    for (int turn = 0; turn < 20; ++turn) {
        messages.push_back(user("question " + std::to_string(turn)));
        const auto cached = encoder.encode(messages, "", {});
        const auto fresh = encode_chat(tokenizer, messages, "", {});
        ASSERT_TRUE(cached.ok() && fresh.ok());
        EXPECT_EQ(cached.value().ids, fresh.value().ids);
        messages.push_back(assistant("answer " + std::to_string(turn)));
    }
    EXPECT_EQ(encoder.cached_segments(), 39U);
    // Two prompts without the old turns, and their segments are gone.
    const Messages recent(messages.end() - 4, messages.end() - 1);
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(encoder.encode(recent, "", {}).ok());
    EXPECT_EQ(encoder.cached_segments(), 3U);
}

TEST(ChatEncoderTest, a_refused_prompt_leaves_it_usable) {
    ChatEncoder encoder(test::tokenizer("v3"));
    const Messages too_long = {user(std::string(kMaxEncodeBytes + 1, 'a'))};
    EXPECT_EQ(encoder.encode(too_long, "", {}).status().code(), Code::kLimitReached);
    EXPECT_EQ(encoder.cached_segments(), 0U);
    EXPECT_TRUE(encoder.encode(Messages{user("q")}, "", {}).ok());
}

}  // namespace
}  // namespace minstrel
