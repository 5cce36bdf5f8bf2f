// Arithmetic that several kernels share. The exponential gives the bits of the CPU back end.
#pragma once

#include "kernels/cuda/device/simt.h"
#include "kernels/tensor.h"

namespace minstrel::kernels::cuda {

inline constexpr float kMinusInfinity = -__builtin_huge_valf();

// See exp_lanes of kernels/cpu/row_templates.h: within 2 ulp, zero below -87, exp(88) above 88.
MST_DEVICE float exp_of(float x) {
    const float below = 88.0f < x ? 88.0f : x;
    const float clamped = -87.0f > below ? -87.0f : below;
    const int32_t n = round_to_int(clamped * 1.44269502f);
    const float whole = static_cast<float>(n);
    float r = fmaf(whole, -0.693359375f, clamped);
    r = fmaf(whole, 2.12194442e-4f, r);
    float p = 1.38145394e-3f;
    p = fmaf(p, r, 8.36874545e-3f);
    p = fmaf(p, r, 4.1668389e-2f);
    p = fmaf(p, r, 1.66665211e-1f);
    p = fmaf(p, r, 0.49999994f);
    p = fmaf(r * r, p, r);
    p = p + 1.0f;
    const float power = float_of_bits(static_cast<uint32_t>(n + 127) << 23);
    return x < -87.0f ? 0.0f : p * power;
}

MST_DEVICE float silu_times(float gate, float up) {
    return gate / (1.0f + exp_of(-gate)) * up;
}

// The same sum in all lanes.
template <class T>
MST_DEVICE T warp_sum(T value) {
    MST_UNROLL
    for (uint32_t bits = kWarp / 2; bits > 0; bits /= 2) value += shuffle_xor(value, bits);
    return value;
}

template <class T>
MST_DEVICE T warp_max(T value) {
    MST_UNROLL
    for (uint32_t bits = kWarp / 2; bits > 0; bits /= 2) {
        const T other = shuffle_xor(value, bits);
        value = other > value ? other : value;
    }
    return value;
}

// The sum of the lanes up to and with the own one.
template <class T>
MST_DEVICE T warp_prefix(T value) {
    MST_UNROLL
    for (uint32_t lanes = 1; lanes < kWarp; lanes *= 2) {
        const T other = shuffle(value, lane_index() - lanes);
        if (lane_index() >= lanes) value += other;
    }
    return value;
}

// Eight columns of a row; zeros behind the last.
MST_DEVICE void load_columns(const float* row, uint32_t col, uint32_t cols, float (&x)[8]) {
    if (cols % 8 == 0) {
        const Floats4 zero = {0.0f, 0.0f, 0.0f, 0.0f};
        const Floats4 first = col < cols ? load<Floats4>(row + col) : zero;
        const Floats4 second = col < cols ? load<Floats4>(row + col + 4) : zero;
        x[0] = first.x, x[1] = first.y, x[2] = first.z, x[3] = first.w;
        x[4] = second.x, x[5] = second.y, x[6] = second.z, x[7] = second.w;
    } else {
        MST_UNROLL
        for (uint32_t i = 0; i < 8; ++i) x[i] = col + i < cols ? row[col + i] : 0.0f;
    }
}

// One group of a row as int8, a lane for each of its columns: see `quantise` of
// kernels/cpu/row_templates.h. A NaN or an infinity reaches the scale.
struct QuantisedLane {
    int8_t value;
    float scale;
};
MST_DEVICE QuantisedLane quantise_lane(float x) {
    const float largest = float_of_bits(warp_max(bits_of_float(x) & 0x7FFFFFFFu));
    const bool empty = largest < 1e-35f;
    const float factor = empty ? 0.0f : 127.0f / largest;
    const int32_t q = round_to_int(x * factor);
    const int32_t clamped = q < -127 ? -127 : q > 127 ? 127 : q;
    return {static_cast<int8_t>(clamped), empty ? 0.0f : largest / 127.0f};
}

}  // namespace minstrel::kernels::cuda
