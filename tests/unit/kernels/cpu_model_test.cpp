#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "tests/unit/kernels/reference_model.h"

namespace minstrel::kernels {
namespace {

using Rows = std::vector<std::vector<float>>;

constexpr ModelShape kSmall{.layer_count = 2,
                            .dim = 64,
                            .hidden_dim = 96,
                            .head_count = 4,
                            .kv_head_count = 2,
                            .head_dim = 16,
                            .vocab_size = 131};
constexpr DeviceLimits kLimits{
    .max_rows = 128, .max_logit_rows = 128, .max_positions = 256, .kv_page_count = 64};

// Two of five experts for each token.
ModelShape mixture() {
    ModelShape shape = kSmall;
    shape.expert_count = 5;
    shape.experts_per_token = 2;
    return shape;
}

const ModelShape kShapes[] = {kSmall, mixture()};

CpuOptions options(CpuLevel level, uint32_t threads = 2) {
    CpuOptions result;
    result.thread_count = threads;
    result.max_level = level;
    return result;
}

// Largest difference, in units of the reference logits' deviation.
double error_of(const Rows& rows, const std::vector<std::vector<double>>& reference) {
    double squares = 0, largest = 0;
    size_t count = 0;
    for (size_t r = 0; r < rows.size(); ++r) {
        for (size_t i = 0; i < rows[r].size(); ++i, ++count) {
            squares += reference[r][i] * reference[r][i];
            const double difference = std::fabs(rows[r][i] - reference[r][i]);
            if (!(difference <= largest)) largest = difference;
        }
    }
    return largest / std::sqrt(squares / static_cast<double>(count));
}

// An activation near the middle of two bfloat16 numbers may be rounded to the other one.
constexpr double kBf16Error = 1e-2;

double forward_error(const ModelShape& shape, ElementType type, CpuLevel level) {
    const RandomModel model(shape, type, 7);
    const std::vector<int32_t> tokens = random_tokens(75, shape.vocab_size, 3);
    TestDevice device(model, kLimits, options(level));
    return error_of(device.feed(tokens, 75), model.reference(tokens));
}

TEST(CpuModel, agrees_with_a_double_reference_in_f32) {
    for (CpuLevel level : available_levels()) {
        for (const ModelShape& shape : kShapes) {
            EXPECT_LT(forward_error(shape, ElementType::kF32, level), 2e-5);
        }
    }
}

TEST(CpuModel, agrees_with_a_double_reference_in_bf16) {
    for (CpuLevel level : available_levels()) {
        EXPECT_LT(forward_error(kSmall, ElementType::kBF16, level), kBf16Error);
    }
}

TEST(CpuModel, agrees_with_a_double_reference_in_int8) {
    for (CpuLevel level : available_levels()) {
        EXPECT_LT(forward_error(kSmall, ElementType::kInt8, level), 0.15);
    }
}

TEST(CpuModel, runs_odd_shapes) {
    ModelShape shape = kSmall;
    shape.dim = 50;
    shape.hidden_dim = 77;
    shape.head_count = 3;
    shape.kv_head_count = 1;
    shape.head_dim = 22;
    shape.vocab_size = 37;
    for (CpuLevel level : available_levels()) {
        EXPECT_LT(forward_error(shape, ElementType::kF32, level), 2e-5);
        EXPECT_LT(forward_error(shape, ElementType::kBF16, level), kBf16Error);
    }
}

TEST(CpuModel, runs_every_head_grouping) {
    for (uint32_t kv_heads : {1u, 2u, 3u, 6u}) {
        ModelShape shape = kSmall;
        shape.head_count = 6;
        shape.kv_head_count = kv_heads;
        shape.head_dim = 32;
        EXPECT_LT(forward_error(shape, ElementType::kF32, CpuLevel::kBest), 2e-5) << kv_heads;
    }
}

TEST(CpuModel, sees_only_the_sliding_window) {
    for (uint32_t window : {1u, 5u, 32u, 33u, 70u}) {
        ModelShape shape = kSmall;
        shape.sliding_window = window;
        EXPECT_LT(forward_error(shape, ElementType::kF32, CpuLevel::kBest), 2e-5) << window;
    }
}

TEST(CpuModel, layers_may_have_windows_of_their_own) {
    const uint32_t windows[] = {0, 7};
    ModelShape shape = kSmall;
    shape.layer_windows = windows;
    EXPECT_LT(forward_error(shape, ElementType::kF32, CpuLevel::kBest), 2e-5);
    const uint32_t swapped[] = {7, 0};
    const RandomModel model(shape, ElementType::kF32, 7);
    const std::vector<int32_t> tokens = random_tokens(75, shape.vocab_size, 3);
    shape.layer_windows = swapped;
    const RandomModel other(shape, ElementType::kF32, 7);
    TestDevice device(other, kLimits, options(CpuLevel::kBest));
    EXPECT_GT(error_of(device.feed(tokens, 75), model.reference(tokens)), 1e-2);
}

TEST(CpuModel, all_instruction_sets_give_the_same_bits) {
    for (ElementType type :
         {ElementType::kF32, ElementType::kBF16, ElementType::kInt8, ElementType::kInt4}) {
        for (const ModelShape& shape : kShapes) {
            const RandomModel model(shape, type, 11);
            const std::vector<int32_t> tokens = random_tokens(70, kSmall.vocab_size, 5);
            TestDevice scalar(model, kLimits, options(CpuLevel::kScalar));
            const Rows expected = scalar.feed(tokens, 70);
            for (CpuLevel level : available_levels()) {
                TestDevice device(model, kLimits, options(level));
                EXPECT_TRUE(same_bits(device.feed(tokens, 70), expected))
                    << static_cast<int>(level);
            }
        }
    }
}

TEST(CpuModel, chunks_do_not_change_a_bit) {
    for (ElementType type :
         {ElementType::kF32, ElementType::kBF16, ElementType::kInt8, ElementType::kInt4}) {
        for (const ModelShape& shape : kShapes) {
            const RandomModel model(shape, type, 13);
            const std::vector<int32_t> tokens = random_tokens(101, kSmall.vocab_size, 9);
            for (CpuLevel level : available_levels()) {
                TestDevice device(model, kLimits, options(level));
                const Rows whole = device.feed(tokens, 101);
                for (uint32_t chunk : {1u, 7u, 32u, 50u}) {
                    EXPECT_TRUE(same_bits(device.feed(tokens, chunk), whole))
                        << "level " << static_cast<int>(level) << ", chunk " << chunk;
                }
            }
        }
    }
}

TEST(CpuModel, threads_do_not_change_a_bit) {
    for (const ModelShape& shape : kShapes) {
        const RandomModel model(shape, ElementType::kInt8, 17);
        const std::vector<int32_t> tokens = random_tokens(90, kSmall.vocab_size, 1);
        TestDevice single(model, kLimits, options(CpuLevel::kBest, 1));
        const Rows expected = single.feed(tokens, 90);
        for (uint32_t threads : {2u, 3u, 5u}) {
            TestDevice device(model, kLimits, options(CpuLevel::kBest, threads));
            EXPECT_TRUE(same_bits(device.feed(tokens, 90), expected)) << threads;
        }
    }
}

TEST(CpuModel, a_step_that_stops_between_all_layers_gives_the_same_bits) {
    const RandomModel model(kSmall, ElementType::kInt8, 23);
    const std::vector<int32_t> tokens = random_tokens(40, kSmall.vocab_size, 5);
    TestDevice device(model, kLimits, options(CpuLevel::kBest));
    const auto expected = device.feed(tokens, 20);
    EXPECT_EQ(device.stops(), 0u);
    device.interrupt();
    EXPECT_TRUE(same_bits(device.feed(tokens, 20), expected));
    // Between the layers and before the output matrix.
    EXPECT_EQ(device.stops(), 2 * kSmall.layer_count);
}

TEST(CpuModel, a_step_may_be_forgotten_where_it_stopped) {
    const RandomModel model(kSmall, ElementType::kInt8, 23);
    const std::vector<int32_t> tokens = random_tokens(40, kSmall.vocab_size, 5);
    TestDevice device(model, kLimits, options(CpuLevel::kBest));
    const auto expected = device.feed(tokens, 20);
    const std::vector<int32_t> others = random_tokens(9, kSmall.vocab_size, 6);
    const std::vector<uint32_t> page{0};
    const SequenceView sequence{0, 9, 0, page};
    const std::vector<uint32_t> last{8};
    const StepGate gate{nullptr, [](void*, uint32_t) { return false; }};
    const BatchView view{others, {&sequence, 1}, last, gate};
    EXPECT_EQ(device.model().run(view).code, KernelCode::kStopped);
    EXPECT_TRUE(same_bits(device.feed(tokens, 20), expected));
}

// Decoding with 1 to 19 neighbours, prompts among them, gives each session what it gets alone.
void expect_no_influence_of_neighbours(const ModelShape& shape) {
    for (ElementType type : {ElementType::kF32, ElementType::kInt8, ElementType::kInt4}) {
        const RandomModel model(shape, type, 19);
        for (uint32_t neighbours : {1u, 2u, 3u, 6u, 11u, 19u}) {
            TestDevice device(model, kLimits, options(CpuLevel::kBest));
            std::vector<std::vector<int32_t>> tokens;
            std::vector<Rows> alone;
            for (uint32_t i = 0; i <= neighbours; ++i) {
                tokens.push_back(random_tokens(3 + i % 4, kSmall.vocab_size, 100 + i));
                alone.push_back(device.feed(tokens[i], 1));
            }
            std::vector<TestDevice::Session> sessions(neighbours + 1);
            std::vector<Rows> together(neighbours + 1);
            for (size_t t = 0; t < 6; ++t) {
                std::vector<TestDevice::Piece> pieces;
                std::vector<size_t> owners;
                for (size_t i = 0; i <= neighbours; ++i) {
                    const bool prompt = i % 3 == 2;  // the first three tokens at once
                    if (t >= tokens[i].size() || (prompt && t > 0 && t < 3)) continue;
                    const size_t count = prompt && t == 0 ? 3 : 1;
                    const auto begin = tokens[i].begin() + static_cast<ptrdiff_t>(t);
                    pieces.push_back(
                        {&sessions[i], {begin, begin + static_cast<ptrdiff_t>(count)}});
                    owners.insert(owners.end(), count, i);
                }
                if (pieces.empty()) continue;
                const Rows rows = device.step(pieces);
                for (size_t r = 0; r < rows.size(); ++r) together[owners[r]].push_back(rows[r]);
            }
            for (size_t i = 0; i <= neighbours; ++i) {
                EXPECT_TRUE(same_bits(together[i], alone[i])) << neighbours << " at " << i;
            }
        }
    }
}

TEST(CpuModel, neighbours_do_not_change_a_bit) {
    for (const ModelShape& shape : kShapes) expect_no_influence_of_neighbours(shape);
}

// Matrices from a megabyte on are read and multiplied in other ways than small ones, and by AMX
// where there is it. Those of int4 have half of that here; larger ones are in matmul_test.cpp.
constexpr ModelShape kWide{.layer_count = 1,
                           .dim = 512,
                           .hidden_dim = 2048,
                           .head_count = 8,
                           .kv_head_count = 2,
                           .head_dim = 64,
                           .vocab_size = 2048};
constexpr DeviceLimits kWideLimits{
    .max_rows = 256, .max_logit_rows = 256, .max_positions = 512, .kv_page_count = 256};

TEST(CpuModel, wide_models_have_the_same_bits_by_all_threads_chunks_and_batches) {
#if defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "the other tests show the same to it, and sooner";
#endif
    const CpuLevel best = available_levels().back();
    for (ElementType type : {ElementType::kBF16, ElementType::kInt8, ElementType::kInt4}) {
        const RandomModel model(kWide, type, 37);
        const std::vector<int32_t> tokens = random_tokens(260, kWide.vocab_size, 3);
        const auto last = [&](TestDevice& device, uint32_t chunk) {
            Rows rows = device.feed(tokens, chunk);
            return Rows(rows.end() - 16, rows.end());
        };
        TestDevice one(model, kWideLimits, options(best, 1));
        TestDevice two(model, kWideLimits, options(best, 2));
        const Rows expected = last(one, 256);
        for (uint32_t chunk : {1u, 32u, 256u}) {
            EXPECT_TRUE(same_bits(last(two, chunk), expected)) << chunk;
        }
        for (uint32_t batch : {2u, 7u, 32u}) {
            std::vector<TestDevice::Session> sessions(batch);
            std::vector<TestDevice::Piece> pieces;
            for (uint32_t i = 0; i < batch; ++i) {
                pieces.push_back({&sessions[i], {tokens[i], tokens[2 * i], tokens[3 * i]}});
            }
            const Rows together = two.step(pieces);
            for (uint32_t i = 0; i < batch; ++i) {
                const Rows alone = one.feed(pieces[i].tokens, 1);
                EXPECT_TRUE(
                    same_bits({together.begin() + 3 * i, together.begin() + 3 * i + 3}, alone))
                    << batch << " at " << i;
            }
        }
    }
}

TEST(CpuModel, computes_only_the_wanted_logits) {
    for (ElementType type : {ElementType::kF32, ElementType::kInt8, ElementType::kInt4}) {
        const RandomModel model(kSmall, type, 23);
        TestDevice device(model, kLimits, options(CpuLevel::kBest));
        const std::vector<int32_t> tokens = random_tokens(40, kSmall.vocab_size, 2);
        const Rows all = device.feed(tokens, 40);
        const uint32_t pages[] = {9, 4};
        const SequenceView sequence{0, 40, 0, pages};
        const uint32_t wanted[] = {3, 17, 39};
        ASSERT_TRUE(device.model().run({tokens, {&sequence, 1}, wanted}).ok());
        ASSERT_EQ(device.model().logits().size(), 3 * kSmall.vocab_size);
        for (size_t i = 0; i < 3; ++i) {
            EXPECT_EQ(std::memcmp(device.model().logits().data() + i * kSmall.vocab_size,
                                  all[wanted[i]].data(), kSmall.vocab_size * sizeof(float)),
                      0);
        }
        ASSERT_TRUE(device.model().run({tokens, {&sequence, 1}, {}}).ok());
        EXPECT_TRUE(device.model().logits().empty());
    }
}

TEST(CpuModel, reads_pages_that_another_sequence_shares) {
    const RandomModel model(kSmall, ElementType::kF32, 29);
    TestDevice device(model, kLimits, options(CpuLevel::kBest));
    std::vector<int32_t> tokens = random_tokens(40, kSmall.vocab_size, 4);
    const Rows expected = device.feed(tokens, 40);
    TestDevice::Session first;
    const TestDevice::Piece head{&first, {tokens.begin(), tokens.begin() + 32}};
    device.step({&head, 1});
    TestDevice::Session second{{first.pages[0]}, 32};
    const TestDevice::Piece tail{&second, {tokens.begin() + 32, tokens.end()}};
    const Rows rows = device.step({&tail, 1});
    EXPECT_TRUE(same_bits(rows, Rows(expected.begin() + 32, expected.end())));
}

TEST(CpuModel, looks_up_tied_embeddings) {
    for (ElementType type :
         {ElementType::kF32, ElementType::kBF16, ElementType::kInt8, ElementType::kInt4}) {
        const RandomModel model(kSmall, type, 31, true);
        TestDevice device(model, kLimits, options(CpuLevel::kBest));
        const std::vector<int32_t> tokens = random_tokens(9, kSmall.vocab_size, 8);
        EXPECT_LT(error_of(device.feed(tokens, 9), model.reference(tokens)),
                  is_quantised(type)           ? 0.1
                  : type == ElementType::kBF16 ? kBf16Error
                                               : 2e-5);
    }
}

}  // namespace
}  // namespace minstrel::kernels
