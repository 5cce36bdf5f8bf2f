// Gets the replies to situations from the library: many sessions at once, one request each.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "samples/tavern/evaluation/judge.h"
#include "samples/tavern/evaluation/situation.h"

namespace tavern {

struct ReplySettings {
    std::string model_path;
    float temperature = 0.0F;  // 0: always the likeliest words, as the game speaks
    uint64_t seed = 1;
    uint32_t threads = 0;  // 0: the library's choice
    bool held = true;      // arguments of calls are held to what the persona and the town have
    bool formed = true;    // answers asked for in JSON are held to the form asked for
    std::vector<std::string> doors = {};  // of the town, which no persona tells of
};

// One reply a situation, in order. On failure empty, and `error` says why.
std::vector<Reply> get_replies(const std::vector<Situation>& situations,
                               const ReplySettings& settings,
                               const std::function<void(size_t done)>& on_progress,
                               std::string& error);

}  // namespace tavern
