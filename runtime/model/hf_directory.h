// A model directory as Hugging Face lays it out: configuration, weights in one or more safetensors
// files, vocabulary. Owned by whoever opened it; the tensors borrow its files.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "runtime/core/file_view.h"
#include "runtime/core/status.h"
#include "runtime/model/chat_format_id.h"
#include "runtime/model/model_config.h"
#include "runtime/model/stored_tensor.h"

namespace minstrel {

class HfDirectory {
  public:
    // `options` are used for the weights; the small files are always read.
    static Result<HfDirectory> open(const std::string& path, const FileViewOptions& options);

    const ModelConfig& config() const { return config_; }
    const TensorTable& tensors() const { return tensors_; }
    std::span<const std::byte> tokenizer() const { return tokenizer_.bytes(); }
    ChatFormatId chat_format() const { return chat_format_; }
    // The content of the file LICENSE, or empty.
    const std::string& licence() const { return licence_; }
    // The last component of the path.
    const std::string& name() const { return name_; }

    // Gives up the files that the tensors borrow from.
    std::vector<FileView> take_weight_files() { return std::move(weights_); }
    FileView take_tokenizer() { return std::move(tokenizer_); }

  private:
    Status read_weights(const std::string& path, const FileViewOptions& options);
    Status read_shards(const std::string& path, const FileView& index,
                       const FileViewOptions& options);
    Status read_tokenizer(const std::string& path, const FileViewOptions& options);

    ModelConfig config_;
    TensorTable tensors_;
    std::vector<FileView> weights_;
    FileView tokenizer_;
    ChatFormatId chat_format_ = ChatFormatId::kByVocabulary;
    std::string licence_;
    std::string name_;
};

}  // namespace minstrel
