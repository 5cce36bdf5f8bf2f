#include "runtime/engine/turn_masks.h"

#include <initializer_list>

#include "runtime/text/chat_rules.h"
#include "runtime/text/chat_version.h"

namespace minstrel {
namespace {

using Mask = std::vector<uint32_t>;

// `mask` with these tokens added, as far as the vocabulary has them.
Mask with(Mask mask, const Vocabulary& vocabulary, std::initializer_list<Special> specials) {
    for (const Special special : specials) {
        const int32_t id = vocabulary.special(special);
        if (id >= 0) mask[static_cast<size_t>(id) / 32] |= uint32_t{1} << (id % 32);
    }
    return mask;
}

// Text and the end of the turn.
Mask text_mask(const Vocabulary& vocabulary, size_t words) {
    const auto given = vocabulary.generation_mask();
    Mask mask(given.begin(), given.end());
    mask.resize(words, 0);
    for (size_t i = 0; i < kSpecialCount; ++i) {
        const int32_t id = vocabulary.special(static_cast<Special>(i));
        if (id >= 0) mask[static_cast<size_t>(id) / 32] &= ~(uint32_t{1} << (id % 32));
    }
    return with(std::move(mask), vocabulary, {Special::kEos});
}

}  // namespace

TurnMasks TurnMasks::make(const Vocabulary& vocabulary, ChatVersion version, uint32_t size) {
    const ChatRules& rules = chat_rules(version);
    const size_t words = (size + 31) / 32;
    const Mask text = text_mask(vocabulary, words);
    TurnMasks masks;
    masks.plain = masks.first = masks.thinking = masks.in_calls = text;
    if (can_think(version, vocabulary)) {
        masks.first = with(text, vocabulary, {Special::kThink});
        masks.thinking = with(text, vocabulary, {Special::kEndThink});
    }
    masks.with_calls = masks.plain;
    masks.first_with_calls = masks.first;
    masks.calls_only.assign(words, 0);
    if (rules.calls == CallForm::kNone) return masks;
    masks.with_calls = with(masks.plain, vocabulary, {Special::kToolCalls});
    masks.first_with_calls = with(masks.first, vocabulary, {Special::kToolCalls});
    masks.calls_only = with(masks.calls_only, vocabulary, {Special::kToolCalls});
    masks.in_calls = with(text, vocabulary, {Special::kToolCalls});
    if (rules.marks_calls()) {
        masks.in_calls = with(masks.in_calls, vocabulary, {Special::kArguments});
    }
    if (rules.calls == CallForm::kMarkedWithIds) {
        masks.in_calls = with(masks.in_calls, vocabulary, {Special::kCallId});
    }
    return masks;
}

}  // namespace minstrel
