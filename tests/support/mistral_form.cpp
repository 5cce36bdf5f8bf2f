#include "tests/support/mistral_form.h"

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/support/temp_directory.h"

namespace minstrel::testing {
namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    if (const size_t at = text.find(from); at != std::string::npos) {
        text.replace(at, from.size(), to);
    }
    return text;
}

}  // namespace

std::string mistral_name(std::string name) {
    static const std::map<std::string, std::string> kParts = {
        {"model.embed_tokens", "tok_embeddings"},
        {"model.norm", "norm"},
        {"lm_head", "output"},
        {"model.layers", "layers"},
        {"input_layernorm", "attention_norm"},
        {"post_attention_layernorm", "ffn_norm"},
        {"self_attn.q_proj", "attention.wq"},
        {"self_attn.k_proj", "attention.wk"},
        {"self_attn.v_proj", "attention.wv"},
        {"self_attn.o_proj", "attention.wo"},
        {"block_sparse_moe", "feed_forward"},
        {"mlp.gate_proj", "feed_forward.w1"},
        {"mlp.down_proj", "feed_forward.w2"},
        {"mlp.up_proj", "feed_forward.w3"},
    };
    for (const auto& [from, to] : kParts) name = replaced(std::move(name), from, to);
    return name;
}

std::string interleaved_rows(const std::string& bytes, uint64_t rows, uint64_t head_dim) {
    const size_t stride = bytes.size() / rows;
    std::string out;
    for (uint64_t head = 0; head < rows; head += head_dim) {
        for (uint64_t i = 0; i < head_dim / 2; ++i) {
            out += bytes.substr((head + i) * stride, stride);
            out += bytes.substr((head + i + head_dim / 2) * stride, stride);
        }
    }
    return out;
}

std::vector<RawTensor> to_mistral_form(std::vector<RawTensor> tensors, uint32_t head_dim) {
    for (RawTensor& tensor : tensors) {
        tensor.name = mistral_name(std::move(tensor.name));
        if (tensor.name.ends_with("wq.weight") || tensor.name.ends_with("wk.weight")) {
            tensor.bytes = interleaved_rows(tensor.bytes, tensor.shape[0], head_dim);
        }
    }
    return tensors;
}

std::vector<RawTensor> mistral_tensors(const TinyModelOptions& options) {
    return to_mistral_form(tiny_tensors(options), options.head_dim);
}

std::string mistral_params_json(const TinyModelOptions& options) {
    nlohmann::ordered_json params = {
        {"dim", options.dim},
        {"n_layers", options.layer_count},
        {"head_dim", options.head_dim},
        {"hidden_dim", options.hidden_dim},
        {"n_heads", options.head_count},
        {"n_kv_heads", options.kv_head_count},
        {"norm_eps", 1e-5},
        {"vocab_size", options.vocab_size},
        {"rope_theta", options.rope_theta},
        {"max_seq_len", options.max_positions},
        {"tied_embeddings", options.tied},
    };
    if (options.sliding_window != 0) params["sliding_window"] = options.sliding_window;
    return params.dump(2);
}

void write_mistral_directory(const std::string& path, const TinyModelOptions& options) {
    std::filesystem::create_directories(path);
    write_file(path + "/params.json", mistral_params_json(options));
    write_file(path + "/consolidated.safetensors", make_safetensors(mistral_tensors(options)));
    write_file(path + "/tokenizer.model", tiny_tokenizer());
}

}  // namespace minstrel::testing
