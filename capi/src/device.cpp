#include "capi/src/device.h"

#include <cstring>

#include "capi/src/boundary.h"
#include "capi/src/structs.h"
#include "capi/src/validate.h"

namespace minstrel::capi {
namespace {

constexpr uint64_t kKnownFlags =
    MST_CUDA_HIGH_PRIORITY_BIT | MST_CUDA_WITHOUT_GRAPHS_BIT | MST_CUDA_CUBLASLT_BIT;

Code code_of(kernels::CudaProblem problem) {
    switch (problem) {
        case kernels::CudaProblem::kNoDevice:
            return Code::kNotFound;
        case kernels::CudaProblem::kOutOfMemory:
            return Code::kOutOfDeviceMemory;
        default:
            return Code::kUnsupported;
    }
}

mst_device_info to_info(const kernels::CudaDevice& device) {
    mst_device_info info = MST_DEVICE_INFO_INIT;
    info.compute_major = device.compute_major;
    info.compute_minor = device.compute_minor;
    info.multiprocessors = device.multiprocessors;
    info.total_bytes = device.total_bytes;
    info.free_bytes = device.free_bytes;
    info.bytes_per_second = device.bytes_per_second;
    device.name.copy(info.name, sizeof info.name - 1);
    return info;
}

Result<mst_result> query_device(const mst_cuda_desc* desc, uint32_t number,
                                mst_device_info* out_info) {
    MST_TRY(check_output(out_info));
    kernels::CudaOptions options;
    MST_TRY(read_cuda_choice(desc, &options));
    if (number == 0) return error(Code::kInvalidArgument, "number is 0, devices count from 1");
    kernels::CudaDevice device;
    const kernels::CudaFinding finding =
        kernels::describe_cuda_device(options.library_path, number, &device);
    if (!finding.ok()) return Status(code_of(finding.problem), finding.text);
    write_struct(to_info(device), out_info);
    return MST_OK;
}

}  // namespace

Status read_cuda_choice(const mst_cuda_desc* source, kernels::CudaOptions* out) {
    if (source == nullptr) return {};
    mst_cuda_desc desc;
    MST_TRY(read_struct(source, &desc));
    MST_TRY(check_flags(desc.flags, kKnownFlags, "cuda.flags"));
    if (desc.stream != nullptr && desc.context == nullptr) {
        return error(Code::kInvalidArgument, "cuda.stream needs the cuda.context that it is of");
    }
    const bool has_path = desc.library_path.data != nullptr || desc.library_path.length != 0;
    if (has_path) {
        MST_ASSIGN(out->library_path, read_path(desc.library_path, {"cuda.library_path"}));
    }
    out->device = desc.device;
    out->memory_bytes = desc.memory_bytes;
    out->context = desc.context;
    out->stream = desc.stream;
    out->high_priority = (desc.flags & MST_CUDA_HIGH_PRIORITY_BIT) != 0;
    out->without_graphs = (desc.flags & MST_CUDA_WITHOUT_GRAPHS_BIT) != 0;
    out->with_cublaslt = (desc.flags & MST_CUDA_CUBLASLT_BIT) != 0;
    return {};
}

}  // namespace minstrel::capi

using namespace minstrel;        // NOLINT(google-build-using-namespace)
using namespace minstrel::capi;  // NOLINT(google-build-using-namespace)

mst_result mst_device_query(const mst_cuda_desc* desc, uint32_t number, mst_device_info* out_info) {
    return guarded("mst_device_query", [&] { return query_device(desc, number, out_info); });
}
