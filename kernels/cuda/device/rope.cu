// Rotary positions, and keys and values to their pages. A block is a row and a key-value head; its
// warps take the key, the value and the queries in turn.
#include "kernels/cuda/device/kv_block.h"
#include "kernels/cuda/device/math.h"

namespace minstrel::kernels::cuda {
namespace {

constexpr uint32_t kThreads = 128;
constexpr uint32_t kWarps = kThreads / kWarp;
constexpr uint32_t kMaxPairs = kMaxHeadDim / 2 / kWarp;  // of a lane

// The lane's pairs of a head: dimensions i and i + d / 2 for i = lane, lane + 32, ...
struct Pairs {
    float first[kMaxPairs];
    float second[kMaxPairs];
};

MST_DEVICE Pairs load_pairs(const float* head, uint32_t half) {
    Pairs pairs;
    MST_UNROLL
    for (uint32_t i = 0; i < kMaxPairs; ++i) {
        const uint32_t at = lane_index() + i * kWarp;
        pairs.first[i] = at < half ? head[at] : 0.0f;
        pairs.second[i] = at < half ? head[half + at] : 0.0f;
    }
    return pairs;
}

MST_DEVICE void rotate(Pairs& pairs, const float* cosines, const float* sines, uint32_t half) {
    MST_UNROLL
    for (uint32_t i = 0; i < kMaxPairs; ++i) {
        const uint32_t at = lane_index() + i * kWarp;
        const float c = at < half ? cosines[at] : 1.0f, s = at < half ? sines[at] : 0.0f;
        const float a = pairs.first[i], b = pairs.second[i];
        pairs.first[i] = a * c - b * s;
        pairs.second[i] = fmaf(b, c, a * s);
    }
}

MST_DEVICE float clamped(float value, float limit) {
    const float below = limit < value ? limit : value;
    return -limit > below ? -limit : below;
}

// Stores one head's key or value of a token; `index` says where its dimensions lie. The padding
// is what lies behind the last dimension.
template <class Element, class Index, class Convert>
MST_DEVICE void store_pairs(const Pairs& pairs, Element* target, uint32_t head_dim,
                            const Index& index, const Convert& convert) {
    const uint32_t half = head_dim / 2;
    MST_UNROLL
    for (uint32_t i = 0; i < kMaxPairs; ++i) {
        const uint32_t at = lane_index() + i * kWarp;
        if (at >= half) continue;
        target[index(at)] = convert(pairs.first[i]);
        target[index(half + at)] = convert(pairs.second[i]);
    }
    const uint32_t pad = head_dim + lane_index();
    if (pad < padded_dim(head_dim)) target[index(pad)] = Element{0};
}

MST_DEVICE uint32_t largest_of(const Pairs& pairs) {
    uint32_t largest = 0;
    MST_UNROLL
    for (uint32_t i = 0; i < kMaxPairs; ++i) {
        const uint32_t a = bits_of_float(pairs.first[i]) & 0x7FFFFFFFu;
        const uint32_t b = bits_of_float(pairs.second[i]) & 0x7FFFFFFFu;
        largest = a > largest ? a : largest;
        largest = b > largest ? b : largest;
    }
    return warp_max(largest);
}

template <class Index>
MST_DEVICE void store_int8(const Pairs& pairs, int8_t* target, uint16_t* scale, uint32_t head_dim,
                           const Index& index) {
    const float largest = float_of_bits(largest_of(pairs));
    const uint16_t bits = half_of_float(clamped(largest / 127.0f, 65504.0f));
    const float step = float_of_half(bits);
    store_pairs(pairs, target, head_dim, index, [=](float value) {
        const float q = step > 0.0f ? clamped(value / step, 127.0f) : 0.0f;
        return static_cast<int8_t>(round_to_int(q));
    });
    if (lane_index() == 0) *scale = bits;
}

MST_DEVICE void store_to_page(const RopeParams& params, const Pairs& pairs, bool is_key) {
    const uint32_t row = block_index().x, head = block_index().y, d = params.head_dim;
    const RowPlaces& places = params.places;
    const uint32_t position = places.positions[row], token = position % kPageTokens;
    const size_t line = size_t{places.sequences[row]} * places.table_stride;
    const uint32_t page = places.page_table[line + position / kPageTokens];
    void* block = block_at(params.pages, page, head, kv_block_bytes(params.pages.form, d));
    const size_t values = size_t{kPageTokens} * padded_dim(d);
    const auto index = [=](uint32_t dim) {
        return is_key ? key_index(token, dim) : value_index(token, dim);
    };
    if (params.pages.form == KvForm::kF16) {
        store_pairs(pairs, static_cast<uint16_t*>(block) + (is_key ? 0 : values), d, index,
                    [](float value) { return half_of_float(clamped(value, 65504.0f)); });
    } else {
        auto* bytes = static_cast<int8_t*>(block);
        auto* scales = reinterpret_cast<uint16_t*>(bytes + 2 * values);
        store_int8(pairs, bytes + (is_key ? 0 : values),
                   scales + (is_key ? 0 : kPageTokens) + token, d, index);
    }
}

MST_KERNEL(kThreads) rope_kernel(RopeParams params) {
    begin_kernel();
    const uint32_t row = block_index().x, head = block_index().y;
    const uint32_t d = params.head_dim, half = d / 2;
    const uint32_t group = params.head_count / params.kv_head_count;
    const size_t angles = size_t{params.places.positions[row]} * half;
    const size_t kv = (size_t{row} * params.kv_head_count + head) * d;
    for (uint32_t task = warp_index(); task < group + 2; task += kWarps) {
        if (task == 1) {
            store_to_page(params, load_pairs(params.value + kv, half), false);
            continue;
        }
        const size_t query = (size_t{row} * params.head_count + head * group + task - 2) * d;
        Pairs pairs = load_pairs(task == 0 ? params.key + kv : params.query + query, half);
        rotate(pairs, params.cosines + angles, params.sines + angles, half);
        if (task == 0) {
            store_to_page(params, pairs, true);
            continue;
        }
        MST_UNROLL
        for (uint32_t i = 0; i < kMaxPairs; ++i) {
            const uint32_t at = lane_index() + i * kWarp;
            if (at >= half) continue;
            params.query[query + at] = pairs.first[i];
            params.query[query + half + at] = pairs.second[i];
        }
    }
}

}  // namespace

LaunchError launch_rope(const RopeParams& params, Stream stream) {
    if (params.head_dim == 0 || params.head_dim % 2 != 0 || params.head_dim > kMaxHeadDim) {
        return kLaunchInvalidValue;
    }
    return launch(rope_kernel, {params.rows, params.kv_head_count}, kThreads, stream, params);
}

}  // namespace minstrel::kernels::cuda
