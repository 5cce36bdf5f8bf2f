#include "runtime/model/directory_files.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "runtime/core/utf8.h"
#include "runtime/model/hf_tokenizer.h"
#include "runtime/model/safetensors_reader.h"
#include "runtime/model/strict_json.h"

namespace minstrel {
namespace {

constexpr uint64_t kMaxTokenizerBytes = 64u << 20;
constexpr uint64_t kMaxLicenceBytes = 256u << 10;

struct TokenizerName {
    const char* file;
    ChatFormatId chat_format;
};

// tekken.json states its version itself, a suffix that of the others; repositories that carry
// several mean the first of these.
constexpr TokenizerName kTokenizerNames[] = {
    {"tekken.json", ChatFormatId::kByVocabulary},
    {"tokenizer.model.v7", ChatFormatId::kMistralV7},
    {"tokenizer.model.v3", ChatFormatId::kMistralV3},
    {"tokenizer.model.v2", ChatFormatId::kMistralV2},
    {"tokenizer.model.v1", ChatFormatId::kMistralV1},
    {"tokenizer.model", ChatFormatId::kByVocabulary},
};

std::string text_member(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// The program that lays out a chat, to look at and never to run. Of several the one that is named
// "default". Empty when there is none.
Result<std::string> read_chat_template(const std::string& path, const FileViewOptions& options) {
    constexpr const char* kSettings = "tokenizer_config.json";
    const FileViewOptions small = small_file(options, kMaxDirectoryJsonBytes);
    MST_ASSIGN(const FileView file, open_optional(join_path(path, "chat_template.jinja"), small));
    if (!file.bytes().empty()) return std::string(text_of(file));
    MST_ASSIGN(const FileView settings, open_optional(join_path(path, kSettings), small));
    if (settings.bytes().empty()) return std::string();
    MST_ASSIGN(const nlohmann::json json, parse_strict_json(text_of(settings), kSettings));
    const auto list = json.find("chat_template");
    if (list == json.end() || !list->is_array()) return text_member(json, "chat_template");
    for (const nlohmann::json& entry : *list) {
        if (text_member(entry, "name") == "default") return text_member(entry, "template");
    }
    return std::string();
}

// Directories of models that others have trained further often have nothing else.
Status read_tokenizer_json(const std::string& path, std::string_view chat_template,
                           const FileViewOptions& options, ModelFiles* out) {
    constexpr const char* kFile = "tokenizer.json";
    MST_ASSIGN(const FileView file,
               open_optional(join_path(path, kFile), small_file(options, kMaxTokenizerBytes)));
    if (file.bytes().empty()) {
        return error(
            Code::kNotFound,
            "'%s' has no vocabulary; copy the model's tekken.json, tokenizer.model (or, with "
            "its version, tokenizer.model.v3) or tokenizer.json beside its configuration",
            path.c_str());
    }
    const auto text = read_hf_tokenizer(text_of(file), chat_template);
    if (!text.ok()) return text.status().with_context(kFile);
    MST_ASSIGN(Buffer bytes, Buffer::make(options.allocator, text.value().size(), "a vocabulary"));
    std::ranges::copy(std::as_bytes(std::span(text.value())), bytes.data());
    out->tokenizer = FileView::own(file.path(), std::move(bytes));
    return Status();
}

Status read_tokenizer(const std::string& path, const FileViewOptions& options, ModelFiles* out) {
    const auto chat_template = read_chat_template(path, options);
    if (chat_template.ok()) out->chat_template = recognise_chat_template(chat_template.value());
    const FileViewOptions small = small_file(options, kMaxTokenizerBytes);
    for (const TokenizerName& candidate : kTokenizerNames) {
        MST_ASSIGN(FileView file, open_optional(join_path(path, candidate.file), small));
        if (file.bytes().empty()) continue;
        out->tokenizer = std::move(file);
        out->chat_format = candidate.chat_format;
        return Status();
    }
    // Here it may choose the version, so what is wrong with it counts.
    MST_TRY(chat_template.status());
    return read_tokenizer_json(path, chat_template.value(), options, out);
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

Result<std::vector<StoredTensor>> read_shards(const std::string& path, const ShardIndex& index,
                                              const FileViewOptions& options,
                                              std::vector<FileView>* out_files) {
    std::vector<TensorTable> shards;
    for (const std::string& name : index.files) {
        MST_ASSIGN(FileView file, FileView::open(join_path(path, name), options));
        MST_ASSIGN(std::vector<StoredTensor> tensors, read_safetensors(file.bytes(), name));
        MST_ASSIGN(TensorTable shard, TensorTable::make(std::move(tensors)));
        shards.push_back(std::move(shard));
        out_files->push_back(std::move(file));
    }
    MST_TRY(check_index(index, shards));
    std::vector<StoredTensor> all;
    for (TensorTable& shard : shards) {
        std::vector<StoredTensor> part = shard.take();
        std::move(part.begin(), part.end(), std::back_inserter(all));
    }
    return all;
}

}  // namespace

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

std::string join_path(const std::string& directory, const std::string& file) {
    std::string path = directory;
    if (!path.ends_with('/')) path += '/';
    path += file;
    return path;
}

std::string last_component(std::string path) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    const size_t slash = path.rfind('/');
    return slash == std::string::npos ? path : path.substr(slash + 1);
}

bool file_exists(const std::string& path, const FileHooks* hooks) {
    const auto file = FileSource::open(path, hooks);
    return file.ok() || file.status().code() != Code::kNotFound;
}

Result<FileView> open_optional(const std::string& path, const FileViewOptions& options) {
    auto file = FileView::open(path, options);
    if (!file.ok() && file.status().code() == Code::kNotFound) return FileView();
    return file;
}

Status read_accessories(const std::string& path, const FileViewOptions& options, ModelFiles* out) {
    out->name = last_component(path);
    MST_TRY(read_tokenizer(path, options, out));
    MST_ASSIGN(const FileView licence,
               open_optional(join_path(path, "LICENSE"), small_file(options, kMaxLicenceBytes)));
    if (find_invalid_utf8(text_of(licence)) == std::string_view::npos) {
        out->licence = text_of(licence);
    }
    return Status();
}

Result<std::vector<StoredTensor>> read_weights(const std::string& path, const std::string& stem,
                                               const FileViewOptions& options,
                                               std::vector<FileView>* out_files) {
    const std::string file = stem + ".safetensors";
    const std::string index_file = file + ".index.json";
    auto single = FileView::open(join_path(path, file), options);
    if (!single.ok() && single.status().code() != Code::kNotFound) return single.status();
    if (single.ok()) {
        out_files->push_back(single.take());
        return read_safetensors(out_files->back().bytes(), file);
    }
    auto index =
        FileView::open(join_path(path, index_file), small_file(options, kMaxDirectoryJsonBytes));
    if (!index.ok() && index.status().code() == Code::kNotFound) {
        return error(Code::kNotFound, "'%s' has neither %s nor %s", path.c_str(), file.c_str(),
                     index_file.c_str());
    }
    if (!index.ok()) return index.status();
    MST_ASSIGN(const ShardIndex shards, parse_shard_index(text_of(index.value()), index_file));
    return read_shards(path, shards, options, out_files);
}

}  // namespace minstrel
