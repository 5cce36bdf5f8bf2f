#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <utility>
#include <vector>

#include "kernels/cpu/kernel_table.h"
#include "kernels/half.h"
#include "kernels/tiles.h"
#include "tests/unit/kernels/reference_model.h"

namespace minstrel::kernels {
namespace {

// One product with everything it needs, inputs and weights random.
class Product {
  public:
    Product(ElementType type, uint32_t outputs, uint32_t cols, uint32_t rows, uint32_t seed)
        : rows_(rows), weights_{nullptr, type, outputs, cols}, random_(seed) {
        std::normal_distribution<float> normal;
        input_.resize(size_t{rows} * cols);
        for (float& v : input_) v = normal(random_);
        values_.resize(size_t{outputs} * cols);
        if (is_quantised(type)) {
            make_tiles();
        } else {
            for (double& v : values_) {
                uint32_t bits;
                float f = normal(random_);
                std::memcpy(&bits, &f, sizeof bits);
                if (type == ElementType::kBF16) bits &= 0xFFFF0000u;
                std::memcpy(&f, &bits, sizeof f);
                const auto* bytes = reinterpret_cast<const char*>(&bits);
                if (type == ElementType::kBF16) bytes += 2;
                bytes_.insert(bytes_.end(), bytes, reinterpret_cast<const char*>(&bits) + 4);
                v = f;
            }
            // No alignment is promised.
            bytes_.insert(bytes_.begin(), 'x');
            weights_.data = bytes_.data() + 1;
        }
    }

    // Output of the rows [first, first + count); checks that nothing is written between rows.
    std::vector<float> run(const KernelTable& kernels, uint32_t first, uint32_t count,
                           bool accumulate = false) {
        const uint32_t cols = weights_.cols, groups = cols / kScaleGroup;
        const uint32_t row_stride = count + 2;  // rows of others beside them
        std::vector<int8_t> values(size_t{cols} * row_stride);
        std::vector<float> scales(size_t{groups} * row_stride);
        std::vector<int32_t> offsets(size_t{groups} * row_stride);
        const QuantisedRows quantised{values.data(), scales.data(), offsets.data(), row_stride};
        if (is_quantised(weights_.type)) {
            for (uint32_t r = 0; r < count; ++r) {
                kernels.quantise(input_.data() + size_t{first + r} * cols, r, 0, groups, quantised);
            }
        }
        const Bf16Rows bf16 = round_input(kernels, first, count);
        const size_t stride = weights_.rows + 3;
        std::vector<float> output(count * stride, 1000.0f);
        const uint32_t bands = band_count(weights_.rows), half = bands / 2;
        for (const auto& [begin, end] : {std::pair(half, bands), std::pair(0u, half)}) {
            kernels.matmul({.weights = weights_,
                            .input = input_.data() + size_t{first} * cols,
                            .input_stride = cols,
                            .quantised = quantised,
                            .bf16 = bf16,
                            .row_count = count,
                            .band_begin = begin,
                            .band_end = end,
                            .output = output.data(),
                            .output_stride = stride,
                            .accumulate = accumulate});
        }
        std::vector<float> packed;
        for (uint32_t r = 0; r < count; ++r) {
            const auto row = output.begin() + static_cast<ptrdiff_t>(r * stride);
            packed.insert(packed.end(), row, row + weights_.rows);
            for (int i = 0; i < 3; ++i) EXPECT_EQ(row[weights_.rows + i], 1000.0f);
        }
        return packed;
    }

    // Sum of the exact products and of their magnitudes, for the error bound.
    double exact(uint32_t row, uint32_t output, double* magnitude) const {
        double sum = 0;
        *magnitude = 0;
        for (uint32_t k = 0; k < weights_.cols; ++k) {
            const double term = values_[size_t{output} * weights_.cols + k] *
                                input_[size_t{row} * weights_.cols + k];
            sum += term;
            *magnitude += std::fabs(term);
        }
        return sum;
    }

    uint32_t outputs() const { return weights_.rows; }
    uint32_t rows() const { return rows_; }

  private:
    Bf16Rows round_input(const KernelTable& kernels, uint32_t first, uint32_t count) {
        rounded_.assign(count * bf16_stride(weights_.cols), 0xFFFF);
        const Bf16Rows rows{rounded_.data(), bf16_stride(weights_.cols)};
        for (uint32_t r = 0; r < count; ++r) {
            kernels.store_bf16(input_.data() + size_t{first + r} * weights_.cols, weights_.cols,
                               rows.values + r * rows.stride, 1);
        }
        return rows;
    }

