// Between floats and the tiles of kernels/tensor.h that files hold and kernels read. Stateless; any
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/tensor.h"

namespace minstrel::kernels {

// One scale group of a row as integers, before they lie in a tile: value = q * scale.
struct QuantisedGroup {
    int8_t q[kScaleGroup];
    uint16_t scale = 0;  // IEEE half
};

// Scale and integers with a small squared error: -127..127 for int8, -8..7 for int4. `importance`
// says how much the error of each value counts; empty = all count the same. False when a value is
// not finite or too large for the form.
bool quantise_group(ElementType type, std::span<const float> values, QuantisedGroup& out,
                    std::span<const float> importance = {});

// The same without loss, for values that are whole multiples of a step: false where one is not,
// where a multiple is outside the form, or where the step is no half.
bool divide_group(ElementType type, std::span<const float> values, float step, QuantisedGroup& out);

// Puts a group into its place in a band of tiles: row 0..15 of the band, columns 32 * group and on.
void store_group(ElementType type, const QuantisedGroup& group, uint32_t row, uint32_t group_index,
                 std::span<std::byte> band);

// Bytes of a band: sixteen rows, or as many as a matrix has left.
uint64_t band_bytes(ElementType type, uint32_t cols);

// A whole matrix at once, row-major; empty when a value cannot be expressed. For tests and
// benchmarks: it needs all of the floats in memory.
std::vector<std::byte> tiles_of(ElementType type, std::span<const float> values, uint32_t rows,
                                uint32_t cols);

// All padding: every value zero.
void clear_band(ElementType type, std::span<std::byte> band);

}  // namespace minstrel::kernels
