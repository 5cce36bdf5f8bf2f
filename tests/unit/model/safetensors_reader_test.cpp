#include "runtime/model/safetensors_reader.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <string>

#include "tests/support/package_editor.h"
#include "tests/support/tiny_model.h"

namespace minstrel {
namespace {

using testing::bytes_of;

std::string file_of(const std::string& header, size_t data_bytes) {
    const uint64_t length = header.size();
    std::string file(reinterpret_cast<const char*>(&length), sizeof length);
    return file + header + std::string(data_bytes, '\0');
}

Status read_error(const std::string& file) {
    auto read = read_safetensors(bytes_of(file), "test");
    return read.ok() ? Status() : read.status();
}

void expect_refused(const std::string& header, size_t data_bytes, const char* part_of_text) {
    const Status status = read_error(file_of(header, data_bytes));
    ASSERT_FALSE(status.ok()) << header;
    EXPECT_NE(status.message().find(part_of_text), std::string::npos) << header << "\n"
                                                                      << status.message();
}

std::string one(const std::string& dtype, const std::string& shape, const std::string& offsets) {
    return R"({"a":{"dtype":)" + dtype + R"(,"shape":)" + shape + R"(,"data_offsets":)" + offsets +
           "}}";
}

TEST(SafetensorsReaderTest, reads_names_types_shapes_and_bytes) {
    const std::string file = testing::make_safetensors({{"b", "F32", {2, 1}, "abcdefgh"},
                                                        {"a", "BF16", {3}, "ijklmn"},
                                                        {"e", "U8", {0}, ""},
                                                        {"s", "F16", {}, "op"}});
    auto read = read_safetensors(bytes_of(file), "test");
    ASSERT_TRUE(read.ok()) << read.status().message();
    auto made = TensorTable::make(read.take());
    ASSERT_TRUE(made.ok());
    const TensorTable table = made.take();
    ASSERT_EQ(table.tensors().size(), 4u);
    const StoredTensor* b = table.find("b");
    ASSERT_NE(b, nullptr);
    EXPECT_EQ(b->type, StoredType::kF32);
    EXPECT_EQ(b->shape, (std::vector<uint64_t>{2, 1}));
    EXPECT_EQ(std::memcmp(b->bytes.data(), "abcdefgh", 8), 0);
    EXPECT_EQ(table.find("a")->type, StoredType::kBF16);
    EXPECT_EQ(table.find("e")->type_name, "U8");
    EXPECT_EQ(table.find("s")->bytes.size(), 2u);
    EXPECT_EQ(table.find("c"), nullptr);
}

TEST(SafetensorsReaderTest, accepts_no_tensors_metadata_and_padding) {
    EXPECT_TRUE(read_error(file_of("{}", 0)).ok());
    EXPECT_TRUE(read_error(file_of(R"({"__metadata__":{"format":"pt"}}     )", 0)).ok());
}

TEST(SafetensorsReaderTest, checks_the_header_length) {
    EXPECT_NE(read_error("").message().find("0 bytes"), std::string::npos);
    EXPECT_FALSE(read_error("1234567").ok());
    for (const uint64_t length : {uint64_t{3}, uint64_t{1} << 20, uint64_t{100'000'001},
                                  uint64_t{1} << 63, UINT64_MAX, UINT64_MAX - 7}) {
        std::string file = file_of("{}", 0);
        std::memcpy(file.data(), &length, sizeof length);
        EXPECT_FALSE(read_error(file).ok()) << length;
    }
}

TEST(SafetensorsReaderTest, checks_the_header_text) {
    expect_refused("", 0, "'{'");
    expect_refused(" {}", 0, "'{'");
    expect_refused("[]", 0, "'{'");
    expect_refused("{}x", 0, "followed");
    expect_refused("{}\n", 0, "followed");
    expect_refused("{}{}", 0, "JSON");
    expect_refused("{\"\xff\":1}", 0, "UTF-8");
    expect_refused("{\"a\":{}", 0, "JSON");
    expect_refused(R"({"__metadata__":{"a":1}})", 0, "__metadata__");
    expect_refused(R"({"__metadata__":[]})", 0, "__metadata__");
    expect_refused("{\"a\":" + std::string(1000, '[') + "}", 0, "nested");
}

TEST(SafetensorsReaderTest, refuses_duplicate_names) {
    const std::string entry = R"("a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]})";
    expect_refused("{" + entry + "," + entry + "}", 1, "twice");
}

TEST(SafetensorsReaderTest, checks_each_entry) {
    EXPECT_TRUE(read_error(file_of(one("\"F32\"", "[2,3]", "[0,24]"), 24)).ok());
    expect_refused(R"({"a":3})", 0, "exactly");
    expect_refused(R"({"a":{"dtype":"U8","shape":[0]}})", 0, "exactly");
    expect_refused(R"({"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"x":1}})", 0, "exactly");
    expect_refused(R"({"":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}})", 0, "names");
    expect_refused(R"({"a\u0000":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}})", 0, "names");
    expect_refused(
        "{\"" + std::string(65536, 'n') + R"(":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}})",
        0, "names");
    expect_refused(one("\"F128\"", "[1]", "[0,16]"), 16, "unknown");
    expect_refused(one("4", "[1]", "[0,4]"), 4, "dtype");
    expect_refused(one("\"F32\"", "4", "[0,4]"), 4, "shape");
    expect_refused(one("\"F32\"", "[-1]", "[0,4]"), 4, "shape");
    expect_refused(one("\"F32\"", "[1.0]", "[0,4]"), 4, "shape");
    expect_refused(one("\"F32\"", "[1,1,1,1,1,1,1,1,1]", "[0,4]"), 4, "dimensions");
    expect_refused(one("\"F32\"", "[1]", "[0]"), 4, "data_offsets");
    expect_refused(one("\"F32\"", "[1]", "[4,0]"), 4, "end before");
    expect_refused(one("\"F32\"", "[1]", "[0,-4]"), 4, "data_offsets");
    expect_refused(one("\"F32\"", "[2]", "[0,4]"), 4, "do not give the size");
}

