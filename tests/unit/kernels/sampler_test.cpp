#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "kernels/cpu/sampler.h"
#include "kernels/philox.h"
#include "tests/unit/kernels/reference_model.h"

namespace minstrel::kernels {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

class Sampler {
  public:
    explicit Sampler(std::vector<float> logits, CpuLevel level = CpuLevel::kBest)
        : logits_(std::move(logits)), kernels_(select_kernels(level)) {
        const size_t n = logits_.size();
        values_.resize(n);
        weights_.resize(n);
        ids_.resize(n);
        order_.resize(n);
        sums_.resize(n / kSumBlock + 1);
        counts_.assign(n, 0);
    }
    int32_t operator()(const SampleRow& row) {
        const int32_t token =
            sample_row(row, logits_.data(), static_cast<uint32_t>(logits_.size()), kernels_,
                       {values_.data(), weights_.data(), sums_.data(), ids_.data(), order_.data(),
                        counts_.data()});
        EXPECT_EQ(std::count(counts_.begin(), counts_.end(), 0u),
                  static_cast<ptrdiff_t>(counts_.size()));
        return token;
    }
    // How often each token is drawn over `draws` positions.
    std::vector<int> histogram(SampleRow row, uint32_t draws) {
        std::vector<int> counts(logits_.size(), 0);
        for (row.position = 0; row.position < draws; ++row.position) {
            const int32_t token = (*this)(row);
            EXPECT_GE(token, 0);
            if (token >= 0) ++counts[static_cast<size_t>(token)];
        }
        return counts;
    }

