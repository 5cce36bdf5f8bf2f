// The face of the maths: what the runtime sees of a device. One Backend per engine, one DeviceModel
// per loaded model. The loading thread makes models and fills their pages, then the engine thread
// has them; back ends are used by both. Nothing here logs, prints or throws.
//
// Batch invariance is part of the contract: a row's logits depend on its own sequence only, never
// on which other rows share the step, on how a prompt was cut into chunks, or on the thread count;
// unless the host chose otherwise, see CudaOptions::with_cublaslt.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "kernels/activation_observer.h"
#include "kernels/adapter.h"
#include "kernels/batch_view.h"
#include "kernels/kernel_status.h"
#include "kernels/kv_page.h"
#include "kernels/tensor.h"
#include "kernels/thread_settings.h"

namespace minstrel::kernels {

// Memory comes from the engine's allocator. `allocate` returns null on failure.
struct DeviceAllocator {
    void* user = nullptr;
    void* (*allocate)(void* user, size_t bytes, size_t alignment) = nullptr;
    void (*release)(void* user, void* pointer, size_t bytes) = nullptr;
};

// One for each thing that memory is used for, so that the engine can tell them apart.
struct DeviceAllocators {
    DeviceAllocator weights;
    DeviceAllocator kv;
    DeviceAllocator workspace;
};

struct BackendInfo {
    const char* name = "";    // "cpu"
    const char* device = "";  // "avx512-vnni", "NVIDIA ..."
    uint32_t thread_count = 0;
    uint32_t max_thread_count = 0;  // see Backend::set_thread_count
};

// Workers of the host. `submit` has task(context) run once, on any thread, soon; false when it
// cannot. Called from the engine thread, must not wait for the task.
struct TaskSystem {
    void* user = nullptr;
    bool (*submit)(void* user, void (*task)(void* context), void* context) = nullptr;
};

// Upper bounds of every step; workspaces and KV pages are allocated once, from these.
struct DeviceLimits {
    uint32_t max_rows = 0;
    uint32_t max_logit_rows = 0;
    uint32_t max_positions = 0;  // longest context
    uint32_t kv_page_count = 0;
    KvType kv_type = KvType::kDefault;
};

struct DeviceMemory {
    size_t weight_bytes = 0;  // copies that the back end made; 0 when it reads the Model's bytes
    size_t kv_bytes = 0;
    size_t workspace_bytes = 0;
    size_t device_bytes = 0;  // of all these, what a device has in memory of its own
};

// What a device has done for a model since it was made; nothing where the CPU is the device.
struct DeviceCounters {
    uint64_t steps = 0;
    uint64_t segments = 0;        // pieces of steps that were handed to it at once
    uint64_t graph_launches = 0;  // of these, as graphs
    uint64_t graphs_made = 0;
    uint64_t device_allocations = 0;  // by the back end, for all its models
    uint64_t uploaded_bytes = 0;      // of steps, not the weights
};

class DeviceModel {
  public:
    virtual ~DeviceModel() = default;

    // Enqueues one forward pass: writes keys and values of all rows into their pages and computes
    // the logits of `logit_rows`. The view must stay alive until `sample` returned.
    // kStopped: `batch.gate` said so and the step rests between two quanta; resume() goes on with
    // it, another run() forgets it. The first quantum of each call is computed without asking, so
    // a step that is stopped again and again ends.
    virtual KernelStatus run(const BatchView& batch) = 0;
    virtual KernelStatus resume() = 0;

    // Chooses one token a row from the logits of the last `run`. A row without any finite allowed
    // logit gets token -1; the other rows are not affected.
    virtual KernelStatus sample(std::span<const SampleRow> rows, std::span<int32_t> out_tokens) = 0;

    // Logits of the last run for `count` of its logit rows from `first` on, float[count][V],
    // readable until the next call or run. For what cannot be decided on the device: `sample` does
    // not need it. Empty where a device has none.
    virtual KernelStatus read_logits(uint32_t first, uint32_t count,
                                     std::span<const float>* out_logits) const = 0;
    // Of all rows, empty when they cannot be read; for tests and tools.
    virtual std::span<const float> logits() const = 0;
    // What a part of a model that has no output matrix made of its rows in the last run, float
    // [rows][D], readable until the next one; empty where there is one.
    virtual std::span<const float> residual() const { return {}; }

