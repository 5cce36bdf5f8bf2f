// Devices: the back ends of one engine. Models go to the first choice; where that is a GPU that was
// chosen automatically, the CPU stands behind it, made when it is first needed. Owned by the engine
// thread's object; the loading thread and the engine thread use it.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "kernels/backend.h"
#include "kernels/cuda_backend.h"
#include "runtime/core/status.h"

namespace minstrel {

// Numbers of mst_backend.
enum class BackendKind : uint32_t { kAuto = 0, kCpu = 1, kCuda = 2, kScripted = 3 };

// What became of the GPU; numbers of mst_cuda_state. Those from 3 to 9 are CudaProblem.
enum class CudaState : uint32_t { kNotAsked = 0, kInUse = 1, kLost = 2 };

// What a back end says, for the rest of the engine.
Status from_kernel(const kernels::KernelStatus& status);

class Devices {
  public:
    // Fails where `kind` asks for a back end that is not to be had.
    static Result<std::unique_ptr<Devices>> make(BackendKind kind, const kernels::CpuOptions& cpu,
                                                 const kernels::CudaOptions& cuda);

    BackendKind kind() const { return lost_.load() ? BackendKind::kCpu : kind_; }
    kernels::Backend& first_choice();
    // Where models go that the first choice cannot take or hold; null where there is no other.
    kernels::Backend* second_choice();
    bool has_second_choice() const { return may_fall_back_; }
    // Of the CPU, wherever it computes. Engine thread.
    void set_thread_count(uint32_t count);
    // Threads that compute on the CPU, or would where a GPU leaves something to it.
    uint32_t thread_count();
    uint32_t max_thread_count() const;
    // The GPU is gone: the CPU is the first choice from now on.
    void lose();

    uint32_t cuda_state() const { return cuda_state_.load(); }
    // Why there is no GPU; empty where there is one or none was looked for.
    const std::string& cuda_text() const { return cuda_text_; }
    // What the GPU's back end has to say, each thing once; empty = nothing new.
    std::string take_notice() { return main_->take_notice(); }
    // As mst_engine_get_device tells it.
    const std::string& description() const { return description_; }

  private:
    Devices(BackendKind kind, const kernels::CpuOptions& cpu) : kind_(kind), cpu_options_(cpu) {}
    Status open_cuda(bool required, const kernels::CudaOptions& options);
    Status open_cpu();

    BackendKind kind_;
    bool may_fall_back_ = false;
    kernels::CpuOptions cpu_options_;
    std::unique_ptr<kernels::Backend> main_;
    std::mutex mutex_;
    std::unique_ptr<kernels::Backend> cpu_;  // behind a GPU
    uint32_t thread_count_ = 0;              // set since; 0 = as it was made
    std::atomic<bool> lost_{false};
    std::atomic<uint32_t> cuda_state_{0};
    std::string cuda_text_;
    std::string description_;
};

}  // namespace minstrel
