// Byte-pair encoding by rank: of the neighbours whose joined bytes are a token, those of the lowest
// rank become one, the leftmost first, until no two can. Stateless; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "runtime/text/rank_table.h"

namespace minstrel {

// Appends the ranks of `piece`, which is not empty, each plus `first_id`. Time and memory are
// linear in its length where merges come in order, n log n at worst.
void merge_by_rank(const RankTable& ranks, std::string_view piece, int32_t first_id,
                   std::vector<int32_t>& out);

struct CharacterPart {
    std::string_view bytes;
    uint32_t rank = RankTable::kNone;  // kNone: a code point that is no token
};

// The same over the code points of `text`, valid UTF-8 and not empty: none is ever parted, and all
// of `text` is merged even if it is a token. `orders`, by rank, says what is joined first: the
// lowest, of equal ones the leftmost.
void merge_characters(const RankTable& ranks, std::span<const uint32_t> orders,
                      std::string_view text, std::vector<CharacterPart>& out);

}  // namespace minstrel
