#include "runtime/core/utf8.h"

#include <cstdint>

namespace minstrel {
namespace {

// Length of the sequence that `lead` announces, 0 when no valid sequence starts with it.
size_t announced_length(uint8_t lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return 2;
    if (lead >= 0xE0 && lead <= 0xEF) return 3;
    if (lead >= 0xF0 && lead <= 0xF4) return 4;
    return 0;
}

// Whether `byte` may stand at `index` (1..3) of a sequence led by `lead` (Unicode table 3-7).
bool continues(uint8_t lead, size_t index, uint8_t byte) {
    uint8_t low = 0x80, high = 0xBF;
    if (index == 1) {
        if (lead == 0xE0) low = 0xA0;
        if (lead == 0xED) high = 0x9F;
        if (lead == 0xF0) low = 0x90;
        if (lead == 0xF4) high = 0x8F;
    }
    return byte >= low && byte <= high;
}

// Number of bytes from `at` that follow the pattern of the sequence led by text[at].
size_t matched_length(std::string_view text, size_t at, size_t length) {
    const auto lead = static_cast<uint8_t>(text[at]);
    size_t matched = 1;
    while (matched < length && at + matched < text.size() &&
           continues(lead, matched, static_cast<uint8_t>(text[at + matched]))) {
        ++matched;
    }
    return matched;
}

}  // namespace

size_t find_invalid_utf8(std::string_view text) {
    size_t at = 0;
    while (at < text.size()) {
        const size_t length = announced_length(static_cast<uint8_t>(text[at]));
        if (length == 0 || matched_length(text, at, length) != length) return at;
        at += length;
    }
    return std::string_view::npos;
}

size_t complete_utf8_prefix(std::string_view text) {
    const size_t reach = text.size() < 3 ? text.size() : 3;
    for (size_t back = 1; back <= reach; ++back) {
        const size_t at = text.size() - back;
        const size_t length = announced_length(static_cast<uint8_t>(text[at]));
        if (length > back && matched_length(text, at, length) == back) return at;
        if (length != 0) break;
    }
    return text.size();
}

size_t broken_utf8_length(std::string_view text) {
    const size_t length = announced_length(static_cast<uint8_t>(text.front()));
    return length == 0 ? 1 : matched_length(text, 0, length);
}

}  // namespace minstrel
