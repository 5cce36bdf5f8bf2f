// A library that looks for the driver as the real one does, and knows nothing else.
#include <dlfcn.h>

#include "kernels/cuda/library.h"
#include "kernels/cuda_backend.h"

namespace minstrel::kernels::cuda {
namespace {

LibraryStatus query_driver(LibraryDriver* out) {
    *out = {};
    out->runtime_version = 13000;
    void* driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
    if (driver == nullptr) {
        return {static_cast<int32_t>(CudaProblem::kDriverMissing), 35, "no driver"};
    }
    out->driver_version = 13000;
    return {static_cast<int32_t>(CudaProblem::kNoDevice), 100, "this library has none"};
}

LibraryTable make_table() {
    LibraryTable table = {};
    table.struct_size = sizeof table;
    table.version = kLibraryVersion;
    table.release = "test";
    table.query_driver = query_driver;
    return table;
}

}  // namespace
}  // namespace minstrel::kernels::cuda

extern "C" __attribute__((visibility("default"))) const void* mst_cuda_library() {
    static const minstrel::kernels::cuda::LibraryTable table =
        minstrel::kernels::cuda::make_table();
    return &table;
}
