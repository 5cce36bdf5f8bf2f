// What the masks of one grammar cost along random walks: at each position a token is chosen at
// random among those that the mask allows. Times are of the processor, in microseconds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/grammar/grammar.h"
#include "runtime/grammar/token_table.h"

namespace minstrel::cli {

struct WalkSettings {
    uint64_t walks = 100;
    uint64_t tokens = 200;  // of one walk at most
    uint64_t seed = 1;
    uint64_t repeats = 1;  // the same walks so often; the least time of each mask counts
};

struct MaskTime {
    double microseconds = 0;
    uint32_t walk = 0;
    uint32_t bytes = 0;  // of the walk's text before the mask
    bool remembered = false;
};

struct GrammarWalks {
    double first = 0;  // the automaton and its first mask
    std::vector<MaskTime> cold;
    std::vector<MaskTime> warm;      // the same positions again
    std::vector<std::string> texts;  // by walk
    uint64_t ended = 0;              // walks that came to the end of the grammar
    uint64_t state_bytes = 0;
    uint64_t mask_bytes = 0;
};

Result<GrammarWalks> walk_grammar(const GrammarPtr& grammar, const TokenTable& tokens,
                                  const WalkSettings& settings);

}  // namespace minstrel::cli
