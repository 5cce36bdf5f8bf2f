// Conversions between element types, element by element and row by row. Stateless; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/half.h"
#include "runtime/model/stored_tensor.h"

namespace minstrel {

using kernels::bf16_from_float;
using kernels::float_from_bf16;
using kernels::float_from_f16;

// Four bits of exponent, three of mantissa, no infinity; 0x7F and 0xFF are NaN.
float float_from_f8e4m3(uint8_t bits);

// Bytes of one element of F32, F16 or BF16; 0 for the others.
size_t element_bytes(StoredType type);

// `source` holds out.size() elements of F32, F16 or BF16, at any alignment.
void convert_to_float(StoredType type, std::span<const std::byte> source, std::span<float> out);

}  // namespace minstrel
