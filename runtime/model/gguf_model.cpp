#include "runtime/model/gguf_model.h"

#include <array>
#include <cstdio>
#include <iterator>
#include <utility>

#include "runtime/core/utf8.h"
#include "runtime/model/directory_files.h"
#include "runtime/model/expert_slices.h"

namespace minstrel {
namespace {

constexpr uint32_t kMaxParts = 1024;
constexpr size_t kMaxDescriptionBytes = 256;

// Text for people; what is no text is left out.
Result<std::string> read_description(const GgufMetadata& metadata, const char* key) {
    MST_ASSIGN(const auto text, metadata.text(key));
    const bool usable = text.has_value() && text->size() <= kMaxDescriptionBytes &&
                        text->find('\0') == std::string_view::npos &&
                        find_invalid_utf8(*text) == std::string_view::npos;
    return usable ? std::string(*text) : std::string();
}

Status read_chat_format(const GgufMetadata& metadata, ModelFiles* files) {
    MST_ASSIGN(const auto text, metadata.text("tokenizer.chat_template"));
    files->chat_template = recognise_chat_template(text.value_or(""));
    if (files->chat_template.is_name) {
        files->chat_format = static_cast<ChatFormatId>(files->chat_template.first_version);
    }
    return Status();
}

Result<FileView> read_vocabulary(const GgufMetadata& metadata, const std::string& path,
                                 const Allocator& allocator) {
    MST_ASSIGN(const std::string model, read_gguf_tokenizer(metadata));
    MST_ASSIGN(Buffer bytes, Buffer::make(allocator, model.size(), "a vocabulary"));
    std::copy(model.begin(), model.end(), reinterpret_cast<char*>(bytes.data()));
    return FileView::own(path, std::move(bytes));
}

std::string stem_of(const std::string& path) {
    std::string name = last_component(path);
    if (name.ends_with(".gguf")) name.resize(name.size() - 5);
    return name;
}

// Names of parts end so; `number` counts from 1.
std::string part_suffix(uint32_t number, uint32_t count) {
    std::array<char, 48> text = {};
    std::snprintf(text.data(), text.size(), "-%05u-of-%05u.gguf", number, count);
    return text.data();
}

Result<uint32_t> part_count(const GgufMetadata& metadata) {
    MST_ASSIGN(const auto count, metadata.u32("split.count"));
    if (count.value_or(1) <= kMaxParts) return std::max(count.value_or(1), 1u);
    return error(Code::kLimitReached, "'split.count' is %u; at most %u are accepted", *count,
                 kMaxParts);
}

Status check_part(const GgufMetadata& metadata, uint32_t number, uint32_t count) {
    MST_ASSIGN(const auto stored, metadata.u32("split.no"));
    MST_ASSIGN(const uint32_t stored_count, part_count(metadata));
    if (stored == number && stored_count == count) return Status();
    return error(Code::kBadFormat, "'split.no' does not say that it is part %u of %u", number + 1,
                 count);
}

Status append_part(FileView file, uint32_t number, uint32_t count, ModelFiles* files,
                   std::vector<StoredTensor>* tensors) {
    auto part = GgufFile::read(file.bytes());
    if (!part.ok()) return part.status().with_context(file.path());
    Status status = check_part(part.value().metadata, number, count);
    if (!status.ok()) return status.with_context(file.path());
    std::vector<StoredTensor>& more = part.value().tensors;
    std::move(more.begin(), more.end(), std::back_inserter(*tensors));
    files->weights.push_back(std::move(file));
    return Status();
}

// The parts after the first, whose path is given.
Status append_parts(const std::string& path, uint32_t count, const FileViewOptions& options,
                    ModelFiles* files, std::vector<StoredTensor>* tensors) {
    const std::string suffix = part_suffix(1, count);
    if (!path.ends_with(suffix)) {
        return error(Code::kBadFormat,
                     "it is one of %u parts; open the first, whose name ends with '%s'", count,
                     suffix.c_str());
    }
    const std::string stem = path.substr(0, path.size() - suffix.size());
    for (uint32_t number = 1; number < count; ++number) {
        std::string part = stem;
        part += part_suffix(number + 1, count);
        MST_ASSIGN(FileView file, FileView::open(part, options));
        MST_TRY(append_part(std::move(file), number, count, files, tensors));
    }
    return Status();
}

Status read_first(const GgufFile& gguf, const std::string& path, const FileViewOptions& options,
                  ModelFiles* files) {
    const GgufMetadata& metadata = gguf.metadata;
    MST_ASSIGN(files->config, read_gguf_config(metadata));
    MST_TRY(read_chat_format(metadata, files));
    MST_ASSIGN(files->tokenizer, read_vocabulary(metadata, path, options.allocator));
    MST_ASSIGN(files->name, read_description(metadata, "general.name"));
    MST_ASSIGN(files->licence, read_description(metadata, "general.license"));
    if (files->name.empty()) files->name = stem_of(path);
    files->naming = TensorNaming::kGguf;
    return Status();
}

Result<ModelFiles> open_checked(FileView first, const FileViewOptions& options) {
    MST_ASSIGN(GgufFile gguf, GgufFile::read(first.bytes()));
    ModelFiles files;
    MST_TRY(read_first(gguf, first.path(), options, &files));
    MST_ASSIGN(const uint32_t count, part_count(gguf.metadata));
    if (count > 1) {
        MST_TRY(check_part(gguf.metadata, 0, count));
        MST_TRY(append_parts(first.path(), count, options, &files, &gguf.tensors));
    }
    files.weights.push_back(std::move(first));
    MST_ASSIGN(files.tensors, TensorTable::make(split_gguf_experts(std::move(gguf.tensors),
                                                                   files.config.expert_count)));
    files.config.tied_embeddings = files.tensors.find("output.weight") == nullptr;
    return files;
}

}  // namespace

Result<ModelFiles> open_gguf(FileView first, const FileViewOptions& options) {
    const std::string path = first.path();
    auto files = open_checked(std::move(first), options);
    if (!files.ok()) return files.status().with_context(path);
    return files;
}

}  // namespace minstrel
