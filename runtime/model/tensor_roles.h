// Which tensors a model of a given configuration consists of, in the order in which our files keep
// them. Used while loading and packing; stateless.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/tensor.h"
#include "runtime/model/model_config.h"
#include "runtime/model/stored_tensor.h"

namespace minstrel {

// How a form of model files names its tensors.
enum class TensorNaming : uint8_t {
    kHuggingFace,  // in our packages too
    kMistral,
    kGguf,
};

struct TensorRole {
    std::string name;         // Hugging Face spelling
    std::string stored_name;  // in the files
    bool is_vector = false;
    bool is_float32 = false;  // always: vectors, and matrices as small as these
    uint32_t rows = 0;        // 1 for vectors
    uint32_t cols = 0;
    // Where the tensor goes: a member of layers[layer], or of its experts[expert], or else a member
    // of the model.
    kernels::TensorView kernels::LayerWeights::*layer_slot = nullptr;
    kernels::TensorView kernels::ExpertWeights::*expert_slot = nullptr;
    kernels::TensorView kernels::ModelWeights::*model_slot = nullptr;
    uint32_t layer = 0;
    uint32_t expert = 0;
    // The rows, in heads of this many, are stored in Mistral's order: neighbours turn together.
    // 0 = they are as the kernels take them.
    uint32_t interleaved_head = 0;
};

// `config` passed check_config.
std::vector<TensorRole> tensor_roles(const ModelConfig& config,
                                     TensorNaming naming = TensorNaming::kHuggingFace);

// The tensor of a role, its shape compared; the error says what is missing or different.
Result<const StoredTensor*> find_role(const TensorTable& table, const TensorRole& role);

// Refuses tensors without a role: a bias, say, changes what the model computes. Two kinds that
// change nothing are let through: the output table of a tied model and old rotary tables.
Status check_no_strangers(const TensorTable& table, const std::vector<TensorRole>& roles,
                          bool tied_embeddings);

}  // namespace minstrel
