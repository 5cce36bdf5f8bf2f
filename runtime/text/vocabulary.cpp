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

std::string bytes_of(const SentencePiece& piece) {
    std::string bytes;
    switch (piece.type) {
        case PieceType::kByte:
            bytes.push_back(static_cast<char>(byte_of_piece(piece.text)));
            break;
        case PieceType::kUnknown:
            bytes = kUnknownSurface;
            break;
        case PieceType::kControl:
            bytes = piece.text;
            break;
        default:
            append_with_spaces(bytes, piece.text);
    }
    return bytes;
}

// What a model of this version writes itself.
bool writes(Special special, TokenizerVersion version) {
    switch (special) {
        case Special::kEos:
        case Special::kToolCalls:
            return true;
        case Special::kArguments:
            return version >= TokenizerVersion::kV11;
        case Special::kCallId:
            return version == TokenizerVersion::kV11;
        case Special::kThink:
        case Special::kEndThink:
            return version >= TokenizerVersion::kV13;
        default:
            return false;
    }
}

}  // namespace

void Vocabulary::start(size_t count) {
    classes_.reserve(count);
    offsets_.reserve(count + 1);
    offsets_.push_back(0);
    mask_.assign((count + 31) / 32, 0);
    special_.fill(-1);
}

// `name` is empty for text and bytes.
void Vocabulary::add(TokenClass token_class, std::string_view bytes, std::string_view name) {
    const size_t id = classes_.size();
    classes_.push_back(token_class);
    bytes_ += bytes;
    offsets_.push_back(static_cast<uint32_t>(bytes_.size()));
    max_token_bytes_ = std::max(max_token_bytes_, bytes.size());
    bool allowed = token_class == TokenClass::kNormal || token_class == TokenClass::kByte;
    for (size_t i = 0; i < kSpecialCount && !allowed; ++i) {
        const auto special = static_cast<Special>(i);
        if (name != special_name(special)) continue;
        special_[i] = static_cast<int32_t>(id);
        allowed = writes(special, version_);
        break;
    }
    if (allowed) mask_[id / 32] |= uint32_t{1} << (id % 32);
}

Vocabulary Vocabulary::make(const SentencePieceModel& model) {
    Vocabulary result;
    result.version_ = model.version;
    result.start(model.pieces.size());
    for (const SentencePiece& piece : model.pieces) {
        result.add(class_of(piece.type), bytes_of(piece), piece.text);
    }
    return result;
}

// The class of a token is a matter of its place: whatever the file calls it, an id below the text
// tokens is never made of text.
Vocabulary Vocabulary::make(const TekkenModel& model) {
    Vocabulary result;
    result.kind_ = TokenizerKind::kTekken;
    result.version_ = model.version;
    result.effort_rule_ = model.effort;
    result.start(model.specials.size() + model.tokens.size());
    for (const std::string& name : model.specials) result.add(TokenClass::kControl, name, name);
    for (const std::string& token : model.tokens) result.add(TokenClass::kNormal, token, {});
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
