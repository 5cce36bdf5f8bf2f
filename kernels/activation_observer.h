// Lets a tool see what the matrices of a layer are multiplied with. Off unless one asks for it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace minstrel::kernels {

enum class MatrixInput : uint8_t {
    kAttention,    // of wq, wk and wv
    kAttended,     // of wo
    kFeedForward,  // of w_gate and w_up; of all experts
    kGated,        // of w_down; each expert has its own
};
inline constexpr uint32_t kMatrixInputCount = 4;

// `see` is called by the thread that runs the step, with float[rows][stride] that it may read until
// it returns. `expert` is 0 where there are none and where the input is that of all.
struct ActivationObserver {
    void* user = nullptr;
    void (*see)(void* user, uint32_t layer, MatrixInput input, uint32_t expert, const float* values,
                size_t stride, uint32_t rows) = nullptr;
};

}  // namespace minstrel::kernels
