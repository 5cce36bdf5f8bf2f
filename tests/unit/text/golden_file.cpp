#include "tests/unit/text/golden_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "runtime/text/split_pattern.h"
#include "tests/support/temp_directory.h"

namespace minstrel::test {
namespace {

ChatRole role_of(const std::string& name) {
    if (name == "system") return ChatRole::kSystem;
    if (name == "assistant") return ChatRole::kAssistant;
    if (name == "tool") return ChatRole::kTool;
    EXPECT_EQ(name, "user");
    return ChatRole::kUser;
}

void read_content(const Json& content, ChatMessage& message) {
    if (content.is_string()) message.text = content;
    if (!content.is_array()) return;
    for (const Json& given : content) {
        ChatChunk chunk;
        chunk.is_thinking = given["type"] == "thinking";
        chunk.text = given[chunk.is_thinking ? "thinking" : "text"];
        chunk.is_closed = given.value("closed", true);
        message.chunks.push_back(std::move(chunk));
    }
}

void add_entry(const std::string& base64, size_t rank, std::string& out) {
    out += rank == 0 ? "{\"rank\":" : ",{\"rank\":";
    out += std::to_string(rank) + R"(,"token_bytes":")" + base64 + "\"}";
}

// A tekken.json as model repositories have it, with the names and the version that a test wants.
std::string make_tekken(const Json& description, const std::string& entries) {
    const std::string version = description["template_version"];
    Json config = {{"pattern", std::string(SplitPattern::kText)},
                   {"num_vocab_tokens", 150000},
                   {"default_vocab_size", description["vocab_size"]},
                   {"default_num_special_tokens", description["num_special_tokens"]},
                   {"version", version}};
    Json specials = Json::array();
    for (const Json& special : description["special_tokens"]) {
        while (specials.size() < special["id"]) {
            specials.push_back({{"rank", specials.size()},
                                {"token_str", "<SPECIAL_" + std::to_string(specials.size()) + ">"},
                                {"is_control", true}});
        }
        specials.push_back(
            {{"rank", special["id"]}, {"token_str", special["token"]}, {"is_control", true}});
    }
    std::string file = "{\"config\":" + config.dump() + ",\"vocab\":[" + entries + "]";
    if (version != "v3") file += ",\"special_tokens\":" + specials.dump();  // which has the default
    if (description.contains("model_settings_builder")) {
        file += ",\"model_settings_builder\":" + description["model_settings_builder"].dump();
    }
    return file + "}";
}

}  // namespace

GoldenFile& GoldenFile::committed() {
    static GoldenFile file(MST_TEST_DATA "/chat/cases.json", MST_TEST_DATA "/chat");
    return file;
}

GoldenFile* GoldenFile::further() {
    static const std::unique_ptr<GoldenFile> file = []() -> std::unique_ptr<GoldenFile> {
        const char* path = std::getenv("MINSTREL_CHAT_GOLDEN");
        const char* folder = std::getenv("MINSTREL_CHAT_TOKENIZERS");
        if (path == nullptr) return nullptr;
        return std::make_unique<GoldenFile>(
            path, folder == nullptr ? std::string(MST_TEST_DATA "/chat") : std::string(folder));
    }();
    return file.get();
}

GoldenFile::GoldenFile(const std::string& path, std::string folder)
    : folder_(std::move(folder)), json_(Json::parse(testing::read_file(path))) {}

const std::string& GoldenFile::tekken_entries(const std::string& file) {
    std::string& entries = entries_[file];
    if (!entries.empty()) return entries;
    const std::string bytes = testing::read_file(folder_ + "/" + file);
    size_t rank = 0;
    if (file.ends_with(".json")) {
        const Json json = Json::parse(bytes);
        for (const Json& entry : json["vocab"]) {
            add_entry(entry["token_bytes"], rank++, entries);
        }
    } else {
        std::istringstream lines(bytes);
        for (std::string line; std::getline(lines, line);) add_entry(line, rank++, entries);
    }
    return entries;
}

std::string GoldenFile::tokenizer_file(const std::string& name) {
    const Json& description = json_["tokenizers"].at(name);
    const std::string file = description["file"];
    if (!std::filesystem::exists(folder_ + "/" + file)) {
        ADD_FAILURE() << folder_ << " has no " << file
                      << "; MINSTREL_CHAT_TOKENIZERS names a folder";
    }
    if (description["kind"] == "tekken") return make_tekken(description, tekken_entries(file));
    return testing::read_file(folder_ + "/" + file);
}

const Tokenizer& GoldenFile::tokenizer(const std::string& name) {
    auto& loaded = tokenizers_[name];
    if (loaded != nullptr) return *loaded;
    auto made = Tokenizer::make(tokenizer_file(name));
    if (!made.ok()) {
        ADD_FAILURE() << name << ": " << made.status().message();
        std::abort();
    }
    loaded = made.take();
    return *loaded;
}

ChatVersion GoldenFile::version_of(const Json& golden_case) const {
    const std::string version =
        json_["tokenizers"].at(golden_case["tokenizer"].get<std::string>())["template_version"];
    return static_cast<ChatVersion>(std::stoi(version.substr(1)));
}

ChatOptions GoldenFile::options_of(const Json& golden_case) const {
    const Json& request = golden_case["request"];
    ChatOptions options;
    options.version = version_of(golden_case);
    const std::string mode = golden_case.value("mode", "test");
    options.mode = mode == "finetuning" ? ChatMode::kFineTuning
                   : mode == "serving"  ? ChatMode::kServing
                                        : ChatMode::kPartial;
    options.continue_final_message = request.value("continue_final_message", false);
    options.reasoning_effort = request.value("reasoning_effort", "");
    options.max_tokens = request.value("truncate_at_max_tokens", size_t{0});
    return options;
}

std::vector<ChatMessage> messages_of(const Json& request) {
    std::vector<ChatMessage> messages;
    for (const Json& given : request["messages"]) {
        ChatMessage message;
        message.role = role_of(given["role"]);
        if (given.contains("content")) read_content(given["content"], message);
        if (given.contains("tool_calls")) message.tool_calls_json = given["tool_calls"].dump();
        message.tool_call_id = given.value("tool_call_id", "");
        message.tool_name = given.value("name", "");
        message.prefix = given.value("prefix", false);
        messages.push_back(std::move(message));
    }
    return messages;
}

std::string tools_of(const Json& request) {
    return request.contains("tools") ? request["tools"].dump() : std::string();
}

}  // namespace minstrel::test
