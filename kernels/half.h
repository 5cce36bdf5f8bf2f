// IEEE half precision and bfloat16, bit by bit and the same on every machine.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace minstrel::kernels {

inline float float_from_bf16(uint16_t bits) {
    return std::bit_cast<float>(uint32_t{bits} << 16);
}

inline float float_from_f16(uint16_t bits) {
    const uint32_t sign = uint32_t{bits & 0x8000u} << 16;
    const uint32_t exponent = bits >> 10 & 0x1Fu, mantissa = bits & 0x3FFu;
    if (exponent == 0) {
        const float magnitude = std::ldexp(static_cast<float>(mantissa), -24);
        return sign != 0 ? -magnitude : magnitude;
    }
    const uint32_t wide = exponent == 31 ? 255 : exponent + 112;
    return std::bit_cast<float>(sign | wide << 23 | mantissa << 13);
}

// To nearest, ties to even; a NaN stays a NaN.
inline uint16_t bf16_from_float(float value) {
    const auto bits = std::bit_cast<uint32_t>(value);
    if (std::isnan(value)) return static_cast<uint16_t>(bits >> 16 | 0x40u);
    return static_cast<uint16_t>((bits + 0x7FFFu + (bits >> 16 & 1u)) >> 16);
}

// To nearest, ties to even; infinity beyond the largest half; a NaN stays a NaN.
inline uint16_t f16_from_float(float value) {
    const auto bits = std::bit_cast<uint32_t>(value);
    const uint32_t sign = bits >> 16 & 0x8000u;
    const float magnitude = std::fabs(value);
    uint32_t rest = 0x7C00u;
    if (std::isnan(value)) {
        rest = 0x7E00u;
    } else if (magnitude < 6.103515625e-5f) {  // below 2^-14 lie the multiples of 2^-24
        rest = static_cast<uint32_t>(std::nearbyint(std::ldexp(magnitude, 24)));
    } else if (magnitude < 65520.0f) {
        const uint32_t narrow = (bits & 0x7FFFFFFFu) - (112u << 23);
        rest = (narrow + 0xFFFu + (narrow >> 13 & 1u)) >> 13;
    }
    return static_cast<uint16_t>(sign | rest);
}

}  // namespace minstrel::kernels
