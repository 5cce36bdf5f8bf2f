// Weights as the kernels read them: borrowed bytes with a type and a shape. The owner is the
// runtime's Model, which outlives every DeviceModel made from it.
#pragma once

#include <cstdint>
#include <span>

namespace minstrel::kernels {

enum class ElementType : uint8_t {
    kF32 = 1,
    kBF16 = 2,
    // Signed bytes with one float scale for every 32 columns of a row: w = q * scale.
    // `scales` is float[rows][cols / 32]; cols is a multiple of 32.
    kI8G32 = 3,
};

inline constexpr uint32_t kI8Group = 32;

// W[rows][cols], row-major, used as y = W x. Vectors have rows == 1. No alignment is promised.
struct TensorView {
    const void* data = nullptr;
    const float* scales = nullptr;  // kI8G32 only
    ElementType type = ElementType::kF32;
    uint32_t rows = 0;
    uint32_t cols = 0;
};

// Half-rotation RoPE order (Hugging Face rows): the pair of frequency i is (i, i + head_dim / 2).
struct ModelShape {
    uint32_t layer_count = 0;
    uint32_t dim = 0;            // D, width of the residual stream
    uint32_t hidden_dim = 0;     // F, feed-forward width
    uint32_t head_count = 0;     // H
    uint32_t kv_head_count = 0;  // K, divides H
    uint32_t head_dim = 0;       // d, even; H * d need not equal D
    uint32_t vocab_size = 0;     // V
    float norm_eps = 1e-5f;
    float rope_theta = 1e4f;
    uint32_t sliding_window = 0;  // 0 = none; position t sees u in [t - window + 1, t]
};

struct LayerWeights {
    TensorView attn_norm;  // [D]
    TensorView wq;         // [H*d, D]
    TensorView wk;         // [K*d, D]
    TensorView wv;         // [K*d, D]
    TensorView wo;         // [D, H*d]
    TensorView ffn_norm;   // [D]
    TensorView w_gate;     // [F, D]
    TensorView w_up;       // [F, D]
    TensorView w_down;     // [D, F]
};

struct ModelWeights {
    TensorView token_embedding;  // [V, D]
    std::span<const LayerWeights> layers;
    TensorView final_norm;  // [D]
    TensorView lm_head;     // [V, D]; the embedding again when tied
};

}  // namespace minstrel::kernels
