#include "samples/tavern/evaluation/offers.h"

#include <nlohmann/json.hpp>
#include <string_view>

namespace tavern {
namespace {

using Json = nlohmann::ordered_json;

// The rest of the persona's line that begins with `label`, without its full stop.
std::string line_of(const std::string& persona, const std::string& label) {
    size_t begin = persona.find("\n" + label);
    if (begin == std::string::npos) return {};
    begin += 1 + label.size();
    const size_t end = std::min(persona.find('\n', begin), persona.size());
    std::string line = persona.substr(begin, end - begin);
    if (!line.empty() && line.back() == '.') line.pop_back();
    return line;
}

// "ale for 3 coins, bread for 2 coins" -> ale, bread; likewise "the smithy is past the bridge;
// ...".
std::vector<std::string> names_in(const std::string& line, std::string_view separator,
                                  std::string_view behind_name) {
    std::vector<std::string> names;
    for (size_t at = 0; at < line.size();) {
        const size_t end = std::min(line.find(separator, at), line.size());
        const std::string entry = line.substr(at, end - at);
        names.push_back(entry.substr(
            0, separator == ", " ? entry.rfind(behind_name) : entry.find(behind_name)));
        at = end + separator.size();
    }
    return names;
}

std::vector<std::string> values_of(const Situation& situation, const std::string& function,
                                   const std::vector<std::string>& doors) {
    const std::string& persona = situation.persona;
    if (function == "sell_item" || function == "check_stock") {
        return names_in(line_of(persona, "You sell: "), ", ", " for ");
    }
    if (function == "buy_item") return names_in(line_of(persona, "You buy: "), ", ", " for ");
    if (function == "give_directions") {
        return names_in(line_of(persona, "Directions: "), "; ", " is ");
    }
    if (function == "give_quest") {
        const std::string quest = line_of(persona, "Quest: ");
        const size_t end = quest.find(". Reward: ");
        return quest.empty() ? std::vector<std::string>()
                             : std::vector<std::string>(1, quest.substr(0, end));
    }
    if (function == "open_door") return doors;
    if (function == "set_mood") return {"happy", "angry", "sad", "afraid"};
    return {};
}

}  // namespace

std::vector<Offer> read_offers(const Situation& situation, const ReplySettings& settings) {
    std::vector<Offer> offers;
    for (const Json& entry : Json::parse(situation.tools, nullptr, false)) {
        const Json& function = entry.at("function");
        Json parameters = function.at("parameters");
        Offer offer;
        offer.name = function.at("name").get<std::string>();
        offer.description = function.at("description").get<std::string>();
        offer.declaration = parameters.dump();
        const auto values = values_of(situation, offer.name, settings.doors);
        for (auto& [name, schema] : parameters.at("properties").items()) {
            const bool text = schema.at("type") == "string";
            if (!text) schema["minimum"] = 1;
            if (!text) schema["maximum"] = 100000;
            if (text && settings.held && !values.empty()) schema["enum"] = values;
            if (text && values.empty()) schema["minLength"] = 1;
            if (text && values.empty()) schema["maxLength"] = 80;
        }
        offer.parameters = parameters.dump();
        offers.push_back(std::move(offer));
    }
    return offers;
}

}  // namespace tavern
