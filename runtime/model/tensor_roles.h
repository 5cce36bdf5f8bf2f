// Which tensors a model of a given configuration consists of, in the order in which our files keep
// them. Used while loading and packing; stateless.
#pragma once

#include <string>
#include <vector>

#include "kernels/tensor.h"
#include "runtime/model/model_config.h"
#include "runtime/model/stored_tensor.h"

namespace minstrel {

struct TensorRole {
    std::string name;  // Hugging Face spelling, in our packages too
    bool is_vector = false;
    uint32_t rows = 0;  // 1 for vectors
    uint32_t cols = 0;
    // Where the tensor goes: a member of layers[layer], or else a member of the model.
    kernels::TensorView kernels::LayerWeights::*layer_slot = nullptr;
    kernels::TensorView kernels::ModelWeights::*model_slot = nullptr;
    uint32_t layer = 0;
};

// `config` passed check_config.
std::vector<TensorRole> tensor_roles(const ModelConfig& config);

// The tensor of a role, its shape compared; the error says what is missing or different.
Result<const StoredTensor*> find_role(const TensorTable& table, const TensorRole& role);

// Refuses tensors without a role: a bias, say, changes what the model computes. Two kinds that
// change nothing are let through: the output table of a tied model and old rotary tables.
Status check_no_strangers(const TensorTable& table, const std::vector<TensorRole>& roles,
                          bool tied_embeddings);

}  // namespace minstrel
