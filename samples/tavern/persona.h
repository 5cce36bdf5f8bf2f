// The persona: what a character knows, as the system prompt that the model was trained on. The same
// text, byte for byte, is built by train/conversations/persona.py; README.md describes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "samples/tavern/world.h"

namespace tavern {

// "1 coin", "7 coins"
std::string coins(int64_t amount);

// `purse`: the player's money, which the character sees; absent when it is unknown.
std::string system_prompt(const Character& character, std::optional<int64_t> purse);

}  // namespace tavern
