#include "samples/tavern/evaluation/answer_form.h"

namespace tavern {
namespace {

constexpr int kLongestText = 400;  // more than anybody says in one breath

}  // namespace

std::string answer_form(const Situation& situation) {
    if (!situation.json) return {};
    nlohmann::ordered_json schema = {{"type", "object"}, {"additionalProperties", false}};
    schema["required"] = nlohmann::ordered_json::array();
    for (const auto& [key, rule] : situation.json->at("properties").items()) {
        auto& property = schema["properties"][key] = rule;
        if (rule.value("type", "") == "string") property["maxLength"] = kLongestText;
        if (rule.value("type", "") == "number") property = {{"type", "integer"}, {"minimum", 0}};
        schema["required"].push_back(key);
    }
    return schema.dump();
}

}  // namespace tavern
