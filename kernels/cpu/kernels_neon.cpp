#include "kernels/cpu/kernel_templates.h"
#include "kernels/cpu/simd_neon.h"

namespace minstrel::kernels {

const KernelTable* neon_kernels() {
    static constexpr KernelTable kTable = make_kernel_table<NeonSimd>("neon");
    return &kTable;
}

}  // namespace minstrel::kernels
