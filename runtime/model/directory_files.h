// The small files of model directories, and weights in one or more safetensors files. Stateless;
// one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/model/model_files.h"

namespace minstrel {

inline constexpr uint64_t kMaxDirectoryJsonBytes = 64u << 20;

// For the files beside the weights: read, and none larger than that.
FileViewOptions small_file(const FileViewOptions& options, uint64_t max_bytes);

std::string_view text_of(const FileView& file);
std::string join_path(const std::string& directory, const std::string& file);
std::string last_component(std::string path);
bool file_exists(const std::string& path, const FileHooks* hooks);

// An absent file gives an empty view.
Result<FileView> open_optional(const std::string& path, const FileViewOptions& options);

// The name, the licence and the vocabulary.
Status read_accessories(const std::string& path, const FileViewOptions& options, ModelFiles* out);

// `stem`.safetensors or the shards that `stem`.safetensors.index.json names. The files go to
// `out_files`, from which the tensors borrow.
Result<std::vector<StoredTensor>> read_weights(const std::string& path, const std::string& stem,
                                               const FileViewOptions& options,
                                               std::vector<FileView>* out_files);

}  // namespace minstrel
