// A model in GGUF files: one, or the parts of a split one. The vocabulary is part of the metadata.
// Stateless; one thread.
#pragma once

#include <string>

#include "runtime/model/gguf_reader.h"
#include "runtime/model/model_files.h"

namespace minstrel {

// `first` holds the file or the first part; the others are opened beside it.
Result<ModelFiles> open_gguf(FileView first, const FileViewOptions& options);

// The parts of it that fuzzing reaches alone.
Result<ModelConfig> read_gguf_config(const GgufMetadata& metadata);
// A SentencePiece model file or a tekken.json with the vocabulary of the metadata.
Result<std::string> read_gguf_tokenizer(const GgufMetadata& metadata);

}  // namespace minstrel
