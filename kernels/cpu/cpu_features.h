// What this processor and its operating system offer, read once. Any thread.
#pragma once

#include <cstdint>

#if defined(__x86_64__) || defined(_M_X64)
#define MST_CPU_X86 1
#else
#define MST_CPU_X86 0
#endif
// Built where its use can be permitted: see amx_permission.h.
#if MST_CPU_X86 && defined(__linux__) && !defined(__ANDROID__)
#define MST_CPU_AMX 1
#else
#define MST_CPU_AMX 0
#endif
#if defined(__aarch64__) || defined(_M_ARM64)
#define MST_CPU_ARM64 1
#else
#define MST_CPU_ARM64 0
#endif

namespace minstrel::kernels {

// How a processor wants to be asked for memory that is read soon: docs/performance.md.
enum class Prefetching : uint8_t {
    kEarly,     // some kilobytes ahead, into the first-level cache; measured on Zen 5, and the rest
    kInStages,  // into the second-level cache, and shortly before use into the first; Intel,
                // measured on a Granite Rapids
    kByItself,  // as kEarly, but not where a kernel reads on faster than it multiplies; Zen 4
};

struct CpuFeatures {
    bool avx2_fma = false;
    bool avx_vnni = false;     // besides the former
    bool avx512_vnni = false;  // F, BW, VL, DQ and VNNI
    bool neon_dot = false;     // ARMv8.2 dot product; NEON itself is always there
    bool avx512_bf16 = false;  // besides avx512_vnni
    bool amx_int8 = false;     // besides avx512_bf16; its use has to be allowed
    Prefetching prefetching = Prefetching::kEarly;
    uint32_t threads_per_core = 1;
};

const CpuFeatures& cpu_features();

// Physical cores that this process may use, at least 1.
uint32_t physical_core_count();

}  // namespace minstrel::kernels
