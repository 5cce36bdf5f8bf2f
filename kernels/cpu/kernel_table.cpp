#include "kernels/cpu/kernel_table.h"

#include "kernels/cpu/cpu_features.h"

namespace minstrel::kernels {

const KernelTable& select_kernels(CpuLevel max_level) {
    const CpuFeatures& features = cpu_features();
    const bool any = max_level == CpuLevel::kBest;
    const KernelTable* avx512 = avx512_kernels();
    if (avx512 != nullptr && features.avx512_vnni && (any || max_level >= CpuLevel::kAvx512)) {
        return *avx512;
    }
    const KernelTable* avx2 = avx2_kernels();
    if (avx2 != nullptr && features.avx2_fma && (any || max_level >= CpuLevel::kAvx2)) return *avx2;
    return scalar_kernels();
}

#if !MST_CPU_X86
const KernelTable* avx2_kernels() {
    return nullptr;
}
const KernelTable* avx512_kernels() {
    return nullptr;
}
#endif

}  // namespace minstrel::kernels
