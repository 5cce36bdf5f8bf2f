// The face of the maths: what the runtime sees of a device. One Backend per engine, one DeviceModel
// per loaded model; both are used by the engine thread only. Nothing here logs, prints or throws.
//
// Batch invariance is part of the contract: a row's logits depend on its own sequence only, never
// on which other rows share the step, on how a prompt was cut into chunks, or on the thread count.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "kernels/batch_view.h"
#include "kernels/kernel_status.h"
#include "kernels/tensor.h"

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
};

// Upper bounds of every step; workspaces and KV pages are allocated once, from these.
struct DeviceLimits {
    uint32_t max_rows = 0;
    uint32_t max_logit_rows = 0;
    uint32_t max_positions = 0;  // longest context
    uint32_t kv_page_count = 0;
};

struct DeviceMemory {
    size_t weight_bytes = 0;  // copies that the back end made; 0 when it reads the Model's bytes
    size_t kv_bytes = 0;
    size_t workspace_bytes = 0;
};

class DeviceModel {
  public:
    virtual ~DeviceModel() = default;

    // Enqueues one forward pass: writes keys and values of all rows into their pages and computes
    // the logits of `logit_rows`. The view must stay alive until `poll` or `sample` returned.
    virtual KernelStatus run(const BatchView& batch) = 0;

    // Chooses one token a row from the logits of the last `run`. A row without any finite allowed
    // logit gets token -1; the other rows are not affected.
    virtual KernelStatus sample(std::span<const SampleRow> rows, std::span<int32_t> out_tokens) = 0;

    // Logits of the last run, float[logit_rows][V], readable until the next run. For tests and
    // tools; sampling does not need it.
    virtual std::span<const float> logits() const = 0;

    virtual DeviceMemory memory() const = 0;
};

class Backend {
  public:
    virtual ~Backend() = default;

    virtual BackendInfo info() const = 0;

    // What create_model would allocate, without allocating.
    virtual DeviceMemory estimate(const ModelShape& shape, const ModelWeights& weights,
                                  const DeviceLimits& limits) const = 0;

    // `weights` are borrowed and must outlive the result.
    virtual KernelStatus create_model(const ModelShape& shape, const ModelWeights& weights,
                                      const DeviceLimits& limits,
                                      std::unique_ptr<DeviceModel>* out_model) = 0;
};

// Instruction sets of the CPU back end, lowest first. `kBest` takes the best this machine has; a
// lower value caps it, so that tests run every set against the scalar reference.
enum class CpuLevel : uint8_t { kBest = 0, kScalar = 1, kAvx2 = 2, kAvx512 = 3 };

struct CpuOptions {
    uint32_t thread_count = 0;  // 0 = the number of physical cores, at most 8
    CpuLevel max_level = CpuLevel::kBest;
    DeviceAllocators allocators;
};

KernelStatus create_cpu_backend(const CpuOptions& options, std::unique_ptr<Backend>* out_backend);

}  // namespace minstrel::kernels
