// Compiled for AMX besides AVX-512 F, BW, VL, DQ, VNNI and BF16; nothing here may run before the
// feature check and the permission.
#include "kernels/cpu/kernel_templates.h"
#include "kernels/cpu/matmul_amx.h"
#include "kernels/cpu/simd_avx512bf16.h"

namespace minstrel::kernels {
namespace {

// A type of its own, so that no code of this file is shared with one for older machines.
struct AmxSimd : Avx512Bf16Simd {};

// Small matrices gain nothing: their models change between products and other work every few
// microseconds (measured).
template <class W>
void wide_matmul(const MatmulJob& job) {
    if (job.row_count < kAmxRows || !is_streamed<W>(job.weights)) {
        quantised_matmul<AmxSimd, W>(job);
    } else {
        amx_matmul<AmxSimd, W>(job);
    }
}

void amx_or_vector_matmul(const MatmulJob& job) {
    switch (job.weights.type) {
        case ElementType::kInt8:
            return wide_matmul<Int8Weights>(job);
        case ElementType::kInt4:
            return wide_matmul<Int4Weights>(job);
        case ElementType::kF32:
        case ElementType::kBF16:
            return matmul<AmxSimd>(job);
    }
}

constexpr KernelTable make_amx_table() {
    KernelTable table = make_kernel_table<AmxSimd>("avx512-amx");
    table.matmul = amx_or_vector_matmul;
    return table;
}

}  // namespace

const KernelTable* amx_kernels() {
    static constexpr KernelTable kTable = make_amx_table();
    return &kTable;
}

}  // namespace minstrel::kernels