TEST(SafetensorsReaderTest, sizes_do_not_wrap) {
    expect_refused(one("\"F32\"", "[4611686018427387904,4]", "[0,0]"), 0, "64 bits");
    expect_refused(one("\"U8\"", "[4294967296,4294967296]", "[0,0]"), 0, "64 bits");
    expect_refused(one("\"U8\"", "[18446744073709551616]", "[0,0]"), 0, "shape");
    expect_refused(one("\"F4\"", "[1]", "[0,1]"), 1, "inside a byte");
    EXPECT_TRUE(read_error(file_of(one("\"F4\"", "[2]", "[0,1]"), 1)).ok());
    EXPECT_TRUE(read_error(file_of(one("\"F6_E2M3\"", "[4]", "[0,3]"), 3)).ok());
}

TEST(SafetensorsReaderTest, tensors_tile_the_data) {
    const auto two = [](const char* first, const char* second) {
        return std::string(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":)") + first +
               R"(},"b":{"dtype":"U8","shape":[4],"data_offsets":)" + second + "}}";
    };
    EXPECT_TRUE(read_error(file_of(two("[0,4]", "[4,8]"), 8)).ok());
    EXPECT_TRUE(read_error(file_of(two("[4,8]", "[0,4]"), 8)).ok());
    expect_refused(two("[0,4]", "[0,4]"), 8, "begins at 0");
    expect_refused(two("[0,4]", "[3,7]"), 8, "begins at 3");
    expect_refused(two("[0,4]", "[5,9]"), 9, "begins at 5");
    expect_refused(two("[1,5]", "[5,9]"), 9, "begins at 1");
    expect_refused(two("[0,4]", "[4,8]"), 9, "end at 8 of 9");
    expect_refused(two("[0,4]", "[4,8]"), 7, "cut off");
    expect_refused("{}", 1, "end at 0 of 1");
}

TEST(SafetensorsReaderTest, every_truncation_is_an_error) {
    const std::string file =
        testing::make_safetensors({{"a", "F32", {2}, "abcdefgh"}, {"b", "U8", {3}, "xyz"}});
    for (size_t length = 0; length < file.size(); ++length) {
        // A block of exactly this size, so that a read beyond it is noticed.
        const auto copy = std::make_unique<std::byte[]>(length);
        std::memcpy(copy.get(), file.data(), length);
        EXPECT_FALSE(read_safetensors({copy.get(), length}, "test").ok()) << length;
    }
}

TEST(SafetensorsReaderTest, every_bit_flip_is_an_error_or_a_readable_file) {
    const std::string file =
        testing::make_safetensors({{"a", "F32", {2}, "abcdefgh"}, {"b", "U8", {3}, "xyz"}});
    for (size_t bit = 0; bit < file.size() * 8; ++bit) {
        std::string flipped = file;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        auto read = read_safetensors(bytes_of(flipped), "test");
        if (!read.ok()) continue;
        size_t total = 0;
        for (const StoredTensor& tensor : read.value()) total += tensor.bytes.size();
        EXPECT_EQ(total, 11u) << bit;
    }
}

TEST(ShardIndexTest, maps_tensors_to_files) {
    auto parsed = parse_shard_index(
        R"({"metadata":{},"weight_map":{"a":"x.st","b":"y.st","c":"x.st"}})", "index");
    ASSERT_TRUE(parsed.ok()) << parsed.status().message();
    EXPECT_EQ(parsed.value().files, (std::vector<std::string>{"x.st", "y.st"}));
    EXPECT_EQ(parsed.value().tensors, (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_EQ(parsed.value().file_of, (std::vector<size_t>{0, 1, 0}));
}

TEST(ShardIndexTest, file_names_stay_in_the_directory) {
    for (const char* name : {"", "../x", "a/b", "a\\\\b", "/etc/passwd", "..", "a\\u0000b"}) {
        const std::string text = std::string(R"({"weight_map":{"a":")") + name + "\"}}";
        EXPECT_FALSE(parse_shard_index(text, "index").ok()) << text;
    }
    EXPECT_FALSE(parse_shard_index(R"({"weight_map":{"a":3}})", "index").ok());
    EXPECT_FALSE(parse_shard_index(R"({"weight_map":[]})", "index").ok());
    EXPECT_FALSE(parse_shard_index("[]", "index").ok());
    EXPECT_FALSE(parse_shard_index("{}", "index").ok());
}

}  // namespace
}  // namespace minstrel
