// How a page's keys and values of one head lie in device memory: both as the a operand of matrix
// instructions, so that lanes load whole vectors. D = head_dim rounded up to 32; padding is zero.
//
//   kF16   keys  half [D / 8][32 tokens][8]        values  half [D][32 tokens]
//   kInt8  keys  int8 [D / 8][32 tokens][8]        values  int8 [D][32 tokens]
//          scales of keys, then of values  half [32 tokens]
#pragma once

#include "kernels/cuda/device/launch.h"

namespace minstrel::kernels::cuda {

constexpr uint32_t padded_dim(uint32_t head_dim) {
    return (head_dim + 31) / 32 * 32;
}

// Element of a block's keys or values.
constexpr uint32_t key_index(uint32_t token, uint32_t dim) {
    return (dim / 8 * kPageTokens + token) * 8 + dim % 8;
}
constexpr uint32_t value_index(uint32_t token, uint32_t dim) {
    return dim * kPageTokens + token;
}

}  // namespace minstrel::kernels::cuda
