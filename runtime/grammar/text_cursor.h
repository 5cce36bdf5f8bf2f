// TextCursor: a place in the text of a grammar, and errors that name it. One front end call; its
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/core/status.h"

namespace minstrel {

inline constexpr size_t kMaxGrammarText = size_t{1} << 20;

class TextCursor {
  public:
    // `language` names the notation in errors: "regex". The text outlives the cursor.
    TextCursor(std::string_view text, const char* language) : text_(text), language_(language) {}

    bool at_end() const { return offset_ >= text_.size(); }
    size_t offset() const { return offset_; }
    void set_offset(size_t offset) { offset_ = offset; }
    std::string_view text() const { return text_; }
    std::string_view rest() const { return text_.substr(offset_); }
    std::string_view from(size_t start) const { return text_.substr(start, offset_ - start); }

    // The next byte, 0 at the end.
    char peek(size_t ahead = 0) const {
        return offset_ + ahead < text_.size() ? text_[offset_ + ahead] : '\0';
    }
    bool starts_with(std::string_view what) const { return rest().starts_with(what); }
    void skip(size_t bytes) { offset_ += bytes; }
    bool take(std::string_view what);
    // Of well-formed UTF-8, which check_text has made sure of. Not at the end.
    uint32_t take_code_point();
    // Exactly `digits` hexadecimal digits.
    Result<uint32_t> take_hex(size_t digits);
    // A decimal number below 2^32 - 1; larger ones are kLimitReached.
    Result<uint32_t> take_number();

    // UTF-8 of at most kMaxGrammarText bytes.
    Status check_text() const;
    // kBadGrammar with line and column of `offset`.
    Status fail_at(size_t offset, const std::string& message) const;
    Status fail(const std::string& message) const { return fail_at(offset_, message); }
    Status unsupported_at(size_t offset, const std::string& what) const;

  private:
    std::string place(size_t offset) const;

    std::string_view text_;
    const char* language_;
    size_t offset_ = 0;
};

// -1 when it is none.
int hex_value(char c);
void append_utf8(std::string& out, uint32_t code_point);

}  // namespace minstrel