  private:
    std::vector<float> logits_;
    const KernelTable& kernels_;
    std::vector<float> values_, weights_;
    std::vector<float> sums_;
    std::vector<int32_t> ids_, order_;
    std::vector<uint32_t> counts_;
};

std::vector<double> softmax(const std::vector<float>& logits, double temperature) {
    std::vector<double> p;
    double total = 0;
    for (float v : logits) total += std::exp(v / temperature);
    for (float v : logits) p.push_back(std::exp(v / temperature) / total);
    return p;
}

double chi_square(const std::vector<int>& counts, const std::vector<double>& p, double draws) {
    double sum = 0;
    for (size_t i = 0; i < p.size(); ++i) {
        const double expected = p[i] * draws;
        if (expected > 0) sum += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    return sum;
}

const std::vector<float> kLogits{1.0f, 0.5f, -0.3f, 2.0f, 0.0f, 1.5f, -1.0f, 0.9f};

// Known answers published with the generator (Random123, kat_vectors).
TEST(Philox, gives_the_known_words) {
    using Words = std::array<uint32_t, 4>;
    EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}),
              (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    EXPECT_EQ(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
              (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
              (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, uniform_uses_all_parts_of_its_key) {
    const double base = philox_uniform(1, 2, 3);
    EXPECT_NE(base, philox_uniform(uint64_t{1} << 32 | 1, 2, 3));
    EXPECT_NE(base, philox_uniform(1, uint64_t{1} << 32 | 2, 3));
    EXPECT_NE(base, philox_uniform(1, 2, 4));
    double sum = 0;
    for (uint32_t i = 0; i < 10000; ++i) {
        const double u = philox_uniform(9, 9, i);
        ASSERT_TRUE(u >= 0 && u < 1);
        sum += u;
    }
    EXPECT_NEAR(sum / 10000, 0.5, 0.01);
}

TEST(Sampler, greedy_takes_the_largest_and_then_the_lowest_id) {
    EXPECT_EQ(Sampler(kLogits)({}), 3);
    EXPECT_EQ(Sampler({1, 4, 2, 4, 4})({}), 1);
    EXPECT_EQ(Sampler({-5, -4})({.temperature = -1}), 1);
    EXPECT_EQ(Sampler({-5, -4})({.temperature = kNan}), 1);
}

// 7 degrees of freedom: 24.3 is exceeded once in a thousand seeds; the seed is fixed.
TEST(Sampler, draws_follow_the_softmax) {
    for (CpuLevel level : available_levels()) {
        for (float temperature : {0.5f, 1.0f, 3.0f}) {
            Sampler sampler(kLogits, level);
            const auto counts = sampler.histogram({.temperature = temperature, .seed = 42}, 20000);
            EXPECT_LT(chi_square(counts, softmax(kLogits, temperature), 20000), 24.3);
        }
    }
}

TEST(Sampler, draws_of_a_large_vocabulary_follow_the_softmax) {
    std::mt19937 random(5);
    std::normal_distribution<float> normal;
    std::vector<float> logits(300);
    for (float& v : logits) v = normal(random);
    Sampler sampler(logits);
    const auto counts = sampler.histogram({.temperature = 1, .seed = 7}, 60000);
    EXPECT_LT(chi_square(counts, softmax(logits, 1), 60000), 379.0);  // 299 degrees, 1 in 1000
}

TEST(Sampler, the_same_key_gives_the_same_token) {
    Sampler sampler(kLogits);
    const SampleRow row{.temperature = 1, .seed = 3, .stream = 4, .position = 5};
    const int32_t first = sampler(row);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(sampler(row), first);
}

TEST(Sampler, top_k_keeps_the_best_k) {
    Sampler sampler(kLogits);
    const auto counts = sampler.histogram({.temperature = 2, .top_k = 3, .seed = 1}, 5000);
    std::vector<double> p = softmax(kLogits, 2);
    for (size_t i : {1, 2, 4, 6, 7}) {
        EXPECT_EQ(counts[i], 0);
        p[i] = 0;
    }
    const double total = p[0] + p[3] + p[5];
    for (double& v : p) v /= total;
    EXPECT_LT(chi_square(counts, p, 5000), 13.8);
    EXPECT_EQ(sampler({.temperature = 2, .top_k = 1}), 3);
}

TEST(Sampler, top_k_prefers_the_lowest_ids_among_equals) {
    Sampler sampler(std::vector<float>(100, 1.0f));
    const auto counts = sampler.histogram({.temperature = 1, .top_k = 4, .seed = 1}, 400);
    for (size_t i = 0; i < 100; ++i) EXPECT_EQ(counts[i] > 0, i < 4) << i;
}

TEST(Sampler, top_p_keeps_the_shortest_head_that_reaches_the_share) {
    const std::vector<double> p = softmax(kLogits, 1);  // order 3, 5, 0, 7, ...
    Sampler sampler(kLogits);
    const auto kept = [&](double share) {
        const auto counts =
            sampler.histogram({.temperature = 1, .top_p = static_cast<float>(share)}, 3000);
        return std::count_if(counts.begin(), counts.end(), [](int n) { return n > 0; });
    };
    EXPECT_EQ(kept(p[3] * 0.5), 1);
    EXPECT_EQ(kept(p[3] + p[5] * 0.5), 2);
    EXPECT_EQ(kept(p[3] + p[5] + p[0] * 0.5), 3);
    EXPECT_EQ(kept(1.0), 8);
}

TEST(Sampler, top_p_works_beyond_the_first_sorted_block) {
    Sampler sampler(std::vector<float>(1000, 0.0f));
    const auto counts = sampler.histogram({.temperature = 1, .top_p = 0.1999f, .seed = 2}, 5000);
    for (size_t i = 200; i < 1000; ++i) EXPECT_EQ(counts[i], 0);
    EXPECT_GT(counts[150] + counts[199] + counts[180] + counts[100], 0);
}

// Nearly half of a large vocabulary is in the head; nothing outside of it may ever be drawn, and
// its weakest members may.
TEST(Sampler, top_p_finds_the_edge_of_a_large_head) {
    std::mt19937 random(3);
    std::normal_distribution<float> normal(0, 1);
    std::vector<float> logits(20000);
    for (float& v : logits) v = normal(random);
    const std::vector<double> p = softmax(logits, 1);
    std::vector<size_t> order(logits.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return p[a] > p[b]; });
    double sum = 0;
    size_t head = 0;
    while (sum < 0.8) sum += p[order[head++]];
    for (CpuLevel level : available_levels()) {
        Sampler sampler(logits, level);
        const auto counts = sampler.histogram({.temperature = 1, .top_p = 0.8f, .seed = 9}, 500);
        for (size_t i = head + 2; i < order.size(); ++i) ASSERT_EQ(counts[order[i]], 0);
        int weakest = 0;
        for (size_t i = head * 9 / 10; i < head; ++i) weakest += counts[order[i]];
        EXPECT_GT(weakest, 0);
    }
}

TEST(Sampler, min_p_drops_what_is_far_below_the_best) {
    Sampler sampler(kLogits);
    const auto counts = sampler.histogram({.temperature = 1, .min_p = 0.3f, .seed = 1}, 3000);
    for (size_t i = 0; i < kLogits.size(); ++i) {
        EXPECT_EQ(counts[i] > 0, std::exp(kLogits[i] - 2.0) >= 0.3) << i;
    }
    EXPECT_EQ(sampler({.temperature = 1, .min_p = 5}), 3);
}

TEST(Sampler, masked_tokens_are_never_chosen) {
    std::vector<float> logits(70, 1.0f);
    logits[3] = 9;
    Sampler sampler(logits);
    const std::vector<uint32_t> mask{1u << 5 | 1u << 31, 0, 1u << 2 | 0xFFFFFFC0u};
    EXPECT_EQ(sampler({.mask = mask}), 5);
    const auto counts = sampler.histogram({.temperature = 5, .mask = mask}, 600);
    for (size_t i = 0; i < 70; ++i) EXPECT_EQ(counts[i] > 0, i == 5 || i == 31 || i == 66) << i;
    const std::vector<uint32_t> none(3, 0);
    EXPECT_EQ(sampler({.mask = none}), -1);
    EXPECT_EQ(sampler({.temperature = 1, .mask = none}), -1);
}

TEST(Sampler, logits_that_are_not_finite_are_skipped) {
    Sampler sampler({kNan, 1, kInfinity, 2, -kInfinity});
    EXPECT_EQ(sampler({}), 3);
    const auto counts = sampler.histogram({.temperature = 1}, 500);
    EXPECT_EQ(counts[0] + counts[2] + counts[4], 0);
    EXPECT_EQ(Sampler({kNan, kNan})({}), -1);
    EXPECT_EQ(Sampler({kNan, kNan})({.temperature = 1, .top_p = 0.5f}), -1);
}

TEST(Sampler, extreme_temperatures_stay_defined) {
    const float largest = std::numeric_limits<float>::max();
    EXPECT_EQ(Sampler(kLogits)({.temperature = 1e-40f}), 3);
    EXPECT_GE(Sampler(kLogits)({.temperature = largest}), 0);
    EXPECT_EQ(Sampler({-largest, largest})({.temperature = 0.1f}), 1);
    EXPECT_GE(Sampler(kLogits)({.temperature = kInfinity}), 0);
}

TEST(Sampler, repetition_penalty_weakens_both_signs) {
    const std::vector<int32_t> seen{0, 0, 1, -4, 99};
    EXPECT_EQ(Sampler({2.0f, -0.5f, 1.1f})({.repetition_penalty = 2, .penalty_tokens = seen}), 2);
    EXPECT_EQ(Sampler({-1.0f, -3.0f, -1.5f})({.repetition_penalty = 2, .penalty_tokens = seen}), 2);
    EXPECT_EQ(Sampler({2.0f, -0.5f, 1.1f})({.repetition_penalty = 1, .penalty_tokens = seen}), 0);
}

TEST(Sampler, presence_counts_once_and_frequency_each_time) {
    const std::vector<int32_t> seen{0, 0, 0, 1};
    const std::vector<float> logits{3.0f, 2.0f, 1.6f};
    EXPECT_EQ(Sampler(logits)({.presence_penalty = 0.5f, .penalty_tokens = seen}), 0);
    EXPECT_EQ(Sampler(logits)({.presence_penalty = 1.5f, .penalty_tokens = seen}), 2);
    EXPECT_EQ(Sampler(logits)({.frequency_penalty = 0.35f, .penalty_tokens = seen}), 0);
    EXPECT_EQ(Sampler(logits)({.frequency_penalty = 0.38f, .penalty_tokens = seen}), 0);
    EXPECT_EQ(Sampler(logits)({.frequency_penalty = 0.39f, .penalty_tokens = seen}), 0);
    EXPECT_EQ(Sampler(logits)({.frequency_penalty = 0.55f, .penalty_tokens = seen}), 2);
}

TEST(Sampler, penalties_do_not_bring_masked_tokens_back) {
    const std::vector<int32_t> seen{0};
    const std::vector<uint32_t> mask{2};
    EXPECT_EQ(Sampler({5, 1})({.repetition_penalty = 0.1f, .penalty_tokens = seen, .mask = mask}),
              1);
    EXPECT_EQ(Sampler({5, 1})({.presence_penalty = -100, .penalty_tokens = seen, .mask = mask}), 1);
}

TEST(Sampler, all_instruction_sets_draw_the_same_tokens) {
    std::mt19937 random(8);
    std::normal_distribution<float> normal(0, 2);
    std::vector<float> logits(517);
    for (float& v : logits) v = normal(random);
    const SampleRow row{.temperature = 0.9f, .top_k = 100, .top_p = 0.9f, .seed = 12};
    const auto expected = Sampler(logits, CpuLevel::kScalar).histogram(row, 300);
    for (CpuLevel level : available_levels()) {
        EXPECT_EQ(Sampler(logits, level).histogram(row, 300), expected);
    }
}

}  // namespace
}  // namespace minstrel::kernels
