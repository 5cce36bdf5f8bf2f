// TurnMasks: what a model may generate in each part of its turn, as bits by token id. Immutable;
// any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/text/chat_format.h"
#include "runtime/text/vocabulary.h"

namespace minstrel {

struct TurnMasks {
    std::vector<uint32_t> plain;             // the answer: text and its end
    std::vector<uint32_t> with_calls;        // likewise, or the beginning of function calls
    std::vector<uint32_t> first;             // as plain, or the beginning of thinking
    std::vector<uint32_t> first_with_calls;  // all of these
    std::vector<uint32_t> calls_only;        // nothing but the beginning of function calls
    std::vector<uint32_t> in_calls;          // calls that no grammar holds
    std::vector<uint32_t> thinking;          // text and its end, until the end of thinking

    // `size` is the number of rows of the model's matrices, at least that of the vocabulary.
    static TurnMasks make(const Vocabulary& vocabulary, ChatVersion version, uint32_t size);
};

}  // namespace minstrel
