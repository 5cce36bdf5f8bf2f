#include "samples/tavern/deeds.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "samples/tavern/persona.h"

namespace tavern {
namespace {

using Json = nlohmann::ordered_json;

constexpr int64_t kStock = 4;        // of each ware at the beginning
constexpr size_t kMaxFunctions = 4;  // in one prompt: more than that the model has not learnt
constexpr int64_t kMaxCount = 9;

Deeds::Outcome refuse(const char* why) {
    return {Json{{"ok", false}, {"error", why}}.dump(), ""};
}

const Ware* find(const std::vector<Ware>& wares, const std::string& item) {
    const auto found = std::find_if(wares.begin(), wares.end(),
                                    [&](const Ware& ware) { return ware.item == item; });
    return found == wares.end() ? nullptr : &*found;
}

std::vector<std::string> names(const std::vector<Ware>& wares) {
    std::vector<std::string> list(wares.size());
    std::transform(wares.begin(), wares.end(), list.begin(),
                   [](const Ware& ware) { return ware.item; });
    return list;
}

std::string times(int64_t count, const std::string& item) {
    return count == 1 ? item : std::to_string(count) + " " + item;
}

}  // namespace

Deeds::Deeds(const World& world) : purse_(world.purse), bag_(world.bag) {}

int64_t Deeds::stock(const Character& who, const std::string& item) const {
    const auto known = stock_.find({who.id, item});
    return known == stock_.end() ? kStock : known->second;
}

Character Deeds::present(const Character& who) const {
    Character now = who;
    std::erase_if(now.sells, [&](const auto& ware) { return stock(who, ware.item) == 0; });
    if (quests_.count(who.id) != 0) now.quests.clear();
    return now;
}

std::vector<std::string> Deeds::functions(const Character& who) const {
    const Character now = present(who);
    std::vector<std::string> list;
    if (!now.sells.empty()) list.emplace_back("sell_item");
    if (!choices(who).at(1).values.empty()) list.emplace_back("buy_item");
    if (!now.quests.empty()) list.emplace_back("give_quest");
    if (!who.doors.empty()) list.emplace_back("open_door");
    if (!who.sells.empty()) list.emplace_back("check_stock");
    if (!who.directions.empty()) list.emplace_back("give_directions");
    list.emplace_back("set_mood");
    list.resize(std::min(list.size(), kMaxFunctions));
    return list;
}

// In this order: wares, goods, stock, quests, doors, places.
std::vector<Choices> Deeds::choices(const Character& who) const {
    const Character now = present(who);
    std::vector<std::string> goods;
    for (const Ware& ware : who.buys) {
        if (std::find(bag_.begin(), bag_.end(), ware.item) != bag_.end()) {
            goods.push_back(ware.item);
        }
    }
    std::vector<std::string> quests;
    for (const Quest& quest : now.quests) quests.push_back(quest.task);
    std::vector<std::string> places;
    for (const Direction& way : who.directions) places.push_back(way.place);
    return {{"wares", names(now.sells)}, {"goods", goods},     {"stock", names(who.sells)},
            {"quests", quests},          {"doors", who.doors}, {"places", places}};
}

// The arguments keep to the declared schemas, so they need not be looked at again; whether the deed
// is possible is another question.
Deeds::Outcome Deeds::act(const Character& who, std::string_view function,
                          std::string_view arguments) {
    const Json given = Json::parse(arguments, nullptr, false);
    if (!given.is_object()) return refuse("nobody understood that");
    const auto text = [&](const char* key) { return given.value(key, std::string()); };
    const int64_t count = std::clamp<int64_t>(given.value("count", int64_t{1}), 1, kMaxCount);
    if (function == "sell_item") return sell(who, text("item"), count);
    if (function == "buy_item") return buy(who, text("item"), count);
    if (function == "give_quest") return give_quest(who);
    if (function == "check_stock") {
        return {Json{{"count", stock(who, text("item"))}}.dump(), ""};
    }
    if (function == "open_door") {
        open_doors_.insert(text("door"));
        return {R"({"ok": true})", "The " + text("door") + " is open."};
    }
    if (function == "give_directions") {
        return {R"({"ok": true})", who.name + " shows you the way to " + text("place") + "."};
    }
    if (function == "set_mood") {
        moods_[who.id] = text("mood");
        return {R"({"ok": true})", who.name + " looks " + text("mood") + "."};
    }
    return refuse("nobody knows how to do that");
}

Deeds::Outcome Deeds::sell(const Character& who, const std::string& item, int64_t count) {
    const Ware* ware = find(who.sells, item);
    if (ware == nullptr) return refuse("the shelf is empty");
    if (stock(who, item) < count) return refuse("the shelf is empty");
    // The price is the game's, whatever the character says.
    if (purse_ < ware->price * count) return refuse("not enough coins");
    purse_ -= ware->price * count;
    stock_[{who.id, item}] = stock(who, item) - count;
    for (int64_t i = 0; i < count; ++i) bag_.push_back(item);
    return {Json{{"ok", true}, {"coins_left", purse_}}.dump(),
            "You get: " + times(count, item) + ". You have " + coins(purse_) + " left."};
}

Deeds::Outcome Deeds::buy(const Character& who, const std::string& item, int64_t count) {
    const Ware* ware = find(who.buys, item);
    if (ware == nullptr) return refuse("not today");
    if (std::count(bag_.begin(), bag_.end(), item) < count) return refuse("nobody is there");
    for (int64_t i = 0; i < count; ++i) {
        bag_.erase(std::find(bag_.begin(), bag_.end(), item));
    }
    purse_ += ware->price * count;
    return {Json{{"ok", true}, {"coins", purse_}}.dump(),
            "You hand over: " + times(count, item) + ". You have " + coins(purse_) + " now."};
}

Deeds::Outcome Deeds::give_quest(const Character& who) {
    if (who.quests.empty() || quests_.count(who.id) != 0) return refuse("it is already done");
    quests_[who.id] = who.quests.front().task;
    return {R"({"ok": true})", "New quest: " + who.quests.front().task + "."};
}

std::string Deeds::describe() const {
    std::ostringstream text;
    text << "You have " << coins(purse_) << ".\nYour bag:";
    for (const std::string& item : bag_) text << " " << item << (&item == &bag_.back() ? "" : ",");
    text << (bag_.empty() ? " empty\n" : "\n");
    for (const auto& [giver, task] : quests_) text << "Quest: " << task << " (" << giver << ")\n";
    for (const std::string& door : open_doors_) text << "Open: " << door << "\n";
    for (const auto& [shelf, count] : stock_) {
        text << "Left at " << shelf.first << ": " << count << " " << shelf.second << "\n";
    }
    for (const auto& [who, mood] : moods_) text << "Mood of " << who << ": " << mood << "\n";
    return text.str();
}

}  // namespace tavern
