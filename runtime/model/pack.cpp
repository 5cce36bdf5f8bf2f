#include "runtime/model/pack.h"

#include <algorithm>
#include <cinttypes>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "runtime/core/blake2b.h"
#include "runtime/core/utf8.h"
#include "runtime/model/element.h"
#include "runtime/model/model_files.h"
#include "runtime/model/package_format.h"
#include "runtime/model/package_writer.h"
#include "runtime/model/tensor_rows.h"
#include "runtime/model/tile_maker.h"

namespace minstrel {
namespace {

using kernels::ElementType;

constexpr uint64_t kMaxLicenceBytes = 256u << 10;

StoredType stored_type(PackType type, const TensorRole& role) {
    if (role.is_float32 || type == PackType::kF32) return StoredType::kF32;
    if (type == PackType::kBF16 || role.cols % kernels::kScaleGroup != 0) return StoredType::kBF16;
    const bool is_inside = role.model_slot == nullptr;
    return type == PackType::kInt4 && is_inside ? StoredType::kInt4 : StoredType::kInt8;
}

bool in_tiles(StoredType type) {
    return type == StoredType::kInt8 || type == StoredType::kInt4;
}

uint64_t packed_bytes(StoredType type, const TensorRole& role) {
    const uint64_t rows = role.rows, cols = role.cols;
    if (type == StoredType::kInt8) return kernels::matrix_bytes(ElementType::kInt8, rows, cols);
    if (type == StoredType::kInt4) return kernels::matrix_bytes(ElementType::kInt4, rows, cols);
    return rows * cols * element_bytes(type);
}

// Converts one tensor and hands it to the writer row by row, or sixteen rows by sixteen rows.
class TensorPacker {
  public:
    // `calibration` may be null.
    TensorPacker(PackageWriter& writer, Calibration* calibration, Progress& progress)
        : writer_(writer), calibration_(calibration), progress_(progress) {}

    Status pack(const TensorSource& source, StoredType type) {
        rounding_ = {};
        MST_TRY(writer_.begin_tensor(source.role.name, type, source.tensor->shape,
                                     packed_bytes(type, source.role)));
        MST_TRY(in_tiles(type) ? pack_tiles(source, type) : pack_rows(source, type));
        return writer_.end_tensor(rounding_);
    }

  private:
    Status pack_tiles(const TensorSource& source, StoredType type) {
        const bool is_int8 = type == StoredType::kInt8;
        const ElementType element = is_int8 ? ElementType::kInt8 : ElementType::kInt4;
        const ErrorFeedback* feedback = nullptr;
        if (calibration_ != nullptr) {
            MST_ASSIGN(feedback, calibration_->feedback_for(source.role));
        }
        TileMaker maker(source, element, feedback);
        const uint64_t count = maker.band_count();
        band_.resize(maker.band_bytes());
        for (uint32_t i = 0; i < count; ++i) {
            MST_TRY(maker.make_band(i, band_));
            MST_TRY(writer_.append(band_));
            const uint64_t bytes = source.tensor->bytes.size();
            MST_TRY(progress_.advance(bytes * (i + 1) / count - bytes * i / count));
        }
        rounding_ = maker.rounding();
        return Status();
    }

    Status pack_rows(const TensorSource& source, StoredType type) {
        const TensorRole& role = source.role;
        row_.resize(role.cols);
        const size_t stride = source.tensor->bytes.size() / role.rows;
        for (uint32_t row = 0; row < role.rows; ++row) {
            MST_TRY(pack_row(source, row, type));
            MST_TRY(progress_.advance(stride));
        }
        return Status();
    }

    Status pack_row(const TensorSource& source, uint64_t row, StoredType type) {
        if (source.tensor->type == type) return writer_.append(stored_row(source, row));
        read_row(source, row, row_);
        if (type == StoredType::kF32) return writer_.append(std::as_bytes(std::span(row_)));
        narrow_.clear();
        for (const float value : row_) {
            narrow_.push_back(bf16_from_float(value));
            rounding_.note(value, float_from_bf16(narrow_.back()));
        }
        return writer_.append(std::as_bytes(std::span(narrow_)));
    }

