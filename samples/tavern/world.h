// The world: who lives in it and what they know, read from the JSON files of a folder. Plain
// values, made once at the start and never changed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tavern {

struct Ware {
    std::string item;
    int64_t price = 0;  // in coins
};

struct Quest {
    std::string task;
    std::string reward;
};

struct Direction {
    std::string place;
    std::string where;
};

// Places, rumours and quests, which the files name by id, are already put in. No list is longer
// than what the model has learnt to read, see README.md.
struct Character {
    std::string id;
    std::string name;
    std::string role;
    std::string place;
    std::string temper;
    std::string manner;
    std::vector<Ware> sells;
    std::vector<Ware> buys;
    std::vector<std::string> rumours;
    std::vector<Quest> quests;
    std::vector<Direction> directions;
    std::vector<std::string> doors;  // that they can open
    std::string secret;              // empty: none
    std::string description;         // what the player sees
};

struct World {
    std::vector<Character> characters;  // at least one
    int64_t purse = 0;                  // the player's coins
    std::vector<std::string> bag;       // and what else they carry

    // By id, name or, after these, role ("innkeeper"), upper and lower case alike. Null when nobody
    // is called so.
    const Character* find(std::string_view name) const;
};

// Reads the folder's files. On failure `error` says which file, which entry and what is wrong.
std::optional<World> load_world(const std::string& folder, std::string& error);

}  // namespace tavern
