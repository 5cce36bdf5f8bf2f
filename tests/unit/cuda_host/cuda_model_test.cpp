// The CUDA back end from the core's side of the library to the launches, on the emulated device.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "kernels/cuda/library.h"
#include "kernels/cuda_backend.h"
#include "tests/unit/cuda_host/emulated_backend.h"
#include "tests/unit/cuda_host/emulated_library.h"
#include "tests/unit/kernels/reference_model.h"

namespace minstrel::kernels {
namespace {

using testing::EmulatedLibrary;
using testing::EmulatedSetting;
using Logits = std::vector<std::vector<float>>;

// Small: every thread of every block is a fiber of the emulator.
constexpr ModelShape kShape{.layer_count = 2,
                            .dim = 64,
                            .hidden_dim = 32,
                            .head_count = 2,
                            .kv_head_count = 1,
                            .head_dim = 32,
                            .vocab_size = 40};
constexpr DeviceLimits kLimits{
    .max_rows = 48, .max_logit_rows = 48, .max_positions = 320, .kv_page_count = 24};

class CudaModelTest : public ::testing::Test {
  protected:
    TestDevice make_device(const RandomModel& model, const CudaOptions& options = {}) {
        return TestDevice(model, kLimits, make_emulated_backend(options));
    }

    EmulatedLibrary library{MST_EMULATED_LIBRARY};
};

// Of the types' own rounding: int8 activations, half pages, activations that others round to
// bfloat16.
double tolerance(ElementType type) {
    if (type == ElementType::kF32) return 0.002;
    return type == ElementType::kBF16 ? 0.01 : 0.03;
}

TEST_F(CudaModelTest, names_its_device) {
    const auto backend = make_emulated_backend();
    EXPECT_STREQ(backend->info().name, "cuda");
    EXPECT_STREQ(backend->info().device, "emulated device 1");
}

TEST_F(CudaModelTest, computes_what_the_reference_computes) {
    for (const ElementType type :
         {ElementType::kF32, ElementType::kBF16, ElementType::kInt8, ElementType::kInt4}) {
        const RandomModel model(kShape, type, 5);
        const auto tokens = random_tokens(9, kShape.vocab_size, 3);
        const auto wanted = model.reference(tokens);
        TestDevice device = make_device(model);
        const Logits got = device.feed(tokens, 4);
        const LogitErrors errors = errors_of(wanted, got);
        EXPECT_LT(errors.worst_distance, tolerance(type)) << static_cast<int>(type);
        EXPECT_LT(errors.mean_divergence, 1e-4) << static_cast<int>(type);
        EXPECT_EQ(errors.other_choices, 0u) << static_cast<int>(type);
    }
}

TEST_F(CudaModelTest, counts_what_the_device_does) {
    const RandomModel model(kShape, ElementType::kInt8, 5);
    TestDevice device = make_device(model);
    const auto tokens = random_tokens(9, kShape.vocab_size, 3);
    (void)device.feed(tokens, 4);
    const DeviceCounters first = device.model().counters();
    EXPECT_EQ(first.steps, 3u);
    EXPECT_GE(first.segments, first.steps);
    EXPECT_GT(first.graph_launches, 0u);
    EXPECT_LE(first.graph_launches, first.segments);
    EXPECT_GT(first.graphs_made, 0u);
    EXPECT_GT(first.uploaded_bytes, 0u);
    EXPECT_EQ(first.device_allocations, 1u);
    (void)device.feed(tokens, 4);
    const DeviceCounters second = device.model().counters();
    EXPECT_EQ(second.steps, 6u);
    EXPECT_EQ(second.graphs_made, first.graphs_made);
    EXPECT_EQ(second.device_allocations, first.device_allocations);
    EXPECT_EQ(second.uploaded_bytes, 2 * first.uploaded_bytes);
}

// Both quantise activations to nearly the same integers, so they are much closer to each other.
TEST_F(CudaModelTest, agrees_with_the_cpu) {
    ModelShape shape = kShape;
    shape.hidden_dim = 64;
    shape.head_count = 4;
    shape.kv_head_count = 2;
    shape.head_dim = 8;
    for (const ElementType type : {ElementType::kInt8, ElementType::kInt4}) {
        const RandomModel model(shape, type, 15, true);
        const auto tokens = random_tokens(11, shape.vocab_size, 2);
        CpuOptions options;
        options.max_level = CpuLevel::kScalar;
        const Logits wanted = TestDevice(model, kLimits, options).feed(tokens, 11);
        const Logits got = TestDevice(model, kLimits, make_emulated_backend()).feed(tokens, 11);
        for (size_t i = 0; i < tokens.size(); ++i) {
            const std::vector<double> exact(wanted[i].begin(), wanted[i].end());
            EXPECT_LT(distance(exact, got[i]), 0.002) << i;
        }
    }
}

TEST_F(CudaModelTest, routes_rows_to_their_experts) {
    ModelShape shape = kShape;
    shape.expert_count = 5;
    shape.experts_per_token = 2;
    for (const ElementType type : {ElementType::kF32, ElementType::kInt8}) {
        const RandomModel model(shape, type, 17);
        const auto tokens = random_tokens(9, shape.vocab_size, 3);
        CpuOptions options;
        options.max_level = CpuLevel::kScalar;
        const Logits wanted = TestDevice(model, kLimits, options).feed(tokens, 9);
        TestDevice device(model, kLimits, make_emulated_backend());
        const Logits got = device.feed(tokens, 4);
        for (size_t i = 0; i < tokens.size(); ++i) {
            const std::vector<double> exact(wanted[i].begin(), wanted[i].end());
            EXPECT_LT(distance(exact, got[i]), 0.003) << i;
        }
    }
}

TEST_F(CudaModelTest, takes_a_gate_of_another_form) {
    const RandomModel exact(kShape, ElementType::kBF16, 18);
    const RandomModel coarse(kShape, ElementType::kInt8, 18);
    ModelWeights weights = exact.weights();
    std::vector<LayerWeights> layers(weights.layers.begin(), weights.layers.end());
    for (size_t i = 0; i < layers.size(); ++i) layers[i].w_up = coarse.weights().layers[i].w_up;
    weights.layers = layers;
    CpuOptions options;
    options.max_level = CpuLevel::kScalar;
    std::unique_ptr<Backend> cpu;
    ASSERT_TRUE(create_cpu_backend(options, &cpu).ok());
    const auto cuda = make_emulated_backend();
    const std::vector<uint32_t> pages = {3};
    const SequenceView sequence{0, 3, 0, pages};
    const uint32_t logit_rows[] = {2};
    const int32_t tokens[] = {1, 2, 3};
    const BatchView batch{tokens, {&sequence, 1}, logit_rows, {}};
    std::vector<float> logits[2];
    for (Backend* backend : {cpu.get(), cuda.get()}) {
        std::unique_ptr<DeviceModel> model;
        ASSERT_TRUE(backend->create_model(kShape, weights, kLimits, &model).ok());
        ASSERT_TRUE(model->run(batch).ok());
        const auto values = model->logits();
        logits[backend == cuda.get()].assign(values.begin(), values.end());
    }
    const std::vector<double> wanted(logits[0].begin(), logits[0].end());
    EXPECT_LT(distance(wanted, logits[1]), 0.003);
}

TEST_F(CudaModelTest, keeps_keys_and_values_in_eight_bits_where_it_is_told_to) {
    const RandomModel model(kShape, ElementType::kBF16, 16);
    const auto tokens = random_tokens(9, kShape.vocab_size, 3);
    const auto wanted = model.reference(tokens);
    DeviceLimits limits = kLimits;
    limits.kv_type = KvType::kInt8;
    TestDevice device(model, limits, make_emulated_backend());
    EXPECT_LT(device.model().memory().kv_bytes * 3,
              make_device(model).model().memory().kv_bytes * 2);
    const Logits got = device.feed(tokens, 4);
    for (size_t i = 0; i < tokens.size(); ++i) {
        EXPECT_LT(distance(wanted[i], got[i]), 0.02) << i;
    }
}

// What launches cost is most of a short step on a fast device.
TEST_F(CudaModelTest, a_token_takes_few_launches_a_layer) {
    const struct {
        ElementType type;
        uint32_t head_dim, experts;
        uint64_t wanted;
    } cases[] = {
        // queries, keys and values; rotation; attention; output; gate and up; down
        {ElementType::kInt8, 32, 0, 6},  {ElementType::kInt4, 32, 0, 6},
        {ElementType::kInt4, 16, 0, 7},   // attention is made int8 apart
        {ElementType::kBF16, 32, 0, 8},   // and two norms
        {ElementType::kInt8, 32, 2, 12},  // a norm and six launches of the mixture, then its sum
    };
    for (const auto& c : cases) {
        uint64_t launches[2];
        for (uint32_t more = 0; more < 2; ++more) {
            ModelShape shape = kShape;
            shape.layer_count += more;
            shape.head_dim = c.head_dim;
            shape.expert_count = c.experts;
            shape.experts_per_token = c.experts != 0 ? 1 : 0;
            const RandomModel model(shape, c.type, 5);
            TestDevice device = make_device(model);
            const uint64_t before = library.get(EmulatedSetting::kLaunches);
            (void)device.feed(random_tokens(1, shape.vocab_size, 3), 1);
            launches[more] = library.get(EmulatedSetting::kLaunches) - before;
        }
        EXPECT_EQ(launches[1] - launches[0], c.wanted) << static_cast<int>(c.type);
    }
}

TEST_F(CudaModelTest, takes_wide_queries_windows_and_tied_matrices) {
    ModelShape shape = kShape;
    shape.head_dim = 48;
    shape.head_count = 4;
    shape.kv_head_count = 2;
    shape.layer_count = 3;
    const uint32_t windows[] = {0, 3, 5};
    shape.layer_windows = windows;
    const RandomModel model(shape, ElementType::kF32, 6, true);
    const auto tokens = random_tokens(8, shape.vocab_size, 4);
    const auto wanted = model.reference(tokens);
    TestDevice device(model, kLimits, make_emulated_backend());
    const Logits got = device.feed(tokens, 5);
    for (size_t i = 0; i < tokens.size(); ++i) {
        EXPECT_LT(distance(wanted[i], got[i]), 0.002) << i;
    }
}

// Recorded steps, steps that are enqueued anew, chunks, company: the same bits.
TEST_F(CudaModelTest, gives_the_same_bits_however_a_step_is_made) {
    if (kSkipsBits) GTEST_SKIP() << "compares bits, which takes minutes under a sanitizer";
    const RandomModel model(kShape, ElementType::kInt8, 7);
    const auto tokens = random_tokens(36, kShape.vocab_size, 5);
    TestDevice whole = make_device(model);
    const Logits wanted = whole.feed(tokens, 36);  // more rows than graphs have
    TestDevice chunks = make_device(model);
    EXPECT_EQ(chunks.feed(tokens, 7), wanted);
    EXPECT_EQ(chunks.feed(tokens, 7), wanted);  // recorded before, from other pages
    CudaOptions eager_options;
    eager_options.without_graphs = true;
    TestDevice eager = make_device(model, eager_options);
    EXPECT_EQ(eager.feed(tokens, 7), wanted);
    TestDevice interrupted = make_device(model);
    interrupted.interrupt();
    EXPECT_EQ(interrupted.feed(tokens, 18), wanted);
    EXPECT_GT(interrupted.stops(), 0u);
}

TEST_F(CudaModelTest, a_device_that_records_nothing_computes_all_the_same) {
    const RandomModel model(kShape, ElementType::kInt8, 7);
    const auto tokens = random_tokens(6, kShape.vocab_size, 5);
    TestDevice recording = make_device(model);
    const Logits wanted = recording.feed(tokens, 2);
    library.set(EmulatedSetting::kNoGraphs, 1);
    TestDevice eager = make_device(model);
    EXPECT_EQ(eager.feed(tokens, 2), wanted);
}

TEST_F(CudaModelTest, cuts_long_attention_into_parts_with_the_same_bits) {
    if (kSkipsBits) GTEST_SKIP() << "compares bits, which takes minutes under a sanitizer";
    ModelShape shape = kShape;
    shape.layer_count = 1;
    const RandomModel model(shape, ElementType::kBF16, 8);
    const auto tokens = random_tokens(272, shape.vocab_size, 6);
    TestDevice rows(model, kLimits, make_emulated_backend());
    const Logits wanted = rows.feed(tokens, 48);  // more rows than are cut: all whole
    // Few rows behind a prompt: parts, merged.
    TestDevice few(model, kLimits, make_emulated_backend());
    TestDevice::Session session;
    for (size_t start = 0; start < tokens.size();) {
        const size_t count = start < 240 ? 48 : 3;
        const size_t end = std::min(start + count, tokens.size());
        const TestDevice::Piece piece{
            &session,
            {tokens.begin() + static_cast<long>(start), tokens.begin() + static_cast<long>(end)}};
        const Logits got = few.step({&piece, 1});
        for (size_t i = start; i < end; ++i) EXPECT_EQ(got[i - start], wanted[i]) << i;
        start = end;
    }
}

TEST_F(CudaModelTest, neighbours_change_nothing) {
    const RandomModel model(kShape, ElementType::kInt4, 9);
    const auto first = random_tokens(5, kShape.vocab_size, 7);
    const auto second = random_tokens(5, kShape.vocab_size, 8);
    TestDevice alone = make_device(model);
    const Logits wanted = alone.feed(first, 5);
    TestDevice together = make_device(model);
    TestDevice::Session a, b;
    for (size_t i = 0; i < first.size(); ++i) {
        const TestDevice::Piece pieces[] = {{&b, {second[i]}}, {&a, {first[i]}}};
        EXPECT_EQ(together.step(pieces)[1], wanted[i]) << i;
    }
}

TEST_F(CudaModelTest, samples_as_the_cpu_does) {
    const RandomModel model(kShape, ElementType::kF32, 10);
    const auto tokens = random_tokens(20, kShape.vocab_size, 9);
    CpuOptions cpu_options;
    cpu_options.max_level = CpuLevel::kScalar;
    TestDevice device = make_device(model);
    (void)device.feed(tokens, 20);
    std::vector<uint32_t> mask((kShape.vocab_size + 31) / 32, 0x0F0F0F0Fu);
    std::vector<SampleRow> rows(20);
    for (uint32_t i = 0; i < rows.size(); ++i) {
        rows[i].logit_index = i;
        rows[i].temperature = i % 3 == 0 ? 0.0f : 0.9f;
        rows[i].top_k = i % 4 == 1 ? 12 : 0;
        rows[i].top_p = i % 5 == 1 ? 0.8f : 0.0f;
        rows[i].seed = 11;
        rows[i].position = i;
        if (i % 2 == 0) rows[i].mask = mask;
        if (i % 7 == 3) {
            rows[i].penalty_tokens = tokens;
            rows[i].repetition_penalty = 1.3f;
        }
    }
    std::vector<int32_t> chosen(rows.size(), -2), again(rows.size(), -2);
    ASSERT_TRUE(device.model().sample(rows, chosen).ok());
    ASSERT_TRUE(device.model().sample(rows, again).ok());
    EXPECT_EQ(chosen, again);
    for (size_t i = 0; i < rows.size(); ++i) {
        ASSERT_GE(chosen[i], 0);
        ASSERT_LT(chosen[i], static_cast<int32_t>(kShape.vocab_size));
        if (i % 2 == 0) {
            EXPECT_NE(mask[static_cast<size_t>(chosen[i] / 32)] >> (chosen[i] % 32) & 1, 0u) << i;
        }
    }
    // The CPU's logits differ in their last bits, not in what is drawn from them here.
    TestDevice cpu(model, kLimits, cpu_options);
    (void)cpu.feed(tokens, 20);
    std::vector<int32_t> wanted(rows.size());
    ASSERT_TRUE(cpu.model().sample(rows, wanted).ok());
    EXPECT_EQ(chosen, wanted);
}

TEST_F(CudaModelTest, allocates_what_it_estimates_and_nothing_later) {
    const RandomModel model(kShape, ElementType::kInt8, 11);
    const auto backend = make_emulated_backend();
    const DeviceMemory estimate = backend->estimate(kShape, model.weights(), kLimits);
    EXPECT_GT(estimate.weight_bytes, 0u);
    EXPECT_GT(estimate.kv_bytes, 0u);
    {
        TestDevice device = make_device(model);
        EXPECT_EQ(device.model().memory().weight_bytes, estimate.weight_bytes);
        EXPECT_EQ(device.model().memory().kv_bytes, estimate.kv_bytes);
        EXPECT_EQ(device.model().memory().workspace_bytes, estimate.workspace_bytes);
        EXPECT_EQ(library.get(EmulatedSetting::kAllocations), 1u);
        EXPECT_EQ(library.get(EmulatedSetting::kPinnedAllocations), 1u);  // no staging is left
        (void)device.feed(random_tokens(20, kShape.vocab_size, 1), 9);
        EXPECT_EQ(library.get(EmulatedSetting::kAllocations), 1u);
    }
    EXPECT_EQ(library.get(EmulatedSetting::kLiveAllocations), 0u);
    EXPECT_EQ(library.get(EmulatedSetting::kPinnedAllocations), 0u);
}

TEST_F(CudaModelTest, keeps_to_the_budget_and_to_what_is_free) {
    const RandomModel model(kShape, ElementType::kInt8, 12);
    const DeviceMemory estimate =
        make_emulated_backend()->estimate(kShape, model.weights(), kLimits);
    const uint64_t whole = estimate.weight_bytes + estimate.kv_bytes + estimate.workspace_bytes;
    CudaOptions options;
    options.memory_bytes = 2 * whole - 1;  // for one, not for two
    const auto backend = make_emulated_backend(options);
    std::unique_ptr<DeviceModel> first, second;
    EXPECT_TRUE(backend->create_model(kShape, model.weights(), kLimits, &first).ok());
    EXPECT_EQ(backend->create_model(kShape, model.weights(), kLimits, &second).code,
              KernelCode::kOutOfMemory);
    first.reset();
    EXPECT_TRUE(backend->create_model(kShape, model.weights(), kLimits, &second).ok());
    second.reset();
    library.set(EmulatedSetting::kFreeBytes, whole / 2);
    EXPECT_EQ(backend->create_model(kShape, model.weights(), kLimits, &first).code,
              KernelCode::kOutOfMemory);
    EXPECT_EQ(library.get(EmulatedSetting::kLiveAllocations), 0u);
    EXPECT_EQ(library.get(EmulatedSetting::kPinnedAllocations), 0u);
}

TEST_F(CudaModelTest, names_shapes_that_it_does_not_have) {
    const auto backend = make_emulated_backend();
    ModelShape shape = kShape;
    shape.head_dim = 256;
    const RandomModel model(shape, ElementType::kF32, 13);
    std::unique_ptr<DeviceModel> made;
    const KernelStatus status = backend->create_model(shape, model.weights(), kLimits, &made);
    EXPECT_EQ(status.code, KernelCode::kUnsupported);
    EXPECT_NE(std::string(status.what).find("head_dim"), std::string::npos);
    EXPECT_EQ(made, nullptr);
}

// Wherever the device fails, the model says so from then on and nothing else happens.
TEST_F(CudaModelTest, reports_a_lost_device_at_every_moment) {
    const RandomModel model(kShape, ElementType::kInt8, 14);
    for (uint64_t fault = 1; fault < 10; ++fault) {
        library.reset();
        TestDevice device = make_device(model);
        library.set(EmulatedSetting::kFaultAfter, fault);
        const uint32_t pages[] = {0};
        const SequenceView sequence{0, 3, 0, pages};
        const uint32_t logit_rows[] = {2};
        const int32_t three[] = {1, 2, 3};
        const BatchView batch{three, {&sequence, 1}, logit_rows, {}};
        KernelStatus status;
        int32_t token = -1;
        SampleRow row;
        for (int step = 0; step < 6 && status.ok(); ++step) {
            status = device.model().run(batch);
            if (status.ok()) status = device.model().sample({&row, 1}, {&token, 1});
        }
        EXPECT_EQ(status.code, KernelCode::kDeviceLost) << fault;
        EXPECT_EQ(status.native, 700);
        library.set(EmulatedSetting::kFaultAfter, 0);
        EXPECT_EQ(device.model().run(batch).code, KernelCode::kDeviceLost);
        EXPECT_EQ(device.model().sample({&row, 1}, {&token, 1}).code, KernelCode::kDeviceLost);
        EXPECT_TRUE(device.model().logits().empty());
    }
    library.reset();
}

TEST_F(CudaModelTest, says_what_is_wrong_with_driver_and_device) {
    CudaOptions options;
    options.library_path = MST_EMULATED_LIBRARY;
    std::unique_ptr<Backend> backend;
    const auto problem = [&] { return create_cuda_backend(options, &backend).problem; };
    library.set(EmulatedSetting::kDriverVersion, 0);
    EXPECT_EQ(problem(), CudaProblem::kDriverMissing);
    library.set(EmulatedSetting::kDriverVersion, 11080);
    EXPECT_EQ(problem(), CudaProblem::kDriverTooOld);
    library.set(EmulatedSetting::kDriverVersion, 12040);
    EXPECT_EQ(problem(), CudaProblem::kDriverTooOld);
    library.reset();
    library.set(EmulatedSetting::kDeviceCount, 0);
    EXPECT_EQ(problem(), CudaProblem::kNoDevice);
    library.set(EmulatedSetting::kDeviceCount, 2);
    options.device = 3;
    EXPECT_EQ(problem(), CudaProblem::kNoDevice);
    options.device = 1;
    library.set(EmulatedSetting::kComputeMajor, 7);
    EXPECT_EQ(problem(), CudaProblem::kNoDevice);
    library.set(EmulatedSetting::kComputeMajor, 8);
    ASSERT_EQ(problem(), CudaProblem::kNone);
    EXPECT_STREQ(backend->info().device, "emulated device 1");
    options.device = 0;  // the one with the most memory
    ASSERT_EQ(problem(), CudaProblem::kNone);
    EXPECT_STREQ(backend->info().device, "emulated device 2");
    // A context of the host's says which device, whatever number was given.
    options.context = &library;
    EXPECT_EQ(problem(), CudaProblem::kFailed);  // it is none
    for (const uint32_t number : {1u, 2u}) {
        library.set(EmulatedSetting::kContextDevice, number);
        for (options.device = 0; options.device <= 3; ++options.device) {
            ASSERT_EQ(problem(), CudaProblem::kNone) << options.device;
            EXPECT_EQ(backend->info().device, "emulated device " + std::to_string(number));
        }
    }
    CudaDevice device;
    ASSERT_TRUE(describe_cuda_device(MST_EMULATED_LIBRARY, 2, &device).ok());
    EXPECT_EQ(device.name, "emulated device 2");
    EXPECT_EQ(device.compute_major, 8u);
    EXPECT_EQ(describe_cuda_device(MST_EMULATED_LIBRARY, 3, &device).problem,
              CudaProblem::kNoDevice);
}

}  // namespace
}  // namespace minstrel::kernels
