#include "runtime/grammar/text_cursor.h"

#include <algorithm>

#include "runtime/core/utf8.h"

namespace minstrel {
int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool TextCursor::take(std::string_view what) {
    if (!starts_with(what)) return false;
    offset_ += what.size();
    return true;
}

uint32_t TextCursor::take_code_point() {
    const auto byte = [&](size_t ahead) { return static_cast<uint8_t>(peek(ahead)); };
    const uint32_t lead = byte(0);
    if (lead < 0x80) {
        ++offset_;
        return lead;
    }
    const size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    uint32_t value = lead & (0x3Fu >> more);
    for (size_t i = 1; i <= more; ++i) value = value << 6 | (byte(i) & 0x3Fu);
    offset_ = std::min(offset_ + more + 1, text_.size());
    return value;
}

Result<uint32_t> TextCursor::take_hex(size_t digits) {
    uint32_t value = 0;
    for (size_t i = 0; i < digits; ++i) {
        const int digit = hex_value(peek(i));
        if (digit < 0) {
            return fail("expected " + std::to_string(digits) + " hexadecimal digits");
        }
        value = value << 4 | static_cast<uint32_t>(digit);
    }
    offset_ += digits;
    return value;
}

Result<uint32_t> TextCursor::take_number() {
    const size_t start = offset_;
    uint64_t value = 0;
    while (peek() >= '0' && peek() <= '9') {
        value = value * 10 + static_cast<uint64_t>(peek() - '0');
        ++offset_;
        if (value >= UINT32_MAX) {
            return error(Code::kLimitReached, "%s: %s: the number is too large", language_,
                         place(start).c_str());
        }
    }
    if (offset_ == start) return fail("expected a number");
    return static_cast<uint32_t>(value);
}

Status TextCursor::check_text() const {
    if (text_.size() > kMaxGrammarText) {
        return error(Code::kLimitReached, "%s: the text has %zu bytes; %zu are the limit",
                     language_, text_.size(), kMaxGrammarText);
    }
    const size_t invalid = find_invalid_utf8(text_);
    if (invalid == std::string_view::npos) return {};
    return fail_at(invalid, "the text is not UTF-8");
}

std::string TextCursor::place(size_t offset) const {
    const std::string_view before = text_.substr(0, std::min(offset, text_.size()));
    const auto lines = std::ranges::count(before, '\n');
    const size_t line_start = lines == 0 ? 0 : before.rfind('\n') + 1;
    return "line " + std::to_string(lines + 1) + ", column " +
           std::to_string(before.size() - line_start + 1);
}

Status TextCursor::fail_at(size_t offset, const std::string& message) const {
    return error(Code::kBadGrammar, "%s: %s: %s", language_, place(offset).c_str(),
                 message.c_str());
}

Status TextCursor::unsupported_at(size_t offset, const std::string& what) const {
    return error(Code::kUnsupported, "%s: %s: %s is not supported", language_,
                 place(offset).c_str(), what.c_str());
}

void append_utf8(std::string& out, uint32_t code_point) {
    const auto put = [&](uint32_t byte) { out += static_cast<char>(byte); };
    if (code_point < 0x80) {
        put(code_point);
    } else if (code_point < 0x800) {
        put(0xC0 | code_point >> 6);
        put(0x80 | (code_point & 0x3F));
    } else if (code_point < 0x10000) {
        put(0xE0 | code_point >> 12);
        put(0x80 | (code_point >> 6 & 0x3F));
        put(0x80 | (code_point & 0x3F));
    } else {
        put(0xF0 | code_point >> 18);
        put(0x80 | (code_point >> 12 & 0x3F));
        put(0x80 | (code_point >> 6 & 0x3F));
        put(0x80 | (code_point & 0x3F));
    }
}

}  // namespace minstrel
