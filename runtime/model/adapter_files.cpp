#include "runtime/model/adapter_files.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "runtime/core/utf8.h"
#include "runtime/model/directory_files.h"
#include "runtime/model/gguf_reader.h"
#include "runtime/model/safetensors_reader.h"

namespace minstrel {
namespace {

constexpr const char* kPeftConfig = "adapter_config.json";
constexpr const char* kPeftWeights = "adapter_model.safetensors";
constexpr const char* kMistralWeights = "lora.safetensors";
constexpr std::string_view kSuffix = ".safetensors";
constexpr uint64_t kMaxConfigBytes = 4u << 20;
constexpr size_t kMaxNameBytes = 256;

std::string directory_of(const std::string& path) {
    const size_t slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

// Tools give their files the same name everywhere; then the directory's says more.
std::string name_of(const std::string& path) {
    std::string file = last_component(path);
    std::string directory = last_component(directory_of(path));
    const bool says_nothing = file == kPeftWeights || file == kMistralWeights;
    if (says_nothing && directory != "." && directory != "/") return directory;
    if (const size_t dot = file.rfind('.'); dot != std::string::npos && dot > 0) file.resize(dot);
    return file;
}

Status require_text(const GgufMetadata& metadata, const char* key, std::string_view wanted) {
    MST_ASSIGN(const auto text, metadata.text(key));
    if (text == wanted) return Status();
    const std::string_view found = text.value_or("missing");
    return error(Code::kBadFormat, "'%s' is %s%.*s%s; an adapter has '%.*s' there", key,
                 text.has_value() ? "'" : "", static_cast<int>(std::min<size_t>(found.size(), 100)),
                 found.data(), text.has_value() ? "'" : "", static_cast<int>(wanted.size()),
                 wanted.data());
}

// The architectures of models, whose rows all lie in the same order.
Status check_architecture(const GgufMetadata& metadata) {
    constexpr const char* kKey = "general.architecture";
    MST_ASSIGN(const auto name, metadata.text(kKey));
    if (name == "llama" || name == "mistral" || name == "mistral3") return Status();
    const std::string_view found = name.value_or("");
    return error(Code::kUnsupported,
                 "'%s' is '%.*s'; this version supports adapters of 'llama', 'mistral' and "
                 "'mistral3'",
                 kKey, static_cast<int>(std::min<size_t>(found.size(), 100)), found.data());
}

Status read_gguf_settings(const GgufMetadata& metadata, AdapterFiles* files) {
    MST_TRY(require_text(metadata, "general.type", "adapter"));
    MST_TRY(require_text(metadata, "adapter.type", "lora"));
    MST_TRY(check_architecture(metadata));
    if (metadata.find("adapter.alora.invocation_tokens") != nullptr) {
        return error(Code::kUnsupported,
                     "'adapter.alora.invocation_tokens': adapters that begin in the middle of a "
                     "text are not supported");
    }
    MST_ASSIGN(const auto parts, metadata.u32("split.count"));
    if (parts.value_or(1) > 1) {
        return error(Code::kUnsupported, "'split.count' is %u; an adapter is one file", *parts);
    }
    MST_ASSIGN(const auto alpha, metadata.f32("adapter.lora.alpha"));
    if (!std::isfinite(alpha.value_or(0))) {
        return error(Code::kBadFormat, "'adapter.lora.alpha' must be a finite number");
    }
    // Zero stands for absent.
    if (alpha.value_or(0) != 0) files->scaling.alpha = alpha;
    MST_ASSIGN(const auto name, metadata.text("general.name"));
    const std::string_view text = name.value_or("");
    if (!text.empty() && text.size() <= kMaxNameBytes &&
        text.find('\0') == std::string_view::npos &&
        find_invalid_utf8(text) == std::string_view::npos) {
        files->name = text;
    }
    return Status();
}

Status read_gguf_adapter(AdapterFiles* files) {
    MST_ASSIGN(GgufFile gguf, GgufFile::read(files->file.bytes()));
    MST_TRY(read_gguf_settings(gguf.metadata, files));
    files->naming = TensorNaming::kGguf;
    files->tensors = std::move(gguf.tensors);
    return Status();
}

bool is_in_mistral_form(const StoredTensor& tensor) {
    const std::string& name = tensor.name;
    return name.starts_with("layers.") && (name.find(".attention.") != std::string::npos ||
                                           name.find(".feed_forward.") != std::string::npos);
}

Status read_safetensors_adapter(const FileViewOptions& options, AdapterFiles* files) {
    const std::string& path = files->file.path();
    const std::string directory = directory_of(path);
    const FileViewOptions small = small_file(options, kMaxConfigBytes);
    MST_ASSIGN(files->tensors, read_safetensors(files->file.bytes(), path));
    const bool is_mistral = std::ranges::any_of(files->tensors, is_in_mistral_form);
    if (is_mistral) {
        files->naming = TensorNaming::kMistral;
        MST_ASSIGN(const FileView params,
                   open_optional(join_path(directory, "params.json"), small));
        MST_ASSIGN(files->scaling, parse_mistral_lora(text_of(params)));
        return Status();
    }
    auto config = FileView::open(join_path(directory, kPeftConfig), small);
    if (!config.ok()) {
        return config.status().with_context("an adapter needs its adapter_config.json beside it");
    }
    MST_ASSIGN(files->scaling, parse_peft_config(text_of(config.value())));
    return Status();
}

// Hooks know no directories.
bool is_adapter_directory(const std::string& path, const FileHooks* hooks) {
    if (hooks == nullptr) return is_directory(path);
    return !FileSource::open(path, hooks).ok() &&
           (file_exists(join_path(path, kPeftConfig), hooks) ||
            file_exists(join_path(path, kMistralWeights), hooks));
}

Result<std::string> weights_of(const std::string& path, const FileHooks* hooks) {
    if (!is_adapter_directory(path, hooks)) return path;
    for (const char* file : {kPeftWeights, kMistralWeights}) {
        std::string whole = join_path(path, file);
        if (file_exists(whole, hooks)) return whole;
    }
    if (file_exists(join_path(path, "adapter_model.bin"), hooks)) {
        return error(Code::kUnsupported,
                     "'%s' holds its adapter in adapter_model.bin, a form that runs programs; save "
                     "it as %s",
                     path.c_str(), kPeftWeights);
    }
    return error(Code::kNotFound, "'%s' has neither %s nor %s", path.c_str(), kPeftWeights,
                 kMistralWeights);
}

}  // namespace

Result<AdapterFiles> open_adapter_files(const std::string& path, const FileViewOptions& options) {
    MST_ASSIGN(const std::string weights, weights_of(path, options.hooks));
    AdapterFiles files;
    files.name = name_of(weights);
    MST_ASSIGN(files.file, FileView::open(weights, options));
    const bool is_gguf = looks_like_gguf(files.file.bytes());
    if (!is_gguf && !weights.ends_with(kSuffix)) {
        return error(Code::kBadFormat,
                     "'%s' is not an adapter: it neither begins with 'GGUF' nor is named '*%s'",
                     weights.c_str(), kSuffix.data());
    }
    const Status read =
        is_gguf ? read_gguf_adapter(&files) : read_safetensors_adapter(options, &files);
    if (read.ok()) return files;
    // Some errors name the file already.
    const bool is_named = read.message().find(weights) != std::string::npos;
    return is_named ? read : read.with_context(weights);
}

}  // namespace minstrel
