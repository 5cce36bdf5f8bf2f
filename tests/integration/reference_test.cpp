// Small models against the logits that the transformers library computed for them, see
// tests/data/reference/make_reference.py.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>
#include <vector>

#include "kernels/backend.h"
#include "runtime/model/model.h"
#include "runtime/model/pack.h"
#include "tests/support/temp_directory.h"
#include "tests/support/tiny_model.h"

namespace minstrel {
namespace {

using kernels::Backend;
using kernels::BatchView;
using kernels::CpuLevel;
using kernels::DeviceModel;
using kernels::kPageTokens;
using kernels::LayerWeights;
using kernels::ModelShape;
using kernels::ModelWeights;
using kernels::SequenceView;
using kernels::TensorView;
using testing::TempDirectory;

constexpr double kTolerance = 1e-4;  // of the row's largest logit
constexpr size_t kSequences = 8;
constexpr uint32_t kMaxRows = 512;

struct Reference {
    std::vector<int32_t> tokens;
    std::vector<size_t> positions;
    std::vector<double> sums;
    std::vector<double> largest;
    std::vector<size_t> argmax;
    std::vector<float> logits;  // [positions][vocabulary]
    size_t vocab_size = 0;

    explicit Reference(const std::string& folder) {
        const auto json = nlohmann::json::parse(testing::read_file(folder + "/reference.json"));
        tokens = json["tokens"].get<std::vector<int32_t>>();
        positions = json["positions"].get<std::vector<size_t>>();
        sums = json["sums"].get<std::vector<double>>();
        largest = json["largest"].get<std::vector<double>>();
        argmax = json["argmax"].get<std::vector<size_t>>();
        const std::string bytes = testing::read_file(folder + "/logits.bin");
        logits.resize(bytes.size() / sizeof(float));
        std::memcpy(logits.data(), bytes.data(), bytes.size());
        vocab_size = logits.size() / positions.size();
    }

    // The largest deviation of `got` [tokens][vocabulary], relative to the largest logit of its
    // row: of every logit at the kept positions, and of the mean logit at all others. A value that
    // is not finite is infinitely wrong.
    double worst_error(const std::vector<float>& got) const {
        double worst = 0;
        for (size_t kept = 0; kept < positions.size(); ++kept) {
            for (size_t id = 0; id < vocab_size; ++id) {
                worst = std::max(worst, error_at(got, kept, id));
            }
        }
        for (size_t row = 0; row < tokens.size(); ++row) {
            double sum = 0;
            for (size_t id = 0; id < vocab_size; ++id) sum += got[row * vocab_size + id];
            if (!std::isfinite(sum)) return INFINITY;
            const auto count = static_cast<double>(vocab_size);
            worst = std::max(worst, std::fabs(sum - sums[row]) / count / largest[row]);
        }
        return worst;
    }

    // The root mean square of the same deviations at the kept positions.
    double typical_error(const std::vector<float>& got) const {
        double square = 0;
        for (size_t kept = 0; kept < positions.size(); ++kept) {
            for (size_t id = 0; id < vocab_size; ++id) {
                square += std::pow(error_at(got, kept, id), 2);
            }
        }
        return std::sqrt(square / static_cast<double>(logits.size()));
    }

    size_t wrong_argmax_count(const std::vector<float>& got) const {
        size_t wrong = 0;
        for (size_t row = 0; row < tokens.size(); ++row) {
            const auto first = got.begin() + static_cast<std::ptrdiff_t>(row * vocab_size);
            const auto last = first + static_cast<std::ptrdiff_t>(vocab_size);
            wrong += static_cast<size_t>(std::max_element(first, last) - first) != argmax[row];
        }
        return wrong;
    }

  private:
    double error_at(const std::vector<float>& got, size_t kept, size_t id) const {
        const size_t row = positions[kept];
        const double value = got[row * vocab_size + id];
        if (!std::isfinite(value)) return INFINITY;
        return std::fabs(value - logits[kept * vocab_size + id]) / largest[row];
    }
};

// One sequence on its way through the device.
struct Run {
    size_t chunk = 1;
    size_t done = 0;
    std::vector<uint32_t> pages;
    std::vector<float> logits;  // [tokens][vocabulary]
};

class Device {
  public:
    Device(const ModelShape& shape, const ModelWeights& weights, CpuLevel level) {
        kernels::CpuOptions options;
        options.thread_count = 2;
        options.max_level = level;
        kernels::DeviceLimits limits;
        limits.max_rows = kMaxRows;
        limits.max_logit_rows = kMaxRows;
        limits.max_positions = 512;
        limits.kv_page_count = static_cast<uint32_t>(kSequences * page_count());
        const auto made = kernels::create_cpu_backend(options, &backend_);
        EXPECT_TRUE(made.ok()) << made.what;
        if (!made.ok()) return;
        const auto loaded = backend_->create_model(shape, weights, limits, &model_);
        EXPECT_TRUE(loaded.ok()) << loaded.what;
    }

