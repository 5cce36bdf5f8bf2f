#include "kernels/half.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace minstrel::kernels {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();

TEST(Half, half_floats_have_their_values) {
    EXPECT_EQ(float_from_f16(0x0000), 0.0f);
    EXPECT_TRUE(std::signbit(float_from_f16(0x8000)));
    EXPECT_EQ(float_from_f16(0x3C00), 1.0f);
    EXPECT_EQ(float_from_f16(0xC000), -2.0f);
    EXPECT_EQ(float_from_f16(0x3555), 0.333251953125f);
    EXPECT_EQ(float_from_f16(0x7BFF), 65504.0f);
    EXPECT_EQ(float_from_f16(0x0001), std::ldexp(1.0f, -24));
    EXPECT_EQ(float_from_f16(0x03FF), std::ldexp(1023.0f, -24));
    EXPECT_EQ(float_from_f16(0x0400), std::ldexp(1.0f, -14));
    EXPECT_EQ(float_from_f16(0xFC00), -kInf);
    EXPECT_TRUE(std::isnan(float_from_f16(0x7E01)));
}

TEST(Half, bfloat16_rounds_to_nearest_even) {
    EXPECT_EQ(bf16_from_float(1.0f), 0x3F80);
    EXPECT_EQ(bf16_from_float(std::ldexp(257.0f, -8)), 0x3F80);  // tie, down to even
    EXPECT_EQ(bf16_from_float(std::ldexp(259.0f, -8)), 0x3F82);  // tie, up to even
    EXPECT_EQ(bf16_from_float(std::ldexp(515.0f, -9)), 0x3F81);
    EXPECT_EQ(bf16_from_float(std::numeric_limits<float>::max()), 0x7F80);
    EXPECT_EQ(bf16_from_float(-kInf), 0xFF80);
    EXPECT_TRUE(std::isnan(float_from_bf16(bf16_from_float(NAN))));
    for (uint32_t bits = 0; bits < 0x10000; ++bits) {
        const float value = float_from_bf16(static_cast<uint16_t>(bits));
        if (std::isnan(value)) continue;
        ASSERT_EQ(bf16_from_float(value), bits);
    }
}

TEST(Half, every_half_comes_back_from_its_float) {
    for (uint32_t bits = 0; bits < 0x10000; ++bits) {
        const float value = float_from_f16(static_cast<uint16_t>(bits));
        if (std::isnan(value)) continue;
        ASSERT_EQ(f16_from_float(value), bits);
    }
}

TEST(Half, floats_between_halves_go_to_the_nearest_and_ties_to_the_even_one) {
    for (uint32_t bits = 0; bits < 0x7BFF; ++bits) {
        const float low = float_from_f16(static_cast<uint16_t>(bits));
        const float high = float_from_f16(static_cast<uint16_t>(bits + 1));
        const float middle = low + (high - low) / 2;
        ASSERT_EQ(f16_from_float(middle), bits % 2 == 0 ? bits : bits + 1);
        ASSERT_EQ(f16_from_float(std::nextafter(middle, 0.0f)), bits);
        ASSERT_EQ(f16_from_float(std::nextafter(middle, kInf)), bits + 1);
    }
    EXPECT_EQ(f16_from_float(65519.0f), 0x7BFF);
    EXPECT_EQ(f16_from_float(65520.0f), 0x7C00);
    EXPECT_EQ(f16_from_float(-1e30f), 0xFC00);
    EXPECT_TRUE(std::isnan(float_from_f16(f16_from_float(NAN))));
}

}  // namespace
}  // namespace minstrel::kernels
