#include "capi/src/boundary.h"

#include <cstring>

#include "capi/src/limits.h"
#include "runtime/core/utf8.h"

namespace minstrel::capi {
namespace {

struct ThreadState {
    char text[kLastErrorBytes];
    size_t length;
    uint32_t hooks_running;
};

constinit thread_local ThreadState thread_state = {};

// Code points that would let quoted input hide or forge parts of a line: controls, zero-width and
// direction marks, line separators. `sequence` is one valid UTF-8 sequence of at least 2 bytes.
bool is_invisible(std::string_view sequence) {
    const auto byte = [&](size_t at) { return static_cast<unsigned char>(sequence[at]); };
    if (sequence.size() == 2) return byte(0) == 0xC2 && byte(1) < 0xA0;
    if (sequence.size() != 3) return byte(0) == 0xF3;  // U+E0000 and above: tags, private use
    if (byte(0) == 0xE2 && byte(1) == 0x80) {
        return (byte(2) >= 0x8B && byte(2) <= 0x8F) || (byte(2) >= 0xA8 && byte(2) <= 0xAE);
    }
    if (byte(0) == 0xE2 && byte(1) == 0x81) return byte(2) >= 0xA0 && byte(2) <= 0xAF;
    return byte(0) == 0xEF && byte(1) == 0xBB && byte(2) == 0xBF;
}

size_t sequence_length(unsigned char lead) {
    if (lead < 0xC2) return 1;
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

// Appends to the thread's text as long as whole code points fit.
void append_printable(std::string_view text) noexcept {
    ThreadState& state = thread_state;
    for (size_t at = 0; at < text.size();) {
        const size_t length = sequence_length(static_cast<unsigned char>(text[at]));
        std::string_view piece = text.substr(at, length);
        at += piece.size();
        if (length == 1) {
            const auto byte = static_cast<unsigned char>(piece[0]);
            if (byte < 0x20 || byte > 0x7E) piece = "?";
        } else if (find_invalid_utf8(piece) != std::string_view::npos) {
            at -= piece.size() - 1;  // the bytes behind the lead may begin something valid
            piece = "?";
        } else if (is_invisible(piece)) {
            piece = "?";
        }
        if (piece.size() > sizeof state.text - state.length) return;
        std::memcpy(state.text + state.length, piece.data(), piece.size());
        state.length += piece.size();
    }
}

}  // namespace

mst_result fail(const char* function, mst_result code, std::string_view text) noexcept {
    thread_state.length = 0;
    append_printable(function);
    append_printable(": ");
    append_printable(text);
    return code;
}

std::string_view last_error() noexcept {
    return {thread_state.text, thread_state.length};
}

HookScope::HookScope() noexcept {
    ++thread_state.hooks_running;
}

HookScope::~HookScope() {
    --thread_state.hooks_running;
}

bool inside_hook() noexcept {
    return thread_state.hooks_running != 0;
}

}  // namespace minstrel::capi
