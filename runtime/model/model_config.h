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
    uint32_t sliding_window = 0;  // 0 = none
    bool tied_embeddings = false;
    uint32_t bos_id = 1;
    std::vector<uint32_t> eos_ids;

    kernels::ModelShape shape() const;
    uint64_t parameter_count() const;
};

// The bounds of every field and their relations. After it, products of two fields fit 64 bits.
Status check_config(const ModelConfig& config);

// `config_json` is a Hugging Face config.json, `generation_json` its generation_config.json or
// empty. Only what this library computes is accepted; the rest is refused by name.
Result<ModelConfig> parse_hf_config(std::string_view config_json, std::string_view generation_json);

}  // namespace minstrel
