#include "kernels/rope.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>

#include "tests/unit/kernels/reference_model.h"

namespace minstrel::kernels {
namespace {

// The rotary numbers of models of the family, with frequencies worked out from the definition.
struct Case {
    float theta;
    RopeScaling scaling;
    std::vector<std::pair<size_t, double>> frequencies;
};

const Case kCases[] = {
    {1e6f,
     {.factor = 16, .original_positions = 16384},
     {{0, 1},
      {1, 0.805842188},
      {20, 0.0133352143},
      {21, 0.0101534637},
      {28, 0.00132517942},
      {36, 4.96113533e-05},
      {37, 2.12388021e-05},
      {63, 7.755861e-08}}},
    {1e9f,
     {.factor = 16, .original_positions = 16384},
     {{1, 0.723394163},
      {13, 0.0148550802},
      {14, 0.00990654092},
      {19, 0.00113089932},
      {25, 1.90657993e-05},
      {63, 8.63982642e-11}}},
    {1e8f,
     {.factor = 48, .original_positions = 8192},
     {{1, 0.749894209},
      {12, 0.0316227766},
      {13, 0.0219276062},
      {18, 0.00308206303},
      {25, 1.5622796e-05},
      {63, 2.77816965e-10}}},
    {1e6f,
     {.factor = 64, .original_positions = 4096, .beta_fast = 4},
     {{23, 0.00697830585},
      {24, 0.00493146982},
      {27, 0.00149435364},
      {31, 1.93896525e-05},
      {63, 1.93896525e-08}}},
};

ModelShape shape_of(const Case& item) {
    ModelShape shape;
    shape.head_dim = 128;
    shape.rope_theta = item.theta;
    shape.rope_scaling = item.scaling;
    return shape;
}

TEST(RopeTables, scaled_frequencies_are_those_of_the_definition) {
    for (const Case& item : kCases) {
        const std::vector<double> got = rope_frequencies(shape_of(item));
        ASSERT_EQ(got.size(), 64u);
        for (const auto& [pair, wanted] : item.frequencies) {
            EXPECT_NEAR(got[pair] / wanted, 1, 1e-8) << item.theta << " pair " << pair;
        }
    }
}

TEST(RopeTables, without_scaling_frequencies_are_powers_of_the_base) {
    ModelShape shape;
    shape.head_dim = 8;
    EXPECT_EQ(rope_frequencies(shape),
              (std::vector<double>{1, std::pow(1e4, -0.25), 0.01, std::pow(1e4, -0.75)}));
}

TEST(RopeTables, queries_grow_in_steps_of_the_original_context) {
    ModelShape shape = shape_of(kCases[0]);
    const float plain = score_scale(shape, 100000);
    shape.query_scaling = {.beta = 0.1f, .positions = 16384};
    EXPECT_EQ(score_scale(shape, 0), plain);
    EXPECT_EQ(score_scale(shape, 16383), plain);
    EXPECT_NEAR(score_scale(shape, 16384) / plain, 1.0693147, 1e-6);
    EXPECT_NEAR(score_scale(shape, 40000) / plain, 1.1098612, 1e-6);
    EXPECT_NEAR(score_scale(shape, 100000) / plain, 1.1945910, 1e-6);
    EXPECT_NEAR(score_scale(shape, 262143) / plain, 1.2772589, 1e-6);
}

TEST(RopeTables, wrong_numbers_are_named) {
    const auto problem = [](auto change) {
        ModelShape shape = shape_of(kCases[0]);
        shape.query_scaling = {.beta = 0.1f, .positions = 16384};
        change(shape);
        const char* text = rope_problem(shape);
        return std::string(text != nullptr ? text : "");
    };
    const auto has = [](const std::string& text, const char* part) {
        return text.find(part) != std::string::npos;
    };
    EXPECT_EQ(problem([](ModelShape&) {}), "");
    EXPECT_TRUE(has(problem([](ModelShape& s) { s.rope_theta = 1; }), "rope_theta"));
    EXPECT_TRUE(has(problem([](ModelShape& s) { s.rope_scaling.factor = 0.5f; }), "factor"));
    EXPECT_TRUE(has(problem([](ModelShape& s) { s.rope_scaling.factor = NAN; }), "factor"));
    EXPECT_TRUE(has(problem([](ModelShape& s) { s.rope_scaling.original_positions = 0; }),
                    "original_positions"));
    EXPECT_TRUE(has(problem([](ModelShape& s) { s.rope_scaling.beta_slow = 33; }), "beta"));
    EXPECT_TRUE(
        has(problem([](ModelShape& s) { s.rope_scaling.magnitude = INFINITY; }), "magnitude"));
    EXPECT_TRUE(has(problem([](ModelShape& s) { s.query_scaling.beta = -1; }), "query"));
    EXPECT_TRUE(has(problem([](ModelShape& s) { s.query_scaling.positions = 0; }), "query"));
}

void* allocate_zeros(void* /*user*/, size_t bytes, size_t alignment) {
    void* memory = std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
    if (memory != nullptr) std::memset(memory, 0, bytes);
    return memory;
}

void release_zeros(void* /*user*/, void* pointer, size_t /*bytes*/) {
    std::free(pointer);
}

// Far positions are reached without the steps before them: behind two windows of eight nothing of
// what went before a sequence is left, whatever its pages hold there.
TEST(RopeTables, far_positions_agree_with_a_double_reference) {
    ModelShape shape{.layer_count = 2,
                     .dim = 64,
                     .hidden_dim = 96,
                     .head_count = 4,
                     .kv_head_count = 2,
                     .head_dim = 16,
                     .vocab_size = 131,
                     .rope_theta = 1e6f,
                     .sliding_window = 8,
                     .rope_scaling = {.factor = 16, .original_positions = 16384, .magnitude = 1.1f},
                     .query_scaling = {.beta = 0.1f, .positions = 16384}};
    const RandomModel model(shape, ElementType::kF32, 5);
    const std::vector<int32_t> tokens = random_tokens(64, shape.vocab_size, 2);
    constexpr size_t kClean = 2 * 7;
    const DeviceLimits limits{
        .max_rows = 64, .max_logit_rows = 64, .max_positions = 40064, .kv_page_count = 16};
    CpuOptions options;
    options.thread_count = 2;
    options.allocators.kv = {nullptr, allocate_zeros, release_zeros};
    TestDevice device(model, limits, options);
    for (const uint32_t start : {0u, 16352u, 39968u}) {
        TestDevice::Session session{std::vector<uint32_t>(start / kPageTokens, 0), start};
        const TestDevice::Piece piece{&session, tokens};
        const auto rows = device.step({&piece, 1});
        const auto wanted = model.reference(tokens, start);
        const auto shifted = model.reference(tokens, start + 1);
        double worst = 0, largest = 0, moved = 0;
        for (size_t r = kClean; r < rows.size(); ++r) {
            for (size_t i = 0; i < rows[r].size(); ++i) {
                largest = std::max(largest, std::fabs(wanted[r][i]));
                worst = std::max(worst, std::fabs(rows[r][i] - wanted[r][i]));
                moved = std::max(moved, std::fabs(rows[r][i] - shifted[r][i]));
            }
        }
        EXPECT_LT(worst, 2e-5 * largest) << start;
        // Only at a step of the query scaling does the place of a sequence show.
        EXPECT_EQ(moved > 1e-3 * largest, start == 16352u) << start;
    }
}

}  // namespace
}  // namespace minstrel::kernels
