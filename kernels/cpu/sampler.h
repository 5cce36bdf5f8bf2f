// One token from one row of logits. Stages: mask and non-finite logits out, penalties, top-k,
// temperature, top-p, min-p, draw. Equal logits are ordered by token id, lowest first; the draw
// walks the candidates by id.
#pragma once

#include <cstdint>

#include "kernels/batch_view.h"
#include "kernels/cpu/kernel_table.h"

namespace minstrel::kernels {

// One thread's memory, each array [vocab_size]. `counts` is all zero between calls.
struct SamplerScratch {
    float* values = nullptr;   // logits by token id; -inf where a token must not be chosen
    float* weights = nullptr;  // by token id, or of the candidates, in their order
    float* sums = nullptr;     // of the weights, [vocab_size / kSumBlock + 1]
    int32_t* ids = nullptr;    // the candidates
    int32_t* order = nullptr;  // positions among them, best first
    uint32_t* counts = nullptr;
};

// Returns -1 when no allowed token has a finite logit.
int32_t sample_row(const SampleRow& row, const float* logits, uint32_t vocab_size,
                   const KernelTable& kernels, const SamplerScratch& scratch);

}  // namespace minstrel::kernels
