#include <gtest/gtest.h>

#include "runtime/grammar/schema_number.h"
#include "tests/unit/grammar/schema/schema_fixture.h"

namespace minstrel {
namespace {

Decimal decimal(const std::string& literal) {
    return Decimal::parse(literal).value();
}

CompiledSchema compiled(const NumberRange& range) {
    GrammarBuilder builder;
    const Node node = number_node(builder, range, {}).value();
    return CompiledSchema(builder.finish(node));
}

// Everything between -max and max with up to two digits after the point, plus odd spellings.
std::vector<std::string> numbers() {
    std::vector<std::string> result;
    for (int i = 0; i <= 131; ++i) {
        for (const char* fraction : {"", ".0", ".5", ".25", ".50", ".01", ".009", ".1"}) {
            result.push_back(std::to_string(i) + fraction);
            result.push_back("-" + result.back());
        }
    }
    for (const char* big : {"999", "1000", "1001", "99999999999999999999", "0.000001"}) {
        result.emplace_back(big);
        result.push_back("-" + result.back());
    }
    return result;
}

bool is_minus_zero(const std::string& text) {
    return text[0] == '-' && decimal(text).is_zero();
}

// The automaton against arithmetic, on every number of the list.
void check(const NumberRange& range) {
    CompiledSchema schema = compiled(range);
    bool whole = false;
    for (const Decimal& step : range.multiples) whole = whole || step.is_integer();
    for (const std::string& text : numbers()) {
        const bool spelled = !is_minus_zero(text) && (!whole || text.find('.') == text.npos);
        EXPECT_EQ(schema.matches(text), spelled && range.allows(decimal(text))) << text;
    }
}

TEST(Number, Bounds) {
    const char* values[] = {"0", "1", "-1", "7", "10", "99.5", "-0.25", "0.009", "100", "-12.01"};
    for (const char* value : values) {
        for (const bool strict : {false, true}) {
            NumberRange low;
            low.raise_low(decimal(value), strict);
            check(low);
            NumberRange high;
            high.reduce_high(decimal(value), strict);
            check(high);
            high.raise_low(decimal("-12.5"), strict);
            check(high);
        }
    }
}

TEST(Number, Steps) {
    for (const char* step : {"1", "2", "7", "10", "25", "0.5", "0.25", "0.01", "1.5", "100"}) {
        NumberRange range;
        range.multiples.push_back(decimal(step));
        check(range);
        range.raise_low(decimal("-20"), false);
        range.reduce_high(decimal("77.5"), true);
        check(range);
        NumberRange others;
        others.not_multiples.push_back(decimal(step));
        check(others);
    }
    NumberRange several;
    several.multiples = {decimal("2"), decimal("3")};
    several.not_multiples = {decimal("4")};
    several.not_equal = {decimal("6"), decimal("-18")};
    check(several);
}

TEST(Number, Emptiness) {
    NumberRange range;
    range.raise_low(decimal("1"), true);
    range.reduce_high(decimal("2"), true);
    EXPECT_FALSE(surely_no_number(range, {}));
    range.multiples.push_back(decimal("1"));
    EXPECT_TRUE(surely_no_number(range, {}));
    NumberRange crossed;
    crossed.raise_low(decimal("5"), false);
    crossed.reduce_high(decimal("4"), false);
    EXPECT_TRUE(surely_no_number(crossed, {}));
}

TEST(Number, Limits) {
    GrammarBuilder builder;
    NumberRange range;
    range.multiples.push_back(decimal("0.123456789"));
    EXPECT_EQ(number_node(builder, range, {}).status().code(), Code::kUnsupported);
    range.multiples = {decimal("99991"), decimal("99989")};
    EXPECT_EQ(number_node(builder, range, {}).status().code(), Code::kLimitReached);
}

TEST(Number, FreeNumbersAreJson) {
    CompiledSchema any = compiled({});
    for (const char* text : {"0", "-0", "1.5e10", "1E-2", "-0.0e+1", "123"}) {
        EXPECT_TRUE(any.matches(text)) << text;
    }
    for (const char* text : {"01", "+1", "1.", ".5", "1e", "", "-", "0x1", "NaN"}) {
        EXPECT_FALSE(any.matches(text)) << text;
    }
}

}  // namespace
}  // namespace minstrel
