#include "runtime/model/package.h"

#include <algorithm>
#include <cinttypes>
#include <cstring>
#include <string_view>
#include <utility>

#include "package_generated.h"
#include "runtime/core/buffer.h"
#include "runtime/core/checked.h"
#include "runtime/core/crc32c.h"
#include "runtime/core/utf8.h"
#include "runtime/model/package_format.h"
#include "runtime/model/package_header.h"

namespace minstrel {
namespace {

using package::Header;

constexpr size_t kMaxTensors = 1u << 15;
constexpr size_t kMaxNameBytes = 512;
constexpr size_t kMaxLicenceBytes = 1u << 20;
constexpr uint64_t kMaxTokenizerBytes = 64u << 20;
constexpr uint64_t kMaxTokenOrderBytes = 8u << 20;
constexpr uint8_t kLastKvType = static_cast<uint8_t>(kernels::KvType::kInt8);

// A private copy: what is verified is what is read, whoever else writes to the file.
Result<Buffer> copy_manifest(std::span<const std::byte> file, const Header& header) {
    const auto source = file.subspan(static_cast<size_t>(header.manifest_offset),
                                     static_cast<size_t>(header.manifest_bytes));
    MST_ASSIGN(Buffer copy, Buffer::make(Allocator(), source.size(), "the manifest"));
    std::copy(source.begin(), source.end(), copy.data());
    if (crc32c(copy.bytes()) != header.manifest_checksum) {
        return damaged("the manifest");
    }
    const auto* bytes = reinterpret_cast<const uint8_t*>(copy.data());
    flatbuffers::Verifier verifier(bytes, copy.size(), 16, 1u << 18);
    if (copy.size() < 16 || !manifest::VerifyManifestBuffer(verifier)) {
        return error(Code::kBadFormat, "the manifest is not well-formed");
    }
    return copy;
}

Result<std::string> read_text(const flatbuffers::String* text, const char* what, size_t max_bytes) {
    const std::string_view view(text->c_str(), text->size());
    if (view.size() > max_bytes) {
        return error(Code::kLimitReached, "%s has %zu bytes; at most %zu are accepted", what,
                     view.size(), max_bytes);
    }
    if (view.find('\0') != std::string_view::npos ||
        find_invalid_utf8(view) != std::string_view::npos) {
        return error(Code::kBadFormat, "%s is not UTF-8 text", what);
    }
    return std::string(view);
}

void read_extensions(const manifest::Config& source, ModelConfig* config) {
    if (source.layer_windows() != nullptr) {
        config->layer_windows.assign(source.layer_windows()->begin(),
                                     source.layer_windows()->end());
    }
    config->expert_count = source.expert_count();
    config->experts_per_token = source.experts_per_token();
    kernels::RopeScaling& rope = config->rope_scaling;
    rope.factor = source.rope_factor();
    rope.original_positions = source.rope_original_positions();
    rope.beta_fast = source.rope_beta_fast();
    rope.beta_slow = source.rope_beta_slow();
    rope.magnitude = source.rope_magnitude();
    config->query_scaling = {source.query_scale_beta(), source.query_scale_positions()};
}

Result<ModelConfig> read_config(const manifest::Config& source) {
    ModelConfig config;
    config.vocab_size = source.vocab_size();
    config.dim = source.dim();
    config.hidden_dim = source.hidden_dim();
    config.layer_count = source.layer_count();
    config.head_count = source.head_count();
    config.kv_head_count = source.kv_head_count();
    config.head_dim = source.head_dim();
    config.max_positions = source.max_positions();
    config.norm_eps = source.norm_eps();
    config.rope_theta = source.rope_theta();
    config.sliding_window = source.sliding_window();
    config.tied_embeddings = source.tied_embeddings();
    config.bos_id = source.bos_id();
    config.eos_ids.assign(source.eos_ids()->begin(), source.eos_ids()->end());
    read_extensions(source, &config);
    if (const Status status = check_config(config); !status.ok()) {
        return status.with_context("the manifest");
    }
    return config;
}

// Walks the parts of the file in order and hands out their bytes.
class Sections {
  public:
    Sections(std::span<const std::byte> file, uint64_t end, const PackageOptions& options)
        : file_(file), end_(end), options_(options) {}

