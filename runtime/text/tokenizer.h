// Tokenizer: text to token ids and back. Immutable after make(), owned by the Model, used by any
// thread at once. Text never produces control, unknown or user-defined tokens: those are put into
// a prompt by id (chat_format.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/text/vocabulary.h"

namespace minstrel {

// Bound of one encode() call: time grows with the text, and so does memory where nothing can be
// cut.
inline constexpr size_t kMaxEncodeBytes = size_t{1} << 20;

class Tokenizer {
  public:
    // `file` holds a whole SentencePiece model file or tekken.json; it is not referred to
    // afterwards.
    static Result<std::unique_ptr<const Tokenizer>> make(std::string_view file);

    virtual ~Tokenizer() = default;
    Tokenizer(const Tokenizer&) = delete;
    Tokenizer& operator=(const Tokenizer&) = delete;

    const Vocabulary& vocabulary() const { return vocabulary_; }

    // Appends the ids of `text`, which is one segment of a prompt: with SentencePiece it gets its
    // own leading space mark. Nothing is appended on failure.
    Status encode(std::string_view text, std::vector<int32_t>& out) const;
    // The same for text that goes on where tokens have ended: it gets no space mark.
    Status encode_rest(std::string_view text, std::vector<int32_t>& out) const;

    // The text of `ids`; control tokens add nothing, broken UTF-8 becomes U+FFFD.
    Result<std::string> decode(std::span<const int32_t> ids) const;

  protected:
    explicit Tokenizer(Vocabulary vocabulary) : vocabulary_(std::move(vocabulary)) {}

  private:
    Status encode_checked(std::string_view text, bool begins, std::vector<int32_t>& out) const;
    // `text` is valid UTF-8 within the bound; `begins` a segment or goes on with one.
    virtual Status encode_valid(std::string_view text, bool begins,
                                std::vector<int32_t>& out) const = 0;

    Vocabulary vocabulary_;
};

}  // namespace minstrel
