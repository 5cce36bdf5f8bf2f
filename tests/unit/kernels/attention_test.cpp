#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "kernels/cpu/kernel_table.h"
#include "kernels/cpu/simd_scalar.h"
#include "kernels/half.h"
#include "tests/unit/kernels/reference_model.h"

namespace minstrel::kernels {
namespace {

// One key-value head of one layer in pages that lie in reverse order. Places behind the last
// position hold NaN, as memory that was never written may.
struct Cache {
    Cache(uint32_t positions, uint32_t head_dim, uint32_t seed, KvType kv_type = KvType::kF32)
        : dim(head_dim), type(kv_type), half(kv_head_bytes(kv_type, head_dim)) {
        std::mt19937 random(seed);
        std::normal_distribution<float> normal;
        const uint32_t page_count = (positions + kPageTokens - 1) / kPageTokens;
        memory.assign(page_count * 2 * half, 0xFF);
        for (uint32_t page = 0; page < page_count; ++page) pages.push_back(page_count - 1 - page);
        for (uint32_t t = 0; t < positions; ++t) {
            keys.emplace_back(dim);
            values.emplace_back(dim);
            for (uint32_t i = 0; i < dim; ++i) {
                keys[t][i] = normal(random);
                values[t][i] = normal(random);
            }
            uint8_t* page = memory.data() + pages[t / kPageTokens] * 2 * half;
            const uint32_t slot = t % kPageTokens;
            store(keys[t], page, slot, kPageTokens, size_t{4} * slot, 4 * kPageTokens, 1);
            store(values[t], page + half, slot * dim, 1, slot / 4 * 4 * dim + slot % 4, 16, 4);
        }
    }
    // Element i to first + i * stride, with 8 bits to byte + i / 4 * outer + i % 4 * inner. The
    // floats take the values that were stored.
    void store(std::vector<float>& x, uint8_t* out, size_t first, size_t stride, size_t byte,
               size_t outer, size_t inner) const {
        const KernelTable& kernels = scalar_kernels();
        if (type == KvType::kInt8) {
            const size_t slot = stride == 1 ? first / dim : first;
            float scale = 0;
            kernels.store_int8(x.data(), dim, out + byte, outer, inner, &scale);
            std::memcpy(out + size_t{dim} * kPageTokens + 4 * slot, &scale, sizeof scale);
            for (uint32_t i = 0; i < dim; ++i) {
                x[i] = scale * static_cast<float>(out[byte + i / 4 * outer + i % 4 * inner] - 128);
            }
        } else if (type == KvType::kF32) {
            for (uint32_t i = 0; i < dim; ++i) {
                std::memcpy(out + 4 * (first + i * stride), &x[i], sizeof(float));
            }
        } else {
            const bool f16 = type == KvType::kF16;
            std::vector<uint16_t> halves(dim);
            (f16 ? kernels.store_half : kernels.store_bf16)(x.data(), dim, halves.data(), 1);
            for (uint32_t i = 0; i < dim; ++i) {
                std::memcpy(out + 2 * (first + i * stride), &halves[i], sizeof(uint16_t));
                x[i] = f16 ? ScalarSimd::widen_half(halves[i]) : float_from_bf16(halves[i]);
            }
        }
    }
    std::vector<float> attend(const KernelTable& kernels, const std::vector<float>& query,
                              uint32_t heads, uint32_t first, uint32_t last) const {
        std::vector<float> out(query.size(), 5.0f);
        kernels.attention({.query = query.data(),
                           .output = out.data(),
                           .head_count = heads,
                           .head_dim = dim,
                           .scale = 1.0f / std::sqrt(static_cast<float>(dim)),
                           .pages = pages.data(),
                           .kv_type = type,
                           .keys = memory.data(),
                           .values = memory.data() + half,
                           .page_stride = 2 * half,
                           .first = first,
                           .last = last});
        return out;
    }

