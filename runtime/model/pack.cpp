#include "runtime/model/pack.h"

#include <utility>
#include <vector>

#include "runtime/core/utf8.h"
#include "runtime/model/element.h"
#include "runtime/model/hf_directory.h"
#include "runtime/model/package_writer.h"
#include "runtime/model/tensor_roles.h"

namespace minstrel {
namespace {

constexpr uint64_t kMaxLicenceBytes = 256u << 10;

StoredType stored_type(PackType type, const TensorRole& role) {
    if (role.is_vector || type == PackType::kF32) return StoredType::kF32;
    const bool grouped = type == PackType::kInt8 && role.cols % kernels::kI8Group == 0;
    return grouped ? StoredType::kI8G32 : StoredType::kBF16;
}

uint64_t row_bytes(StoredType type, uint64_t cols) {
    if (type == StoredType::kI8G32) return cols + cols / kernels::kI8Group * sizeof(float);
    return cols * element_bytes(type);
}

// Converts one tensor and hands it to the writer row by row.
class TensorPacker {
  public:
    TensorPacker(PackageWriter& writer, Progress& progress)
        : writer_(writer), progress_(progress) {}

    Status pack(const StoredTensor& source, const TensorRole& role, StoredType type) {
        source_type_ = source.type;
        type_ = type;
        scales_.clear();
        row_.resize(role.cols);
        MST_TRY(writer_.begin_tensor(role.name, type, source.shape,
                                     role.rows * row_bytes(type, role.cols)));
        const size_t stride = role.cols * element_bytes(source.type);
        for (uint32_t row = 0; row < role.rows; ++row) {
            const auto bytes = source.bytes.subspan(row * stride, stride);
            if (Status status = pack_row(bytes); !status.ok()) {
                return status.with_context(role.name + ", row " + std::to_string(row));
            }
            MST_TRY(progress_.advance(stride));
        }
        return writer_.append(std::as_bytes(std::span(scales_)));
    }

  private:
    Status pack_row(std::span<const std::byte> source) {
        if (source_type_ == type_) return writer_.append(source);
        convert_to_float(source_type_, source, row_);
        if (type_ == StoredType::kF32) return writer_.append(std::as_bytes(std::span(row_)));
        if (type_ == StoredType::kBF16) {
            narrow_.clear();
            for (const float value : row_) narrow_.push_back(bf16_from_float(value));
            return writer_.append(std::as_bytes(std::span(narrow_)));
        }
        quantised_.resize(row_.size());
        const size_t group_count = row_.size() / kernels::kI8Group;
        scales_.resize(scales_.size() + group_count);
        if (!quantise_row(row_, quantised_, std::span(scales_).last(group_count))) {
            return error(Code::kBadFormat,
                         "a weight is not finite, which int8 cannot express; pack "
                         "as bf16 or f32 to keep it");
        }
        return writer_.append(std::as_bytes(std::span(quantised_)));
    }

    PackageWriter& writer_;
    Progress& progress_;
    StoredType source_type_ = StoredType::kF32;
    StoredType type_ = StoredType::kF32;
    std::vector<float> row_;
    std::vector<uint16_t> narrow_;
    std::vector<int8_t> quantised_;
    std::vector<float> scales_;  // of the rows so far; they follow the last row
};

struct Work {
    TensorRole role;
    const StoredTensor* source = nullptr;
};

// Everything that can be wrong with the source, before the first byte is written.
Result<std::vector<Work>> plan(const HfDirectory& directory) {
    const std::vector<TensorRole> roles = tensor_roles(directory.config());
    MST_TRY(check_no_strangers(directory.tensors(), roles, directory.config().tied_embeddings));
    std::vector<Work> work;
    for (const TensorRole& role : roles) {
        MST_ASSIGN(const StoredTensor* source, find_role(directory.tensors(), role));
        if (element_bytes(source->type) == 0) {
            return error(Code::kUnsupported,
                         "the tensor '%s' has the element type %s; F32, BF16 and F16 can be packed",
                         role.name.c_str(), source->type_name.c_str());
        }
        work.push_back({role, source});
    }
    return work;
}

Result<std::string> read_licence(const std::string& path) {
    FileViewOptions options;
    options.read_instead_of_map = true;
    options.max_bytes = kMaxLicenceBytes;
    MST_ASSIGN(const FileView file, FileView::open(path, options));
    const std::string_view text(reinterpret_cast<const char*>(file.bytes().data()),
                                file.bytes().size());
    if (find_invalid_utf8(text) != std::string_view::npos ||
        text.find('\0') != std::string_view::npos) {
        return error(Code::kBadFormat, "the licence '%s' is not UTF-8 text", path.c_str());
    }
    return std::string(text);
}

Result<Package> describe(const HfDirectory& directory, const PackOptions& options) {
    Package content;
    content.creator = options.creator;
    content.model_name = options.model_name.empty() ? directory.name() : options.model_name;
    content.licence = directory.licence();
    if (!options.licence_file.empty()) {
        MST_ASSIGN(content.licence, read_licence(options.licence_file));
    }
    content.config = directory.config();
    content.chat_format = options.chat_format != ChatFormatId::kByVocabulary
                              ? options.chat_format
                              : directory.chat_format();
    content.tokenizer = directory.tokenizer();
    return content;
}

}  // namespace

Result<PackReport> pack_model(const PackOptions& options) {
    MST_ASSIGN(const HfDirectory directory, HfDirectory::open(options.source, FileViewOptions()));
    MST_ASSIGN(const std::vector<Work> work, plan(directory));
    MST_ASSIGN(const Package content, describe(directory, options));
    PackReport report;
    for (const Work& item : work) report.source_bytes += item.source->bytes.size();
    Progress progress(options.progress, options.cancel);
    progress.expect(report.source_bytes);
    MST_ASSIGN(PackageWriter writer, PackageWriter::make(options.target));
    TensorPacker packer(writer, progress);
    for (const Work& item : work) {
        MST_TRY(packer.pack(*item.source, item.role, stored_type(options.type, item.role)));
    }
    MST_TRY(writer.finish(content));
    report.file_bytes = writer.file_bytes();
    report.parameter_count = directory.config().parameter_count();
    report.tensor_count = static_cast<uint32_t>(work.size());
    return report;
}

}  // namespace minstrel
