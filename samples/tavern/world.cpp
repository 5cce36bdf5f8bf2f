#include "samples/tavern/world.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <nlohmann/json.hpp>

namespace tavern {
namespace {

using Json = nlohmann::json;

// Takes values out of one JSON object and remembers the first thing that is wrong.
class Entry {
  public:
    Entry(const Json& object, std::string label, std::string& error)
        : object_(object), label_(std::move(label)), error_(error) {
        if (!object.is_object()) complain("must be an object");
    }

    std::string text(const char* key) {
        const Json* value = find(key);
        if (value != nullptr && value->is_string() &&
            !value->get_ref<const std::string&>().empty()) {
            return value->get<std::string>();
        }
        complain(std::string("needs the text '") + key + "'");
        return {};
    }

    // May be absent, null or empty.
    std::string optional_text(const char* key) {
        const Json* value = find(key);
        if (value == nullptr || value->is_null()) return {};
        if (value->is_string()) return value->get<std::string>();
        complain(std::string("'") + key + "' must be text or null");
        return {};
    }

    int64_t amount(const char* key) {
        const Json* value = find(key);
        if (value != nullptr && value->is_number_unsigned()) {
            auto amount = value->get<uint64_t>();
            if (amount <= kMaxAmount) return static_cast<int64_t>(amount);
        }
        complain(std::string("needs the whole number '") + key + "' from 0 to 1000000");
        return 0;
    }

    // Calls `read` with each element of a list, which may be absent.
    template <typename Read>
    void each(const char* key, Read read) {
        const Json* value = find(key);
        if (value == nullptr || value->is_null()) return;
        if (!value->is_array()) return complain(std::string("'") + key + "' must be a list");
        for (const Json& element : *value) read(element, label_ + ", " + key);
    }

    const Json* find(const char* key) const {
        if (!object_.is_object()) return nullptr;
        auto found = object_.find(key);
        return found == object_.end() ? nullptr : &*found;
    }

    void complain(const std::string& what) {
        if (error_.empty()) error_ = label_ + ": " + what;
    }

  private:
    static constexpr uint64_t kMaxAmount = 1000000;

    const Json& object_;
    std::string label_;
    std::string& error_;
};

std::vector<Ware> read_wares(Entry& entry, const char* key, std::string& error) {
    std::vector<Ware> wares;
    entry.each(key, [&](const Json& element, const std::string& label) {
        Entry ware(element, label, error);
        wares.push_back({ware.text("item"), ware.amount("price")});
    });
    return wares;
}

Character read_character(const Json& object, const std::string& label, std::string& error) {
    Entry entry(object, label, error);
    Character who;
    who.id = entry.text("id");
    who.name = entry.text("name");
    who.role = entry.text("role");
    who.place = entry.text("place");
    who.temper = entry.text("temper");
    who.manner = entry.text("manner");
    who.sells = read_wares(entry, "sells", error);
    who.buys = read_wares(entry, "buys", error);
    entry.each("rumours", [&](const Json& element, const std::string&) {
        if (!element.is_string()) return entry.complain("each of 'rumours' must be text");
        who.rumours.push_back(element.get<std::string>());
    });
    entry.each("quests", [&](const Json& element, const std::string& where) {
        Entry quest(element, where, error);
        who.quests.push_back({quest.text("task"), quest.text("reward")});
    });
    entry.each("directions", [&](const Json& element, const std::string& where) {
        Entry way(element, where, error);
        who.directions.push_back({way.text("place"), way.text("where")});
    });
    who.secret = entry.optional_text("secret");
    return who;
}

std::optional<Json> read_json(const std::string& path, std::string& error) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        error = "cannot read '" + path + "'; --world DIR names the folder of the world";
        return std::nullopt;
    }
    Json json = Json::parse(file, nullptr, false);
    if (json.is_discarded()) {
        error = path + ": not valid JSON";
        return std::nullopt;
    }
    return json;
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
    return nullptr;
}

std::optional<World> load_world(const std::string& folder, std::string& error) {
    const std::string path = folder + "/characters.json";
    auto json = read_json(path, error);
    if (!json) return std::nullopt;

    World world;
    Entry entry(*json, path, error);
    if (entry.find("purse") != nullptr) world.purse = entry.amount("purse");
    entry.each("characters", [&](const Json& element, const std::string& where) {
        std::string label = where + ", number " + std::to_string(world.characters.size() + 1);
        world.characters.push_back(read_character(element, label, error));
    });
    if (world.characters.empty()) entry.complain("needs at least one of 'characters'");
    if (!error.empty()) return std::nullopt;
    return world;
}

}  // namespace tavern
