#include "runtime/model/block_format.h"

#include <array>
#include <cmath>
#include <cstring>

#include "runtime/model/element.h"

namespace minstrel {
namespace {

constexpr std::array kFormats = {
    BlockFormat{BlockType::kQ40, "Q4_0", 32, 18},
    BlockFormat{BlockType::kQ41, "Q4_1", 32, 20},
    BlockFormat{BlockType::kQ50, "Q5_0", 32, 22},
    BlockFormat{BlockType::kQ51, "Q5_1", 32, 24},
    BlockFormat{BlockType::kQ80, "Q8_0", 32, 34},
    BlockFormat{BlockType::kQ2K, "Q2_K", 256, 84},
    BlockFormat{BlockType::kQ3K, "Q3_K", 256, 110},
    BlockFormat{BlockType::kQ4K, "Q4_K", 256, 144},
    BlockFormat{BlockType::kQ5K, "Q5_K", 256, 176},
    BlockFormat{BlockType::kQ6K, "Q6_K", 256, 210},
    BlockFormat{BlockType::kIq4Nl, "IQ4_NL", 32, 18},
    BlockFormat{BlockType::kIq4Xs, "IQ4_XS", 256, 136},
    BlockFormat{BlockType::kMxfp4, "MXFP4", 32, 17},
    BlockFormat{BlockType::kNvfp4, "NVFP4", 64, 36},
};

constexpr int8_t kIq4Values[16] = {-127, -104, -83, -65, -49, -35, -22, -10,
                                   1,    13,   25,  38,  53,  69,  89,  113};
// Twice the values of the four-bit float.
constexpr int8_t kFp4Values[16] = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

uint32_t low(uint8_t byte) {
    return byte & 15u;
}

uint32_t high(uint8_t byte) {
    return byte >> 4u;
}

uint32_t load_u16(const uint8_t* at) {
    return at[0] | (static_cast<uint32_t>(at[1]) << 8);
}

uint32_t load_u32(const uint8_t* at) {
    return load_u16(at) | (load_u16(at + 2) << 16);
}

float load_f16(const uint8_t* at) {
    return float_from_f16(static_cast<uint16_t>(load_u16(at)));
}

float to_float(uint32_t value) {
    return static_cast<float>(static_cast<int32_t>(value));
}

// Of 16 bytes: the low halves are the first 16 weights, the high halves the next.
uint32_t half_byte(const uint8_t* q, uint32_t index) {
    return index < 16 ? low(q[index]) : high(q[index - 16]);
}

void decode_q4_0(const uint8_t* block, float* out) {
    const float scale = load_f16(block);
    for (uint32_t i = 0; i < 32; ++i) out[i] = scale * (to_float(half_byte(block + 2, i)) - 8.0f);
}

void decode_q4_1(const uint8_t* block, float* out) {
    const float scale = load_f16(block);
    const float offset = load_f16(block + 2);
    for (uint32_t i = 0; i < 32; ++i) out[i] = scale * to_float(half_byte(block + 4, i)) + offset;
}

void decode_q5_0(const uint8_t* block, float* out) {
    const float scale = load_f16(block);
    const uint32_t fifth = load_u32(block + 2);
    for (uint32_t i = 0; i < 32; ++i) {
        const uint32_t n = half_byte(block + 6, i) | (((fifth >> i) & 1u) << 4);
        out[i] = scale * (to_float(n) - 16.0f);
    }
}

void decode_q5_1(const uint8_t* block, float* out) {
    const float scale = load_f16(block);
    const float offset = load_f16(block + 2);
    const uint32_t fifth = load_u32(block + 4);
    for (uint32_t i = 0; i < 32; ++i) {
        const uint32_t n = half_byte(block + 8, i) | (((fifth >> i) & 1u) << 4);
        out[i] = scale * to_float(n) + offset;
    }
}

void decode_q8_0(const uint8_t* block, float* out) {
    const float scale = load_f16(block);
    for (uint32_t i = 0; i < 32; ++i) {
        out[i] = scale * static_cast<float>(static_cast<int8_t>(block[2 + i]));
    }
}

void decode_q2_k(const uint8_t* block, float* out) {
    const float scale = load_f16(block + 80);
    const float least = load_f16(block + 82);
    for (uint32_t i = 0; i < 256; ++i) {
        const uint8_t both = block[i / 16];
        const uint32_t q = (block[16 + 32 * (i / 128) + i % 32] >> (2 * (i % 128 / 32))) & 3u;
        out[i] = (scale * to_float(low(both))) * to_float(q) - least * to_float(high(both));
    }
}

void decode_q3_k(const uint8_t* block, float* out) {
    const float scale = load_f16(block + 108);
    const uint8_t* packed = block + 96;
    float scales[16];
    for (uint32_t j = 0; j < 16; ++j) {
        const uint32_t four = j < 8 ? low(packed[j]) : high(packed[j - 8]);
        const uint32_t two = (packed[8 + j % 4] >> (2 * (j / 4))) & 3u;
        scales[j] = scale * (to_float(four | (two << 4)) - 32.0f);
    }
    for (uint32_t i = 0; i < 256; ++i) {
        const uint32_t q = (block[32 + 32 * (i / 128) + i % 32] >> (2 * (i % 128 / 32))) & 3u;
        const bool third = ((block[i % 32] >> (i / 32)) & 1u) != 0;
        out[i] = scales[i / 16] * (to_float(q) - (third ? 0.0f : 4.0f));
    }
}

// Six bits each of the scale and the offset of a group of 32, in 12 bytes for 8 groups.
struct GroupScale {
    uint32_t scale;
    uint32_t least;
};

GroupScale group_scale(const uint8_t* packed, uint32_t group) {
    if (group < 4) return {packed[group] & 63u, packed[group + 4] & 63u};
    return {low(packed[group + 4]) | ((packed[group - 4] >> 6u) << 4),
            high(packed[group + 4]) | ((packed[group] >> 6u) << 4)};
}

void decode_q4_k(const uint8_t* block, float* out) {
    const float scale = load_f16(block);
    const float least = load_f16(block + 2);
    for (uint32_t group = 0; group < 8; ++group) {
        const GroupScale six = group_scale(block + 4, group);
        const float step = scale * to_float(six.scale);
        const float offset = least * to_float(six.least);
        const uint8_t* q = &block[16 + 32 * (group / 2)];
        for (uint32_t i = 0; i < 32; ++i) {
            const uint32_t n = group % 2 == 0 ? low(q[i]) : high(q[i]);
            *out++ = step * to_float(n) - offset;
        }
    }
}

void decode_q5_k(const uint8_t* block, float* out) {
    const float scale = load_f16(block);
    const float least = load_f16(block + 2);
    for (uint32_t group = 0; group < 8; ++group) {
        const GroupScale six = group_scale(block + 4, group);
        const float step = scale * to_float(six.scale);
        const float offset = least * to_float(six.least);
        const uint8_t* q = &block[48 + 32 * (group / 2)];
        for (uint32_t i = 0; i < 32; ++i) {
            const uint32_t four = group % 2 == 0 ? low(q[i]) : high(q[i]);
            const uint32_t fifth = (block[16 + i] >> group) & 1u;
            *out++ = step * to_float(four | (fifth << 4)) - offset;
        }
    }
}

void decode_q6_k(const uint8_t* block, float* out) {
    const float scale = load_f16(block + 208);
    for (uint32_t i = 0; i < 256; ++i) {
        const uint32_t half = i / 128, quarter = i % 128 / 32, place = i % 32;
        const uint8_t byte = block[64 * half + 32 * (quarter % 2) + place];
        const uint32_t four = quarter < 2 ? low(byte) : high(byte);
        const uint32_t two = (block[128 + 32 * half + place] >> (2 * quarter)) & 3u;
        const float step = scale * static_cast<float>(static_cast<int8_t>(block[192 + i / 16]));
        out[i] = step * (to_float(four | (two << 4)) - 32.0f);
    }
}

void decode_iq4_nl(const uint8_t* block, float* out) {
    const float scale = load_f16(block);
    for (uint32_t i = 0; i < 32; ++i) {
        out[i] = scale * static_cast<float>(kIq4Values[half_byte(block + 2, i)]);
    }
}

// Of one of the eight groups of 32.
float iq4_xs_step(const uint8_t* block, uint32_t group) {
    const uint32_t four = (block[4 + group / 2] >> (4 * (group % 2))) & 15u;
    const uint32_t six = four | (((load_u16(block + 2) >> (2 * group)) & 3u) << 4);
    return load_f16(block) * (to_float(six) - 32.0f);
}

void decode_iq4_xs(const uint8_t* block, float* out) {
    for (uint32_t group = 0; group < 8; ++group) {
        const float step = iq4_xs_step(block, group);
        for (uint32_t i = 0; i < 32; ++i) {
            *out++ = step * static_cast<float>(kIq4Values[half_byte(&block[8 + 16 * group], i)]);
        }
    }
}

float mxfp4_step(const uint8_t* block) {
    return std::ldexp(1.0f, static_cast<int>(block[0]) - 128);
}

void decode_mxfp4(const uint8_t* block, float* out) {
    const float scale = mxfp4_step(block);
    for (uint32_t i = 0; i < 32; ++i) {
        out[i] = scale * static_cast<float>(kFp4Values[half_byte(block + 1, i)]);
    }
}

// Of the four scales of a block: no sign, no infinity, and one value instead of NaN.
float nvfp4_scale(uint8_t byte) {
    if (byte == 0x7F) return 0;
    const uint32_t exponent = (byte >> 3u) & 15u;
    if (exponent == 0) return std::ldexp(to_float(byte & 7u), -9);
    return std::ldexp(to_float(8 + (byte & 7u)), static_cast<int>(exponent) - 10);
}

void decode_nvfp4(const uint8_t* block, float* out) {
    for (uint32_t i = 0; i < 64; ++i) {
        const uint32_t part = i / 16, place = i % 16;
        const uint8_t byte = block[4 + 8 * part + place % 8];
        const uint32_t q = place < 8 ? low(byte) : high(byte);
        out[i] = (nvfp4_scale(block[part]) / 2) * static_cast<float>(kFp4Values[q]);
    }
}

using Decode = void (*)(const uint8_t* block, float* out);

Decode decoder_of(BlockType type) {
    switch (type) {
        case BlockType::kQ40:
            return decode_q4_0;
        case BlockType::kQ41:
            return decode_q4_1;
        case BlockType::kQ50:
            return decode_q5_0;
        case BlockType::kQ51:
            return decode_q5_1;
        case BlockType::kQ80:
            return decode_q8_0;
        case BlockType::kQ2K:
            return decode_q2_k;
        case BlockType::kQ3K:
            return decode_q3_k;
        case BlockType::kQ4K:
            return decode_q4_k;
        case BlockType::kQ5K:
            return decode_q5_k;
        case BlockType::kQ6K:
            return decode_q6_k;
        case BlockType::kIq4Nl:
            return decode_iq4_nl;
        case BlockType::kIq4Xs:
            return decode_iq4_xs;
        case BlockType::kMxfp4:
            return decode_mxfp4;
        case BlockType::kNvfp4:
            return decode_nvfp4;
    }
    return nullptr;
}

}  // namespace

const BlockFormat* find_block_format(uint32_t number) {
    for (const BlockFormat& format : kFormats) {
        if (static_cast<uint32_t>(format.type) == number) return &format;
    }
    return nullptr;
}

void decode_blocks(BlockType type, std::span<const std::byte> source, std::span<float> out) {
    const BlockFormat& format = *find_block_format(static_cast<uint32_t>(type));
    const Decode decode = decoder_of(type);
    const auto* block = reinterpret_cast<const uint8_t*>(source.data());
    for (size_t at = 0; at + format.elements <= out.size(); at += format.elements) {
        decode(block, out.data() + at);
        block += format.bytes;
    }
}

bool read_block_steps(BlockType type, std::span<const std::byte> source, std::span<float> out) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(source.data());
    const uint32_t stride = find_block_format(static_cast<uint32_t>(type))->bytes;
    for (size_t i = 0; i < out.size(); ++i) {
        switch (type) {
            case BlockType::kQ40:
            case BlockType::kQ50:
            case BlockType::kQ80:
            case BlockType::kIq4Nl:
                out[i] = load_f16(bytes + i * stride);
                break;
            case BlockType::kMxfp4:
                out[i] = mxfp4_step(bytes + i * stride);
                break;
            case BlockType::kIq4Xs:
                out[i] = iq4_xs_step(bytes + i / 8 * stride, i % 8);
                break;
            default:
                return false;
        }
    }
    return true;
}

bool read_block_groups(BlockType type, std::span<const std::byte> source,
                       std::span<kernels::QuantisedGroup> out) {
    const std::byte* block = source.data();
    if (type == BlockType::kQ40) {
        for (kernels::QuantisedGroup& group : out) {
            std::memcpy(&group.scale, block, sizeof group.scale);
            block += sizeof group.scale;
            for (size_t i = 0; i < 16; ++i, ++block) {
                const auto byte = std::to_integer<int>(*block);
                group.q[i] = static_cast<int8_t>((byte & 15) - 8);
                group.q[i + 16] = static_cast<int8_t>((byte >> 4) - 8);
            }
        }
        return true;
    }
    if (type == BlockType::kQ80) {
        for (kernels::QuantisedGroup& group : out) {
            std::memcpy(&group.scale, block, sizeof group.scale);
            std::memcpy(group.q, block + sizeof group.scale, sizeof group.q);
            block += sizeof group.scale + sizeof group.q;
        }
        return true;
    }
    return false;
}

}  // namespace minstrel
