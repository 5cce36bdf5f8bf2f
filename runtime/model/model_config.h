// The numbers that define a model of the family, checked once and trusted afterwards. A value,
// part of the immutable Model.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "kernels/tensor.h"
#include "runtime/core/status.h"

namespace minstrel {

struct ModelConfig {
    uint32_t vocab_size = 0;
    uint32_t dim = 0;
    uint32_t hidden_dim = 0;
    uint32_t layer_count = 0;
    uint32_t head_count = 0;
    uint32_t kv_head_count = 0;
    uint32_t head_dim = 0;
    uint32_t max_positions = 0;  // longest context the model was made for
    float norm_eps = 0;
    float rope_theta = 0;
    uint32_t sliding_window = 0;  // the widest of all layers; 0 = none
    // [layer_count], 0 = none, where layers differ; else empty, and all have sliding_window.
    std::vector<uint32_t> layer_windows;
    uint32_t expert_count = 0;  // feed-forward networks of a layer; 0 = one, and no router
    uint32_t experts_per_token = 0;
    kernels::RopeScaling rope_scaling;
    kernels::QueryScaling query_scaling;
    bool tied_embeddings = false;
    uint32_t bos_id = 1;
    std::vector<uint32_t> eos_ids;

    // It borrows layer_windows.
    kernels::ModelShape shape() const;
    // One window for each layer, 0 = none.
    void set_windows(std::vector<uint32_t> windows);
    // Whether anything beside the plain decoder is computed, which the first packages did not know.
    bool is_extended() const;
    uint64_t parameter_count() const;
    uint32_t windowed_layer_count() const;
};

// The bounds of every field and their relations. After it, products of two fields fit 64 bits.
Status check_config(const ModelConfig& config);

// The factor of cosines and sines that YaRN proposes: 1 + 0.1 * strength * ln(factor).
float rope_magnitude(float factor, float strength);

// `config_json` is a Hugging Face config.json, `generation_json` its generation_config.json or
// empty. Only what this library computes is accepted; the rest is refused by name.
Result<ModelConfig> parse_hf_config(std::string_view config_json, std::string_view generation_json);

}  // namespace minstrel
