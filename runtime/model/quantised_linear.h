// Quantised checkpoints of safetensors files: the several tensors that stand for one matrix become
// one that decodes its rows. Stateless; one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/model/stored_tensor.h"

namespace minstrel {

enum class QuantMethod : uint8_t {
    kNone,
    kFp8,         // eight-bit floats, with a scale for a tensor, a row or a block
    kGptq,        // integers with scales and zero points for groups of columns, inputs first
    kAwq,         // the same in another order
    kPackedInts,  // of compressed-tensors
    kInt8,        // of compressed-tensors, bytes
};

struct QuantOptions {
    QuantMethod method = QuantMethod::kNone;
    uint32_t bits = 0;
    uint32_t group_size = 0;   // 0 = a whole row
    uint32_t zero_offset = 0;  // GPTQ: added to the stored zero points
    uint32_t block_rows = 0;   // FP8, 0 = no blocks
    uint32_t block_cols = 0;
};

// What "quantization_config" of a config.json or params.json says, or "quantization" of a
// params.json; none where there is neither. Unknown methods are refused by name. `file` names the
// source in errors.
Result<QuantOptions> parse_quantisation(std::string_view json_text, const char* file);

// Replaces the parts of each quantised matrix NAME.* by NAME.weight of the shape [out, in].
Result<std::vector<StoredTensor>> merge_quantised(std::vector<StoredTensor> tensors,
                                                  const QuantOptions& options);

}  // namespace minstrel
