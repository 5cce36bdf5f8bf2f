// Steps of models of real shapes with made-up weights, on whatever device a CUDA library has, as
// JSON: time, bytes that a step must move, and their share of a measured ceiling.
//
// bench_device [--library PATH] [--tiny] [--copy-rate BYTES_PER_S] [--digest TEXT] [--tests TEXT]
//              [--driver TEXT]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "kernels/cuda_backend.h"
#include "kernels/half.h"

namespace minstrel::kernels {
namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

struct NamedShape {
    const char* name;
    ModelShape shape;
};

ModelShape shape_of(uint32_t layers, uint32_t dim, uint32_t hidden, uint32_t heads,
                    uint32_t head_dim, uint32_t vocab) {
    ModelShape shape;
    shape.layer_count = layers;
    shape.dim = dim;
    shape.hidden_dim = hidden;
    shape.head_count = heads;
    shape.kv_head_count = heads / 4;
    shape.head_dim = head_dim;
    shape.vocab_size = vocab;
    shape.rope_theta = 1e6f;
    return shape;
}

std::vector<NamedShape> shapes(bool tiny) {
    if (tiny) return {{"tiny", shape_of(2, 32, 32, 4, 8, 64)}};
    return {{"mistral-7b", shape_of(32, 4096, 14336, 32, 128, 32768)},
            {"ministral-3b", shape_of(26, 3072, 9216, 32, 128, 131072)},
            {"ministral-8b", shape_of(34, 4096, 14336, 32, 128, 131072)}};
}

// Weights of one layer, which all layers share on the host; the device has them apart.
class MadeUpModel {
  public:
    MadeUpModel(const ModelShape& shape, ElementType type) : shape_(shape), type_(type) {
        const uint32_t q = shape.head_count * shape.head_dim;
        const uint32_t e = shape.kv_head_count * shape.head_dim;
        norm_.assign(std::max(shape.dim, 1u), 1.0f);
        LayerWeights layer;
        layer.attn_norm = layer.ffn_norm = norm();
        layer.wq = matrix(q, shape.dim, type);
        layer.wk = matrix(e, shape.dim, type);
        layer.wv = matrix(e, shape.dim, type);
        layer.wo = matrix(shape.dim, q, type);
        layer.w_gate = matrix(shape.hidden_dim, shape.dim, type);
        layer.w_up = matrix(shape.hidden_dim, shape.dim, type);
        layer.w_down = matrix(shape.dim, shape.hidden_dim, type);
        layers_.assign(shape.layer_count, layer);
        // The output matrix has eight bits where the others have four.
        head_type_ = type == ElementType::kInt4 ? ElementType::kInt8 : type;
        head_ = matrix(shape.vocab_size, shape.dim, head_type_);
    }

    ModelWeights weights() const { return {head_, layers_, norm(), head_}; }
    // Of all matrices: each step reads them once.
    uint64_t step_bytes() const {
        uint64_t bytes = matrix_bytes(head_type_, shape_.vocab_size, shape_.dim);
        const LayerWeights& l = layers_.front();
        for (const TensorView& t : {l.wq, l.wk, l.wv, l.wo, l.w_gate, l.w_up, l.w_down}) {
            bytes += shape_.layer_count * matrix_bytes(t.type, t.rows, t.cols);
        }
        return bytes;
    }

  private:
    TensorView norm() const { return {norm_.data(), ElementType::kF32, 1, shape_.dim}; }

    TensorView matrix(uint32_t rows, uint32_t cols, ElementType type) {
        std::vector<std::byte>& bytes = storage_.emplace_back();
        bytes.resize(matrix_bytes(type, rows, cols));
        if (is_quantised(type)) {
            fill_tiles(bytes, type == ElementType::kInt8 ? sizeof(Int8Tile) : sizeof(Int4Tile),
                       type == ElementType::kInt8 ? 0.0005f : 0.008f);
        } else {
            auto* values = reinterpret_cast<uint16_t*>(bytes.data());
            for (size_t i = 0; i < bytes.size() / 2; ++i) {  // bfloat16 of about 0.02
                values[i] = static_cast<uint16_t>(0x3C80 | (random_() & 0x803F));
            }
        }
        return {bytes.data(), type, rows, cols};
    }
    void fill_tiles(std::vector<std::byte>& bytes, size_t tile_bytes, float scale) {
        for (size_t i = 0; i + 4 <= bytes.size(); i += 4) {
            const uint32_t word = random_();
            std::memcpy(bytes.data() + i, &word, 4);
        }
        const uint16_t half = f16_from_float(scale);
        for (size_t tile = 0; tile < bytes.size(); tile += tile_bytes) {
            for (size_t i = 0; i < kTileGroups * kTileRows; ++i) {
                std::memcpy(bytes.data() + tile + 2 * i, &half, 2);
            }
        }
    }

