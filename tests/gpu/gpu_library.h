// Which libminstrel_cuda the tests of a device open: MINSTREL_CUDA_LIBRARY, else the one of this
// build.
#pragma once

#include <cstdlib>
#include <string>

namespace minstrel::testing {

inline std::string gpu_library() {
    const char* given = std::getenv("MINSTREL_CUDA_LIBRARY");
    return given != nullptr ? given : MST_CUDA_LIBRARY;
}

}  // namespace minstrel::testing
