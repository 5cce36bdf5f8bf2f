#include "samples/tavern/world.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>

#include "samples/tavern/json_entry.h"

namespace tavern {
namespace {

using Json = nlohmann::json;

// The longest lists in the training data.
constexpr size_t kMaxSells = 6;
constexpr size_t kMaxBuys = 3;
constexpr size_t kMaxRumours = 2;
constexpr size_t kMaxQuests = 1;
constexpr size_t kMaxDirections = 4;

// What characters refer to by id.
struct Registers {
    std::map<std::string, Direction> places;
    std::map<std::string, std::string> rumours;
    std::map<std::string, Quest> quests;
};

// Reads "FOLDER/FILE.json", which holds one object, and hands it to `read`.
template <typename Read>
bool read_file(const std::string& folder, const char* file, std::string& error, Read read) {
    const std::string path = folder + "/" + file + ".json";
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        error = "cannot read '" + path + "'; --world DIR names the folder of the world";
        return false;
    }
    const Json json = Json::parse(stream, nullptr, false);
    if (json.is_discarded()) {
        error = path + ": is not valid JSON";
        return false;
    }
    JsonEntry entry(json, path, error);
    if (error.empty()) read(entry);
    return error.empty();
}

bool read_registers(const std::string& folder, Registers& registers, std::string& error) {
    auto read_list = [&](const char* name, auto take) {
        return read_file(folder, name, error, [&](JsonEntry& file) {
            file.each(name, [&](const Json& element, const std::string& where) {
                JsonEntry entry(element, where, error);
                take(entry.text("id"), entry);
            });
        });
    };
    return read_list("places",
                     [&](const std::string& id, JsonEntry& entry) {
                         registers.places[id] = {entry.text("name"), entry.text("where")};
                     }) &&
           read_list("rumours",
                     [&](const std::string& id, JsonEntry& entry) {
                         registers.rumours[id] = entry.text("text");
                     }) &&
           read_list("quests", [&](const std::string& id, JsonEntry& entry) {
               registers.quests[id] = {entry.text("task"), entry.text("reward")};
           });
}

std::vector<Ware> read_wares(JsonEntry& entry, const char* key, size_t max, std::string& error) {
    std::vector<Ware> wares;
    entry.each(key, [&](const Json& element, const std::string& where) {
        JsonEntry ware(element, where, error);
        wares.push_back({ware.text("item"), ware.amount("price")});
    });
    wares.resize(std::min(wares.size(), max));
    return wares;
}

template <typename Value>
Value look_up(const std::map<std::string, Value>& values, const std::string& id, JsonEntry& entry) {
    auto found = values.find(id);
    if (found != values.end()) return found->second;
    entry.complain("refers to '" + id + "', which is in no file");
    return {};
}

template <typename Value>
std::vector<Value> read_references(JsonEntry& entry, const char* key,
                                   const std::map<std::string, Value>& values, size_t max) {
    std::vector<Value> list;
    entry.each_text(key,
                    [&](const std::string& id) { list.push_back(look_up(values, id, entry)); });
    list.resize(std::min(list.size(), max));
    return list;
}

Character read_character(JsonEntry entry, const Registers& registers, std::string& error) {
    Character who;
    who.id = entry.text("id");
    who.name = entry.text("name");
    who.role = entry.text("role");
    who.place = look_up(registers.places, entry.text("place"), entry).place;
    who.temper = entry.text("temper");
    who.manner = entry.text("manner");
    who.sells = read_wares(entry, "sells", kMaxSells, error);
    who.buys = read_wares(entry, "buys", kMaxBuys, error);
    who.rumours = read_references(entry, "rumours", registers.rumours, kMaxRumours);
    who.quests = read_references(entry, "quests", registers.quests, kMaxQuests);
    who.directions = read_references(entry, "knows", registers.places, kMaxDirections);
    entry.each_text("doors", [&](const std::string& door) { who.doors.push_back(door); });
    who.secret = entry.optional_text("secret");
    who.description = entry.text("text");
    return who;
}

bool same_word(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) ==
               std::tolower(static_cast<unsigned char>(b));
    });
}

}  // namespace

const Character* World::find(std::string_view name) const {
    for (const Character& who : characters) {
        if (same_word(who.id, name) || same_word(who.name, name)) return &who;
    }
    for (const Character& who : characters) {
        if (same_word(who.role, name)) return &who;
    }
    return nullptr;
}

std::optional<World> load_world(const std::string& folder, std::string& error) {
    World world;
    Registers registers;
    auto read_player = [&](JsonEntry& file) {
        JsonEntry player = file.inner("player");
        world.purse = player.amount("coins");
        player.each_text("bag", [&](const std::string& item) { world.bag.push_back(item); });
    };
    auto read_characters = [&](JsonEntry& file) {
        file.each("characters", [&](const Json& element, const std::string& where) {
            world.characters.push_back(
                read_character(JsonEntry(element, where, error), registers, error));
        });
        if (world.characters.empty()) file.complain("needs at least one of 'characters'");
    };
    if (!read_registers(folder, registers, error) ||
        !read_file(folder, "player", error, read_player) ||
        !read_file(folder, "characters", error, read_characters)) {
        return std::nullopt;
    }
    return world;
}

}  // namespace tavern
