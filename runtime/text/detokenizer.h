// Detokenizer: turns generated ids into text while they arrive, whole code points only. One per
// request, used by the engine thread.
#pragma once

#include <cstdint>
#include <string>

#include "runtime/core/status.h"
#include "runtime/text/vocabulary.h"

namespace minstrel {

class Detokenizer {
  public:
    // `vocabulary` must outlive this object. Text that continues a prompt's last text (an assistant
    // prefix) keeps its leading space; a new text loses the one that SentencePiece added.
    explicit Detokenizer(const Vocabulary& vocabulary, bool continues_text = false)
        : vocabulary_(&vocabulary),
          any_text_(continues_text),
          may_strip_(vocabulary.kind() == TokenizerKind::kSentencePiece) {}

    // Appends what `id` completes. At most 3 bytes are held back: the beginning of a code point.
    Status feed(int32_t id, std::string& out);

    // Ends the text: bytes still held back become U+FFFD each.
    void flush(std::string& out);

    size_t held_bytes() const { return held_.size(); }
    // The next token loses its leading space.
    bool drops_space() const {
        return may_strip_ && !just_stripped_ && !any_text_ && held_.empty();
    }

  private:
    void emit(std::string_view text, std::string& out);

    const Vocabulary* vocabulary_;
    std::string held_;            // an incomplete code point, of byte tokens or any of tekken
    bool any_text_ = false;       // something was emitted
    bool may_strip_ = true;       // the next leading space may still be the added one
    bool just_stripped_ = false;  // the previous token lost its space
};

}  // namespace minstrel
