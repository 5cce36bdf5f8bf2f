#include "runtime/model/package.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <string>

#include "package_generated.h"
#include "runtime/model/model.h"
#include "runtime/model/package_format.h"
#include "tests/support/package_editor.h"

namespace minstrel {
namespace {

using manifest::ManifestT;
using manifest::Section;
using package::Header;
using testing::bytes_of;
using testing::edit_manifest;

Status load_error(std::span<const std::byte> file) {
    LoadOptions options;
    options.memory = file;
    auto model = Model::load(options);
    return model.ok() ? Status() : model.status();
}

class PackageTest : public ::testing::Test {
  protected:
    void SetUp() override { ASSERT_FALSE(file_.empty()); }

    void expect_refused(const std::string& file, Code code, const char* part_of_text) {
        const Status status = load_error(bytes_of(file));
        EXPECT_EQ(status.code(), code) << part_of_text << ": " << status.message();
        EXPECT_NE(status.message().find(part_of_text), std::string::npos) << status.message();
    }

    void expect_edit_refused(const testing::ManifestEdit& edit, Code code,
                             const char* part_of_text) {
        expect_refused(edit_manifest(file_, edit), code, part_of_text);
    }

    std::string with_header(const std::function<void(Header&)>& edit) {
        std::string file = file_;
        Header header;
        std::memcpy(&header, file.data(), sizeof header);
        edit(header);
        std::memcpy(file.data(), &header, sizeof header);
        testing::reseal(file);
        return file;
    }

