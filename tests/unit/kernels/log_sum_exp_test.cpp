#include "kernels/log_sum_exp.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace minstrel::kernels {
namespace {

double plain(const std::vector<float>& values, float scale) {
    double largest = -std::numeric_limits<double>::infinity();
    for (const float value : values) {
        if (std::isfinite(value)) largest = std::max(largest, static_cast<double>(value));
    }
    double sum = 0;
    for (const float value : values) {
        if (!std::isfinite(value)) continue;
        sum += std::exp((static_cast<double>(value) - largest) * static_cast<double>(scale));
    }
    return largest * static_cast<double>(scale) + std::log(sum);
}

TEST(LogSumExpTest, is_that_of_the_plain_sum) {
    std::vector<float> scratch;
    std::mt19937 random(1);
    for (const size_t size : {1u, 2u, 15u, 16u, 17u, 100u, 1023u, 1024u, 1025u, 4096u, 131072u}) {
        for (const float deviation : {0.0F, 0.5F, 3.0F, 20.0F}) {
            for (const float scale : {1.0F, 0.4F, 1.7F}) {
                std::normal_distribution<float> normal(-5, deviation + 1e-6F);
                std::vector<float> values(size);
                for (float& value : values) value = normal(random);
                const double expected = plain(values, scale);
                EXPECT_NEAR(*log_sum_exp(values, scale, scratch), expected,
                            2e-6 * std::max(1.0, std::abs(expected)))
                    << size << " " << deviation << " " << scale;
            }
        }
    }
}

TEST(LogSumExpTest, what_is_no_number_is_absent) {
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    const float nan = std::numeric_limits<float>::quiet_NaN();
    std::vector<float> scratch;
    std::vector<float> values(40, -kInfinity);
    EXPECT_FALSE(log_sum_exp(values, 1, scratch));
    EXPECT_FALSE(log_sum_exp({}, 1, scratch));
    values[3] = nan;
    values[20] = kInfinity;
    EXPECT_FALSE(log_sum_exp(values, 1, scratch));
    values[7] = 2;
    values[39] = 2;
    EXPECT_NEAR(*log_sum_exp(values, 1, scratch), 2 + std::log(2.0), 1e-6);
    values.assign(40, std::numeric_limits<float>::lowest());
    EXPECT_TRUE(log_sum_exp(values, 1, scratch));
}

}  // namespace
}  // namespace minstrel::kernels
