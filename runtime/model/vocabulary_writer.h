// Writes vocabularies as Mistral publishes them, of the parts that other files keep them in.
// Stateless; any thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"

namespace minstrel {

// A tekken vocabulary in the alphabet of GPT-2, which has a character for every byte.
struct ByteLevelVocabulary {
    std::vector<std::string_view> specials;  // control tokens, in order of their ids
    std::vector<std::string_view> texts;     // what follows them, in order of rank

    bool has(std::string_view special) const {
        return std::find(specials.begin(), specials.end(), special) != specials.end();
    }
};

// A tekken.json. Such files do not state the version: the names of the control tokens tell it, and
// the chat template where these fit several. Tokens in errors are counted from 0.
Result<std::string> write_tekken(const ByteLevelVocabulary& vocabulary,
                                 std::string_view chat_template);

// What a token is, with the numbers of SentencePiece models, which GGUF files have too.
enum PieceType : int32_t {
    kNormalPiece = 1,
    kUnknownPiece = 2,
    kControlPiece = 3,
    kUserDefinedPiece = 4,
    kUnusedPiece = 5,
    kBytePiece = 6
};

// A SentencePiece model of type BPE. `types` are PieceType; all lists have one length.
std::string write_sentencepiece(const std::vector<std::string_view>& tokens,
                                const std::vector<float>& scores,
                                const std::vector<int32_t>& types);

}  // namespace minstrel
