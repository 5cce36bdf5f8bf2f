#include "kernels/cuda/host/segments.h"

#include <gtest/gtest.h>

namespace minstrel::kernels::cuda {
namespace {

constexpr uint64_t kHalfMs = 500'000;

// Every layer once and in order, then every row of the output matrix.
void expect_complete(const Segments& segments, uint32_t layers, uint32_t head_rows, uint32_t rows,
                     uint32_t logit_rows) {
    uint32_t layer = 0, head = 0;
    for (uint32_t i = 0; i < segments.count(rows, logit_rows); ++i) {
        const Segment segment = segments.at(i, rows, logit_rows);
        if (segment.is_head()) {
            EXPECT_EQ(layer, layers);
            EXPECT_EQ(segment.head_begin, head);
            EXPECT_GT(segment.head_end, head);
            EXPECT_TRUE(segment.head_end % 16 == 0 || segment.head_end == head_rows);
            head = segment.head_end;
        } else {
            EXPECT_EQ(segment.first_layer, layer);
            EXPECT_GT(segment.layer_end, layer);
            layer = segment.layer_end;
        }
    }
    EXPECT_EQ(layer, layers);
    EXPECT_EQ(head, logit_rows == 0 ? 0 : head_rows);
}

TEST(SegmentsTest, cover_a_step_of_any_size) {
    for (const uint32_t layers : {1u, 2u, 7u, 32u}) {
        for (const uint32_t head_rows : {1u, 16u, 70u, 1000u, 131072u}) {
            for (const uint64_t bytes :
                 {1000ull, 1'000'000ull, 100'000'000ull, 10'000'000'000ull}) {
                const Segments segments({300'000'000'000, 24}, {bytes, bytes, bytes, bytes}, layers,
                                        head_rows, 16, kHalfMs);
                for (const uint32_t rows : {1u, 32u, 4096u}) {
                    expect_complete(segments, layers, head_rows, rows, 1);
                    expect_complete(segments, layers, head_rows, rows, 0);
                    expect_complete(segments, layers, head_rows, rows, rows);
                }
            }
        }
    }
}

// The plan's own figures for a 7B model in int4: a layer of 112 MB, an output matrix of 143 MB.
TEST(SegmentsTest, keep_to_the_limit_where_a_layer_fits) {
    const Costs costs = {112'000'000, 218'000'000, 143'000'000, 134'000'000};
    const DeviceSpeed small = {272'000'000'000, 24}, large = {4'800'000'000'000, 132};
    const Segments on_small(small, costs, 32, 32768, 16, kHalfMs);
    EXPECT_EQ(on_small.at(0, 1, 1).layer_end, 1u);
    EXPECT_GT(on_small.count(1, 1), 33u);  // the output matrix is cut too
    const Segments on_large(large, costs, 32, 32768, 16, kHalfMs);
    EXPECT_GT(on_large.at(0, 1, 1).layer_end, 4u);
    EXPECT_LE(on_large.at(0, 1, 1).layer_end * on_large.layer_ns(1), kHalfMs);
    // More rows take longer.
    EXPECT_LT(on_large.at(0, 512, 1).layer_end, on_large.at(0, 1, 1).layer_end);
}

TEST(SegmentsTest, launches_of_adapters_take_time_too) {
    const Segments segments({4'800'000'000'000, 132}, {112'000'000, 218'000'000, 1, 1}, 32, 32768,
                            16, kHalfMs);
    EXPECT_GT(segments.layer_ns(1, 9), segments.layer_ns(1));
    EXPECT_LT(segments.at(0, 1, 1, 9).layer_end, segments.at(0, 1, 1).layer_end);
    const uint32_t count = segments.count(1, 1, 9);
    EXPECT_GT(count, segments.count(1, 1));
    EXPECT_TRUE(segments.at(count - 1, 1, 1, 9).is_head());
    EXPECT_FALSE(segments.at(count - 2, 1, 1, 9).is_head());
}

// One row reads two of eight experts, many rows read all of them, and no more.
TEST(SegmentsTest, mixtures_take_the_experts_that_rows_can_choose) {
    Costs costs = {20'000'000, 40'000'000, 1, 1};
    costs.expert_bytes = costs.expert_multiplications = 90'000'000;
    costs.expert_count = 8;
    costs.experts_per_token = 2;
    const DeviceSpeed speed = {1'000'000'000'000, 80};
    const Segments segments(speed, costs, 32, 32000, 16, kHalfMs);
    const uint64_t none = segments.layer_ns(0);
    EXPECT_NEAR(static_cast<double>(segments.layer_ns(1) - none),
                static_cast<double>(expected_ns(speed, 180'000'000, 0, 1)), 2);
    EXPECT_EQ(segments.layer_ns(4), segments.layer_ns(5));
}

TEST(SegmentsTest, an_unknown_device_is_taken_for_a_small_one) {
    EXPECT_GT(expected_ns({}, 1'000'000, 0, 1),
              expected_ns({300'000'000'000, 24}, 1'000'000, 0, 1));
}

}  // namespace
}  // namespace minstrel::kernels::cuda
