// Back ends on the emulated device.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "kernels/cuda_backend.h"

namespace minstrel::kernels {

// Sanitizers slow fibers down by far; what compares bits alone says nothing to them.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool kSkipsBits = true;
#else
inline constexpr bool kSkipsBits = false;
#endif

inline std::unique_ptr<Backend> make_emulated_backend(const CudaOptions& given = {}) {
    CudaOptions options = given;
    options.library_path = MST_EMULATED_LIBRARY;
    std::unique_ptr<Backend> backend;
    const CudaFinding finding = create_cuda_backend(options, &backend);
    EXPECT_TRUE(finding.ok()) << finding.text;
    return backend;
}

}  // namespace minstrel::kernels
