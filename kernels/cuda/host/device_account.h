// The memory that the models and adapters of one back end share on a device, within its budget.
// Used by the loading thread and the engine thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "kernels/cuda/host/cublaslt.h"
#include "kernels/cuda/host/device.h"
#include "kernels/kernel_status.h"

namespace minstrel::kernels::cuda {

struct DeviceAccount {
    DeviceAccount() = default;
    ~DeviceAccount();
    DeviceAccount(const DeviceAccount&) = delete;
    DeviceAccount& operator=(const DeviceAccount&) = delete;

    LibraryOptions options;
    LibraryDevice device;
    // Keeps the device's context from one model to the next; for the loading thread.
    std::unique_ptr<Device> opened;
    // Where the host chose it and it is there, else null and why, until that was told.
    std::unique_ptr<CublasLt> cublaslt;
    std::string why_no_cublaslt;
    std::atomic<uint64_t> used_bytes{0};
    std::atomic<uint64_t> allocations{0};

    // These within a device that was entered. What is left of the budget, or of the device's
    // memory where there is less of it or no budget.
    DeviceError free_bytes(Device& entered, uint64_t* out_bytes) const;
    KernelStatus allocate(Device& entered, uint64_t bytes, std::byte** out_block);
    void release(Device& entered, std::byte* block, uint64_t bytes);
};

// 0 is no failure. Whatever is neither memory nor success leaves the device in doubt: it is lost.
KernelStatus to_status(DeviceError error, const char* what);

}  // namespace minstrel::kernels::cuda
