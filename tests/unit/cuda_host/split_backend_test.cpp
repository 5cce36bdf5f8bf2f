// Models whose first layers are on the CPU and the others on the (emulated) GPU.
#include "kernels/split_backend.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kernels/cuda_backend.h"
#include "tests/unit/cuda_host/emulated_library.h"
#include "tests/unit/kernels/reference_model.h"

namespace minstrel::kernels {
namespace {

using testing::EmulatedLibrary;
using testing::EmulatedSetting;
using Logits = std::vector<std::vector<float>>;

constexpr uint32_t kWindows[] = {0, 3, 5};
constexpr ModelShape kShape{.layer_count = 3,
                            .dim = 32,
                            .hidden_dim = 64,
                            .head_count = 4,
                            .kv_head_count = 2,
                            .head_dim = 8,
                            .vocab_size = 40,
                            .layer_windows = kWindows};
constexpr DeviceLimits kLimits{
    .max_rows = 24, .max_logit_rows = 24, .max_positions = 96, .kv_page_count = 12};

class SplitBackendTest : public ::testing::Test {
  protected:
    void SetUp() override {
        CpuOptions cpu;
        cpu.thread_count = 2;
        ASSERT_TRUE(create_cpu_backend(cpu, &lower).ok());
        CudaOptions cuda;
        cuda.library_path = MST_EMULATED_LIBRARY;
        ASSERT_TRUE(create_cuda_backend(cuda, &upper).ok());
    }
    std::unique_ptr<Backend> split(uint32_t upper_layers) {
        return std::make_unique<SplitBackend>(*lower, *upper, upper_layers);
    }

