#include "kernels/cuda/host/page_form.h"

#include <cassert>
#include <cstring>

#include "kernels/cuda/device/kv_layout.h"
#include "kernels/half.h"

namespace minstrel::kernels::cuda {
namespace {

template <class T>
T read(const std::byte* bytes, size_t index) {
    T value;
    std::memcpy(&value, bytes + index * sizeof(T), sizeof(T));
    return value;
}

template <class T>
void write(std::byte* bytes, size_t index, T value) {
    std::memcpy(bytes + index * sizeof(T), &value, sizeof(T));
}

// Files have bytes of 8-bit numbers 128 above them.
uint8_t shifted(uint8_t byte) {
    return byte ^ 0x80u;
}
uint16_t shifted(uint16_t half) {
    return half;
}

// Where the keys or values of one head are on either side.
template <class File, class Device>
struct Head {
    File* file;
    Device* device;
    File* file_scales;      // float [kPageTokens], with 8 bits
    Device* device_scales;  // half [kPageTokens], with 8 bits
    bool keys;
};

// Calls body for the keys and then the values of each head of each layer.
template <class File, class Device, class Body>
void for_each_head(const ModelSizes& sizes, File* file, Device* device, const Body& body) {
    const KvPageLayout layout = file_layout(sizes);
    const uint32_t heads = layout.kv_head_count, padded = padded_dim(layout.head_dim);
    const size_t block_bytes = kv_block_bytes(sizes.kv_form, layout.head_dim);
    const size_t half_block =
        size_t{kPageTokens} * padded * (sizes.kv_form == KvForm::kF16 ? 2 : 1);
    for (uint32_t layer = 0; layer < layout.layer_count; ++layer) {
        for (uint32_t head = 0; head < heads; ++head) {
            Device* block = device + layer * sizes.layer_page_bytes() + head * block_bytes;
            Device* scales = block + 2 * half_block;
            File* keys = file + layer * layout.layer_bytes() + head * layout.head_bytes();
            File* values = keys + layout.value_bytes();
            const size_t offset = layout.scale_offset();
            body(Head<File, Device>{keys, block, keys + offset, scales, true});
            body(Head<File, Device>{values, block + half_block, values + offset,
                                    scales + kPageTokens * sizeof(uint16_t), false});
        }
    }
}

// Calls body(index in the file, index on the device) for each element of a head.
template <class Body>
void for_each_element(const KvPageLayout& layout, bool keys, const Body& body) {
    for (uint32_t dim = 0; dim < layout.head_dim; ++dim) {
        for (uint32_t token = 0; token < kPageTokens; ++token) {
            body(keys ? layout.key_index(token, dim) : layout.value_index(token, dim),
                 keys ? key_index(token, dim) : value_index(token, dim));
        }
    }
}

template <class Element>
void convert_from_file(const ModelSizes& sizes, const std::byte* file, std::byte* device) {
    const KvPageLayout layout = file_layout(sizes);
    for_each_head(sizes, file, device, [&](const auto& head) {
        for_each_element(layout, head.keys, [&](size_t from, size_t to) {
            write<Element>(head.device, to, shifted(read<Element>(head.file, from)));
        });
        if (sizes.kv_form != KvForm::kInt8) return;
        for (uint32_t token = 0; token < kPageTokens; ++token) {
            const auto scale = read<float>(head.file_scales, token);
            write<uint16_t>(head.device_scales, token, f16_from_float(scale));
        }
    });
}

template <class Element>
void convert_to_file(const ModelSizes& sizes, const std::byte* device, std::byte* file) {
    const KvPageLayout layout = file_layout(sizes);
    for_each_head(sizes, file, device, [&](const auto& head) {
        for_each_element(layout, head.keys, [&](size_t to, size_t from) {
            write<Element>(head.file, to, shifted(read<Element>(head.device, from)));
        });
        if (sizes.kv_form != KvForm::kInt8) return;
        for (uint32_t token = 0; token < kPageTokens; ++token) {
            const auto scale = read<uint16_t>(head.device_scales, token);
            write<float>(head.file_scales, token, float_from_f16(scale));
        }
    });
}

}  // namespace

KvPageLayout file_layout(const ModelSizes& sizes) {
    const KvType type = sizes.kv_form == KvForm::kInt8 ? KvType::kInt8 : KvType::kF16;
    return {type, sizes.shape.layer_count, sizes.shape.kv_head_count, sizes.shape.head_dim};
}

void page_from_file(const ModelSizes& sizes, std::span<const std::byte> file, std::byte* device) {
    assert(file.size() == file_layout(sizes).page_bytes());
    std::memset(device, 0, sizes.page_bytes());
    if (sizes.kv_form == KvForm::kInt8) {
        convert_from_file<uint8_t>(sizes, file.data(), device);
    } else {
        convert_from_file<uint16_t>(sizes, file.data(), device);
    }
}

void page_to_file(const ModelSizes& sizes, const std::byte* device, std::span<std::byte> file) {
    assert(file.size() == file_layout(sizes).page_bytes());
    if (sizes.kv_form == KvForm::kInt8) {
        convert_to_file<uint8_t>(sizes, device, file.data());
    } else {
        convert_to_file<uint16_t>(sizes, device, file.data());
    }
}

}  // namespace minstrel::kernels::cuda
