// The vocabulary of scripted models: Mistral's control tokens of a chat version, bytes, and some
// pieces of several bytes, so that grammars and coalescing meet what they meet with real models. Up
// to version 7 it works like SentencePiece, later like tekken. Any thread.
#pragma once

#include <memory>

#include "runtime/text/chat_format.h"
#include "runtime/text/tokenizer.h"

namespace minstrel {

std::unique_ptr<const Tokenizer> make_scripted_tokenizer(ChatVersion version);

}  // namespace minstrel
