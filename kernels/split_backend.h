// Models on two back ends: the first layers on one, the others with the output matrix on another.
// What passes between them is the residual stream of a step's rows. For a GPU that has not enough
// memory for all of a model.
#pragma once

#include <cstdint>

#include "kernels/backend.h"

namespace minstrel::kernels {

class SplitBackend final : public Backend {
  public:
    // Both outlive the models, this object need not. `upper` gets the last `upper_layers` layers,
    // at least one and fewer than all.
    SplitBackend(Backend& lower, Backend& upper, uint32_t upper_layers)
        : lower_(lower), upper_(upper), upper_layers_(upper_layers) {}

    BackendInfo info() const override { return upper_.info(); }
    KvType page_type(const ModelShape& shape, const ModelWeights& weights,
                     KvType wanted) const override;
    uint64_t free_device_bytes() const override { return upper_.free_device_bytes(); }
    DeviceMemory estimate(const ModelShape& shape, const ModelWeights& weights,
                          const DeviceLimits& limits) const override;
    KernelStatus create_model(const ModelShape& shape, const ModelWeights& weights,
                              const DeviceLimits& limits,
                              std::unique_ptr<DeviceModel>* out_model) override;
    KernelStatus create_adapter(const ModelShape& shape, const AdapterWeights& weights,
                                std::unique_ptr<DeviceAdapter>* out_adapter) override;

  private:
    Backend& lower_;
    Backend& upper_;
    uint32_t upper_layers_;
};

}  // namespace minstrel::kernels
