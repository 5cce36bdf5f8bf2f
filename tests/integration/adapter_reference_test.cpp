// Adapters of tests/data/reference/adapters on the CPU, from their files to the logits, against
// what the PEFT library computed, see make_adapter_reference.py.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "runtime/model/adapter.h"
#include "tests/integration/reference.h"
#include "tests/integration/reference_model.h"
#include "tests/support/temp_directory.h"

namespace minstrel {
namespace {

using kernels::Adapted;
using kernels::AdapterWeights;
using kernels::CpuLevel;
using kernels::DeviceAdapter;
using testing::AdapterUse;
using testing::Device;
using testing::FileForm;
using testing::kTolerance;
using testing::Reference;

const std::string kFolder = MST_TEST_DATA "/reference/adapters/";

struct Case {
    const char* name;
    const char* base;
    FileForm form;
    const char* path;  // below kFolder
};

class AdapterReferenceTest : public ::testing::TestWithParam<Case> {
  protected:
    void SetUp() override {
        model_ = testing::load_reference(GetParam().base, temp_, GetParam().form);
        ASSERT_NE(model_, nullptr);
        AdapterLoadOptions options;
        options.path = kFolder + GetParam().path;
        auto adapter = Adapter::load(options, *model_);
        ASSERT_TRUE(adapter.ok()) << adapter.status().message();
        adapter_ = adapter.take();
    }

    std::unique_ptr<DeviceAdapter> make(Device& device, const AdapterWeights& weights) {
        std::unique_ptr<DeviceAdapter> made;
        const auto status = device.backend().create_adapter(model_->shape(), weights, &made);
        EXPECT_TRUE(status.ok()) << status.what;
        return made;
    }

    // Whole, half and none of it, in the same steps.
    void expect_match(CpuLevel level, const std::vector<size_t>& chunks) {
        Device device(model_->shape(), model_->weights(), level);
        const auto made = make(device, adapter_->weights());
        const auto got = device.run(base_, chunks, {{made.get(), 1}, {made.get(), 0.5f}});
        const Reference* const wanted[] = {&whole_, &half_, &base_};
        for (size_t i = 0; i < got.size(); ++i) {
            EXPECT_LT(wanted[i]->worst_error(got[i]), kTolerance) << i;
            EXPECT_EQ(wanted[i]->wrong_argmax_count(got[i]), 0u) << i;
        }
    }

    uint32_t rows_of(Adapted matrix) const {
        const kernels::ModelShape& shape = model_->shape();
        if (matrix == Adapted::kOutput) return shape.dim;
        return (matrix == Adapted::kKey ? shape.kv_head_count : shape.head_count) * shape.head_dim;
    }

    double error_with(const AdapterWeights& weights, float scale) {
        Device device(model_->shape(), model_->weights(), CpuLevel::kBest);
        const auto made = make(device, weights);
        return whole_.worst_error(device.run(base_, {100}, {{made.get(), scale}}).front());
    }

    testing::TempDirectory temp_;
    std::shared_ptr<const Model> model_;
    std::shared_ptr<const Adapter> adapter_;
    Reference base_{std::string(MST_TEST_DATA "/reference/") + GetParam().base};
    Reference whole_{kFolder + GetParam().name};
    Reference half_{kFolder + GetParam().name + "/reference_half.json",
                    kFolder + GetParam().name + "/logits_half.bin"};
};

TEST_P(AdapterReferenceTest, computes_the_logits_of_the_library) {
    expect_match(CpuLevel::kBest, {100, 7, 33});
    expect_match(CpuLevel::kBest, {1, 32, 64});
}

TEST_P(AdapterReferenceTest, so_do_the_scalar_kernels) {
    expect_match(CpuLevel::kScalar, {150, 150, 150});
}

// Were these not noticed, the tests above would say nothing.
TEST_P(AdapterReferenceTest, wrong_adapters_are_noticed) {
    EXPECT_LT(error_with(adapter_->weights(), 1), kTolerance);
    EXPECT_GT(error_with(adapter_->weights(), 0.99f), 10 * kTolerance);
    EXPECT_GT(error_with(adapter_->weights(), 0), 1000 * kTolerance);
    const auto layers = adapter_->weights().layers;
    for (const Adapted matrix : {Adapted::kQuery, Adapted::kKey, Adapted::kOutput}) {
        std::vector<kernels::LayerAdapter> without(layers.begin(), layers.end());
        without[2][matrix] = {};
        EXPECT_GT(error_with({without}, 1), 10 * kTolerance);
        // The right rows, each one place off.
        const kernels::LowRank right = layers[2][matrix];
        std::vector<float> b(right.b, right.b + size_t{rows_of(matrix)} * right.rank);
        std::rotate(b.begin(), b.begin() + right.rank, b.end());
        without[2][matrix] = {right.a, b.data(), right.rank};
        EXPECT_GT(error_with({without}, 1), 10 * kTolerance);
    }
}

INSTANTIATE_TEST_SUITE_P(adapters, AdapterReferenceTest,
                         ::testing::Values(Case{"all", "plain", FileForm::kHuggingFace, "all"},
                                           Case{"all", "plain", FileForm::kGguf,
                                                "all/adapter_model.safetensors"},
                                           Case{"some", "wide", FileForm::kMistral, "some"},
                                           Case{"some", "wide", FileForm::kPackage, "some.gguf"}),
                         [](const auto& test) {
                             return std::string(test.param.name) + "_on_" +
                                    testing::form_name(test.param.form);
                         });

}  // namespace
}  // namespace minstrel