    // Every integer of the form, with scales of all sizes.
    void make_tiles() {
        const bool int8 = weights_.type == ElementType::kInt8;
        const uint32_t groups = weights_.cols / kScaleGroup;
        const size_t band_size = band_bytes(weights_.type, weights_.cols);
        tiles_.resize(matrix_bytes(weights_.type, weights_.rows, weights_.cols));
        for (uint32_t row = 0; row < weights_.rows; ++row) {
            const auto band = std::span(tiles_).subspan(row / kTileRows * band_size, band_size);
            if (row % kTileRows == 0) clear_band(weights_.type, band);
            for (uint32_t i = 0; i < groups; ++i) {
                QuantisedGroup group;
                group.scale =
                    f16_from_float(std::uniform_real_distribution<float>(0.001f, 0.02f)(random_));
                for (uint32_t k = 0; k < kScaleGroup; ++k) {
                    const int q = int8 ? static_cast<int>(random_() % 256) - 128
                                       : static_cast<int>(random_() % 16) - 8;
                    group.q[k] = static_cast<int8_t>(q);
                    values_[size_t{row} * weights_.cols + size_t{i} * kScaleGroup + k] =
                        double{float_from_f16(group.scale)} * q;
                }
                store_group(weights_.type, group, row % kTileRows, i, band);
            }
        }
        // No more than the alignment of the scales is promised.
        tiles_.insert(tiles_.begin(), alignof(uint16_t), std::byte{1});
        weights_.data = tiles_.data() + alignof(uint16_t);
    }

