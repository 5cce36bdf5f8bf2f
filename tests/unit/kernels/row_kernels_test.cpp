#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "kernels/cpu/kernel_table.h"
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

TEST(ExpShifted, is_within_two_ulp) {
    std::vector<float> x;
    for (float v = -86.9f; v < 87.9f; v += 0.0137f) x.push_back(v);
    for (CpuLevel level : available_levels()) {
        std::vector<float> y(x.size());
        select_kernels(level).exp_shifted(x.data(), 0, static_cast<uint32_t>(x.size()), y.data());
        double worst = 0;
        for (size_t i = 0; i < x.size(); ++i)
            worst = std::max(worst, ulps(y[i], std::exp(double{x[i]})));
        EXPECT_LE(worst, 2.0);
    }
}

TEST(ExpShifted, treats_the_ends_as_documented) {
    const float x[] = {0, -87.5f, -kInfinity, 100, kInfinity, kNan, -1e30f, -0.0f};
    for (CpuLevel level : available_levels()) {
        float y[8];
        select_kernels(level).exp_shifted(x, 0, 8, y);
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

TEST(ExpShifted, all_instruction_sets_give_the_same_bits) {
    for (uint32_t count : kCounts) {
        const std::vector<float> x = normal_values(count, 30, count);
        expect_equal_bits([&](const KernelTable& kernels) {
            std::vector<float> y(count);
            kernels.exp_shifted(x.data(), 1.5f, count, y.data());
            return y;
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
    const auto groups = static_cast<uint32_t>(x.size() / kI8Group);
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

}  // namespace
}  // namespace minstrel::kernels
