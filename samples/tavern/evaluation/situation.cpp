#include "samples/tavern/evaluation/situation.h"

#include <fstream>
#include <utility>

namespace tavern {
namespace {

// What the model reads and writes keeps the order of its keys, which is the order it has learnt.
using json = nlohmann::ordered_json;

std::string text_of(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::vector<std::string> texts_of(const json& list) {
    std::vector<std::string> texts;
    for (const json& entry : list) {
        if (entry.is_string()) texts.push_back(entry.get<std::string>());
    }
    return texts;
}

const json& member(const json& object, const char* key) {
    static const json kNone = json::array();
    const auto found = object.find(key);
    return found == object.end() ? kNone : *found;
}

void read_messages(const json& messages, Situation& situation) {
    for (const json& message : messages) {
        if (text_of(message, "role") == "system") {
            situation.persona = text_of(message, "content");
            continue;
        }
        Line line;
        line.role = text_of(message, "role");
        line.text = text_of(message, "content");
        line.tool_call_id = text_of(message, "tool_call_id");
        if (message.contains("tool_calls")) line.tool_calls = message["tool_calls"].dump();
        situation.lines.push_back(std::move(line));
    }
}

bool read_situation(const json& object, Situation& situation) {
    if (!object.is_object()) return false;
    situation.id = text_of(object, "id");
    situation.kind = text_of(object, "kind");
    read_messages(member(object, "messages"), situation);
    if (object.contains("tools")) situation.tools = object["tools"].dump();
    for (const json& group : member(object, "expect")) situation.expect.push_back(texts_of(group));
    situation.reject = texts_of(member(object, "reject"));
    if (object.contains("call")) situation.call = nlohmann::json::parse(object["call"].dump());
    if (object.contains("json")) situation.json = object["json"];
    for (const json& number : member(object, "allowed_numbers")) {
        situation.allowed_numbers.insert(number.dump());
    }
    for (std::string& item : texts_of(member(object, "allowed_items"))) {
        situation.allowed_items.insert(std::move(item));
    }
    return !situation.id.empty() && !situation.lines.empty();
}

}  // namespace

std::vector<std::string> read_lines(const std::string& path, std::string& error) {
    std::ifstream file(path);
    if (!file) error = "cannot read '" + path + "'";
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        if (!line.empty()) lines.push_back(line);
    }
    return lines;
}

std::vector<Situation> read_situations(const std::string& path, std::string& error) {
    std::vector<Situation> situations;
    size_t number = 0;
    for (const std::string& line : read_lines(path, error)) {
        ++number;
        Situation situation;
        const json object = json::parse(line, nullptr, false);
        if (object.is_discarded() || !read_situation(object, situation)) {
            error = path + ": line " + std::to_string(number) + " is no situation";
            return {};
        }
        situations.push_back(std::move(situation));
    }
    return situations;
}

}  // namespace tavern
