// What a model needs on the CPU, computed before anything is allocated: which shapes can run, and
// where each array lies in the two blocks (KV pages, workspace).
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/backend.h"
#include "kernels/cpu/kernel_table.h"

namespace minstrel::kernels {

inline constexpr uint32_t kMaxExperts = 256;

// Names the broken rule, or is ok. Checks every size that the kernels rely on.
KernelStatus validate_model(const ModelShape& shape, const ModelWeights& weights,
                            const DeviceLimits& limits);

// Offsets in bytes. Widths: D = dim, Q = head_count * head_dim, E = kv_head_count * head_dim,
// F = hidden_dim, V = vocab_size, R = max_rows, L = max_logit_rows, T = threads, X = expert_count,
// K = experts_per_token, A = R * max(K, 1) rows of the feed-forward networks. Without an output
// matrix what is made of logits has V = 0.
struct ModelPlan {
    bool fits = false;  // no size overflows
    size_t kv_bytes = 0;
    size_t workspace_bytes = 0;

    uint32_t head_rows = 0;  // V, or 0 without an output matrix
    KvPageLayout page;

    size_t norms = 0;          // [2 * layers + 1][D]
    size_t cosines = 0;        // [max_positions][head_dim / 2]
    size_t sines = 0;          // same
    size_t residual = 0;       // [R][D]
    size_t normed = 0;         // [R][D]
    size_t query = 0;          // [R][Q]
    size_t key = 0;            // [R][E]
    size_t value = 0;          // [R][E]
    size_t attended = 0;       // [R][Q]
    size_t gate = 0;           // [A][F]
    size_t up = 0;             // [A][F]
    size_t logits = 0;         // [L][V]
    size_t row_positions = 0;  // [R]
    size_t row_sequences = 0;  // [R]
    // Mixtures only.
    size_t router_logits = 0;   // [R][X]
    size_t choices = 0;         // [R][K], experts
    size_t choice_weights = 0;  // [R][K]
    size_t choice_slots = 0;    // [R][K], rows of what follows
    size_t slot_rows = 0;       // [A]
    size_t expert_values = 0;   // [A][D], inputs and then outputs of the experts
    // Activations of width max(D, Q), and of width F, for A rows: as bfloat16 where a matrix is,
    // and as int8.
    size_t narrow_bf16 = 0, wide_bf16 = 0;
    size_t narrow_values = 0, narrow_scales = 0, narrow_offsets = 0;
    size_t wide_values = 0, wide_scales = 0, wide_offsets = 0;
    // Sampler, each [T][V].
    size_t sample_values = 0, sample_weights = 0, sample_ids = 0, sample_order = 0;
    size_t sample_sums = 0;  // [T][V / kSumBlock + 1]
    size_t sample_counts = 0;
};

// The numbers of pages that `wanted` means for these weights, never kDefault.
KvType resolve_kv_type(const ModelWeights& weights, KvType wanted);

ModelPlan plan_model(const ModelShape& shape, const ModelWeights& weights,
                     const DeviceLimits& limits, uint32_t thread_count);

}  // namespace minstrel::kernels