    EmulatedLibrary library{MST_EMULATED_LIBRARY};
    std::unique_ptr<Backend> lower, upper;
};

TEST_F(SplitBackendTest, computes_what_the_reference_computes_wherever_it_is_cut) {
    for (const ElementType type : {ElementType::kF32, ElementType::kInt8, ElementType::kBF16}) {
        const RandomModel model(kShape, type, 5, type == ElementType::kInt8);  // tied as well
        const auto tokens = random_tokens(9, kShape.vocab_size, 3);
        const auto wanted = model.reference(tokens);
        for (const uint32_t upper_layers : {1u, 2u}) {
            TestDevice device(model, kLimits, split(upper_layers));
            const Logits got = device.feed(tokens, 4);
            for (size_t i = 0; i < tokens.size(); ++i) {
                EXPECT_LT(distance(wanted[i], got[i]), type == ElementType::kF32 ? 0.002 : 0.03)
                    << static_cast<int>(type) << ", " << upper_layers << " above, token " << i;
            }
        }
    }
}

// A wrong cut must not pass for rounding: without one of its layers the model is another one.
TEST_F(SplitBackendTest, a_missing_layer_would_be_seen) {
    const RandomModel model(kShape, ElementType::kF32, 5);
    const auto tokens = random_tokens(9, kShape.vocab_size, 3);
    const auto wanted = model.reference(tokens);
    ModelShape shape = kShape;
    shape.layer_count = 2;
    shape.layer_windows = std::span(kWindows).first(2);
    ModelWeights weights = model.weights();
    weights.layers = weights.layers.first(2);
    std::unique_ptr<DeviceModel> device;
    ASSERT_TRUE(split(1)->create_model(shape, weights, kLimits, &device).ok());
    const uint32_t pages[] = {0};
    const SequenceView sequence{0, 9, 0, pages};
    const uint32_t logit_rows[] = {8};
    ASSERT_TRUE(device->run(BatchView{tokens, {&sequence, 1}, logit_rows, {}, {}}).ok());
    const auto got = device->logits();
    EXPECT_GT(distance(wanted.back(), {got.begin(), got.end()}), 0.1);
}

TEST_F(SplitBackendTest, cuts_mixtures) {
    ModelShape shape = kShape;
    shape.layer_count = 2;
    shape.layer_windows = {};
    shape.expert_count = 3;
    shape.experts_per_token = 2;
    const RandomModel model(shape, ElementType::kInt8, 17);
    const auto tokens = random_tokens(7, shape.vocab_size, 3);
    const Logits wanted = TestDevice(model, kLimits, CpuOptions{}).feed(tokens, 7);
    TestDevice device(model, kLimits, split(1));
    const Logits got = device.feed(tokens, 4);
    for (size_t i = 0; i < tokens.size(); ++i) {
        EXPECT_LT(distance(wanted[i], got[i]), 0.003) << i;
    }
}

TEST_F(SplitBackendTest, gives_the_same_bits_however_a_step_is_made) {
    const RandomModel model(kShape, ElementType::kInt8, 7);
    const auto tokens = random_tokens(20, kShape.vocab_size, 5);
    TestDevice whole(model, kLimits, split(2));
    const Logits wanted = whole.feed(tokens, 20);
    TestDevice chunks(model, kLimits, split(2));
    EXPECT_EQ(chunks.feed(tokens, 3), wanted);
    TestDevice interrupted(model, kLimits, split(2));
    interrupted.interrupt();
    EXPECT_EQ(interrupted.feed(tokens, 10), wanted);
    EXPECT_GE(interrupted.stops(), 2u);
}

TEST_F(SplitBackendTest, neighbours_change_nothing) {
    const RandomModel model(kShape, ElementType::kInt4, 9);
    const auto first = random_tokens(4, kShape.vocab_size, 7);
    const auto second = random_tokens(4, kShape.vocab_size, 8);
    TestDevice alone(model, kLimits, split(1));
    const Logits wanted = alone.feed(first, 4);
    TestDevice together(model, kLimits, split(1));
    TestDevice::Session a, b;
    for (size_t i = 0; i < first.size(); ++i) {
        const TestDevice::Piece pieces[] = {{&b, {second[i]}}, {&a, {first[i]}}};
        EXPECT_EQ(together.step(pieces)[1], wanted[i]) << i;
    }
}

// Layers are counted over both parts, and the gate is asked where one ends and the other begins.
TEST_F(SplitBackendTest, asks_its_gate_with_the_layers_of_the_whole) {
    const RandomModel model(kShape, ElementType::kInt8, 7);
    SplitBackend backend(*lower, *upper, 1);
    std::unique_ptr<DeviceModel> device;
    ASSERT_TRUE(backend.create_model(kShape, model.weights(), kLimits, &device).ok());
    const uint32_t pages[] = {4};
    const SequenceView sequence{0, 3, 0, pages};
    const uint32_t logit_rows[] = {2};
    const int32_t tokens[] = {1, 2, 3};
    std::vector<uint32_t> asked;
    BatchView batch{tokens, {&sequence, 1}, logit_rows, {}, {}};
    batch.gate = {&asked, [](void* user, uint32_t layers_done) {
                      static_cast<std::vector<uint32_t>*>(user)->push_back(layers_done);
                      return true;
                  }};
    ASSERT_TRUE(device->run(batch).ok());
    EXPECT_EQ(asked, (std::vector<uint32_t>{1, 2, 3}));  // and then the output matrix
    const std::vector<float> wanted(device->logits().begin(), device->logits().end());
    // A step that was left half done disturbs no other.
    batch.gate.may_go_on = [](void*, uint32_t) { return false; };
    EXPECT_EQ(device->run(batch).code, KernelCode::kStopped);
    EXPECT_EQ(device->resume().code, KernelCode::kStopped);
    batch.gate = {};
    ASSERT_TRUE(device->run(batch).ok());
    EXPECT_EQ(std::vector<float>(device->logits().begin(), device->logits().end()), wanted);
}

TEST_F(SplitBackendTest, estimates_what_it_takes_on_either_side) {
    const RandomModel model(kShape, ElementType::kInt8, 11);
    const DeviceMemory whole = upper->estimate(kShape, model.weights(), kLimits);
    EXPECT_EQ(whole.device_bytes, whole.weight_bytes + whole.kv_bytes + whole.workspace_bytes);
    EXPECT_EQ(lower->estimate(kShape, model.weights(), kLimits).device_bytes, 0u);
    uint64_t before = 0;
    for (const uint32_t upper_layers : {1u, 2u}) {
        const auto backend = split(upper_layers);
        const DeviceMemory estimate = backend->estimate(kShape, model.weights(), kLimits);
        EXPECT_GT(estimate.device_bytes, before);
        EXPECT_LT(estimate.device_bytes, whole.device_bytes);
        before = estimate.device_bytes;
        std::unique_ptr<DeviceModel> device;
        ASSERT_TRUE(backend->create_model(kShape, model.weights(), kLimits, &device).ok());
        EXPECT_EQ(device->memory().device_bytes, estimate.device_bytes);
        EXPECT_EQ(device->memory().kv_bytes, estimate.kv_bytes);
        EXPECT_EQ(device->memory().workspace_bytes, estimate.workspace_bytes);
    }
    EXPECT_EQ(split(3)->estimate(kShape, model.weights(), kLimits).kv_bytes, 0u);
    std::unique_ptr<DeviceModel> none;
    EXPECT_EQ(split(0)->create_model(kShape, model.weights(), kLimits, &none).code,
              KernelCode::kUnsupported);
}

TEST_F(SplitBackendTest, tells_what_the_device_has_left) {
    const RandomModel model(kShape, ElementType::kInt8, 12);
    CudaOptions options;
    options.library_path = MST_EMULATED_LIBRARY;
    options.memory_bytes = 1 << 20;
    std::unique_ptr<Backend> limited;
    ASSERT_TRUE(create_cuda_backend(options, &limited).ok());
    EXPECT_EQ(limited->free_device_bytes(), 1u << 20);
    std::unique_ptr<DeviceModel> device;
    ASSERT_TRUE(limited->create_model(kShape, model.weights(), kLimits, &device).ok());
    EXPECT_LT(limited->free_device_bytes(), 1u << 20);
    constexpr uint64_t kSpare = uint64_t{256} << 20;  // left to the driver
    library.set(EmulatedSetting::kFreeBytes, kSpare + 1000);
    EXPECT_EQ(limited->free_device_bytes(), 1000u);
    EXPECT_EQ(upper->free_device_bytes(), 1000u);
    library.set(EmulatedSetting::kFreeBytes, kSpare - 1000);
    EXPECT_EQ(upper->free_device_bytes(), 0u);
    EXPECT_EQ(lower->free_device_bytes(), 0u);
}

// What the CPU has read goes on on the device, whole or in part, as if it had read it itself.
TEST_F(SplitBackendTest, takes_and_gives_pages_in_the_form_of_files) {
    ModelShape shape = kShape;
    shape.head_dim = 16;
    for (const KvType type : {KvType::kF16, KvType::kInt8}) {
        const RandomModel model(shape, ElementType::kInt8, 21);
        DeviceLimits limits = kLimits;
        limits.kv_type = type;
        const auto tokens = random_tokens(40, shape.vocab_size, 6);
        TestDevice cpu(model, limits, CpuOptions{});
        const Logits wanted = cpu.feed(tokens, 20);
        std::vector<std::byte> page(cpu.model().page_layout().page_bytes());
        ASSERT_TRUE(cpu.model().read_page(limits.kv_page_count - 1, page).ok());
        for (const uint32_t upper_layers : {1u, 2u, 3u}) {
            SplitBackend parts(*lower, *upper, upper_layers);
            Backend& backend = upper_layers == 3 ? *upper : parts;
            EXPECT_EQ(backend.page_type(shape, model.weights(), type), type);
            std::unique_ptr<DeviceModel> device;
            ASSERT_TRUE(backend.create_model(shape, model.weights(), limits, &device).ok());
            ASSERT_EQ(device->page_layout().page_bytes(), page.size());
            ASSERT_TRUE(device->write_page(5, page).ok());
            std::vector<std::byte> back(page.size());
            ASSERT_TRUE(device->read_page(5, back).ok());
            if (type == KvType::kF16) {
                EXPECT_EQ(back, page);
            }
            const uint32_t pages[] = {5, 2};
            const SequenceView sequence{0, 8, 32, pages};
            const uint32_t logit_rows[] = {7};
            const BatchView batch{
                std::span(tokens).subspan(32, 8), {&sequence, 1}, logit_rows, {}, {}};
            ASSERT_TRUE(device->run(batch).ok());
            const auto got = device->logits();
            const std::vector<double> exact(wanted[39].begin(), wanted[39].end());
            EXPECT_LT(distance(exact, {got.begin(), got.end()}),
                      type == KvType::kF16 ? 0.003 : 0.02)
                << upper_layers;
        }
    }
}

// The whole has float32 in its output matrix, the lower part has not.
TEST_F(SplitBackendTest, names_the_pages_that_its_parts_have) {
    const RandomModel floats(kShape, ElementType::kF32, 22), coarse(kShape, ElementType::kInt8, 22);
    ModelWeights weights = coarse.weights();
    weights.lm_head = floats.weights().lm_head;
    EXPECT_EQ(lower->page_type(kShape, weights, KvType::kDefault), KvType::kF32);
    const auto backend = split(1);
    EXPECT_EQ(backend->page_type(kShape, weights, KvType::kDefault), KvType::kF16);
    std::unique_ptr<DeviceModel> device;
    ASSERT_TRUE(backend->create_model(kShape, weights, kLimits, &device).ok());
    EXPECT_EQ(device->page_layout().type, KvType::kF16);
    // Where files have no such pages nobody gives any.
    EXPECT_EQ(upper->page_type(kShape, weights, KvType::kInt8), KvType::kDefault);
    EXPECT_EQ(backend->page_type(kShape, weights, KvType::kF32), KvType::kDefault);
}

TEST_F(SplitBackendTest, adapters_have_two_parts_as_well) {
    const auto tokens = random_tokens(9, kShape.vocab_size, 3);
    const RandomAdapter adapter(kShape, 5, 21);
    RandomModel model(kShape, ElementType::kF32, 5);
    const auto plain = model.reference(tokens);
    model.adapt(adapter.weights(), 0.8f);
    const auto wanted = model.reference(tokens);
    std::unique_ptr<DeviceAdapter> whole;
    ASSERT_TRUE(upper->create_adapter(kShape, adapter.weights(), &whole).ok());
    for (const uint32_t upper_layers : {1u, 2u}) {
        TestDevice device(model, kLimits, split(upper_layers));
        std::unique_ptr<DeviceAdapter> made;
        ASSERT_TRUE(device.backend().create_adapter(kShape, adapter.weights(), &made).ok());
        EXPECT_GT(made->device_bytes(), 0u);
        EXPECT_LT(made->device_bytes(), whole->device_bytes());
        const TestDevice::Session session{{}, 0, made.get(), 0.8f};
        const Logits got = device.feed(tokens, 4, session);
        for (size_t i = 0; i < tokens.size(); ++i) {
            EXPECT_LT(distance(wanted[i], got[i]), 0.002) << upper_layers << " above, token " << i;
            EXPECT_GT(distance(plain[i], got[i]), 0.01);
        }
        const Logits without = device.feed(tokens, 4);
        for (size_t i = 0; i < tokens.size(); ++i) EXPECT_LT(distance(plain[i], without[i]), 0.002);
        // Beside a session without one, and stopped between the parts.
        device.interrupt();
        TestDevice::Session a = session, b;
        const TestDevice::Piece pieces[] = {{&b, {tokens[0]}}, {&a, {tokens[0]}}};
        const Logits together = device.step(pieces);
        EXPECT_EQ(together[0], without[0]);
        EXPECT_EQ(together[1], got[0]);
        EXPECT_GT(device.stops(), 0u);
    }
}

TEST_F(SplitBackendTest, refuses_adapters_that_a_part_refuses) {
    const RandomAdapter adapter(kShape, 5, 21), wide(kShape, kMaxAdapterRank + 1, 21);
    const auto backend = split(1);
    std::unique_ptr<DeviceAdapter> made;
    for (const AdapterWeights& weights :
         {wide.weights(), AdapterWeights{adapter.weights().layers.first(2)}}) {
        EXPECT_EQ(backend->create_adapter(kShape, weights, &made).code, KernelCode::kUnsupported);
        EXPECT_EQ(made, nullptr);
    }
    library.set(EmulatedSetting::kFreeBytes, 1000);
    EXPECT_EQ(backend->create_adapter(kShape, adapter.weights(), &made).code,
              KernelCode::kOutOfMemory);
}

TEST_F(SplitBackendTest, a_lost_device_is_reported) {
    const RandomModel model(kShape, ElementType::kInt8, 14);
    for (uint64_t fault = 1; fault < 6; ++fault) {
        library.reset();
        TestDevice device(model, kLimits, split(1));
        library.set(EmulatedSetting::kFaultAfter, fault);
        const uint32_t pages[] = {0};
        const SequenceView sequence{0, 3, 0, pages};
        const uint32_t logit_rows[] = {2};
        const int32_t three[] = {1, 2, 3};
        const BatchView batch{three, {&sequence, 1}, logit_rows, {}, {}};
        KernelStatus status;
        SampleRow row;
        int32_t token = -1;
        for (int step = 0; step < 6 && status.ok(); ++step) {
            status = device.model().run(batch);
            if (status.ok()) status = device.model().sample({&row, 1}, {&token, 1});
        }
        EXPECT_EQ(status.code, KernelCode::kDeviceLost) << fault;
    }
    library.reset();
}

}  // namespace
}  // namespace minstrel::kernels
