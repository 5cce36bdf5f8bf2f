// Matrix times rows. Register tiles change with the number of rows, the order of the sum over
// columns never does: one chain per scale group for quantised weights, sixteen interleaved chains
// for floats.
#pragma once

#include "kernels/cpu/cpu_features.h"
#include "kernels/cpu/kernel_table.h"
#include "kernels/cpu/simd_inline.h"

namespace minstrel::kernels {

// Writes or adds one register of outputs; the last band of a matrix may be partial.
template <class V>
MST_SIMD void store_outputs(const MatmulJob& job, uint32_t band, uint32_t row,
                            typename V::Float sum) {
    const uint32_t first = band * kTileRows;
    const uint32_t count = job.weights.rows - first;
    float* out = job.output + row * job.output_stride + first;
    if (count >= kTileRows) {
        V::store(out, job.accumulate ? V::add(V::load(out), sum) : sum);
    } else {
        V::store_partial(out, job.accumulate ? V::add(V::load_partial(out, count), sum) : sum,
                         count);
    }
}

inline constexpr size_t kCacheLine = 64;

// Asks for memory that will be read soon, for the first-level cache or only for the second (2).
template <int kLocality = 3>
MST_SIMD void prefetch_block(const void* block, size_t bytes) {
    for (size_t at = 0; at < bytes; at += kCacheLine) {
        __builtin_prefetch(static_cast<const char*>(block) + at, 0, kLocality);
    }
}

// How a tile's bytes become the operands of dot products, eight columns at a time.
struct Int8Weights {
    using Tile = Int8Tile;
    static constexpr uint32_t kBits = 8;
    static constexpr uint32_t kStreamRows = 6;  // up to which memory is the limit
    static constexpr uint32_t kAloneRows = 6;   // up to which Prefetching::kByItself asks nothing
    template <class V>
    using Operand = typename V::Int8Operand;
    template <class V>
    static MST_SIMD void load(const Tile& tile, uint32_t group, int i, Operand<V>* out) {
        const size_t k = static_cast<size_t>(i) * 2;
        out[0] = V::load_int8(tile.weights[group][k][0]);
        out[1] = V::load_int8(tile.weights[group][k + 1][0]);
    }
    template <class V>
    static MST_SIMD typename V::Int begin(const int32_t* offset) {
        return V::begin_int8(offset);
    }
};

struct Int4Weights {
    using Tile = Int4Tile;
    static constexpr uint32_t kBits = 4;
    static constexpr uint32_t kStreamRows = 4;
    static constexpr uint32_t kAloneRows = 2;
    template <class V>
    using Operand = typename V::Int4Operand;
    template <class V>
    static MST_SIMD void load(const Tile& tile, uint32_t group, int i, Operand<V>* out) {
        V::load_int4(tile.weights[group][i][0], out);
    }
    template <class V>
    static MST_SIMD typename V::Int begin(const int32_t* offset) {
        return V::begin_int4(offset);
    }
};

// Matrices of models that no cache holds. What is small is likely in one, and asking for it early
// costs more than it brings.
template <class W>
MST_SIMD bool is_streamed(const TensorView& weights) {
    return uint64_t{weights.rows} * weights.cols * W::kBits / 8 >= 1 << 20;
}

// How a pass over weights asks for them before it needs them: the hardware looks ahead only to the
// end of a page.
enum class Requests : uint8_t { kNone, kEarly, kInStages };
// How many bytes ahead of itself; the second stage is two tiles of int4, or one of int8.
inline constexpr size_t kOneStage = 8192, kFirstStage = 4096, kSecondStage = 1152;

// Of `rows` rows, where the hardware does better with up to `alone_rows` if it does at all.
template <class W>
MST_SIMD Requests requests_for(const TensorView& weights, uint32_t rows, uint32_t alone_rows) {
    if (!is_streamed<W>(weights)) return Requests::kNone;
    const Prefetching wanted = cpu_features().prefetching;
    if (wanted == Prefetching::kByItself && rows <= alone_rows) return Requests::kNone;
    return wanted == Prefetching::kInStages ? Requests::kInStages : Requests::kEarly;
}

// A register tile's rows, from `first` on: number `tile` of the panel's `of`. Each asks for so many
// `lines` of the weights that follow in every group of columns.
struct TileRows {
    uint32_t first;
    uint32_t tile;
    uint32_t of;
    uint32_t lines;
    Requests requests;
};

// Asks for part of the tiles that kBands bands of `tiles` tiles read `ahead` after their tile
// `index`, where `tile` is. Behind their end the pass goes on with the bands that follow.
template <int kLocality, int kBands, class Tile>
MST_SIMD void prefetch_tiles(const Tile* tile, size_t index, size_t tiles, size_t ahead,
                             size_t begin, size_t bytes) {
    if (index + ahead >= tiles) tile += (kBands - 1) * tiles;
    for (int b = 0; b < kBands; ++b) {
        const Tile* next = tile + ahead + b * tiles;
        prefetch_block<kLocality>(reinterpret_cast<const char*>(next) + begin, bytes);
    }
}

// `tile` is the first band's at `group`, of `tiles`. A single pass over kBands bands runs some
// kilobytes ahead of itself; several passes ask for the bands that follow, each for its share. A
// few lines at a time, or the dot products wait for the requests.
template <class Tile, int kBands>
MST_SIMD void prefetch_weights(const Tile* tile, uint32_t group, size_t tiles,
                               const TileRows& rows) {
    if (rows.requests == Requests::kNone) return;
    const uint32_t share = kTileGroups * rows.tile + group % kTileGroups;
    const size_t begin = size_t{share} * rows.lines * kCacheLine;
    if (begin >= sizeof(Tile)) return;
    const size_t index = group / kTileGroups, bytes = size_t{rows.lines} * kCacheLine;
    if (rows.of > 1) {
        prefetch_tiles<2, kBands>(tile, index, tiles, tiles, begin, bytes);
    } else if (rows.requests == Requests::kInStages) {
        prefetch_tiles<2, kBands>(tile, index, tiles, kFirstStage / sizeof(Tile), begin, bytes);
        prefetch_tiles<3, kBands>(tile, index, tiles, kSecondStage / sizeof(Tile), begin, bytes);
    } else {
        prefetch_tiles<3, kBands>(tile, index, tiles, kOneStage / sizeof(Tile), begin, bytes);
    }
}

// kBands bands of 16 outputs from `band` for kRows rows.
template <class V, class W, int kBands, int kRows>
MST_SIMD void quantised_tile(const MatmulJob& job, uint32_t band, const TileRows& rows) {
    using Float = typename V::Float;
    const uint32_t groups = (job.weights.cols + kScaleGroup - 1) / kScaleGroup;
    const size_t tiles = (job.weights.cols + kTileCols - 1) / kTileCols;
    const auto* first = static_cast<const typename W::Tile*>(job.weights.data) + band * tiles;
    const QuantisedRows& x = job.quantised;
    const int8_t* values = x.values + static_cast<size_t>(rows.first) * kScaleGroup;
    const float* scales = x.scales + rows.first;
    const int32_t* offsets = x.offsets + rows.first;
    Float sums[kBands][kRows];
    for (int b = 0; b < kBands; ++b)
        for (int r = 0; r < kRows; ++r) sums[b][r] = V::set1(0.0f);
    for (uint32_t group = 0; group < groups; ++group) {
        const auto* tile = first + group / kTileGroups;
        const uint32_t part = group % kTileGroups;
        prefetch_weights<typename W::Tile, kBands>(tile, group, tiles, rows);
        typename V::Int dots[kBands][kRows];
        for (int b = 0; b < kBands; ++b)
            for (int r = 0; r < kRows; ++r) dots[b][r] = W::template begin<V>(offsets + r);
        for (int i = 0; i < static_cast<int>(kScaleGroup) / 8; ++i) {
            typename W::template Operand<V> w[kBands][2];
            for (int b = 0; b < kBands; ++b) W::template load<V>(tile[b * tiles], part, i, w[b]);
            for (int half = 0; half < 2; ++half) {
                for (int r = 0; r < kRows; ++r) {
                    const auto columns =
                        V::dot_columns(values + static_cast<size_t>(r) * kScaleGroup +
                                       static_cast<size_t>(8 * i + 4 * half));
                    for (int b = 0; b < kBands; ++b)
                        dots[b][r] = V::dot4(dots[b][r], w[b][half], columns);
                }
            }
        }
        for (int b = 0; b < kBands; ++b) {
            const Float weight_scales = V::load_f16(tile[b * tiles].scales[part]);
            for (int r = 0; r < kRows; ++r) {
                const Float scale = V::mul(weight_scales, V::set1(scales[r]));
                sums[b][r] = V::fma(V::to_float(dots[b][r]), scale, sums[b][r]);
            }
        }
        values += static_cast<size_t>(x.row_stride) * kScaleGroup;
        scales += x.row_stride;
        offsets += x.row_stride;
    }
    for (int b = 0; b < kBands; ++b) {
        for (int r = 0; r < kRows; ++r) {
            store_outputs<V>(job, band + static_cast<uint32_t>(b),
                             rows.first + static_cast<uint32_t>(r), sums[b][r]);
        }
    }
}

// Tiles of one height as long as they fit before `end`; `rows` goes on to the next tile.
template <class V, class W, int kBands, int kRows>
MST_SIMD void quantised_rows(const MatmulJob& job, uint32_t band, uint32_t end, TileRows& rows) {
    if constexpr (kRows <= V::kMostRows) {
        for (; rows.first + kRows <= end; rows.first += kRows, ++rows.tile) {
            quantised_tile<V, W, kBands, kRows>(job, band, rows);
        }
    }
}

// The rows [row, end) of kBands bands in register tiles of falling height; two tiles of four rows
// are better than one of six and one of two.
template <class V, class W, int kBands>
MST_SIMD void quantised_bands(const MatmulJob& job, uint32_t band, uint32_t row, uint32_t end,
                              Requests requests) {
    constexpr uint32_t kMost = V::kMostRows, kLines = sizeof(typename W::Tile) / kCacheLine;
    const uint32_t count = end - row, rest = count % 6;
    const bool by_fours = count > 6 && (rest == 1 || rest == 2);
    const uint32_t tiles = (count + kMost - 1) / kMost, shares = kTileGroups * tiles;
    TileRows rows{row, 0, tiles, (kLines + shares - 1) / shares, requests};
    quantised_rows<V, W, kBands, 6>(job, band, by_fours ? end - rest - 6 : end, rows);
    quantised_rows<V, W, kBands, 5>(job, band, end, rows);
    quantised_rows<V, W, kBands, 4>(job, band, end, rows);
    quantised_rows<V, W, kBands, 3>(job, band, end, rows);
    quantised_rows<V, W, kBands, 2>(job, band, end, rows);
    quantised_rows<V, W, kBands, 1>(job, band, end, rows);
}

// Panels of rows whose activations stay in the second-level cache while all bands pass over them.
// Several bands at once share what is read of the activations; one alone is one stream of memory,
// which is faster than several where memory is the limit.
template <class V, class W>
void quantised_matmul(const MatmulJob& job) {
    constexpr uint32_t kPanelBytes = 256 << 10;
    constexpr uint32_t kRows = 12;  // a multiple of the tiles' heights
    const uint32_t fitting = kPanelBytes / job.weights.cols / kRows * kRows;
    const uint32_t panel = fitting > kRows ? fitting : kRows;
    const uint32_t stream_rows = is_streamed<W>(job.weights) ? W::kStreamRows : 0;
    for (uint32_t row = 0; row < job.row_count; row += panel) {
        const uint32_t end = job.row_count - row < panel ? job.row_count : row + panel;
        const Requests requests = requests_for<W>(job.weights, end - row, W::kAloneRows);
        uint32_t band = job.band_begin;
        if (end - row > stream_rows) {
            for (; band + V::kBands <= job.band_end; band += V::kBands) {
                quantised_bands<V, W, V::kBands>(job, band, row, end, requests);
            }
        }
        for (; band < job.band_end; ++band) quantised_bands<V, W, 1>(job, band, row, end, requests);
    }
}

// Sums of kOutputs neighbouring outputs of one row.
template <class V, int kOutputs>
MST_SIMD void store_sums(const MatmulJob& job, uint32_t first, uint32_t row,
                         const typename V::Float (&sums)[kOutputs]) {
    float* out = job.output + row * job.output_stride + first;
    for (int o = 0; o < kOutputs; ++o) {
        const float sum = V::reduce_add(sums[o]);
        out[o] = job.accumulate ? out[o] + sum : sum;
    }
}

// As prefetch_tiles, for kOutputs rows of weights that are read side by side: `at` of `stride`
// bytes are behind.
template <int kLocality, int kOutputs>
MST_SIMD void prefetch_rows(const char* weights, size_t at, size_t stride, size_t bytes_ahead) {
    const size_t ahead = bytes_ahead / kOutputs;
    weights += at + ahead < stride ? ahead : ahead + (kOutputs - 1) * stride;
    for (int o = 0; o < kOutputs; ++o) __builtin_prefetch(weights + o * stride, 0, kLocality);
}

template <int kOutputs>
MST_SIMD void prefetch_floats(const char* weights, size_t at, size_t stride, Requests requests) {
    if (requests == Requests::kNone) return;
    if (requests == Requests::kInStages) {
        prefetch_rows<2, kOutputs>(weights, at, stride, kFirstStage);
        prefetch_rows<3, kOutputs>(weights, at, stride, kSecondStage);
    } else {
        prefetch_rows<3, kOutputs>(weights, at, stride, kOneStage);
    }
}

// Outputs of kOutputs weight rows from `first` for kRows rows from `row`, which are the first to
// read these weights unless there are no `requests`. Lane i sums the columns i mod 16.
template <class V, int kOutputs, int kRows>
MST_SIMD void f32_tile(const MatmulJob& job, uint32_t first, uint32_t row, Requests requests) {
    using Float = typename V::Float;
    const uint32_t cols = job.weights.cols;
    const size_t weight_stride = size_t{cols} * sizeof(float);
    const char* weights = static_cast<const char*>(job.weights.data) + first * weight_stride;
    const float* input = job.input + row * job.input_stride;
    Float sums[kRows][kOutputs];
    for (auto& of_row : sums)
        for (auto& sum : of_row) sum = V::set1(0.0f);
    uint32_t k = 0;
    const auto step = [&](auto load) MST_SIMD_LAMBDA {
        prefetch_floats<kOutputs>(weights, k * sizeof(float), weight_stride, requests);
        Float x[kRows];
        for (int r = 0; r < kRows; ++r) x[r] = load(input + r * job.input_stride);
        for (int o = 0; o < kOutputs; ++o) {
            const Float w = load(weights + o * weight_stride);
            for (int r = 0; r < kRows; ++r) sums[r][o] = V::fma(w, x[r], sums[r][o]);
        }
        weights += 16 * sizeof(float);
        input += 16;
    };
    for (; k + 16 <= cols; k += 16) step([](const void* p) MST_SIMD_LAMBDA { return V::load(p); });
    if (k < cols) {
        step([=](const void* p) MST_SIMD_LAMBDA { return V::load_partial(p, cols - k); });
    }
    for (int r = 0; r < kRows; ++r) {
        store_sums<V, kOutputs>(job, first, row + static_cast<uint32_t>(r), sums[r]);
    }
}

// The same for bf16 weights and activations. Lane i sums the pairs of columns i mod 16.
template <class V, int kOutputs, int kRows>
MST_SIMD void bf16_tile(const MatmulJob& job, uint32_t first, uint32_t row, Requests requests) {
    using Operand = typename V::Bf16Operand;
    const uint32_t cols = job.weights.cols;
    const size_t weight_stride = size_t{cols} * sizeof(uint16_t), stride = job.bf16.stride;
    const char* weights = static_cast<const char*>(job.weights.data) + first * weight_stride;
    const uint16_t* input = job.bf16.values + row * stride;
    typename V::Float sums[kRows][kOutputs];
    for (auto& of_row : sums)
        for (auto& sum : of_row) sum = V::set1(0.0f);
    uint32_t k = 0;
    const auto step = [&](auto load) MST_SIMD_LAMBDA {
        prefetch_floats<kOutputs>(weights, k * sizeof(uint16_t), weight_stride, requests);
        Operand w[kOutputs];
        for (int o = 0; o < kOutputs; ++o) w[o] = load(weights + o * weight_stride);
        for (int r = 0; r < kRows; ++r) {
            const Operand x = load(input + r * stride);
            for (int o = 0; o < kOutputs; ++o) sums[r][o] = V::dot2(sums[r][o], w[o], x);
        }
        weights += 32 * sizeof(uint16_t);
        input += 32;
    };
    for (; k + 32 <= cols; k += 32) {
        step([](const void* p) MST_SIMD_LAMBDA { return V::load_bf16_pairs(p); });
    }
    if (k < cols) {
        step([=](const void* p)
                 MST_SIMD_LAMBDA { return V::load_bf16_pairs_partial(p, cols - k); });
    }
    for (int r = 0; r < kRows; ++r) {
        store_sums<V, kOutputs>(job, first, row + static_cast<uint32_t>(r), sums[r]);
    }
}

struct F32Weights {
    static constexpr uint32_t kBits = 32;
    template <class V>
    static constexpr int kRows = V::kFloatRows;
    template <class V, int kOutputs, int kHeight>
    static MST_SIMD void tile(const MatmulJob& job, uint32_t first, uint32_t row,
                              Requests requests) {
        f32_tile<V, kOutputs, kHeight>(job, first, row, requests);
    }
};

struct Bf16Weights {
    static constexpr uint32_t kBits = 16;
    template <class V>
    static constexpr int kRows = V::kBf16Rows;
    template <class V, int kOutputs, int kHeight>
    static MST_SIMD void tile(const MatmulJob& job, uint32_t first, uint32_t row,
                              Requests requests) {
        bf16_tile<V, kOutputs, kHeight>(job, first, row, requests);
    }
};

// Tiles of one height, where the set has so many registers, as long as they fit; returns the first
// row that is left. Only the first tile of a panel has `requests`.
template <class V, class W, int kOutputs, int kHeight>
MST_SIMD uint32_t float_rows(const MatmulJob& job, uint32_t first, uint32_t row, uint32_t end,
                             Requests& requests) {
    if constexpr (kHeight <= W::template kRows<V>) {
        for (; row + kHeight <= end; row += kHeight) {
            W::template tile<V, kOutputs, kHeight>(job, first, row, requests);
            requests = Requests::kNone;
        }
    }
    return row;
}

template <class V, class W, int kOutputs>
MST_SIMD void float_outputs(const MatmulJob& job, uint32_t first, uint32_t row, uint32_t end,
                            Requests requests) {
    row = float_rows<V, W, kOutputs, 6>(job, first, row, end, requests);
    row = float_rows<V, W, kOutputs, 4>(job, first, row, end, requests);
    row = float_rows<V, W, kOutputs, 2>(job, first, row, end, requests);
    float_rows<V, W, kOutputs, 1>(job, first, row, end, requests);
}

// Panels of rows as in quantised_matmul.
template <class V, class W>
void float_matmul(const MatmulJob& job) {
    constexpr uint32_t kPanelBytes = 512 << 10;
    constexpr uint32_t kRows = 12;  // a multiple of the tiles' heights
    constexpr uint32_t kStreamRows = 2;
    const auto fitting = kPanelBytes / (job.weights.cols * W::kBits / 8);
    const uint32_t panel = fitting > kRows ? fitting / kRows * kRows : kRows;
    const uint32_t stream_rows = is_streamed<W>(job.weights) ? kStreamRows : 0;
    const uint32_t limit = job.band_end * kTileRows;
    const uint32_t last = limit < job.weights.rows ? limit : job.weights.rows;
    for (uint32_t row = 0; row < job.row_count; row += panel) {
        const uint32_t end = job.row_count - row < panel ? job.row_count : row + panel;
        const Requests requests = requests_for<W>(job.weights, end - row, 0);
        uint32_t output = job.band_begin * kTileRows;
        if (end - row > stream_rows) {
            for (; output + V::kFloatOutputs <= last; output += V::kFloatOutputs) {
                float_outputs<V, W, V::kFloatOutputs>(job, output, row, end, requests);
            }
        }
        for (; output < last; ++output) float_outputs<V, W, 1>(job, output, row, end, requests);
    }
}

template <class V>
void matmul(const MatmulJob& job) {
    switch (job.weights.type) {
        case ElementType::kF32:
            return float_matmul<V, F32Weights>(job);
        case ElementType::kBF16:
            return float_matmul<V, Bf16Weights>(job);
        case ElementType::kInt8:
            return quantised_matmul<V, Int8Weights>(job);
        case ElementType::kInt4:
            return quantised_matmul<V, Int4Weights>(job);
    }
}

}  // namespace minstrel::kernels
