#include <gtest/gtest.h>

#include "runtime/grammar/schema_language.h"

namespace minstrel {
namespace {

class LanguageTest : public testing::Test {
  protected:
    Language cls(uint32_t first, uint32_t last) { return pool.one_of({{first, last}}); }
    bool has(Language language, std::string_view text) {
        const Answer answer = pool.contains(language, text);
        EXPECT_NE(answer, Answer::kUnknown);
        return answer == Answer::kYes;
    }

    LanguagePool pool{1'000'000};
};

TEST_F(LanguageTest, BooleanOperations) {
    const Language ab = pool.repeat(cls('a', 'b'), 0, kUnbounded);
    const Language bc = pool.repeat(cls('b', 'c'), 1, 3);
    const Language both = pool.both({ab, bc});
    EXPECT_TRUE(has(both, "bb"));
    EXPECT_FALSE(has(both, ""));
    EXPECT_FALSE(has(both, "bc"));
    EXPECT_FALSE(has(both, "bbbb"));
    const Language not_ab = pool.complement(ab);
    EXPECT_TRUE(has(not_ab, "abc"));
    EXPECT_FALSE(has(not_ab, "abab"));
    EXPECT_EQ(pool.complement(not_ab), ab);
    EXPECT_EQ(pool.both({ab, not_ab}), pool.none());
    EXPECT_EQ(pool.alt({ab, not_ab}), pool.anything());
}

TEST_F(LanguageTest, CodePointsAreUnits) {
    const Language one = pool.repeat(pool.any_code_point(), 1, 1);
    EXPECT_TRUE(has(one, "\xC3\xA4"));
    EXPECT_TRUE(has(one, "\xF0\x9F\x98\x80"));
    EXPECT_FALSE(has(one, "ab"));
    EXPECT_EQ(pool.one_of({{0xD800, 0xDFFF}}), pool.none());
}

TEST_F(LanguageTest, LengthsAreIntervals) {
    const auto length = [&](uint32_t min, uint32_t max) {
        return pool.repeat(pool.any_code_point(), min, max);
    };
    EXPECT_EQ(pool.both({length(2, 9), length(0, 5)}), length(2, 5));
    EXPECT_EQ(pool.both({length(2, 3), length(4, 5)}), pool.none());
    EXPECT_EQ(pool.complement(length(3, kUnbounded)), length(0, 2));
    // Millions cost nothing.
    EXPECT_EQ(
        pool.is_empty(pool.both({length(1000000, kUnbounded), pool.complement(length(5, 7))})),
        Answer::kNo);
}

TEST_F(LanguageTest, Emptiness) {
    const Language a = pool.repeat(cls('a', 'a'), 1, kUnbounded);
    const Language starts = pool.seq(pool.text("ab"), pool.anything());
    EXPECT_EQ(pool.is_empty(pool.both({a, starts})), Answer::kYes);
    EXPECT_EQ(pool.is_empty(pool.both({starts, pool.complement(pool.text("ab"))})), Answer::kNo);
    EXPECT_EQ(pool.both({pool.text("ab"), starts}), pool.text("ab"));
    EXPECT_EQ(pool.both({pool.text("ba"), starts}), pool.none());
}

TEST_F(LanguageTest, BudgetEndsInUnknown) {
    LanguagePool small(10);
    // (a|b)*a(a|b){20}, intersected with its own mirror: far more than ten steps.
    const Language ab = small.one_of({{'a', 'b'}});
    const Language left =
        small.seq({small.repeat(ab, 0, kUnbounded), small.text("a"), small.repeat(ab, 20, 20)});
    const Language right =
        small.seq({small.repeat(ab, 0, kUnbounded), small.text("b"), small.repeat(ab, 20, 20)});
    EXPECT_EQ(small.is_empty(small.both({left, right})), Answer::kUnknown);
}

}  // namespace
}  // namespace minstrel
