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
#include "runtime/model/package_writer.h"
#include "tests/support/package_editor.h"
#include "tests/support/temp_directory.h"

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
    const std::string with_order_ = testing::smallest_package("any bytes");
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
    EXPECT_LT(file_.size(), 24u << 10);
}

TEST_F(PackageTest, the_order_of_tokens_makes_version_3) {
    auto read = Package::read(bytes_of(with_order_), {});
    ASSERT_TRUE(read.ok()) << read.status().message();
    const auto order = read.value().token_order;
    EXPECT_EQ(std::string_view(reinterpret_cast<const char*>(order.data()), order.size()),
              "any bytes");
    EXPECT_TRUE(Package::read(bytes_of(file_), {}).value().token_order.empty());
    // Neither version is a second form of the other.
    expect_refused(with_header([](Header& header) { header.version = 3; }), Code::kBadFormat,
                   "does not fit the order of tokens");
    std::string of_version_2 = with_order_;
    of_version_2[8] = 2;
    testing::reseal(of_version_2);
    expect_refused(of_version_2, Code::kBadFormat, "does not fit the order of tokens");
    const auto edited = [&](const testing::ManifestEdit& edit) {
        return edit_manifest(with_order_, edit);
    };
    const auto resized = [&](uint64_t bytes) {
        return edited([bytes](ManifestT& m) {
            *m.token_order = Section(m.token_order->offset(), bytes, m.token_order->checksum());
        });
    };
    expect_refused(edited([](ManifestT& m) { m.token_order.reset(); }), Code::kBadFormat,
                   "does not fit the order of tokens");
    expect_refused(resized(0), Code::kBadFormat, "must have 1 to");
    expect_refused(resized((8u << 20) + 1), Code::kBadFormat, "must have 1 to");
    expect_refused(resized(UINT64_MAX), Code::kBadFormat, "must have 1 to");
    expect_refused(resized(8u << 20), Code::kBadFormat, "order of tokens");
    expect_refused(resized(8), Code::kBadFormat, "order of tokens is damaged");
    expect_refused(edited([](ManifestT& m) {
                       *m.token_order = Section(UINT64_MAX - 63, 9, m.token_order->checksum());
                   }),
                   Code::kBadFormat, "order of tokens does not follow");
}

// Two prefixes of one page and of two, whose pages have 100 bytes.
std::string with_prefixes(const std::string& file) {
    const testing::TempDirectory temp;
    auto read = Package::read(bytes_of(file), {});
    EXPECT_TRUE(read.ok()) << read.status().message();
    Package package = read.take();
    const std::string pages(300, 'k');
    package.prefixes.resize(2);
    for (size_t i = 0; i < 2; ++i) {
        StoredPrefix& prefix = package.prefixes[i];
        prefix.tokens.assign((i + 1) * kernels::kPageTokens, static_cast<int32_t>(i) + 7);
        prefix.kv_type = i == 0 ? kernels::KvType::kF16 : kernels::KvType::kInt8;
        prefix.pages = bytes_of(pages).subspan(i * 100, (i + 1) * 100);
    }
    auto writer = PackageWriter::make(temp / "prefixes.mst", "");
    EXPECT_TRUE(writer.ok());
    for (const StoredTensor& tensor : package.tensors.tensors()) {
        EXPECT_TRUE(writer.value()
                        .begin_tensor(tensor.name, tensor.type, tensor.shape, tensor.bytes.size())
                        .ok());
        EXPECT_TRUE(writer.value().append(tensor.bytes).ok());
        EXPECT_TRUE(writer.value().end_tensor({}).ok());
    }
    EXPECT_TRUE(writer.value().finish(package).ok());
    return testing::read_file(temp / "prefixes.mst");
}

