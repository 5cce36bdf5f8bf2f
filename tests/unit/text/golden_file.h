// A file of golden cases with the tokenizers that it names. The form is that of
// tests/data/chat/cases.json.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/text/chat_stages.h"
#include "runtime/text/tokenizer.h"

namespace minstrel::test {

using Json = nlohmann::ordered_json;

class GoldenFile {
  public:
    // The committed cases.
    static GoldenFile& committed();
    // Those that the environment names, see tests/data/chat/README.md; null when it names none.
    static GoldenFile* further();

    // `folder` is where the tokenizers' files are.
    GoldenFile(const std::string& path, std::string folder);

    // "chat_cases", "tokenizer_cases" or "parse_cases".
    const Json& cases(const char* list) const { return json_.at(list); }
    // By its name in the file.
    std::string tokenizer_file(const std::string& name);
    // Likewise, loaded once.
    const Tokenizer& tokenizer(const std::string& name);
    const Tokenizer& tokenizer_of(const Json& golden_case) {
        return tokenizer(golden_case["tokenizer"]);
    }
    ChatVersion version_of(const Json& golden_case) const;
    // Of a chat case.
    ChatOptions options_of(const Json& golden_case) const;

  private:
    const std::string& tekken_entries(const std::string& file);

    std::string folder_;
    Json json_;
    std::map<std::string, std::unique_ptr<const Tokenizer>> tokenizers_;
    std::map<std::string, std::string> entries_;  // of a tekken file: its list "vocab"
};

std::vector<ChatMessage> messages_of(const Json& request);
std::string tools_of(const Json& request);

}  // namespace minstrel::test
