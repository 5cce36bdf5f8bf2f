// Compiled for AVX-512 F, BW, VL, DQ and VNNI; nothing here may run before the feature check.
#include "kernels/cpu/kernel_templates.h"
#include "kernels/cpu/simd_avx512.h"

namespace minstrel::kernels {

const KernelTable* avx512_kernels() {
    static constexpr KernelTable kTable = make_kernel_table<Avx512Simd>("avx512-vnni");
    return &kTable;
}

}  // namespace minstrel::kernels