    const std::string file_ = testing::smallest_package();
};

TEST_F(PackageTest, holds_what_was_packed) {
    auto read = Package::read(bytes_of(file_), {});
    ASSERT_TRUE(read.ok()) << read.status().message();
    const Package& package = read.value();
    EXPECT_EQ(package.model_name, "smallest");
    EXPECT_EQ(package.licence, "Free for all.");
    EXPECT_EQ(package.creator, "minstrel");
    EXPECT_EQ(package.config.vocab_size, 32u);
    EXPECT_EQ(package.tensors.tensors().size(), 11u);
    EXPECT_EQ(package.tokenizer.size(), 16u);
    EXPECT_LT(file_.size(), 16u << 10);
}

// A package of the first release, as it was written then. It is never written anew.
TEST_F(PackageTest, a_package_of_version_1_stays_readable) {
    LoadOptions options;
    options.path = MST_TEST_DATA "/../fuzz/corpus/package/version_1.mst";
    auto model = Model::load(options);
    ASSERT_TRUE(model.ok()) << model.status().message();
    EXPECT_EQ(model.value()->description().name, "smallest");
    EXPECT_EQ(model.value()->shape().layer_count, 1u);
}

TEST_F(PackageTest, an_edit_that_changes_nothing_loads) {
    EXPECT_TRUE(load_error(bytes_of(edit_manifest(file_, [](ManifestT&) {}))).ok());
}

TEST_F(PackageTest, every_truncation_is_an_error) {
    for (size_t length = 0; length < file_.size(); ++length) {
        // A block of exactly this size, so that a read beyond it is noticed.
        const auto copy = std::make_unique<std::byte[]>(length + 1);
        std::memcpy(copy.get(), file_.data(), length);
        const Status status = load_error({copy.get(), length});
        ASSERT_FALSE(status.ok()) << length;
        ASSERT_EQ(status.code(), Code::kBadFormat) << length << ": " << status.message();
    }
}

TEST_F(PackageTest, every_bit_flip_is_an_error) {
    std::string file = file_;
    for (size_t bit = 0; bit < file.size() * 8; ++bit) {
        file[bit / 8] = static_cast<char>(file[bit / 8] ^ (1 << (bit % 8)));
        ASSERT_FALSE(load_error(bytes_of(file)).ok()) << "bit " << bit;
        file[bit / 8] = file_[bit / 8];
    }
    EXPECT_TRUE(load_error(bytes_of(file)).ok());
}

TEST_F(PackageTest, bytes_after_the_end_are_refused) {
    expect_refused(file_ + '\0', Code::kBadFormat, "bytes instead of");
}

TEST_F(PackageTest, other_files_are_named) {
    expect_refused("GGUF\3\0\0\0", Code::kUnsupported, "GGUF");
    expect_refused("{\"a\":1}", Code::kBadFormat, "not a model package");
    expect_refused("M", Code::kBadFormat, "not a model package");
    std::string later = file_;
    later[7] = '2';
    expect_refused(later, Code::kBadFormat, "MSTPKG01");
}

TEST_F(PackageTest, other_versions_are_named) {
    expect_refused(with_header([](Header& header) { header.version = 2; }), Code::kUnsupported,
                   "version 2; this library reads version 1");
    expect_refused(with_header([](Header& header) { header.version = 0; }), Code::kUnsupported,
                   "version 0");
    expect_refused(with_header([](Header& header) { header.version = 0x01000000; }),
                   Code::kUnsupported, "big-endian");
    expect_refused(with_header([](Header& header) { header.reserved[2] = 1; }), Code::kUnsupported,
                   "later version");
    expect_refused(with_header([](Header& header) { header.header_bytes = 128; }),
                   Code::kUnsupported, "later version");
}

TEST_F(PackageTest, manifest_extents_do_not_wrap) {
    for (const uint64_t value : {uint64_t{0}, uint64_t{63}, uint64_t{1} << 31, uint64_t{1} << 32,
                                 uint64_t{1} << 63, UINT64_MAX, UINT64_MAX - 4096}) {
        const std::string offset =
            with_header([&](Header& header) { header.manifest_offset = value; });
        EXPECT_FALSE(load_error(bytes_of(offset)).ok()) << value;
        const std::string size =
            with_header([&](Header& header) { header.manifest_bytes = value; });
        EXPECT_FALSE(load_error(bytes_of(size)).ok()) << value;
        const std::string both = with_header([&](Header& header) {
            header.manifest_offset = value;
            header.manifest_bytes = file_.size() - value;
        });
        EXPECT_FALSE(load_error(bytes_of(both)).ok()) << value;
    }
}

TEST_F(PackageTest, a_manifest_of_noise_is_refused) {
    std::string file = file_;
    Header header;
    std::memcpy(&header, file.data(), sizeof header);
    for (size_t i = header.manifest_offset; i < file.size(); ++i) {
        file[i] = static_cast<char>(i * 37);
    }
    testing::reseal(file);
    expect_refused(file, Code::kBadFormat, "not well-formed");
}

TEST_F(PackageTest, the_configuration_is_checked) {
    expect_edit_refused([](ManifestT& m) { m.config->layer_count = 0; }, Code::kBadFormat,
                        "layers");
    expect_edit_refused([](ManifestT& m) { m.config->layer_count = 1u << 31; }, Code::kBadFormat,
                        "layers");
    expect_edit_refused([](ManifestT& m) { m.config->layer_count = 2; }, Code::kBadFormat,
                        "model.layers.1");
    expect_edit_refused([](ManifestT& m) { m.config->head_count = 0; }, Code::kBadFormat, "heads");
    expect_edit_refused([](ManifestT& m) { m.config->vocab_size = 33; }, Code::kBadFormat,
                        "asks for [33, 32]");
    expect_edit_refused([](ManifestT& m) { m.config->vocab_size = 2; }, Code::kBadFormat,
                        "end token");
    expect_edit_refused([](ManifestT& m) { m.config->norm_eps = NAN; }, Code::kBadFormat,
                        "epsilon");
    expect_edit_refused([](ManifestT& m) { m.config->rope_theta = NAN; }, Code::kBadFormat,
                        "rotary base");
    expect_edit_refused(
        [](ManifestT& m) { m.config->rope_theta = std::numeric_limits<float>::infinity(); },
        Code::kBadFormat, "rotary base");
    expect_edit_refused([](ManifestT& m) { m.config->eos_ids.clear(); }, Code::kBadFormat,
                        "end tokens");
    expect_edit_refused([](ManifestT& m) { m.config->tied_embeddings = false; }, Code::kBadFormat,
                        "lm_head.weight");
    expect_edit_refused([](ManifestT& m) { m.architecture = "llama"; }, Code::kUnsupported,
                        "llama");
    expect_edit_refused([](ManifestT& m) { m.chat_format = 4; }, Code::kUnsupported, "chat format");
}

TEST_F(PackageTest, texts_are_checked) {
    expect_edit_refused([](ManifestT& m) { m.model_name = "\xff"; }, Code::kBadFormat, "name");
    expect_edit_refused([](ManifestT& m) { m.creator = std::string("a\0b", 3); }, Code::kBadFormat,
                        "creator");
    expect_edit_refused([](ManifestT& m) { m.licence.assign((1u << 20) + 1, 'x'); },
                        Code::kLimitReached, "licence");
}

TEST_F(PackageTest, tensors_are_checked) {
    expect_edit_refused([](ManifestT& m) { m.tensors.clear(); }, Code::kBadFormat, "follow");
    expect_edit_refused([](ManifestT& m) { m.tensors[1]->name = m.tensors[0]->name; },
                        Code::kBadFormat, "twice");
    expect_edit_refused([](ManifestT& m) { m.tensors[1]->name = "bias"; }, Code::kBadFormat,
                        "'bias' has no place");
    expect_edit_refused([](ManifestT& m) { m.tensors[1]->name = ""; }, Code::kBadFormat, "''");
    expect_edit_refused([](ManifestT& m) { m.tensors[1]->name.assign(1u << 16, 'n'); },
                        Code::kLimitReached, "name");
    expect_edit_refused([](ManifestT& m) { m.tensors[0]->element = manifest::Element_Unknown; },
                        Code::kBadFormat, "element type");
    expect_edit_refused([](ManifestT& m) { m.tensors[0]->element = manifest::Element_F32; },
                        Code::kBadFormat, "size");
    expect_edit_refused([](ManifestT& m) { m.tensors[0]->is_vector = true; }, Code::kBadFormat,
                        "size");
    expect_edit_refused(
        [](ManifestT& m) { m.tensors[0]->element = static_cast<manifest::Element>(200); },
        Code::kBadFormat, "element type");
    expect_edit_refused([](ManifestT& m) { m.tensors[0]->cols = 31; }, Code::kBadFormat,
                        "element type");
    expect_edit_refused([](ManifestT& m) { std::swap(m.tensors[0], m.tensors[1]); },
                        Code::kBadFormat, "follow");
    // The same bytes under another shape: 16 rows of 64 are as many as 32 of 32.
    expect_edit_refused(
        [](ManifestT& m) {
            m.tensors[0]->rows = 16;
            m.tensors[0]->cols = 64;
        },
        Code::kBadFormat, "[16, 64]");
}

TEST_F(PackageTest, sections_do_not_wrap_or_overlap) {
    const auto move = [](uint64_t offset, uint64_t bytes) {
        return [offset, bytes](ManifestT& m) {
            *m.tensors[1]->section = Section(offset, bytes, m.tensors[1]->section->checksum());
        };
    };
    auto read = Package::read(bytes_of(file_), {});
    ASSERT_TRUE(read.ok());
    for (const uint64_t offset : {uint64_t{0}, uint64_t{64}, uint64_t{65}, uint64_t{1} << 63,
                                  UINT64_MAX, UINT64_MAX - 63}) {
        expect_edit_refused(move(offset, 128), Code::kBadFormat, "follow");
    }
    for (const uint64_t bytes : {uint64_t{0}, uint64_t{127}, uint64_t{1} << 63, UINT64_MAX}) {
        expect_edit_refused(move(64 + 1152, bytes), Code::kBadFormat, "size");
    }
    expect_edit_refused([](ManifestT& m) { *m.tokenizer = Section(64, 16, 0); }, Code::kBadFormat,
                        "follow");
    expect_edit_refused(
        [](ManifestT& m) { *m.tokenizer = Section(m.tokenizer->offset(), UINT64_MAX - 64, 0); },
        Code::kBadFormat, "vocabulary");
    expect_edit_refused([](ManifestT& m) { *m.tokenizer = Section(m.tokenizer->offset(), 0, 0); },
                        Code::kBadFormat, "vocabulary");
}

TEST_F(PackageTest, sizes_do_not_wrap) {
    // 2^31 * 2^31 * 4 bytes is a multiple of 2^64.
    expect_edit_refused(
        [](ManifestT& m) {
            m.tensors[0]->element = manifest::Element_F32;
            m.tensors[0]->rows = 1u << 31;
            m.tensors[0]->cols = 1u << 31;
            *m.tensors[0]->section = Section(64, 0, 0);
        },
        Code::kBadFormat, "size");
    expect_edit_refused(
        [](ManifestT& m) {
            m.tensors[0]->rows = UINT32_MAX;
            m.tensors[0]->cols = UINT32_MAX - 31;
        },
        Code::kBadFormat, "size");
}

TEST_F(PackageTest, checksums_of_tensors_can_be_left_out) {
    std::string file = file_;
    file[64] = static_cast<char>(file[64] ^ 1);
    LoadOptions options;
    options.memory = bytes_of(file);
    EXPECT_FALSE(Model::load(options).ok());
    options.skip_checksums = true;
    EXPECT_TRUE(Model::load(options).ok());
}

}  // namespace
}  // namespace minstrel
