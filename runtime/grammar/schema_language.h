// Regular languages over code points, with intersection and complement: patterns, lengths, formats,
// constants and keys of a schema before they become JSON text. Hash-consed; decided by derivatives
// (Brzozowski 1964) under a budget. One pool a compilation, on the compiling thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/grammar/grammar_builder.h"

namespace minstrel {

enum class Language : uint32_t {};

inline constexpr uint32_t kLastCodePoint = 0x10FFFF;

enum class LanguageKind : uint8_t {
    kNone,    // no string
    kText,    // one string; may be empty
    kClass,   // one code point of class a
    kSeq,     // a, then b
    kAlt,     // children [a, a + b)
    kAnd,     // children [a, a + b)
    kNot,     // every string but those of a
    kRepeat,  // a, b to c times
};

struct LanguageData {
    LanguageKind kind = LanguageKind::kNone;
    bool nullable = false;
    bool positive = true;  // built without kAnd and kNot, so it is empty only when it is kNone
    uint32_t a = 0;
    uint32_t b = 0;
    uint32_t c = 0;
};

enum class Answer : uint8_t { kNo, kYes, kUnknown };

class LanguagePool {
  public:
    // `work` is the number of derivative steps that all decisions together may take.
    explicit LanguagePool(uint64_t work) : work_(work) { none_ = add({}, {}); }

    Language none() const { return none_; }
    Language text(std::string_view utf8);
    Language empty() { return text({}); }
    // Ranges in any order; surrogates are no code points and are dropped.
    Language one_of(std::vector<CodePointRange> ranges);
    Language any_code_point() { return one_of({{0, kLastCodePoint}}); }
    Language anything() { return repeat(any_code_point(), 0, kUnbounded); }
    Language seq(Language first, Language second);
    Language seq(std::initializer_list<Language> parts);
    Language alt(std::vector<Language> options);
    Language both(std::vector<Language> terms);
    Language complement(Language language);
    Language repeat(Language language, uint32_t min, uint32_t max);

    const LanguageData& data(Language id) const { return nodes_[uint32_t(id)]; }
    std::span<const Language> children(const LanguageData& data) const {
        return std::span(children_).subspan(data.a, data.b);
    }
    const std::string& text_of(const LanguageData& data) const { return texts_[data.a]; }
    const std::vector<CodePointRange>& class_of(const LanguageData& data) const {
        return classes_[data.a];
    }

    Answer contains(Language language, std::string_view utf8);
    // Gives up after `steps`; what is decided is remembered.
    Answer is_empty(Language language, uint64_t steps = UINT64_MAX);

  private:
    Language add(LanguageData data, std::string_view key);
    Language add_children(LanguageKind kind, std::vector<Language> children);
    bool flatten(LanguageKind kind, std::vector<Language>& children) const;
    Language merge_lengths(std::vector<Language>& terms);
    bool is_length(Language language) const;
    // False when the budget is spent or the expression is too deep.
    bool derive(Language language, uint32_t code_point, uint32_t depth, Language& out);
    bool derive_list(const LanguageData& data, uint32_t code_point, uint32_t depth, Language& out);
    void heads(Language language, std::vector<uint32_t>& starts) const;

    uint64_t work_;
    Language none_{};
    std::vector<LanguageData> nodes_;
    std::vector<Language> children_;
    std::vector<std::string> texts_;
    std::vector<std::vector<CodePointRange>> classes_;
    std::unordered_map<std::string, Language> index_;
    std::unordered_map<uint64_t, Language> derived_;  // (language, code point)
    std::unordered_map<uint32_t, Answer> empty_;
};

// Reads one code point at `at` of valid UTF-8 and moves on.
uint32_t next_code_point(std::string_view text, size_t& at);

}  // namespace minstrel
