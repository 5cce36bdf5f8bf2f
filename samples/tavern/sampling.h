// How the people of the town choose their words, in the game and in the evaluation.
#pragma once

#include "minstrel/minstrel.h"

namespace tavern {

// A small model may go round in circles over a word that it has never met; each repetition of a
// piece of a word makes the next one less likely.
inline mst_sampling_desc sampling_at(float temperature) {
    mst_sampling_desc sampling = MST_SAMPLING_DESC_INIT;
    sampling.temperature = temperature;
    sampling.top_p = 0.95F;
    sampling.frequency_penalty = 1.0F;
    return sampling;
}

}  // namespace tavern
