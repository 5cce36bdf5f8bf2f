// A model directory as Mistral publishes it: params.json, consolidated*.safetensors, a vocabulary.
// Stateless; one thread.
#pragma once

#include <string>
#include <string_view>

#include "runtime/model/model_files.h"

namespace minstrel {

Result<ModelFiles> open_mistral_directory(const std::string& path, const FileViewOptions& options);

// Only what this library computes is accepted; the rest is refused by name.
Result<ModelConfig> parse_mistral_params(std::string_view json_text);

}  // namespace minstrel
