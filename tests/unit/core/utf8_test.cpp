#include "runtime/core/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace minstrel {
namespace {

constexpr size_t kNone = std::string_view::npos;

// An encoder of our own, so that the checks are not tested with themselves.
std::string encode(uint32_t code) {
    const auto byte = [](uint32_t bits) { return static_cast<char>(bits); };
    if (code < 0x80) return {byte(code)};
    if (code < 0x800) return {byte(0xC0 | code >> 6), byte(0x80 | (code & 63))};
    if (code < 0x10000) {
        return {byte(0xE0 | code >> 12), byte(0x80 | (code >> 6 & 63)), byte(0x80 | (code & 63))};
    }
    return {byte(0xF0 | code >> 18), byte(0x80 | (code >> 12 & 63)), byte(0x80 | (code >> 6 & 63)),
            byte(0x80 | (code & 63))};
}

TEST(Utf8Test, accepts_every_code_point_but_surrogates) {
    for (uint32_t code = 0; code < 0x110000; ++code) {
        const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
        ASSERT_EQ(find_invalid_utf8(encode(code)), surrogate ? 0 : kNone) << code;
    }
}

TEST(Utf8Test, refuses_values_above_the_last_code_point) {
    for (uint32_t code = 0x110000; code < 0x200000; code += 0x1000) {
        ASSERT_EQ(find_invalid_utf8(encode(code)), 0u) << code;
    }
}

TEST(Utf8Test, refuses_overlong_forms) {
    for (const char* text : {"\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF",
                             "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF"}) {
        EXPECT_EQ(find_invalid_utf8(text), 0u);
    }
}

TEST(Utf8Test, names_the_first_bad_byte) {
    EXPECT_EQ(find_invalid_utf8(""), kNone);
    EXPECT_EQ(find_invalid_utf8("abc\xFF"), 3u);
    EXPECT_EQ(find_invalid_utf8("\xC3\xA4\x80"), 2u);
    EXPECT_EQ(find_invalid_utf8("a\xE2\x82"), 1u) << "the sequence that is cut";
    EXPECT_EQ(find_invalid_utf8("a\xE2\x82zz"), 1u);
    EXPECT_EQ(find_invalid_utf8(std::string_view("a\0b", 3)), kNone);
}

TEST(Utf8PrefixTest, cuts_at_the_last_whole_code_point) {
    for (const uint32_t code : {0x41u, 0xE4u, 0x20ACu, 0x1F37Au, 0x10FFFFu}) {
        const std::string whole = "a" + encode(code);
        for (size_t length = 1; length < whole.size(); ++length) {
            EXPECT_EQ(complete_utf8_prefix(whole.substr(0, length)), 1u) << code;
        }
        EXPECT_EQ(complete_utf8_prefix(whole), whole.size()) << code;
    }
    EXPECT_EQ(complete_utf8_prefix(""), 0u);
}

TEST(Utf8PrefixTest, counts_what_can_never_become_valid_as_complete) {
    for (const char* text : {"\xFF", "\x80", "\xC0", "\xE0\x80", "\xED\xA0", "\xF4\x90", "\xF5"}) {
        EXPECT_EQ(complete_utf8_prefix(text), std::string_view(text).size());
    }
}

TEST(Utf8PrefixTest, holds_back_3_bytes_at_most) {
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const std::string text = {'a', 'b', static_cast<char>(first),
                                      static_cast<char>(second)};
            ASSERT_GE(complete_utf8_prefix(text) + 3, text.size());
            ASSERT_GE(complete_utf8_prefix(text), 2u);
        }
    }
}

}  // namespace
}  // namespace minstrel
