#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "kernels/cpu/kernel_table.h"
#include "kernels/cpu/simd_scalar.h"
#include "tests/unit/kernels/reference_model.h"

namespace minstrel::kernels {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();
const uint32_t kCounts[] = {1, 2, 15, 16, 17, 31, 64, 100};

std::vector<float> normal_values(size_t count, float deviation, uint32_t seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0, deviation);
    std::vector<float> values(count);
    for (float& v : values) v = normal(random);
    return values;
}

// Distance in units of the last place of `expected`.
double ulps(float actual, double expected) {
    const auto near = static_cast<float>(expected);
    const double unit = std::nextafter(std::fabs(near), kInfinity) - std::fabs(near);
    return std::fabs(actual - expected) / unit;
}

// Calls body(kernels) for each level; its result must have the scalar bits.
template <class Body>
void expect_equal_bits(const Body& body) {
    const std::vector<float> expected = body(scalar_kernels());
    for (CpuLevel level : available_levels()) {
        const std::vector<float> actual = body(select_kernels(level));
        ASSERT_EQ(actual.size(), expected.size());
        ASSERT_EQ(std::memcmp(actual.data(), expected.data(), actual.size() * sizeof(float)), 0)
            << "level " << static_cast<int>(level);
    }
}

TEST(ExpScaled, is_within_two_ulp) {
    std::vector<float> x;
    for (float v = -86.9f; v < 87.9f; v += 0.0137f) x.push_back(v);
    for (CpuLevel level : available_levels()) {
        std::vector<float> y(x.size());
        std::vector<float> sums(x.size() / kSumBlock + 1);
        select_kernels(level).exp_scaled(x.data(), 0, 1, 0, static_cast<uint32_t>(x.size()),
                                         y.data(), sums.data());
        double worst = 0;
        for (size_t i = 0; i < x.size(); ++i)
            worst = std::max(worst, ulps(y[i], std::exp(double{x[i]})));
        EXPECT_LE(worst, 2.0);
    }
}

TEST(ExpScaled, treats_the_ends_as_documented) {
    const float x[] = {0, -87.5f, -kInfinity, 100, kInfinity, kNan, -1e30f, -0.0f};
    for (CpuLevel level : available_levels()) {
        float y[8], sum;
        select_kernels(level).exp_scaled(x, 0, 1, 0, 8, y, &sum);
        EXPECT_EQ(y[0], 1.0f);
        EXPECT_EQ(y[1], 0.0f);
        EXPECT_EQ(y[2], 0.0f);
        EXPECT_TRUE(std::isfinite(y[3]) && y[3] > 1e38f);
        EXPECT_TRUE(std::isfinite(y[4]));
        EXPECT_TRUE(std::isnan(y[5]));
        EXPECT_EQ(y[6], 0.0f);
        EXPECT_EQ(y[7], 1.0f);
    }
}

TEST(ExpScaled, all_instruction_sets_give_the_same_bits) {
    for (uint32_t count : kCounts) {
        const std::vector<float> x = normal_values(count, 30, count);
        expect_equal_bits([&](const KernelTable& kernels) {
            std::vector<float> y(count), sums(count / kSumBlock + 1);
            kernels.exp_scaled(x.data(), 1.5f, 0.7f, 1e-3f, count, y.data(), sums.data());
            y.insert(y.end(), sums.begin(), sums.end());
            return y;
        });
    }
}

TEST(ExpScaled, sums_its_blocks_and_drops_what_is_below_the_floor) {
    const std::vector<float> x = normal_values(1000, 2, 3);
    for (CpuLevel level : available_levels()) {
        std::vector<float> y(x.size()), sums(x.size() / kSumBlock + 1);
        select_kernels(level).exp_scaled(x.data(), 0.5f, 2, 0.25f, 1000, y.data(), sums.data());
        std::vector<double> expected(sums.size());
        for (size_t i = 0; i < x.size(); ++i) {
            const double exact = std::exp((double{x[i]} - 0.5) * 2);
            EXPECT_NEAR(y[i], exact < 0.25 ? 0 : exact, exact * 1e-6 + 1e-12);
            expected[i / kSumBlock] += y[i];
        }
        for (size_t b = 0; b < sums.size(); ++b)
            EXPECT_NEAR(sums[b], expected[b], 1e-6 * expected[b]);
    }
}

