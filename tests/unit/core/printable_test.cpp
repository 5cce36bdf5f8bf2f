#include "runtime/core/printable.h"

#include <gtest/gtest.h>

#include <string>

#include "runtime/core/utf8.h"

namespace minstrel {
namespace {

std::string printable(std::string_view text, size_t capacity = 100) {
    std::string out(capacity, '#');
    out.resize(copy_printable(text, out.data(), capacity));
    return out;
}

TEST(PrintableTest, plain_text_stays) {
    std::string plain;
    for (char c = 0x20; c < 0x7F; ++c) plain += c;
    EXPECT_EQ(printable(plain), plain);
    EXPECT_EQ(printable(""), "");
}

TEST(PrintableTest, cuts_between_code_points) {
    EXPECT_EQ(printable("abc", 2), "ab");
    EXPECT_EQ(printable("abc", 0), "");
    EXPECT_EQ(printable("a\xE2\x82\xAC", 3), "a");
    EXPECT_EQ(printable("a\xE2\x82\xAC", 4), "a\xE2\x82\xAC");
}

TEST(PrintableTest, keeps_letters_of_all_scripts) {
    EXPECT_EQ(printable("K\xC3\xA4se \xE2\x82\xAC \xF0\x9F\x8D\xBA"),
              "K\xC3\xA4se \xE2\x82\xAC \xF0\x9F\x8D\xBA");
}

TEST(PrintableTest, hides_controls_and_invisible_marks) {
    EXPECT_EQ(printable("a\nb\tc\x1B[31m\x7F"), "a?b?c?[31m?");
    EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a?b");
    EXPECT_EQ(printable("\xC2\x85"), "?");          // next line
    EXPECT_EQ(printable("\xE2\x80\x8B"), "?");      // zero-width space
    EXPECT_EQ(printable("\xE2\x80\xAE"), "?");      // right-to-left override
    EXPECT_EQ(printable("\xE2\x80\xA8"), "?");      // line separator
    EXPECT_EQ(printable("\xE2\x81\xA6"), "?");      // left-to-right isolate
    EXPECT_EQ(printable("\xEF\xBB\xBF"), "?");      // byte order mark
    EXPECT_EQ(printable("\xF3\xA0\x80\x81"), "?");  // language tag
}

TEST(PrintableTest, any_bytes_become_valid_text) {
    EXPECT_EQ(printable("\xFF\xFE"), "??");
    EXPECT_EQ(printable("\xE2\x28\xA1"), "?(?");
    EXPECT_EQ(printable("\xE2\x82"), "??");
    std::string bytes;
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; second += 5) {
            bytes = {static_cast<char>(first), static_cast<char>(second), 'x', '\x80'};
            const std::string text = printable(bytes);
            EXPECT_EQ(find_invalid_utf8(text), std::string_view::npos) << first << " " << second;
            for (const char c : text) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20);
        }
    }
}

}  // namespace
}  // namespace minstrel
