#include "runtime/model/element.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace minstrel {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();

TEST(ElementTest, half_floats_have_their_values) {
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

TEST(ElementTest, bfloat16_rounds_to_nearest_even) {
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

TEST(ElementTest, quantised_rows_are_close) {
    std::vector<float> row(96);
    for (size_t i = 0; i < row.size(); ++i) row[i] = std::sin(static_cast<float>(i)) * 3.0f;
    for (size_t i = 32; i < 64; ++i) row[i] = 0;
    std::vector<int8_t> q(row.size());
    std::vector<float> scales(3);
    ASSERT_TRUE(quantise_row(row, q, scales));
    EXPECT_EQ(scales[1], 0.0f);
    for (size_t i = 0; i < row.size(); ++i) {
        EXPECT_LE(std::fabs(q[i] * scales[i / 32] - row[i]), 0.6f * 3.0f / 127.0f) << i;
        EXPECT_GE(q[i], -127);
    }
}

TEST(ElementTest, the_scale_is_not_worse_than_the_plain_one) {
    std::vector<float> row(32);
    for (size_t i = 0; i < row.size(); ++i) row[i] = std::cos(static_cast<float>(i * i));
    std::vector<int8_t> q(row.size());
    float scale = 0;
    ASSERT_TRUE(quantise_row(row, q, {&scale, 1}));
    float largest = 0;
    for (const float value : row) largest = std::max(largest, std::fabs(value));
    double ours = 0;
    double plain = 0;
    for (size_t i = 0; i < row.size(); ++i) {
        ours += std::pow(q[i] * scale - row[i], 2);
        plain += std::pow(q[i] * (largest / 127) - row[i], 2);
    }
    EXPECT_LE(ours, plain);
}

TEST(ElementTest, extreme_rows_do_not_overflow) {
    std::vector<float> row(32, std::numeric_limits<float>::max());
    std::vector<int8_t> q(32);
    float scale = 0;
    ASSERT_TRUE(quantise_row(row, q, {&scale, 1}));
    EXPECT_EQ(q[0], 127);
    EXPECT_TRUE(std::isfinite(scale));
    row.assign(32, std::numeric_limits<float>::denorm_min());
    ASSERT_TRUE(quantise_row(row, q, {&scale, 1}));
    EXPECT_EQ(scale, 0.0f);
    row[31] = NAN;
    EXPECT_FALSE(quantise_row(row, q, {&scale, 1}));
    row[31] = -kInf;
    EXPECT_FALSE(quantise_row(row, q, {&scale, 1}));
}

}  // namespace
}  // namespace minstrel
