#include "tests/support/tiny_adapter.h"

#include <array>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "kernels/half.h"
#include "tests/support/mistral_form.h"
#include "tests/support/temp_directory.h"

namespace minstrel::testing {
namespace {

// xorshift64*: the same numbers with every standard library.
class Noise {
  public:
    explicit Noise(uint64_t seed) : state_(seed * 2 + 1) {}

    // From -largest to largest, over 64.
    float next(uint32_t largest) {
        state_ ^= state_ >> 12;
        state_ ^= state_ << 25;
        state_ ^= state_ >> 27;
        const auto number = static_cast<int64_t>((state_ * 0x2545F4914F6CDD1Du) >> 33);
        return static_cast<float>(number % (2 * largest + 1) - largest) / 64;
    }

  private:
    uint64_t state_;
};

struct Module {
    const char* name;
    const char* gguf;
    uint32_t rows, cols;
};

std::array<Module, 7> modules_of(const TinyModelOptions& model) {
    const uint32_t query = model.head_count * model.head_dim;
    const uint32_t key = model.kv_head_count * model.head_dim;
    return {Module{"self_attn.q_proj", "attn_q", query, model.dim},
            Module{"self_attn.k_proj", "attn_k", key, model.dim},
            Module{"self_attn.v_proj", "attn_v", key, model.dim},
            Module{"self_attn.o_proj", "attn_output", model.dim, query},
            Module{"mlp.gate_proj", "ffn_gate", model.hidden_dim, model.dim},
            Module{"mlp.up_proj", "ffn_up", model.hidden_dim, model.dim},
            Module{"mlp.down_proj", "ffn_down", model.dim, model.hidden_dim}};
}

std::string gguf_name(const std::string& name) {
    const std::string layer = name.substr(name.find("layers.") + 7);
    std::string out = "blk." + layer.substr(0, layer.find('.')) + ".";
    for (const Module& module : modules_of({})) {
        if (name.find(module.name) != std::string::npos) out += module.gguf;
    }
    return out + (name.find("lora_A") != std::string::npos ? ".weight.lora_a" : ".weight.lora_b");
}

// Where neighbours turn together: A has none of these rows.
bool is_turned(const std::string& name) {
    return name.find("lora_B") != std::string::npos &&
           (name.find("q_proj") != std::string::npos || name.find("k_proj") != std::string::npos);
}

}  // namespace

std::vector<RawTensor> tiny_adapter_tensors(const TinyModelOptions& model,
                                            const TinyAdapterOptions& options) {
    Noise noise(options.seed);
    std::vector<RawTensor> tensors;
    const auto add = [&](std::string name, uint64_t rows, uint64_t cols) {
        std::vector<float> values(rows * cols);
        for (float& value : values) value = noise.next(options.largest);
        tensors.push_back({std::move(name), "F32", {rows, cols}, raw_floats(values)});
    };
    for (uint32_t layer = 0; layer < model.layer_count; ++layer) {
        const std::string at = "base_model.model.model.layers." + std::to_string(layer) + ".";
        for (const Module& module : modules_of(model)) {
            add(at + module.name + ".lora_A.weight", options.rank, module.cols);
            add(at + module.name + ".lora_B.weight", module.rows, options.rank);
        }
    }
    return tensors;
}

std::string tiny_adapter_config(const TinyAdapterOptions& options) {
    const nlohmann::ordered_json config = {
        {"base_model_name_or_path", "tiny"},
        {"bias", "none"},
        {"fan_in_fan_out", false},
        {"inference_mode", true},
        {"init_lora_weights", true},
        {"layers_to_transform", nullptr},
        {"lora_alpha", options.alpha},
        {"lora_dropout", 0.0},
        {"modules_to_save", nullptr},
        {"peft_type", "LORA"},
        {"r", options.rank},
        {"target_modules",
         {"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"}},
        {"task_type", "CAUSAL_LM"},
        {"use_dora", false},
        {"use_rslora", false},
    };
    return config.dump(2);
}

void write_tiny_adapter(const std::string& path, const TinyModelOptions& model,
                        const TinyAdapterOptions& options) {
    std::filesystem::create_directories(path);
    write_file(path + "/adapter_config.json", tiny_adapter_config(options));
    write_file(path + "/adapter_model.safetensors",
               make_safetensors(tiny_adapter_tensors(model, options)));
}

std::vector<RawTensor> with_type(std::vector<RawTensor> tensors, TinyType type) {
    if (type == TinyType::kF32) return tensors;
    for (RawTensor& tensor : tensors) {
        const std::vector<float> values = floats_of(tensor);
        tensor.dtype = type == TinyType::kF16 ? "F16" : "BF16";
        tensor.bytes.clear();
        for (const float value : values) {
            const uint16_t bits = type == TinyType::kF16 ? kernels::f16_from_float(value)
                                                         : kernels::bf16_from_float(value);
            tensor.bytes.append(reinterpret_cast<const char*>(&bits), sizeof bits);
        }
    }
    return tensors;
}

std::vector<RawTensor> to_mistral_adapter(std::vector<RawTensor> tensors, uint32_t head_dim) {
    for (RawTensor& tensor : tensors) {
        if (is_turned(tensor.name)) {
            tensor.bytes = interleaved_rows(tensor.bytes, tensor.shape[0], head_dim);
        }
        tensor.name = mistral_name(tensor.name.substr(tensor.name.find("model.layers.")));
    }
    return tensors;
}

GgufBuilder to_gguf_adapter(const std::vector<RawTensor>& tensors, uint32_t head_dim, float alpha) {
    GgufBuilder file;
    file.text("general.architecture", "llama");
    file.text("general.type", "adapter");
    file.text("adapter.type", "lora");
    file.f32("adapter.lora.alpha", alpha);
    for (const RawTensor& tensor : tensors) {
        const uint32_t type = tensor.dtype == "F32" ? 0 : tensor.dtype == "F16" ? 1 : 30;
        file.tensor(gguf_name(tensor.name), {tensor.shape[1], tensor.shape[0]}, type,
                    is_turned(tensor.name)
                        ? interleaved_rows(tensor.bytes, tensor.shape[0], head_dim)
                        : tensor.bytes);
    }
    return file;
}

std::vector<float> floats_of(const RawTensor& tensor) {
    std::vector<float> values(tensor.bytes.size() / sizeof(float));
    std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
    return values;
}

std::string raw_floats(const std::vector<float>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}

}  // namespace minstrel::testing
