// Which chat version goes with a vocabulary, and under what name. Stateless; any thread.
#pragma once

#include <string>
#include <string_view>

#include "runtime/core/status.h"
#include "runtime/text/chat_format.h"
#include "runtime/text/vocabulary.h"

namespace minstrel {

// The version that the vocabulary was made for.
ChatVersion chat_version_of(const Vocabulary& vocabulary);

// For files whose chat template was made for the versions first…last: the vocabulary's own version
// where it is one of these, or is stated in its file (tekken); else the newest of them that it has
// the tokens for. Where there is none, its own.
ChatVersion chat_version_within(const Vocabulary& vocabulary, int first, int last);

// kUnsupported when the vocabulary lacks a token that prompts of this version always need.
Status check_chat_version(ChatVersion version, const Vocabulary& vocabulary);

// Whether its answers may begin with thinking.
bool can_think(ChatVersion version, const Vocabulary& vocabulary);

// "v3", "v11"; "v3-tekken" and "v7-tekken" where both kinds of vocabulary exist.
std::string chat_version_name(ChatVersion version, TokenizerKind kind);

// The version of such a name; "v3" and "v7" go with either kind. The error lists the names.
Result<ChatVersion> chat_version_of_name(std::string_view name);

// As check_chat_version(), for a version that the host chose by name.
Result<ChatVersion> choose_chat_version(std::string_view name, const Vocabulary& vocabulary);

}  // namespace minstrel
