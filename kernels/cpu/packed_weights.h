// Int8 matrices rearranged once into the blocks that the kernels read. Float matrices stay where
// the Model has them.
#pragma once

#include "kernels/backend.h"
#include "kernels/cpu/device_block.h"
#include "kernels/cpu/kernel_table.h"
#include "kernels/cpu/worker_pool.h"

namespace minstrel::kernels {

// All matrices that are multiplied. The embedding is not among them: rows are looked up in place.
template <class Visit>
void for_each_matrix(const ModelWeights& weights, const Visit& visit) {
    for (const LayerWeights& layer : weights.layers) {
        for (const TensorView* tensor : {&layer.wq, &layer.wk, &layer.wv, &layer.wo, &layer.w_gate,
                                         &layer.w_up, &layer.w_down}) {
            visit(*tensor);
        }
    }
    visit(weights.lm_head);
}

// Reserves the blocks of an int8 matrix and returns their offset.
size_t add_packed_matrix(const TensorView& tensor, BlockLayout& layout);

void pack_int8(const TensorView& tensor, Int8Block* out, WorkerPool& pool);

// Row `row` of a matrix of any type as floats.
void read_row(const TensorView& tensor, uint32_t row, float* out);

}  // namespace minstrel::kernels
