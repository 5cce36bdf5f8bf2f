#include "runtime/model/package_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <utility>

#include "package_generated.h"
#include "runtime/core/crc32c.h"
#include "runtime/model/package_format.h"
#include "runtime/model/package_header.h"

namespace minstrel {
namespace {

using package::Header;

Status system_error(const char* operation, const std::string& path) {
    const std::string text = std::generic_category().message(errno);
    return error(Code::kIo, "cannot %s '%s': %s", operation, path.c_str(), text.c_str());
}

Status write_at(int descriptor, uint64_t offset, std::span<const std::byte> bytes,
                const std::string& path) {
    while (!bytes.empty()) {
        const ssize_t count =
            ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return system_error("write", path);
        bytes = bytes.subspan(static_cast<size_t>(count));
        offset += static_cast<uint64_t>(count);
    }
    return Status();
}

manifest::Element element_of(StoredType type) {
    switch (type) {
        case StoredType::kF32:
            return manifest::Element_F32;
        case StoredType::kBF16:
            return manifest::Element_BF16;
        case StoredType::kInt8:
            return manifest::Element_Int8;
        case StoredType::kInt4:
            return manifest::Element_Int4;
        default:
            return manifest::Element_Unknown;
    }
}

flatbuffers::Offset<manifest::Config> add_config(flatbuffers::FlatBufferBuilder& builder,
                                                 const ModelConfig& config) {
    const auto eos_ids = builder.CreateVector(config.eos_ids);
    flatbuffers::Offset<flatbuffers::Vector<uint32_t>> windows;
    if (!config.layer_windows.empty()) windows = builder.CreateVector(config.layer_windows);
    manifest::ConfigBuilder out(builder);
    out.add_vocab_size(config.vocab_size);
    out.add_dim(config.dim);
    out.add_hidden_dim(config.hidden_dim);
    out.add_layer_count(config.layer_count);
    out.add_head_count(config.head_count);
    out.add_kv_head_count(config.kv_head_count);
    out.add_head_dim(config.head_dim);
    out.add_max_positions(config.max_positions);
    out.add_norm_eps(config.norm_eps);
    out.add_rope_theta(config.rope_theta);
    out.add_sliding_window(config.sliding_window);
    out.add_tied_embeddings(config.tied_embeddings);
    out.add_bos_id(config.bos_id);
    out.add_eos_ids(eos_ids);
    if (!config.layer_windows.empty()) out.add_layer_windows(windows);
    out.add_expert_count(config.expert_count);
    out.add_experts_per_token(config.experts_per_token);
    out.add_rope_factor(config.rope_scaling.factor);
    out.add_rope_original_positions(config.rope_scaling.original_positions);
    out.add_rope_beta_fast(config.rope_scaling.beta_fast);
    out.add_rope_beta_slow(config.rope_scaling.beta_slow);
    out.add_rope_magnitude(config.rope_scaling.magnitude);
    out.add_query_scale_beta(config.query_scaling.beta);
    out.add_query_scale_positions(config.query_scaling.positions);
    return out.Finish();
}

flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<manifest::Prefix>>> add_prefixes(
    flatbuffers::FlatBufferBuilder& builder, std::span<const StoredPrefix> prefixes,
    std::span<const PackedPart> parts) {
    if (prefixes.empty()) return {};
    std::vector<flatbuffers::Offset<manifest::Prefix>> list;
    for (size_t i = 0; i < prefixes.size(); ++i) {
        const StoredPrefix& prefix = prefixes[i];
        const std::vector<uint32_t> tokens(prefix.tokens.begin(), prefix.tokens.end());
        const manifest::Section section(parts[i].offset, parts[i].bytes, parts[i].checksum);
        list.push_back(manifest::CreatePrefix(builder, builder.CreateVector(tokens),
                                              static_cast<uint8_t>(prefix.kv_type), &section));
    }
    return builder.CreateVector(list);
}

}  // namespace

Result<PackageWriter> PackageWriter::make(const std::string& path, const std::string& description) {
    if (path.empty()) return error(Code::kInvalidArgument, "the path of the package is empty");
    // Beside the target, because a rename does not cross file systems.
    const std::string temporary = path + kPartialSuffix;
    const int descriptor =
        ::open(temporary.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor < 0) return system_error("create", temporary);
    PackageWriter writer(path, temporary, description, descriptor);
    MST_TRY(writer.resume());
    return writer;
}

PackageWriter::PackageWriter(std::string path, std::string temporary, std::string description,
                             int descriptor)
    : path_(std::move(path)),
      temporary_(std::move(temporary)),
      description_(std::move(description)),
      journal_(path_ + kJournalSuffix),
      descriptor_(descriptor) {}

PackageWriter::PackageWriter(PackageWriter&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::move(other.temporary_)),
      description_(std::move(other.description_)),
      journal_(std::move(other.journal_)),
      kept_(other.kept_),
      descriptor_(std::exchange(other.descriptor_, -1)),
      position_(other.position_),
      part_end_(other.part_end_),
      checksum_(other.checksum_),
      tensors_(std::move(other.tensors_)) {}

PackageWriter::~PackageWriter() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    if (kept_) return;
    ::unlink(temporary_.c_str());
    if (!description_.empty()) journal_.remove();
}

