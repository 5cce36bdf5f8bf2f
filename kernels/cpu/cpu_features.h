// What this processor and its operating system offer, read once. Any thread.
#pragma once

#include <cstdint>

#if defined(__x86_64__) || defined(_M_X64)
#define MST_CPU_X86 1
#else
#define MST_CPU_X86 0
#endif
#if defined(__aarch64__) || defined(_M_ARM64)
#define MST_CPU_ARM64 1
#else
#define MST_CPU_ARM64 0
#endif

namespace minstrel::kernels {

struct CpuFeatures {
    bool avx2_fma = false;
    bool avx_vnni = false;     // besides the former
    bool avx512_vnni = false;  // F, BW, VL, DQ and VNNI
    bool neon_dot = false;     // ARMv8.2 dot product; NEON itself is always there
    bool avx512_bf16 = false;  // besides the former
    // Zen 4: where a kernel reads on faster than it multiplies, the processor's own prefetching
    // does better without requests beside it. Measured; others gain from them or were not.
    bool prefetches_alone = false;
    uint32_t threads_per_core = 1;
};

const CpuFeatures& cpu_features();

// Physical cores that this process may use, at least 1.
uint32_t physical_core_count();

}  // namespace minstrel::kernels
