// All kernels, written once over a vector type (ScalarSimd, Avx2Simd, NeonSimd, ...). Each
// instruction set's file instantiates the table. No C++ function of the standard library is called
// from here: an inline copy compiled for a newer machine could be linked into code for an older
// one.
#pragma once

#include "kernels/cpu/attention_int8_template.h"
#include "kernels/cpu/kernel_table.h"
#include "kernels/cpu/matmul_template.h"
#include "kernels/cpu/row_templates.h"

namespace minstrel::kernels {

template <class V>
constexpr KernelTable make_kernel_table(const char* name) {
    return {.name = name,
            .matmul = matmul<V>,
            .attention = attention<V>,
            .rms_norm = rms_norm<V>,
            .quantise = quantise<V>,
            .store_half = store_half<V>,
            .store_bf16 = store_bf16<V>,
            .store_int8 = store_int8<V>,
            .rope = rope<V>,
            .silu_multiply = silu_multiply<V>,
            .exp_scaled = exp_scaled<V>,
            .next_above = next_above<V>,
            .collect_above = collect_above<V>,
            .sum_above = sum_above<V>,
            .filter_logits = filter_logits<V>};
}

}  // namespace minstrel::kernels
