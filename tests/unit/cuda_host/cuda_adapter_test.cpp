// Adapters on the (emulated) device: sessions with different ones in one step.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "kernels/cuda_backend.h"
#include "tests/unit/cuda_host/emulated_backend.h"
#include "tests/unit/cuda_host/emulated_library.h"
#include "tests/unit/kernels/reference_model.h"

namespace minstrel::kernels {
namespace {

using testing::EmulatedLibrary;
using testing::EmulatedSetting;
using Logits = std::vector<std::vector<float>>;

constexpr ModelShape kShape{.layer_count = 2,
                            .dim = 32,
                            .hidden_dim = 32,
                            .head_count = 2,
                            .kv_head_count = 1,
                            .head_dim = 16,
                            .vocab_size = 40};
constexpr DeviceLimits kLimits{
    .max_rows = 48, .max_logit_rows = 48, .max_positions = 96, .kv_page_count = 24};

ModelShape mixture() {
    ModelShape shape = kShape;
    shape.expert_count = 4;
    shape.experts_per_token = 2;
    return shape;
}

class CudaAdapterTest : public ::testing::Test {
  protected:
    static std::unique_ptr<Backend> make_eager_backend() {
        CudaOptions options;
        options.without_graphs = true;
        return make_emulated_backend(options);
    }
    static std::unique_ptr<DeviceAdapter> make(Backend& backend, const ModelShape& shape,
                                               const RandomAdapter& adapter) {
        std::unique_ptr<DeviceAdapter> made;
        const KernelStatus status = backend.create_adapter(shape, adapter.weights(), &made);
        EXPECT_TRUE(status.ok()) << status.what;
        return made;
    }
    // What an adapter makes of a sequence on a device of its own.
    static Logits feed(const RandomModel& model, const RandomAdapter& adapter, float scale,
                       std::span<const int32_t> tokens, uint32_t chunk,
                       std::unique_ptr<Backend> backend) {
        TestDevice device(model, kLimits, std::move(backend));
        const auto made = make(device.backend(), model.shape(), adapter);
        return device.feed(tokens, chunk, {{}, 0, made.get(), scale});
    }