TEST(NextAbove, finds_every_larger_value_in_turn) {
    for (uint32_t count : kCounts) {
        const std::vector<float> x = normal_values(count, 1, count);
        for (CpuLevel level : available_levels()) {
            uint32_t i = 0;
            for (uint32_t at = 0; at < count; ++at) {
                if (!(x[at] > 0.4f)) continue;
                i = select_kernels(level).next_above(x.data(), 0.4f, i, count);
                ASSERT_EQ(i++, at);
            }
            EXPECT_EQ(select_kernels(level).next_above(x.data(), 0.4f, i, count), count);
        }
    }
    const float equal[] = {1, kNan, -kInfinity, 1};
    EXPECT_EQ(scalar_kernels().next_above(equal, 1, 0, 4), 4u);
}

TEST(CollectAbove, finds_what_sum_above_sums) {
    for (uint32_t count : kCounts) {
        const std::vector<float> x = normal_values(count, 1, count);
        for (CpuLevel level : available_levels()) {
            const KernelTable& kernels = select_kernels(level);
            std::vector<int32_t> indices(count);
            std::vector<float> values(x);  // in place
            const uint32_t found =
                kernels.collect_above(values.data(), 0.4f, count, indices.data(), values.data());
            double sum = 0;
            uint32_t at = 0;
            for (uint32_t i = 0; i < count; ++i) {
                if (!(x[i] > 0.4f)) continue;
                ASSERT_LT(at, found);
                EXPECT_EQ(indices[at], static_cast<int32_t>(i));
                EXPECT_EQ(values[at++], x[i]);
                sum += x[i];
            }
            EXPECT_EQ(at, found);
            uint32_t number = 0;
            EXPECT_NEAR(kernels.sum_above(x.data(), 0.4f, count, &number), sum, 1e-5 * sum);
            EXPECT_EQ(number, found);
        }
        expect_equal_bits([&](const KernelTable& kernels) {
            uint32_t number = 0;
            return std::vector<float>{kernels.sum_above(x.data(), -0.2f, count, &number)};
        });
    }
}

TEST(RmsNorm, agrees_with_a_double_reference) {
    for (uint32_t count : kCounts) {
        const std::vector<float> x = normal_values(count, 3, count);
        const std::vector<float> w = normal_values(count, 1, count + 1);
        double squares = 0;
        for (float v : x) squares += double{v} * v;
        const double scale = 1 / std::sqrt(squares / count + 1e-5);
        for (CpuLevel level : available_levels()) {
            std::vector<float> y(count);
            select_kernels(level).rms_norm(x.data(), w.data(), count, 1e-5f, y.data());
            for (uint32_t i = 0; i < count; ++i) EXPECT_LT(ulps(y[i], x[i] * scale * w[i]), 6);
        }
        expect_equal_bits([&](const KernelTable& kernels) {
            std::vector<float> y(count);
            kernels.rms_norm(x.data(), w.data(), count, 1e-5f, y.data());
            return y;
        });
    }
}

