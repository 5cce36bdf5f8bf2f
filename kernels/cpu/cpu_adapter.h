// Adapters on the CPU: they are read where they lie.
#pragma once

#include <memory>
#include <vector>

#include "kernels/adapter.h"
#include "kernels/kernel_status.h"
#include "kernels/tensor.h"

namespace minstrel::kernels {

class CpuAdapter final : public DeviceAdapter {
  public:
    // Names the broken rule, or is ok.
    static KernelStatus make(const ModelShape& shape, const AdapterWeights& weights,
                             std::unique_ptr<DeviceAdapter>* out_adapter);

    const LowRank& of(uint32_t layer, Adapted matrix) const { return layers_[layer][matrix]; }

  private:
    std::vector<LayerAdapter> layers_;
};

}  // namespace minstrel::kernels
