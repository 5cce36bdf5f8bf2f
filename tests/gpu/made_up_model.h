// Models of real shapes with made-up weights, for timing.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <random>
#include <vector>

#include "kernels/backend.h"
#include "kernels/half.h"

namespace minstrel::kernels {

struct NamedShape {
    const char* name;
    ModelShape shape;
};

inline ModelShape shape_of(uint32_t layers, uint32_t dim, uint32_t hidden, uint32_t heads,
                           uint32_t head_dim, uint32_t vocab) {
    ModelShape shape;
    shape.layer_count = layers;
    shape.dim = dim;
    shape.hidden_dim = hidden;
    shape.head_count = heads;
    shape.kv_head_count = heads / 4;
    shape.head_dim = head_dim;
    shape.vocab_size = vocab;
    shape.rope_theta = 1e6f;
    return shape;
}

inline std::vector<NamedShape> shapes(bool tiny) {
    if (tiny) return {{"tiny", shape_of(2, 32, 32, 4, 8, 64)}};
    return {{"mistral-7b", shape_of(32, 4096, 14336, 32, 128, 32768)},
            {"ministral-3b", shape_of(26, 3072, 9216, 32, 128, 131072)},
            {"ministral-8b", shape_of(34, 4096, 14336, 32, 128, 131072)}};
}

// Weights of one layer, which all layers share on the host; the device has them apart.
class MadeUpModel {
  public:
    MadeUpModel(const ModelShape& shape, ElementType type) : shape_(shape), type_(type) {
        const uint32_t q = shape.head_count * shape.head_dim;
        const uint32_t e = shape.kv_head_count * shape.head_dim;
        norm_.assign(std::max(shape.dim, 1u), 1.0f);
        LayerWeights layer;
        layer.attn_norm = layer.ffn_norm = norm();
        layer.wq = matrix(q, shape.dim, type);
        layer.wk = matrix(e, shape.dim, type);
        layer.wv = matrix(e, shape.dim, type);
        layer.wo = matrix(shape.dim, q, type);
        layer.w_gate = matrix(shape.hidden_dim, shape.dim, type);
        layer.w_up = matrix(shape.hidden_dim, shape.dim, type);
        layer.w_down = matrix(shape.dim, shape.hidden_dim, type);
        layers_.assign(shape.layer_count, layer);
        // The output matrix has eight bits where the others have four.
        head_type_ = type == ElementType::kInt4 ? ElementType::kInt8 : type;
        head_ = matrix(shape.vocab_size, shape.dim, head_type_);
    }

    ModelWeights weights() const { return {head_, layers_, norm(), head_}; }
    // Multiplications of a token in all layers, the output matrix not counted.
    uint64_t layer_multiplications() const {
        return in_layers([](const TensorView& t) { return uint64_t{t.rows} * t.cols; });
    }
    // Of all matrices: each step reads them once.
    uint64_t step_bytes() const {
        return head_bytes() +
               in_layers([](const TensorView& t) { return matrix_bytes(t.type, t.rows, t.cols); });
    }
    // The same if int4 had a scale for 128 weights, which are 4.125 bits a weight, as
    // docs/decisions/0016-four-forms-of-weights.md has it.
    uint64_t step_bytes_of_g128() const {
        return type_ != ElementType::kInt4 ? step_bytes()
                                           : head_bytes() + layer_multiplications() * 33 / 64;
    }

  private:
    template <class Count>
    uint64_t in_layers(const Count& count) const {
        uint64_t sum = 0;
        const LayerWeights& l = layers_.front();
        for (const TensorView& t : {l.wq, l.wk, l.wv, l.wo, l.w_gate, l.w_up, l.w_down}) {
            sum += shape_.layer_count * count(t);
        }
        return sum;
    }
    uint64_t head_bytes() const { return matrix_bytes(head_type_, shape_.vocab_size, shape_.dim); }

    TensorView norm() const { return {norm_.data(), ElementType::kF32, 1, shape_.dim}; }

    TensorView matrix(uint32_t rows, uint32_t cols, ElementType type) {
        std::vector<std::byte>& bytes = storage_.emplace_back();
        bytes.resize(matrix_bytes(type, rows, cols));
        if (is_quantised(type)) {
            fill_tiles(bytes, type == ElementType::kInt8 ? sizeof(Int8Tile) : sizeof(Int4Tile),
                       type == ElementType::kInt8 ? 0.0005f : 0.008f);
        } else {
            auto* values = reinterpret_cast<uint16_t*>(bytes.data());
            for (size_t i = 0; i < bytes.size() / 2; ++i) {  // bfloat16 of about 0.02
                values[i] = static_cast<uint16_t>(0x3C80 | (random_() & 0x803F));
            }
        }
        return {bytes.data(), type, rows, cols};
    }
    void fill_tiles(std::vector<std::byte>& bytes, size_t tile_bytes, float scale) {
        for (size_t i = 0; i + 4 <= bytes.size(); i += 4) {
            const uint32_t word = random_();
            std::memcpy(bytes.data() + i, &word, 4);
        }
        const uint16_t half = f16_from_float(scale);
        for (size_t tile = 0; tile < bytes.size(); tile += tile_bytes) {
            for (size_t i = 0; i < kTileGroups * kTileRows; ++i) {
                std::memcpy(bytes.data() + tile + 2 * i, &half, 2);
            }
        }
    }

    ModelShape shape_;
    ElementType type_, head_type_;
    std::minstd_rand random_{1};
    std::vector<float> norm_;
    std::vector<std::vector<std::byte>> storage_;
    std::vector<LayerWeights> layers_;
    TensorView head_;
};

}  // namespace minstrel::kernels
