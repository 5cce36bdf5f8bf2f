// Which matrix of a model each tensor of an adapter is about: names understood, shapes compared,
// partners found. Stateless; any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/adapter.h"
#include "runtime/core/status.h"
#include "runtime/model/adapter_files.h"
#include "runtime/model/model_config.h"
#include "runtime/model/tensor_rows.h"

namespace minstrel {

// The roles of the factors have their own shapes, and B the row order of the matrix.
struct AdapterMatrix {
    uint32_t layer = 0;
    kernels::Adapted matrix = kernels::Adapted::kQuery;
    TensorSource a;  // [rank][cols]
    TensorSource b;  // [rows][rank]
    float scale = 1;

    uint32_t rank() const { return a.role.rows; }
    uint64_t a_size() const { return uint64_t{a.role.rows} * a.role.cols; }
    uint64_t b_size() const { return uint64_t{b.role.rows} * b.role.cols; }
};

// By layer and matrix, at least one. They borrow `files`.
Result<std::vector<AdapterMatrix>> match_adapter(const AdapterFiles& files,
                                                 const ModelConfig& config);

}  // namespace minstrel
