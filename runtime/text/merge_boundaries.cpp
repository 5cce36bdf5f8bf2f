#include "runtime/text/merge_boundaries.h"

namespace minstrel {
namespace {

constexpr unsigned kHashBits = 20;
constexpr uint32_t kSpaceMark = 0x2581;

// The code point at `at` of valid UTF-8, which moves on. Spaces and their mark are the same to the
// encoder.
uint32_t next_character(std::string_view text, size_t& at) {
    const auto lead = static_cast<uint8_t>(text[at++]);
    const size_t more = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    uint32_t code = more == 0 ? lead : lead & (0x3Fu >> more);
    for (size_t i = 0; i < more; ++i) {
        code = code << 6 | (static_cast<uint8_t>(text[at++]) & 0x3F);
    }
    return code == kSpaceMark ? ' ' : code;
}

size_t hash_of(uint32_t left, uint32_t right) {
    const uint64_t pair = uint64_t{left} << 32 | right;
    return static_cast<size_t>(pair * 0x9E3779B97F4A7C15u >> (64 - kHashBits));
}

}  // namespace

void MergeBoundaries::add(std::string_view piece) {
    size_t at = 0;
    uint32_t left = next_character(piece, at);
    while (at < piece.size()) {
        const uint32_t right = next_character(piece, at);
        const size_t hash = hash_of(left, right);
        neighbours_[hash / 64] |= uint64_t{1} << (hash % 64);
        left = right;
    }
}

MergeBoundaries MergeBoundaries::make(const SentencePieceModel& model) {
    MergeBoundaries result;
    result.neighbours_.assign((size_t{1} << kHashBits) / 64, 0);
    for (const SentencePiece& piece : model.pieces) {
        if (piece.type == PieceType::kNormal) result.add(piece.text);
    }
    return result;
}

size_t MergeBoundaries::chunk_length(std::string_view text) const {
    size_t at = 0;
    uint32_t left = next_character(text, at);
    while (at < text.size()) {
        size_t after = at;
        const uint32_t right = next_character(text, after);
        const size_t hash = hash_of(left, right);
        if ((neighbours_[hash / 64] >> (hash % 64) & 1) == 0) return at;
        left = right;
        at = after;
    }
    return text.size();
}

}  // namespace minstrel
