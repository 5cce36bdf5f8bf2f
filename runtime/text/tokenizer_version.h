// What kinds of tokenizer files there are and which layouts of control tokens. Constant data; any
// thread.
#pragma once

#include <cstdint>

namespace minstrel {

enum class TokenizerKind : uint8_t { kSentencePiece, kTekken };

// Layouts of control tokens; the number is that of the chat template they were made for.
enum class TokenizerVersion : uint8_t {
    kV1 = 1,
    kV2 = 2,
    kV3 = 3,
    kV7 = 7,
    kV11 = 11,
    kV13 = 13,
    kV15 = 15,
};

}  // namespace minstrel
