// A model directory as Hugging Face lays it out: config.json, model*.safetensors, a vocabulary.
// Stateless; one thread.
#pragma once

#include <string>

#include "runtime/model/model_files.h"

namespace minstrel {

Result<ModelFiles> open_hf_directory(const std::string& path, const FileViewOptions& options);

}  // namespace minstrel
