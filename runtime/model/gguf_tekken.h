// Tekken vocabularies of GGUF files ("gpt2" with the pre-tokeniser "tekken"). Stateless; one
// thread.
#pragma once

#include <string>

#include "runtime/core/status.h"
#include "runtime/model/gguf_reader.h"

namespace minstrel {

// A tekken.json with the vocabulary of the metadata. GGUF files do not state its version: the names
// of the control tokens tell it, and the chat template where these fit several.
Result<std::string> read_gguf_tekken(const GgufMetadata& metadata);

}  // namespace minstrel
