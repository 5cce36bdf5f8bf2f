#include "tests/support/tiny_model.h"

#include <cmath>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "runtime/model/element.h"
#include "tests/support/temp_directory.h"

namespace minstrel::testing {
namespace {

// splitmix64: the same numbers with every standard library.
class Noise {
  public:
    explicit Noise(uint64_t seed) : state_(seed) {}

    // Uniform in [-1, 1).
    float next() {
        state_ += 0x9E3779B97F4A7C15u;
        uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        z ^= z >> 31;
        return static_cast<float>(z >> 40) * 0x1p-23f - 1.0f;
    }

  private:
    uint64_t state_;
};

// Truncation is good enough here: the test reads back what it wrote.
uint16_t f16_from_small(float value) {
    int exponent = 0;
    const float fraction = std::frexp(std::fabs(value), &exponent);  // [0.5, 1)
    const uint16_t sign = value < 0 ? 0x8000 : 0;
    if (value == 0 || exponent < -13) return sign;
    const auto mantissa = static_cast<uint16_t>(std::ldexp(fraction, 11) - 1024);
    return static_cast<uint16_t>(sign | ((exponent + 14) << 10) | mantissa);
}

void append_value(std::string& out, TinyType type, float value) {
    if (type == TinyType::kF32) {
        out.append(reinterpret_cast<const char*>(&value), sizeof value);
        return;
    }
    const uint16_t bits = type == TinyType::kBF16 ? bf16_from_float(value) : f16_from_small(value);
    out.append(reinterpret_cast<const char*>(&bits), sizeof bits);
}

class TensorList {
  public:
    explicit TensorList(const TinyModelOptions& options)
        : type_(options.type), noise_(options.seed) {}

    void matrix(std::string name, uint64_t rows, uint64_t cols) {
        const float width = 2.0f / std::sqrt(static_cast<float>(cols));
        add(std::move(name), {rows, cols}, 0, width);
    }
    void norm(std::string name, uint64_t cols) { add(std::move(name), {cols}, 1, 0.25f); }
    std::vector<RawTensor> take() { return std::move(tensors_); }

  private:
    void add(std::string name, std::vector<uint64_t> shape, float centre, float width) {
        static constexpr const char* kNames[] = {"F32", "F16", "BF16"};
        RawTensor tensor{std::move(name), kNames[static_cast<int>(type_)], std::move(shape), ""};
        uint64_t count = 1;
        for (const uint64_t extent : tensor.shape) count *= extent;
        for (; count > 0; --count) {
            append_value(tensor.bytes, type_, centre + width * noise_.next());
        }
        tensors_.push_back(std::move(tensor));
    }

    TinyType type_;
    Noise noise_;
    std::vector<RawTensor> tensors_;
};

}  // namespace

std::string make_safetensors(const std::vector<RawTensor>& tensors) {
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    std::string data;
    for (const RawTensor& tensor : tensors) {
        header[tensor.name] = {{"dtype", tensor.dtype},
                               {"shape", tensor.shape},
                               {"data_offsets", {data.size(), data.size() + tensor.bytes.size()}}};
        data += tensor.bytes;
    }
    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');
    const uint64_t length = text.size();
    return std::string(reinterpret_cast<const char*>(&length), sizeof length) + text + data;
}

std::vector<RawTensor> tiny_tensors(const TinyModelOptions& options) {
    const uint64_t query = uint64_t{options.head_count} * options.head_dim;
    const uint64_t key = uint64_t{options.kv_head_count} * options.head_dim;
    TensorList list(options);
    list.matrix("model.embed_tokens.weight", options.vocab_size, options.dim);
    for (uint32_t layer = 0; layer < options.layer_count; ++layer) {
        const std::string at = "model.layers." + std::to_string(layer) + ".";
        list.norm(at + "input_layernorm.weight", options.dim);
        list.matrix(at + "self_attn.q_proj.weight", query, options.dim);
        list.matrix(at + "self_attn.k_proj.weight", key, options.dim);
        list.matrix(at + "self_attn.v_proj.weight", key, options.dim);
        list.matrix(at + "self_attn.o_proj.weight", options.dim, query);
        list.norm(at + "post_attention_layernorm.weight", options.dim);
        list.matrix(at + "mlp.gate_proj.weight", options.hidden_dim, options.dim);
        list.matrix(at + "mlp.up_proj.weight", options.hidden_dim, options.dim);
        list.matrix(at + "mlp.down_proj.weight", options.dim, options.hidden_dim);
    }
    list.norm("model.norm.weight", options.dim);
    if (!options.tied) list.matrix("lm_head.weight", options.vocab_size, options.dim);
    return list.take();
}

std::string tiny_config_json(const TinyModelOptions& options) {
    nlohmann::ordered_json config = {
        {"architectures", {"MistralForCausalLM"}},
        {"model_type", "mistral"},
        {"hidden_act", "silu"},
        {"vocab_size", options.vocab_size},
        {"hidden_size", options.dim},
        {"intermediate_size", options.hidden_dim},
        {"num_hidden_layers", options.layer_count},
        {"num_attention_heads", options.head_count},
        {"num_key_value_heads", options.kv_head_count},
        {"head_dim", options.head_dim},
        {"max_position_embeddings", options.max_positions},
        {"rms_norm_eps", 1e-5},
        {"rope_theta", options.rope_theta},
        {"sliding_window", nullptr},
        {"tie_word_embeddings", options.tied},
        {"bos_token_id", 1},
        {"eos_token_id", 2},
    };
    if (options.sliding_window != 0) config["sliding_window"] = options.sliding_window;
    return config.dump(2);
}

std::string tiny_tokenizer() {
    return read_file(MST_TEST_DATA "/tiny_tokenizer.model");
}

void write_tiny_directory(const std::string& path, const TinyModelOptions& options) {
    std::filesystem::create_directories(path);
    write_file(path + "/config.json", tiny_config_json(options));
    write_file(path + "/model.safetensors", make_safetensors(tiny_tensors(options)));
    write_file(path + "/" + options.tokenizer_name,
               options.tokenizer.empty() ? tiny_tokenizer() : options.tokenizer);
}

std::string write_tiny_package(const std::string& path, const TinyModelOptions& options,
                               PackType type) {
    PackOptions pack;
    pack.source = path + ".source";
    pack.target = path;
    pack.type = type;
    pack.model_name = "tiny";
    write_tiny_directory(pack.source, options);
    const auto report = pack_model(pack);
    return report.ok() ? std::string() : report.status().message();
}

}  // namespace minstrel::testing