    ModelShape shape_;
    ElementType type_, head_type_;
    std::minstd_rand random_{1};
    std::vector<float> norm_;
    std::vector<std::vector<std::byte>> storage_;
    std::vector<LayerWeights> layers_;
    TensorView head_;
};

// Sessions that each have a context, and take steps of one token.
class Sessions {
  public:
    Sessions(uint32_t count, uint32_t context, uint32_t pages_each) : pages_(count) {
        for (uint32_t s = 0; s < count; ++s) {
            for (uint32_t p = 0; p < pages_each; ++p) pages_[s].push_back(s * pages_each + p);
            sequences_.push_back({s, 1, context, pages_[s]});
            logit_rows_.push_back(s);
            tokens_.push_back(static_cast<int32_t>(s + 1));
            SampleRow row;
            row.logit_index = s;
            rows_.push_back(row);
        }
    }
    // Seconds of a step with sampling; negative on failure.
    double step(DeviceModel& model) {
        const auto begin = Clock::now();
        const BatchView batch{tokens_, sequences_, logit_rows_, {}};
        KernelStatus status = model.run(batch);
        if (status.ok()) status = model.sample(rows_, tokens_);
        for (int32_t& token : tokens_) token = std::max(token, 0);
        if (!status.ok()) std::fprintf(stderr, "%s (%d)\n", status.what, status.native);
        return status.ok() ? std::chrono::duration<double>(Clock::now() - begin).count() : -1;
    }

  private:
    std::vector<std::vector<uint32_t>> pages_;
    std::vector<SequenceView> sequences_;
    std::vector<uint32_t> logit_rows_;
    std::vector<int32_t> tokens_;
    std::vector<SampleRow> rows_;
};

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

struct Settings {
    bool tiny = false;
    double copy_rate = 0;
    uint32_t context = 128;
    uint32_t first_rounds = 3;  // not counted: graphs are made in them
    uint32_t rounds = 50;
    std::vector<uint32_t> sessions = {1, 8, 16, 32};
};

Json measure_decode(DeviceModel& model, const MadeUpModel& source, uint32_t sessions,
                    const Settings& settings, uint64_t kv_bytes_per_token) {
    Sessions all(sessions, settings.context, settings.context / kPageTokens + 1);
    std::vector<double> times;
    for (uint32_t round = 0; round < settings.first_rounds + settings.rounds; ++round) {
        const double seconds = all.step(model);
        if (seconds < 0) return {{"sessions", sessions}, {"error", "the step failed"}};
        if (round >= settings.first_rounds) times.push_back(seconds);
    }
    const double seconds = median(times);
    const uint64_t bytes =
        source.step_bytes() + uint64_t{sessions} * settings.context * kv_bytes_per_token;
    Json row = {{"sessions", sessions},
                {"step_us", seconds * 1e6},
                {"tokens_per_s", sessions / seconds},
                {"bytes", bytes}};
    if (settings.copy_rate > 0) {
        row["fraction_of_copy"] = static_cast<double>(bytes) / settings.copy_rate / seconds;
    }
    return row;
}

Json measure_model(Backend& backend, const NamedShape& named, ElementType type,
                   const char* type_name, const Settings& settings) {
    Json result = {{"shape", named.name}, {"weights", type_name}};
    const MadeUpModel source(named.shape, type);
    DeviceLimits limits;
    limits.max_rows = limits.max_logit_rows = settings.sessions.back();
    limits.max_positions = 2 * settings.context;
    limits.kv_page_count = settings.sessions.back() * (settings.context / kPageTokens + 1);
    std::unique_ptr<DeviceModel> model;
    const KernelStatus status = backend.create_model(named.shape, source.weights(), limits, &model);
    if (!status.ok()) {
        result["error"] = status.what;
        return result;
    }
    const DeviceMemory memory = model->memory();
    const uint64_t kv_bytes = memory.kv_bytes / limits.kv_page_count / kPageTokens;
    result["weight_bytes"] = memory.weight_bytes;
    result["workspace_bytes"] = memory.workspace_bytes;
    result["context"] = settings.context;
    for (const uint32_t sessions : settings.sessions) {
        result["decode"].push_back(measure_decode(*model, source, sessions, settings, kv_bytes));
    }
    return result;
}

int run(std::map<std::string, std::string>& given, Settings settings) {
    CudaOptions options;
    options.library_path = given["--library"];
    std::unique_ptr<Backend> backend;
    const CudaFinding finding = create_cuda_backend(options, &backend);
    if (!finding.ok()) {
        std::fprintf(stderr, "bench_device: %s\n", finding.text.c_str());
        return 1;
    }
    settings.copy_rate = std::atof(given["--copy-rate"].c_str());
    if (settings.tiny) {
        settings.context = 32;
        settings.first_rounds = settings.rounds = 1;
        settings.sessions = {1, 8};
    }
    Json report = {{"device", backend->info().device},   {"driver", given["--driver"]},
                   {"kernel_digest", given["--digest"]}, {"copy_bytes_per_s", settings.copy_rate},
                   {"tests", given["--tests"]},          {"models", Json::array()}};
    const std::pair<const char*, ElementType> types[] = {
        {"int4", ElementType::kInt4}, {"int8", ElementType::kInt8}, {"bf16", ElementType::kBF16}};
    bool failed = false;
    for (const NamedShape& named : shapes(settings.tiny)) {
        for (const auto& [name, type] : types) {
            Json model = measure_model(*backend, named, type, name, settings);
            failed |= model.dump().find("\"error\"") != std::string::npos;
            report["models"].push_back(std::move(model));
        }
    }
    std::puts(report.dump(2).c_str());
    return failed ? 1 : 0;
}

}  // namespace
}  // namespace minstrel::kernels

int main(int count, char** arguments) {
    std::map<std::string, std::string> given;
    minstrel::kernels::Settings settings;
    for (int i = 1; i < count; ++i) {
        const std::string name = arguments[i];
        if (name == "--tiny") {
            settings.tiny = true;
        } else if (i + 1 < count) {
            given[name] = arguments[++i];
        }
    }
    return minstrel::kernels::run(given, settings);
}
