// The host's choice of a GPU, as the engine takes it. Stateless; any thread.
#pragma once

#include "kernels/cuda_backend.h"
#include "minstrel/engine.h"
#include "runtime/core/status.h"

namespace minstrel::capi {

// NULL is all defaults.
Status read_cuda_choice(const mst_cuda_desc* source, kernels::CudaOptions* out);

}  // namespace minstrel::capi
