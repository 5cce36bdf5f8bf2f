#include "runtime/model/element.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace minstrel {
namespace {

uint16_t load_u16(const std::byte* bytes) {
    uint16_t value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

}  // namespace

float float_from_f8e4m3(uint8_t bits) {
    const uint32_t exponent = (bits >> 3) & 15u;
    const uint32_t mantissa = bits & 7u;
    float magnitude = std::ldexp(static_cast<float>(8 + mantissa), static_cast<int>(exponent) - 10);
    if (exponent == 0) magnitude = std::ldexp(static_cast<float>(mantissa), -9);
    if ((bits & 0x7Fu) == 0x7Fu) magnitude = std::numeric_limits<float>::quiet_NaN();
    return (bits & 0x80u) != 0 ? -magnitude : magnitude;
}

size_t element_bytes(StoredType type) {
    switch (type) {
        case StoredType::kF32:
            return 4;
        case StoredType::kF16:
        case StoredType::kBF16:
            return 2;
        default:
            return 0;
    }
}

void convert_to_float(StoredType type, std::span<const std::byte> source, std::span<float> out) {
    const std::byte* bytes = source.data();
    if (type == StoredType::kF32) {
        if (!out.empty()) std::memcpy(out.data(), bytes, out.size_bytes());
        return;
    }
    for (float& value : out) {
        value = type == StoredType::kF16 ? float_from_f16(load_u16(bytes))
                                         : float_from_bf16(load_u16(bytes));
        bytes += 2;
    }
}

}  // namespace minstrel
