// Tensors as a file holds them: name, type, shape and borrowed bytes, extents already checked. The
// file's view outlives the table. Immutable after creation; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/tensor.h"
#include "kernels/tiles.h"
#include "runtime/core/status.h"

namespace minstrel {

enum class StoredType : uint8_t {
    kF32,
    kF16,
    kBF16,
    kInt8,     // tiles, see kernels/tensor.h
    kInt4,     // tiles
    kDecoded,  // by `decoder`, row by row
    kOther,    // known to the format, not to this library
};

// Turns what a file holds into floats, one row at a time. Immutable; any thread.
class RowDecoder {
  public:
    virtual ~RowDecoder() = default;
    // `row` is below the tensor's rows and `out` has its columns.
    virtual void decode(uint64_t row, std::span<float> out) const = 0;
    // Where every 32 neighbours of a row are whole multiples of one step: their steps. False where
    // they are not.
    virtual bool read_steps(uint64_t row, std::span<float> out) const {
        (void)row, (void)out;
        return false;
    }
    // The row as groups of integers, where it is stored as such; a quicker way to the same tiles.
    virtual bool read_groups(uint64_t row, std::span<kernels::QuantisedGroup> out) const {
        (void)row, (void)out;
        return false;
    }
    // The form of tiles that holds its values best.
    virtual kernels::ElementType tile_type() const { return kernels::ElementType::kInt8; }
};

struct StoredTensor {
    std::string name;
    StoredType type = StoredType::kOther;
    std::string type_name;  // as the file spells it, for errors
    std::vector<uint64_t> shape;
    std::span<const std::byte> bytes;
    std::unique_ptr<const RowDecoder> decoder;  // of kDecoded
};

std::string shape_text(std::span<const uint64_t> shape);

class TensorTable {
  public:
    // A name that occurs twice is refused.
    static Result<TensorTable> make(std::vector<StoredTensor> tensors);

    TensorTable() = default;

    const StoredTensor* find(std::string_view name) const;
    std::span<const StoredTensor> tensors() const { return tensors_; }
    std::vector<StoredTensor> take() { return std::move(tensors_); }

  private:
    std::vector<StoredTensor> tensors_;  // ascending by name
};

}  // namespace minstrel
