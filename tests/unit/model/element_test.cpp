#include "runtime/model/element.h"

#include <gtest/gtest.h>

#include <cmath>

namespace minstrel {
namespace {

TEST(ElementTest, eight_bit_floats_have_their_values) {
    EXPECT_EQ(float_from_f8e4m3(0x00), 0.0f);
    EXPECT_EQ(float_from_f8e4m3(0x01), 0x1p-9f);
    EXPECT_EQ(float_from_f8e4m3(0x07), 7 * 0x1p-9f);
    EXPECT_EQ(float_from_f8e4m3(0x08), 0x1p-6f);
    EXPECT_EQ(float_from_f8e4m3(0x38), 1.0f);
    EXPECT_EQ(float_from_f8e4m3(0xB9), -1.125f);
    EXPECT_EQ(float_from_f8e4m3(0x7E), 448.0f);
    EXPECT_TRUE(std::isnan(float_from_f8e4m3(0x7F)));
    EXPECT_TRUE(std::isnan(float_from_f8e4m3(0xFF)));
}

}  // namespace
}  // namespace minstrel