    PackageWriter& writer_;
    Calibration* calibration_;
    Progress& progress_;
    RoundingError rounding_;  // of the tensor at hand
    std::vector<float> row_;
    std::vector<uint16_t> narrow_;
    std::vector<std::byte> band_;
};

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

std::string_view vocabulary_of(const Package& content) {
    return {reinterpret_cast<const char*>(content.tokenizer.data()), content.tokenizer.size()};
}

Result<Package> describe(const ModelFiles& source, const PackOptions& options) {
    Package content;
    content.creator = options.creator;
    content.model_name = options.model_name.empty() ? source.name : options.model_name;
    content.licence = source.licence;
    if (!options.licence_file.empty()) {
        MST_ASSIGN(content.licence, read_licence(options.licence_file));
    }
    content.config = source.config;
    content.chat_format = options.chat_format != ChatFormatId::kByVocabulary ? options.chat_format
                                                                             : source.chat_format;
    content.tokenizer = source.tokenizer.bytes();
    if (content.chat_format == ChatFormatId::kByVocabulary && options.read_chat_format) {
        MST_ASSIGN(content.chat_format,
                   options.read_chat_format(vocabulary_of(content), source.chat_template));
    }
    return content;
}

// Counts the ways in which weights have been rounded.
constexpr uint64_t kRoundingRevision = 2;

// What tells one packing from another: the same line means the same bytes.
std::string describe_work(const ModelFiles& source, const PackOptions& options,
                          const CalibrationText& text) {
    Blake2b hash;
    const auto add = [&](const auto& values) { hash.add(std::as_bytes(std::span(values))); };
    for (const FileView& file : source.weights) {
        add(file.path());
        const uint64_t bytes = file.bytes().size();
        std::error_code ignored;  // files of an archive have no time
        const auto time = std::filesystem::last_write_time(file.path(), ignored);
        const int64_t numbers[] = {static_cast<int64_t>(bytes), time.time_since_epoch().count()};
        add(numbers);
    }
    add(source.tokenizer.bytes());
    for (const auto& ids : text) add(ids);
    const uint64_t rest[] = {text.size(), static_cast<uint64_t>(options.type), package::kVersion,
                             kRoundingRevision};
    add(rest);
    add(options.creator);
    std::string line = "pack ";
    for (const std::byte byte : hash.finish()) {
        constexpr char kDigits[] = "0123456789abcdef";
        line += kDigits[static_cast<unsigned>(byte) >> 4];
        line += kDigits[static_cast<unsigned>(byte) & 15];
    }
    return line;
}

Status check_free_space(const PackOptions& options, uint64_t needed) {
    const std::filesystem::path parent = std::filesystem::path(options.target).parent_path();
    const std::string directory = parent.empty() ? std::string(1, '.') : parent.string();
    uint64_t available = UINT64_MAX;
    if (options.free_bytes) {
        available = options.free_bytes(directory);
    } else {
        std::error_code unknown;  // then the writing will tell
        const auto space = std::filesystem::space(directory, unknown);
        if (!unknown) available = space.available;
    }
    if (needed <= available) return Status();
    return error(Code::kLimitReached,
                 "the package takes %" PRIu64 " more bytes and '%s' has %" PRIu64 " free", needed,
                 directory.c_str(), available);
}

uint64_t total_bytes(const std::vector<TensorSource>& work, const PackOptions& options,
                     const Package& content) {
    uint64_t bytes = content.tokenizer.size() + content.token_order.size() +
                     content.licence.size() + (64u << 10);
    for (const TensorSource& item : work) {
        const uint64_t part = packed_bytes(stored_type(options.type, item.role), item.role);
        bytes += part + package::part_alignment(part) + 256;  // and its entry in the manifest
    }
    return bytes;
}

Result<CalibrationText> read_calibration(const PackOptions& options, const Package& content) {
    if (!options.read_calibration) return CalibrationText();
    if (options.type != PackType::kInt4 && options.type != PackType::kInt8) {
        return error(Code::kInvalidArgument, "only int4 and int8 are calibrated");
    }
    return options.read_calibration(vocabulary_of(content));
}

// Everything but what is there already.
Status pack_tensors(const std::vector<TensorSource>& work, const PackOptions& options,
                    CalibrationText text, PackageWriter& writer, Progress& progress) {
    std::unique_ptr<Calibration> calibration;
    if (!text.empty()) {
        MST_ASSIGN(calibration, Calibration::make(options.source, std::move(text), progress));
    }
    TensorPacker packer(writer, calibration.get(), progress);
    const size_t resumed = writer.tensors().size();
    for (size_t i = 0; i < work.size(); ++i) {
        if (i < resumed) {
            MST_TRY(progress.advance(work[i].tensor->bytes.size()));
        } else {
            MST_TRY(packer.pack(work[i], stored_type(options.type, work[i].role)));
        }
    }
    return Status();
}

bool can_go_on(const Status& status) {
    return status.code() == Code::kCancelled || status.code() == Code::kIo;
}

}  // namespace

Result<PackReport> pack_model(const PackOptions& options) {
    MST_ASSIGN(const ModelFiles source, open_model_files(options.source, FileViewOptions()));
    MST_ASSIGN(const std::vector<TensorSource> work,
               match_roles(source.tensors, source.config, source.naming));
    MST_ASSIGN(Package content, describe(source, options));
    std::vector<std::byte> token_order;
    if (options.make_token_order) {
        MST_ASSIGN(token_order,
                   options.make_token_order(vocabulary_of(content), content.config.eos_ids));
        content.token_order = token_order;
    }
    MST_ASSIGN(CalibrationText text, read_calibration(options, content));
    PackReport report;
    for (const TensorSource& item : work) report.source_bytes += item.tensor->bytes.size();
    Progress progress(options.progress, options.cancel);
    progress.expect(report.source_bytes);
    std::string description;
    if (options.resumable) description = describe_work(source, options, text);
    MST_ASSIGN(PackageWriter writer, PackageWriter::make(options.target, description));
    report.resumed_count = static_cast<uint32_t>(writer.tensors().size());
    const uint64_t total = total_bytes(work, options, content);
    Status status = check_free_space(options, total - std::min(total, writer.file_bytes()));
    if (status.ok()) {
        status = pack_tensors(work, options, std::move(text), writer, progress);
        if (status.ok()) status = writer.finish(content);
        if (can_go_on(status)) writer.keep();
    } else if (report.resumed_count > 0) {
        writer.keep();
    }
    MST_TRY(status);
    report.tensors = writer.tensors();
    RoundingError rounding;
    for (const PackedPart& part : report.tensors) rounding.add(part.rounding);
    report.rounding = rounding.relative();
    report.file_bytes = writer.file_bytes();
    report.parameter_count = source.config.parameter_count();
    report.tensor_count = static_cast<uint32_t>(work.size());
    report.chat_format = content.chat_format;
    report.chat_template = source.chat_template;
    return report;
}

void discard_partial_package(const std::string& target) {
    std::error_code ignored;
    std::filesystem::remove(target + PackageWriter::kPartialSuffix, ignored);
    std::filesystem::remove(target + PackageWriter::kJournalSuffix, ignored);
}

}  // namespace minstrel
