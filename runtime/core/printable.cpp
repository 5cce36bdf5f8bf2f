#include "runtime/core/printable.h"

#include <cstring>

#include "runtime/core/utf8.h"

namespace minstrel {
namespace {

// Controls, zero-width and direction marks, line separators, tags and private planes. `sequence`
// is one valid UTF-8 sequence of at least 2 bytes.
bool is_invisible(std::string_view sequence) {
    const auto byte = [&](size_t at) { return static_cast<unsigned char>(sequence[at]); };
    if (sequence.size() == 2) return byte(0) == 0xC2 && byte(1) < 0xA0;
    if (sequence.size() == 4) return byte(0) >= 0xF3;
    if (byte(0) == 0xE2 && byte(1) == 0x80) {
        return (byte(2) >= 0x8B && byte(2) <= 0x8F) || (byte(2) >= 0xA8 && byte(2) <= 0xAE);
    }
    if (byte(0) == 0xE2 && byte(1) == 0x81) return byte(2) >= 0xA0 && byte(2) <= 0xAF;
    return byte(0) == 0xEF && byte(1) == 0xBB && byte(2) == 0xBF;
}

size_t announced_length(unsigned char lead) {
    if (lead < 0xC2) return 1;
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

// The sequence that `text` begins with; a single byte when it begins with no valid one.
std::string_view first_piece(std::string_view text) {
    const std::string_view piece =
        text.substr(0, announced_length(static_cast<unsigned char>(text[0])));
    return find_invalid_utf8(piece) == std::string_view::npos ? piece : text.substr(0, 1);
}

bool is_printable(std::string_view piece) {
    if (piece.size() > 1) return !is_invisible(piece);
    const auto byte = static_cast<unsigned char>(piece[0]);
    return byte >= 0x20 && byte <= 0x7E;
}

}  // namespace

size_t copy_printable(std::string_view text, char* out, size_t capacity) {
    size_t length = 0;
    while (!text.empty()) {
        std::string_view piece = first_piece(text);
        text.remove_prefix(piece.size());
        if (!is_printable(piece)) piece = "?";
        if (piece.size() > capacity - length) break;
        std::memcpy(out + length, piece.data(), piece.size());
        length += piece.size();
    }
    return length;
}

}  // namespace minstrel
