// Pages in the form of files and in that of the device.
#include "kernels/cuda/host/page_form.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <vector>

#include "kernels/cuda/device/kv_layout.h"
#include "kernels/half.h"

namespace minstrel::kernels::cuda {
namespace {

ModelSizes sizes_of_pages(KvForm form, uint32_t head_dim) {
    ModelSizes sizes;
    sizes.shape = {};
    sizes.shape.layer_count = 2;
    sizes.shape.head_count = 6;
    sizes.shape.kv_head_count = 3;
    sizes.shape.head_dim = head_dim;
    sizes.kv_form = form;
    return sizes;
}

std::vector<std::byte> random_page(const KvPageLayout& layout) {
    std::vector<std::byte> page(layout.page_bytes());
    std::mt19937 random(3);
    for (std::byte& byte : page) byte = static_cast<std::byte>(random());
    if (layout.type != KvType::kInt8) return page;
    for (size_t head = 0; head < page.size(); head += layout.head_bytes()) {
        for (uint32_t token = 0; token < kPageTokens; ++token) {  // scales that a half can hold
            const float scale = static_cast<float>(random() % 2048) / 4096.0f;
            std::memcpy(page.data() + head + layout.scale_offset() + token * 4, &scale, 4);
        }
    }
    return page;
}

TEST(PageFormTest, there_and_back_is_the_same_page) {
    for (const KvForm form : {KvForm::kF16, KvForm::kInt8}) {
        for (const uint32_t head_dim : {16u, 48u, 128u}) {
            const ModelSizes sizes = sizes_of_pages(form, head_dim);
            const auto page = random_page(file_layout(sizes));
            std::vector<std::byte> device(sizes.page_bytes(), std::byte{0xEE});
            page_from_file(sizes, page, device.data());
            std::vector<std::byte> back(page.size());
            page_to_file(sizes, device.data(), back);
            EXPECT_EQ(back, page) << head_dim;
        }
    }
}

// Each number where the kernels look for it, and zeros between.
TEST(PageFormTest, numbers_lie_where_kernels_read_them) {
    const ModelSizes sizes = sizes_of_pages(KvForm::kF16, 20);
    const KvPageLayout layout = file_layout(sizes);
    const auto page = random_page(layout);
    std::vector<std::byte> device(sizes.page_bytes(), std::byte{0xEE});
    page_from_file(sizes, page, device.data());
    const auto half_at = [](const std::vector<std::byte>& bytes, size_t offset, size_t index) {
        uint16_t half = 0;
        std::memcpy(&half, bytes.data() + offset + 2 * index, 2);
        return half;
    };
    const uint32_t layer = 1, head = 2;
    const size_t block = layer * sizes.layer_page_bytes() + head * kv_block_bytes(KvForm::kF16, 20);
    const size_t keys = layer * layout.layer_bytes() + head * layout.head_bytes();
    const size_t block_values = block + size_t{2} * kPageTokens * padded_dim(20);
    for (uint32_t token = 0; token < kPageTokens; ++token) {
        for (uint32_t dim = 0; dim < 20; ++dim) {
            EXPECT_EQ(half_at(device, block, key_index(token, dim)),
                      half_at(page, keys, size_t{dim} * kPageTokens + token));
            EXPECT_EQ(half_at(device, block_values, value_index(token, dim)),
                      half_at(page, keys + layout.value_bytes(), size_t{token} * 20 + dim));
        }
        for (uint32_t dim = 20; dim < padded_dim(20); ++dim) {
            EXPECT_EQ(half_at(device, block, key_index(token, dim)), 0u);
            EXPECT_EQ(half_at(device, block_values, value_index(token, dim)), 0u);
        }
    }
}

TEST(PageFormTest, bytes_and_their_scales_lie_where_kernels_read_them) {
    const ModelSizes sizes = sizes_of_pages(KvForm::kInt8, 16);
    const KvPageLayout layout = file_layout(sizes);
    const auto page = random_page(layout);
    std::vector<std::byte> device(sizes.page_bytes(), std::byte{0xEE});
    page_from_file(sizes, page, device.data());
    const uint32_t layer = 1, head = 1, half_block = kPageTokens * padded_dim(16);
    const size_t block =
        layer * sizes.layer_page_bytes() + head * kv_block_bytes(KvForm::kInt8, 16);
    const size_t keys = layer * layout.layer_bytes() + head * layout.head_bytes();
    const size_t values = keys + layout.value_bytes();
    for (uint32_t token = 0; token < kPageTokens; ++token) {
        for (uint32_t dim = 0; dim < 16; ++dim) {
            const auto shift = [](std::byte byte) { return static_cast<int>(byte) - 128; };
            const auto stored = [&](size_t at) { return static_cast<int8_t>(device[at]); };
            EXPECT_EQ(stored(block + key_index(token, dim)),
                      shift(page[keys + (dim / 4 * kPageTokens + token) * 4 + dim % 4]));
            EXPECT_EQ(stored(block + half_block + value_index(token, dim)),
                      shift(page[values + (token / 4 * 16 + dim) * 4 + token % 4]));
        }
        float scale = 0;
        uint16_t half = 0;
        std::memcpy(&scale, page.data() + values + layout.scale_offset() + token * 4, 4);
        std::memcpy(&half, device.data() + block + 2 * half_block + (kPageTokens + token) * 2, 2);
        EXPECT_EQ(float_from_f16(half), scale);
    }
}

// Files may hold anything.
TEST(PageFormTest, scales_that_are_no_numbers_are_taken_as_they_are) {
    const ModelSizes sizes = sizes_of_pages(KvForm::kInt8, 16);
    std::vector<std::byte> page(file_layout(sizes).page_bytes(), std::byte{0xFF});
    std::vector<std::byte> device(sizes.page_bytes());
    page_from_file(sizes, page, device.data());
    page_to_file(sizes, device.data(), page);
    float scale = 0;
    std::memcpy(&scale, page.data() + file_layout(sizes).scale_offset(), 4);
    EXPECT_NE(scale, scale);
}

}  // namespace
}  // namespace minstrel::kernels::cuda
