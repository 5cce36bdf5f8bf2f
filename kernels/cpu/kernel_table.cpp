#include "kernels/cpu/kernel_table.h"

#include "kernels/amx_permission.h"
#include "kernels/cpu/cpu_features.h"

namespace minstrel::kernels {

const KernelTable& select_kernels(CpuLevel max_level) {
    const CpuFeatures& features = cpu_features();
    const bool any = max_level == CpuLevel::kBest;
    const KernelTable* amx = amx_kernels();
    if (amx != nullptr && (any || max_level >= CpuLevel::kAmx) && amx_is_allowed()) return *amx;
    const KernelTable* bf16 = avx512_bf16_kernels();
    if (bf16 != nullptr && features.avx512_bf16 && (any || max_level >= CpuLevel::kAvx512Bf16)) {
        return *bf16;
    }
    const KernelTable* avx512 = avx512_kernels();
    if (avx512 != nullptr && features.avx512_vnni && (any || max_level >= CpuLevel::kAvx512)) {
        return *avx512;
    }
    const KernelTable* avxvnni = avxvnni_kernels();
    if (avxvnni != nullptr && features.avx_vnni && (any || max_level >= CpuLevel::kAvxVnni)) {
        return *avxvnni;
    }
    const KernelTable* avx2 = avx2_kernels();
    if (avx2 != nullptr && features.avx2_fma && (any || max_level >= CpuLevel::kAvx2)) return *avx2;
    const KernelTable* neondot = neondot_kernels();
    if (neondot != nullptr && features.neon_dot && (any || max_level >= CpuLevel::kNeonDot)) {
        return *neondot;
    }
    const KernelTable* neon = neon_kernels();
    if (neon != nullptr && (any || max_level >= CpuLevel::kNeon)) return *neon;
    return scalar_kernels();
}

#if !MST_CPU_X86
const KernelTable* avx2_kernels() {
    return nullptr;
}
const KernelTable* avxvnni_kernels() {
    return nullptr;
}
const KernelTable* avx512_kernels() {
    return nullptr;
}
const KernelTable* avx512_bf16_kernels() {
    return nullptr;
}
#endif

#if !MST_CPU_AMX
const KernelTable* amx_kernels() {
    return nullptr;
}
#endif

#if !MST_CPU_ARM64
const KernelTable* neon_kernels() {
    return nullptr;
}
const KernelTable* neondot_kernels() {
    return nullptr;
}
#endif

}  // namespace minstrel::kernels
