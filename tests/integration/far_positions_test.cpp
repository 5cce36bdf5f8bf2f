// A model far behind the positions that it began with, against the logits of the transformers
// library in float64: see tests/data/reference/make_reference.py.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "kernels/backend.h"
#include "tests/integration/reference.h"
#include "tests/integration/reference_model.h"

namespace minstrel {
namespace {

using kernels::ModelShape;
using testing::FileForm;
using testing::kTolerance;

constexpr uint32_t kChunk = 512;

int32_t token_at(uint64_t position) {
    return static_cast<int32_t>(3 + (position * 2654435761 % (uint64_t{1} << 32) >> 16) % 125);
}

class FarPositionsTest : public ::testing::TestWithParam<FileForm> {
  protected:
    void SetUp() override {
        const std::string folder = MST_TEST_DATA "/reference/far";
        model_ = testing::load_reference("far", temp_, GetParam());
        ASSERT_NE(model_, nullptr);
        const auto json = nlohmann::json::parse(testing::read_file(folder + "/reference.json"));
        kept_ = json["positions"].get<std::vector<uint32_t>>();
        const std::string bytes = testing::read_file(folder + "/logits.bin");
        wanted_.resize(bytes.size() / sizeof(float));
        std::memcpy(wanted_.data(), bytes.data(), bytes.size());
        ASSERT_EQ(wanted_.size(), kept_.size() * model_->shape().vocab_size);
    }

    // The largest deviation of the kept positions up to the one at `count` - 1, relative to the
    // largest logit of its row.
    double worst_error(const ModelShape& shape, size_t count) {
        std::unique_ptr<kernels::Backend> backend;
        std::unique_ptr<kernels::DeviceModel> device;
        kernels::CpuOptions options;
        options.thread_count = 2;
        kernels::DeviceLimits limits;
        limits.max_rows = kChunk;
        limits.max_logit_rows = kChunk;
        limits.max_positions = kept_.back() + 1;
        limits.kv_page_count = kept_.back() / kernels::kPageTokens + 1;
        EXPECT_TRUE(kernels::create_cpu_backend(options, &backend).ok());
        EXPECT_TRUE(backend->create_model(shape, model_->weights(), limits, &device).ok());
        std::vector<uint32_t> pages(limits.kv_page_count);
        std::iota(pages.begin(), pages.end(), 0u);
        const uint32_t end = kept_[count - 1] + 1;
        double worst = 0;
        size_t compared = 0;
        for (uint32_t first = 0; first < end; first += kChunk) {
            std::vector<int32_t> tokens;
            std::vector<uint32_t> rows;  // of the kept positions
            for (uint32_t at = first; at < std::min(first + kChunk, end); ++at) {
                if (kept_[compared + rows.size()] == at) rows.push_back(at - first);
                tokens.push_back(token_at(at));
            }
            const auto size = static_cast<uint32_t>(tokens.size());
            const std::vector<kernels::SequenceView> sequences = {{0, size, first, pages}};
            const auto status = device->run(kernels::BatchView{tokens, sequences, rows});
            EXPECT_TRUE(status.ok()) << status.what;
            if (!status.ok()) return INFINITY;
            for (size_t row = 0; row < rows.size(); ++row, ++compared) {
                const auto got = device->logits().subspan(row * shape.vocab_size, shape.vocab_size);
                worst = std::max(worst, error_at(compared, got));
            }
        }
        EXPECT_EQ(compared, count);
        return worst;
    }

    double error_at(size_t kept, std::span<const float> got) const {
        const float* want = &wanted_[kept * got.size()];
        double largest = 0;
        double worst = 0;
        for (size_t id = 0; id < got.size(); ++id) {
            if (!std::isfinite(got[id])) return INFINITY;
            largest = std::max(largest, std::fabs(double{want[id]}));
            worst = std::max(worst, std::fabs(double{got[id]} - double{want[id]}));
        }
        return worst / largest;
    }

    testing::TempDirectory temp_;
    std::shared_ptr<const Model> model_;
    std::vector<uint32_t> kept_;
    std::vector<float> wanted_;  // [kept][vocabulary]
};

TEST_P(FarPositionsTest, forty_thousand_positions) {
    EXPECT_EQ(kept_.back(), 40000U);
    EXPECT_LT(worst_error(model_->shape(), kept_.size()), kTolerance);
}

INSTANTIATE_TEST_SUITE_P(forms, FarPositionsTest,
                         ::testing::Values(FileForm::kHuggingFace, FileForm::kMistral,
                                           FileForm::kGguf, FileForm::kPackage),
                         [](const auto& test) { return testing::form_name(test.param); });

class WrongFarPositionsTest : public FarPositionsTest {};

// What is wrong only behind the 16,384 positions that the model began with.
TEST_P(WrongFarPositionsTest, notices_queries_that_grow_too_late) {
    const size_t early = static_cast<size_t>(std::ranges::find(kept_, 16383U) - kept_.begin());
    ModelShape wrong = model_->shape();
    ++wrong.query_scaling.positions;
    EXPECT_LT(worst_error(wrong, early + 1), kTolerance);
    EXPECT_GT(worst_error(wrong, early + 2), 10 * kTolerance);
}

TEST_P(WrongFarPositionsTest, notices_a_slightly_wrong_scaling) {
    ModelShape wrong = model_->shape();
    wrong.rope_scaling.factor *= 1.01f;
    EXPECT_GT(worst_error(wrong, 8), 10 * kTolerance);
}

INSTANTIATE_TEST_SUITE_P(forms, WrongFarPositionsTest, ::testing::Values(FileForm::kHuggingFace),
                         [](const auto& test) { return testing::form_name(test.param); });

}  // namespace
}  // namespace minstrel
