#include "runtime/model/element.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "kernels/tensor.h"

namespace minstrel {
namespace {

uint16_t load_u16(const std::byte* bytes) {
    uint16_t value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

// The scale that reproduces `row` best for the given q, by least squares.
float best_scale(std::span<const float> row, std::span<const int8_t> q, float fallback) {
    double mixed = 0;
    double square = 0;
    for (size_t i = 0; i < row.size(); ++i) {
        mixed += static_cast<double>(row[i]) * q[i];
        square += static_cast<double>(q[i]) * q[i];
    }
    const auto scale = static_cast<float>(square > 0 ? mixed / square : 0);
    return scale > 0 && std::isfinite(scale) ? scale : fallback;
}

bool quantise_group(std::span<const float> row, std::span<int8_t> out, float* out_scale) {
    float largest = 0;
    for (const float value : row) {
        if (!std::isfinite(value)) return false;
        largest = std::max(largest, std::fabs(value));
    }
    const float scale = largest / 127.0f;
    if (scale < 1e-30f) {  // as good as zero, and its reciprocal would overflow
        std::fill(out.begin(), out.end(), int8_t{0});
        *out_scale = 0;
        return true;
    }
    for (size_t i = 0; i < row.size(); ++i) {
        const float rounded = std::nearbyint(row[i] / scale);
        out[i] = static_cast<int8_t>(std::clamp(rounded, -127.0f, 127.0f));
    }
    *out_scale = best_scale(row, out, scale);
    return true;
}

}  // namespace

float float_from_bf16(uint16_t bits) {
    return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16);
}

float float_from_f16(uint16_t bits) {
    const uint32_t sign = static_cast<uint32_t>(bits & 0x8000u) << 16;
    const uint32_t exponent = (bits >> 10) & 0x1Fu;
    const uint32_t mantissa = bits & 0x3FFu;
    if (exponent == 0) {
        const float magnitude = std::ldexp(static_cast<float>(mantissa), -24);
        return sign != 0 ? -magnitude : magnitude;
    }
    const uint32_t wide = exponent == 31 ? 255 : exponent + 112;
    return std::bit_cast<float>(sign | (wide << 23) | (mantissa << 13));
}

uint16_t bf16_from_float(float value) {
    const auto bits = std::bit_cast<uint32_t>(value);
    if (std::isnan(value)) return static_cast<uint16_t>((bits >> 16) | 0x40u);
    return static_cast<uint16_t>((bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16);
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

bool quantise_row(std::span<const float> row, std::span<int8_t> out, std::span<float> out_scales) {
    constexpr size_t kGroup = kernels::kI8Group;
    for (size_t group = 0; group < out_scales.size(); ++group) {
        const size_t first = group * kGroup;
        if (!quantise_group(row.subspan(first, kGroup), out.subspan(first, kGroup),
                            &out_scales[group])) {
            return false;
        }
    }
    return true;
}

}  // namespace minstrel
