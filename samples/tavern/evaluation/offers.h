// The functions of a situation as the game would offer them: what is sold, bought, known and asked
// for is what the persona says, and doors are those of the town.
#pragma once

#include <string>
#include <vector>

#include "samples/tavern/evaluation/replies.h"
#include "samples/tavern/evaluation/situation.h"

namespace tavern {

struct Offer {
    std::string name;
    std::string description;
    std::string declaration;  // the parameters as the situation has them
    std::string parameters;   // held to the values of the moment, where the settings say so
};

std::vector<Offer> read_offers(const Situation& situation, const ReplySettings& settings);

}  // namespace tavern
