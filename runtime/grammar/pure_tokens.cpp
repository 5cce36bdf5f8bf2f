// Tokens of some kinds of text only: what a string of those kinds may go on with.
#include <algorithm>

#include "runtime/grammar/token_table.h"

namespace minstrel {
namespace {

using KindToken = TokenTable::KindToken;

// Calls `take` with each token of nothing but `kinds`.
template <typename Take>
void visit_pure_tokens(const TokenTable& table, TextKinds kinds, const Take& take) {
    // What a group has of these is in each of its tokens, of letters some or all.
    const TextKinds possible = with_all_letters(kinds);
    for (const TokenTable::KindGroup& group : table.kind_groups()) {
        if ((group.all & ~possible) != 0) continue;
        const bool all = (group.all & ~kinds) == 0;
        for (const KindToken& token : table.tokens_of(group)) {
            if (all || (token.kinds & ~kinds) == 0) take(token);
        }
    }
}

void set_bits(std::span<uint32_t> words, std::span<const int32_t> ids) {
    for (const int32_t id : ids) words[static_cast<size_t>(id) / 32] |= 1u << (id % 32);
}
void clear_bits(std::span<uint32_t> words, std::span<const int32_t> ids) {
    for (const int32_t id : ids) words[static_cast<size_t>(id) / 32] &= ~(1u << (id % 32));
}

}  // namespace

PureTokens find_pure_tokens(const TokenTable& table, TextKinds kinds) {
    PureTokens pure;
    pure.kinds = kinds;
    pure.at_most.resize(PureTokens::kMasks + 1);
    visit_pure_tokens(table, kinds, [&](const KindToken& token) {
        if (token.code_points <= PureTokens::kMasks) {
            ++pure.ends[token.code_points];
        } else {
            pure.longer.push_back({token.code_points, token.id});
        }
    });
    std::array<uint32_t, PureTokens::kMasks + 1> next{};
    for (uint32_t i = 1; i <= PureTokens::kMasks; ++i) {
        next[i] = pure.ends[i - 1];
        pure.ends[i] += pure.ends[i - 1];
    }
    pure.ids.resize(pure.ends.back());
    visit_pure_tokens(table, kinds, [&](const KindToken& token) {
        if (token.code_points <= PureTokens::kMasks) {
            pure.ids[next[token.code_points]++] = token.id;
        }
    });
    return pure;
}

// From the nearest one that is there.
void PureTokens::make_mask(uint32_t code_points, size_t words) {
    std::vector<uint32_t>& mask = at_most[code_points];
    const std::span<const int32_t> all(ids);
    for (uint32_t distance = 1; distance <= kMasks; ++distance) {
        const uint32_t more = code_points + distance;
        if (more <= kMasks && !at_most[more].empty()) {
            mask = at_most[more];
            return clear_bits(mask, all.subspan(ends[code_points], ends[more] - ends[code_points]));
        }
        if (distance > code_points) continue;
        const uint32_t fewer = code_points - distance;
        if (!at_most[fewer].empty()) {
            mask = at_most[fewer];
            return set_bits(mask, all.subspan(ends[fewer], ends[code_points] - ends[fewer]));
        }
    }
    mask.assign(words, 0);
    set_bits(mask, all.first(ends[code_points]));
}

}  // namespace minstrel
