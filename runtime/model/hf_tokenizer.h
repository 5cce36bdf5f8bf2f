// Vocabularies of directories that have only Hugging Face's tokenizer.json. Stateless; any thread.
#pragma once

#include <string>
#include <string_view>

#include "runtime/core/status.h"

namespace minstrel {

// The same vocabulary as Mistral would publish it, a SentencePiece model or a tekken.json. Files
// whose text would be cut or merged in another way are refused. `chat_template` as in
// write_tekken().
Result<std::string> read_hf_tokenizer(std::string_view file, std::string_view chat_template);

}  // namespace minstrel
