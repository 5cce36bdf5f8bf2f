// JSON spellings of strings: turns a language of decoded text into the bytes between the quotes.
// One writer a compilation, on the compiling thread.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "runtime/grammar/grammar_builder.h"
#include "runtime/grammar/schema_language.h"

namespace minstrel {

// Which spellings of a character are grammatical.
enum class EscapePolicy : uint8_t {
    kAny,      // all that JSON knows; constants and declared keys are written the shortest way
    kMinimal,  // an escape only where JSON demands one
};

class StringWriter {
  public:
    StringWriter(GrammarBuilder& builder, LanguagePool& pool, EscapePolicy policy)
        : builder_(builder), pool_(pool), policy_(policy) {}

    // The quoted string, all strings of `language`.
    Node string(Language language);
    // One fixed string with its quotes.
    static std::string quoted(std::string_view utf8);
    // What `language` consists of when it is a list of fixed strings.
    static bool constants(const LanguagePool& pool, Language language,
                          std::vector<std::string>& out);

  private:
    Node body(Language language);
    Node list(const LanguageData& data);
    Node character(const std::vector<CodePointRange>& ranges);
    Node spelled_text(std::string_view utf8);
    Node unicode_escapes(const std::vector<CodePointRange>& ranges);
    Node hex_range(uint32_t first, uint32_t last, int digits);
    Node surrogates(uint32_t first, uint32_t last);
    Node any_text() { return body(pool_.anything()); }

    GrammarBuilder& builder_;
    LanguagePool& pool_;
    EscapePolicy policy_;
    std::unordered_map<uint32_t, Node> bodies_;
};

}  // namespace minstrel
