// Where everything of a model lies on the device, computed before anything is allocated: one block
// with weights, pages of keys and values, and workspace. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/cuda/device/launch.h"
#include "kernels/cuda/host/cublaslt.h"
#include "kernels/cuda/library.h"
#include "kernels/kernel_status.h"

namespace minstrel::kernels::cuda {

// Rows that are sampled with one launch; more are taken in turns, to save scratch memory.
inline constexpr uint32_t kSampleSlice = 16;
inline constexpr uint32_t kMaxPenaltyTokens = 4096;  // of a row
// Parts of attention of one step that are computed side by side, at most.
inline constexpr uint32_t kMaxPartials = 1024;
// Steps of up to as many rows run as graphs, which have room for a whole number of rows.
inline constexpr uint32_t kGraphRows = 32;

// The model's sizes and limits as the kernels need them. Widths: D = dim, Q = head_count *
// head_dim, E = kv_head_count * head_dim, F = hidden_dim, V = vocab_size, X = expert_count, N =
// experts_per_token, R = rows, L = logit rows, A = R * max(N, 1) rows of feed-forward networks.
struct ModelSizes {
    LibraryShape shape = {};
    std::vector<uint32_t> windows;  // [layer_count]
    LibraryLimits limits = {};
    KvForm kv_form = KvForm::kF16;
    bool takes_residual = false;  // there is no embedding
    bool has_cublaslt = false;    // for steps of kCublasLtRows, where there can be such

    uint32_t query_width() const { return shape.head_count * shape.head_dim; }
    uint32_t key_width() const { return shape.kv_head_count * shape.head_dim; }
    // Rows that arrays have room for: graphs compute some that nobody asked for.
    uint32_t rows() const;
    uint32_t table_stride() const;  // pages of the longest context
    uint32_t partials() const;
    // The widest window of a layer, 0 = all positions.
    uint32_t widest_window() const;
    size_t layer_page_bytes() const;  // what a page holds of a layer
    size_t page_bytes() const { return layer_page_bytes() * shape.layer_count; }
    size_t mask_words() const { return (size_t{shape.vocab_size} + 31) / 32; }
};

struct ExpertTensors {
    const TensorView *gate, *up, *down;
};
struct LayerTensors {
    const TensorView *attn_norm, *wq, *wk, *wv, *wo, *ffn_norm;
    const TensorView* router;            // null without experts
    std::vector<ExpertTensors> experts;  // one without a router
};
LayerTensors layer_tensors(const LibraryModel& model, uint32_t layer);

// Name the broken rule, or are ok. The kernels rely on these.
const char* shape_problem(const LibraryShape& shape);
KernelStatus validate(const LibraryModel& model, const LibraryLimits& limits);

// What a step needs to know, one after the other in pinned memory and on the device, so that one
// copy brings all. The page table is last: only the sequences in use are copied. Offsets in bytes.
struct StepLayout {
    size_t tokens = 0;        // int32 [R]
    size_t positions = 0;     // [R]
    size_t sequences = 0;     // [R]
    size_t score_scales = 0;  // float [R]
    size_t logit_rows = 0;    // [L]
    size_t works = 0;         // AttentionWork [R + partials]
    size_t entries = 0;       // AttentionEntry [R + partials]
    size_t merges = 0;        // AttentionMerge [R]
    size_t adapters = 0;      // RowAdapter [R]
    size_t page_table = 0;    // [R + 1][table_stride]
    size_t bytes = 0;
};

// Likewise for sampling; masks and penalty tokens last.
struct SampleLayout {
    size_t entries = 0;  // SampleEntry [L]
    size_t penalties = 0;
    size_t masks = 0;  // [L][mask_words]
    size_t bytes = 0;
};

struct ModelLayout {
    bool fits = false;  // no size overflows
    // From the start of the block. Tensors in the order of LibraryModel; norms are floats.
    std::vector<size_t> tensors;
    size_t cosines = 0;  // [max_positions][head_dim / 2]
    size_t sines = 0;
    size_t pages = 0;  // [kv_page_count + 1], the last for rows that nobody asked for
    size_t step = 0, sample = 0;
    size_t residual = 0;       // [R][D]
    size_t kept_residual = 0;  // [L][D]
    size_t normed = 0;         // [R][D]
    size_t query = 0;          // [R][Q]
    size_t key = 0;            // [R][E]
    size_t value = 0;          // [R][E]
    size_t attended = 0;       // [R][Q]
    size_t kept_attended = 0;  // [L][Q]
    size_t hidden = 0;         // [A][F]
    size_t partials = 0;
    size_t logits = 0;  // [L][V]
    // Of layers whose gate and up are computed apart, and of adapters. They share the memory of the
    // logits, which are made behind all layers, where that is wide enough.
    size_t up = 0;                                    // [R][F], not of mixtures
    size_t low = 0;                                   // [R][kMaxProducts][kMaxAdapterRank]
    size_t normed_values = 0, normed_scales = 0;      // A int8 rows of width D
    size_t normed_squares = 0;                        // [R][D / 32]
    size_t attended_values = 0, attended_scales = 0;  // R int8 rows of width Q
    size_t hidden_values = 0, hidden_scales = 0;      // A int8 rows of width F
    // Mixtures only.
    size_t expert_pointers = 0;  // [layers][gate, up, down][X]
    size_t router_logits = 0;    // [R][X]
    size_t choices = 0;          // [R][N]
    size_t choice_weights = 0;   // [R][N]
    size_t choice_slots = 0;     // [R][N]
    size_t slot_rows = 0;        // [A]
    size_t first_slots = 0;      // [X + 1]
    size_t expert_values = 0;    // [A][D], inputs and then outputs of the experts
    // Only for cuBLASLt.
    size_t bf16_weights = 0;  // the largest matrix of a layer that is not bf16
    size_t bf16_input = 0;    // [R][max(D, Q, F)], F not of mixtures
    size_t cublaslt_workspace = 0;
    size_t sample_scratch = 0;
    size_t chosen = 0;  // int32 [L]
    size_t bytes = 0;

    // In pinned memory, behind the blocks of a step and of sampling and the chosen tokens.
    size_t pinned_residual = 0;  // [R][D], of a model without an embedding

    StepLayout step_layout;
    SampleLayout sample_layout;
    LibraryMemory memory = {};
};

// `with_cublaslt` where it was chosen and is there.
ModelSizes sizes_of(const LibraryModel& model, const LibraryLimits& limits,
                    bool with_cublaslt = false);
StepLayout plan_step_layout(const ModelSizes& sizes);
ModelLayout plan_layout(const LibraryModel& model, const ModelSizes& sizes);

// Whether the tensor of this number is a norm vector.
bool is_norm(const LibraryShape& shape, uint64_t tensor);

// Bytes of a matrix on the device.
uint64_t device_bytes(const TensorView& tensor);

}  // namespace minstrel::kernels::cuda
