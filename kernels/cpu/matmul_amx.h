// Quantised matrix times rows by AMX: sixteen rows and sixteen outputs at a time, whose 32 columns
// of a scale group are one instruction. The operands lie in memory as AMX wants them: a group of
// activations is a matrix of rows, a tile's weights are pairs of rows with four columns of each
// output. The sums are exact integers and what becomes of them is done in the order of
// matmul_template.h, so the bits are the same. Include it only from the file that is compiled for
// AMX; a thread may run it only where amx_is_allowed().
#pragma once

#include <immintrin.h>

#include "kernels/cpu/matmul_template.h"

namespace minstrel::kernels {

inline constexpr uint32_t kAmxRows = 16;        // of a tile of activations
inline constexpr uint32_t kAmxFewestRows = 6;   // that are worth a tile of their own
inline constexpr uint32_t kAmxPanelRows = 128;  // that share what was unpacked
inline constexpr uint32_t kAmxGroups = 32;      // of a band that are unpacked at a time

// What ldtilecfg reads. Registers 0 and 1 hold sums, 2 and 3 activations, 4 and 5 weights.
struct alignas(64) AmxShapes {
    uint8_t palette = 1;
    uint8_t start_row = 0;
    uint8_t reserved[14] = {};
    uint16_t row_bytes[16] = {64, 64, kScaleGroup, kScaleGroup, 64, 64};
    uint8_t rows[16] = {kAmxRows, kAmxRows, kAmxRows, kAmxRows, kScaleGroup / 4, kScaleGroup / 4};
};
static_assert(sizeof(AmxShapes) == 64);

// The intrinsics of GCC 12 say nothing of the memory that they read.
MST_SIMD void amx_load_shapes(const AmxShapes& shapes) {
    __asm__ volatile("ldtilecfg %0" ::"m"(shapes));
}
MST_SIMD void amx_memory_is_written() {
    __asm__ volatile("" ::: "memory");
}

// Part of a band of weights as signed bytes and floats.
struct AmxBand {
    alignas(64) int8_t weights[kAmxGroups][kScaleGroup / 4][kTileRows * 4];
    alignas(64) float scales[kAmxGroups][kTileRows];
};

MST_SIMD void amx_unpack(const Int8Tile& tile, uint32_t part, int8_t (*out)[kTileRows * 4]) {
    for (uint32_t i = 0; i < kScaleGroup / 4; ++i) {
        const __m512i stored = _mm512_loadu_si512(tile.weights[part][i][0]);
        _mm512_store_si512(out[i], _mm512_xor_si512(stored, _mm512_set1_epi8(-128)));
    }
}
MST_SIMD void amx_unpack(const Int4Tile& tile, uint32_t part, int8_t (*out)[kTileRows * 4]) {
    const __m512i low = _mm512_set1_epi8(15), offset = _mm512_set1_epi8(Int4Tile::kOffset);
    for (size_t i = 0; i < kScaleGroup / 8; ++i) {
        const __m512i both = _mm512_loadu_si512(tile.weights[part][i][0]);
        const __m512i high = _mm512_srli_epi16(both, 4);
        _mm512_store_si512(out[2 * i], _mm512_sub_epi8(_mm512_and_si512(both, low), offset));
        _mm512_store_si512(out[2 * i + 1], _mm512_sub_epi8(_mm512_and_si512(high, low), offset));
    }
}

// Integer sums of one group of columns. Reading a tile of sums back takes longer than making it, so
// the next group is under way meanwhile, in the other registers.
template <int kSlot>
MST_SIMD void amx_start(const int8_t* activations, const int8_t* weights) {
    if constexpr (kSlot == 0) {
        _tile_zero(0);
        _tile_loadd(2, activations, kScaleGroup);
        _tile_loadd(4, weights, 64);
        _tile_dpbssd(0, 2, 4);
    } else {
        _tile_zero(1);
        _tile_loadd(3, activations, kScaleGroup);
        _tile_loadd(5, weights, 64);
        _tile_dpbssd(1, 3, 5);
    }
}

struct AmxRows {
    const int8_t* values;  // of the first row and group
    const float* scales;
    size_t stride;  // rows from a group to the next
};

// The weights that follow, of which every tile of rows asks for so many lines of each.
template <class Tile>
struct AmxAhead {
    const Tile* tiles;
    size_t begin;
    size_t bytes;
};

struct Even {
    static constexpr int kSlot = 0;
};
struct Odd {
    static constexpr int kSlot = 1;
};

// Adds `groups` groups of a band to the sums of sixteen rows, or begins with them.
template <class V, class Tile>
MST_SIMD void amx_tile(const AmxBand& band, uint32_t groups, const AmxRows& x, bool begins,
                       const AmxAhead<Tile>& ahead, float (*carry)[kTileRows]) {
    using Float = typename V::Float;
    Float sums[kAmxRows];
    for (uint32_t r = 0; r < kAmxRows; ++r) sums[r] = begins ? V::set1(0) : V::load(carry[r]);
    alignas(64) int32_t dots[kAmxRows][kTileRows];
    const auto start = [&](auto slot, uint32_t group) MST_SIMD_LAMBDA {
        amx_start<decltype(slot)::kSlot>(x.values + group * x.stride * kScaleGroup,
                                         band.weights[group][0]);
    };
    const auto finish = [&](auto slot, uint32_t group) MST_SIMD_LAMBDA {
        if constexpr (decltype(slot)::kSlot == 0) {
            _tile_stored(0, dots, 64);
        } else {
            _tile_stored(1, dots, 64);
        }
        const Float weight_scales = V::load(band.scales[group]);
        const float* scales = x.scales + group * x.stride;
        for (uint32_t r = 0; r < kAmxRows; ++r) {
            const Float scale = V::mul(weight_scales, V::set1(scales[r]));
            sums[r] = V::fma(V::to_float({_mm512_load_si512(dots[r])}), scale, sums[r]);
        }
    };
    static_assert(kTileGroups == 2);
    start(Even(), 0);
    for (uint32_t group = 0; group < groups; group += kTileGroups) {
        if (group + 1 < groups) start(Odd(), group + 1);
        finish(Even(), group);
        const auto* next = reinterpret_cast<const char*>(ahead.tiles + group / kTileGroups);
        prefetch_block<2>(next + ahead.begin, ahead.bytes);
        if (group + 1 == groups) break;
        if (group + 2 < groups) start(Even(), group + 2);
        finish(Odd(), group + 1);
    }
    for (uint32_t r = 0; r < kAmxRows; ++r) V::store(carry[r], sums[r]);
}

// Rows [first, first + rows), at least sixteen, of one band. The last tile ends with them, though
// it may begin with rows of the one before.
template <class V, class W>
MST_SIMD void amx_band(const MatmulJob& job, uint32_t band, uint32_t first, uint32_t rows,
                       AmxBand& unpacked, float (*carry)[kTileRows]) {
    using Tile = typename W::Tile;
    const uint32_t groups = (job.weights.cols + kScaleGroup - 1) / kScaleGroup;
    const size_t tiles = (job.weights.cols + kTileCols - 1) / kTileCols;
    const uint32_t row_tiles = (rows + kAmxRows - 1) / kAmxRows;
    const size_t share = (sizeof(Tile) / kCacheLine + row_tiles - 1) / row_tiles * kCacheLine;
    const QuantisedRows& x = job.quantised;
    const auto first_of = [&](uint32_t number) MST_SIMD_LAMBDA {
        const uint32_t at = number * kAmxRows;
        return at + kAmxRows <= rows ? at : rows - kAmxRows;
    };
    const Tile* tile = static_cast<const Tile*>(job.weights.data) + band * tiles;
    for (uint32_t begin = 0; begin < groups; begin += kAmxGroups) {
        const uint32_t count = groups - begin < kAmxGroups ? groups - begin : kAmxGroups;
        for (uint32_t i = 0; i < count; ++i) {
            const Tile& source = tile[i / kTileGroups];
            amx_unpack(source, i % kTileGroups, unpacked.weights[i]);
            V::store(unpacked.scales[i], V::load_f16(source.scales[i % kTileGroups]));
        }
        amx_memory_is_written();
        tile += (count + 1) / kTileGroups;
        for (uint32_t number = 0; number < row_tiles; ++number) {
            const size_t slot = size_t{begin} * x.row_stride + first + first_of(number);
            amx_tile<V, Tile>(
                unpacked, count, {x.values + slot * kScaleGroup, x.scales + slot, x.row_stride},
                begin == 0, {tile, number * share, share}, carry + size_t{number} * kAmxRows);
        }
    }
    for (uint32_t r = 0; r < rows; ++r) {
        const uint32_t number = r / kAmxRows;
        const float* sums = carry[number * kAmxRows + r - first_of(number)];
        store_outputs<V>(job, band, first + r, V::load(sums));
    }
}

// kBands bands for the rows [row, end), at least sixteen. The vector unit takes what is left of
// them if that is little.
template <class V, class W, int kBands>
MST_SIMD void amx_bands(const MatmulJob& job, uint32_t band, uint32_t row, uint32_t end,
                        AmxBand& unpacked, float (*carry)[kTileRows]) {
    const uint32_t count = end - row, few = count % kAmxRows;
    const uint32_t rows = few < kAmxFewestRows ? count - few : count;
    for (uint32_t b = 0; b < kBands; ++b) {
        amx_band<V, W>(job, band + b, row, rows, unpacked, carry);
    }
    if (rows < count) {
        quantised_bands<V, W, kBands>(job, band, row + rows, end, Requests::kNone);
    }
}

// For jobs of sixteen rows and more, in panels of about the same height.
template <class V, class W>
void amx_matmul(const MatmulJob& job) {
    AmxBand unpacked;
    alignas(64) float carry[kAmxPanelRows][kTileRows];
    amx_load_shapes({});
    const uint32_t panels = (job.row_count + kAmxPanelRows - 1) / kAmxPanelRows;
    for (uint32_t panel = 0; panel < panels; ++panel) {
        const auto begin_of = [&](uint32_t number) MST_SIMD_LAMBDA {
            return static_cast<uint32_t>(uint64_t{job.row_count} * number / panels);
        };
        const uint32_t row = begin_of(panel), end = begin_of(panel + 1);
        uint32_t band = job.band_begin;
        for (; band + V::kBands <= job.band_end; band += V::kBands) {
            amx_bands<V, W, V::kBands>(job, band, row, end, unpacked, carry);
        }
        for (; band < job.band_end; ++band) {
            amx_bands<V, W, 1>(job, band, row, end, unpacked, carry);
        }
    }
    _tile_release();
}

}  // namespace minstrel::kernels