// Parts follow each other from the header on; the first one that is not as noted ends what counts.
Status PackageWriter::resume() {
    position_ = sizeof(Header);
    if (!description_.empty()) {
        for (PackedPart& part : journal_.read(description_)) {
            const CheckedU64 begin = package::part_begin(position_, part.bytes);
            if (!begin.equals(part.offset)) break;
            MST_ASSIGN(const bool undamaged, is_undamaged(part));
            if (!undamaged) break;
            const std::vector<std::byte> gap(static_cast<size_t>(part.offset - position_));
            MST_TRY(write_at(descriptor_, position_, gap, temporary_));
            position_ = part.offset + part.bytes;
            tensors_.push_back(std::move(part));
        }
        MST_TRY(journal_.begin(description_, tensors_));
    }
    part_end_ = position_;
    // What is behind is dropped, and the header, which comes last, is zero until then.
    const std::byte zeros[sizeof(Header)] = {};
    MST_TRY(write_at(descriptor_, 0, zeros, temporary_));
    if (::ftruncate(descriptor_, static_cast<off_t>(position_)) != 0) {
        return system_error("write", temporary_);
    }
    return Status();
}

Result<bool> PackageWriter::is_undamaged(const PackedPart& part) const {
    std::vector<std::byte> piece(std::min<uint64_t>(part.bytes, 1u << 20));
    uint32_t sum = 0;
    for (uint64_t done = 0; done < part.bytes;) {
        const size_t wanted = std::min<uint64_t>(piece.size(), part.bytes - done);
        const ssize_t count =
            ::pread(descriptor_, piece.data(), wanted, static_cast<off_t>(part.offset + done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return system_error("read", temporary_);
        if (count == 0) return false;
        sum = crc32c(std::span(piece).first(static_cast<size_t>(count)), sum);
        done += static_cast<uint64_t>(count);
    }
    return sum == part.checksum;
}

Status PackageWriter::write(std::span<const std::byte> bytes) {
    MST_TRY(write_at(descriptor_, position_, bytes, temporary_));
    position_ += bytes.size();
    return Status();
}

Status PackageWriter::check_part_complete() const {
    if (position_ == part_end_) return Status();
    return error(Code::kInternal, "%s: a part has the wrong number of bytes", path_.c_str());
}

Status PackageWriter::begin_part(uint64_t bytes) {
    MST_TRY(check_part_complete());
    const CheckedU64 begin = package::part_begin(position_, bytes);
    const CheckedU64 end = begin + bytes;
    if (!end.ok()) return error(Code::kLimitReached, "the package would exceed 64-bit sizes");
    const std::vector<std::byte> gap(static_cast<size_t>(begin.value() - position_));
    MST_TRY(write(gap));
    part_end_ = end.value();
    checksum_ = 0;
    return Status();
}

Status PackageWriter::begin_tensor(const std::string& name, StoredType type,
                                   std::span<const uint64_t> shape, uint64_t bytes) {
    MST_TRY(begin_part(bytes));
    PackedPart part;
    part.name = name;
    part.type = type;
    part.shape.assign(shape.begin(), shape.end());
    part.offset = position_;
    part.bytes = bytes;
    tensors_.push_back(std::move(part));
    return Status();
}

Status PackageWriter::append(std::span<const std::byte> bytes) {
    if (bytes.size() > part_end_ - position_) {
        return error(Code::kInternal, "%s: more bytes than announced", path_.c_str());
    }
    checksum_ = crc32c(bytes, checksum_);
    return write(bytes);
}

Status PackageWriter::end_tensor(const RoundingError& rounding) {
    MST_TRY(check_part_complete());
    tensors_.back().checksum = checksum_;
    tensors_.back().rounding = rounding;
    return description_.empty() ? Status() : journal_.note(tensors_.back());
}

Status PackageWriter::finish(const Package& content) {
    MST_ASSIGN(const PackedPart tokenizer, write_part(content.tokenizer));
    PackedPart order;
    const bool has_order = !content.token_order.empty();
    if (has_order) {
        MST_ASSIGN(order, write_part(content.token_order));
    }
    std::vector<PackedPart> prefixes;
    for (const StoredPrefix& prefix : content.prefixes) {
        MST_ASSIGN(PackedPart part, write_part(prefix.pages));
        prefixes.push_back(std::move(part));
    }
    const std::vector<uint8_t> manifest =
        make_manifest(content, tokenizer, has_order ? &order : nullptr, prefixes);
    MST_TRY(begin_part(manifest.size()));
    const uint32_t version = !prefixes.empty() ? package::kVersionWithPrefixes
                             : has_order       ? package::kVersionWithOrder
                                               : package::kVersion;
    return finish_file(std::as_bytes(std::span(manifest)), version);
}

Result<PackedPart> PackageWriter::write_part(std::span<const std::byte> bytes) {
    PackedPart part;
    part.bytes = bytes.size();
    MST_TRY(begin_part(part.bytes));
    part.offset = position_;
    MST_TRY(append(bytes));
    part.checksum = checksum_;
    return part;
}

std::vector<uint8_t> PackageWriter::make_manifest(const Package& content,
                                                  const PackedPart& tokenizer,
                                                  const PackedPart* token_order,
                                                  std::span<const PackedPart> prefixes) const {
    flatbuffers::FlatBufferBuilder builder;
    std::vector<flatbuffers::Offset<manifest::Tensor>> tensors;
    for (const PackedPart& part : tensors_) {
        const manifest::Section section(part.offset, part.bytes, part.checksum);
        const bool is_vector = part.shape.size() == 1;
        const auto name = builder.CreateString(part.name);
        tensors.push_back(
            manifest::CreateTensor(builder, name, element_of(part.type), is_vector,
                                   is_vector ? 1 : static_cast<uint32_t>(part.shape.front()),
                                   static_cast<uint32_t>(part.shape.back()), &section));
    }
    const auto creator = builder.CreateString(content.creator);
    const auto name = builder.CreateString(content.model_name);
    const auto licence = builder.CreateString(content.licence);
    const auto architecture = builder.CreateString(
        content.config.is_extended() ? package::kExtendedArchitecture : package::kArchitecture);
    const auto config = add_config(builder, content.config);
    const auto list = builder.CreateVector(tensors);
    const auto shared = add_prefixes(builder, content.prefixes, prefixes);
    const manifest::Section vocabulary(tokenizer.offset, tokenizer.bytes, tokenizer.checksum);
    manifest::Section order;
    if (token_order != nullptr) {
        order = manifest::Section(token_order->offset, token_order->bytes, token_order->checksum);
    }
    manifest::FinishManifestBuffer(
        builder,
        manifest::CreateManifest(builder, creator, name, licence, architecture, config,
                                 static_cast<uint8_t>(content.chat_format), list, &vocabulary,
                                 token_order != nullptr ? &order : nullptr, shared));
    return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

Status PackageWriter::finish_file(std::span<const std::byte> manifest, uint32_t version) {
    Header header = {};
    std::memcpy(header.magic, package::kMagic, sizeof header.magic);
    header.version = version;
    header.header_bytes = sizeof header;
    header.manifest_offset = position_;
    header.manifest_bytes = manifest.size();
    header.file_bytes = position_ + manifest.size();
    header.manifest_checksum = crc32c(manifest);
    header.header_checksum = header_checksum(header);
    const auto bytes = std::as_bytes(std::span(&header, 1));
    MST_TRY(append(manifest));
    MST_TRY(write_at(descriptor_, 0, bytes, temporary_));
    if (::fsync(descriptor_) != 0) return system_error("write", temporary_);
    if (std::rename(temporary_.c_str(), path_.c_str()) != 0) return system_error("create", path_);
    ::close(std::exchange(descriptor_, -1));
    if (!description_.empty()) journal_.remove();
    return Status();
}

}  // namespace minstrel
