// Products of a band of 16 weight rows with up to 32 input rows, in matrix instructions: what the
// skinny kernels share. Weights are the a operand, so that one input row costs no more bandwidth
// than eight. Row g of an instruction is row 2g of the band and row g + 8 is row 2g + 1; its
// columns are permuted likewise on both sides, so that lanes load whole vectors and shuffle
// nothing.
//
// The columns are cut into kParts parts of whole tiles, a warp for each; within a part they are
// summed in order. This order is the same for every kernel and number of rows.
#pragma once

#include <type_traits>

#include "kernels/cuda/device/int8_rows.h"

namespace minstrel::kernels::cuda {

inline constexpr uint32_t kParts = 8;
inline constexpr uint32_t kMatmulThreads = kParts * kWarp;

// Tiles [first, last) of 64 columns.
struct PartRange {
    uint32_t first;
    uint32_t last;
};
MST_DEVICE PartRange part_range(uint32_t cols, uint32_t part) {
    const uint32_t tiles = (cols + kTileCols - 1) / kTileCols;
    const uint32_t size = (tiles + kParts - 1) / kParts;
    const uint32_t first = part * size < tiles ? part * size : tiles;
    return {first, first + size < tiles ? first + size : tiles};
}

// An accumulator that starts here is, read as a float, kMagic plus what was added to it. Sums of a
// group are below 2^22 (32 * 128 * 127 = 520,192).
inline constexpr int32_t kMagicBits = 0x4B400000;
inline constexpr float kMagic = 12582912.0f;

// What a lane holds of a tile and how it becomes the words of mma_int8 for one group. The inputs'
// words are then 8 columns from 8t on.
struct Int8Fragments {
    using Tile = Int8Tile;
    static constexpr int kDepth = 2;      // tiles under way
    static constexpr float kUnit = 1.0f;  // value of a step, times the scale

    Words2 words[kTileGroups][2];
    uint32_t scales[kTileGroups];  // of rows 2g and 2g + 1

    MST_DEVICE void fetch(Int8Fragments& f, uint32_t group, const Tile* tile, uint32_t g,
                          uint32_t t) {
        f.words[group][0] = load_once<Words2>(tile->weights[group][2 * t][2 * g]);
        f.words[group][1] = load_once<Words2>(tile->weights[group][2 * t + 1][2 * g]);
        f.scales[group] = load_once<uint32_t>(tile->scales[group] + 2 * g);
    }
    MST_DEVICE Int8Fragments of(const Tile* tile, uint32_t g, uint32_t t) {
        Int8Fragments f;
        MST_UNROLL
        for (uint32_t group = 0; group < kTileGroups; ++group) fetch(f, group, tile, g, t);
        return f;
    }
    MST_DEVICE void operand(const Int8Fragments& f, uint32_t group, uint32_t (&a)[4]) {
        constexpr uint32_t kSigns = 0x80808080u;  // stored + 128 without carries
        a[0] = f.words[group][0].x ^ kSigns;
        a[1] = f.words[group][0].y ^ kSigns;
        a[2] = f.words[group][1].x ^ kSigns;
        a[3] = f.words[group][1].y ^ kSigns;
    }
};

// The nibbles become the high ones of signed bytes, sixteen times their value.
struct Int4Fragments {
    using Tile = Int4Tile;
    static constexpr int kDepth = 4;
    static constexpr float kUnit = 0.0625f;

    Words2 words[kTileGroups];
    uint32_t scales[kTileGroups];

