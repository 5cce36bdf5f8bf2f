#include "kernels/tiles.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>

#include "kernels/half.h"

namespace minstrel::kernels {
namespace {

constexpr float kLeastScale = 1e-12f;  // as good as zero; a half ends at 6e-8

// The integers for a scale, and what least squares makes of them: the best scale and its error,
// both up to a constant.
struct Attempt {
    int8_t q[kScaleGroup];
    double mixed = 0, square = 0;

    Attempt(std::span<const float> values, std::span<const float> importance, float inverse,
            int low, int high) {
        for (size_t i = 0; i < kScaleGroup; ++i) {
            const double weight = importance.empty() ? 1.0 : importance[i];
            const float rounded = std::nearbyint(values[i] * inverse);
            q[i] = static_cast<int8_t>(
                std::clamp(rounded, static_cast<float>(low), static_cast<float>(high)));
            mixed += weight * values[i] * q[i];
            square += weight * q[i] * q[i];
        }
    }
    double gain() const { return square > 0 ? mixed * mixed / square : 0; }
    float scale() const { return square > 0 ? static_cast<float>(mixed / square) : 0.0f; }
};

void keep(const Attempt& attempt, QuantisedGroup& out) {
    std::copy(std::begin(attempt.q), std::end(attempt.q), out.q);
    out.scale = f16_from_float(attempt.scale());
}

// The extreme value may be -8 steps or 7; the steps around both are tried.
void quantise_int4(std::span<const float> values, std::span<const float> importance, float extreme,
                   QuantisedGroup& out) {
    double best = -1;
    for (const float steps : {-8.8f, -8.4f, -8.0f, -7.6f, -7.2f, -6.8f, 6.4f, 6.8f, 7.2f, 7.6f}) {
        const Attempt attempt(values, importance, steps / extreme, -8, 7);
        if (attempt.gain() <= best) continue;
        best = attempt.gain();
        keep(attempt, out);
    }
}

// The sixteen rows of `out` are 4 bytes each, so a row's bytes are `kTileRows * 4` apart.
void put(const Int8Tile&, const QuantisedGroup& group, std::byte* out) {
    for (uint32_t i = 0; i < kScaleGroup; i += 4, out += kTileRows * size_t{4}) {
        for (uint32_t j = 0; j < 4; ++j) {
            out[j] = static_cast<std::byte>(group.q[i + j] + Int8Tile::kOffset);
        }
    }
}

void put(const Int4Tile&, const QuantisedGroup& group, std::byte* out) {
    for (uint32_t i = 0; i < kScaleGroup; i += 8, out += kTileRows * size_t{4}) {
        for (uint32_t j = 0; j < 4; ++j) {
            const int low = group.q[i + j] + Int4Tile::kOffset;
            const int high = group.q[i + 4 + j] + Int4Tile::kOffset;
            out[j] = static_cast<std::byte>(low | high << 4);
        }
    }
}

template <class Tile>
inline constexpr Tile kOf = {};

template <class Tile>
void store_in(const QuantisedGroup& group, uint32_t row, uint32_t group_index,
              std::span<std::byte> band) {
    std::byte* tile = band.data() + group_index / kTileGroups * sizeof(Tile);
    const uint32_t part = group_index % kTileGroups;
    std::memcpy(tile + offsetof(Tile, scales) + (part * kTileRows + row) * sizeof group.scale,
                &group.scale, sizeof group.scale);
    constexpr size_t kPart = sizeof(Tile::weights) / kTileGroups;
    put(kOf<Tile>, group, tile + offsetof(Tile, weights) + part * kPart + row * size_t{4});
}

template <class Tile>
void clear(std::span<std::byte> band, int byte) {
    Tile empty;
    std::memset(empty.scales, 0, sizeof empty.scales);
    std::memset(empty.weights, byte, sizeof empty.weights);
    for (size_t at = 0; at + sizeof(Tile) <= band.size(); at += sizeof(Tile)) {
        std::memcpy(band.data() + at, &empty, sizeof empty);
    }
}

}  // namespace

bool quantise_group(ElementType type, std::span<const float> values, QuantisedGroup& out,
                    std::span<const float> importance) {
    float extreme = 0;
    for (const float value : values) {
        if (!std::isfinite(value)) return false;
        if (std::fabs(value) > std::fabs(extreme)) extreme = value;
    }
    std::fill(std::begin(out.q), std::end(out.q), int8_t{0});
    out.scale = 0;
    if (std::fabs(extreme) < kLeastScale) return true;
    if (type == ElementType::kInt8) {
        keep(Attempt(values, importance, 127.0f / std::fabs(extreme), -127, 127), out);
    } else {
        quantise_int4(values, importance, extreme, out);
    }
    return std::isfinite(float_from_f16(out.scale));
}

bool divide_group(ElementType type, std::span<const float> values, float step,
                  QuantisedGroup& out) {
    out.scale = f16_from_float(step);
    if (float_from_f16(out.scale) != step) return false;
    const float low = type == ElementType::kInt8 ? -128.0f : -8.0f;
    for (size_t i = 0; i < kScaleGroup; ++i) {
        const float multiple = step != 0 ? std::nearbyint(values[i] / step) : 0.0f;
        if (!(multiple >= low && multiple < -low) || multiple * step != values[i]) return false;
        out.q[i] = static_cast<int8_t>(multiple);
    }
    return true;
}

void store_group(ElementType type, const QuantisedGroup& group, uint32_t row, uint32_t group_index,
                 std::span<std::byte> band) {
    return type == ElementType::kInt8 ? store_in<Int8Tile>(group, row, group_index, band)
                                      : store_in<Int4Tile>(group, row, group_index, band);
}

uint64_t band_bytes(ElementType type, uint32_t cols) {
    return matrix_bytes(type, 1, cols);
}

void clear_band(ElementType type, std::span<std::byte> band) {
    return type == ElementType::kInt8 ? clear<Int8Tile>(band, Int8Tile::kOffset)
                                      : clear<Int4Tile>(band, Int4Tile::kOffset * 17);
}

std::vector<std::byte> tiles_of(ElementType type, std::span<const float> values, uint32_t rows,
                                uint32_t cols) {
    std::vector<std::byte> tiles(matrix_bytes(type, rows, cols));
    const size_t band_size = band_bytes(type, cols);
    QuantisedGroup group;
    for (uint32_t row = 0; row < rows; ++row) {
        const auto band = std::span(tiles).subspan(row / kTileRows * band_size, band_size);
        if (row % kTileRows == 0) clear_band(type, band);
        for (uint32_t i = 0; i < cols / kScaleGroup; ++i) {
            const size_t first = size_t{row} * cols + size_t{i} * kScaleGroup;
            if (!quantise_group(type, values.subspan(first, kScaleGroup), group)) return {};
            store_group(type, group, row % kTileRows, i, band);
        }
    }
    return tiles;
}

}  // namespace minstrel::kernels