    uint32_t dim;
    KvType type;
    size_t half;  // bytes of a page's keys, and of its values
    std::vector<uint8_t> memory;
    std::vector<std::vector<float>> keys, values;  // as they are stored
    std::vector<uint32_t> pages;
};

std::vector<float> random_query(uint32_t count, uint32_t seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0, 2);
    std::vector<float> query(count);
    for (float& v : query) v = normal(random);
    return query;
}

std::vector<double> exact(const Cache& cache, const float* query, uint32_t first, uint32_t last) {
    std::vector<double> out(cache.dim, 0.0);
    double total = 0;
    for (uint32_t t = first; t <= last; ++t) {
        double dot = 0;
        for (uint32_t i = 0; i < cache.dim; ++i) dot += double{query[i]} * cache.keys[t][i];
        const double weight = std::exp(dot / std::sqrt(static_cast<double>(cache.dim)));
        total += weight;
        for (uint32_t i = 0; i < cache.dim; ++i) out[i] += weight * cache.values[t][i];
    }
    for (double& v : out) v /= total;
    return out;
}

class Attention : public testing::TestWithParam<KvType> {
  protected:
    // Those that pages of this type can have.
    static std::vector<uint32_t> dims(std::vector<uint32_t> all) {
        if (GetParam() == KvType::kInt8) std::erase_if(all, [](uint32_t d) { return d % 16 != 0; });
        return all;
    }
};

TEST_P(Attention, agrees_with_a_double_reference) {
    struct Range {
        uint32_t first, last;
    };
    const Range ranges[] = {{0, 0},   {0, 15},  {0, 31},  {0, 32}, {0, 99},
                            {99, 99}, {31, 32}, {40, 63}, {5, 97}, {33, 34}};
    // A query of 15 bits against keys of 8.
    const double tolerance = GetParam() == KvType::kInt8 ? 1e-3 : 1e-5;
    for (uint32_t dim : dims({2u, 16u, 22u, 32u, 48u, 64u, 128u})) {
        Cache cache(100, dim, dim, GetParam());
        for (uint32_t heads : {1u, 2u, 3u, 4u, 7u}) {
            const std::vector<float> query = random_query(heads * dim, heads);
            for (const Range& range : ranges) {
                const auto out = cache.attend(select_kernels(CpuLevel::kBest), query, heads,
                                              range.first, range.last);
                for (uint32_t h = 0; h < heads; ++h) {
                    const std::vector<double> expected =
                        exact(cache, query.data() + size_t{h} * dim, range.first, range.last);
                    for (uint32_t i = 0; i < dim; ++i) {
                        ASSERT_NEAR(out[h * dim + i], expected[i], tolerance)
                            << dim << " " << heads << " " << range.first << " " << range.last;
                    }
                }
            }
        }
    }
}

TEST_P(Attention, all_instruction_sets_give_the_same_bits) {
    for (uint32_t dim : dims({2u, 22u, 32u, 80u})) {
        Cache cache(77, dim, dim, GetParam());
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

TEST_P(Attention, a_head_does_not_depend_on_its_group) {
    Cache cache(70, 32, 1, GetParam());
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

TEST_P(Attention, large_scores_do_not_overflow) {
    Cache cache(64, 16, 3, GetParam());
    std::vector<float> query = random_query(16, 4);
    for (float& v : query) v *= 1e4f;
    for (CpuLevel level : available_levels()) {
        for (float v : cache.attend(select_kernels(level), query, 1, 0, 63)) {
            EXPECT_TRUE(std::isfinite(v));
        }
    }
}

std::string type_name(const testing::TestParamInfo<KvType>& type) {
    constexpr std::array kNames = {"default", "float32", "half", "bfloat16", "int8"};
    return kNames[static_cast<size_t>(type.param)];
}

INSTANTIATE_TEST_SUITE_P(pages, Attention,
                         testing::Values(KvType::kF32, KvType::kF16, KvType::kBF16, KvType::kInt8),
                         type_name);

}  // namespace
}  // namespace minstrel::kernels
