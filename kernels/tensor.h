// Weights as the kernels read them: borrowed bytes with a type and a shape. The owner is the
// runtime's Model, which outlives every DeviceModel made from it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace minstrel::kernels {

enum class ElementType : uint8_t {
    kF32 = 1,
    kBF16 = 2,
    kInt8 = 3,  // Int8Tile[ceil(rows / 16)][ceil(cols / 64)]
    kInt4 = 4,  // Int4Tile[ceil(rows / 16)][ceil(cols / 64)]
};

inline constexpr uint32_t kScaleGroup = 32;  // columns of a row that share a scale
inline constexpr uint32_t kTileRows = 16;
inline constexpr uint32_t kTileCols = 64;
inline constexpr uint32_t kTileGroups = kTileCols / kScaleGroup;

// Sixteen rows of 64 columns, the form in which files hold quantised matrices and kernels read
// them. Four columns of a row are one 32-bit word and sixteen rows one vector register, so a dot
// product needs no shuffle; the scales of a group are one register too. The columns behind the last
// are padding: any bytes, scale 0. `scales` are IEEE halves, a value is (stored - offset) * scale.
struct Int8Tile {
    static constexpr int kOffset = 128;
    uint16_t scales[kTileGroups][kTileRows];
    uint8_t weights[kTileGroups][kScaleGroup / 4][kTileRows][4];
};
// The low nibbles of byte [i][r][j] are column 8 i + j, the high ones column 8 i + 4 + j.
struct Int4Tile {
    static constexpr int kOffset = 8;
    uint16_t scales[kTileGroups][kTileRows];
    uint8_t weights[kTileGroups][kScaleGroup / 8][kTileRows][4];
};
static_assert(sizeof(Int8Tile) == 1088 && sizeof(Int4Tile) == 576);

constexpr bool is_quantised(ElementType type) {
    return type == ElementType::kInt8 || type == ElementType::kInt4;
}

// Bytes of a matrix; 0 for an unknown type. Rows and columns below 2^24 do not overflow.
constexpr uint64_t matrix_bytes(ElementType type, uint64_t rows, uint64_t cols) {
    const uint64_t tiles =
        (rows + kTileRows - 1) / kTileRows * ((cols + kTileCols - 1) / kTileCols);
    switch (type) {
        case ElementType::kF32:
            return rows * cols * 4;
        case ElementType::kBF16:
            return rows * cols * 2;
        case ElementType::kInt8:
            return tiles * sizeof(Int8Tile);
        case ElementType::kInt4:
            return tiles * sizeof(Int4Tile);
    }
    return 0;
}

// W[rows][cols], row-major unless in tiles, used as y = W x. Vectors have rows == 1. Tiles are
// aligned to two bytes, other data may lie anywhere.
struct TensorView {
    const void* data = nullptr;
    ElementType type = ElementType::kF32;
    uint32_t rows = 0;
    uint32_t cols = 0;
};

constexpr bool is_quantised(const TensorView& matrix) {
    return is_quantised(matrix.type);
}

// Contexts longer than the one a model began with, by YaRN (Peng et al., 2023): pairs that turn
// seldom turn more slowly by `factor`, pairs that turn often are left alone.
struct RopeScaling {
    float factor = 0;  // 0 = none
    uint32_t original_positions = 0;
    float beta_fast = 32;  // pairs with more turns over the original positions are left alone
    float beta_slow = 1;   // pairs with fewer take the whole factor
    float magnitude = 1;   // factor of cosines and sines
};

// A query at position p is multiplied by 1 + beta ln(1 + floor(p / positions)).
struct QueryScaling {
    float beta = 0;  // 0 = none
    uint32_t positions = 0;
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
    // [layer_count] where layers differ, instead of sliding_window; borrowed, else empty.
    std::span<const uint32_t> layer_windows = {};
    uint32_t expert_count = 0;       // feed-forward networks of a layer; 0 = one, and no router
    uint32_t experts_per_token = 0;  // how many of them each token takes
    RopeScaling rope_scaling = {};
    QueryScaling query_scaling = {};

    uint32_t window_of(uint32_t layer) const {
        return layer_windows.empty() ? sliding_window : layer_windows[layer];
    }
};

// A feed-forward network of a mixture.
struct ExpertWeights {
    TensorView w_gate;  // [F, D]
    TensorView w_up;    // [F, D]
    TensorView w_down;  // [D, F]
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
    // Of mixtures, instead of the three above; borrowed.
    TensorView router;  // [expert_count, D]
    std::span<const ExpertWeights> experts = {};
};

// A whole model, or some consecutive layers of one: the first layers have no output matrix (no
// rows) and give out the residual stream, the last ones have no embedding and take it.
struct ModelWeights {
    TensorView token_embedding;  // [V, D]
    std::span<const LayerWeights> layers;
    TensorView final_norm;  // [D]; not read without an output matrix
    TensorView lm_head;     // [V, D]; the embedding again when tied
};

constexpr bool has_head(const ModelWeights& weights) {
    return weights.lm_head.rows != 0;
}

}  // namespace minstrel::kernels
