// Adapters on the CPU: sessions with different ones in one batch.
#include <gtest/gtest.h>

#include <cstring>

#include "tests/unit/kernels/reference_model.h"

namespace minstrel::kernels {
namespace {

using Rows = std::vector<std::vector<float>>;

constexpr ModelShape kShape{.layer_count = 2,
                            .dim = 64,
                            .hidden_dim = 96,
                            .head_count = 4,
                            .kv_head_count = 2,
                            .head_dim = 16,
                            .vocab_size = 131};
constexpr DeviceLimits kLimits{
    .max_rows = 128, .max_logit_rows = 128, .max_positions = 256, .kv_page_count = 64};

ModelShape odd_shape() {
    ModelShape shape = kShape;
    shape.dim = 50;
    shape.hidden_dim = 77;
    shape.head_count = 3;
    shape.kv_head_count = 1;
    shape.head_dim = 22;
    return shape;
}

ModelShape mixture() {
    ModelShape shape = kShape;
    shape.expert_count = 5;
    shape.experts_per_token = 2;
    return shape;
}

CpuOptions options(CpuLevel level = CpuLevel::kBest, uint32_t threads = 2) {
    CpuOptions result;
    result.thread_count = threads;
    result.max_level = level;
    return result;
}

std::unique_ptr<DeviceAdapter> make(TestDevice& device, const ModelShape& shape,
                                    const RandomAdapter& adapter) {
    std::unique_ptr<DeviceAdapter> made;
    const KernelStatus status = device.backend().create_adapter(shape, adapter.weights(), &made);
    EXPECT_TRUE(status.ok()) << status.what;
    return made;
}

// Over all rows.
double distance(const std::vector<std::vector<double>>& wanted, const Rows& got) {
    double worst = 0;
    for (size_t r = 0; r < got.size(); ++r) {
        worst = std::max(worst, kernels::distance(wanted[r], got[r]));
    }
    return worst;
}

TEST(Adapter, computes_with_the_changed_matrices) {
    for (const ModelShape& shape : {kShape, odd_shape(), mixture()}) {
        const std::vector<int32_t> tokens = random_tokens(75, shape.vocab_size, 3);
        for (const uint32_t rank : {1u, 5u, 16u, 25u}) {
            const RandomAdapter adapter(shape, rank, 21);
            for (const float scale : {1.0f, -0.5f}) {
                RandomModel model(shape, ElementType::kF32, 7);
                TestDevice device(model, kLimits, options());
                const auto made = make(device, shape, adapter);
                const Rows plain = device.feed(tokens, 75);
                const Rows rows = device.feed(tokens, 75, {{}, 0, made.get(), scale});
                EXPECT_LT(distance(model.reference(tokens), plain), 2e-5);
                model.adapt(adapter.weights(), scale);
                EXPECT_LT(distance(model.reference(tokens), rows), 2e-5) << rank;
                EXPECT_GT(distance(model.reference(tokens), plain), 1e-2);
            }
        }
    }
}

TEST(Adapter, each_matrix_may_be_changed_alone) {
    for (size_t only = 0; only < kAdaptedCount; ++only) {
        RandomAdapter adapter(kShape, 8, 5);
        for (size_t m = 0; m < kAdaptedCount; ++m) {
            if (m != only) adapter.spare(static_cast<Adapted>(m));
        }
        const std::vector<int32_t> tokens = random_tokens(40, kShape.vocab_size, 3);
        RandomModel model(kShape, ElementType::kF32, 7);
        TestDevice device(model, kLimits, options());
        const auto made = make(device, kShape, adapter);
        model.adapt(adapter.weights(), 1);
        const Rows rows = device.feed(tokens, 9, {{}, 0, made.get()});
        EXPECT_LT(distance(model.reference(tokens), rows), 2e-5) << only;
    }
}

TEST(Adapter, comes_close_with_quantised_weights) {
    const RandomAdapter adapter(kShape, 8, 5);
    const std::vector<int32_t> tokens = random_tokens(40, kShape.vocab_size, 3);
    RandomModel model(kShape, ElementType::kInt8, 7);
    TestDevice device(model, kLimits, options());
    const auto made = make(device, kShape, adapter);
    model.adapt(adapter.weights(), 1);
    EXPECT_LT(distance(model.reference(tokens), device.feed(tokens, 40, {{}, 0, made.get()})),
              0.05);
}

TEST(Adapter, levels_chunks_threads_and_stops_change_no_bit) {
    const RandomModel model(kShape, ElementType::kInt8, 7);
    const RandomAdapter adapter(kShape, 12, 5);
    const std::vector<int32_t> tokens = random_tokens(70, kShape.vocab_size, 3);
    TestDevice scalar(model, kLimits, options(CpuLevel::kScalar, 1));
    const auto of_scalar = make(scalar, kShape, adapter);
    const Rows expected = scalar.feed(tokens, 70, {{}, 0, of_scalar.get(), 0.7f});
    for (const CpuLevel level : available_levels()) {
        TestDevice device(model, kLimits, options(level, 3));
        const auto made = make(device, kShape, adapter);
        for (const uint32_t chunk : {1u, 7u, 33u, 70u}) {
            EXPECT_TRUE(same_bits(device.feed(tokens, chunk, {{}, 0, made.get(), 0.7f}), expected))
                << static_cast<int>(level) << ", chunk " << chunk;
        }
        device.interrupt();
        EXPECT_TRUE(same_bits(device.feed(tokens, 70, {{}, 0, made.get(), 0.7f}), expected));
    }
}

TEST(Adapter, sessions_with_different_ones_share_a_batch) {
    for (const ModelShape& shape : {kShape, mixture()}) {
        const RandomModel model(shape, ElementType::kInt8, 7);
        TestDevice device(model, kLimits, options());
        const RandomAdapter first(shape, 4, 5), second(shape, 20, 6);
        const auto a = make(device, shape, first), b = make(device, shape, second);
        std::vector<TestDevice::Session> sessions = {
            {{}, 0, a.get()}, {}, {{}, 0, b.get(), 0.5f}, {{}, 0, a.get(), 2.0f}, {{}, 0, b.get()}};
        std::vector<std::vector<int32_t>> tokens;
        std::vector<Rows> alone, together(sessions.size());
        for (uint32_t i = 0; i < sessions.size(); ++i) {
            tokens.push_back(random_tokens(9, shape.vocab_size, 40 + i));
            alone.push_back(device.feed(tokens[i], 9, sessions[i]));
        }
        // The first one reads its tokens at once, the others one by one.
        for (size_t t = 0; t < 9; ++t) {
            std::vector<TestDevice::Piece> pieces;
            if (t == 0) pieces.push_back({sessions.data(), tokens[0]});
            for (size_t i = 1; i < sessions.size(); ++i) {
                pieces.push_back({&sessions[i], {tokens[i][t]}});
            }
            Rows rows = device.step(pieces);
            size_t row = 0;
            for (const TestDevice::Piece& piece : pieces) {
                const auto owner = static_cast<size_t>(piece.session - sessions.data());
                for (size_t i = 0; i < piece.tokens.size(); ++i) {
                    together[owner].push_back(std::move(rows[row++]));
                }
            }
        }
        for (size_t i = 0; i < sessions.size(); ++i) {
            EXPECT_TRUE(same_bits(together[i], alone[i])) << i;
        }
        EXPECT_FALSE(same_bits(alone[0], device.feed(tokens[0], 9)));
    }
}

TEST(Adapter, only_rows_with_logits_are_finished) {
    const RandomModel model(kShape, ElementType::kInt8, 7);
    TestDevice device(model, kLimits, options());
    const RandomAdapter adapter(kShape, 4, 5);
    const auto made = make(device, kShape, adapter);
    const std::vector<int32_t> tokens = random_tokens(60, kShape.vocab_size, 2);
    std::vector<int32_t> first(tokens.begin(), tokens.begin() + 40);
    std::vector<int32_t> second(tokens.begin() + 40, tokens.end());
    const Rows plain = device.feed(first, 40);
    const Rows adapted = device.feed(second, 20, {{}, 0, made.get()});
    const uint32_t pages_of_first[] = {9, 4}, pages_of_second[] = {2};
    const SequenceView sequences[] = {{0, 40, 0, pages_of_first},
                                      {40, 20, 0, pages_of_second, made.get()}};
    const uint32_t wanted[] = {3, 39, 45, 59};
    ASSERT_TRUE(device.model().run({tokens, sequences, wanted}).ok());
    const std::vector<float>* const expected[] = {&plain[3], &plain[39], &adapted[5], &adapted[19]};
    for (size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(std::memcmp(device.model().logits().data() + i * kShape.vocab_size,
                              expected[i]->data(), kShape.vocab_size * sizeof(float)),
                  0)
            << i;
    }
}

TEST(Adapter, wrong_ones_are_refused) {
    const RandomModel model(kShape, ElementType::kF32, 7);
    TestDevice device(model, kLimits, options());
    std::unique_ptr<DeviceAdapter> made;
    const auto refused = [&](const ModelShape& shape, const AdapterWeights& weights) {
        const KernelStatus status = device.backend().create_adapter(shape, weights, &made);
        return status.code == KernelCode::kUnsupported && status.what[0] != 0 && made == nullptr;
    };
    const RandomAdapter adapter(kShape, 4, 5), wide(kShape, 33, 5);
    EXPECT_TRUE(refused(kShape, {adapter.weights().layers.first(1)}));
    EXPECT_TRUE(refused(kShape, wide.weights()));
    EXPECT_TRUE(refused(mixture(), adapter.weights()));
}

}  // namespace
}  // namespace minstrel::kernels
