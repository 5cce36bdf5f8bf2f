// Finds and opens libminstrel_cuda. The library stays in memory once it was opened: the driver's
// threads may still be in it. Stateless; any thread.
#pragma once

#include <string>

#include "kernels/cuda/library.h"
#include "kernels/cuda_backend.h"

namespace minstrel::kernels::cuda {

// The table of the library at `path`, or beside the core when `path` is empty.
CudaFinding open_library(const std::string& path, const LibraryTable** out_table);

// What a refusal of the library means, in a sentence.
CudaFinding explain(const LibraryStatus& status, const LibraryDriver& driver);

}  // namespace minstrel::kernels::cuda
