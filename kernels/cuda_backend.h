// The CUDA back end as the runtime sees it: a library of its own beside the core, which may be
// missing, as may the driver. Nothing of CUDA is linked here. Any thread; the result is a Backend.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "kernels/backend.h"

namespace minstrel::kernels {

// Why there is no device. Numbers are those of mst_cuda_state.
enum class CudaProblem : uint32_t {
    kNone = 0,
    kLibraryMissing = 3,
    kLibraryUnusable = 4,  // another version, or no library of ours
    kDriverMissing = 5,
    kDriverTooOld = 6,
    kNoDevice = 7,     // none, not this one, or too old
    kOutOfMemory = 8,  // of the device, for a first context
    kFailed = 9,       // the driver refused
};

struct CudaOptions {
    std::string library_path;   // empty = beside the core
    uint32_t device = 0;        // number from 1; 0 = the one with the most memory
    uint64_t memory_bytes = 0;  // budget for all models; 0 = what is free
    void* context = nullptr;    // CUcontext, outlives the back end and says which device; null =
                                // the primary one of `device`
    void* stream = nullptr;     // CUstream of that context
    bool high_priority = false;
    bool without_graphs = false;
    bool with_cublaslt = false;  // for steps of many rows, whose bits depend on the cut then
    std::string cublaslt_path;   // empty = beside the library, or where the system looks
};

struct CudaDevice {
    std::string name;
    uint32_t compute_major = 0;
    uint32_t compute_minor = 0;
    uint32_t multiprocessors = 0;
    uint64_t total_bytes = 0;
    uint64_t free_bytes = 0;
    uint64_t bytes_per_second = 0;
};

// What stopped an attempt, with a sentence that says what to do.
struct CudaFinding {
    CudaProblem problem = CudaProblem::kNone;
    std::string text;

    bool ok() const { return problem == CudaProblem::kNone; }
};

CudaFinding create_cuda_backend(const CudaOptions& options, std::unique_ptr<Backend>* out_backend);

// `number` counts from 1; kNoDevice behind the last.
CudaFinding describe_cuda_device(const std::string& library_path, uint32_t number,
                                 CudaDevice* out_device);

}  // namespace minstrel::kernels
