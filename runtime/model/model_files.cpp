#include "runtime/model/model_files.h"

#include <utility>

#include "runtime/model/directory_files.h"
#include "runtime/model/gguf_model.h"
#include "runtime/model/hf_directory.h"
#include "runtime/model/mistral_directory.h"

namespace minstrel {

bool is_model_directory(const std::string& path, const FileHooks* hooks) {
    if (hooks == nullptr) return is_directory(path);
    if (FileSource::open(path, hooks).ok()) return false;
    return file_exists(join_path(path, "config.json"), hooks) ||
           file_exists(join_path(path, "params.json"), hooks);
}

Result<ModelFiles> open_model_directory(const std::string& path, const FileViewOptions& options) {
    const auto has = [&](const char* file) {
        return file_exists(join_path(path, file), options.hooks);
    };
    // Some repositories hold both forms.
    const bool is_hf =
        has("config.json") && (has("model.safetensors") || has("model.safetensors.index.json"));
    auto files = !is_hf && has("params.json") ? open_mistral_directory(path, options)
                                              : open_hf_directory(path, options);
    // Readers of one file name that file; whose it is belongs to the message too.
    if (files.ok() || files.status().message().find(path) != std::string::npos) return files;
    return files.status().with_context(path);
}

Result<ModelFiles> open_model_files(const std::string& path, const FileViewOptions& options) {
    if (is_model_directory(path, options.hooks)) return open_model_directory(path, options);
    MST_ASSIGN(FileView file, FileView::open(path, options));
    if (looks_like_gguf(file.bytes())) return open_gguf(std::move(file), options);
    return not_a_model(file);
}

Status not_a_model(const FileView& file) {
    const char* path = file.path().c_str();
    if (file.path().ends_with(".safetensors") || file.path().ends_with(".json")) {
        return error(Code::kBadFormat, "'%s' is one part of a model; give its directory", path);
    }
    return error(Code::kBadFormat,
                 "'%s' is not a model: it begins neither with 'MSTPKG' nor with 'GGUF'", path);
}

}  // namespace minstrel
