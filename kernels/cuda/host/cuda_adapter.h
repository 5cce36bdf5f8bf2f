// An adapter on a device: a block of its own beside those of the models. Made by the loading
// thread, destroyed by the engine thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "kernels/cuda/device/launch.h"
#include "kernels/cuda/host/device_account.h"

namespace minstrel::kernels::cuda {

constexpr uint32_t bit_of(Adapted matrix) {
    return 1u << static_cast<uint32_t>(matrix);
}

// What a step needs to know of an adapter; LibrarySequence::adapter points to it.
struct AdapterTable {
    LibraryShape shape = {};
    const AdapterMatrix* matrices = nullptr;  // of the device, [layer_count][kAdaptedCount]
    uint32_t max_rank = 0;                    // 0 = nothing is changed
    uint32_t adapted = 0;                     // bit_of what is changed in some layer
};

class CudaAdapter final : public AdapterTable {
  public:
    // `account` outlives the result.
    static KernelStatus make(DeviceAccount& account, const LibraryAdapter& adapter,
                             std::unique_ptr<CudaAdapter>* out_adapter);
    ~CudaAdapter();
    CudaAdapter(const CudaAdapter&) = delete;
    CudaAdapter& operator=(const CudaAdapter&) = delete;

    uint64_t bytes() const { return bytes_; }

  private:
    explicit CudaAdapter(DeviceAccount& account) : account_(account) {}

    KernelStatus load(const LibraryAdapter& adapter);

    DeviceAccount& account_;
    std::unique_ptr<Device> device_;
    std::byte* block_ = nullptr;
    uint64_t bytes_ = 0;
};

// Names the broken rule, or null.
const char* adapter_problem(const LibraryAdapter& adapter);

}  // namespace minstrel::kernels::cuda
