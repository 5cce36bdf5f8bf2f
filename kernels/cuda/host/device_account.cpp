#include "kernels/cuda/host/device_account.h"

#include <algorithm>

namespace minstrel::kernels::cuda {
namespace {

// Left to the driver, for graphs among others, and to the renderer.
constexpr uint64_t kSpareBytes = uint64_t{256} << 20;

}  // namespace

KernelStatus to_status(DeviceError error, const char* what) {
    if (error == 0) return {};
    if (error == kErrorMemory) return {KernelCode::kOutOfMemory, error, what};
    return {KernelCode::kDeviceLost, error, what};
}

DeviceAccount::~DeviceAccount() {
    if (cublaslt == nullptr) return;
    const InDevice inside(*opened);
    cublaslt.reset();
}

// Some drivers hand out the host's memory as if it were the device's, so what is free is looked at
// in any case.
DeviceError DeviceAccount::free_bytes(Device& entered, uint64_t* out_bytes) const {
    uint64_t free_bytes = 0, total_bytes = 0;
    const DeviceError error = entered.memory_info(&free_bytes, &total_bytes);
    if (error != 0) return error;
    const uint64_t budget = options.memory_bytes, used = used_bytes.load();
    *out_bytes = free_bytes - std::min({free_bytes, kSpareBytes, total_bytes / 16});
    if (budget != 0) *out_bytes = std::min(*out_bytes, budget - std::min(budget, used));
    return 0;
}

KernelStatus DeviceAccount::allocate(Device& entered, uint64_t bytes, std::byte** out_block) {
    const uint64_t budget = options.memory_bytes;
    if (budget != 0 && used_bytes.load() + bytes > budget) {
        return {KernelCode::kOutOfMemory, 0, "more than the budget of device memory"};
    }
    uint64_t left = 0;
    DeviceError error = free_bytes(entered, &left);
    if (error != 0) return to_status(error, "asking for the device's memory");
    if (bytes > left) {
        return {KernelCode::kOutOfMemory, 0, "more memory than the device has free"};
    }
    void* memory = nullptr;
    error = entered.allocate(bytes, &memory);
    allocations.fetch_add(1);
    if (error != 0) return to_status(error, "allocating the device's block");
    *out_block = static_cast<std::byte*>(memory);
    used_bytes.fetch_add(bytes);
    return {};
}

void DeviceAccount::release(Device& entered, std::byte* block, uint64_t bytes) {
    entered.release(block);
    used_bytes.fetch_sub(bytes);
}

}  // namespace minstrel::kernels::cuda
