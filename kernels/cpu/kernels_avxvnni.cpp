// Compiled for AVX2, FMA, F16C and AVX-VNNI; nothing here may run before the feature check.
#include "kernels/cpu/kernel_templates.h"
#include "kernels/cpu/simd_avxvnni.h"

namespace minstrel::kernels {

const KernelTable* avxvnni_kernels() {
    static constexpr KernelTable kTable = make_kernel_table<AvxVnniSimd>("avx-vnni");
    return &kTable;
}

}  // namespace minstrel::kernels
