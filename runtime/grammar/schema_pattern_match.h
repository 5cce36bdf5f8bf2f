// What a part of a pattern matches, by where in the text it stands: the means to give `^` and `$` a
// meaning in any position. Stateless; the compiling thread.
#pragma once

#include <array>
#include <vector>

#include "runtime/grammar/schema_language.h"

namespace minstrel {

// Index of the arrays: 2 * (begins where the text begins) + (ends where the text ends).
struct PatternMatch {
    bool plain = true;               // without anchors: `whole` says it all
    Language whole{};                // of plain parts
    std::array<Language, 4> some{};  // non-empty matches
    std::array<bool, 4> none{};      // whether it matches the empty string there

    static PatternMatch of(Language language);
    static PatternMatch start(LanguagePool& pool);
    static PatternMatch end(LanguagePool& pool);
};

// One step of an alternative: a part, or a condition on the text ahead.
struct PatternItem {
    enum class Kind : uint8_t { kPart, kAhead, kNotAhead } kind = Kind::kPart;
    PatternMatch match;
};

PatternMatch match_seq(LanguagePool& pool, const PatternMatch& first, const PatternMatch& second);
PatternMatch match_alt(LanguagePool& pool, const std::vector<PatternMatch>& options);
// False for counts of parts with anchors that are not ?, * or +.
bool match_repeat(LanguagePool& pool, const PatternMatch& part, uint32_t min, uint32_t max,
                  PatternMatch& out);

// All texts in which the items match somewhere, one after the other.
Language match_anywhere(LanguagePool& pool, const std::vector<PatternItem>& items);

}  // namespace minstrel
