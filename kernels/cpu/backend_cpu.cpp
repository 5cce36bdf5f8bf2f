#include <algorithm>
#include <new>

#include "kernels/backend.h"
#include "kernels/cpu/cpu_adapter.h"
#include "kernels/cpu/cpu_features.h"
#include "kernels/cpu/cpu_model.h"
#include "kernels/cpu/kernel_table.h"
#include "kernels/cpu/model_plan.h"
#include "kernels/cpu/worker_pool.h"

namespace minstrel::kernels {
namespace {

constexpr uint32_t kDefaultMaxThreads = 8;
constexpr uint32_t kMaxThreads = 256;

uint32_t default_thread_count(const ThreadSettings& settings) {
    const uint32_t most = std::min(physical_core_count(), kDefaultMaxThreads);
    if (settings.core_mask == 0) return most;
    return std::clamp(granted_core_count(settings.core_mask), 1u, most);
}

class CpuBackend final : public Backend {
  public:
    explicit CpuBackend(const CpuOptions& options)
        : allocators_(options.allocators),
          observer_(options.observer),
          kernels_(select_kernels(options.max_level)),
          pool_(planned_thread_count(options), options.tasks, options.threads) {}

    BackendInfo info() const override {
        return {"cpu", kernels_.name, pool_.thread_count(), pool_.max_thread_count()};
    }

    void set_thread_count(uint32_t count) override { pool_.set_thread_count(count); }

    KvType page_type(const ModelShape& /*shape*/, const ModelWeights& weights,
                     KvType wanted) const override {
        return resolve_kv_type(weights, wanted);
    }

    DeviceMemory estimate(const ModelShape& shape, const ModelWeights& weights,
                          const DeviceLimits& limits) const override {
        if (!validate_model(shape, weights, limits).ok()) return {};
        const ModelPlan plan = plan_model(shape, weights, limits, pool_.max_thread_count());
        return {0, plan.kv_bytes, plan.workspace_bytes};
    }

    KernelStatus create_model(const ModelShape& shape, const ModelWeights& weights,
                              const DeviceLimits& limits,
                              std::unique_ptr<DeviceModel>* out_model) override {
        if (KernelStatus status = validate_model(shape, weights, limits); !status.ok()) {
            return status;
        }
        const ModelPlan plan = plan_model(shape, weights, limits, pool_.max_thread_count());
        if (!plan.fits) return {KernelCode::kOutOfMemory, 0, "the model's sizes overflow"};
        return CpuModel::make(shape, weights, limits, plan, allocators_, observer_, kernels_, pool_,
                              out_model);
    }

    KernelStatus create_adapter(const ModelShape& shape, const AdapterWeights& weights,
                                std::unique_ptr<DeviceAdapter>* out_adapter) override {
        return CpuAdapter::make(shape, weights, out_adapter);
    }

  private:
    DeviceAllocators allocators_;
    ActivationObserver observer_;
    const KernelTable& kernels_;
    WorkerPool pool_;
};

}  // namespace

uint32_t planned_thread_count(const CpuOptions& options) {
    return options.thread_count != 0 ? std::min(options.thread_count, kMaxThreads)
                                     : default_thread_count(options.threads);
}

KernelStatus create_cpu_backend(const CpuOptions& options, std::unique_ptr<Backend>* out_backend) {
    out_backend->reset(new (std::nothrow) CpuBackend(options));
    if (*out_backend == nullptr) return {KernelCode::kOutOfMemory, 0, "creating the CPU back end"};
    return {};
}

}  // namespace minstrel::kernels
