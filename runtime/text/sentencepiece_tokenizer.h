// Tokenizer over SentencePiece vocabularies of the kind BPE, for the template versions v1, v2, v3
// and v7. The tests hold it to the ids of the sentencepiece library. Immutable; any thread.
#pragma once

#include <array>

#include "runtime/text/merge_boundaries.h"
#include "runtime/text/rank_table.h"
#include "runtime/text/tokenizer.h"

namespace minstrel {

class SentencePieceTokenizer final : public Tokenizer {
  public:
    static Result<std::unique_ptr<const Tokenizer>> make(const SentencePieceModel& model);

  private:
    explicit SentencePieceTokenizer(const SentencePieceModel& model)
        : Tokenizer(Vocabulary::make(model)), boundaries_(MergeBoundaries::make(model)) {}
    Status rank_pieces(const SentencePieceModel& model);
    Status encode_valid(std::string_view text, bool begins,
                        std::vector<int32_t>& out) const override;

    MergeBoundaries boundaries_;
    RankTable ranks_;                  // the 256 bytes, then the pieces of more bytes by score
    std::vector<uint32_t> orders_;     // by rank: pieces of one score have one order
    std::vector<int32_t> id_of_rank_;  // -1: a byte that is no piece of its own
    std::array<int32_t, 256> byte_ids_{};
};

}  // namespace minstrel
