// What a kernel room reports: a small code and a number of the system below. runtime/engine turns
// it into a Status at one place.
#pragma once

#include <cstdint>

namespace minstrel::kernels {

enum class KernelCode : uint8_t {
    kOk = 0,
    kOutOfMemory,
    kUnsupported,  // shape or element type that this back end cannot run
    kDeviceLost,
    kStopped,  // asked to stop between two layers; not a failure, see DeviceModel::resume
};

struct [[nodiscard]] KernelStatus {
    KernelCode code = KernelCode::kOk;
    int32_t native = 0;     // errno, CUresult, ...
    const char* what = "";  // static text that names the operation or the shape rule broken

    bool ok() const { return code == KernelCode::kOk; }
};

}  // namespace minstrel::kernels
