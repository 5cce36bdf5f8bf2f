#include "runtime/grammar/vocabulary_tokens.h"

#include <string>
#include <vector>

namespace minstrel {
namespace {

bool is_text(TokenClass token_class) {
    return token_class == TokenClass::kNormal || token_class == TokenClass::kByte;
}

}  // namespace

Result<TokenTablePtr> make_token_table(const Vocabulary& vocabulary,
                                       std::span<const uint32_t> end_ids,
                                       std::span<const int32_t> order) {
    std::vector<std::string_view> texts;
    std::vector<int32_t> control_ids;
    for (int32_t id = 0; id < vocabulary.size(); ++id) {
        const bool text = is_text(vocabulary.token_class(id));
        texts.push_back(text ? vocabulary.bytes(id) : std::string_view());
        if (!text) control_ids.push_back(id);
    }
    const int32_t end = vocabulary.special(Special::kEos);
    if (end < 0) {
        return error(Code::kInvalidArgument, "grammar: the vocabulary has no end token");
    }
    std::vector<int32_t> ends = {end};
    for (const uint32_t id : end_ids) {
        const auto other = static_cast<int32_t>(id);
        if (other == end || !vocabulary.contains(other)) continue;
        ends.push_back(other);
        if (is_text(vocabulary.token_class(other))) control_ids.push_back(other);
        texts[id] = std::string_view();
    }
    return TokenTable::make(texts, control_ids, ends, order);
}

SpecialNames make_special_names(const Vocabulary& vocabulary) {
    SpecialNames names(vocabulary.size());
    for (int32_t id = 0; id < vocabulary.size(); ++id) {
        if (vocabulary.token_class(id) == TokenClass::kControl) {
            names.add(std::string(vocabulary.bytes(id)), id);
        }
    }
    return names;
}

}  // namespace minstrel