TEST_F(PackageTest, prefixes_make_version_4) {
    for (const std::string& base : {file_, with_order_}) {
        const std::string file = with_prefixes(base);
        EXPECT_EQ(file[8], 4);
        const auto read = Package::read(bytes_of(file), {});
        ASSERT_TRUE(read.ok()) << read.status().message();
        const auto& prefixes = read.value().prefixes;
        ASSERT_EQ(prefixes.size(), 2u);
        EXPECT_EQ(prefixes[0].tokens, std::vector<int32_t>(32, 7));
        EXPECT_EQ(prefixes[1].tokens, std::vector<int32_t>(64, 8));
        EXPECT_EQ(prefixes[0].kv_type, kernels::KvType::kF16);
        EXPECT_EQ(prefixes[1].kv_type, kernels::KvType::kInt8);
        EXPECT_EQ(prefixes[0].pages.size(), 100u);
        EXPECT_EQ(prefixes[1].page_count(), 2u);
        EXPECT_EQ(read.value().token_order.size(), base == file_ ? 0u : 9u);
    }
}

TEST_F(PackageTest, prefixes_are_checked) {
    const std::string file = with_prefixes(file_);
    const auto refused = [&](const testing::ManifestEdit& edit, Code code, const char* text) {
        expect_refused(edit_manifest(file, edit), code, text);
    };
    refused([](ManifestT& m) { m.prefixes.clear(); }, Code::kBadFormat, "does not fit 0 prefixes");
    refused([](ManifestT& m) { m.prefixes[0]->tokens.clear(); }, Code::kBadFormat, "0 tokens");
    refused([](ManifestT& m) { m.prefixes[0]->tokens.pop_back(); }, Code::kBadFormat, "31 tokens");
    refused([](ManifestT& m) { m.prefixes[1]->tokens.resize(1024, 3); }, Code::kBadFormat,
            "1024 tokens");
    refused([](ManifestT& m) { m.prefixes[1]->tokens[5] = 32; }, Code::kBadFormat,
            "the token 32 of a prefix");
    refused([](ManifestT& m) { m.prefixes[0]->kv_type = 0; }, Code::kBadFormat, "form 0");
    refused([](ManifestT& m) { m.prefixes[0]->kv_type = 5; }, Code::kBadFormat, "form 5");
    refused([](ManifestT& m) { m.prefixes[1]->tokens.resize(96, 8); }, Code::kBadFormat,
            "do not fit its tokens");
    std::string damaged = file;
    damaged[damaged.find("kkkk")] = 'j';
    expect_refused(damaged, Code::kBadFormat, "a prefix");
}

// A package of the first release, as it was written then. It is never written anew.
TEST_F(PackageTest, a_package_of_version_2_stays_readable) {
    LoadOptions options;
    options.path = MST_TEST_DATA "/../fuzz/corpus/package/version_2.mst";
    auto model = Model::load(options);
    ASSERT_TRUE(model.ok()) << model.status().message();
    EXPECT_EQ(model.value()->description().name, "smallest");
    EXPECT_EQ(model.value()->shape().layer_count, 1u);
}

TEST_F(PackageTest, an_edit_that_changes_nothing_loads) {
    EXPECT_TRUE(load_error(bytes_of(edit_manifest(file_, [](ManifestT&) {}))).ok());
}

TEST_F(PackageTest, every_truncation_is_an_error) {
    for (const std::string& file : {file_, with_order_}) {
        for (size_t length = 0; length < file.size(); ++length) {
            // A block of exactly this size, so that a read beyond it is noticed.
            const auto copy = std::make_unique<std::byte[]>(length + 1);
            std::memcpy(copy.get(), file.data(), length);
            const Status status = load_error({copy.get(), length});
            ASSERT_FALSE(status.ok()) << length;
            ASSERT_EQ(status.code(), Code::kBadFormat) << length << ": " << status.message();
        }
    }
}

