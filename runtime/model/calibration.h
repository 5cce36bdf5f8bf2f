// Lets a model read a text and keeps how the columns of its matrices are used, so that they can be
// rounded where it hurts least. Holds the model in the precision of its files. Used while a model
// is packed; one thread, beside the ones that compute.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kernels/backend.h"
#include "runtime/core/progress.h"
#include "runtime/core/status.h"
#include "runtime/model/column_moments.h"
#include "runtime/model/error_feedback.h"
#include "runtime/model/model.h"
#include "runtime/model/tensor_roles.h"

namespace minstrel {

// Token ids of texts that have nothing to do with each other.
using CalibrationText = std::vector<std::vector<int32_t>>;

class Calibration {
  public:
    // `source` as in PackOptions; `progress` outlives the result and also tells of the reading.
    static Result<std::unique_ptr<Calibration>> make(const std::string& source,
                                                     CalibrationText text, Progress& progress);
    Calibration(const Calibration&) = delete;
    Calibration& operator=(const Calibration&) = delete;

    // For a matrix inside a layer, null for others; valid until the next call. The model reads the
    // text again whenever a layer comes that was not watched: ask in the order of layers.
    Result<const ErrorFeedback*> feedback_for(const TensorRole& role);

  private:
    Calibration(CalibrationText text, Progress& progress)
        : text_(std::move(text)), progress_(progress) {}

    Status open(const std::string& source);
    uint32_t layers_at_once() const;
    uint32_t inputs_per_layer() const;
    // Among those of a layer; of w_down each expert has one.
    static uint32_t number_of(kernels::MatrixInput input, uint32_t expert);
    uint32_t cols_of(uint32_t number) const;  // as of number_of()
    Status watch(uint32_t first_layer);
    Status read(const std::vector<int32_t>& ids);
    // The place in moments_, or its size where the layer is not watched.
    size_t index_of(uint32_t layer, kernels::MatrixInput input, uint32_t expert) const;
    void see(size_t index, const float* values, size_t stride, uint32_t rows);

    CalibrationText text_;
    Progress& progress_;
    std::shared_ptr<const Model> model_;
    std::unique_ptr<kernels::Backend> backend_;
    std::unique_ptr<kernels::DeviceModel> device_;
    std::vector<uint32_t> pages_;
    uint32_t max_positions_ = 0;
    // Of the layers that are watched, one for each number_of().
    uint32_t first_layer_ = 0;
    std::vector<ColumnMoments> moments_;
    struct Feedback {
        size_t index;  // in moments_
        ErrorFeedback feedback;
    };
    // The last of each MatrixInput, because others share it.
    std::array<std::optional<Feedback>, kernels::kMatrixInputCount> feedbacks_;
};

}  // namespace minstrel
