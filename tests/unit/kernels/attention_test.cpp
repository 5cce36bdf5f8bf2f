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

// One key-value head of one layer in pages that lie in reverse order. Places behind the last
// position hold NaN, as memory that was never written may.
struct Cache {
    Cache(uint32_t positions, uint32_t head_dim, uint32_t seed) : dim(head_dim) {
        std::mt19937 random(seed);
        std::normal_distribution<float> normal;
        const uint32_t page_count = (positions + kPageTokens - 1) / kPageTokens;
        stride = size_t{2} * kPageTokens * dim;
        memory.assign(page_count * stride, std::numeric_limits<float>::quiet_NaN());
        for (uint32_t page = 0; page < page_count; ++page) pages.push_back(page_count - 1 - page);
        for (uint32_t t = 0; t < positions; ++t) {
            for (uint32_t i = 0; i < dim; ++i) {
                key(t, i) = normal(random);
                value(t, i) = normal(random);
            }
        }
    }
    float& key(uint32_t t, uint32_t i) {
        return memory[pages[t / kPageTokens] * stride + size_t{i} * kPageTokens + t % kPageTokens];
    }
    float& value(uint32_t t, uint32_t i) {
        return memory[pages[t / kPageTokens] * stride + size_t{kPageTokens} * dim +
                      size_t{t % kPageTokens} * dim + i];
    }
    std::vector<float> attend(const KernelTable& kernels, const std::vector<float>& query,
                              uint32_t heads, uint32_t first, uint32_t last) {
        std::vector<float> out(query.size(), 5.0f);
        kernels.attention({.query = query.data(),
                           .output = out.data(),
                           .head_count = heads,
                           .head_dim = dim,
                           .scale = 1.0f / std::sqrt(static_cast<float>(dim)),
                           .pages = pages.data(),
                           .keys = memory.data(),
                           .values = memory.data() + size_t{kPageTokens} * dim,
                           .page_stride = stride,
                           .first = first,
                           .last = last});
        return out;
    }

    uint32_t dim;
    size_t stride;
    std::vector<float> memory;
    std::vector<uint32_t> pages;
};

std::vector<float> random_query(uint32_t count, uint32_t seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0, 2);
    std::vector<float> query(count);
    for (float& v : query) v = normal(random);
    return query;
}

std::vector<double> exact(Cache& cache, const float* query, uint32_t first, uint32_t last) {
    std::vector<double> out(cache.dim, 0.0);
    double total = 0;
    for (uint32_t t = first; t <= last; ++t) {
        double dot = 0;
        for (uint32_t i = 0; i < cache.dim; ++i) dot += double{query[i]} * cache.key(t, i);
        const double weight = std::exp(dot / std::sqrt(static_cast<double>(cache.dim)));
        total += weight;
        for (uint32_t i = 0; i < cache.dim; ++i) out[i] += weight * cache.value(t, i);
    }
    for (double& v : out) v /= total;
    return out;
}

TEST(Attention, agrees_with_a_double_reference) {
    struct Range {
        uint32_t first, last;
    };
    const Range ranges[] = {{0, 0},   {0, 15},  {0, 31},  {0, 32}, {0, 99},
                            {99, 99}, {31, 32}, {40, 63}, {5, 97}, {33, 34}};
    for (uint32_t dim : {2u, 16u, 22u, 32u, 48u, 64u, 128u}) {
        Cache cache(100, dim, dim);
        for (uint32_t heads : {1u, 2u, 3u, 4u, 7u}) {
            const std::vector<float> query = random_query(heads * dim, heads);
            for (const Range& range : ranges) {
                const auto out = cache.attend(select_kernels(CpuLevel::kBest), query, heads,
                                              range.first, range.last);
                for (uint32_t h = 0; h < heads; ++h) {
                    const std::vector<double> expected =
                        exact(cache, query.data() + size_t{h} * dim, range.first, range.last);
                    for (uint32_t i = 0; i < dim; ++i) {
                        ASSERT_NEAR(out[h * dim + i], expected[i], 1e-5)
                            << dim << " " << heads << " " << range.first << " " << range.last;
                    }
                }
            }
        }
    }
}

TEST(Attention, all_instruction_sets_give_the_same_bits) {
    for (uint32_t dim : {2u, 22u, 32u, 80u}) {
        Cache cache(77, dim, dim);
        for (uint32_t heads : {1u, 3u, 4u}) {
            const std::vector<float> query = random_query(heads * dim, heads);
            const auto expected = cache.attend(scalar_kernels(), query, heads, 3, 76);
            for (CpuLevel level : available_levels()) {
                const auto out = cache.attend(select_kernels(level), query, heads, 3, 76);
                ASSERT_EQ(std::memcmp(out.data(), expected.data(), out.size() * sizeof(float)), 0);
            }
        }
    }
}

TEST(Attention, a_head_does_not_depend_on_its_group) {
    Cache cache(70, 32, 1);
    const std::vector<float> query = random_query(7 * 32, 2);
    for (CpuLevel level : available_levels()) {
        const auto together = cache.attend(select_kernels(level), query, 7, 0, 69);
        for (uint32_t h = 0; h < 7; ++h) {
            const std::vector<float> one(query.begin() + h * 32, query.begin() + (h + 1) * 32);
            const auto alone = cache.attend(select_kernels(level), one, 1, 0, 69);
            EXPECT_EQ(
                std::memcmp(alone.data(), together.data() + size_t{h} * 32, 32 * sizeof(float)), 0);
        }
    }
}

TEST(Attention, large_scores_do_not_overflow) {
    Cache cache(64, 16, 3);
    std::vector<float> query = random_query(16, 4);
    for (float& v : query) v *= 1e4f;
    for (CpuLevel level : available_levels()) {
        for (float v : cache.attend(select_kernels(level), query, 1, 0, 63)) {
            EXPECT_TRUE(std::isfinite(v));
        }
    }
}

}  // namespace
}  // namespace minstrel::kernels
