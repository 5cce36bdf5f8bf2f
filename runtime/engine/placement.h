// Placement: on which device a model goes, or its layers do, with how many pages of keys and
// values, and where its adapters go. Used by the loading thread.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "kernels/backend.h"
#include "runtime/core/status.h"
#include "runtime/engine/devices.h"
#include "runtime/flow/command.h"
#include "runtime/flow/info.h"
#include "runtime/model/adapter.h"
#include "runtime/model/model.h"

namespace minstrel {

struct LoadLimits {
    uint32_t max_rows = 0;
    uint32_t max_logit_rows = 0;
    bool plays_scripts = false;  // models are scripts
    kernels::ThreadSettings threads;
};

// How many tokens a session may have and how many pages there are for all of them.
struct KvPlan {
    uint32_t context_tokens = 0;
    uint32_t page_count = 0;
};
Result<KvPlan> plan_kv(const LoadModel& command, uint32_t model_limit, uint64_t page_bytes);

// What a page takes on a back end, by its numbers; 0 = not to be had. Of `limits` the rows count.
ModelInfo::BytesByKvType page_bytes_on(const kernels::Backend& backend, const Model& files,
                                       kernels::DeviceLimits limits);

struct Placed {
    std::unique_ptr<kernels::DeviceModel> device;
    kernels::DeviceLimits limits;
    ModelInfo::BytesByKvType page_bytes{};
    kernels::DeviceMemory memory;
    uint32_t prefix_count = 0;
    uint32_t prefix_pages = 0;  // the last of kv_page_count
    BackendKind backend = BackendKind::kCpu;
    uint32_t gpu_layers = 0;  // the last ones
};

class Placement {
  public:
    // `devices` outlives this and all that is placed.
    Placement(Devices& devices, const LoadLimits& limits) : devices_(devices), limits_(limits) {}

    // `reason` says why it is not all where models go first.
    Result<Placed> place(const LoadModel& command, const Model& files, Status& reason) const;
    // What place() would do now.
    Result<Placed> plan(const LoadModel& command, const Model& files) const;
    Status place_adapter(const Model& files, const Adapter& adapter, uint32_t gpu_layers,
                         std::unique_ptr<kernels::DeviceAdapter>* out_adapter) const;

  private:
    Result<Placed> plan_on(const kernels::Backend& backend, const LoadModel& command,
                           const Model& files) const;
    Result<Placed> place_on(kernels::Backend& backend, const LoadModel& command,
                            const Model& files) const;
    template <class Use>
    auto with_parts(uint32_t gpu_layers, const Model& files, const Use& use) const
        -> decltype(use(std::declval<kernels::Backend&>()));
    Result<Placed> plan_with(uint32_t gpu_layers, const LoadModel& command,
                             const Model& files) const;
    Result<uint32_t> wanted_gpu_layers(const LoadModel& command, const Model& files) const;
    Result<uint32_t> layers_that_fit(uint32_t wanted, const LoadModel& command,
                                     const Model& files) const;

    Devices& devices_;
    LoadLimits limits_;
};

}  // namespace minstrel
