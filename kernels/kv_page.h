// Pages of keys and values: in which numbers they are kept, and how a page lies in files and in
// the memory of the CPU back end. Other devices have forms of their own and convert.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/batch_view.h"

namespace minstrel::kernels {

// How pages store keys and values.
enum class KvType : uint8_t {
    kDefault,  // as exact as the weights: float32 with float32 matrices, else half
    kF32,
    kF16,
    kBF16,
    kInt8,  // with a scale for each head and position
};

inline constexpr uint32_t kMaxInt8HeadDim = 512;  // that keys and values of 8 bits may have
constexpr bool has_int8_pages(uint32_t head_dim) {
    return head_dim % 16 == 0 && head_dim <= kMaxInt8HeadDim;
}

// Bytes that the keys, or the values, of one head take in a page; with 8 bits also a scale for each
// position.
constexpr size_t kv_head_bytes(KvType type, size_t head_dim) {
    switch (type) {
        case KvType::kF32:
            return head_dim * kPageTokens * 4;
        case KvType::kInt8:
            return (head_dim + sizeof(float)) * kPageTokens;
        default:
            return head_dim * kPageTokens * 2;
    }
}

// A page is [layer][keys, values][kv_head][kv_head_bytes]. A head's keys are
// [head_dim][kPageTokens], so that lanes are positions, its values [kPageTokens][head_dim]. With 8
// bits four of what is summed over lie side by side, as in a tile: keys are [head_dim /
// 4][kPageTokens][4], values [kPageTokens / 4][head_dim][4], both 128 above the number, and both
// are followed by their scales, float [kPageTokens].
struct KvPageLayout {
    KvType type = KvType::kF16;  // never kDefault
    uint32_t layer_count = 0;
    uint32_t kv_head_count = 0;
    uint32_t head_dim = 0;

    constexpr size_t head_bytes() const { return kv_head_bytes(type, head_dim); }
    // From the keys of a layer to its values.
    constexpr size_t value_bytes() const { return kv_head_count * head_bytes(); }
    constexpr size_t layer_bytes() const { return 2 * value_bytes(); }
    constexpr size_t page_bytes() const { return layer_count * layer_bytes(); }
    // Of the scales, from the start of a head's keys or values of 8 bits.
    constexpr size_t scale_offset() const { return size_t{head_dim} * kPageTokens; }

    // Number of an element among those of its head.
    constexpr size_t key_index(uint32_t token, uint32_t dim) const {
        if (type != KvType::kInt8) return size_t{dim} * kPageTokens + token;
        return (size_t{dim / 4} * kPageTokens + token) * 4 + dim % 4;
    }
    constexpr size_t value_index(uint32_t token, uint32_t dim) const {
        if (type != KvType::kInt8) return size_t{token} * head_dim + dim;
        return (size_t{token / 4} * head_dim + dim) * 4 + token % 4;
    }
};

}  // namespace minstrel::kernels
