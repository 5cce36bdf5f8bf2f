#include "runtime/text/detokenizer.h"

#include "runtime/core/utf8.h"

namespace minstrel {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

// Appends `bytes`, one U+FFFD for each byte at which no valid sequence starts; with tekken one for
// as many as are the beginning of one. That is how the two reference decoders differ.
void append_replacing(std::string_view bytes, TokenizerKind kind, std::string& out) {
    while (!bytes.empty()) {
        const size_t bad = find_invalid_utf8(bytes);
        out += bytes.substr(0, bad);
        if (bad == std::string_view::npos) return;
        out += kReplacement;
        bytes.remove_prefix(bad);
        bytes.remove_prefix(kind == TokenizerKind::kTekken ? broken_utf8_length(bytes) : 1);
    }
}

}  // namespace

void Detokenizer::emit(std::string_view text, std::string& out) {
    out += text;
    any_text_ |= !text.empty();
}

void Detokenizer::flush(std::string& out) {
    append_replacing(held_, vocabulary_->kind(), out);
    any_text_ |= !held_.empty();
    held_.clear();
}

Status Detokenizer::feed(int32_t id, std::string& out) {
    if (!vocabulary_->contains(id)) {
        return error(Code::kInvalidArgument, "token id %d is outside 0 to %d", id,
                     vocabulary_->size() - 1);
    }
    std::string_view bytes = vocabulary_->bytes(id);
    const TokenClass token_class = vocabulary_->token_class(id);
    const bool is_tekken = vocabulary_->kind() == TokenizerKind::kTekken;
    if (token_class == TokenClass::kByte || (is_tekken && token_class == TokenClass::kNormal)) {
        held_ += bytes;
        const size_t complete = complete_utf8_prefix(held_);
        append_replacing(std::string_view(held_).substr(0, complete), vocabulary_->kind(), out);
        any_text_ |= complete != 0;
        held_.erase(0, complete);
        return {};
    }
    flush(out);
    if (just_stripped_ || any_text_) may_strip_ = false;
    just_stripped_ = false;
    if (token_class == TokenClass::kControl) return {};
    if (token_class != TokenClass::kUnknown && may_strip_ && bytes.starts_with(' ')) {
        bytes.remove_prefix(1);
        just_stripped_ = true;
    }
    emit(bytes, out);
    return {};
}

}  // namespace minstrel
