#include "runtime/model/hf_directory.h"

#include <iterator>
#include <utility>

#include "runtime/core/utf8.h"
#include "runtime/model/safetensors_reader.h"

namespace minstrel {
namespace {

constexpr uint64_t kMaxJsonBytes = 64u << 20;
constexpr uint64_t kMaxTokenizerBytes = 64u << 20;
constexpr uint64_t kMaxLicenceBytes = 256u << 10;

struct TokenizerName {
    const char* file;
    ChatFormatId chat_format;
};

// A suffix states the version; repositories that carry both kinds mean the suffixed one.
constexpr TokenizerName kTokenizerNames[] = {
    {"tokenizer.model.v7", ChatFormatId::kMistralV7},
    {"tokenizer.model.v3", ChatFormatId::kMistralV3},
    {"tokenizer.model.v2", ChatFormatId::kMistralV2},
    {"tokenizer.model.v1", ChatFormatId::kMistralV1},
    {"tokenizer.model", ChatFormatId::kByVocabulary},
};

FileViewOptions small_file(const FileViewOptions& options, uint64_t max_bytes) {
    FileViewOptions small = options;
    small.read_instead_of_map = true;
    small.max_bytes = max_bytes;
    small.progress = nullptr;
    return small;
}

std::string_view text_of(const FileView& file) {
    return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

std::string join(const std::string& directory, const char* file) {
    return directory.ends_with('/') ? directory + file : directory + "/" + file;
}

std::string last_component(std::string path) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    const size_t slash = path.rfind('/');
    return slash == std::string::npos ? path : path.substr(slash + 1);
}

// An absent file gives an empty view.
Result<FileView> open_optional(const std::string& path, const FileViewOptions& options) {
    auto file = FileView::open(path, options);
    if (!file.ok() && file.status().code() == Code::kNotFound) return FileView();
    return file;
}

Status check_index(const ShardIndex& index, const std::vector<TensorTable>& shards) {
    size_t stored = 0;
    for (const TensorTable& shard : shards) stored += shard.tensors().size();
    for (size_t i = 0; i < index.tensors.size(); ++i) {
        if (shards[index.file_of[i]].find(index.tensors[i]) == nullptr) {
            return error(Code::kBadFormat,
                         "the index names the tensor '%.200s', but '%.200s' does not hold it",
                         index.tensors[i].c_str(), index.files[index.file_of[i]].c_str());
        }
    }
    if (stored == index.tensors.size()) return Status();
    return error(Code::kBadFormat, "the index names %zu tensors, but its files hold %zu",
                 index.tensors.size(), stored);
}

}  // namespace

Result<HfDirectory> HfDirectory::open(const std::string& path, const FileViewOptions& options) {
    const FileViewOptions small = small_file(options, kMaxJsonBytes);
    HfDirectory directory;
    directory.name_ = last_component(path);
    auto config = FileView::open(join(path, "config.json"), small);
    if (!config.ok()) {
        return config.status().with_context("a model directory needs its config.json");
    }
    MST_ASSIGN(const FileView generation,
               open_optional(join(path, "generation_config.json"), small));
    MST_ASSIGN(directory.config_, parse_hf_config(text_of(config.value()), text_of(generation)));
    MST_TRY(directory.read_tokenizer(path, options));
    MST_ASSIGN(const FileView licence,
               open_optional(join(path, "LICENSE"), small_file(options, kMaxLicenceBytes)));
    if (find_invalid_utf8(text_of(licence)) == std::string_view::npos) {
        directory.licence_ = text_of(licence);
    }
    MST_TRY(directory.read_weights(path, options));
    return directory;
}

Status HfDirectory::read_tokenizer(const std::string& path, const FileViewOptions& options) {
    const FileViewOptions small = small_file(options, kMaxTokenizerBytes);
    for (const TokenizerName& candidate : kTokenizerNames) {
        MST_ASSIGN(FileView file, open_optional(join(path, candidate.file), small));
        if (file.bytes().empty()) continue;
        tokenizer_ = std::move(file);
        chat_format_ = candidate.chat_format;
        return Status();
    }
    return error(Code::kNotFound,
                 "'%s' has no tokenizer.model; copy the SentencePiece vocabulary of the model "
                 "(tokenizer.model or tokenizer.model.v3) beside config.json",
                 path.c_str());
}

Status HfDirectory::read_weights(const std::string& path, const FileViewOptions& options) {
    auto single = FileView::open(join(path, "model.safetensors"), options);
    if (!single.ok() && single.status().code() != Code::kNotFound) return single.status();
    if (single.ok()) {
        MST_ASSIGN(std::vector<StoredTensor> tensors,
                   read_safetensors(single.value().bytes(), "model.safetensors"));
        MST_ASSIGN(tensors_, TensorTable::make(std::move(tensors)));
        weights_.push_back(single.take());
        return Status();
    }
    auto index = FileView::open(join(path, "model.safetensors.index.json"),
                                small_file(options, kMaxJsonBytes));
    if (index.ok()) return read_shards(path, index.value(), options);
    if (index.status().code() != Code::kNotFound) return index.status();
    return error(Code::kNotFound,
                 "'%s' has neither model.safetensors nor model.safetensors.index.json",
                 path.c_str());
}

Status HfDirectory::read_shards(const std::string& path, const FileView& index_file,
                                const FileViewOptions& options) {
    MST_ASSIGN(const ShardIndex index, parse_shard_index(text_of(index_file)));
    std::vector<TensorTable> shards;
    for (const std::string& name : index.files) {
        MST_ASSIGN(FileView file, FileView::open(join(path, name.c_str()), options));
        MST_ASSIGN(std::vector<StoredTensor> tensors, read_safetensors(file.bytes(), name));
        MST_ASSIGN(TensorTable shard, TensorTable::make(std::move(tensors)));
        shards.push_back(std::move(shard));
        weights_.push_back(std::move(file));
    }
    MST_TRY(check_index(index, shards));
    std::vector<StoredTensor> all;
    for (TensorTable& shard : shards) {
        std::vector<StoredTensor> part = shard.take();
        std::move(part.begin(), part.end(), std::back_inserter(all));
    }
    MST_ASSIGN(tensors_, TensorTable::make(std::move(all)));
    return Status();
}

}  // namespace minstrel
