#include "kernels/cpu/cpu_features.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <thread>

#if MST_CPU_X86
#if defined(_MSC_VER)
#include <immintrin.h>
#include <intrin.h>
#else
#include <cpuid.h>
#endif
#endif

#if MST_CPU_ARM64 && defined(__linux__)
#include <sys/auxv.h>
#endif

namespace minstrel::kernels {
namespace {

#if MST_CPU_X86

struct Registers {
    uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
};

Registers cpuid(uint32_t leaf, uint32_t subleaf) {
    Registers r;
#if defined(_MSC_VER)
    int words[4];
    __cpuidex(words, static_cast<int>(leaf), static_cast<int>(subleaf));
    r = {static_cast<uint32_t>(words[0]), static_cast<uint32_t>(words[1]),
         static_cast<uint32_t>(words[2]), static_cast<uint32_t>(words[3])};
#else
    __cpuid_count(leaf, subleaf, r.eax, r.ebx, r.ecx, r.edx);
#endif
    return r;
}

// Register state that the operating system saves on a context switch.
uint64_t enabled_state() {
#if defined(_MSC_VER)
    return _xgetbv(0);
#else
    uint32_t low = 0, high = 0;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return static_cast<uint64_t>(high) << 32 | low;
#endif
}

constexpr bool bit(uint32_t word, int index) {
    return (word >> index & 1u) != 0;
}

// Zen 4 is the first of AMD's family 19h with AVX-512.
Prefetching prefetching_of(const Registers& zero, const Registers& one, bool has_avx512) {
    char vendor[12];
    std::memcpy(vendor, &zero.ebx, 4);
    std::memcpy(vendor + 4, &zero.edx, 4);
    std::memcpy(vendor + 8, &zero.ecx, 4);
    const std::string_view name(vendor, sizeof vendor);
    if (name == "GenuineIntel") return Prefetching::kInStages;
    const uint32_t family = (one.eax >> 8 & 0xFu) + (one.eax >> 20 & 0xFFu);
    if (name == "AuthenticAMD" && family == 0x19 && has_avx512) return Prefetching::kByItself;
    return Prefetching::kEarly;
}

CpuFeatures detect() {
    CpuFeatures features;
    const Registers zero = cpuid(0, 0);
    const uint32_t max_leaf = zero.eax;
    if (max_leaf >= 0xB) {
        features.threads_per_core = std::max(1u, cpuid(0xB, 0).ebx & 0xFFFFu);
    }
    if (max_leaf < 7) return features;
    const Registers one = cpuid(1, 0);
    const Registers seven = cpuid(7, 0);
    const bool osxsave = bit(one.ecx, 27);
    const uint64_t state = osxsave ? enabled_state() : 0;
    const bool ymm = (state & 0x6) == 0x6;    // SSE, AVX
    const bool zmm = (state & 0xE6) == 0xE6;  // and masks, upper halves, registers 16-31
    const bool tiles = (state & 0x60000) == 0x60000;
    features.avx2_fma =
        ymm && bit(one.ecx, 28) && bit(one.ecx, 12) && bit(one.ecx, 29) && bit(seven.ebx, 5);
    features.avx_vnni = features.avx2_fma && seven.eax >= 1 && bit(cpuid(7, 1).eax, 4);
    features.avx512_vnni = features.avx2_fma && zmm && bit(seven.ebx, 16) && bit(seven.ebx, 17) &&
                           bit(seven.ebx, 30) && bit(seven.ebx, 31) && bit(seven.ecx, 11);
    features.avx512_bf16 = features.avx512_vnni && seven.eax >= 1 && bit(cpuid(7, 1).eax, 5);
    features.amx_int8 = features.avx512_bf16 && tiles && bit(seven.edx, 24) && bit(seven.edx, 25);
    features.prefetching = prefetching_of(zero, one, features.avx512_vnni);
    return features;
}

#elif MST_CPU_ARM64

CpuFeatures detect() {
    CpuFeatures features;
#if defined(__linux__)
    constexpr unsigned long kDotProduct = 1ul << 20;  // HWCAP_ASIMDDP
    features.neon_dot = (getauxval(AT_HWCAP) & kDotProduct) != 0;
#elif defined(__APPLE__)
    features.neon_dot = true;  // the first processor with arm64 macOS has it
#endif
    return features;
}

#else

CpuFeatures detect() {
    return {};
}

#endif

}  // namespace

const CpuFeatures& cpu_features() {
    static const CpuFeatures kFeatures = detect();
    return kFeatures;
}

uint32_t physical_core_count() {
    const uint32_t logical = std::max(1u, std::thread::hardware_concurrency());
    return std::max(1u, logical / cpu_features().threads_per_core);
}

}  // namespace minstrel::kernels
