// The kernels of the CUDA back end as plain functions: each enqueues its work on a stream and
// returns at once. Nothing here allocates, waits, logs or keeps state; all memory is the caller's.
// The same sources compile for the CPU, where a launch runs to its end under the emulator of
// simt_emulator.h, `stream` is ignored and pointers are host pointers.
//
// Unless said otherwise pointers are device memory aligned to 16 bytes, matrices to 64. Float
// arrays are float32. R = rows, D = columns, H = query heads, K = key-value heads, d = head_dim,
// V = vocabulary. What a row gets never depends on the other rows nor on their number. Limits, else
// cudaErrorInvalidValue: d is even and at most 128, columns of quantised matrices are a multiple of
// 32, K divides H and H / K <= 32.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/adapter.h"
#include "kernels/batch_view.h"
#include "kernels/cuda/device/stream.h"
#include "kernels/tensor.h"

namespace minstrel::kernels::cuda {

using LaunchError = int32_t;  // cudaError_t of the launch; 0 is success

// Activations as int8: q = x / scale for groups of 32 columns, scale = max |x| / 127. The CPU back
// end makes the same integers of the same floats.
struct Int8Rows {
    int8_t* values = nullptr;  // [D / 32][row_stride][32]
    float* scales = nullptr;   // [D / 32][row_stride]
    uint32_t row_stride = 0;   // at least R, a multiple of 8; rows beyond R may hold anything
    // Of a norm's result the values are those of x * weight. Its factor, 1 / sqrt(mean square of x
    // + eps), is one for the whole row; products with it multiply their sums by that.
    float* squares = nullptr;  // [R][D / 32], sums over groups of x^2; null = no norm's result
    float eps = 0;
};

// A norm's result that a kernel writes beside the rows x that it has made.
struct NormedRows {
    const float* weight = nullptr;  // [D]; null = not wanted
    Int8Rows rows = {};             // with squares
};

// ---- rows -----------------------------------------------------------------------------------

struct EmbedParams {
    TensorView table = {};            // [V, D], any element type
    const int32_t* tokens = nullptr;  // [R]; outside of the table: zeros
    uint32_t rows = 0;
    float* output = nullptr;  // [R][D]
};
LaunchError launch_embed(const EmbedParams& params, Stream stream);

// output[r] = input[r] / sqrt(mean square + eps) * weight
struct NormParams {
    const float* input = nullptr;   // [R][D]
    const float* weight = nullptr;  // [D]
    float eps = 0;
    uint32_t rows = 0;
    uint32_t cols = 0;
    float* output = nullptr;  // [R][D], or null; not the input
    Int8Rows quantised = {};  // with squares; values null = not wanted; needs D % 32 == 0
};
LaunchError launch_norm(const NormParams& params, Stream stream);

struct QuantiseParams {
    const float* input = nullptr;  // [R][D]
    uint32_t rows = 0;
    uint32_t cols = 0;  // a multiple of 32
    Int8Rows output = {};
};
LaunchError launch_quantise(const QuantiseParams& params, Stream stream);

// ---- matrices ---------------------------------------------------------------------------------

// The input of products, in the form that the type of their weights wants: int8 and int4 read
// `quantised`, bf16 and f32 read `values`.
struct MatmulInput {
    const float* values = nullptr;  // [R][stride]
    size_t stride = 0;              // a multiple of 4
    Int8Rows quantised = {};
    uint32_t rows = 0;
};

// output[r][o] (+)= sum over k of weights[o][k] * input[r][k]
struct Product {
    TensorView weights = {};
    float* output = nullptr;  // [R][output_stride]
    size_t output_stride = 0;
    bool accumulate = false;
};

inline constexpr uint32_t kMaxProducts = 3;

// Products that share their input; one launch for those with the same element type. The order of
// every sum is the same for any number of rows: eight parts of the columns, each in order.
struct MatmulParams {
    MatmulInput input = {};
    Product products[kMaxProducts] = {};
    uint32_t product_count = 0;
    // Of the output where there is one product, whose output lies row behind row: D = its outputs,
    // a multiple of 32. Bits are those of launch_norm behind it.
    NormedRows normed = {};
};
LaunchError launch_matmul(const MatmulParams& params, Stream stream);

// hidden = silu(gate) * up, for matrices of different types, which launch_gate_up does not take.
struct SiluParams {
    const float* gate = nullptr;  // [R][D]
    const float* up = nullptr;    // [R][D]
    uint32_t rows = 0;
    uint32_t cols = 0;
    float* output = nullptr;  // [R][D], or null; may be gate or up
    Int8Rows quantised = {};  // values null = not wanted; needs D % 32 == 0
};
LaunchError launch_silu(const SiluParams& params, Stream stream);

// hidden = silu(gate x) * (up x), F = rows of both matrices.
struct GateUpParams {
    MatmulInput input = {};
    TensorView gate = {};     // [F, D]
    TensorView up = {};       // [F, D], same type
    float* output = nullptr;  // [R][F], or null
    Int8Rows quantised = {};  // values null = not wanted; needs F % 32 == 0
};
LaunchError launch_gate_up(const GateUpParams& params, Stream stream);

// output[r][c] = matrix[r][c], to the nearest bfloat16.
struct Bf16Params {
    TensorView matrix = {};      // [R, D], float32, int8 or int4; D is a multiple of 4
    uint16_t* output = nullptr;  // [R][D]
};
LaunchError launch_bf16(const Bf16Params& params, Stream stream);

// ---- attention --------------------------------------------------------------------------------

enum class KvForm : uint8_t {
    kF16,
    kInt8,  // with a float16 scale a token and head
};

// A block is what one page (kPageTokens positions) of one layer holds for one key-value head:
// keys, values and, with kInt8, their scales. Opaque to the host but for its size.
constexpr size_t kv_block_bytes(KvForm form, uint32_t head_dim) {
    const size_t padded = (size_t{head_dim} + 31) / 32 * 32;
    return size_t{2} * kPageTokens * (form == KvForm::kF16 ? padded * 2 : padded + 2);
}

struct KvPages {
    void* blocks = nullptr;  // of this layer: page p, head k is at p * page_bytes + k * block bytes
    size_t page_bytes = 0;   // from a page to the next, a multiple of 64
    KvForm form = KvForm::kF16;
};

// Where the rows of a step belong.
struct RowPlaces {
    const uint32_t* positions = nullptr;   // [R]
    const uint32_t* sequences = nullptr;   // [R]
    const uint32_t* page_table = nullptr;  // [sequences][table_stride]
    uint32_t table_stride = 0;             // page of position p is [sequence][p / kPageTokens]
};

// Rotates queries in place, rotates keys, writes keys and values to their pages.
struct RopeParams {
    float* query = nullptr;        // [R][H][d]
    const float* key = nullptr;    // [R][K][d]
    const float* value = nullptr;  // [R][K][d]
    uint32_t rows = 0;
    uint32_t head_count = 0;
    uint32_t kv_head_count = 0;
    uint32_t head_dim = 0;
    const float* cosines = nullptr;  // [positions][d / 2]
    const float* sines = nullptr;    // [positions][d / 2]
    RowPlaces places = {};
    KvPages pages = {};
};
LaunchError launch_rope(const RopeParams& params, Stream stream);

// Positions that one part of a row's attention covers: part c of a row covers the positions
// [c * kAttentionChunk, (c + 1) * kAttentionChunk) that the row sees.
inline constexpr uint32_t kAttentionChunk = 256;
// Query rows times (H / K) that share a reading of keys and values.
inline constexpr uint32_t kAttentionColumns = 32;

constexpr uint32_t attention_rows_per_work(uint32_t head_count, uint32_t kv_head_count) {
    return kAttentionColumns / (head_count / kv_head_count);
}

// Some query rows and the parts [chunk_begin, chunk_end) of what they see. All rows have the same
// pages in these parts as `sequence`: rows of one sequence, or sessions that share a prefix. Where
// `whole`, the parts are all that the rows have, and the result is written as wanted; otherwise
// it is exactly one part, and goes to `partials` for launch_attention_merge. Both ways give the
// same bits.
struct AttentionWork {
    uint32_t first_entry = 0;  // in AttentionParams::entries
    uint32_t entry_count = 0;  // 1 to attention_rows_per_work
    uint32_t sequence = 0;     // of the page table
    uint32_t chunk_begin = 0;
    uint32_t chunk_end = 0;
    uint32_t whole = 0;
};

struct AttentionEntry {
    uint32_t row = 0;      // of query and RowPlaces
    uint32_t out_row = 0;  // of output and quantised
    uint32_t partial = 0;  // slot of this row and part; not used where the work is whole
};

// Which partials become an output row: parts [first_chunk, chunk_end) lie in consecutive slots.
struct AttentionMerge {
    uint32_t out_row = 0;
    uint32_t first_partial = 0;
    uint32_t count = 0;  // 0 = the row is left alone (its work is whole)
};

// Floats of a partial slot: for each query head its maximum, sum and weighted values.
constexpr size_t attention_partial_floats(uint32_t head_count, uint32_t head_dim) {
    return size_t{head_count} * (head_dim + 4);
}

struct AttentionParams {
    const float* query = nullptr;  // [R][H][d], rotated
    uint32_t head_count = 0;
    uint32_t kv_head_count = 0;
    uint32_t head_dim = 0;
    uint32_t window = 0;                  // 0 = all; a row at t sees [t - window + 1, t]
    const float* score_scales = nullptr;  // [R], see score_scale of kernels/rope.h
    RowPlaces places = {};
    KvPages pages = {};
    const AttentionWork* works = nullptr;  // [work_count]; an entry_count of 0 does nothing
    uint32_t work_count = 0;
    uint32_t max_entries = 0;  // of a work
    const AttentionEntry* entries = nullptr;
    float* partials = nullptr;               // [slots][attention_partial_floats]
    float* output = nullptr;                 // [out rows][H][d], or null
    Int8Rows quantised = {};                 // values null = not wanted; needs d % 32 == 0
    const AttentionMerge* merges = nullptr;  // [merge_count]
    uint32_t merge_count = 0;
};
LaunchError launch_attention(const AttentionParams& params, Stream stream);
LaunchError launch_attention_merge(const AttentionParams& params, Stream stream);

// ---- mixtures of experts ----------------------------------------------------------------------

// X = experts, N = experts a row takes, slots = R * N: one for each choice, ordered by expert and
// by row within one.
inline constexpr uint32_t kMaxRoutedExperts = 256;

struct RouteParams {
    const float* logits = nullptr;  // [R][X]
    uint32_t rows = 0;
    uint32_t expert_count = 0;
    uint32_t experts_per_token = 0;   // at most 16
    uint32_t* choices = nullptr;      // [R][N]
    float* weights = nullptr;         // [R][N], softmax over the chosen
    uint32_t* slots = nullptr;        // [R][N], of each choice
    uint32_t* slot_rows = nullptr;    // [slots], row of each slot
    uint32_t* first_slots = nullptr;  // [X + 1], of each expert
};
LaunchError launch_route(const RouteParams& params, Stream stream);

// Rows of the normalised input side by side for their experts.
struct GatherParams {
    const float* input = nullptr;         // [any][D]
    const uint32_t* slot_rows = nullptr;  // [slots]
    uint32_t slots = 0;
    uint32_t cols = 0;
    float* output = nullptr;  // [slots][D], or null
    Int8Rows quantised = {};  // values null = not wanted
};
LaunchError launch_gather(const GatherParams& params, Stream stream);

// Matrices of all experts, all of one type and shape; `data` is a device array of pointers.
struct ExpertMatrices {
    const void* const* data = nullptr;  // [X]
    ElementType type = ElementType::kF32;
    uint32_t rows = 0;
    uint32_t cols = 0;
};

struct ExpertGateUpParams {
    MatmulInput input = {};  // by slot; rows = slots
    ExpertMatrices gate = {};
    ExpertMatrices up = {};
    uint32_t expert_count = 0;
    const uint32_t* first_slots = nullptr;  // [X + 1]
    float* output = nullptr;                // [slots][F], or null
    Int8Rows quantised = {};
};
LaunchError launch_expert_gate_up(const ExpertGateUpParams& params, Stream stream);

struct ExpertMatmulParams {
    MatmulInput input = {};  // by slot; rows = slots
    ExpertMatrices weights = {};
    uint32_t expert_count = 0;
    const uint32_t* first_slots = nullptr;  // [X + 1]
    float* output = nullptr;                // [slots][weights.rows]
};
LaunchError launch_expert_matmul(const ExpertMatmulParams& params, Stream stream);

// residual[r] += sum over n of weights[r][n] * values[slots[r][n]], in the order of n.
struct CombineParams {
    const float* values = nullptr;    // [slots][D]
    const float* weights = nullptr;   // [R][N]
    const uint32_t* slots = nullptr;  // [R][N]
    uint32_t rows = 0;
    uint32_t cols = 0;
    uint32_t experts_per_token = 0;
    float* residual = nullptr;  // [R][D]
    NormedRows normed = {};     // of the residual; needs D % 32 == 0
};
LaunchError launch_combine(const CombineParams& params, Stream stream);

// ---- adapters ---------------------------------------------------------------------------------

// A change of one matrix, as LowRank of kernels/adapter.h, but B by rank: threads with outputs
// beside each other read what lies beside each other.
struct AdapterMatrix {
    const float* a = nullptr;  // [rank][D]
    const float* b = nullptr;  // [rank][outputs]
    uint32_t rank = 0;         // 0 = the matrix is not changed
};

struct RowAdapter {
    const AdapterMatrix* matrices = nullptr;  // by layer and Adapted; null = the row has none
    float scale = 0;
};

struct AdaptedOutput {
    float* values = nullptr;  // [R][width]
    uint32_t width = 0;
};

// Changes of products that share their input. Which adapter a row has is in device memory, so that
// one recording serves all steps of as many rows. Rows without one are left alone.
struct LowRankParams {
    const RowAdapter* adapters = nullptr;
    const uint32_t* row_numbers = nullptr;  // [R], of `adapters`; null = row r
    uint32_t first_matrix = 0;              // of RowAdapter::matrices, one for each product
    uint32_t max_rank = 0;                  // of all rows, at most kMaxAdapterRank
    uint32_t rows = 0;
    const float* input = nullptr;  // [R][D]
    uint32_t cols = 0;             // a multiple of 4
    float* low = nullptr;          // [R][product_count][max_rank]
    AdaptedOutput outputs[kMaxProducts] = {};
    uint32_t product_count = 0;
};
// low[r][p][k] = scale * sum over c of a[k][c] * input[r][c]
LaunchError launch_shrink(const LowRankParams& params, Stream stream);
// outputs[p][r][o] += sum over k of b[k][o] * low[r][p][k]
LaunchError launch_expand(const LowRankParams& params, Stream stream);

// ---- sampling -----------------------------------------------------------------------------------

// One row of sampling, as SampleRow of kernels/batch_view.h, for device memory.
struct SampleEntry {
    uint32_t logit_row = 0;
    float temperature = 0;
    uint32_t top_k = 0;
    float top_p = 0;
    float min_p = 0;
    float repetition_penalty = 0;
    float presence_penalty = 0;
    float frequency_penalty = 0;
    uint32_t penalty_first = 0;  // in SampleParams::penalty_tokens
    uint32_t penalty_count = 0;
    uint32_t mask_row = UINT32_MAX;  // of SampleParams::masks; UINT32_MAX = all allowed
    uint32_t position = 0;
    uint64_t seed = 0;
    uint64_t stream = 0;
};

// Bytes of scratch for that many rows: by token, by block of 256 tokens and by 16 blocks, see
// SampleRowView of sample_row.h.
constexpr size_t sample_scratch_bytes(uint32_t rows, uint32_t vocab_size) {
    const size_t blocks = (size_t{vocab_size} + 255) / 256;
    return rows * (blocks * (256 * 16 + 24) + (blocks + 15) / 16 * 2048);
}

struct SampleParams {
    const float* logits = nullptr;         // [logit rows][V]
    const SampleEntry* entries = nullptr;  // [rows]
    uint32_t rows = 0;
    uint32_t vocab_size = 0;                  // at most 2^20
    const uint32_t* masks = nullptr;          // [mask rows][ceil(V / 32)], set = allowed
    const int32_t* penalty_tokens = nullptr;  // recent tokens of all rows
    void* scratch = nullptr;                  // sample_scratch_bytes
    int32_t* tokens = nullptr;                // [rows], -1 = no allowed token has a finite logit
};
LaunchError launch_sample(const SampleParams& params, Stream stream);

}  // namespace minstrel::kernels::cuda
