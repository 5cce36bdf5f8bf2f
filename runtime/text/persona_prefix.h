// The tokens that all conversations with a persona begin with. Stateless; any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/text/chat_format.h"
#include "runtime/text/tokenizer.h"

namespace minstrel {

// Whatever the player says first. `tools` is the list of functions as encode_chat() takes it.
// Errors: those of encode_chat().
Result<std::vector<int32_t>> persona_prefix(const Tokenizer& tokenizer, std::string_view persona,
                                            std::string_view tools, const ChatOptions& options);

}  // namespace minstrel
