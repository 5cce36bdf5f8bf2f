// Tensors as a file holds them: name, type, shape and borrowed bytes, extents already checked. The
// file's view outlives the table. Immutable after creation; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"

namespace minstrel {

enum class StoredType : uint8_t {
    kF32,
    kF16,
    kBF16,
    kI8G32,  // rows * cols signed bytes, then float[rows][cols / 32] scales
    kOther,  // known to the format, not to this library
};

struct StoredTensor {
    std::string name;
    StoredType type = StoredType::kOther;
    std::string type_name;  // as the file spells it, for errors
    std::vector<uint64_t> shape;
    std::span<const std::byte> bytes;
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
