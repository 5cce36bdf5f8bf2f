// Compiled for AVX2, FMA and F16C; nothing here may run before the feature check.
#include "kernels/cpu/kernel_templates.h"
#include "kernels/cpu/simd_avx2.h"

namespace minstrel::kernels {

const KernelTable* avx2_kernels() {
    static constexpr KernelTable kTable = make_kernel_table<Avx2Simd>("avx2");
    return &kTable;
}

}  // namespace minstrel::kernels
