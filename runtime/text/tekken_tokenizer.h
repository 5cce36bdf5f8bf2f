// Tokenizer over a tekken vocabulary, for the template versions from v3 on. Immutable; any thread.
#pragma once

#include <memory>

#include "runtime/text/rank_table.h"
#include "runtime/text/split_pattern.h"
#include "runtime/text/tekken_model.h"
#include "runtime/text/tokenizer.h"

namespace minstrel {

class TekkenTokenizer final : public Tokenizer {
  public:
    static Result<std::unique_ptr<const Tokenizer>> make(const TekkenModel& model);

  private:
    TekkenTokenizer(const TekkenModel& model, RankTable ranks, SplitPattern pattern)
        : Tokenizer(Vocabulary::make(model)),
          ranks_(std::move(ranks)),
          pattern_(std::move(pattern)),
          first_id_(static_cast<int32_t>(model.specials.size())) {}
    Status encode_valid(std::string_view text, bool begins,
                        std::vector<int32_t>& out) const override;

    RankTable ranks_;
    SplitPattern pattern_;
    int32_t first_id_;  // of the text tokens
};

}  // namespace minstrel
