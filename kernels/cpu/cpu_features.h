// What this processor and its operating system offer, read once. Any thread.
#pragma once

#include <cstdint>

#if defined(__x86_64__) || defined(_M_X64)
#define MST_CPU_X86 1
#else
#define MST_CPU_X86 0
#endif

namespace minstrel::kernels {

struct CpuFeatures {
    bool avx2_fma = false;
    bool avx512_vnni = false;  // F, BW, VL, DQ and VNNI
    uint32_t threads_per_core = 1;
};

const CpuFeatures& cpu_features();

// Physical cores that this process may use, at least 1.
uint32_t physical_core_count();

}  // namespace minstrel::kernels