    MST_DEVICE void fetch(Int4Fragments& f, uint32_t group, const Tile* tile, uint32_t g,
                          uint32_t t) {
        f.words[group] = load_once<Words2>(tile->weights[group][t][2 * g]);
        f.scales[group] = load_once<uint32_t>(tile->scales[group] + 2 * g);
    }
    MST_DEVICE Int4Fragments of(const Tile* tile, uint32_t g, uint32_t t) {
        Int4Fragments f;
        MST_UNROLL
        for (uint32_t group = 0; group < kTileGroups; ++group) fetch(f, group, tile, g, t);
        return f;
    }
    MST_DEVICE void operand(const Int4Fragments& f, uint32_t group, uint32_t (&a)[4]) {
        constexpr uint32_t kNibbles = 0xF0F0F0F0u, kSigns = 0x80808080u;
        a[0] = (f.words[group].x << 4 & kNibbles) ^ kSigns;
        a[1] = (f.words[group].y << 4 & kNibbles) ^ kSigns;
        a[2] = (f.words[group].x & kNibbles) ^ kSigns;
        a[3] = (f.words[group].y & kNibbles) ^ kSigns;
    }
};

// With few rows the loads of one block leave a multiprocessor waiting; two fill each other's gaps,
// where the compiler need not spill registers for that. The emulator has no use for it.
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 900
inline constexpr int kBlocksOfInt8 = 2;  // with up to sixteen rows
#else
inline constexpr int kBlocksOfInt8 = 1;
#endif
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 1000
inline constexpr int kBlocksOfFewRows = 1;
#else
inline constexpr int kBlocksOfFewRows = 2;
#endif
template <class W, int kBlocks>
inline constexpr int kBlocksTogether =
    kBlocks == 1                                       ? kBlocksOfFewRows
    : kBlocks == 2 && std::is_same_v<W, Int8Fragments> ? kBlocksOfInt8
                                                       : 1;

// Input rows [first, first + 8 * blocks) of [0, end); rows beyond the last stand for it.
MST_DEVICE uint32_t row_within(uint32_t row, uint32_t end) {
    return row < end ? row : end - 1;
}

// The inputs of kBlocks times eight rows, as a lane reads them: rows by number, which takes fewer
// registers than pointers.
template <int kBlocks>
struct Int8Inputs {
    Int8Rows rows;
    uint32_t row[kBlocks];             // 8b + g
    uint32_t column_rows[kBlocks][2];  // 8b + 2t and 8b + 2t + 1