TEST_F(PackageTest, every_bit_flip_is_an_error) {
    for (const std::string& right : {file_, with_order_}) {
        std::string file = right;
        for (size_t bit = 0; bit < file.size() * 8; ++bit) {
            file[bit / 8] = static_cast<char>(file[bit / 8] ^ (1 << (bit % 8)));
            ASSERT_FALSE(load_error(bytes_of(file)).ok()) << "bit " << bit;
            file[bit / 8] = right[bit / 8];
        }
        EXPECT_TRUE(load_error(bytes_of(file)).ok());
    }
}

TEST_F(PackageTest, bytes_after_the_end_are_refused) {
    expect_refused(file_ + '\0', Code::kBadFormat, "bytes instead of");
}

TEST_F(PackageTest, other_files_are_named) {
    expect_refused("GGUF", Code::kBadFormat, "the version");
    expect_refused("{\"a\":1}", Code::kBadFormat, "is not a model");
    expect_refused("M", Code::kBadFormat, "is not a model");
    std::string later = file_;
    later[7] = '2';
    expect_refused(later, Code::kBadFormat, "MSTPKG01");
}

TEST_F(PackageTest, other_versions_are_named) {
    expect_refused(with_header([](Header& header) { header.version = 5; }), Code::kUnsupported,
                   "version 5; this library reads versions 2 to 4");
    expect_refused(with_header([](Header& header) { header.version = 0; }), Code::kUnsupported,
                   "version 0");
    expect_refused(with_header([](Header& header) { header.version = 0x02000000; }),
                   Code::kUnsupported, "big-endian");
    expect_refused(with_header([](Header& header) { header.reserved[1] = 1; }), Code::kUnsupported,
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

TEST_F(PackageTest, options_that_old_readers_pass_over_need_an_architecture_of_their_own) {
    const auto with = [](auto change) {
        return [change](ManifestT& m) {
            m.architecture = "mistral-extended";
            change(*m.config);
        };
    };
    using manifest::ConfigT;
    expect_edit_refused([](ManifestT& m) { m.architecture = "mistral-extended"; }, Code::kBadFormat,
                        "does not fit");
    expect_edit_refused([](ManifestT& m) { m.config->query_scale_beta = 0.1f; }, Code::kBadFormat,
                        "query scaling");
    expect_edit_refused(
        [](ManifestT& m) {
            m.config->query_scale_beta = 0.1f;
            m.config->query_scale_positions = 64;
        },
        Code::kBadFormat, "does not fit");
    expect_edit_refused(with([](ConfigT& c) { c.rope_factor = 0.5f; }), Code::kBadFormat, "factor");
    expect_edit_refused(with([](ConfigT& c) { c.rope_factor = 2; }), Code::kBadFormat,
                        "original_positions");
    expect_edit_refused(with([](ConfigT& c) {
                            c.rope_factor = 2;
                            c.rope_original_positions = 8;
                            c.rope_beta_slow = NAN;
                        }),
                        Code::kBadFormat, "beta");
    expect_edit_refused(with([](ConfigT& c) {
                            c.layer_windows = {0, 8};
                        }),
                        Code::kBadFormat, "2 sliding windows");
    expect_edit_refused(with([](ConfigT& c) { c.layer_windows = {8}; }), Code::kBadFormat,
                        "widest");
    expect_edit_refused(with([](ConfigT& c) { c.experts_per_token = 2; }), Code::kBadFormat,
                        "the number of experts is 0");
    expect_edit_refused(with([](ConfigT& c) { c.expert_count = 1u << 31; }), Code::kBadFormat,
                        "the number of experts");
    expect_edit_refused(with([](ConfigT& c) { c.expert_count = c.experts_per_token = 4; }),
                        Code::kBadFormat, "mlp.down_proj.weight");
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
    // The same bytes under another shape: 32 columns take a tile as 64 do.
    expect_edit_refused([](ManifestT& m) { m.tensors[0]->cols = 64; }, Code::kBadFormat,
                        "[32, 64]");
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
