// Which instruct template of the family a model was trained on, as far as its file says. The
// numbers are part of the package format.
#pragma once

#include <cstdint>

namespace minstrel {

enum class ChatFormatId : uint8_t {
    kByVocabulary = 0,  // decided by the control tokens of the vocabulary
    kMistralV1 = 1,
    kMistralV2 = 2,
    kMistralV3 = 3,
    kMistralV7 = 7,
    kMistralV11 = 11,
    kMistralV13 = 13,
    kMistralV15 = 15,
};

constexpr bool is_chat_format(uint8_t value) {
    return value <= 3 || value == 7 || value == 11 || value == 13 || value == 15;
}

}  // namespace minstrel
