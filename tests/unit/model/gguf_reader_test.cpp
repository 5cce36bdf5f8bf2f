#include "runtime/model/gguf_reader.h"

#include <gtest/gtest.h>

#include <string>

#include "runtime/model/model.h"
#include "tests/support/gguf_builder.h"
#include "tests/support/temp_directory.h"

namespace minstrel {
namespace {

using testing::GgufBuilder;
using testing::TempDirectory;
using testing::write_file;

std::span<const std::byte> bytes_of(const std::string& text) {
    return std::as_bytes(std::span(text));
}

Status load_error(const std::string& file) {
    LoadOptions options;
    options.memory = bytes_of(file);
    auto model = Model::load(options);
    return model.ok() ? Status() : model.status();
}

class GgufReaderTest : public ::testing::Test {
  protected:
    void expect_refused(const std::string& file, Code code, const char* part_of_text) {
        const Status status = load_error(file);
        EXPECT_EQ(status.code(), code) << part_of_text << ": " << status.message();
        EXPECT_NE(status.message().find(part_of_text), std::string::npos) << status.message();
    }
    void expect_refused(Code code, const char* part_of_text) {
        expect_refused(file_.build(), code, part_of_text);
        file_ = testing::smallest_gguf();
    }

    GgufBuilder file_ = testing::smallest_gguf();
};

TEST_F(GgufReaderTest, reads_typed_values) {
    file_.value("small", 1, GgufBuilder::raw(int8_t{7}));
    file_.value("negative", 5, GgufBuilder::raw(int32_t{-1}));
    file_.value("wide", 10, GgufBuilder::raw(uint64_t{1} << 40));
    file_.value("double", 12, GgufBuilder::raw(0.5));
    file_.boolean("truth", true);
    file_.text("empty", "");
    const std::string bytes = file_.build();
    const auto read = GgufFile::read(bytes_of(bytes));
    ASSERT_TRUE(read.ok()) << read.status().message();
    const GgufMetadata& metadata = read.value().metadata;
    EXPECT_EQ(metadata.u32("small").value(), 7u);
    EXPECT_EQ(metadata.u32("missing").value(), std::nullopt);
    EXPECT_FALSE(metadata.u32("negative").ok());
    EXPECT_FALSE(metadata.u32("wide").ok());
    EXPECT_FALSE(metadata.u32("truth").ok());
    EXPECT_FALSE(metadata.u32("tokenizer.ggml.scores").ok());
    EXPECT_EQ(metadata.f32("double").value(), 0.5f);
    EXPECT_FALSE(metadata.f32("small").ok());
    EXPECT_EQ(metadata.boolean("truth").value(), true);
    EXPECT_EQ(metadata.text("empty").value(), "");
    EXPECT_FALSE(metadata.text("small").ok());
    EXPECT_EQ(metadata.texts("tokenizer.ggml.tokens").value()[7], "t7");
    EXPECT_FALSE(metadata.texts("tokenizer.ggml.scores").ok());
    EXPECT_EQ(metadata.floats("tokenizer.ggml.scores").value().size(), 8u);
    EXPECT_FALSE(metadata.ints("tokenizer.ggml.scores").ok());
    EXPECT_TRUE(metadata.ints("missing").value().empty());
}

TEST_F(GgufReaderTest, the_smallest_model_loads_and_shapes_are_rows_first) {
    const std::string bytes = file_.build();
    EXPECT_TRUE(load_error(bytes).ok()) << load_error(bytes).message();
    const auto read = GgufFile::read(bytes_of(bytes));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().tensors.front().name, "token_embd.weight");
    EXPECT_EQ(read.value().tensors.front().shape, (std::vector<uint64_t>{8, 32}));
    EXPECT_EQ(read.value().tensors.front().type_name, "Q8_0");
}

TEST_F(GgufReaderTest, every_truncation_is_refused_with_the_name_of_the_file) {
    TempDirectory temp;
    const std::string whole = file_.build();
    for (size_t length = 0; length < whole.size(); ++length) {
        const Status status = load_error(whole.substr(0, length));
        ASSERT_FALSE(status.ok()) << length;
        ASSERT_NE(status.message().find("memory"), std::string::npos) << status.message();
    }
    write_file(temp / "cut.gguf", whole.substr(0, whole.size() / 2));
    LoadOptions options;
    options.path = temp / "cut.gguf";
    const auto model = Model::load(options);
    ASSERT_FALSE(model.ok());
    EXPECT_NE(model.status().message().find("cut.gguf"), std::string::npos);
}

TEST_F(GgufReaderTest, no_single_bit_can_do_harm) {
    const std::string whole = file_.build();
    const size_t head = whole.find("blk.0.ffn_down.weight") + 64;
    size_t refused = 0;
    for (size_t bit = 0; bit < head * 8; ++bit) {
        std::string file = whole;
        file[bit / 8] = static_cast<char>(file[bit / 8] ^ (1 << bit % 8));
        const Status status = load_error(file);
        if (status.ok()) continue;
        ++refused;
        ASSERT_GT(status.message().size(), 10u) << bit;
    }
    // What remains are scores, letters of tokens and numbers that may have any value.
    EXPECT_GT(refused, head * 4);
}

TEST_F(GgufReaderTest, other_versions_are_named) {
    std::string file = file_.build();
    file[4] = 1;
    expect_refused(file, Code::kUnsupported, "version 1; this library reads versions 2 and 3");
    file[4] = 4;
    expect_refused(file, Code::kUnsupported, "version 4");
    file[4] = 0;
    expect_refused(file, Code::kUnsupported, "version 0");
    file[7] = 3;
    expect_refused(file, Code::kUnsupported, "big-endian");
    file = file_.build();
    file[4] = 2;
    EXPECT_TRUE(load_error(file).ok());
}

TEST_F(GgufReaderTest, counts_are_bounded_before_anything_is_allocated) {
    for (const size_t at : {size_t{8}, size_t{16}}) {
        for (const uint64_t count :
             {uint64_t{1} << 31, uint64_t{1} << 32, uint64_t{1} << 63, UINT64_MAX}) {
            std::string file = file_.build();
            file.replace(at, 8, GgufBuilder::raw(count));
            expect_refused(file, Code::kLimitReached, "the number of");
        }
        std::string file = file_.build();
        file.replace(at, 8, GgufBuilder::raw(uint64_t{20000}));
        expect_refused(file, Code::kBadFormat, "cannot fit the file");
    }
}

TEST_F(GgufReaderTest, keys) {
    file_.u32("llama.block_count", 1);
    expect_refused(Code::kBadFormat, "the key 'llama.block_count' occurs twice");
    file_.u32("", 1);
    expect_refused(Code::kBadFormat, "key is empty");
    file_.u32(std::string(1000, 'k'), 1);
    expect_refused(Code::kLimitReached, "key: 1000 bytes");
    file_.u32(std::string("a\0b", 3), 1);
    expect_refused(Code::kBadFormat, "not UTF-8 text");
    file_.u32("a\xff", 1);
    expect_refused(Code::kBadFormat, "not UTF-8 text");
}

TEST_F(GgufReaderTest, values) {
    file_.value("k", 13, "");
    expect_refused(Code::kBadFormat, "'k': unknown type 13");
    file_.list("k", 9, 1, std::string(16, '\0'));
    expect_refused(Code::kBadFormat, "'k': the type 9 of the elements");
    file_.list("k", 77, 1, "");
    expect_refused(Code::kBadFormat, "'k': the type 77");
    for (const uint64_t count : {uint64_t{1} << 40, UINT64_MAX, UINT64_MAX / 4 + 1}) {
        file_.list("k", 6, count, "");
        expect_refused(Code::kBadFormat, "'k'");
        file_.list("k", 8, count, "");
        expect_refused(Code::kBadFormat, "'k'");
        file_.value("k", 8, GgufBuilder::raw(count));
        expect_refused(Code::kBadFormat, "'k'");
    }
    file_.text("k", std::string((8u << 20) + 1, 'x'));
    expect_refused(Code::kLimitReached, "'k': 8388609 bytes");
    file_.list("tokenizer.ggml.merges", 0, 2u << 20, std::string(2u << 20, '\0'));
    EXPECT_TRUE(load_error(file_.build()).ok());  // not used here
    file_ = testing::smallest_gguf();
    file_.remove("tokenizer.ggml.token_type");
    file_.list("tokenizer.ggml.token_type", 5, 2u << 20, std::string(8u << 20, '\1'));
    expect_refused(Code::kLimitReached, "'tokenizer.ggml.token_type' has 2097152 elements");
}

TEST_F(GgufReaderTest, alignment) {
    for (const uint32_t alignment : {0u, 3u, 1u << 31, 2u << 20}) {
        file_.u32("general.alignment", alignment);
        expect_refused(Code::kBadFormat, "'general.alignment' must be a power of two");
    }
    file_.value("general.alignment", 10, GgufBuilder::raw(uint64_t{32}));
    expect_refused(Code::kBadFormat, "of type u32");
    file_.u32("general.alignment", 128);
    EXPECT_TRUE(load_error(file_.build(128)).ok());
}

TEST_F(GgufReaderTest, dimensions_and_types) {
    const auto expect_dims = [&](std::vector<uint64_t> dims, const char* text) {
        file_.tensors()[4].dims = std::move(dims);
        expect_refused(Code::kBadFormat, text);
    };
    expect_dims({}, "'blk.0.attn_q.weight' has 0 dimensions");
    expect_dims({32, 8, 2, 2, 1}, "5 dimensions");
    expect_dims({32, 0}, "dimension 1 is 0");
    expect_dims({32, UINT64_MAX}, "dimension 1 is");
    expect_dims({uint64_t{1} << 40, uint64_t{1} << 40}, "exceeds 63 bits");
    expect_dims({uint64_t{1} << 62, 2}, "exceeds 63 bits");
    expect_dims({16, 64}, "not whole blocks of Q8_0");
    expect_dims({32, 1u << 20}, "ends beyond");
    expect_dims({32, 31}, "begins at");
    file_.tensors()[4].type = 16;
    expect_refused(Code::kUnsupported, "element type IQ2_XXS");
    file_.tensors()[4].type = 4;
    expect_refused(Code::kBadFormat, "unknown element type 4");
    file_.tensors()[4].type = 25;
    file_.tensors()[4].bytes.resize(2048);
    expect_refused(Code::kUnsupported, "element type I16");
}

TEST_F(GgufReaderTest, names_of_tensors) {
    file_.tensors()[3].name = "blk.0.attn_norm.weight";
    expect_refused(Code::kBadFormat, "'blk.0.attn_norm.weight' occurs twice");
    file_.tensors()[3].name = std::string(64, 'n');
    expect_refused(Code::kLimitReached, "64 bytes; at most 63");
    file_.tensors()[3].name = "";
    expect_refused(Code::kBadFormat, "name of a tensor is empty");
    file_.tensors()[3].name = "blk.0.ffn_norm.bias";
    expect_refused(Code::kBadFormat, "'blk.0.ffn_norm.bias' has no place");
    file_.tensors().pop_back();
    expect_refused(Code::kBadFormat, "'blk.0.ffn_down.weight' is missing");
    file_.tensor("rope_freqs.weight", {8}, 0, std::string(32, '\0'));
    expect_refused(Code::kBadFormat, "'rope_freqs.weight' has no place");
}

TEST_F(GgufReaderTest, offsets_tile_the_data) {
    for (const uint64_t shift : {uint64_t{1}, uint64_t{32}, uint64_t{1} << 40, UINT64_MAX - 31}) {
        file_.tensors()[2].shift = shift;
        expect_refused(Code::kBadFormat, "begins at");
    }
    expect_refused(file_.build() + std::string(33, '\0'), Code::kBadFormat,
                   "the number of tensors");
}

}  // namespace
}  // namespace minstrel
