// The arithmetic of the CPU back end as plain functions, one table an instruction set. All tables
// give the same bits. Kernels read and write raw memory, own nothing and never allocate.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/backend.h"
#include "kernels/batch_view.h"
#include "kernels/tensor.h"

namespace minstrel::kernels {

inline constexpr uint32_t kTileRows = 16;  // outputs that one work item of a matmul computes

// 16 weight rows of one quantisation group. Bytes hold w + 128.
struct Int8Block {
    uint8_t weights[kI8Group / 4][kTileRows][4];
    float scales[kTileRows];
};
static_assert(sizeof(Int8Block) == 576);

// A weight matrix in the form the kernels read.
struct Matrix {
    ElementType type = ElementType::kF32;
    uint32_t rows = 0;
    uint32_t cols = 0;
    // kF32, kBF16: [rows][cols], any alignment. kI8G32: Int8Block[ceil(rows / 16)][cols / 32].
    const void* data = nullptr;

    uint32_t tile_count() const { return (rows + kTileRows - 1) / kTileRows; }
};

// Activations of one step as int8: q = x / scale per group of 32 columns, scale = max |x| / 127.
// Groups are the outer dimension, so that a register tile of rows is contiguous.
struct QuantisedRows {
    int8_t* values = nullptr;    // [cols / 32][row_stride][32]
    float* scales = nullptr;     // [cols / 32][row_stride]
    int32_t* offsets = nullptr;  // [cols / 32][row_stride], -128 * sum of the values
    uint32_t row_stride = 0;
};

// out[r][o] (+)= sum over k of w[o][k] * x[r][k], outputs of the tiles [tile_begin, tile_end).
struct MatmulJob {
    Matrix weights = {};
    const float* input = nullptr;  // [rows][input_stride]; kF32 and kBF16 weights
    size_t input_stride = 0;
    QuantisedRows quantised = {};  // kI8G32 weights
    uint32_t row_count = 0;
    uint32_t tile_begin = 0;
    uint32_t tile_end = 0;
    float* output = nullptr;  // [rows][output_stride]
    size_t output_stride = 0;
    bool accumulate = false;
};

// One row's query heads that share a key-value head, over the positions [first, last].
// A page holds keys as [head_dim][kPageTokens], so that lanes are positions, and values as
// [kPageTokens][head_dim].
struct AttentionJob {
    const float* query = nullptr;  // [head_count][head_dim]
    float* output = nullptr;       // [head_count][head_dim]
    uint32_t head_count = 0;
    uint32_t head_dim = 0;
    float scale = 0;
    const uint32_t* pages = nullptr;
    const float* keys = nullptr;    // of page 0, this layer and head
    const float* values = nullptr;  // of page 0, this layer and head
    size_t page_stride = 0;         // floats from a page to the next
    uint32_t first = 0;
    uint32_t last = 0;
};

struct KernelTable {
    const char* name;
    void (*matmul)(const MatmulJob& job);
    void (*attention)(const AttentionJob& job);
    // out = x / sqrt(mean(x^2) + eps) * weight
    void (*rms_norm)(const float* x, const float* weight, uint32_t count, float eps, float* out);
    // Groups [group_begin, group_end) of one row.
    void (*quantise)(const float* x, uint32_t row, uint32_t group_begin, uint32_t group_end,
                     const QuantisedRows& out);
    // Rotates one head in place; cos and sin are [head_dim / 2].
    void (*rope)(float* head, const float* cos, const float* sin, uint32_t head_dim);
    // gate = gate / (1 + exp(-gate)) * up
    void (*silu_multiply)(float* gate, const float* up, uint32_t count);
    // out = exp(x - shift), 0 where that is below exp(-87)
    void (*exp_shifted)(const float* x, float shift, uint32_t count, float* out);
    // out = logit where it is finite and its bit of `mask` is set, else -inf; null allows all.
    // Returns the largest, -inf when nothing is left.
    float (*filter_logits)(const float* logits, const uint32_t* mask, uint32_t count, float* out);
};

// The best table that this build and this machine have, at most `max_level`.
const KernelTable& select_kernels(CpuLevel max_level);

// Null where the build's target has no such set.
const KernelTable& scalar_kernels();
const KernelTable* avx2_kernels();
const KernelTable* avx512_kernels();

}  // namespace minstrel::kernels
