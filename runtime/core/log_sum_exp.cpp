#include "runtime/core/log_sum_exp.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace minstrel {
namespace {

// Values that are treated alike side by side, so that compilers use vectors for them.
constexpr size_t kLanes = 16;
using Lanes = std::array<float, kLanes>;

constexpr float kLowest = std::numeric_limits<float>::lowest();
constexpr float kAbsent = -87.0F;  // its exponential is next to nothing

// 2 to the power of x = n + r, n whole, |r| <= 1/2: the exponent is set to n, and the polynomial is
// Taylor's of exp(r ln 2), wrong by at most 3e-7. For x from -126 to 0.
float exp2_of(float x) {
    constexpr float kRound = 12582912.0F;  // 1.5 * 2^23: in a sum with it the last bit is a whole
    const float shifted = x + kRound;
    const float r = x - (shifted - kRound);
    const float p =
        1.0F +
        r * (0.69314718F +
             r * (0.24022651F +
                  r * (0.05550411F + r * (0.00961813F + r * (0.00133336F + r * 0.00015404F)))));
    const uint32_t exponent = std::bit_cast<uint32_t>(shifted) << 23;
    return std::bit_cast<float>(std::bit_cast<uint32_t>(p) + exponent);
}

float largest_of(std::span<const float> values) {
    Lanes largest;
    largest.fill(kLowest);
    size_t i = 0;
    for (; i + kLanes <= values.size(); i += kLanes) {
        for (size_t lane = 0; lane < kLanes; ++lane) {
            const float value = values[i + lane];
            const float finite = std::abs(value) <= -kLowest ? value : kLowest;
            largest[lane] = finite > largest[lane] ? finite : largest[lane];
        }
    }
    for (; i < values.size(); ++i) {
        if (std::isfinite(values[i])) largest[0] = std::max(largest[0], values[i]);
    }
    return *std::ranges::max_element(largest);
}

}  // namespace

std::optional<double> log_sum_exp(std::span<const float> values, float scale) {
    constexpr size_t kBlock = 64 * kLanes;  // so that small addends are not lost
    constexpr float kLog2E = 1.44269504F;
    const float largest = largest_of(values);
    const bool any = largest > kLowest || std::ranges::find(values, kLowest) != values.end();
    if (!any) return std::nullopt;
    const auto term = [&](float value) {
        const float below = (value - largest) * scale;
        return exp2_of((below <= 0 && below > kAbsent ? below : kAbsent) * kLog2E);
    };
    double sum = 0;
    size_t i = 0;
    while (i + kLanes <= values.size()) {
        Lanes sums = {};
        const size_t end = std::min(i + kBlock, values.size() / kLanes * kLanes);
        for (; i < end; i += kLanes) {
            for (size_t lane = 0; lane < kLanes; ++lane) sums[lane] += term(values[i + lane]);
        }
        for (const float part : sums) sum += static_cast<double>(part);
    }
    for (; i < values.size(); ++i) sum += static_cast<double>(term(values[i]));
    return static_cast<double>(largest) * static_cast<double>(scale) + std::log(sum);
}

}  // namespace minstrel
