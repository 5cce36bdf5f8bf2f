// All kernels, written once over a vector type (ScalarSimd, Avx2Simd, Avx512Simd). Each instruction
// set's file instantiates the table. No function of the standard library is called from here: an
// inline copy compiled for a newer machine could be linked into code for an older one.
#pragma once

#include "kernels/cpu/attention_template.h"
#include "kernels/cpu/kernel_table.h"
#include "kernels/cpu/matmul_template.h"
#include "kernels/cpu/row_templates.h"

namespace minstrel::kernels {

template <class V>
constexpr KernelTable make_kernel_table(const char* name) {
    return {name,        matmul<V>, attention<V>,     rms_norm<V>,
            quantise<V>, rope<V>,   silu_multiply<V>, exp_shifted<V>};
}

}  // namespace minstrel::kernels