    EmulatedLibrary library{MST_EMULATED_LIBRARY};
};

double worst_distance(const std::vector<std::vector<double>>& wanted, const Logits& got) {
    double worst = 0;
    for (size_t i = 0; i < got.size(); ++i) worst = std::max(worst, distance(wanted[i], got[i]));
    return worst;
}

TEST_F(CudaAdapterTest, computes_with_the_changed_matrices) {
    const struct {
        ElementType type;
        double tolerance;
    } cases[] = {
        {ElementType::kF32, 0.002}, {ElementType::kBF16, 0.01}, {ElementType::kInt8, 0.04}};
    for (const ModelShape& shape : {kShape, mixture()}) {
        const auto tokens = random_tokens(9, shape.vocab_size, 3);
        for (const auto& c : cases) {
            // Which experts come is a matter of rounding.
            if (shape.expert_count != 0 && c.type != ElementType::kF32) continue;
            RandomModel model(shape, c.type, 5);
            const RandomAdapter adapter(shape, 5, 21);
            const auto plain = model.reference(tokens);
            model.adapt(adapter.weights(), -0.7f);
            const auto wanted = model.reference(tokens);
            const Logits got = feed(model, adapter, -0.7f, tokens, 4, make_emulated_backend());
            EXPECT_LT(worst_distance(wanted, got), c.tolerance) << static_cast<int>(c.type);
            EXPECT_GT(worst_distance(plain, got), 2 * c.tolerance);
        }
    }
}

TEST_F(CudaAdapterTest, each_matrix_may_be_changed_alone) {
    const auto tokens = random_tokens(3, kShape.vocab_size, 3);
    for (uint32_t only = 0; only < kAdaptedCount; ++only) {
        RandomAdapter adapter(kShape, 3, 5);
        for (uint32_t m = 0; m < kAdaptedCount; ++m) {
            if (m != only) adapter.spare(static_cast<Adapted>(m));
        }
        RandomModel model(kShape, ElementType::kF32, 7);
        const auto plain = model.reference(tokens);
        model.adapt(adapter.weights(), 2);
        const Logits got = feed(model, adapter, 2, tokens, 3, make_emulated_backend());
        EXPECT_LT(worst_distance(model.reference(tokens), got), 0.002) << only;
        EXPECT_GT(worst_distance(plain, got), 0.004) << only;
    }
}

// What adapters write between the layers is gone when the logits come.
TEST_F(CudaAdapterTest, layers_may_use_the_memory_of_wide_logits) {
    ModelShape shape = kShape;
    shape.vocab_size = shape.hidden_dim + 3 * kMaxAdapterRank;
    const auto tokens = random_tokens(5, shape.vocab_size, 3);
    RandomModel model(shape, ElementType::kF32, 5);
    const RandomAdapter adapter(shape, 3, 21);
    model.adapt(adapter.weights(), 1);
    const Logits got = feed(model, adapter, 1, tokens, 3, make_emulated_backend());
    EXPECT_LT(worst_distance(model.reference(tokens), got), 0.002);
}

// Both quantise activations to the same integers, so they are much closer to each other.
TEST_F(CudaAdapterTest, agrees_with_the_cpu) {
    const RandomModel model(kShape, ElementType::kInt4, 15, true);
    const RandomAdapter adapter(kShape, 8, 4);
    const auto tokens = random_tokens(11, kShape.vocab_size, 2);
    CpuOptions options;
    options.max_level = CpuLevel::kScalar;
    std::unique_ptr<Backend> cpu;
    ASSERT_TRUE(create_cpu_backend(options, &cpu).ok());
    const Logits wanted = feed(model, adapter, 0.8f, tokens, 11, std::move(cpu));
    const Logits got = feed(model, adapter, 0.8f, tokens, 11, make_emulated_backend());
    for (size_t i = 0; i < tokens.size(); ++i) EXPECT_LT(distance(wanted[i], got[i]), 0.003) << i;
}

// Recorded steps, steps that are enqueued anew, chunks, stops: the same bits.
TEST_F(CudaAdapterTest, gives_the_same_bits_however_a_step_is_made) {
    if (kSkipsBits) GTEST_SKIP() << "compares bits, which takes minutes under a sanitizer";
    const RandomModel model(kShape, ElementType::kInt8, 7);
    const RandomAdapter adapter(kShape, 3, 6);
    const auto tokens = random_tokens(36, kShape.vocab_size, 5);
    const Logits wanted =
        feed(model, adapter, 1, tokens, 36, make_emulated_backend());  // not a graph
    EXPECT_EQ(feed(model, adapter, 1, tokens, 7, make_emulated_backend()), wanted);
    EXPECT_EQ(feed(model, adapter, 1, tokens, 11, make_eager_backend()), wanted);
    TestDevice interrupted(model, kLimits, make_emulated_backend());
    interrupted.interrupt();
    const auto made = make(interrupted.backend(), kShape, adapter);
    EXPECT_EQ(interrupted.feed(tokens, 18, {{}, 0, made.get()}), wanted);
    EXPECT_GT(interrupted.stops(), 0u);
}

TEST_F(CudaAdapterTest, a_recorded_step_serves_other_adapters) {
    const RandomModel model(kShape, ElementType::kInt8, 7);
    const RandomAdapter first(kShape, 3, 6), second(kShape, 4, 8);
    const auto tokens = random_tokens(4, kShape.vocab_size, 5);
    const Logits wanted = feed(model, second, 0.5f, tokens, 2, make_eager_backend());
    TestDevice device(model, kLimits, make_emulated_backend());
    const auto b = make(device.backend(), kShape, second);
    {
        const auto a = make(device.backend(), kShape, first);
        EXPECT_NE(device.feed(tokens, 2, {{}, 0, a.get()}), wanted);
    }
    EXPECT_EQ(device.feed(tokens, 2, {{}, 0, b.get(), 0.5f}), wanted);
}

TEST_F(CudaAdapterTest, sessions_with_different_ones_share_a_step) {
    if (kSkipsBits) GTEST_SKIP() << "compares bits, which takes minutes under a sanitizer";
    for (const ModelShape& shape : {kShape, mixture()}) {
        const RandomModel model(shape, ElementType::kInt8, 9);
        TestDevice device(model, kLimits, make_emulated_backend());
        RandomAdapter first(shape, 2, 5), second(shape, 6, 6);
        second.spare(Adapted::kGate);
        second.spare(Adapted::kUp);
        const auto a = make(device.backend(), shape, first);
        const auto b = make(device.backend(), shape, second);
        std::vector<TestDevice::Session> sessions = {
            {{}, 0, a.get()}, {}, {{}, 0, b.get(), 0.5f}, {{}, 0, a.get(), 2.0f}};
        constexpr size_t kTokens = 4;
        std::vector<std::vector<int32_t>> tokens;
        std::vector<Logits> alone, together(sessions.size());
        for (uint32_t i = 0; i < sessions.size(); ++i) {
            tokens.push_back(random_tokens(kTokens, shape.vocab_size, 40 + i));
            alone.push_back(device.feed(tokens[i], 3, sessions[i]));
        }
        // The first one reads its tokens at once, the others one by one.
        for (size_t t = 0; t < kTokens; ++t) {
            std::vector<TestDevice::Piece> pieces;
            if (t == 0) pieces.push_back({sessions.data(), tokens[0]});
            for (size_t i = 1; i < sessions.size(); ++i) {
                pieces.push_back({&sessions[i], {tokens[i][t]}});
            }
            Logits rows = device.step(pieces);
            size_t row = 0;
            for (const TestDevice::Piece& piece : pieces) {
                const auto owner = static_cast<size_t>(piece.session - sessions.data());
                for (size_t i = 0; i < piece.tokens.size(); ++i) {
                    together[owner].push_back(std::move(rows[row++]));
                }
            }
        }
        EXPECT_EQ(together, alone);
        EXPECT_EQ(alone[1], device.feed(tokens[1], 4));
        EXPECT_NE(alone[0], device.feed(tokens[0], 4));
    }
}

// Behind the last layer's keys and values, in another place than in the step.
TEST_F(CudaAdapterTest, only_rows_with_logits_are_finished) {
    const RandomModel model(kShape, ElementType::kInt8, 7);
    TestDevice device(model, kLimits, make_emulated_backend());
    const RandomAdapter adapter(kShape, 4, 5);
    const auto made = make(device.backend(), kShape, adapter);
    const auto tokens = random_tokens(9, kShape.vocab_size, 2);
    const auto first = std::span(tokens).first(5), second = std::span(tokens).last(4);
    const Logits plain = device.feed(first, 5);
    const Logits adapted = device.feed(second, 4, {{}, 0, made.get()});
    const uint32_t pages_of_first[] = {3}, pages_of_second[] = {2};
    const SequenceView sequences[] = {{0, 5, 0, pages_of_first},
                                      {5, 4, 0, pages_of_second, made.get()}};
    const uint32_t wanted[] = {1, 4, 6, 8};
    ASSERT_TRUE(device.model().run({tokens, sequences, wanted}).ok());
    const std::vector<float>* const expected[] = {&plain[1], &plain[4], &adapted[1], &adapted[3]};
    const auto logits = device.model().logits();
    for (size_t i = 0; i < 4; ++i) {
        EXPECT_TRUE(std::ranges::equal(*expected[i], logits.subspan(i * kShape.vocab_size, 40)))
            << i;
    }
}

TEST_F(CudaAdapterTest, is_a_block_of_its_own_within_the_budget) {
    const RandomModel model(kShape, ElementType::kInt8, 12);
    const RandomAdapter adapter(kShape, 8, 5);
    const uint64_t whole =
        make_emulated_backend()->estimate(kShape, model.weights(), kLimits).device_bytes;
    const uint64_t bytes = make(*make_emulated_backend(), kShape, adapter)->device_bytes();
    // Factors of q, k, v, o, gate, up and down in two layers.
    EXPECT_GT(bytes, 2 * 8 * 4 * (3 * 32 + 32 + 2 * 16 + 2 * 32 + 3 * (32 + 32)));
    CudaOptions options;
    options.memory_bytes = whole + 2 * bytes - 1;  // for one, not for two
    const auto backend = make_emulated_backend(options);
    std::unique_ptr<DeviceModel> on_device;
    ASSERT_TRUE(backend->create_model(kShape, model.weights(), kLimits, &on_device).ok());
    const uint64_t left = backend->free_device_bytes();
    std::unique_ptr<DeviceAdapter> first = make(*backend, kShape, adapter), second;
    EXPECT_EQ(backend->free_device_bytes(), left - bytes);
    EXPECT_EQ(library.get(EmulatedSetting::kLiveAllocations), 2u);
    EXPECT_EQ(library.get(EmulatedSetting::kPinnedAllocations), 1u);  // no staging is left
    EXPECT_EQ(backend->create_adapter(kShape, adapter.weights(), &second).code,
              KernelCode::kOutOfMemory);
    EXPECT_EQ(second, nullptr);
    first.reset();
    EXPECT_EQ(backend->free_device_bytes(), left);
    EXPECT_TRUE(backend->create_adapter(kShape, adapter.weights(), &second).ok());
    second.reset();
    library.set(EmulatedSetting::kFreeBytes, bytes / 2);
    EXPECT_EQ(backend->create_adapter(kShape, adapter.weights(), &second).code,
              KernelCode::kOutOfMemory);
    EXPECT_EQ(library.get(EmulatedSetting::kLiveAllocations), 1u);
}

TEST_F(CudaAdapterTest, steps_with_one_allocate_nothing) {
    const RandomModel model(kShape, ElementType::kInt8, 12);
    TestDevice device(model, kLimits, make_emulated_backend());
    const auto made = make(device.backend(), kShape, RandomAdapter(kShape, 8, 5));
    EXPECT_EQ(library.get(EmulatedSetting::kAllocations), 2u);
    (void)device.feed(random_tokens(5, kShape.vocab_size, 1), 3, {{}, 0, made.get()});
    EXPECT_EQ(library.get(EmulatedSetting::kAllocations), 2u);
}

TEST_F(CudaAdapterTest, wrong_ones_are_refused) {
    const auto backend = make_emulated_backend();
    std::unique_ptr<DeviceAdapter> made;
    const auto refusal = [&](const ModelShape& shape, const AdapterWeights& weights) {
        const KernelStatus status = backend->create_adapter(shape, weights, &made);
        EXPECT_EQ(status.code, KernelCode::kUnsupported);
        EXPECT_EQ(made, nullptr);
        return std::string(status.what);
    };
    const RandomAdapter adapter(kShape, 4, 5), wide(kShape, kMaxAdapterRank + 1, 5);
    EXPECT_NE(refusal(kShape, {adapter.weights().layers.first(1)}).find("layers"),
              std::string::npos);
    EXPECT_NE(refusal(kShape, wide.weights()).find("256"), std::string::npos);
    EXPECT_NE(refusal(mixture(), adapter.weights()).find("experts"), std::string::npos);
    std::vector<LayerAdapter> layers(2);
    layers[1][Adapted::kUp].rank = 3;
    EXPECT_NE(refusal(kShape, {layers}).find("no data"), std::string::npos);
    // Nothing changed is a change all the same.
    const LayerAdapter nothing[2] = {};
    EXPECT_TRUE(backend->create_adapter(kShape, {nothing}, &made).ok());
}

TEST_F(CudaAdapterTest, those_of_other_models_are_named) {
    ModelShape shape = kShape;
    shape.layer_count = 1;
    const RandomModel model(shape, ElementType::kInt8, 7);
    const auto backend = make_emulated_backend();
    const auto made = make(*backend, kShape, RandomAdapter(kShape, 4, 5));
    std::unique_ptr<DeviceModel> device;
    ASSERT_TRUE(backend->create_model(shape, model.weights(), kLimits, &device).ok());
    const uint32_t pages[] = {3};
    const SequenceView sequence{0, 1, 0, pages, made.get()};
    const int32_t tokens[] = {1};
    const KernelStatus status = device->run({tokens, {&sequence, 1}, {}});
    EXPECT_EQ(status.code, KernelCode::kUnsupported);
    EXPECT_STREQ(status.what, "an adapter of another model");
}

// Wherever the device fails, nothing is left and the next step says so.
TEST_F(CudaAdapterTest, reports_a_lost_device_at_every_moment) {
    const RandomModel model(kShape, ElementType::kInt8, 14);
    const RandomAdapter adapter(kShape, 2, 5);
    uint64_t made_before = 0;
    for (uint64_t fault = 1; fault < 8; ++fault) {
        library.reset();
        TestDevice device(model, kLimits, make_emulated_backend());
        library.set(EmulatedSetting::kFaultAfter, fault);
        std::unique_ptr<DeviceAdapter> made;
        KernelStatus status = device.backend().create_adapter(kShape, adapter.weights(), &made);
        made_before += status.ok() ? 1 : 0;
        const uint32_t pages[] = {0};
        const SequenceView sequence{0, 3, 0, pages, made.get()};
        const uint32_t logit_rows[] = {2};
        const int32_t three[] = {1, 2, 3};
        const BatchView batch{three, {&sequence, 1}, logit_rows, {}};
        SampleRow row;
        int32_t token = -1;
        for (int step = 0; step < 6 && status.ok(); ++step) {
            status = device.model().run(batch);
            if (status.ok()) status = device.model().sample({&row, 1}, {&token, 1});
        }
        EXPECT_EQ(status.code, KernelCode::kDeviceLost) << fault;
        EXPECT_EQ(device.model().run(batch).code, KernelCode::kDeviceLost);
    }
    EXPECT_GT(made_before, 0u);
    EXPECT_LT(made_before, 7u);
    library.reset();
    EXPECT_EQ(library.get(EmulatedSetting::kLiveAllocations), 0u);
    EXPECT_EQ(library.get(EmulatedSetting::kPinnedAllocations), 0u);
}

}  // namespace
}  // namespace minstrel::kernels
