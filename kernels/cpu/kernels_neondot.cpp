// Compiled for the dot product of ARMv8.2; nothing here may run before the feature check.
#include "kernels/cpu/kernel_templates.h"
#include "kernels/cpu/simd_neondot.h"

namespace minstrel::kernels {

const KernelTable* neondot_kernels() {
    static constexpr KernelTable kTable = make_kernel_table<NeonDotSimd>("neon-dotprod");
    return &kTable;
}

}  // namespace minstrel::kernels
