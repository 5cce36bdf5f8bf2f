// Matrix times rows. Register tiles change with the number of rows, the order of the sum over
// columns never does: one chain per group for int8, sixteen interleaved chains for floats.
#pragma once

#include "kernels/cpu/kernel_table.h"
#include "kernels/cpu/simd_inline.h"

namespace minstrel::kernels {

// Writes or adds one register of outputs; the last tile of a matrix may be partial.
template <class V>
MST_SIMD void store_outputs(const MatmulJob& job, uint32_t tile, uint32_t row,
                            typename V::Float sum) {
    const uint32_t first = tile * kTileRows;
    const uint32_t count = job.weights.rows - first;
    float* out = job.output + row * job.output_stride + first;
    if (count >= kTileRows) {
        V::store(out, job.accumulate ? V::add(V::load(out), sum) : sum);
    } else {
        V::store_partial(out, job.accumulate ? V::add(V::load_partial(out, count), sum) : sum,
                         count);
    }
}

// kTiles tiles of 16 outputs from `tile` for kRows rows from `row`.
template <class V, int kTiles, int kRows>
MST_SIMD void int8_tiles(const MatmulJob& job, uint32_t tile, uint32_t row) {
    using Float = typename V::Float;
    const uint32_t groups = job.weights.cols / kI8Group;
    const Int8Block* blocks =
        static_cast<const Int8Block*>(job.weights.data) + static_cast<size_t>(tile) * groups;
    const QuantisedRows& x = job.quantised;
    const int8_t* values = x.values + static_cast<size_t>(row) * kI8Group;
    const float* scales = x.scales + row;
    const int32_t* offsets = x.offsets + row;
    Float sums[kTiles][kRows];
    for (int t = 0; t < kTiles; ++t)
        for (int r = 0; r < kRows; ++r) sums[t][r] = V::set1(0.0f);
    for (uint32_t group = 0; group < groups; ++group, ++blocks) {
        typename V::Int dots[kTiles][kRows];
        for (int t = 0; t < kTiles; ++t)
            for (int r = 0; r < kRows; ++r) dots[t][r] = V::dot_begin(offsets[r]);
        for (int k = 0; k < static_cast<int>(kI8Group) / 4; ++k) {
            typename V::DotWeights w[kTiles];
            for (int t = 0; t < kTiles; ++t) {
                w[t] =
                    V::load_dot_weights(&blocks[t * static_cast<size_t>(groups)].weights[k][0][0]);
            }
            for (int r = 0; r < kRows; ++r) {
                const auto columns = V::dot_columns(values + static_cast<size_t>(r) * kI8Group +
                                                    static_cast<size_t>(k) * 4);
                for (int t = 0; t < kTiles; ++t) dots[t][r] = V::dot4(dots[t][r], w[t], columns);
            }
        }
        for (int t = 0; t < kTiles; ++t) {
            const Float weight_scales = V::load(blocks[t * static_cast<size_t>(groups)].scales);
            for (int r = 0; r < kRows; ++r) {
                const Float scale = V::mul(weight_scales, V::set1(scales[r]));
                sums[t][r] = V::fma(V::to_float(dots[t][r]), scale, sums[t][r]);
            }
        }
        values += static_cast<size_t>(x.row_stride) * kI8Group;
        scales += x.row_stride;
        offsets += x.row_stride;
    }
    for (int t = 0; t < kTiles; ++t) {
        for (int r = 0; r < kRows; ++r) {
            store_outputs<V>(job, tile + static_cast<uint32_t>(t), row + static_cast<uint32_t>(r),
                             sums[t][r]);
        }
    }
}

// All rows from `row`, in register tiles of falling height. Few rows leave room for several tiles,
// whose chains then hide each other's latency.
template <class V, int kTiles, int kRows>
MST_SIMD void int8_rows(const MatmulJob& job, uint32_t tile, uint32_t row) {
    for (; row + kRows <= job.row_count; row += kRows) {
        if constexpr (kRows <= 2) {
            int8_tiles<V, kTiles, kRows>(job, tile, row);
        } else {
            for (uint32_t t = 0; t < kTiles; ++t) int8_tiles<V, 1, kRows>(job, tile + t, row);
        }
    }
    if constexpr (kRows > 1) int8_rows<V, kTiles, kRows / 2>(job, tile, row);
}

template <class V>
void int8_matmul(const MatmulJob& job) {
    uint32_t tile = job.tile_begin;
    for (; tile + V::kInt8Tiles <= job.tile_end; tile += V::kInt8Tiles) {
        int8_rows<V, V::kInt8Tiles, V::kInt8Rows>(job, tile, 0);
    }
    for (; tile < job.tile_end; ++tile) int8_rows<V, 1, V::kInt8Rows>(job, tile, 0);
}

struct F32Weights {
    static constexpr size_t kBytes = 4;
    template <class V>
    static MST_SIMD typename V::Float load(const char* p) {
        return V::load(p);
    }
    template <class V>
    static MST_SIMD typename V::Float load_partial(const char* p, uint32_t count) {
        return V::load_partial(p, count);
    }
};

struct Bf16Weights {
    static constexpr size_t kBytes = 2;
    template <class V>
    static MST_SIMD typename V::Float load(const char* p) {
        return V::load_bf16(p);
    }
    template <class V>
    static MST_SIMD typename V::Float load_partial(const char* p, uint32_t count) {
        return V::load_bf16_partial(p, count);
    }
};

// kOutputs weight rows from `first` for kRows rows from `row`. Lane i sums the columns i mod 16.
template <class V, class W, int kOutputs, int kRows>
MST_SIMD void float_tile(const MatmulJob& job, uint32_t first, uint32_t row) {
    using Float = typename V::Float;
    const uint32_t cols = job.weights.cols;
    const size_t weight_stride = cols * W::kBytes;
    const char* weights = static_cast<const char*>(job.weights.data) + first * weight_stride;
    const float* input = job.input + row * job.input_stride;
    Float sums[kOutputs][kRows];
    for (auto& output : sums)
        for (auto& sum : output) sum = V::set1(0.0f);
    const auto step = [&](auto load_weights, auto load_input) MST_SIMD_LAMBDA {
        Float x[kRows];
        for (int r = 0; r < kRows; ++r) x[r] = load_input(input + r * job.input_stride);
        for (int o = 0; o < kOutputs; ++o) {
            const Float w = load_weights(weights + o * weight_stride);
            for (int r = 0; r < kRows; ++r) sums[o][r] = V::fma(w, x[r], sums[o][r]);
        }
        weights += 16 * W::kBytes;
        input += 16;
    };
    uint32_t k = 0;
    for (; k + 16 <= cols; k += 16) {
        step([](const char* p) MST_SIMD_LAMBDA { return W::template load<V>(p); },
             [](const float* p) MST_SIMD_LAMBDA { return V::load(p); });
    }
    if (k < cols) {
        const uint32_t rest = cols - k;
        step([=](const char* p) MST_SIMD_LAMBDA { return W::template load_partial<V>(p, rest); },
             [=](const float* p) MST_SIMD_LAMBDA { return V::load_partial(p, rest); });
    }
    for (int o = 0; o < kOutputs; ++o) {
        for (int r = 0; r < kRows; ++r) {
            float* out =
                job.output + (row + static_cast<uint32_t>(r)) * job.output_stride + first + o;
            const float sum = V::reduce_add(sums[o][r]);
            *out = job.accumulate ? *out + sum : sum;
        }
    }
}

template <class V, class W, int kOutputs>
MST_SIMD void float_outputs(const MatmulJob& job, uint32_t first) {
    uint32_t row = 0;
    for (; row + V::kFloatRows <= job.row_count; row += V::kFloatRows) {
        float_tile<V, W, kOutputs, V::kFloatRows>(job, first, row);
    }
    for (; row < job.row_count; ++row) float_tile<V, W, kOutputs, 1>(job, first, row);
}

template <class V, class W>
void float_matmul(const MatmulJob& job) {
    const uint32_t limit = job.tile_end * kTileRows;
    const uint32_t end = limit < job.weights.rows ? limit : job.weights.rows;
    uint32_t output = job.tile_begin * kTileRows;
    for (; output + V::kFloatOutputs <= end; output += V::kFloatOutputs) {
        float_outputs<V, W, V::kFloatOutputs>(job, output);
    }
    for (; output < end; ++output) float_outputs<V, W, 1>(job, output);
}

template <class V>
void matmul(const MatmulJob& job) {
    switch (job.weights.type) {
        case ElementType::kF32:
            return float_matmul<V, F32Weights>(job);
        case ElementType::kBF16:
            return float_matmul<V, Bf16Weights>(job);
        case ElementType::kI8G32:
            return int8_matmul<V>(job);
    }
}

}  // namespace minstrel::kernels
