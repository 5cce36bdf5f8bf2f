// Rows of stored tensors as floats, whatever their type and order in the file. Stateless; any
// thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/model/block_format.h"
#include "runtime/model/stored_tensor.h"
#include "runtime/model/tensor_roles.h"

namespace minstrel {

// What a model needs and where it is.
struct TensorSource {
    TensorRole role;
    const StoredTensor* tensor = nullptr;
};

// The tensors of a model in the order of tensor_roles: each there, with its shape and a type that
// can be read, and no other.
Result<std::vector<TensorSource>> match_roles(const TensorTable& table, const ModelConfig& config,
                                              TensorNaming naming);

// Whether the rows lie in the order and in the elements that read_row gives.
bool is_plain(const TensorSource& source);

// Of F32, F16 and BF16: the bytes of the kernels' row `row`.
std::span<const std::byte> stored_row(const TensorSource& source, uint64_t row);

// The kernels' row `row`; `out` has the tensor's columns.
void read_row(const TensorSource& source, uint64_t row, std::span<float> out);

// The same of RowDecoder::read_steps.
bool read_steps(const TensorSource& source, uint64_t row, std::span<float> out);

// The same of RowDecoder::read_groups.
bool read_groups(const TensorSource& source, uint64_t row, std::span<kernels::QuantisedGroup> out);

// Of a tensor whose bytes are rows of whole blocks.
std::unique_ptr<const RowDecoder> make_block_decoder(BlockType type,
                                                     std::span<const std::byte> bytes);

}  // namespace minstrel
