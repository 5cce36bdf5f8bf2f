#include "runtime/grammar/quantifier.h"

#include "runtime/grammar/grammar.h"

namespace minstrel {
namespace {

// The cursor stands behind the brace that opened at `start`.
Result<Quantifier> take_bounds(TextCursor& cursor, BoundsStyle style, size_t start) {
    const bool rules = style == BoundsStyle::kRules;
    const auto skip_blanks = [&] {
        while (rules && (cursor.peek() == ' ' || cursor.peek() == '\t')) cursor.skip(1);
    };
    Quantifier bounds;
    skip_blanks();
    if (!rules || cursor.peek() != ',') {
        MST_ASSIGN(bounds.min, cursor.take_number());
    }
    bounds.max = bounds.min;
    skip_blanks();
    if (cursor.take(",")) {
        skip_blanks();
        bounds.max = kUnbounded;
        if (cursor.peek() != '}') {
            MST_ASSIGN(bounds.max, cursor.take_number());
        }
        skip_blanks();
    }
    if (!cursor.take("}")) return cursor.fail("the bounds are not closed; add }");
    if (bounds.max < bounds.min) {
        return cursor.fail_at(start, "the upper bound is below the lower one");
    }
    return bounds;
}

}  // namespace

Result<std::optional<Quantifier>> take_quantifier(TextCursor& cursor, BoundsStyle style) {
    const size_t start = cursor.offset();
    if (cursor.take("*")) return std::optional(Quantifier{0, kUnbounded});
    if (cursor.take("+")) return std::optional(Quantifier{1, kUnbounded});
    if (cursor.take("?")) return std::optional(Quantifier{0, 1});
    if (!cursor.take("{")) return std::optional<Quantifier>();
    MST_ASSIGN(const Quantifier bounds, take_bounds(cursor, style, start));
    return std::optional(bounds);
}

}  // namespace minstrel
