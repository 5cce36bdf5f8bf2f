// Vocabulary: the immutable table of all tokens - class, bytes, special ids - and the mask of what
// generation may produce. Owned by the Tokenizer, shared by every request; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/text/effort_rule.h"
#include "runtime/text/sentencepiece_model.h"
#include "runtime/text/special_tokens.h"
#include "runtime/text/tekken_model.h"
#include "runtime/text/tokenizer_version.h"

namespace minstrel {

enum class TokenClass : uint8_t { kNormal, kControl, kByte, kUnknown, kUserDefined, kUnused };

class Vocabulary {
  public:
    static Vocabulary make(const SentencePieceModel& model);
    static Vocabulary make(const TekkenModel& model);

    int32_t size() const { return static_cast<int32_t>(classes_.size()); }
    bool contains(int32_t id) const { return id >= 0 && id < size(); }
    TokenizerKind kind() const { return kind_; }
    TokenizerVersion version() const { return version_; }

    // `id` must be contained. Bytes are what the token adds to text (spaces as spaces, byte tokens
    // as their one byte); control tokens have their name.
    TokenClass token_class(int32_t id) const { return classes_[static_cast<size_t>(id)]; }
    std::string_view bytes(int32_t id) const;

    // Length of the longest token: a text of n bytes has at least n / max_token_bytes() tokens, so
    // a text that cannot fit is refused before it is encoded.
    size_t max_token_bytes() const { return max_token_bytes_; }

    // -1 when this vocabulary has no such token.
    int32_t special(Special special) const { return special_[static_cast<size_t>(special)]; }

    // Absent when the model has no such setting.
    const std::optional<EffortRule>& effort_rule() const { return effort_rule_; }

    // Whether sampling may choose `id`: text, </s>, and what the version writes around calls and
    // thinking. Everything else that has a special meaning in a prompt must come from the prompt
    // builder only.
    bool may_generate(int32_t id) const;
    // The same as bits: id i is bit i % 32 of word i / 32. Bits beyond size() are zero.
    std::span<const uint32_t> generation_mask() const { return mask_; }

  private:
    void start(size_t count);
    void add(TokenClass token_class, std::string_view bytes, std::string_view special_name);

    std::vector<TokenClass> classes_;
    std::string bytes_;              // of all tokens, one after the other
    std::vector<uint32_t> offsets_;  // size() + 1 offsets into bytes_
    std::vector<uint32_t> mask_;
    std::array<int32_t, kSpecialCount> special_{};
    std::optional<EffortRule> effort_rule_;
    size_t max_token_bytes_ = 0;
    TokenizerKind kind_ = TokenizerKind::kSentencePiece;
    TokenizerVersion version_ = TokenizerVersion::kV1;
};

}  // namespace minstrel