    // Feeds the tokens to one sequence for each of `chunks`, all in the same steps, and returns
    // the logits of each.
    std::vector<std::vector<float>> run(const Reference& reference,
                                        const std::vector<size_t>& chunks) {
        std::vector<Run> runs = make_runs(chunks);
        while (model_ != nullptr && step(reference, runs)) {
        }
        std::vector<std::vector<float>> logits;
        for (Run& run : runs) {
            run.logits.resize(reference.tokens.size() * reference.vocab_size, NAN);
            logits.push_back(std::move(run.logits));
        }
        return logits;
    }

  private:
    static size_t page_count() { return (300 + kPageTokens - 1) / kPageTokens; }

    // The pages of the sequences are interleaved and backwards, as after some use.
    static std::vector<Run> make_runs(const std::vector<size_t>& chunks) {
        std::vector<Run> runs(chunks.size());
        for (size_t index = 0; index < runs.size(); ++index) {
            runs[index].chunk = chunks[index];
            for (size_t page = page_count(); page > 0; --page) {
                runs[index].pages.push_back(
                    static_cast<uint32_t>((page - 1) * chunks.size() + index));
            }
        }
        return runs;
    }

    bool step(const Reference& reference, std::vector<Run>& runs) {
        std::vector<int32_t> tokens;
        std::vector<SequenceView> sequences;
        std::vector<Run*> active;
        for (Run& run : runs) {
            const size_t count = std::min(run.chunk, reference.tokens.size() - run.done);
            if (count == 0) continue;
            sequences.push_back({static_cast<uint32_t>(tokens.size()), static_cast<uint32_t>(count),
                                 static_cast<uint32_t>(run.done), run.pages});
            const auto first = reference.tokens.begin() + static_cast<std::ptrdiff_t>(run.done);
            tokens.insert(tokens.end(), first, first + static_cast<std::ptrdiff_t>(count));
            run.done += count;
            active.push_back(&run);
        }
        if (active.empty()) return false;
        std::vector<uint32_t> rows(tokens.size());
        std::iota(rows.begin(), rows.end(), 0u);
        const auto status = model_->run(BatchView{tokens, sequences, rows});
        EXPECT_TRUE(status.ok()) << status.what;
        if (!status.ok()) return false;
        const std::span<const float> logits = model_->logits();
        for (size_t index = 0; index < active.size(); ++index) {
            const auto part = logits.subspan(sequences[index].first_row * reference.vocab_size,
                                             sequences[index].row_count * reference.vocab_size);
            active[index]->logits.insert(active[index]->logits.end(), part.begin(), part.end());
        }
        return true;
    }

    std::unique_ptr<Backend> backend_;
    std::unique_ptr<DeviceModel> model_;
};

// The reference models carry no vocabulary of their own.
std::shared_ptr<const Model> load_reference(const std::string& name, const TempDirectory& temp) {
    const std::string source = MST_TEST_DATA "/reference/" + name;
    for (const char* file : {"config.json", "model.safetensors"}) {
        std::filesystem::create_symlink(source + "/" + file, temp / file);
    }
    testing::write_file(temp / "tokenizer.model", testing::tiny_tokenizer());
    LoadOptions options;
    options.path = temp.path();
    auto model = Model::load(options);
    EXPECT_TRUE(model.ok()) << model.status().message();
    return model.ok() ? model.take() : nullptr;
}

class ReferenceTest : public ::testing::TestWithParam<const char*> {
  protected:
    void SetUp() override {
        model_ = load_reference(GetParam(), temp_);
        ASSERT_NE(model_, nullptr);
    }

    void expect_match(const std::vector<size_t>& chunks, CpuLevel level = CpuLevel::kBest) {
        Device device(model_->shape(), model_->weights(), level);
        for (const auto& logits : device.run(reference_, chunks)) {
            EXPECT_LT(reference_.worst_error(logits), kTolerance);
            EXPECT_EQ(reference_.wrong_argmax_count(logits), 0u);
        }
    }

    std::vector<float> logits_with(const ModelShape& shape, const ModelWeights& weights) {
        Device device(shape, weights, CpuLevel::kBest);
        return device.run(reference_, {100}).front();
    }

    double error_with(const ModelShape& shape, const ModelWeights& weights) {
        const double worst = reference_.worst_error(logits_with(shape, weights));
        EXPECT_TRUE(std::isfinite(worst));
        return worst;
    }

