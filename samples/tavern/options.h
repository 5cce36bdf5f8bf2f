// What the command line of the tavern asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "samples/tavern/conversation.h"

namespace tavern {

struct Options {
    VoiceSettings voice{.model_path = "tavern.mst"};
    std::string world_folder = "world";
    std::string character;  // empty: the first one of the world
    std::string script;     // empty: standard input
    bool help = false;
};

extern const char kUsage[];

// On failure `error` says which argument is wrong and what it needs.
std::optional<Options> parse_options(int argc, char** argv, std::string& error);

}  // namespace tavern
