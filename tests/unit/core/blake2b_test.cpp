#include "runtime/core/blake2b.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

namespace minstrel {
namespace {

std::string hex_of(std::string_view text, size_t piece) {
    Blake2b hash;
    for (size_t at = 0; at < text.size(); at += piece) {
        hash.add(std::as_bytes(std::span(text.substr(at, piece))));
    }
    std::string hex;
    for (const std::byte byte : hash.finish()) {
        char digits[3];
        std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(byte));
        hex += digits;
    }
    return hex;
}

// Expected values from Python's hashlib.blake2b.
TEST(Blake2bTest, known_digests) {
    EXPECT_EQ(hex_of("", 1),
              "786a02f742015903c6c6fd852552d272912f4740e15847618a86e217f71f5419"
              "d25e1031afee585313896444934eb04b903a685b1448b755d56f701afe9be2ce");
    EXPECT_EQ(hex_of("abc", 3),
              "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
              "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
}

TEST(Blake2bTest, around_the_block_size) {
    EXPECT_EQ(hex_of(std::string(127, 'm'), 64),
              "251bb05bb6a2642d268d1fb837d121db96ccd3ba53165546f4eeb45b4b57038e"
              "e8e301cd35970512a188ef3d517c6a050449475f40cad45f4bae17cb84050559");
    EXPECT_EQ(hex_of(std::string(128, 'm'), 64),
              "1d9a96d60f5411078f89ad6214b8751570f7ccb436eb37ee133d69ad2698eb08"
              "2f6123d8eb3366e5d1dfe6c54306726886ae45063c2727d07b18940eb6cad4f0");
    EXPECT_EQ(hex_of(std::string(129, 'm'), 64),
              "ff30d2f98fe8cef3c70d9a627eabd9e67a307ef0c5eb78e12a9696a2321364dc"
              "d63670e4b0750c81a6727fe8d97c35d321a749b62afe02f81897f034bc903e1b");
    EXPECT_EQ(hex_of(std::string(256, 'm'), 64),
              "2f15d0d1a5324a79dadb0ee98ecf576bd57b12677f165a9f3c016a9f96f362f9"
              "f0c2552bc88d5fbe245c406872eabb00d0c25c7a9523c076a4259d6c8257a982");
    EXPECT_EQ(hex_of(std::string(300, 'm'), 64),
              "2a9c5f4e69b8813feddad16677f16bce4f6e1b7de956ed03b3479f45071f2fd4"
              "12dfba98acfab7a1b216d2af44c7c370829fbd556aa07e35bac4695dea4b07ac");
}

TEST(Blake2bTest, pieces_do_not_matter) {
    const std::string text(1000, 'm');
    const std::string whole = hex_of(text, 1000);
    for (const size_t piece : {1u, 7u, 127u, 128u, 129u, 256u, 999u}) {
        EXPECT_EQ(hex_of(text, piece), whole) << piece;
    }
}

}  // namespace
}  // namespace minstrel
