// A random matrix of any element type, and what the scalar kernels of the CPU make of it.
#pragma once

#include <vector>

#include "kernels/cpu/kernel_table.h"
#include "kernels/cpu/weight_rows.h"
#include "kernels/half.h"
#include "kernels/tiles.h"
#include "tests/unit/cuda/device_buffer.h"
#include "tests/unit/kernels/element_name.h"

namespace minstrel::kernels::cuda {

class RandomMatrix {
  public:
    RandomMatrix(ElementType type, uint32_t rows, uint32_t cols, uint32_t seed)
        : type_(type), rows_(rows), cols_(cols), bytes_(stored(type, rows, cols, seed)) {}

    TensorView view() const { return {bytes_.data(), type_, rows_, cols_}; }  // for kernels
    std::span<const std::byte> bytes() const { return bytes_.span(); }

    // output[r][o] of the scalar kernels, over `start` where that is not empty.
    std::vector<float> times(std::span<const float> input, uint32_t rows,
                             std::vector<float> start = {}) const {
        const bool accumulate = !start.empty();
        start.resize(size_t{rows} * rows_);
        const size_t groups = (cols_ + kScaleGroup - 1) / kScaleGroup;
        std::vector<int8_t> values(groups * rows * kScaleGroup);
        std::vector<float> scales(groups * rows);
        std::vector<int32_t> offsets(groups * rows);
        const QuantisedRows quantised{values.data(), scales.data(), offsets.data(), rows};
        const KernelTable& kernels = scalar_kernels();
        for (uint32_t row = 0; is_quantised(type_) && row < rows; ++row) {
            kernels.quantise(input.data() + size_t{row} * cols_, row, 0, cols_ / kScaleGroup,
                             quantised);
        }
        const size_t stride = bf16_stride(cols_);
        std::vector<uint16_t> halves(rows * stride);
        for (uint32_t row = 0; row < rows; ++row) {
            kernels.store_bf16(input.data() + size_t{row} * cols_, cols_,
                               halves.data() + row * stride, 1);
        }
        kernels.matmul({.weights = {bytes().data(), type_, rows_, cols_},
                        .input = input.data(),
                        .input_stride = cols_,
                        .quantised = quantised,
                        .bf16 = {halves.data(), stride},
                        .row_count = rows,
                        .band_begin = 0,
                        .band_end = band_count(rows_),
                        .output = start.data(),
                        .output_stride = rows_,
                        .accumulate = accumulate});
        return start;
    }

    // The same of the rows as they are, in double precision: nothing is rounded but the weights.
    std::vector<double> exactly_times(std::span<const float> input, uint32_t rows) const {
        std::vector<double> out(size_t{rows} * rows_);
        std::vector<float> weights(cols_);
        for (uint32_t o = 0; o < rows_; ++o) {
            read_row({bytes().data(), type_, rows_, cols_}, o, weights.data());
            for (uint32_t row = 0; row < rows; ++row) {
                double& sum = out[size_t{row} * rows_ + o];
                for (uint32_t i = 0; i < cols_; ++i) {
                    sum += double{weights[i]} * double{input[size_t{row} * cols_ + i]};
                }
            }
        }
        return out;
    }

  private:
    static std::vector<std::byte> stored(ElementType type, uint32_t rows, uint32_t cols,
                                         uint32_t seed) {
        const std::vector<float> values = random_floats(size_t{rows} * cols, seed, 0.05f);
        if (is_quantised(type)) return tiles_of(type, values, rows, cols);
        std::vector<std::byte> bytes(matrix_bytes(type, rows, cols));
        for (size_t i = 0; i < values.size(); ++i) {
            const uint16_t half = bf16_from_float(values[i]);
            if (type == ElementType::kBF16) {
                std::memcpy(bytes.data() + 2 * i, &half, 2);
            } else {
                std::memcpy(bytes.data() + 4 * i, &values[i], 4);
            }
        }
        return bytes;
    }

    ElementType type_;
    uint32_t rows_, cols_;
    DeviceBuffer<std::byte> bytes_;
};

// Rows on the device in every form that products read; or their norm, which leaves a factor to
// these.
class MatmulRows {
  public:
    MatmulRows(std::span<const float> values, uint32_t rows, uint32_t cols, bool normed = false)
        : values_(values),
          quantised_(rows, cols / kScaleGroup * kScaleGroup),
          rows_(rows),
          cols_(cols),
          normed_(normed && cols % kScaleGroup == 0) {
        if (cols % kScaleGroup != 0) return;
        if (!normed_) {
            EXPECT_LAUNCHED(
                launch_quantise({values_.data(), rows, cols, quantised_.rows()}, nullptr));
            return;
        }
        const DeviceBuffer<float> input(values), weight(random_floats(cols, 99));
        EXPECT_LAUNCHED(launch_norm({.input = input.data(),
                                     .weight = weight.data(),
                                     .eps = 1e-5f,
                                     .rows = rows,
                                     .cols = cols,
                                     .output = values_.data(),
                                     .quantised = quantised_.normed(1e-5f)},
                                    nullptr));
    }
    MatmulInput input() {
        return {values_.data(), cols_, normed_ ? quantised_.normed(1e-5f) : quantised_.rows(),
                rows_};
    }

  private:
    DeviceBuffer<float> values_;
    Int8Buffer quantised_;
    uint32_t rows_, cols_;
    bool normed_;
};

inline constexpr ElementType kElementTypes[] = {ElementType::kF32, ElementType::kBF16,
                                                ElementType::kInt8, ElementType::kInt4};

}  // namespace minstrel::kernels::cuda
