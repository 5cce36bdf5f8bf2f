// GGUF files keep one matrix of all experts of a layer in one tensor. Stateless; one thread.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/model/stored_tensor.h"

namespace minstrel {

// Replaces blk.N.ffn_KIND_exps.weight of the shape [expert_count, rows, cols] by the tensors
// blk.N.ffn_KIND.E.weight, the names of older files. Other shapes stay, and find no place later.
std::vector<StoredTensor> split_experts(std::vector<StoredTensor> tensors, uint32_t expert_count);

}  // namespace minstrel
