// The plan of a step: which rows go where, and how attention is cut into works. A pure function of
// the batch and the model's sizes; writes into memory that it is given. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/cuda/device/launch.h"
#include "kernels/cuda/host/cuda_adapter.h"
#include "kernels/cuda/host/model_layout.h"

namespace minstrel::kernels::cuda {

// All that the launches of a step take from the host; the rest is in device memory. Two steps of
// one shape are the same launches.
struct StepShape {
    uint32_t rows = 0;
    uint32_t logit_rows = 0;
    uint32_t work_count = 0;
    uint32_t merge_count = 0;  // 0 = all works are whole
    uint32_t max_entries = 0;
    bool keeps_all = false;  // every row has logits, in order
    // Of the adapters that rows have. A launch looks whose they are and which rank each has.
    uint32_t adapter_rank = 0;  // the largest, or the power of two above it; 0 = there are none
    uint32_t adapted = 0;       // bit_of the matrices that they change

    bool operator==(const StepShape&) const = default;
};

// Launches of a layer that the adapters of such a step take beside those of the model.
uint32_t adapter_launches(const StepShape& shape);

// Matrices that are computed together, and so changed together.
inline constexpr uint32_t kProjections =
    bit_of(Adapted::kQuery) | bit_of(Adapted::kKey) | bit_of(Adapted::kValue);
inline constexpr uint32_t kGateAndUp = bit_of(Adapted::kGate) | bit_of(Adapted::kUp);

// Views into a block of StepLayout.
struct StepArrays {
    int32_t* tokens;
    uint32_t* positions;
    uint32_t* sequences;
    float* score_scales;
    uint32_t* logit_rows;
    AttentionWork* works;
    AttentionEntry* entries;
    AttentionMerge* merges;
    RowAdapter* adapters;
    uint32_t* page_table;
};
StepArrays step_arrays(std::byte* block, const StepLayout& layout);

struct StepOptions {
    bool padded = false;        // to a shape that recurs, for graphs; only up to kGraphRows rows
    uint32_t wanted_works = 0;  // enough to fill the device; fewer whole works are cut into parts
};

struct StepPlan {
    StepShape shape;
    size_t used_bytes = 0;  // of the block, from its start
};

// Names what the batch breaks, or null.
const char* batch_problem(const LibraryBatch& batch, const ModelSizes& sizes);

StepPlan plan_step(const LibraryBatch& batch, const ModelSizes& sizes, const StepLayout& layout,
                   const StepOptions& options, std::byte* block);

// The least of 1, 2, 4, 8, 16, 24, 32 that is not below `rows`.
uint32_t row_bucket(uint32_t rows);

}  // namespace minstrel::kernels::cuda