    TempDirectory temp_;
    Reference reference_{std::string(MST_TEST_DATA "/reference/") + GetParam()};
    std::shared_ptr<const Model> model_;
};

TEST_P(ReferenceTest, one_shot) {
    expect_match({300});
}

TEST_P(ReferenceTest, one_shot_with_scalar_kernels) {
    expect_match({300}, CpuLevel::kScalar);
}

TEST_P(ReferenceTest, in_chunks) {
    for (const size_t chunk : {7, 32, 100}) expect_match({chunk});
}

TEST_P(ReferenceTest, token_by_token) {
    expect_match({1});
}

TEST_P(ReferenceTest, eight_sequences_at_once) {
    expect_match({1, 2, 3, 7, 17, 32, 64, 300});
}

// A model cut behind a layer, whose output matrix is the identity, computes that layer's hidden
// state after the final norm as its logits.
TEST_P(ReferenceTest, hidden_states_of_every_layer) {
    const ModelShape& shape = model_->shape();
    const std::string bytes =
        testing::read_file(std::string(MST_TEST_DATA "/reference/") + GetParam() + "/hidden.bin");
    std::vector<float> hidden(bytes.size() / sizeof(float));
    std::memcpy(hidden.data(), bytes.data(), bytes.size());
    const size_t layer_size = reference_.positions.size() * shape.dim;
    ASSERT_EQ(hidden.size(), shape.layer_count * layer_size);
    std::vector<float> identity(size_t{shape.vocab_size} * shape.dim, 0.0f);
    for (uint32_t i = 0; i < shape.dim; ++i) identity[size_t{i} * shape.dim + i] = 1.0f;

    for (uint32_t layer = 0; layer < shape.layer_count; ++layer) {
        ModelShape cut = shape;
        cut.layer_count = layer + 1;
        ModelWeights weights = model_->weights();
        weights.layers = weights.layers.first(cut.layer_count);
        weights.lm_head = {identity.data(), nullptr, kernels::ElementType::kF32, shape.vocab_size,
                           shape.dim};
        const std::vector<float> got = logits_with(cut, weights);
        for (size_t kept = 0; kept < reference_.positions.size(); ++kept) {
            const float* want = &hidden[layer * layer_size + kept * shape.dim];
            const float* have = &got[reference_.positions[kept] * shape.vocab_size];
            double largest = 0, worst = 0;
            for (uint32_t i = 0; i < shape.dim; ++i) {
                largest = std::max(largest, std::fabs(double{want[i]}));
                worst = std::max(worst, std::fabs(double{have[i]} - double{want[i]}));
            }
            ASSERT_LT(worst, kTolerance * largest) << "layer " << layer << ", kept " << kept;
        }
    }
}

// What follows proves that the comparison can fail.

// Rows of one head as for rotation of neighbours instead of halves.
std::vector<float> interleave_heads(const TensorView& matrix, uint32_t head_dim) {
    const auto* source = static_cast<const float*>(matrix.data);
    std::vector<float> out(size_t{matrix.rows} * matrix.cols);
    for (uint32_t row = 0; row < matrix.rows; ++row) {
        const uint32_t inside = row % head_dim;
        const uint32_t half = head_dim / 2;
        const uint32_t target =
            row - inside + (inside < half ? 2 * inside : 2 * (inside - half) + 1);
        std::copy_n(source + size_t{row} * matrix.cols, matrix.cols,
                    out.begin() + static_cast<std::ptrdiff_t>(size_t{target} * matrix.cols));
    }
    return out;
}

TEST_P(ReferenceTest, notices_rotation_of_the_wrong_pairs) {
    ModelWeights weights = model_->weights();
    std::vector<LayerWeights> layers(weights.layers.begin(), weights.layers.end());
    std::vector<std::vector<float>> owned;
    for (LayerWeights& layer : layers) {
        for (TensorView* matrix : {&layer.wq, &layer.wk}) {
            owned.push_back(interleave_heads(*matrix, model_->shape().head_dim));
            matrix->data = owned.back().data();
        }
    }
    weights.layers = layers;
    EXPECT_GT(error_with(model_->shape(), weights), 100 * kTolerance);
}

TEST_P(ReferenceTest, notices_a_mask_that_is_off_by_one) {
    ModelShape shape = model_->shape();
    if (shape.sliding_window == 0) {
        shape.sliding_window = 299;  // hides one key of one position
        EXPECT_GT(error_with(shape, model_->weights()), kTolerance);
        return;
    }
    for (const uint32_t window : {shape.sliding_window - 1, shape.sliding_window + 1}) {
        ModelShape wrong = shape;
        wrong.sliding_window = window;
        EXPECT_GT(error_with(wrong, model_->weights()), 100 * kTolerance);
    }
}

TEST_P(ReferenceTest, notices_a_slightly_wrong_rotary_base) {
    ModelShape shape = model_->shape();
    shape.rope_theta *= 1.01f;
    EXPECT_GT(error_with(shape, model_->weights()), 10 * kTolerance);
}

TEST_P(ReferenceTest, packing_costs_little) {
    struct Case {
        PackType type;
        double tolerance;
    };
    for (const Case& item :
         {Case{PackType::kF32, 1e-5}, Case{PackType::kBF16, 0.01}, Case{PackType::kInt8, 0.04}}) {
        PackOptions pack;
        pack.source = temp_.path();
        pack.target = temp_ / "packed.mst";
        pack.type = item.type;
        const auto report = pack_model(pack);
        ASSERT_TRUE(report.ok()) << report.status().message();
        LoadOptions load;
        load.path = pack.target;
        auto packed = Model::load(load);
        ASSERT_TRUE(packed.ok()) << packed.status().message();
        const auto logits = logits_with(packed.value()->shape(), packed.value()->weights());
        EXPECT_LT(reference_.typical_error(logits), item.tolerance) << static_cast<int>(item.type);
    }
}

INSTANTIATE_TEST_SUITE_P(models, ReferenceTest,
                         ::testing::Values("plain", "window", "tied", "wide"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace minstrel
