// Own reader of SentencePiece model files (protobuf message ModelProto). It accepts what Mistral
// files are - BPE, identity normaliser, byte fallback - and refuses everything else with a reason.
// Used while loading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/text/tokenizer_version.h"

namespace minstrel {

inline constexpr size_t kMaxTokenizerFileBytes = size_t{64} << 20;
inline constexpr size_t kMaxPieceCount = size_t{1} << 20;
inline constexpr size_t kMaxPieceBytes = 256;

// Numbers as in the file.
enum class PieceType : uint8_t {
    kNormal = 1,
    kUnknown = 2,
    kControl = 3,
    kUserDefined = 4,
    kUnused = 5,
    kByte = 6,
};

struct SentencePiece {
    std::string text;  // UTF-8; a space is written as U+2581
    float score = 0;
    PieceType type = PieceType::kNormal;
};

struct SentencePieceModel {
    std::vector<SentencePiece> pieces;  // the index is the token id
    TokenizerVersion version = TokenizerVersion::kV1;
};

Result<SentencePieceModel> read_sentencepiece_model(std::string_view file);

// The value 0..255 of a byte piece's name "<0x41>", or -1.
int byte_of_piece(std::string_view text);

}  // namespace minstrel
