#include "kernels/tiles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "kernels/cpu/weight_rows.h"
#include "kernels/half.h"

namespace minstrel::kernels {
namespace {

constexpr ElementType kForms[] = {ElementType::kInt8, ElementType::kInt4};

std::vector<float> normal_values(size_t count) {
    std::mt19937 random(11);
    std::normal_distribution<float> normal;
    std::vector<float> values(count);
    for (float& v : values) v = normal(random);
    return values;
}

double squared_error(std::span<const float> values, const QuantisedGroup& group) {
    double sum = 0;
    for (size_t i = 0; i < values.size(); ++i) {
        sum += std::pow(group.q[i] * float_from_f16(group.scale) - values[i], 2);
    }
    return sum;
}

TEST(Tiles, a_matrix_comes_back_within_its_steps) {
    for (ElementType type : kForms) {
        for (uint32_t rows : {1u, 16u, 37u}) {
            for (uint32_t cols : {32u, 64u, 96u, 704u}) {
                const std::vector<float> values = normal_values(size_t{rows} * cols);
                const std::vector<std::byte> tiles = tiles_of(type, values, rows, cols);
                ASSERT_EQ(tiles.size(), matrix_bytes(type, rows, cols));
                std::vector<float> row(cols);
                for (uint32_t r = 0; r < rows; ++r) {
                    read_row({tiles.data(), type, rows, cols}, r, row.data());
                    for (uint32_t c = 0; c < cols; ++c) {
                        const float tolerance = type == ElementType::kInt8 ? 0.03f : 0.45f;
                        ASSERT_NEAR(row[c], values[size_t{r} * cols + c], tolerance);
                    }
                }
            }
        }
    }
}

// Column 8 i + j and 8 i + 4 + j of a row share a byte in int4; the scales of sixteen rows follow
// each other.
TEST(Tiles, the_layout_is_the_documented_one) {
    QuantisedGroup group;
    for (uint32_t k = 0; k < 32; ++k) group.q[k] = static_cast<int8_t>(k % 16) - 8;
    group.scale = 0x3C00;
    Int4Tile four;
    Int8Tile eight;
    const auto bytes_of = [](auto& tile) { return std::as_writable_bytes(std::span(&tile, 1)); };
    clear_band(ElementType::kInt4, bytes_of(four));
    clear_band(ElementType::kInt8, bytes_of(eight));
    store_group(ElementType::kInt4, group, 5, 1, bytes_of(four));
    store_group(ElementType::kInt8, group, 5, 1, bytes_of(eight));
    EXPECT_EQ(four.scales[1][5], 0x3C00);
    EXPECT_EQ(four.scales[0][5], 0);
    EXPECT_EQ(four.weights[1][0][5][0], 0x40);
    EXPECT_EQ(four.weights[1][0][5][3], 0x73);
    EXPECT_EQ(four.weights[1][1][5][2], 0xEA);
    EXPECT_EQ(four.weights[1][1][6][2], 0x88);
    EXPECT_EQ(eight.scales[1][5], 0x3C00);
    EXPECT_EQ(eight.weights[1][2][5][1], 128 + 9 - 8);
    EXPECT_EQ(eight.weights[1][2][6][1], 128);
}

TEST(Tiles, the_scale_is_not_worse_than_the_plain_one) {
    const std::vector<float> values = normal_values(32 * 100);
    for (ElementType type : kForms) {
        const int steps = type == ElementType::kInt8 ? 127 : 7;
        double ours = 0, plain = 0;
        for (size_t first = 0; first < values.size(); first += 32) {
            const auto part = std::span(values).subspan(first, 32);
            QuantisedGroup group, simple;
            ASSERT_TRUE(quantise_group(type, part, group));
            float largest = 0;
            for (const float v : part) largest = std::max(largest, std::fabs(v));
            simple.scale = f16_from_float(largest / static_cast<float>(steps));
            for (size_t i = 0; i < 32; ++i) {
                simple.q[i] = static_cast<int8_t>(
                    std::nearbyint(part[i] / largest * static_cast<float>(steps)));
            }
            ours += squared_error(part, group);
            plain += squared_error(part, simple);
        }
        EXPECT_LT(ours, plain * (type == ElementType::kInt4 ? 0.85 : 1.0));
    }
}

TEST(Tiles, zeros_stay_zeros_and_what_no_form_can_hold_is_refused) {
    for (ElementType type : kForms) {
        QuantisedGroup group;
        std::vector<float> values(32, 0.0f);
        ASSERT_TRUE(quantise_group(type, values, group));
        EXPECT_EQ(group.scale, 0);
        values.assign(32, std::numeric_limits<float>::denorm_min());
        ASSERT_TRUE(quantise_group(type, values, group));
        EXPECT_EQ(group.scale, 0);
        values.assign(32, 400000.0f);
        ASSERT_TRUE(quantise_group(type, values, group));
        EXPECT_NEAR(group.q[7] * float_from_f16(group.scale), 400000.0f, 400.0f);
        for (const float bad :
             {NAN, -std::numeric_limits<float>::infinity(), std::numeric_limits<float>::max()}) {
            values[31] = bad;
            EXPECT_FALSE(quantise_group(type, values, group));
            EXPECT_TRUE(tiles_of(type, values, 1, 32).empty());
        }
    }
}

}  // namespace
}  // namespace minstrel::kernels
