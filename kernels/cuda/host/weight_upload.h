// Brings a model to the device through two pinned buffers: while one is copied the other is
// filled, straight from the mapped file, so no second copy of the weights is ever in host memory.
#pragma once

#include <cstddef>
#include <span>

#include "kernels/cuda/host/device.h"
#include "kernels/cuda/host/model_layout.h"

namespace minstrel::kernels::cuda {

class StagedCopy {
  public:
    explicit StagedCopy(Device& device) : device_(device) {}
    ~StagedCopy();
    StagedCopy(const StagedCopy&) = delete;
    StagedCopy& operator=(const StagedCopy&) = delete;

    DeviceError open(size_t buffer_bytes);
    DeviceError write(std::byte* device, std::span<const std::byte> bytes);
    // Everything has arrived.
    DeviceError finish();

  private:
    DeviceError send();

    Device& device_;
    std::byte* buffers_[2] = {};
    size_t capacity_ = 0;
    uint32_t current_ = 0;
    bool in_flight_[2] = {};
    std::byte* target_ = nullptr;  // of what is in the current buffer
    size_t filled_ = 0;
};

// Weights, norms as floats, and the tables of rotary positions.
DeviceError upload_model(Device& device, const LibraryModel& model, const ModelSizes& sizes,
                         const ModelLayout& layout, std::byte* block);

}  // namespace minstrel::kernels::cuda
