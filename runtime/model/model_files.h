// What a model consists of, whatever the form in which it was published. Made by the openers of
// those forms, used while a model is loaded or packed; one thread.
#pragma once

#include <string>
#include <vector>

#include "runtime/core/file_view.h"
#include "runtime/core/status.h"
#include "runtime/model/chat_format_id.h"
#include "runtime/model/chat_template.h"
#include "runtime/model/model_config.h"
#include "runtime/model/stored_tensor.h"
#include "runtime/model/tensor_roles.h"

namespace minstrel {

struct ModelFiles {
    ModelConfig config;
    TensorTable tensors;  // they borrow `weights`
    TensorNaming naming = TensorNaming::kHuggingFace;
    std::vector<FileView> weights;
    FileView tokenizer;  // a SentencePiece model or a tekken.json
    ChatFormatId chat_format = ChatFormatId::kByVocabulary;
    ChatTemplate chat_template;
    std::string name;
    std::string licence;  // full text or, from GGUF files, its short name; may be empty
};

// `path` is a directory as of Hugging Face or as of Mistral, or a GGUF file. `options` are used
// for the weights; small files are always read.
Result<ModelFiles> open_model_files(const std::string& path, const FileViewOptions& options);

// Whether `path` is a directory, also one of hooks, which know no directories.
bool is_model_directory(const std::string& path, const FileHooks* hooks);

Result<ModelFiles> open_model_directory(const std::string& path, const FileViewOptions& options);

// What to say of a file that is none.
Status not_a_model(const FileView& file);

}  // namespace minstrel
