// What tests of grammars share: a small vocabulary, and whether a grammar matches a text.
#pragma once

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "runtime/grammar/automaton.h"
#include "runtime/grammar/grammar_builder.h"
#include "runtime/grammar/matcher.h"
#include "runtime/grammar/token_table.h"

namespace minstrel::grammar_test {

// Bytes, pieces of words, JSON punctuation, parts of code points and doubles. 0 and 1 are control
// tokens, 2 ends.
TokenTablePtr small_vocabulary();

inline GrammarPtr take(Result<GrammarPtr> grammar) {
    EXPECT_TRUE(grammar.ok()) << grammar.status().message();
    return grammar.ok() ? grammar.take() : nullptr;
}

inline GrammarPtr finish(GrammarBuilder& builder, Node root) {
    return take(builder.finish(root));
}

// Whether the whole text matches. A failure of the automaton fails the test.
bool matches(const GrammarPtr& grammar, std::string_view text);

// Every token that the mask allows is accepted and no other, at positions along `walks` random
// walks of up to `steps` tokens. All tokens are compared at every `every`-th position.
struct MaskCheck {
    int walks = 10;
    int steps = 40;
    int every = 1;
    uint32_t seed = 1;
};
struct MaskCheckResult {
    size_t positions = 0;
    size_t ends = 0;
};
MaskCheckResult check_masks(const GrammarPtr& grammar, const TokenTable& tokens,
                            const MaskCheck& check);

}  // namespace minstrel::grammar_test
