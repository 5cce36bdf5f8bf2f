// Results of the transformers library and a device to compare with them, see
// tests/data/reference/make_reference.py. One thread.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>
#include <vector>

#include "kernels/backend.h"
#include "tests/support/temp_directory.h"

namespace minstrel::testing {

using kernels::Backend;
using kernels::BatchView;
using kernels::CpuLevel;
using kernels::DeviceAdapter;
using kernels::DeviceModel;
using kernels::kPageTokens;
using kernels::ModelShape;
using kernels::ModelWeights;
using kernels::SequenceView;

inline constexpr double kTolerance = 1e-4;  // of the row's largest logit
inline constexpr size_t kSequences = 8;
inline constexpr uint32_t kMaxRows = 512;

struct Reference {
    std::vector<int32_t> tokens;
    std::vector<size_t> positions;
    std::vector<double> sums;
    std::vector<double> largest;
    std::vector<size_t> argmax;
    std::vector<float> logits;  // [positions][vocabulary]
    size_t vocab_size = 0;

    explicit Reference(const std::string& folder)
        : Reference(folder + "/reference.json", folder + "/logits.bin") {}

    Reference(const std::string& json_path, const std::string& logits_path) {
        const auto json = nlohmann::json::parse(read_file(json_path));
        tokens = json["tokens"].get<std::vector<int32_t>>();
        positions = json["positions"].get<std::vector<size_t>>();
        sums = json["sums"].get<std::vector<double>>();
        largest = json["largest"].get<std::vector<double>>();
        argmax = json["argmax"].get<std::vector<size_t>>();
        const std::string bytes = read_file(logits_path);
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

struct AdapterUse {
    const DeviceAdapter* adapter = nullptr;
    float scale = 1;
};

// One sequence on its way through the device.
struct Run {
    size_t chunk = 1;
    AdapterUse use;
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

    Backend& backend() { return *backend_; }

    // Feeds the tokens to one sequence for each of `chunks`, all in the same steps, and returns
    // the logits of each. The first of them have the adapters of `uses`.
    std::vector<std::vector<float>> run(const Reference& reference,
                                        const std::vector<size_t>& chunks,
                                        const std::vector<AdapterUse>& uses = {}) {
        std::vector<Run> runs = make_runs(chunks);
        for (size_t index = 0; index < uses.size(); ++index) runs[index].use = uses[index];
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
                                 static_cast<uint32_t>(run.done), run.pages, run.use.adapter,
                                 run.use.scale});
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

}  // namespace minstrel::testing
