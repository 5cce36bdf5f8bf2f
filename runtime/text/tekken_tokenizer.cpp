#include "runtime/text/tekken_tokenizer.h"

#include <utility>

#include "runtime/text/rank_merge.h"

namespace minstrel {

Result<std::unique_ptr<const Tokenizer>> TekkenTokenizer::make(const TekkenModel& model) {
    Result<RankTable> ranks = RankTable::make(model.tokens);
    if (!ranks.ok()) return ranks.status().with_context("tekken.json");
    MST_ASSIGN(SplitPattern pattern, SplitPattern::make());
    return std::unique_ptr<const Tokenizer>(
        new TekkenTokenizer(model, ranks.take(), std::move(pattern)));
}

Status TekkenTokenizer::encode_valid(std::string_view text, bool /*begins*/,
                                     std::vector<int32_t>& out) const {
    std::vector<std::string_view> pieces;
    MST_TRY(pattern_.split(text, pieces));
    for (const std::string_view piece : pieces) merge_by_rank(ranks_, piece, first_id_, out);
    return {};
}

}  // namespace minstrel
