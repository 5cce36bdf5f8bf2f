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

namespace minstrel {
namespace {

using package::Header;

constexpr uint64_t kMaxManifestBytes = 16u << 20;
constexpr size_t kMaxTensors = 1u << 15;
constexpr size_t kMaxNameBytes = 512;
constexpr size_t kMaxLicenceBytes = 1u << 20;
constexpr uint64_t kMaxTokenizerBytes = 64u << 20;

Status check_begin(const Header& header) {
    if (std::memcmp(header.magic, package::kMagic, sizeof header.magic) != 0) {
        return error(Code::kBadFormat, "it does not begin with 'MSTPKG01'");
    }
    if (header.version == __builtin_bswap32(package::kVersion)) {
        return error(Code::kUnsupported, "it was written in big-endian byte order");
    }
    if (header.version != package::kVersion) {
        return error(Code::kUnsupported, "its format has version %u; this library reads version %u",
                     header.version, package::kVersion);
    }
    return Status();
}

Status check_header(const Header& header, uint64_t file_bytes) {
    MST_TRY(check_begin(header));
    const auto* bytes = reinterpret_cast<const std::byte*>(&header);
    if (crc32c({bytes, offsetof(Header, header_checksum)}) != header.header_checksum) {
        return error(Code::kBadFormat, "the header is damaged (checksum)");
    }
    if (header.file_bytes != file_bytes) {
        return error(Code::kBadFormat, "the file has %" PRIu64 " bytes instead of %" PRIu64 "%s",
                     file_bytes, header.file_bytes,
                     file_bytes < header.file_bytes ? "; it is cut off" : "");
    }
    const bool reserved_zero = std::all_of(std::begin(header.reserved), std::end(header.reserved),
                                           [](uint32_t value) { return value == 0; });
    if (header.header_bytes != sizeof(Header) || !reserved_zero) {
        return error(Code::kUnsupported, "the header uses fields of a later version");
    }
    if (header.manifest_bytes > kMaxManifestBytes) {
        return error(Code::kLimitReached,
                     "the manifest has %" PRIu64 " bytes; at most %" PRIu64 " are accepted",
                     header.manifest_bytes, kMaxManifestBytes);
    }
    const CheckedU64 end = CheckedU64(header.manifest_offset) + header.manifest_bytes;
    if (header.manifest_offset < sizeof(Header) || !end.equals(file_bytes)) {
        return error(Code::kBadFormat, "the manifest does not end where the file ends");
    }
    return Status();
}

// A private copy: what is verified is what is read, whoever else writes to the file.
Result<Buffer> copy_manifest(std::span<const std::byte> file, const Header& header) {
    const auto source = file.subspan(static_cast<size_t>(header.manifest_offset));
    MST_ASSIGN(Buffer copy, Buffer::make(Allocator(), source.size(), "the manifest"));
    std::copy(source.begin(), source.end(), copy.data());
    if (crc32c(copy.bytes()) != header.manifest_checksum) {
        return error(Code::kBadFormat, "the manifest is damaged (checksum)");
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
    MST_TRY(check_config(config));
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
                return error(Code::kBadFormat, "the gap before %s is not zero", what);
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
        return error(Code::kBadFormat, "%s is damaged (checksum)", what);
    }

    std::span<const std::byte> file_;
    uint64_t end_;  // of the data, where the manifest begins
    const PackageOptions& options_;
    uint64_t position_ = sizeof(Header);
};

Result<CheckedU64> tensor_bytes(const manifest::Tensor& tensor, StoredTensor* out) {
    const CheckedU64 count = CheckedU64(tensor.rows()) * tensor.cols();
    switch (tensor.element()) {
        case manifest::Element_F32:
            out->type = StoredType::kF32;
            return count * 4;
        case manifest::Element_BF16:
            out->type = StoredType::kBF16;
            return count * 2;
        case manifest::Element_I8G32:
            if (tensor.cols() % kernels::kI8Group != 0) break;
            out->type = StoredType::kI8G32;
            return count + CheckedU64(count.value() / kernels::kI8Group) * sizeof(float);
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
    if (architecture != package::kArchitecture) {
        return error(Code::kUnsupported,
                     "the architecture '%.100s' is not supported; this version "
                     "supports '%s'",
                     architecture.c_str(), package::kArchitecture);
    }
    if (!is_chat_format(source.chat_format())) {
        return error(Code::kUnsupported, "the chat format %u is unknown to this version",
                     source.chat_format());
    }
    out->chat_format = static_cast<ChatFormatId>(source.chat_format());
    MST_ASSIGN(out->config, read_config(*source.config()));
    return Status();
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
        CheckedU64 total(source.tokenizer()->bytes());
        for (const manifest::Tensor* tensor : *source.tensors())
            total = total + tensor->section()->bytes();
        options.progress->expect(total.ok() ? total.value() : 0);
    }
    std::vector<StoredTensor> tensors;
    tensors.reserve(source.tensors()->size());
    for (const manifest::Tensor* tensor : *source.tensors()) {
        MST_ASSIGN(StoredTensor read, read_tensor(*tensor, sections));
        tensors.push_back(std::move(read));
    }
    MST_ASSIGN(out->tokenizer, sections.take(*source.tokenizer(), "the vocabulary"));
    MST_TRY(sections.finish(manifest_bytes));
    MST_ASSIGN(out->tensors, TensorTable::make(std::move(tensors)));
    return Status();
}

}  // namespace

Result<Package> Package::read(std::span<const std::byte> file, const PackageOptions& options) {
    if (file.size() < sizeof(Header)) {
        return error(Code::kBadFormat, "the file has %zu bytes; a package has at least %zu",
                     file.size(), sizeof(Header));
    }
    Header header;
    std::memcpy(&header, file.data(), sizeof header);
    MST_TRY(check_header(header, file.size()));
    MST_ASSIGN(const Buffer copy, copy_manifest(file, header));
    const manifest::Manifest& source = *manifest::GetManifest(copy.data());
    Package package;
    MST_TRY(read_description(source, &package));
    MST_TRY(read_parts(source, header.manifest_bytes,
                       Sections(file, header.manifest_offset, options), options, &package));
    return package;
}

bool looks_like_package(std::span<const std::byte> file) {
    // The last two characters count the incompatible layouts.
    return file.size() >= 6 && std::memcmp(file.data(), package::kMagic, 6) == 0;
}

}  // namespace minstrel