    Result<std::span<const std::byte>> take(const manifest::Section& section, const char* what) {
        MST_TRY(skip_gap(section.offset(), section.bytes(), what));
        if (!extent_fits(section.offset(), section.bytes(), end_)) {
            return error(Code::kBadFormat, "%s reaches beyond the data", what);
        }
        const auto bytes = file_.subspan(static_cast<size_t>(section.offset()),
                                         static_cast<size_t>(section.bytes()));
        position_ = section.offset() + section.bytes();
        if (!options_.skip_checksums) MST_TRY(verify(bytes, section.checksum(), what));
        return bytes;
    }

    Status finish(uint64_t manifest_bytes) {
        return skip_gap(end_, manifest_bytes, "the manifest");
    }

  private:
    Status skip_gap(uint64_t offset, uint64_t bytes, const char* what) {
        const CheckedU64 begin = package::part_begin(position_, bytes);
        if (!begin.equals(offset) || offset > end_) {
            return error(Code::kBadFormat, "%s does not follow the part before it", what);
        }
        for (uint64_t place = position_; place < offset; ++place) {
            if (file_[static_cast<size_t>(place)] != std::byte{0}) {
                return error(Code::kBadFormat, "the gap before %s is not zero; copy the file again",
                             what);
            }
        }
        return Status();
    }

    Status verify(std::span<const std::byte> bytes, uint32_t checksum, const char* what) {
        uint32_t sum = 0;
        while (!bytes.empty()) {
            const auto step =
                bytes.first(std::min(bytes.size(), static_cast<size_t>(Progress::kStepBytes)));
            sum = crc32c(step, sum);
            if (options_.progress != nullptr) MST_TRY(options_.progress->advance(step.size()));
            bytes = bytes.subspan(step.size());
        }
        if (sum == checksum) return Status();
        return damaged(what);
    }

