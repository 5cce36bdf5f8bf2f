#include "tests/unit/text/text_fixture.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

namespace minstrel::test {
namespace {

std::unique_ptr<const Tokenizer> load(std::string_view name) {
    const std::string path =
        name == "tiny" ? "tiny_tokenizer.model" : "chat/tokenizer.model." + std::string(name);
    auto loaded = Tokenizer::make(read_data(path));
    if (!loaded.ok()) {
        ADD_FAILURE() << path << ": " << loaded.status().message();
        std::abort();
    }
    return loaded.take();
}

ChatRole role_of(const std::string& name) {
    if (name == "system") return ChatRole::kSystem;
    if (name == "assistant") return ChatRole::kAssistant;
    if (name == "tool") return ChatRole::kTool;
    EXPECT_EQ(name, "user");
    return ChatRole::kUser;
}

std::string content_of(const Json& message, std::string_view separator) {
    if (!message.contains("content") || message["content"].is_null()) return {};
    if (message["content"].is_string()) return message["content"];
    std::string text;
    for (const Json& chunk : message["content"]) {
        EXPECT_EQ(chunk["type"], "text");
        const std::string part = chunk["text"];
        if (!part.empty() && !text.empty()) text += separator;
        text += part;
    }
    return text;
}

}  // namespace

std::string read_data(const std::string& path) {
    std::ifstream file(std::string(MST_TEST_DATA "/") + path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
}

const Tokenizer& tokenizer(std::string_view name) {
    static std::map<std::string, std::unique_ptr<const Tokenizer>, std::less<>> loaded;
    auto found = loaded.find(name);
    if (found == loaded.end()) found = loaded.emplace(name, load(name)).first;
    return *found->second;
}

const Json& golden_cases(const char* list) {
    static const Json cases = Json::parse(read_data("chat/cases.json"));
    return cases.at(list);
}

ChatOptions options_of(const Json& golden_case) {
    const Json& request = golden_case["request"];
    ChatOptions options;
    const bool is_fine_tuning = golden_case.value("mode", "test") == "finetuning";
    options.mode = is_fine_tuning ? ChatMode::kFineTuning : ChatMode::kPartial;
    options.continue_final_message = request.value("continue_final_message", false);
    options.reasoning_effort = request.value("reasoning_effort", "");
    return options;
}

std::vector<ChatMessage> messages_of(const Json& request, std::string_view separator) {
    std::vector<ChatMessage> messages;
    for (const Json& given : request["messages"]) {
        ChatMessage message;
        message.role = role_of(given["role"]);
        message.text = content_of(given, separator);
        if (given.contains("tool_calls")) message.tool_calls_json = given["tool_calls"].dump();
        message.tool_call_id = given.value("tool_call_id", "");
        message.prefix = given.value("prefix", false);
        messages.push_back(std::move(message));
    }
    return messages;
}

std::string tools_of(const Json& request) {
    return request.contains("tools") ? request["tools"].dump() : std::string();
}

std::vector<int32_t> encode(const Tokenizer& tokenizer, std::string_view text) {
    std::vector<int32_t> ids;
    const Status status = tokenizer.encode(text, ids);
    EXPECT_TRUE(status.ok()) << status.message();
    return ids;
}

std::string decode(const Tokenizer& tokenizer, const std::vector<int32_t>& ids) {
    auto text = tokenizer.decode(ids);
    EXPECT_TRUE(text.ok()) << text.status().message();
    return text.ok() ? text.take() : std::string();
}

}  // namespace minstrel::test
