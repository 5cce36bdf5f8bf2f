// One token from one row of logits. Stages: mask and non-finite logits out, penalties, temperature,
// top-k, top-p, min-p, draw. Equal values are ordered by token id, lowest first.
#pragma once

#include <cstdint>

#include "kernels/batch_view.h"
#include "kernels/cpu/kernel_table.h"

namespace minstrel::kernels {

// One thread's memory, each array [vocab_size]. `counts` is all zero between calls.
struct SamplerScratch {
    float* values = nullptr;   // logits of the candidates, later their weights in draw order
    float* weights = nullptr;  // exp(value - largest) by token id
    int32_t* ids = nullptr;
    uint32_t* counts = nullptr;
};

// Returns -1 when no allowed token has a finite logit.
int32_t sample_row(const SampleRow& row, const float* logits, uint32_t vocab_size,
                   const KernelTable& kernels, const SamplerScratch& scratch);

}  // namespace minstrel::kernels
