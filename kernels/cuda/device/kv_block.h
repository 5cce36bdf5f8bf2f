// What attention reads of a page: keys and values of one head, see kv_layout.h.
#pragma once

#include "kernels/cuda/device/kv_layout.h"
#include "kernels/cuda/device/simt.h"

namespace minstrel::kernels::cuda {

inline constexpr uint32_t kMaxHeadDim = 128;

struct F16Block {
    const uint16_t* keys;
    const uint16_t* values;

    MST_DEVICE F16Block of(void* block, uint32_t padded) {
        auto* keys = static_cast<uint16_t*>(block);
        return {keys, keys + kPageTokens * padded};
    }
    // Eight dimensions of a token from 8 * eighth on, or eight tokens of a dimension.
    MST_DEVICE Words4 eight_of_key(const F16Block& block, uint32_t token, uint32_t eighth) {
        return load<Words4>(block.keys + key_index(token, 8 * eighth));
    }
    MST_DEVICE Words4 eight_of_value(const F16Block& block, uint32_t token, uint32_t dim) {
        return load<Words4>(block.values + value_index(token, dim));
    }
    MST_DEVICE float key_scale(const F16Block&, uint32_t) { return 1.0f; }
    MST_DEVICE float value_scale(const F16Block&, uint32_t) { return 1.0f; }
};

struct Int8Block {
    const int8_t* keys;
    const int8_t* values;
    const uint16_t* scales;

    MST_DEVICE Int8Block of(void* block, uint32_t padded) {
        auto* keys = static_cast<int8_t*>(block);
        int8_t* values = keys + kPageTokens * padded;
        return {keys, values, reinterpret_cast<uint16_t*>(values + kPageTokens * padded)};
    }
    MST_DEVICE Words4 widen(const int8_t* bytes) {
        const Words2 words = load<Words2>(bytes);
        return {halves_of_bytes(words.x, 0), halves_of_bytes(words.x, 1),
                halves_of_bytes(words.y, 0), halves_of_bytes(words.y, 1)};
    }
    MST_DEVICE Words4 eight_of_key(const Int8Block& block, uint32_t token, uint32_t eighth) {
        return widen(block.keys + key_index(token, 8 * eighth));
    }
    MST_DEVICE Words4 eight_of_value(const Int8Block& block, uint32_t token, uint32_t dim) {
        return widen(block.values + value_index(token, dim));
    }
    MST_DEVICE float key_scale(const Int8Block& block, uint32_t token) {
        return float_of_half(block.scales[token]);
    }
    MST_DEVICE float value_scale(const Int8Block& block, uint32_t token) {
        return float_of_half(block.scales[kPageTokens + token]);
    }
};

MST_DEVICE void* block_at(const KvPages& pages, uint32_t page, uint32_t head, size_t bytes) {
    return static_cast<char*>(pages.blocks) + page * pages.page_bytes + head * bytes;
}

}  // namespace minstrel::kernels::cuda
