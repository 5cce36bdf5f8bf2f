// The kernels one by one: how long a launch takes on the device, other launches before and behind
// it, and how many bytes a second that is. Matrices lie in several copies that are taken in turn,
// more than a cache holds. Prints JSON. `--tiny` runs all of it over small shapes.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/gpu/bench_device_memory.h"

namespace {

using namespace minstrel::kernels;
using namespace minstrel::kernels::cuda;
using minstrel::gpu::Block;
using minstrel::gpu::check;
using Json = nlohmann::ordered_json;

struct Settings {
    bool tiny = false;
    size_t cold_bytes() const { return tiny ? 1 : size_t{512} << 20; }
    uint32_t launches() const { return tiny ? 2 : 64; }
    uint32_t rounds() const { return tiny ? 1 : 7; }
};

// Seconds of one launch: the median of rounds that launch number 0, 1, 2 ... of `launch`.
double time_of(const Settings& settings, const std::function<LaunchError(uint32_t)>& launch) {
    minstrel::gpu::Timer timer;
    std::vector<double> times;
    for (uint32_t round = 0; round <= settings.rounds(); ++round) {  // the first warms up
        timer.begin();
        for (uint32_t i = 0; i < settings.launches(); ++i) check(launch(i));
        const double seconds = timer.seconds() / settings.launches();
        if (round > 0) times.push_back(seconds);
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

Json result_of(const char* kernel, const char* form, uint32_t rows, double seconds, double bytes) {
    return {{"kernel", kernel},    {"form", form},   {"rows", rows},
            {"us", seconds * 1e6}, {"bytes", bytes}, {"bytes_per_s", bytes / seconds}};
}

// Activations of 1 / 127 in either form.
class Input {
  public:
    Input(uint32_t rows, uint32_t cols)
        : rows_(rows),
          cols_(cols),
          stride_((rows + 7) / 8 * 8),
          values_(size_t{rows} * cols * sizeof(float), 0x3C),
          bytes_(size_t{stride_} * cols, 1),
          scales_(size_t{stride_} * (cols / kScaleGroup) * sizeof(float), 0x3C) {}
    MatmulInput get() {
        return {
            values_.at<float>(), cols_, {bytes_.at<int8_t>(), scales_.at<float>(), stride_}, rows_};
    }

  private:
    uint32_t rows_, cols_, stride_;
    Block values_, bytes_, scales_;
};

struct Form {
    const char* name;
    ElementType type;
};
constexpr Form kForms[] = {
    {"int4", ElementType::kInt4}, {"int8", ElementType::kInt8}, {"bf16", ElementType::kBF16}};
constexpr uint32_t kRows[] = {1, 2, 4, 8, 16, 24, 32};

// Every byte 0x11: numbers that are not zero in all forms, and scales of 0.0006.
class Weights {
  public:
    Weights(const Settings& settings, ElementType type, uint32_t outputs, uint32_t cols)
        : type_(type),
          outputs_(outputs),
          cols_(cols),
          bytes_((matrix_bytes(type, outputs, cols) + 255) / 256 * 256),
          copies_(static_cast<uint32_t>(settings.cold_bytes() / bytes_) + 1),
          block_(bytes_ * copies_, 0x11) {}
    TensorView get(uint32_t copy) {
        return {block_.at<char>(bytes_ * (copy % copies_)), type_, outputs_, cols_};
    }
    double bytes() const { return static_cast<double>(matrix_bytes(type_, outputs_, cols_)); }

  private:
    ElementType type_;
    uint32_t outputs_, cols_;
    size_t bytes_;
    uint32_t copies_;
    Block block_;
};

// Of matrices of one shape: `launch(input, i, output)` is launch number i.
template <class Launch>
void measure_matrices(const Settings& settings, const char* kernel, const Form& form,
                      const std::vector<Weights*>& matrices, Json& out, const Launch& launch) {
    const TensorView shape = matrices[0]->get(0);
    for (const uint32_t rows : kRows) {
        Input input(rows, shape.cols);
        Block output(size_t{rows} * shape.rows * sizeof(float));
        const double seconds = time_of(
            settings, [&](uint32_t i) { return launch(input.get(), i, output.at<float>()); });
        const double bytes = static_cast<double>(matrices.size()) * matrices[0]->bytes();
        Json row = result_of(kernel, form.name, rows, seconds, bytes);
        row["outputs"] = shape.rows;
        row["columns"] = shape.cols;
        out.push_back(std::move(row));
    }
}

void measure_products(const Settings& settings, uint32_t outputs, uint32_t cols, Json& out) {
    for (const Form& form : kForms) {
        Weights weights(settings, form.type, outputs, cols);
        measure_matrices(settings, "matmul", form, {&weights}, out,
                         [&](const MatmulInput& input, uint32_t i, float* output) {
                             MatmulParams params;
                             params.input = input;
                             params.products[0] = {weights.get(i), output, outputs, false};
                             params.product_count = 1;
                             return launch_matmul(params, nullptr);
                         });
    }
}

void measure_gate_up(const Settings& settings, uint32_t hidden, uint32_t cols, Json& out) {
    for (const Form& form : kForms) {
        Weights gate(settings, form.type, hidden, cols), up(settings, form.type, hidden, cols);
        measure_matrices(settings, "gate_up", form, {&gate, &up}, out,
                         [&](const MatmulInput& input, uint32_t i, float* output) {
                             GateUpParams params;
                             params.input = input;
                             params.gate = gate.get(i);
                             params.up = up.get(i);
                             params.output = output;
                             return launch_gate_up(params, nullptr);
                         });
    }
}

// Sessions with a context each, cut into parts, and the merge behind it.
void measure_attention(const Settings& settings, KvForm form, uint32_t sessions, Json& out) {
    const uint32_t heads = 32, kv_heads = 8, dim = 128;
    const uint32_t chunks = settings.tiny ? 2 : 16, positions = chunks * kAttentionChunk;
    const uint32_t stride = positions / kPageTokens;
    const size_t page_bytes = kv_heads * kv_block_bytes(form, dim);
    Block pages(size_t{sessions} * stride * page_bytes, 0x11);
    std::vector<uint32_t> places(sessions, positions - 1), sequences(sessions),
        table(size_t{sessions} * stride);
    std::vector<float> score_scales(sessions, 0.01f);
    std::vector<AttentionWork> works;
    std::vector<AttentionEntry> entries;
    std::vector<AttentionMerge> merges;
    for (uint32_t s = 0; s < sessions; ++s) {
        sequences[s] = s;
        merges.push_back({s, s * chunks, chunks});
        for (uint32_t p = 0; p < stride; ++p) table[s * stride + p] = s * stride + p;
        for (uint32_t c = 0; c < chunks; ++c) {
            works.push_back({static_cast<uint32_t>(entries.size()), 1, s, c, c + 1, 0});
            entries.push_back({s, s, s * chunks + c});
        }
    }
    std::vector<std::unique_ptr<Block>> blocks;
    const auto on_device = [&]<class T>(const std::vector<T>& values) {
        blocks.push_back(std::make_unique<Block>(values.size() * sizeof(T)));
        minstrel::gpu::copy_in(blocks.back()->at<T>(), values.data(), values.size() * sizeof(T));
        return blocks.back()->at<T>();
    };
    Block query(size_t{sessions} * heads * dim * sizeof(float), 0x3C);
    Block output(size_t{sessions} * heads * dim * sizeof(float));
    Block partials(entries.size() * attention_partial_floats(heads, dim) * sizeof(float));
    AttentionParams params;
    params.query = query.at<float>();
    params.head_count = heads;
    params.kv_head_count = kv_heads;
    params.head_dim = dim;
    params.score_scales = on_device(score_scales);
    params.places = {on_device(places), on_device(sequences), on_device(table), stride};
    params.pages = {pages.at<char>(), page_bytes, form};
    params.works = on_device(works);
    params.work_count = static_cast<uint32_t>(works.size());
    params.max_entries = 1;
    params.entries = on_device(entries);
    params.partials = partials.at<float>();
    params.output = output.at<float>();
    params.merges = on_device(merges);
    params.merge_count = sessions;
    const double seconds = time_of(settings, [&](uint32_t) {
        const LaunchError error = launch_attention(params, nullptr);
        return error != 0 ? error : launch_attention_merge(params, nullptr);
    });
    const double bytes = static_cast<double>(page_bytes) * stride * sessions;
    Json row =
        result_of("attention", form == KvForm::kInt8 ? "int8" : "f16", sessions, seconds, bytes);
    row["positions"] = positions;
    out.push_back(std::move(row));
}

void measure_sampling(const Settings& settings, uint32_t rows, Json& out) {
    const uint32_t vocab = settings.tiny ? 1024 : 131'072, words = vocab / 32;
    std::vector<float> logits(size_t{rows} * vocab);
    for (size_t i = 0; i < logits.size(); ++i) {
        logits[i] = static_cast<float>(i * 2654435761u % 65536) / 8192.0f;
    }
    Block device_logits(logits.size() * sizeof(float));
    minstrel::gpu::copy_in(device_logits.at<float>(), logits.data(), logits.size() * sizeof(float));
    Block masks(size_t{words} * sizeof(uint32_t), 0x7F), penalties(sizeof(int32_t));
    Block scratch(sample_scratch_bytes(rows, vocab)), tokens(rows * sizeof(int32_t));
    struct Way {
        const char* name;
        SampleEntry entry;
    };
    const Way ways[] = {
        {"mask, greedy", {}},
        {"mask, temperature, top-k, top-p, min-p",
         {.temperature = 0.8f, .top_k = 40, .top_p = 0.9f, .min_p = 0.05f, .seed = 5}},
        {"mask, temperature, top-p", {.temperature = 1.0f, .top_p = 0.95f, .seed = 5}}};
    for (const Way& way : ways) {
        std::vector<SampleEntry> entries(rows, way.entry);
        for (uint32_t i = 0; i < rows; ++i) {
            entries[i].logit_row = i;
            entries[i].mask_row = 0;
            entries[i].position = i;
        }
        Block device_entries(rows * sizeof(SampleEntry));
        minstrel::gpu::copy_in(device_entries.at<SampleEntry>(), entries.data(),
                               rows * sizeof(SampleEntry));
        SampleParams params;
        params.logits = device_logits.at<float>();
        params.entries = device_entries.at<SampleEntry>();
        params.rows = rows;
        params.vocab_size = vocab;
        params.masks = masks.at<uint32_t>();
        params.penalty_tokens = penalties.at<int32_t>();
        params.scratch = scratch.at<std::byte>();
        params.tokens = tokens.at<int32_t>();
        const double seconds =
            time_of(settings, [&](uint32_t) { return launch_sample(params, nullptr); });
        out.push_back(result_of("sample", way.name, rows, seconds, (4.0 + 1.0 / 8) * vocab * rows));
    }
}

Json measure(const Settings& settings) {
    Json out = Json::array();
    const uint32_t dim = settings.tiny ? 64 : 4096, hidden = settings.tiny ? 96 : 14336;
    measure_products(settings, dim, dim, out);
    measure_products(settings, dim, hidden, out);
    if (!settings.tiny) measure_products(settings, 32768, dim, out);
    measure_gate_up(settings, hidden, dim, out);
    for (const KvForm form : {KvForm::kF16, KvForm::kInt8}) {
        for (const uint32_t sessions : {1u, settings.tiny ? 2u : 16u}) {
            measure_attention(settings, form, sessions, out);
        }
    }
    for (const uint32_t rows : {1u, settings.tiny ? 2u : 32u})
        measure_sampling(settings, rows, out);
    return out;
}

}  // namespace

int main(int count, char** arguments) {
    Settings settings;
    for (int i = 1; i < count; ++i) {
        if (std::strcmp(arguments[i], "--tiny") == 0) {
            settings.tiny = true;
            continue;
        }
        std::puts(
            "usage: bench_kernels [--tiny]\n\nHow long each kernel takes on this GPU, as JSON.");
        return std::strcmp(arguments[i], "--help") == 0 ? 0 : 2;
    }
    try {
        std::puts(measure(settings).dump(2).c_str());
    } catch (const std::exception& problem) {
        std::fprintf(stderr, "bench_kernels: %s\n", problem.what());
        return 1;
    }
    return 0;
}
