#include "kernels/cpu/kernel_templates.h"
#include "kernels/cpu/simd_scalar.h"

namespace minstrel::kernels {

const KernelTable& scalar_kernels() {
    static constexpr KernelTable kTable = make_kernel_table<ScalarSimd>("scalar");
    return kTable;
}

}  // namespace minstrel::kernels