    virtual DeviceMemory memory() const = 0;
    // For tests and tools.
    virtual DeviceCounters counters() const { return {}; }

    // Whole pages of keys and values in the form that files have (kernels/kv_page.h), out of a
    // model and into another of the same shape and weights. `page` is below kv_page_count, `bytes`
    // has page_layout().page_bytes(). Not while a step is under way. Where a back end keeps its
    // pages to itself they have no layers.
    virtual KvPageLayout page_layout() const { return {}; }
    virtual KernelStatus read_page(uint32_t /*page*/, std::span<std::byte> /*bytes*/) const {
        return {KernelCode::kUnsupported, 0, "this back end keeps its pages to itself"};
    }
    virtual KernelStatus write_page(uint32_t /*page*/, std::span<const std::byte> /*bytes*/) {
        return {KernelCode::kUnsupported, 0, "this back end keeps its pages to itself"};
    }
};

class Backend {
  public:
    virtual ~Backend() = default;

    virtual BackendInfo info() const = 0;

    // What a host should hear, each thing once and in a sentence: a choice that came to nothing.
    // Empty = nothing new. Once it is made, then between two steps.
    virtual std::string take_notice() { return {}; }

    // Threads of the CPU that compute from now on, 1 to BackendInfo::max_thread_count. Between two
    // quanta or two steps. Changes no result.
    virtual void set_thread_count(uint32_t /*count*/) {}

    // In which numbers a model of this shape and weights would give out and take pages, when
    // `wanted` is wanted; kDefault where it would not.
    virtual KvType page_type(const ModelShape& /*shape*/, const ModelWeights& /*weights*/,
                             KvType /*wanted*/) const {
        return KvType::kDefault;
    }

    // Memory of a device of its own that models may still take; what others hold is left out.
    virtual uint64_t free_device_bytes() const { return 0; }

    // What create_model would allocate, without allocating.
    virtual DeviceMemory estimate(const ModelShape& shape, const ModelWeights& weights,
                                  const DeviceLimits& limits) const = 0;

    // `weights` are borrowed and must outlive the result.
    virtual KernelStatus create_model(const ModelShape& shape, const ModelWeights& weights,
                                      const DeviceLimits& limits,
                                      std::unique_ptr<DeviceModel>* out_model) = 0;

    // For models of this shape that the back end made. `weights` are borrowed and must outlive the
    // result; each matrix that is changed has a rank of 1 to kMaxAdapterRank.
    virtual KernelStatus create_adapter(const ModelShape& /*shape*/,
                                        const AdapterWeights& /*weights*/,
                                        std::unique_ptr<DeviceAdapter>* /*out_adapter*/) {
        return {KernelCode::kUnsupported, 0, "this back end has no adapters"};
    }
};

// Instruction sets of the CPU back end, lowest first on each kind of processor. `kBest` takes the
// best this machine has; a lower value caps it, so that tests run every set against the scalar
// reference.
enum class CpuLevel : uint8_t {
    kBest,
    kScalar,
    kAvx2,
    kAvxVnni,
    kAvx512,
    kAvx512Bf16,
    kAmx,
    kNeon,
    kNeonDot
};

struct CpuOptions {
    uint32_t thread_count = 0;  // 0 = the number of physical cores, at most 8
    CpuLevel max_level = CpuLevel::kBest;
    TaskSystem tasks;        // instead of own workers
    ThreadSettings threads;  // of own workers
    DeviceAllocators allocators;
    ActivationObserver observer;
};

// How many threads create_cpu_backend() would have compute.
uint32_t planned_thread_count(const CpuOptions& options);
KernelStatus create_cpu_backend(const CpuOptions& options, std::unique_ptr<Backend>* out_backend);

}  // namespace minstrel::kernels
