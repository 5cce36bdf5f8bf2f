// Conversions between element types, element by element and row by row. Stateless; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "runtime/model/stored_tensor.h"

namespace minstrel {

float float_from_bf16(uint16_t bits);
float float_from_f16(uint16_t bits);
// To nearest, ties to even; a NaN stays a NaN.
uint16_t bf16_from_float(float value);

// Bytes of one element of F32, F16 or BF16; 0 for the others.
size_t element_bytes(StoredType type);

// `source` holds out.size() elements of F32, F16 or BF16, at any alignment.
void convert_to_float(StoredType type, std::span<const std::byte> source, std::span<float> out);

// One row to signed bytes and one scale for every 32 columns; cols is a multiple of 32. False when
// a value is not finite, which this form cannot express.
bool quantise_row(std::span<const float> row, std::span<int8_t> out, std::span<float> out_scales);

}  // namespace minstrel
