// Makes tiles of a stored matrix, sixteen rows at a time: without loss where its values are
// multiples of steps that a tile can hold, else to the nearest. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/tensor.h"
#include "runtime/core/status.h"
#include "runtime/model/error_feedback.h"
#include "runtime/model/rounding_error.h"
#include "runtime/model/tensor_rows.h"

namespace minstrel {

class TileMaker {
  public:
    // The columns are a multiple of 32. `source` and `feedback` outlive the maker; without feedback
    // each weight is rounded for itself.
    TileMaker(const TensorSource& source, kernels::ElementType type,
              const ErrorFeedback* feedback = nullptr);

    uint64_t band_bytes() const;
    uint32_t band_count() const;
    // `band` has band_bytes(). Fails where a value is not finite or too large for the form.
    Status make_band(uint32_t index, std::span<std::byte> band);

    const RoundingError& rounding() const { return rounding_; }

  private:
    bool fits(const kernels::QuantisedGroup& group) const;
    bool copy_row(uint32_t row, std::span<std::byte> band);
    Status make_row(uint32_t row, std::span<std::byte> band);
    bool round_row(uint32_t row);
    void note_errors();

    const TensorSource& source_;
    kernels::ElementType type_;
    const ErrorFeedback* feedback_;
    std::vector<kernels::QuantisedGroup> groups_;  // of a row
    std::vector<float> values_;                    // of a row
    std::vector<float> steps_;
    RoundingError rounding_;
};

}  // namespace minstrel
