// Compiled for AVX-512 F, BW, VL, DQ, VNNI and BF16; nothing here may run before the feature check.
#include "kernels/cpu/kernel_templates.h"
#include "kernels/cpu/simd_avx512bf16.h"

namespace minstrel::kernels {

const KernelTable* avx512_bf16_kernels() {
    static constexpr KernelTable kTable = make_kernel_table<Avx512Bf16Simd>("avx512-vnni-bf16");
    return &kTable;
}

}  // namespace minstrel::kernels