TEST(Rope, agrees_with_a_double_reference) {
    for (uint32_t head_dim : {2u, 16u, 32u, 34u, 64u, 80u, 128u}) {
        const uint32_t half = head_dim / 2;
        const std::vector<float> head = normal_values(head_dim, 1, head_dim);
        std::vector<float> cosines(half), sines(half);
        for (uint32_t i = 0; i < half; ++i) {
            cosines[i] = std::cos(0.3f * static_cast<float>(i));
            sines[i] = std::sin(0.3f * static_cast<float>(i));
        }
        for (CpuLevel level : available_levels()) {
            std::vector<float> y = head;
            select_kernels(level).rope(y.data(), cosines.data(), sines.data(), head_dim);
            for (uint32_t i = 0; i < half; ++i) {
                const double a = head[i], b = head[half + i], c = cosines[i], s = sines[i];
                EXPECT_NEAR(y[i], a * c - b * s, 1e-6);
                EXPECT_NEAR(y[half + i], b * c + a * s, 1e-6);
            }
        }
        expect_equal_bits([&](const KernelTable& kernels) {
            std::vector<float> y = head;
            kernels.rope(y.data(), cosines.data(), sines.data(), head_dim);
            return y;
        });
    }
}

TEST(SiluMultiply, agrees_with_a_double_reference) {
    for (uint32_t count : kCounts) {
        const std::vector<float> gate = normal_values(count, 20, count);
        const std::vector<float> up = normal_values(count, 1, count + 1);
        for (CpuLevel level : available_levels()) {
            std::vector<float> y = gate;
            select_kernels(level).silu_multiply(y.data(), up.data(), count);
            for (uint32_t i = 0; i < count; ++i) {
                EXPECT_LT(ulps(y[i], gate[i] / (1 + std::exp(-double{gate[i]})) * up[i]), 5);
            }
        }
        expect_equal_bits([&](const KernelTable& kernels) {
            std::vector<float> y = gate;
            kernels.silu_multiply(y.data(), up.data(), count);
            return y;
        });
    }
}

TEST(SiluMultiply, survives_extreme_gates) {
    const float gate[] = {-1e30f, -100.0f, 100.0f, 1e30f, kNan};
    const float up[] = {1, 1, 1, 1, 1};
    for (CpuLevel level : available_levels()) {
        std::vector<float> y(gate, gate + 5);
        select_kernels(level).silu_multiply(y.data(), up, 5);
        EXPECT_NEAR(y[0], 0.0f, 1e-7f);
        EXPECT_NEAR(y[1], 0.0f, 1e-7f);
        EXPECT_EQ(y[2], 100.0f);
        EXPECT_EQ(y[3], 1e30f);
        EXPECT_TRUE(std::isnan(y[4]));
    }
}

struct Quantised {
    std::vector<int8_t> values;
    std::vector<float> scales;
    std::vector<int32_t> offsets;
};

Quantised quantise(const KernelTable& kernels, const std::vector<float>& x) {
    const auto groups = static_cast<uint32_t>(x.size() / kScaleGroup);
    Quantised q{std::vector<int8_t>(x.size()), std::vector<float>(groups),
                std::vector<int32_t>(groups)};
    kernels.quantise(x.data(), 0, 0, groups,
                     {q.values.data(), q.scales.data(), q.offsets.data(), 1});
    return q;
}

TEST(Quantise, rounds_to_the_nearest_even_step) {
    std::vector<float> x(64, 0.0f);
    x[0] = 127.0f;  // scale 1
    x[1] = 0.5f;
    x[2] = 1.5f;
    x[3] = -2.5f;
    x[4] = -127.0f;
    for (CpuLevel level : available_levels()) {
        const Quantised q = quantise(select_kernels(level), x);
        EXPECT_EQ(q.scales[0], 1.0f);
        EXPECT_EQ(q.values[0], 127);
        EXPECT_EQ(q.values[1], 0);
        EXPECT_EQ(q.values[2], 2);
        EXPECT_EQ(q.values[3], -2);
        EXPECT_EQ(q.values[4], -127);
        EXPECT_EQ(q.offsets[0], 0);  // 127 + 2 - 2 - 127
        EXPECT_EQ(q.scales[1], 0.0f);
        EXPECT_EQ(q.offsets[1], 0);
    }
}

