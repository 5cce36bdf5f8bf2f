#include "runtime/model/block_format.h"
#include "kernels/half.h"
#include "kernels/tiles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "runtime/model/element.h"
#include "tests/support/temp_directory.h"

namespace minstrel {
namespace {

using nlohmann::json;

std::vector<std::byte> from_hex(const std::string& text) {
    std::vector<std::byte> bytes;
    for (size_t i = 0; i + 1 < text.size(); i += 2) {
        bytes.push_back(static_cast<std::byte>(std::stoul(text.substr(i, 2), nullptr, 16)));
    }
    return bytes;
}

// Of all blocks of the file; returns the types that were there.
std::set<std::string> check_blocks(const std::string& path) {
    std::set<std::string> types;
    const json file = json::parse(testing::read_file(path), nullptr, false);
    EXPECT_FALSE(file.is_discarded()) << path;
    if (file.is_discarded()) return types;
    for (const json& entry : file["blocks"]) {
        const BlockFormat* format = find_block_format(entry["ggml_type"].get<uint32_t>());
        EXPECT_NE(format, nullptr) << entry["type"];
        if (format == nullptr) continue;
        EXPECT_EQ(format->name, entry["type"].get<std::string>());
        EXPECT_EQ(format->elements, entry["elements"].get<uint32_t>());
        const std::vector<std::byte> block = from_hex(entry["block"]);
        const std::vector<std::byte> wanted = from_hex(entry["values_f32_le"]);
        EXPECT_EQ(format->bytes, block.size());
        std::vector<float> values(format->elements);
        decode_blocks(format->type, block, values);
        EXPECT_EQ(std::memcmp(values.data(), wanted.data(), wanted.size()), 0) << entry["type"];
        types.insert(format->name);
    }
    return types;
}

TEST(BlockFormatTest, every_type_is_exact_to_the_bit) {
    EXPECT_EQ(check_blocks(MST_TEST_DATA "/quant/golden.json").size(), 14u);
}

// Every weight of these types is its step times a whole number; the others have no steps.
TEST(BlockFormatTest, steps_divide_the_weights) {
    const json file = json::parse(testing::read_file(MST_TEST_DATA "/quant/golden.json"));
    std::set<std::string> with_steps;
    for (const json& entry : file["blocks"]) {
        const BlockFormat& format = *find_block_format(entry["ggml_type"].get<uint32_t>());
        const std::vector<std::byte> block = from_hex(entry["block"]);
        std::vector<float> values(format.elements);
        std::vector<float> steps(format.elements / 32);
        decode_blocks(format.type, block, values);
        if (!read_block_steps(format.type, block, steps)) continue;
        with_steps.insert(format.name);
        const auto tiles = format.type == BlockType::kQ40 ? kernels::ElementType::kInt4
                                                          : kernels::ElementType::kInt8;
        for (size_t i = 0; i < steps.size(); ++i) {
            kernels::QuantisedGroup group;
            const auto part = std::span(values).subspan(i * 32, 32);
            const bool is_half =
                kernels::float_from_f16(kernels::f16_from_float(steps[i])) == steps[i];
            EXPECT_EQ(kernels::divide_group(tiles, part, steps[i], group), is_half) << format.name;
        }
    }
    EXPECT_EQ(with_steps,
              (std::set<std::string>{"IQ4_NL", "IQ4_XS", "MXFP4", "Q4_0", "Q5_0", "Q8_0"}));
}

TEST(BlockFormatTest, a_file_of_the_environment_too) {
    const char* path = std::getenv("MINSTREL_QUANT_GOLDEN");
    if (path == nullptr) GTEST_SKIP() << "MINSTREL_QUANT_GOLDEN is not set";
    EXPECT_FALSE(check_blocks(path).empty());
}

TEST(BlockFormatTest, blocks_of_a_row_follow_each_other) {
    // Two Q8_0 blocks with the scales 1 and 2.
    std::vector<std::byte> row(68, std::byte{3});
    row[0] = row[34] = std::byte{0};
    row[1] = std::byte{0x3C};
    row[35] = std::byte{0x40};
    std::vector<float> values(64);
    decode_blocks(BlockType::kQ80, row, values);
    EXPECT_EQ(values[31], 3.0f);
    EXPECT_EQ(values[32], 6.0f);
}

TEST(BlockFormatTest, unknown_numbers_have_no_format) {
    for (const uint32_t number : {0u, 1u, 9u, 15u, 16u, 30u, 41u, 255u, 0xFFFFFFFFu}) {
        EXPECT_EQ(find_block_format(number), nullptr) << number;
    }
}

}  // namespace
}  // namespace minstrel
