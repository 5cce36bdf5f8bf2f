#include "runtime/core/crc32c.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace minstrel {
namespace {

std::span<const std::byte> bytes(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

TEST(Crc32cTest, gives_the_published_values) {
    EXPECT_EQ(crc32c(bytes("")), 0u);
    EXPECT_EQ(crc32c(bytes("123456789")), 0xE3069283u);
    EXPECT_EQ(crc32c(bytes(std::string(32, '\0'))), 0x8A9136AAu);  // RFC 3720, B.4
    EXPECT_EQ(crc32c(bytes(std::string(32, '\xFF'))), 0x62A8AB43u);
}

TEST(Crc32cTest, both_ways_agree_for_every_length_and_alignment) {
    std::string text;
    for (int i = 0; i < 300; ++i) text += static_cast<char>(i * 7 + (i >> 3));
    for (size_t first = 0; first < 9; ++first) {
        for (size_t length = 0; length + first <= text.size(); ++length) {
            const auto part = bytes(std::string_view(text).substr(first, length));
            ASSERT_EQ(crc32c(part), crc32c_portable(part)) << first << " " << length;
        }
    }
}

TEST(Crc32cTest, continues_over_pieces) {
    const std::string text = "The old smith sells the iron key.";
    for (size_t cut = 0; cut <= text.size(); ++cut) {
        const uint32_t first = crc32c(bytes(std::string_view(text).substr(0, cut)));
        EXPECT_EQ(crc32c(bytes(std::string_view(text).substr(cut)), first), crc32c(bytes(text)));
    }
}

}  // namespace
}  // namespace minstrel
