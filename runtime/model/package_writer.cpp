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
        case StoredType::kI8G32:
            return manifest::Element_I8G32;
        default:
            return manifest::Element_Unknown;
    }
}

flatbuffers::Offset<manifest::Config> add_config(flatbuffers::FlatBufferBuilder& builder,
                                                 const ModelConfig& config) {
    const auto eos_ids = builder.CreateVector(config.eos_ids);
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
    return out.Finish();
}

}  // namespace

Result<PackageWriter> PackageWriter::make(const std::string& path) {
    if (path.empty()) return error(Code::kInvalidArgument, "the path of the package is empty");
    // Beside the target, because a rename does not cross file systems.
    const std::string temporary = path + ".partial";
    const int descriptor =
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor < 0) return system_error("create", temporary);
    PackageWriter writer(path, temporary, descriptor);
    const std::byte zeros[sizeof(Header)] = {};  // the real header comes last
    MST_TRY(writer.write(zeros));
    writer.part_end_ = writer.position_;
    return writer;
}

PackageWriter::PackageWriter(std::string path, std::string temporary, int descriptor)
    : path_(std::move(path)), temporary_(std::move(temporary)), descriptor_(descriptor) {}

PackageWriter::PackageWriter(PackageWriter&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::move(other.temporary_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      position_(other.position_),
      part_end_(other.part_end_),
      checksum_(other.checksum_),
      tensors_(std::move(other.tensors_)) {}

PackageWriter::~PackageWriter() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(temporary_.c_str());
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
    if (!tensors_.empty()) tensors_.back().checksum = checksum_;
    MST_TRY(begin_part(bytes));
    Part part;
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

Status PackageWriter::finish(const Package& content) {
    if (!tensors_.empty()) tensors_.back().checksum = checksum_;
    Part tokenizer;
    tokenizer.bytes = content.tokenizer.size();
    MST_TRY(begin_part(tokenizer.bytes));
    tokenizer.offset = position_;
    MST_TRY(append(content.tokenizer));
    tokenizer.checksum = checksum_;
    const std::vector<uint8_t> manifest = make_manifest(content, tokenizer);
    MST_TRY(begin_part(manifest.size()));
    return finish_file(std::as_bytes(std::span(manifest)));
}

std::vector<uint8_t> PackageWriter::make_manifest(const Package& content,
                                                  const Part& tokenizer) const {
    flatbuffers::FlatBufferBuilder builder;
    std::vector<flatbuffers::Offset<manifest::Tensor>> tensors;
    for (const Part& part : tensors_) {
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
    const auto architecture = builder.CreateString(package::kArchitecture);
    const auto config = add_config(builder, content.config);
    const auto list = builder.CreateVector(tensors);
    const manifest::Section vocabulary(tokenizer.offset, tokenizer.bytes, tokenizer.checksum);
    manifest::FinishManifestBuffer(
        builder,
        manifest::CreateManifest(builder, creator, name, licence, architecture, config,
                                 static_cast<uint8_t>(content.chat_format), list, &vocabulary));
    return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

Status PackageWriter::finish_file(std::span<const std::byte> manifest) {
    Header header = {};
    std::memcpy(header.magic, package::kMagic, sizeof header.magic);
    header.version = package::kVersion;
    header.header_bytes = sizeof header;
    header.manifest_offset = position_;
    header.manifest_bytes = manifest.size();
    header.file_bytes = position_ + manifest.size();
    header.manifest_checksum = crc32c(manifest);
    const auto bytes = std::as_bytes(std::span(&header, 1));
    header.header_checksum = crc32c(bytes.first(offsetof(Header, header_checksum)));
    MST_TRY(append(manifest));
    MST_TRY(write_at(descriptor_, 0, bytes, temporary_));
    if (::fsync(descriptor_) != 0) return system_error("write", temporary_);
    if (std::rename(temporary_.c_str(), path_.c_str()) != 0) return system_error("create", path_);
    ::close(std::exchange(descriptor_, -1));
    return Status();
}

}  // namespace minstrel