TEST(Quantise, all_instruction_sets_agree) {
    const std::vector<float> x = normal_values(512, 2, 77);
    const Quantised expected = quantise(scalar_kernels(), x);
    for (size_t i = 0; i < x.size(); ++i) {
        ASSERT_NEAR(expected.values[i] * expected.scales[i / 32], x[i],
                    expected.scales[i / 32] * 0.501);
    }
    for (CpuLevel level : available_levels()) {
        const Quantised q = quantise(select_kernels(level), x);
        EXPECT_EQ(q.values, expected.values);
        EXPECT_EQ(q.scales, expected.scales);
        EXPECT_EQ(q.offsets, expected.offsets);
    }
}

TEST(Quantise, keeps_a_group_that_is_not_finite_visible) {
    for (float bad : {kNan, kInfinity, -kInfinity}) {
        std::vector<float> x(64, 1.0f);
        x[40] = bad;
        for (CpuLevel level : available_levels()) {
            const Quantised q = quantise(select_kernels(level), x);
            EXPECT_TRUE(std::isfinite(q.scales[0]));
            EXPECT_FALSE(std::isfinite(q.scales[1]));
        }
    }
}

TEST(Quantise, survives_denormals) {
    const std::vector<float> x(32, 1e-40f);
    for (CpuLevel level : available_levels()) {
        const Quantised q = quantise(select_kernels(level), x);
        EXPECT_EQ(q.scales[0], 0.0f);
        for (int8_t v : q.values) EXPECT_EQ(v, 0);
    }
}

double half_value(uint32_t half) {
    const int exponent = static_cast<int>(half >> 10 & 31u);
    const double fraction = half & 0x3FFu;
    const double magnitude =
        exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
    return (half & 0x8000u) != 0 ? -magnitude : magnitude;
}

uint16_t half_of(const KernelTable& kernels, float value) {
    uint16_t half = 0;
    kernels.store_half(&value, 1, &half, 1);
    return half;
}

TEST(StoreHalf, rounds_to_the_nearest_even_half) {
    for (CpuLevel level : available_levels()) {
        const KernelTable& kernels = select_kernels(level);
        for (uint32_t half = 0; half < 0x7C00u; ++half) {
            const auto value = static_cast<float>(half_value(half));
            ASSERT_EQ(ScalarSimd::widen_half(static_cast<uint16_t>(half)), value);
            ASSERT_EQ(half_of(kernels, value), half);
            ASSERT_EQ(half_of(kernels, -value), half | 0x8000u);
            if (half == 0x7BFFu) continue;
            const auto middle = static_cast<float>((half_value(half) + half_value(half + 1)) / 2);
            ASSERT_EQ(half_of(kernels, middle), half + (half & 1u));
            ASSERT_EQ(half_of(kernels, std::nextafter(middle, kInfinity)), half + 1);
            ASSERT_EQ(half_of(kernels, std::nextafter(middle, 0.0f)), half);
        }
        EXPECT_EQ(half_of(kernels, 1e30f), 0x7BFFu);
        EXPECT_EQ(half_of(kernels, -kInfinity), 0xFBFFu);
        EXPECT_EQ(half_of(kernels, kNan) & 0x7C00u, 0x7C00u);
        EXPECT_NE(half_of(kernels, kNan) & 0x3FFu, 0u);
    }
}

TEST(StoreHalf, writes_only_its_own_places) {
    const std::vector<float> x = normal_values(37, 1, 3);
    for (CpuLevel level : available_levels()) {
        std::vector<uint16_t> out(37 * 3, 7);
        select_kernels(level).store_half(x.data(), 37, out.data(), 3);
        for (size_t i = 0; i < out.size(); ++i) {
            EXPECT_EQ(out[i], i % 3 == 0 ? half_of(scalar_kernels(), x[i / 3]) : 7) << i;
        }
    }
}

}  // namespace
}  // namespace minstrel::kernels
