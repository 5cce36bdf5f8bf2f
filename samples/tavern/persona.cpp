#include "samples/tavern/persona.h"

namespace tavern {
namespace {

std::string list(const std::vector<Ware>& wares) {
    std::string text;
    for (const Ware& ware : wares) {
        if (!text.empty()) text += ", ";
        text += ware.item + " for " + coins(ware.price);
    }
    return text;
}

std::string list(const std::vector<Direction>& directions) {
    std::string text;
    for (const Direction& way : directions) {
        if (!text.empty()) text += "; ";
        text += way.place + " is " + way.where;
    }
    return text;
}

}  // namespace

std::string coins(int64_t amount) {
    return std::to_string(amount) + (amount == 1 ? " coin" : " coins");
}

std::string system_prompt(const Character& who, std::optional<int64_t> purse) {
    std::string text = "You are " + who.name + ", the " + who.role + " at " + who.place +
                       ". You are " + who.temper + " and " + who.manner + ".";
    if (!who.sells.empty()) text += "\nYou sell: " + list(who.sells) + ".";
    if (!who.buys.empty()) text += "\nYou buy: " + list(who.buys) + ".";
    for (const std::string& rumour : who.rumours) text += "\nRumour: " + rumour + ".";
    for (const Quest& quest : who.quests) {
        text += "\nQuest: " + quest.task + ". Reward: " + quest.reward + ".";
    }
    if (!who.directions.empty()) text += "\nDirections: " + list(who.directions) + ".";
    if (!who.secret.empty()) text += "\nYou never speak of: " + who.secret + ".";
    if (purse) text += "\nThe player has " + coins(*purse) + ".";
    return text;
}

}  // namespace tavern
