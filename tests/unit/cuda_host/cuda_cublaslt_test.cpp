// Long prompts whose products cuBLASLt makes, on the (emulated) device, by the library that stands
// in for it.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "kernels/cuda_backend.h"
#include "tests/unit/cuda_host/emulated_backend.h"
#include "tests/unit/cuda_host/emulated_library.h"
#include "tests/unit/kernels/reference_model.h"

#if defined(MST_CUBLASLT_STANDIN)

#include "tests/unit/cuda_host/cublaslt_standin_library.h"

namespace minstrel::kernels {
namespace {

using testing::EmulatedLibrary;
using testing::StandinLibrary;
using testing::StandinSetting;
using Logits = std::vector<std::vector<float>>;

constexpr uint32_t kMany = 256;  // rows from which on cuBLASLt multiplies
// Small: every thread of every block is a fiber of the emulator, and there are many rows.
constexpr ModelShape kShape{.layer_count = 1,
                            .dim = 32,
                            .hidden_dim = 64,
                            .head_count = 2,
                            .kv_head_count = 1,
                            .head_dim = 16,
                            .vocab_size = 40};
constexpr DeviceLimits kLimits{
    .max_rows = 264, .max_logit_rows = 264, .max_positions = 320, .kv_page_count = 30};
constexpr ElementType kTypes[] = {ElementType::kF32, ElementType::kBF16, ElementType::kInt8,
                                  ElementType::kInt4};

// Weights and activations are rounded to bfloat16, whatever they were. Our own kernels round less
// (float32) or otherwise (int8).
constexpr double kTolerance = 0.015;
constexpr double kBetween = 0.04;

class CudaCublasLtTest : public ::testing::Test {
  protected:
    static CudaOptions chosen() {
        CudaOptions options;
        options.with_cublaslt = true;
        return options;  // it lies beside the library
    }
    static Logits by_own_kernels(const RandomModel& model, std::span<const int32_t> tokens,
                                 uint32_t chunk) {
        return TestDevice(model, kLimits, make_emulated_backend({})).feed(tokens, chunk);
    }
    static Logits by_cublaslt(const RandomModel& model, std::span<const int32_t> tokens,
                              uint32_t chunk) {
        return TestDevice(model, kLimits, make_emulated_backend(chosen())).feed(tokens, chunk);
    }