    MST_DEVICE Int8Inputs of(const Int8Rows& rows, uint32_t first, uint32_t end) {
        const uint32_t g = lane_index() / 4, t = lane_index() % 4;
        Int8Inputs inputs;
        inputs.rows = rows;
        MST_UNROLL
        for (uint32_t b = 0; b < kBlocks; ++b) {
            const uint32_t row = first + 8 * b;
            inputs.row[b] = row_within(row + g, end);
            inputs.column_rows[b][0] = row_within(row + 2 * t, end);
            inputs.column_rows[b][1] = row_within(row + 2 * t + 1, end);
        }
        return inputs;
    }
};

// sums[band][block] += the product of one group; layout of the four: that of mma_int8.
template <class W, int kBands, int kBlocks>
MST_DEVICE void add_group(const W (&weights)[kBands], uint32_t part, uint32_t group,
                          const Int8Inputs<kBlocks>& inputs, float (&sums)[kBands][kBlocks][4]) {
    float scales[kBands][2];
    uint32_t a[kBands][4];
    MST_UNROLL
    for (int band = 0; band < kBands; ++band) {
        const uint32_t both = weights[band].scales[part];
        scales[band][0] = float_of_half(static_cast<uint16_t>(both)) * W::kUnit;
        scales[band][1] = float_of_half(static_cast<uint16_t>(both >> 16)) * W::kUnit;
        W::operand(weights[band], part, a[band]);
    }
    const size_t slot = size_t{group} * inputs.rows.row_stride;
    const int8_t* values = inputs.rows.values + slot * kScaleGroup + lane_index() % 4 * 8;
    const float* input_scales = inputs.rows.scales + slot;
    MST_UNROLL
    for (int block = 0; block < kBlocks; ++block) {
        const Words2 words = load<Words2>(values + inputs.row[block] * size_t{kScaleGroup});
        const float x0 = input_scales[inputs.column_rows[block][0]];
        const float x1 = input_scales[inputs.column_rows[block][1]];
        const uint32_t b[2] = {words.x, words.y};
        MST_UNROLL
        for (int band = 0; band < kBands; ++band) {
            int32_t dots[4] = {kMagicBits, kMagicBits, kMagicBits, kMagicBits};
            mma_int8(dots, a[band], b);
            MST_UNROLL
            for (int i = 0; i < 4; ++i) {
                const float dot = float_of_bits(static_cast<uint32_t>(dots[i])) - kMagic;
                const float scale = scales[band][i / 2] * (i % 2 == 0 ? x0 : x1);
                sums[band][block][i] = fmaf(dot, scale, sums[band][block][i]);
            }
        }
    }
}

// The part of a warp of quantised bands. `data[band]` is the band's first tile. Weights are no
// other kernel's result, so where the sum begins the kernel the first ones are asked for before
// that. What `meanwhile` does hides behind them.
template <class W, int kBands, int kBlocks, class Meanwhile>
MST_DEVICE void sum_tiles(const void* const (&data)[kBands], uint32_t cols,
                          const Int8Inputs<kBlocks>& inputs, PartRange range, bool begins,
                          float (&sums)[kBands][kBlocks][4], const Meanwhile& meanwhile) {
    using Tile = typename W::Tile;
    constexpr int kDepth = kBlocks >= 4 ? 2 : W::kDepth;  // registers are short otherwise
    const uint32_t g = lane_index() / 4, t = lane_index() % 4, groups = cols / kScaleGroup;
    W ring[kDepth][kBands];
    const auto fetch = [&](uint32_t tile, W(&slot)[kBands]) {
        MST_UNROLL
        for (int band = 0; band < kBands; ++band) {
            slot[band] = W::of(static_cast<const Tile*>(data[band]) + tile, g, t);
        }
    };
    MST_UNROLL
    for (uint32_t i = 0; i < kDepth; ++i) {
        if (range.first + i < range.last) fetch(range.first + i, ring[i]);
    }
    if (begins) begin_kernel();
    meanwhile();
    for (uint32_t first = range.first; first < range.last; first += kDepth) {
        MST_UNROLL
        for (uint32_t i = 0; i < kDepth; ++i) {
            const uint32_t tile = first + i;
            if (tile >= range.last) break;
            W weights[kBands];
            MST_UNROLL
            for (int band = 0; band < kBands; ++band) weights[band] = ring[i][band];
            if (tile + kDepth < range.last) fetch(tile + kDepth, ring[i]);
            MST_UNROLL
            for (uint32_t part = 0; part < kTileGroups; ++part) {
                const uint32_t group = tile * kTileGroups + part;
                if (group < groups) add_group<W>(weights, part, group, inputs, sums);
            }
        }
    }
}

// Eight bfloat16 columns of a row; zeros behind the last.
MST_DEVICE Words4 bf16_columns(const uint16_t* row, uint32_t col, uint32_t cols) {
    if (cols % 8 == 0) {
        if (col < cols) return load_once<Words4>(row + col);
        return {0, 0, 0, 0};
    }
    uint32_t words[4];
    MST_UNROLL
    for (uint32_t i = 0; i < 4; ++i) {
        const uint32_t at = col + 2 * i;
        const uint32_t low = at < cols ? row[at] : 0u, high = at + 1 < cols ? row[at + 1] : 0u;
        words[i] = low | high << 16;
    }
    return {words[0], words[1], words[2], words[3]};
}

// Eight columns as bfloat16 pairs, rounded as the CPU rounds them.
MST_DEVICE Words4 rounded(const float (&x)[8]) {
    return {bf16s_of_floats(x[0], x[1]), bf16s_of_floats(x[2], x[3]), bf16s_of_floats(x[4], x[5]),
            bf16s_of_floats(x[6], x[7])};
}

// The part of a warp of bfloat16 bands; `data[band]` is the matrix, `rows[band]` the lane's two
// rows.
template <int kBands, int kBlocks>
MST_DEVICE void sum_bf16(const uint16_t* const (&rows)[kBands][2], uint32_t cols,
                         const float* const (&inputs)[kBlocks], PartRange range,
                         float (&sums)[kBands][kBlocks][4]) {
    const uint32_t t = lane_index() % 4;
    const uint32_t end = range.last * kTileCols < cols ? range.last * kTileCols : cols;
    for (uint32_t first = range.first * kTileCols; first < end; first += 32) {
        const uint32_t col = first + 8 * t;
        Words4 weights[kBands][2];
        MST_UNROLL
        for (int band = 0; band < kBands; ++band) {
            weights[band][0] = bf16_columns(rows[band][0], col, cols);
            weights[band][1] = bf16_columns(rows[band][1], col, cols);
        }
        MST_UNROLL
        for (int block = 0; block < kBlocks; ++block) {
            float columns[8];
            load_columns(inputs[block], col, cols, columns);
            const Words4 x = rounded(columns);
            const uint32_t b0[2] = {x.x, x.y}, b1[2] = {x.z, x.w};
            MST_UNROLL
            for (int band = 0; band < kBands; ++band) {
                const Words4 top = weights[band][0], low = weights[band][1];
                const uint32_t a0[4] = {top.x, low.x, top.y, low.y};
                const uint32_t a1[4] = {top.z, low.z, top.w, low.w};
                mma_bf16(sums[band][block], a0, b0);
                mma_bf16(sums[band][block], a1, b1);
            }
        }
    }
}

// The weights of the skinny kernels by element type; `Bands` are what a warp needs of a matrix.
struct Bf16Matrix {};

template <class W>
inline constexpr bool kIsQuantised = !std::is_same_v<W, Bf16Matrix>;

// factors[i] = what products with row first + i are multiplied by, for i below `count`: the factor
// of the norm that the rows come from, or 1. Read behind a barrier of the block.
template <class Shared>
MST_DEVICE void row_factors(const Int8Rows& rows, uint32_t cols, uint32_t first, uint32_t end,
                            uint32_t count, Shared& factors) {
    const uint32_t groups = cols / kScaleGroup;
    for (uint32_t i = warp_index(); i < count; i += kParts) {
        float factor = 1.0f;
        if (rows.squares != nullptr && first + i < end) {
            float sum = 0.0f;
            for (uint32_t group = lane_index(); group < groups; group += kWarp) {
                sum += rows.squares[size_t{first + i} * groups + group];
            }
            factor = 1.0f / sqrtf(warp_sum(sum) / static_cast<float>(cols) + rows.eps);
        }
        if (lane_index() == 0) factors[i] = factor;
    }
}

// Only quantised inputs owe something to a norm.
template <class W, class Shared>
MST_DEVICE float factor_of([[maybe_unused]] Shared& factors, [[maybe_unused]] uint32_t row) {
    if constexpr (kIsQuantised<W>) {
        return factors[row];
    } else {
        return 1.0f;
    }
}

// `is_first`: the first sum of its block, which also finds the rows' factors.
template <class W, int kBands, int kBlocks, class Shared>
MST_DEVICE void sum_part(const void* const (&matrices)[kBands], const uint32_t (&bands)[kBands],
                         uint32_t rows, uint32_t cols, const MatmulInput& input, uint32_t first,
                         uint32_t end, bool begins, [[maybe_unused]] bool is_first,
                         [[maybe_unused]] Shared& factors, float (&sums)[kBands][kBlocks][4]) {
    const PartRange range = part_range(cols, warp_index());
    if constexpr (!kIsQuantised<W>) {
        const uint32_t g = lane_index() / 4;
        const uint16_t* lines[kBands][2];
        const float* inputs[kBlocks];
        MST_UNROLL
        for (int band = 0; band < kBands; ++band) {
            const auto* matrix = static_cast<const uint16_t*>(matrices[band]);
            const uint32_t row = bands[band] * kTileRows + 2 * g;
            lines[band][0] = matrix + size_t{row_within(row, rows)} * cols;
            lines[band][1] = matrix + size_t{row_within(row + 1, rows)} * cols;
        }
        MST_UNROLL
        for (uint32_t b = 0; b < kBlocks; ++b) {
            inputs[b] = input.values + row_within(first + 8 * b + g, end) * input.stride;
        }
        if (begins) begin_kernel();
        sum_bf16(lines, cols, inputs, range, sums);
    } else {
        const size_t tiles = (size_t{cols} + kTileCols - 1) / kTileCols;
        const void* data[kBands];
        MST_UNROLL
        for (int band = 0; band < kBands; ++band) {
            data[band] = static_cast<const typename W::Tile*>(matrices[band]) + bands[band] * tiles;
        }
        const auto inputs = Int8Inputs<kBlocks>::of(input.quantised, first, end);
        const auto meanwhile = [&] {
            if (!is_first) return;
            row_factors(input.quantised, cols, first, end, 8 * kBlocks, factors);
        };
        sum_tiles<W>(data, cols, inputs, range, begins, sums, meanwhile);
    }
}

// Adds the parts of one band in their order. Partial sums lie as [part][row][column]; the result
// of thread i is that of element i, i + kMatmulThreads, ...
template <int kBlocks, class Shared>
MST_DEVICE void store_part(const float (&sums)[kBlocks][4], Shared& partials, uint32_t offset) {
    const uint32_t g = lane_index() / 4, t = lane_index() % 4;
    MST_UNROLL
    for (uint32_t block = 0; block < kBlocks; ++block) {
        MST_UNROLL
        for (uint32_t i = 0; i < 4; ++i) {
            const uint32_t row = 2 * g + i / 2, column = 8 * block + 2 * t + i % 2;
            partials[offset + row * 8 * kBlocks + column] = sums[block][i];
        }
    }
}

template <class Shared>
MST_DEVICE float add_parts(Shared& partials, uint32_t element, uint32_t stride) {
    float sum = partials[element];
    MST_UNROLL
    for (uint32_t part = 1; part < kParts; ++part) sum += partials[part * stride + element];
    return sum;
}

}  // namespace minstrel::kernels::cuda