    uint32_t rows_;
    TensorView weights_;
    std::mt19937 random_;
    std::vector<float> input_;
    std::vector<uint16_t> rounded_;
    std::vector<double> values_;
    std::vector<char> bytes_;
    std::vector<std::byte> tiles_;
};

struct Size {
    ElementType type;
    uint32_t outputs, cols;
};

std::vector<Size> sizes() {
    std::vector<Size> list;
    for (ElementType type : {ElementType::kF32, ElementType::kBF16}) {
        for (uint32_t outputs : {1u, 3u, 16u, 37u}) {
            for (uint32_t cols : {1u, 15u, 16u, 33u, 64u, 250u})
                list.push_back({type, outputs, cols});
        }
    }
    for (ElementType type : {ElementType::kInt8, ElementType::kInt4}) {
        for (uint32_t outputs : {1u, 15u, 16u, 33u, 70u}) {
            for (uint32_t cols : {32u, 96u, 704u}) list.push_back({type, outputs, cols});
        }
    }
    return list;
}

TEST(Matmul, agrees_with_a_double_reference) {
    for (const Size& size : sizes()) {
        Product product(size.type, size.outputs, size.cols, 5, 3);
        // Activations are rounded to 1/254 of their group's largest for quantised weights, to eight
        // digits for bf16.
        const double tolerance = is_quantised(size.type)           ? 0.02
                                 : size.type == ElementType::kBF16 ? 1.0 / 256
                                                                   : 1e-6;
        for (CpuLevel level : available_levels()) {
            const std::vector<float> out = product.run(select_kernels(level), 0, 5);
            for (uint32_t r = 0; r < 5; ++r) {
                for (uint32_t o = 0; o < size.outputs; ++o) {
                    double magnitude = 0;
                    const double exact = product.exact(r, o, &magnitude);
                    ASSERT_NEAR(out[size_t{r} * size.outputs + o], exact, tolerance * magnitude)
                        << size.outputs << " x " << size.cols;
                }
            }
        }
    }
}

TEST(Matmul, all_instruction_sets_give_the_same_bits) {
    for (const Size& size : sizes()) {
        Product product(size.type, size.outputs, size.cols, 9, 5);
        const std::vector<float> expected = product.run(scalar_kernels(), 0, 9);
        for (CpuLevel level : available_levels()) {
            const std::vector<float> out = product.run(select_kernels(level), 0, 9);
            ASSERT_EQ(std::memcmp(out.data(), expected.data(), out.size() * sizeof(float)), 0)
                << size.outputs << " x " << size.cols << " level " << static_cast<int>(level);
        }
    }
}

TEST(Matmul, a_row_does_not_depend_on_the_number_of_rows) {
    for (const Size& size : sizes()) {
        Product product(size.type, size.outputs, size.cols, 21, 7);
        for (CpuLevel level : available_levels()) {
            const KernelTable& kernels = select_kernels(level);
            const std::vector<float> whole = product.run(kernels, 0, 21);
            for (uint32_t count : {1u, 2u, 3u, 4u, 7u, 8u, 13u}) {
                const uint32_t first = 21 - count;
                const std::vector<float> part = product.run(kernels, first, count);
                ASSERT_EQ(std::memcmp(part.data(), whole.data() + size_t{first} * size.outputs,
                                      part.size() * sizeof(float)),
                          0)
                    << count << " rows, " << size.outputs << " x " << size.cols;
            }
        }
    }
}

// From a megabyte on weights are read in another order, which depends on the number of rows, and by
// AMX.
constexpr Size kLarge[] = {{ElementType::kF32, 521, 520},
                           {ElementType::kBF16, 1027, 520},
                           {ElementType::kInt8, 1037, 1056},
                           {ElementType::kInt4, 2069, 1120}};

// The many rows are for AMX: whole and shared tiles, and more than one panel.
TEST(Matmul, large_matrices_give_the_same_bits_whatever_the_level_and_the_number_of_rows) {
    for (const Size& size : kLarge) {
        constexpr uint32_t kRows = 151;
        Product product(size.type, size.outputs, size.cols, kRows, 11);
        const std::vector<float> expected = product.run(scalar_kernels(), 0, kRows);
        for (CpuLevel level : available_levels()) {
            const KernelTable& kernels = select_kernels(level);
            for (uint32_t count :
                 {1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u, 13u, 16u, 17u, 21u, 22u, 31u, 128u, 139u, 151u}) {
                const uint32_t first = kRows - count;
                const std::vector<float> part = product.run(kernels, first, count);
                ASSERT_EQ(std::memcmp(part.data(), expected.data() + size_t{first} * size.outputs,
                                      part.size() * sizeof(float)),
                          0)
                    << count << " rows, " << size.outputs << " x " << size.cols << " level "
                    << static_cast<int>(level);
            }
        }
    }
}

void expect_accumulation(const Size& size, uint32_t rows) {
    Product product(size.type, size.outputs, size.cols, rows, 9);
    for (CpuLevel level : available_levels()) {
        const std::vector<float> plain = product.run(select_kernels(level), 0, rows);
        const std::vector<float> added = product.run(select_kernels(level), 0, rows, true);
        for (size_t i = 0; i < plain.size(); ++i) ASSERT_EQ(added[i], 1000.0f + plain[i]);
    }
}

TEST(Matmul, accumulates_onto_the_output) {
    for (const Size& size : sizes()) expect_accumulation(size, 3);
    for (const Size& size : kLarge) expect_accumulation(size, 25);
}

// The extreme bytes: 16-bit steps would saturate if the kernels were careless.
TEST(Matmul, int8_extremes_do_not_saturate) {
    constexpr uint32_t kCols = 1 << 16, kGroups = kCols / kScaleGroup, kRows = 17;
    std::vector<std::byte> tiles(matrix_bytes(ElementType::kInt8, 16, kCols));
    QuantisedGroup group;
    std::fill(std::begin(group.q), std::end(group.q), int8_t{-128});
    group.scale = f16_from_float(1.0f);
    for (uint32_t row = 0; row < 16; ++row) {
        for (uint32_t i = 0; i < kGroups; ++i) {
            store_group(ElementType::kInt8, group, row, i, tiles);
        }
    }
    const std::vector<float> x(kCols, -127.0f);
    for (CpuLevel level : available_levels()) {
        const KernelTable& kernels = select_kernels(level);
        std::vector<int8_t> values(size_t{kRows} * kCols);
        std::vector<float> scales(size_t{kRows} * kGroups), output(size_t{kRows} * 16);
        std::vector<int32_t> offsets(scales.size());
        const QuantisedRows quantised{values.data(), scales.data(), offsets.data(), kRows};
        for (uint32_t r = 0; r < kRows; ++r) {
            kernels.quantise(x.data(), r, 0, kGroups, quantised);
        }
        kernels.matmul({.weights = {tiles.data(), ElementType::kInt8, 16, kCols},
                        .quantised = quantised,
                        .row_count = kRows,
                        .band_end = 1,
                        .output = output.data(),
                        .output_stride = 16});
        for (float v : output) EXPECT_EQ(v, float{kCols} * 128 * 127);
    }
}

}  // namespace
}  // namespace minstrel::kernels
