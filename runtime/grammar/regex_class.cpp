#include "runtime/grammar/regex_class.h"

#include <algorithm>

namespace minstrel {
namespace {

constexpr uint32_t kLastCodePoint = 0x10FFFF;

CodePointRanges digits() {
    return {{'0', '9'}};
}
CodePointRanges word() {
    return {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
}
// White space and line terminators of ECMA-262.
CodePointRanges space() {
    return {{0x09, 0x0D},     {0x20, 0x20},     {0xA0, 0xA0},     {0x1680, 0x1680},
            {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F},
            {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};
}

bool is_surrogate(uint32_t value) {
    return value >= 0xD800 && value <= 0xDFFF;
}

// \uHHHH, a pair of them, or \u{H...}. The cursor stands behind the u.
Result<uint32_t> parse_unicode_escape(TextCursor& cursor, size_t start) {
    uint32_t value = 0;
    if (cursor.take("{")) {
        size_t digits = 0;
        while (cursor.peek(digits) != '}' && digits <= 8) ++digits;
        if (digits == 0 || digits > 8) {
            return cursor.fail_at(start, "\\u{...} needs 1 to 8 hexadecimal digits");
        }
        MST_ASSIGN(value, cursor.take_hex(digits));
        cursor.skip(1);
    } else {
        MST_ASSIGN(value, cursor.take_hex(4));
        if (value >= 0xD800 && value <= 0xDBFF && cursor.take("\\u")) {
            MST_ASSIGN(const uint32_t low, cursor.take_hex(4));
            if (low < 0xDC00 || low > 0xDFFF) {
                return cursor.fail_at(start, "half a surrogate pair is not a code point");
            }
            value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00);
        }
    }
    if (value > kLastCodePoint || is_surrogate(value)) {
        return cursor.fail_at(start, "this is not a Unicode code point");
    }
    return value;
}

RegexEscape one(uint32_t code_point) {
    return {code_point, {}};
}
RegexEscape many(CodePointRanges ranges) {
    return {std::nullopt, std::move(ranges)};
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::optional<RegexEscape> simple_escape(char c, bool in_class) {
    switch (c) {
        case 'd':
            return many(digits());
        case 'D':
            return many(complement_of(digits()));
        case 'w':
            return many(word());
        case 'W':
            return many(complement_of(word()));
        case 's':
            return many(space());
        case 'S':
            return many(complement_of(space()));
        case 'n':
            return one('\n');
        case 'r':
            return one('\r');
        case 't':
            return one('\t');
        case 'f':
            return one('\f');
        case 'v':
            return one('\v');
        case 'b':
            if (in_class) return one('\b');
            return std::nullopt;
        default:
            return std::nullopt;
    }
}

// One element of a class. A set such as \d cannot be the end of a range.
Result<RegexEscape> parse_class_element(TextCursor& cursor) {
    if (cursor.take("\\")) return parse_regex_escape(cursor, true);
    return one(cursor.take_code_point());
}

}  // namespace

CodePointRanges complement_of(CodePointRanges ranges) {
    std::ranges::sort(ranges, {}, &CodePointRange::first);
    CodePointRanges result;
    uint32_t next = 0;
    for (const CodePointRange& range : ranges) {
        if (range.first > next) result.push_back({next, range.first - 1});
        next = std::max(next, range.last + 1);
    }
    if (next <= kLastCodePoint) result.push_back({next, kLastCodePoint});
    return result;
}

Status fold_case(CodePointRanges& ranges, const TextCursor& cursor, size_t offset) {
    CodePointRanges folded;
    for (const CodePointRange& range : ranges) {
        // Whole planes have both cases of whatever they have; a few letters do not.
        if (range.last > 0x7F && range.last - range.first < 0x1000) {
            return cursor.unsupported_at(offset, "ignoring case beyond ASCII");
        }
        for (uint32_t letter = 'a'; letter <= 'z'; ++letter) {
            const uint32_t upper = letter - 'a' + 'A';
            const auto has = [&](uint32_t c) { return range.first <= c && c <= range.last; };
            if (has(letter) || has(upper)) {
                folded.push_back({letter, letter});
                folded.push_back({upper, upper});
            }
        }
    }
    ranges.insert(ranges.end(), folded.begin(), folded.end());
    return {};
}

Result<RegexEscape> parse_regex_escape(TextCursor& cursor, bool in_class) {
    const size_t start = cursor.offset() - 1;
    if (cursor.at_end()) return cursor.fail_at(start, "the backslash has nothing to escape");
    const char c = cursor.peek();
    if (auto simple = simple_escape(c, in_class)) {
        cursor.skip(1);
        return *std::move(simple);
    }
    if (c == '0' && !is_digit(cursor.peek(1))) {
        cursor.skip(1);
        return one(0);
    }
    if (cursor.take("x")) {
        MST_ASSIGN(const uint32_t value, cursor.take_hex(2));
        return one(value);
    }
    if (cursor.take("u")) {
        MST_ASSIGN(const uint32_t value, parse_unicode_escape(cursor, start));
        return one(value);
    }
    if (c == 'c' && is_letter(cursor.peek(1))) {
        const uint32_t letter = static_cast<unsigned char>(cursor.peek(1));
        cursor.skip(2);
        return one(letter & 0x1F);
    }
    if (c == 'p' || c == 'P') return cursor.unsupported_at(start, "the Unicode property \\p");
    if (c == 'b' || c == 'B') return cursor.unsupported_at(start, "the word boundary \\b");
    if (c == 'k' || is_digit(c)) return cursor.unsupported_at(start, "a back-reference");
    if (is_letter(c)) {
        return cursor.fail_at(start, std::string("there is no escape \\") + c);
    }
    return one(cursor.take_code_point());
}

Result<CodePointRanges> parse_regex_class(TextCursor& cursor, bool ignore_case) {
    const size_t start = cursor.offset() - 1;
    const bool negated = cursor.take("^");
    CodePointRanges ranges;
    while (!cursor.take("]")) {
        if (cursor.at_end()) return cursor.fail_at(start, "the class is not closed; add ]");
        const size_t element = cursor.offset();
        MST_ASSIGN(const RegexEscape first, parse_class_element(cursor));
        const bool is_range = cursor.peek() == '-' && cursor.peek(1) != ']' &&
                              cursor.rest().size() > 1 && first.code_point.has_value();
        if (!is_range) {
            if (first.code_point) ranges.push_back({*first.code_point, *first.code_point});
            ranges.insert(ranges.end(), first.ranges.begin(), first.ranges.end());
            continue;
        }
        cursor.skip(1);
        MST_ASSIGN(const RegexEscape last, parse_class_element(cursor));
        if (!last.code_point) return cursor.fail_at(element, "a range cannot end in a class");
        if (*last.code_point < *first.code_point) {
            return cursor.fail_at(element, "the range is reversed");
        }
        ranges.push_back({*first.code_point, *last.code_point});
    }
    if (ignore_case) MST_TRY(fold_case(ranges, cursor, start));
    return negated ? complement_of(std::move(ranges)) : std::move(ranges);
}

}  // namespace minstrel
