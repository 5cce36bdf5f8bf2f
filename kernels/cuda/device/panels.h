// Into which panels the rows of a product are cut, and which kernel takes them. This changes how
// often weights are read and how many multiprocessors have work, never a result.
#pragma once

#include "kernels/cuda/device/math.h"

namespace minstrel::kernels::cuda {

inline constexpr uint32_t kSkinnyRows = 32;  // the most that a panel of the skinny kernels has
inline constexpr uint32_t kPromptRows = 64;  // a panel of the prompt kernels
// With fewer blocks a large card stands still in part. The skinny kernels have more of them for the
// same product, since their warps share the columns of a band.
inline constexpr size_t kFullCard = 128;

constexpr uint32_t panel_count(uint32_t rows, uint32_t height) {
    return (rows + height - 1) / height;
}

// Rows of one matrix, or those of all experts, of which only the device knows who has how many.
struct PanelRows {
    uint32_t rows = 0;
    uint32_t experts = 0;                   // 0 = one matrix
    const uint32_t* first_slots = nullptr;  // [experts + 1]
};

// The height of panels: 8, 16, 24 or 32 for a skinny kernel, or kPromptRows. `prompt_blocks` is how
// many blocks the prompt kernel has for a panel of one matrix. Most experts have at most twice
// their share, and so one panel.
inline uint32_t panel_height(const PanelRows& all, uint32_t prompt_blocks) {
    const uint32_t matrices = all.experts > 0 ? all.experts : 1;
    const uint32_t twice = 2 * panel_count(all.rows, matrices);
    const uint32_t rows = twice < all.rows ? twice : all.rows;
    if (rows <= 16) return rows <= 8 ? 8 : 16;
    const size_t blocks = size_t{prompt_blocks} * matrices * panel_count(rows, kPromptRows);
    if (rows > kSkinnyRows && blocks >= kFullCard) return kPromptRows;
    return rows <= 24 * panel_count(rows, kSkinnyRows) ? 24 : kSkinnyRows;
}

// At least as many panels as there are, whatever the experts have: each that has rows has one, and
// one for every further `height`.
inline uint32_t most_panels(const PanelRows& all, uint32_t height) {
    if (all.experts == 0) return panel_count(all.rows, height);
    const uint32_t ones = all.experts < all.rows ? all.experts : all.rows;
    return ones + (all.rows - ones) / height;
}

// Rows [first, end) of an expert; only the first `height` are the panel's.
struct Panel {
    uint32_t expert;
    uint32_t first;
    uint32_t end;
};

// Panel `index` of all; one without rows behind the last. For whole warps.
MST_DEVICE Panel panel_of(const PanelRows& all, uint32_t height, uint32_t index) {
    if (all.experts == 0) return {0, index * height, all.rows};
    for (uint32_t first = 0; first < all.experts; first += kWarp) {
        const uint32_t expert = first + lane_index();
        const bool exists = expert < all.experts;
        const uint32_t begin = exists ? all.first_slots[expert] : 0;
        const uint32_t end = exists ? all.first_slots[expert + 1] : 0;
        const uint32_t own = panel_count(end - begin, height);
        const uint32_t behind = warp_prefix(own);  // panels of the experts up to this one
        const uint32_t found = ballot(index < behind);
        if (found != 0) {
            const uint32_t lane = first_bit(found);
            const uint32_t down = (index - shuffle(behind - own, lane)) * height;
            return {first + lane, shuffle(begin, lane) + down, shuffle(end, lane)};
        }
        index -= shuffle(behind, kWarp - 1);
    }
    return {0, 0, 0};
}

}  // namespace minstrel::kernels::cuda
