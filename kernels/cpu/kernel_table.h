// The arithmetic of the CPU back end as plain functions, one table an instruction set. All tables
// give the same bits, but for bf16 products below 2^-126. Kernels read and write raw memory, own
// nothing and never allocate.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/backend.h"
#include "kernels/batch_view.h"
#include "kernels/tensor.h"

namespace minstrel::kernels {

// Activations of one step as int8: q = x / scale per group of 32 columns, scale = max |x| / 127.
// Groups are the outer dimension, so that a register tile of rows is contiguous.
struct QuantisedRows {
    int8_t* values = nullptr;    // [cols / 32][row_stride][32]
    float* scales = nullptr;     // [cols / 32][row_stride]
    int32_t* offsets = nullptr;  // [cols / 32][row_stride], -8 * sum of the values
    uint32_t row_stride = 0;
};

// Activations of one step as bfloat16, rounded to nearest even: what bf16 weights are multiplied
// with. The stride leaves room between rows, whose lines would else share their place in a cache.
struct Bf16Rows {
    uint16_t* values = nullptr;  // [rows][stride]
    size_t stride = 0;
};

constexpr size_t bf16_stride(size_t cols) {
    return (cols + 31) / 32 * 32 + 32;
}

inline constexpr uint32_t kSumBlock = 256;  // values

// Work items of a matmul are bands of 16 outputs.
constexpr uint32_t band_count(uint32_t rows) {
    return (rows + kTileRows - 1) / kTileRows;
}

// out[r][o] (+)= sum over k of w[o][k] * x[r][k], outputs of the bands [band_begin, band_end).
struct MatmulJob {
    TensorView weights = {};
    const float* input = nullptr;  // [rows][input_stride]; kF32 weights
    size_t input_stride = 0;
    QuantisedRows quantised = {};  // kInt8 and kInt4 weights
    Bf16Rows bf16 = {};            // kBF16 weights
    uint32_t row_count = 0;
    uint32_t band_begin = 0;
    uint32_t band_end = 0;
    float* output = nullptr;  // [rows][output_stride]
    size_t output_stride = 0;
    bool accumulate = false;
};

// One row's query heads that share a key-value head, over the positions [first, last]. Pages are as
// kernels/kv_page.h says.
struct AttentionJob {
    const float* query = nullptr;  // [head_count][head_dim]
    float* output = nullptr;       // [head_count][head_dim]
    uint32_t head_count = 0;
    uint32_t head_dim = 0;
    float scale = 0;
    const uint32_t* pages = nullptr;
    KvType kv_type = KvType::kF32;  // not kDefault
    const void* keys = nullptr;     // of page 0, this layer and head
    const void* values = nullptr;   // of page 0, this layer and head
    size_t page_stride = 0;         // bytes from a page to the next
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
    // out[i * stride] = x[i] as IEEE half: nearest even, clamped to its largest finite values.
    void (*store_half)(const float* x, uint32_t count, uint16_t* out, size_t stride);
    // The same as bfloat16, not clamped.
    void (*store_bf16)(const float* x, uint32_t count, uint16_t* out, size_t stride);
    // x as 128 + round(x / scale), scale = max |x| / 127, `count` a multiple of 16: element i is
    // out[i / 4 * outer + i % 4 * inner].
    void (*store_int8)(const float* x, uint32_t count, uint8_t* out, size_t outer, size_t inner,
                       float* out_scale);
    // Rotates one head in place; cos and sin are [head_dim / 2].
    void (*rope)(float* head, const float* cos, const float* sin, uint32_t head_dim);
    // gate = gate / (1 + exp(-gate)) * up
    void (*silu_multiply)(float* gate, const float* up, uint32_t count);
    // out = exp((x - shift) * scale), 0 where that is below `floor` or exp(-87); sums of every
    // kSumBlock of them
    void (*exp_scaled)(const float* x, float shift, float scale, float floor, uint32_t count,
                       float* out, float* sums);
    // The first index of [begin, count) with x above the limit, else `count`.
    uint32_t (*next_above)(const float* x, float limit, uint32_t begin, uint32_t count);
    // Indices and values above the limit, in order; returns how many. `values` may be `x`.
    uint32_t (*collect_above)(const float* x, float limit, uint32_t count, int32_t* indices,
                              float* values);
    // Their sum and number.
    float (*sum_above)(const float* x, float limit, uint32_t count, uint32_t* out_count);
    // out = logit where it is finite and its bit of `mask` is set, else -inf; null allows all.
    // Returns the largest, -inf when nothing is left.
    float (*filter_logits)(const float* logits, const uint32_t* mask, uint32_t count, float* out);
};

// The best table that this build and this machine have, at most `max_level`.
const KernelTable& select_kernels(CpuLevel max_level);

// Null where the build's target has no such set.
const KernelTable& scalar_kernels();
const KernelTable* avx2_kernels();
const KernelTable* avxvnni_kernels();
const KernelTable* avx512_kernels();
const KernelTable* neon_kernels();
const KernelTable* neondot_kernels();
const KernelTable* avx512_bf16_kernels();
const KernelTable* amx_kernels();

}  // namespace minstrel::kernels
