// What happens in the town: purse, bag, stock, doors and quests, and the functions by which its
// people change them. One a game, used by the game's thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "samples/tavern/world.h"

namespace tavern {

// Values that a parameter may take now: "wares", "doors".
struct Choices {
    std::string name;
    std::vector<std::string> values;
};

class Deeds {
  public:
    explicit Deeds(const World& world);

    // The character with its present wares and quests, for the prompt.
    Character present(const Character& who) const;
    int64_t purse() const { return purse_; }

    // What the character may do now: names of functions, a few at most, and values of parameters.
    std::vector<std::string> functions(const Character& who) const;
    std::vector<Choices> choices(const Character& who) const;

    // Does what `function` says, or not; the result is the JSON that the character is told. `done`
    // says it to the player, empty when nothing is to be seen.
    struct Outcome {
        std::string result;
        std::string done;
    };
    Outcome act(const Character& who, std::string_view function, std::string_view arguments);

    // The state of the world, for people.
    std::string describe() const;

  private:
    using Shelf = std::pair<std::string, std::string>;  // id of its seller, item

    Outcome sell(const Character& who, const std::string& item, int64_t count);
    Outcome buy(const Character& who, const std::string& item, int64_t count);
    Outcome give_quest(const Character& who);
    int64_t stock(const Character& who, const std::string& item) const;

    int64_t purse_;
    std::vector<std::string> bag_;
    std::map<Shelf, int64_t> stock_;  // what was sold or bought; others have kStock
    std::set<std::string> open_doors_;
    std::map<std::string, std::string> quests_;  // by the giver's id
    std::map<std::string, std::string> moods_;   // by id
};

}  // namespace tavern
