#include "runtime/text/vocabulary.h"

#include <algorithm>

namespace minstrel {
namespace {

constexpr std::string_view kSpaceMark = "\xE2\x96\x81";         // U+2581
constexpr std::string_view kUnknownSurface = " \xE2\x81\x87 ";  // U+2047 between spaces

TokenClass class_of(PieceType type) {
    switch (type) {
        case PieceType::kNormal:
            return TokenClass::kNormal;
        case PieceType::kUnknown:
            return TokenClass::kUnknown;
        case PieceType::kControl:
            return TokenClass::kControl;
        case PieceType::kUserDefined:
            return TokenClass::kUserDefined;
        case PieceType::kUnused:
            return TokenClass::kUnused;
        case PieceType::kByte:
            return TokenClass::kByte;
    }
    return TokenClass::kUnused;
}

void append_with_spaces(std::string& out, std::string_view text) {
    for (size_t at = 0; at < text.size();) {
        const size_t mark = text.find(kSpaceMark, at);
        out += text.substr(at, mark - at);
        if (mark == std::string_view::npos) return;
        out += ' ';
        at = mark + kSpaceMark.size();
    }
}

void append_bytes(std::string& out, const SentencePiece& piece) {
    switch (piece.type) {
        case PieceType::kByte:
            out.push_back(static_cast<char>(byte_of_piece(piece.text)));
            break;
        case PieceType::kUnknown:
            out += kUnknownSurface;
            break;
        case PieceType::kControl:
            out += piece.text;
            break;
        default:
            append_with_spaces(out, piece.text);
    }
}

}  // namespace

Vocabulary Vocabulary::make(const SentencePieceModel& model) {
    Vocabulary result;
    const size_t count = model.pieces.size();
    result.version_ = model.version;
    result.classes_.reserve(count);
    result.offsets_.reserve(count + 1);
    result.offsets_.push_back(0);
    result.mask_.assign((count + 31) / 32, 0);
    result.special_.fill(-1);
    for (size_t id = 0; id < count; ++id) {
        const SentencePiece& piece = model.pieces[id];
        result.classes_.push_back(class_of(piece.type));
        append_bytes(result.bytes_, piece);
        result.max_token_bytes_ =
            std::max(result.max_token_bytes_, result.bytes_.size() - result.offsets_.back());
        result.offsets_.push_back(static_cast<uint32_t>(result.bytes_.size()));
        bool allowed = piece.type == PieceType::kNormal || piece.type == PieceType::kByte;
        for (size_t i = 0; i < kSpecialCount && !allowed; ++i) {
            const auto special = static_cast<Special>(i);
            if (piece.text != special_name(special)) continue;
            result.special_[i] = static_cast<int32_t>(id);
            allowed = special == Special::kEos || special == Special::kToolCalls;
            break;
        }
        if (allowed) result.mask_[id / 32] |= uint32_t{1} << (id % 32);
    }
    return result;
}

std::string_view Vocabulary::bytes(int32_t id) const {
    const auto index = static_cast<size_t>(id);
    return std::string_view(bytes_).substr(offsets_[index], offsets_[index + 1] - offsets_[index]);
}

bool Vocabulary::may_generate(int32_t id) const {
    if (!contains(id)) return false;
    return (mask_[static_cast<size_t>(id) / 32] >> (id % 32) & 1) != 0;
}

}  // namespace minstrel
