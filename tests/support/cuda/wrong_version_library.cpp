// A library of another release: its table begins as all do and goes on otherwise.
#include "kernels/cuda/library.h"

namespace {
constexpr uint32_t kTable[64] = {sizeof(minstrel::kernels::cuda::LibraryTable),
                                 minstrel::kernels::cuda::kLibraryVersion + 1};
}

extern "C" __attribute__((visibility("default"))) const void* mst_cuda_library() {
    return kTable;
}
