// What a session has of an adapter: shared with the handle, with other sessions and with steps that
// are under way, so that it stays while any of them has it. Engine thread.
#pragma once

#include <cstdint>
#include <memory>

#include "kernels/adapter.h"
#include "runtime/core/status.h"
#include "runtime/model/adapter.h"

namespace minstrel {

struct AdapterState {
    uint64_t id = 0;
    uint64_t model = 0;
    bool settled = false;  // it is there, or is known to have failed
    Status status;
    std::shared_ptr<const Adapter> files;  // first, because `device` reads them
    std::shared_ptr<const kernels::DeviceAdapter> device;
    uint32_t gpu_layers = 0;  // of the model, when `device` was made
};

struct SessionAdapter {
    std::shared_ptr<AdapterState> state;  // null = none
    float scale = 1;
};

}  // namespace minstrel
