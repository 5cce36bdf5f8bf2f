// Test data of runtime/text: vocabularies, golden cases and their translation to our types.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/text/chat_stages.h"
#include "runtime/text/tokenizer.h"

namespace minstrel::test {

using Json = nlohmann::ordered_json;

// Path relative to tests/data; a missing file fails the test and gives an empty string.
std::string read_data(const std::string& path);

// "v1", "v3", "v7" of Mistral, or "tiny": 512 pieces in the layout of v3. Loaded once.
const Tokenizer& tokenizer(std::string_view name);

// A list of cases.json: "chat", "tokenizer" or "parse".
const Json& golden_cases(const char* list);

ChatOptions options_of(const Json& golden_case);
// Chunks of a content list become one text: normalisation puts an empty line between them, while a
// request that is not normalised any more has them side by side.
std::vector<ChatMessage> messages_of(const Json& request, std::string_view separator = "\n\n");
std::string tools_of(const Json& request);

std::vector<int32_t> encode(const Tokenizer& tokenizer, std::string_view text);
std::string decode(const Tokenizer& tokenizer, const std::vector<int32_t>& ids);

}  // namespace minstrel::test