    std::span<const std::byte> file_;
    uint64_t end_;  // of the data, where the manifest begins
    const PackageOptions& options_;
    uint64_t position_ = sizeof(Header);
};

Result<CheckedU64> tensor_bytes(const manifest::Tensor& tensor, StoredTensor* out) {
    const CheckedU64 count = CheckedU64(tensor.rows()) * tensor.cols();
    const bool is_int8 = tensor.element() == manifest::Element_Int8;
    switch (tensor.element()) {
        case manifest::Element_F32:
            out->type = StoredType::kF32;
            return count * 4;
        case manifest::Element_BF16:
            out->type = StoredType::kBF16;
            return count * 2;
        case manifest::Element_Int8:
        case manifest::Element_Int4:
            if (tensor.cols() % kernels::kScaleGroup != 0 || !count.ok()) break;
            out->type = is_int8 ? StoredType::kInt8 : StoredType::kInt4;
            return CheckedU64(kernels::matrix_bytes(
                is_int8 ? kernels::ElementType::kInt8 : kernels::ElementType::kInt4, tensor.rows(),
                tensor.cols()));
        default:
            break;
    }
    return error(Code::kBadFormat, "the tensor '%s' has an element type that does not fit it",
                 out->name.c_str());
}

Result<StoredTensor> read_tensor(const manifest::Tensor& source, Sections& sections) {
    StoredTensor tensor;
    MST_ASSIGN(tensor.name, read_text(source.name(), "a tensor's name", kMaxNameBytes));
    tensor.type_name = manifest::EnumNameElement(source.element());
    MST_ASSIGN(const CheckedU64 bytes, tensor_bytes(source, &tensor));
    if (!bytes.equals(source.section()->bytes()) || (source.is_vector() && source.rows() != 1)) {
        return error(Code::kBadFormat, "the tensor '%s' has a size that does not fit its shape",
                     tensor.name.c_str());
    }
    if (source.is_vector()) {
        tensor.shape = {source.cols()};
    } else {
        tensor.shape = {source.rows(), source.cols()};
    }
    MST_ASSIGN(tensor.bytes, sections.take(*source.section(), tensor.name.c_str()));
    return tensor;
}

Status read_description(const manifest::Manifest& source, Package* out) {
    MST_ASSIGN(out->creator, read_text(source.creator(), "the creator", kMaxNameBytes));
    MST_ASSIGN(out->model_name, read_text(source.model_name(), "the model's name", kMaxNameBytes));
    MST_ASSIGN(out->licence, read_text(source.licence(), "the licence", kMaxLicenceBytes));
    MST_ASSIGN(const std::string architecture,
               read_text(source.architecture(), "the architecture", kMaxNameBytes));
    if (architecture != package::kArchitecture && architecture != package::kExtendedArchitecture) {
        return error(Code::kUnsupported,
                     "the architecture '%.100s' is not supported; this version "
                     "supports '%s' and '%s'",
                     architecture.c_str(), package::kArchitecture, package::kExtendedArchitecture);
    }
    if (!is_chat_format(source.chat_format())) {
        return error(Code::kUnsupported, "the chat format %u is unknown to this version",
                     source.chat_format());
    }
    out->chat_format = static_cast<ChatFormatId>(source.chat_format());
    MST_ASSIGN(out->config, read_config(*source.config()));
    if (out->config.is_extended() == (architecture == package::kExtendedArchitecture)) {
        return Status();
    }
    return error(Code::kBadFormat, "the architecture '%s' does not fit the configuration",
                 architecture.c_str());
}

Status check_token_order(const manifest::Manifest& source, uint32_t version) {
    const manifest::Section* order = source.token_order();
    const bool may_have = version == package::kVersionWithPrefixes;
    if (!may_have && (order != nullptr) != (version == package::kVersionWithOrder)) {
        return error(Code::kBadFormat, "version %u of the format does not fit the order of tokens",
                     version);
    }
    if (order == nullptr || (order->bytes() > 0 && order->bytes() <= kMaxTokenOrderBytes)) {
        return Status();
    }
    return error(Code::kBadFormat,
                 "the order of tokens has %" PRIu64 " bytes; it must have 1 to %" PRIu64,
                 order->bytes(), kMaxTokenOrderBytes);
}

Status check_prefixes(const manifest::Manifest& source, uint32_t version) {
    const size_t count = source.prefixes() == nullptr ? 0 : source.prefixes()->size();
    if ((count != 0) != (version == package::kVersionWithPrefixes)) {
        return error(Code::kBadFormat, "version %u of the format does not fit %zu prefixes",
                     version, count);
    }
    if (count <= package::kMaxPrefixes) return Status();
    return error(Code::kLimitReached, "%zu prefixes; at most %zu are accepted", count,
                 package::kMaxPrefixes);
}

// How large a page is only the back end knows; see Loader.
Result<StoredPrefix> read_prefix(const manifest::Prefix& source, const ModelConfig& config,
                                 Sections& sections) {
    StoredPrefix prefix;
    const auto& tokens = *source.tokens();
    if (tokens.size() == 0 || tokens.size() % kernels::kPageTokens != 0 ||
        tokens.size() > config.max_positions) {
        return error(Code::kBadFormat,
                     "a prefix has %u tokens; it must have a multiple of %u, and at most %u",
                     tokens.size(), kernels::kPageTokens, config.max_positions);
    }
    for (const uint32_t token : tokens) {
        if (token >= config.vocab_size) {
            return error(Code::kBadFormat, "the token %u of a prefix is outside the vocabulary",
                         token);
        }
        prefix.tokens.push_back(static_cast<int32_t>(token));
    }
    if (source.kv_type() == 0 || source.kv_type() > kLastKvType) {
        return error(Code::kBadFormat, "a prefix has pages of the unknown form %u",
                     source.kv_type());
    }
    prefix.kv_type = static_cast<kernels::KvType>(source.kv_type());
    MST_ASSIGN(prefix.pages, sections.take(*source.section(), "a prefix"));
    if (!prefix.pages.empty() && prefix.pages.size() % prefix.page_count() == 0) return prefix;
    return error(Code::kBadFormat, "the pages of a prefix do not fit its tokens");
}

Status read_prefixes(const manifest::Manifest& source, Sections& sections, Package* out) {
    if (source.prefixes() == nullptr) return Status();
    size_t total = 0;
    for (const manifest::Prefix* prefix : *source.prefixes()) {
        total += prefix->tokens()->size();
        if (total > package::kMaxPrefixTokens) {
            return error(Code::kLimitReached, "the prefixes have more than %zu tokens",
                         package::kMaxPrefixTokens);
        }
        MST_ASSIGN(StoredPrefix read, read_prefix(*prefix, out->config, sections));
        out->prefixes.push_back(std::move(read));
    }
    return Status();
}

// What the checksums will have read.
uint64_t part_bytes(const manifest::Manifest& source) {
    CheckedU64 total(source.tokenizer()->bytes());
    if (source.prefixes() != nullptr) {
        for (const manifest::Prefix* prefix : *source.prefixes()) {
            total = total + prefix->section()->bytes();
        }
    }
    if (source.token_order() != nullptr) total = total + source.token_order()->bytes();
    for (const manifest::Tensor* tensor : *source.tensors()) {
        total = total + tensor->section()->bytes();
    }
    return total.ok() ? total.value() : 0;
}

Status read_parts(const manifest::Manifest& source, uint64_t manifest_bytes, Sections sections,
                  const PackageOptions& options, Package* out) {
    if (source.tensors()->size() > kMaxTensors) {
        return error(Code::kLimitReached, "more than %zu tensors", kMaxTensors);
    }
    if (source.tokenizer()->bytes() == 0 || source.tokenizer()->bytes() > kMaxTokenizerBytes) {
        return error(Code::kBadFormat,
                     "the vocabulary has %" PRIu64 " bytes; it must have 1 to %" PRIu64,
                     source.tokenizer()->bytes(), kMaxTokenizerBytes);
    }
    if (options.progress != nullptr && !options.skip_checksums) {
        options.progress->expect(part_bytes(source));
    }
    std::vector<StoredTensor> tensors;
    tensors.reserve(source.tensors()->size());
    for (const manifest::Tensor* tensor : *source.tensors()) {
        MST_ASSIGN(StoredTensor read, read_tensor(*tensor, sections));
        tensors.push_back(std::move(read));
    }
    MST_ASSIGN(out->tokenizer, sections.take(*source.tokenizer(), "the vocabulary"));
    if (source.token_order() != nullptr) {
        MST_ASSIGN(out->token_order, sections.take(*source.token_order(), "the order of tokens"));
    }
    MST_TRY(read_prefixes(source, sections, out));
    MST_TRY(sections.finish(manifest_bytes));
    MST_ASSIGN(out->tensors, TensorTable::make(std::move(tensors)));
    return Status();
}

}  // namespace

Result<Package> Package::read(std::span<const std::byte> file, const PackageOptions& options) {
    MST_ASSIGN(const Header header, read_package_header(file));
    MST_ASSIGN(const Buffer copy, copy_manifest(file, header));
    const manifest::Manifest& source = *manifest::GetManifest(copy.data());
    Package package;
    MST_TRY(read_description(source, &package));
    MST_TRY(check_token_order(source, header.version));
    MST_TRY(check_prefixes(source, header.version));
    MST_TRY(read_parts(source, header.manifest_bytes,
                       Sections(file, header.manifest_offset, options), options, &package));
    return package;
}

bool looks_like_package(std::span<const std::byte> file) {
    // The last two characters count the incompatible layouts.
    return file.size() >= 6 && std::memcmp(file.data(), package::kMagic, 6) == 0;
}

}  // namespace minstrel