    EmulatedLibrary library_{MST_EMULATED_LIBRARY};
    StandinLibrary standin_{MST_CUBLASLT_STANDIN};
};

template <class Wanted>
double worst_distance(const Wanted& wanted, const Logits& got) {
    double worst = 0;
    for (size_t i = 0; i < got.size(); ++i) worst = std::max(worst, distance(wanted[i], got[i]));
    return worst;
}

TEST_F(CudaCublasLtTest, computes_what_the_reference_computes) {
    const auto tokens = random_tokens(kMany, kShape.vocab_size, 3);
    for (const ElementType type : kTypes) {
        const RandomModel model(kShape, type, 5);
        const Logits got = by_cublaslt(model, tokens, kMany);
        EXPECT_LT(worst_distance(model.reference(tokens), got), kTolerance)
            << static_cast<int>(type);
    }
    // Queries, keys, values and output, gate, up and down.
    EXPECT_EQ(standin_.get(StandinSetting::kMatmuls), 4u * 7);
}

TEST_F(CudaCublasLtTest, is_close_to_own_kernels) {
    if (kSkipsBits) GTEST_SKIP() << "compares two back ends, which takes minutes under a sanitizer";
    const auto tokens = random_tokens(kMany, kShape.vocab_size, 3);
    for (const ElementType type : kTypes) {
        const RandomModel model(kShape, type, 5);
        const Logits own = by_own_kernels(model, tokens, kMany);
        const Logits got = by_cublaslt(model, tokens, kMany);
        EXPECT_LT(worst_distance(own, got), kBetween) << static_cast<int>(type);
        EXPECT_GT(worst_distance(own, got), 0) << static_cast<int>(type);
        if (type != ElementType::kInt8) continue;
        // Where it refuses all, the bits are those without it; where a part, it is close.
        for (const StandinSetting what :
             {StandinSetting::kHeuristicStatus, StandinSetting::kMatmulStatus}) {
            standin_.set(what, 15);
            TestDevice device(model, kLimits, make_emulated_backend(chosen()));
            EXPECT_EQ(device.feed(tokens, kMany), own);
            EXPECT_NE(device.backend().take_notice().find("status 15"), std::string::npos);
            EXPECT_EQ(device.backend().take_notice(), "");
            standin_.set(what, 0);
        }
        standin_.set(StandinSetting::kRefusedOutputs, kShape.head_dim);  // keys and values
        EXPECT_LT(worst_distance(own, by_cublaslt(model, tokens, kMany)), kBetween);
        standin_.set(StandinSetting::kRefusedOutputs, 0);
    }
    EXPECT_EQ(standin_.get(StandinSetting::kMatmuls), 4u * 7 + 5);
}

TEST_F(CudaCublasLtTest, the_same_cut_gives_the_same_bits) {
    if (kSkipsBits) GTEST_SKIP() << "compares bits, which takes minutes under a sanitizer";
    const auto tokens = random_tokens(kMany + 9, kShape.vocab_size, 3);
    const RandomModel model(kShape, ElementType::kInt8, 5);
    TestDevice device(model, kLimits, make_emulated_backend(chosen()));
    const Logits first = device.feed(tokens, kMany);
    EXPECT_EQ(device.feed(tokens, kMany), first);
    // Each shape was looked at once: q and o, k and v, gate and up, down.
    EXPECT_EQ(standin_.get(StandinSetting::kHeuristics), 4u);
    TestDevice interrupted(model, kLimits, make_emulated_backend(chosen()));
    interrupted.interrupt();
    EXPECT_EQ(interrupted.feed(tokens, kMany), first);
    EXPECT_GT(interrupted.stops(), 0u);
    EXPECT_EQ(device.backend().take_notice(), "");
}

TEST_F(CudaCublasLtTest, steps_of_fewer_rows_are_as_they_were) {
    if (kSkipsBits) GTEST_SKIP() << "compares bits, which takes minutes under a sanitizer";
    const auto tokens = random_tokens(kMany - 1, kShape.vocab_size, 3);
    const RandomModel model(kShape, ElementType::kInt8, 7);
    EXPECT_EQ(by_cublaslt(model, tokens, kMany - 1), by_own_kernels(model, tokens, kMany - 1));
    EXPECT_EQ(standin_.get(StandinSetting::kHeuristics), 0u);
}

// Behind the last layer's keys and values there are as many rows as have logits.
TEST_F(CudaCublasLtTest, few_rows_of_the_last_layer_are_left_to_own_kernels) {
    ModelShape shape = kShape;
    shape.layer_count = 2;
    const RandomModel model(shape, ElementType::kInt8, 7);
    TestDevice device(model, kLimits, make_emulated_backend(chosen()));
    const auto tokens = random_tokens(kMany, kShape.vocab_size, 2);
    std::vector<uint32_t> pages;
    for (uint32_t page = 0; page < kMany / kPageTokens; ++page) pages.push_back(page);
    const SequenceView sequence{0, kMany, 0, pages};
    const uint32_t wanted[] = {kMany - 1};
    ASSERT_TRUE(device.model().run({tokens, {&sequence, 1}, wanted}).ok());
    EXPECT_EQ(standin_.get(StandinSetting::kMatmuls), 7u + 3);
    const auto reference = model.reference(tokens);
    const auto logits = device.model().logits();
    EXPECT_LT(distance(reference.back(), {logits.begin(), logits.end()}), 0.03);
}

// A layer has more launches, so that fewer layers are expected to fit into a segment.
TEST_F(CudaCublasLtTest, its_launches_count_where_a_step_is_cut) {
    if (kSkipsBits) GTEST_SKIP() << "counts segments, which takes minutes under a sanitizer";
    ModelShape shape = kShape;
    shape.layer_count = 6;
    shape.hidden_dim = 32;
    const RandomModel model(shape, ElementType::kInt4, 7);
    const auto tokens = random_tokens(kMany, shape.vocab_size, 2);
    std::vector<uint32_t> pages;
    for (uint32_t page = 0; page < kMany / kPageTokens; ++page) pages.push_back(page);
    const SequenceView sequence{0, kMany, 0, pages};
    const auto questions = [&](const CudaOptions& options) {
        TestDevice device(model, kLimits, make_emulated_backend(options));
        uint32_t count = 0;
        const StepGate gate = {&count, [](void* user, uint32_t) {
                                   ++*static_cast<uint32_t*>(user);
                                   return true;
                               }};
        const uint32_t wanted[] = {kMany - 1};
        EXPECT_TRUE(device.model().run({tokens, {&sequence, 1}, wanted, gate}).ok());
        return count;
    };
    EXPECT_EQ(questions({}), 1u);  // before the output matrix
    EXPECT_EQ(questions(chosen()), 2u);
}

TEST_F(CudaCublasLtTest, where_it_is_missing_all_is_as_without_it) {
    const auto tokens = random_tokens(kMany, kShape.vocab_size, 3);
    const RandomModel model(kShape, ElementType::kInt4, 5);
    CudaOptions options = chosen();
    options.cublaslt_path = "nowhere/libcublasLt.so.13";
    const auto backend = make_emulated_backend(options);
    const std::string notice = backend->take_notice();
    EXPECT_NE(notice.find("cuBLASLt was chosen"), std::string::npos) << notice;
    EXPECT_NE(notice.find("libcublasLt.so.13"), std::string::npos) << notice;
    EXPECT_EQ(backend->take_notice(), "");
    EXPECT_EQ(backend->estimate(kShape, model.weights(), kLimits).device_bytes,
              make_emulated_backend({})->estimate(kShape, model.weights(), kLimits).device_bytes);
    if (kSkipsBits) return;
    EXPECT_EQ(TestDevice(model, kLimits, make_emulated_backend(options)).feed(tokens, kMany),
              by_own_kernels(model, tokens, kMany));
}

TEST_F(CudaCublasLtTest, its_memory_is_in_the_budget) {
    const RandomModel model(kShape, ElementType::kInt8, 12);
    const auto bytes = [&](const CudaOptions& options, const DeviceLimits& limits) {
        return make_emulated_backend(options)
            ->estimate(kShape, model.weights(), limits)
            .device_bytes;
    };
    const uint64_t whole = bytes(chosen(), kLimits);
    // A matrix of 64 x 32, rows of 64 columns, and the workspace.
    EXPECT_EQ(whole - bytes({}, kLimits), 2u * 64 * 32 + 2u * 264 * 64 + (32u << 20));
    DeviceLimits few = kLimits;
    few.max_rows = few.max_logit_rows = kMany - 1;
    EXPECT_EQ(bytes(chosen(), few), bytes({}, few));
    CudaOptions options = chosen();
    options.memory_bytes = whole - 1;
    std::unique_ptr<DeviceModel> device;
    EXPECT_EQ(make_emulated_backend(options)
                  ->create_model(kShape, model.weights(), kLimits, &device)
                  .code,
              KernelCode::kOutOfMemory);
    options.memory_bytes = whole;
    const auto backend = make_emulated_backend(options);
    ASSERT_TRUE(backend->create_model(kShape, model.weights(), kLimits, &device).ok());
    EXPECT_EQ(device->memory().device_bytes, whole);
}

TEST_F(CudaCublasLtTest, sessions_have_adapters) {
    const auto tokens = random_tokens(kMany, kShape.vocab_size, 3);
    RandomModel model(kShape, ElementType::kInt8, 5);
    const RandomAdapter adapter(kShape, 5, 21);
    const auto plain = model.reference(tokens);
    TestDevice device(model, kLimits, make_emulated_backend(chosen()));
    std::unique_ptr<DeviceAdapter> made;
    ASSERT_TRUE(device.backend().create_adapter(kShape, adapter.weights(), &made).ok());
    const Logits got = device.feed(tokens, kMany, {{}, 0, made.get(), -0.7f});
    model.adapt(adapter.weights(), -0.7f);
    EXPECT_LT(worst_distance(model.reference(tokens), got), 2 * kTolerance);
    EXPECT_GT(worst_distance(plain, got), 5 * kTolerance);
    EXPECT_EQ(standin_.get(StandinSetting::kMatmuls), 7u);
}

// Which experts come is a matter of rounding, for a few rows of many.
TEST_F(CudaCublasLtTest, experts_stay_with_own_kernels) {
    ModelShape shape = kShape;
    shape.hidden_dim = 32;
    shape.expert_count = 4;
    shape.experts_per_token = 2;
    const auto tokens = random_tokens(kMany, shape.vocab_size, 3);
    const RandomModel model(shape, ElementType::kF32, 17);
    const Logits got = by_cublaslt(model, tokens, kMany);
    EXPECT_EQ(standin_.get(StandinSetting::kMatmuls), 4u);
    const auto wanted = model.reference(tokens);
    size_t close = 0;
    for (size_t i = 0; i < got.size(); ++i) close += distance(wanted[i], got[i]) < kTolerance;
    EXPECT_GT(close, got.size() * 9 / 10);
}

}  // namespace
}  // namespace minstrel::kernels

#endif
