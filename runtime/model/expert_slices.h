// Files that keep the matrices of all experts of a layer in one tensor, [expert_count, rows, cols].
// Each becomes the matrices of single experts; tensors of other shapes stay, and find no place
// later. Stateless; one thread.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/model/stored_tensor.h"

namespace minstrel {

// GGUF: blk.N.ffn_KIND_exps.weight becomes blk.N.ffn_KIND.E.weight, the names of older files.
std::vector<StoredTensor> split_gguf_experts(std::vector<StoredTensor> tensors,
                                             uint32_t expert_count);

// As the transformers library has them in memory: below model.layers.N.mlp experts.gate_up_proj, in
// which the rows of w3 stand behind those of w1, experts.down_proj, and the router as gate.weight.
// They get the names of published files.
std::vector<StoredTensor> split_hf_experts(std::vector<StoredTensor> tensors,
                                           uint32_t expert_count);

}  // namespace minstrel
