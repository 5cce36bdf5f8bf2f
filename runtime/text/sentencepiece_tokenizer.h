// Tokenizer over the sentencepiece library, for the template versions v1, v2, v3 and v7. The only
// place that knows the library. Immutable; any thread.
#pragma once

#include <sentencepiece_processor.h>

#include "runtime/text/merge_boundaries.h"
#include "runtime/text/tokenizer.h"

namespace minstrel {

class SentencePieceTokenizer final : public Tokenizer {
  public:
    static Result<std::unique_ptr<const Tokenizer>> make(const SentencePieceModel& model);

  private:
    explicit SentencePieceTokenizer(const SentencePieceModel& model)
        : Tokenizer(Vocabulary::make(model)), boundaries_(MergeBoundaries::make(model)) {}
    Status encode_valid(std::string_view text, std::vector<int32_t>& out) const override;

    MergeBoundaries boundaries_;
    sentencepiece::SentencePieceProcessor processor_;
};

}  // namespace minstrel
