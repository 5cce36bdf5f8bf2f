#include <gtest/gtest.h>

#include "runtime/grammar/schema_decimal.h"

namespace minstrel {
namespace {

Decimal decimal(const char* literal) {
    return Decimal::parse(literal).value();
}

TEST(Decimal, NormalisesSpellings) {
    EXPECT_EQ(decimal("1.50").text(), "1.5");
    EXPECT_EQ(decimal("1e3").text(), "1000");
    EXPECT_EQ(decimal("12.5E-3").text(), "0.0125");
    EXPECT_EQ(decimal("-0.0").text(), "0");
    EXPECT_EQ(decimal("-100").text(), "-100");
    EXPECT_EQ(decimal("10"), decimal("1e1"));
    EXPECT_EQ(decimal("0.1").integer_digits(), "0");
    EXPECT_EQ(decimal("0.05").fraction_digits(), "05");
}

TEST(Decimal, OrdersExactly) {
    const char* ascending[] = {"-1e20", "-10",     "-2.5", "-2.49", "-0.001", "0",   "0.0009",
                               "0.1",   "0.10001", "9",    "10",    "10.5",   "1e20"};
    for (size_t i = 0; i < std::size(ascending); ++i) {
        for (size_t j = 0; j < std::size(ascending); ++j) {
            EXPECT_EQ(decimal(ascending[i]) < decimal(ascending[j]), i < j)
                << ascending[i] << " " << ascending[j];
        }
    }
    // Beyond what a double can tell apart.
    EXPECT_LT(decimal("9007199254740992"), decimal("9007199254740993"));
    EXPECT_LT(decimal("0.3"), decimal("0.30000000000000000000000000001"));
}

TEST(Decimal, Multiples) {
    EXPECT_TRUE(decimal("0.0075").is_multiple_of(decimal("0.0001")));
    EXPECT_FALSE(decimal("0.00751").is_multiple_of(decimal("0.0001")));
    EXPECT_TRUE(decimal("4.5").is_multiple_of(decimal("1.5")));
    EXPECT_FALSE(decimal("35").is_multiple_of(decimal("1.5")));
    EXPECT_TRUE(decimal("-21").is_multiple_of(decimal("7")));
    EXPECT_TRUE(decimal("0").is_multiple_of(decimal("7")));
    EXPECT_TRUE(decimal("1e300").is_multiple_of(decimal("2.5")));
    EXPECT_FALSE(decimal("1e300").is_multiple_of(decimal("0.7")));
}

TEST(Decimal, RefusesAbsurdMagnitudes) {
    EXPECT_FALSE(Decimal::parse("1e99999").ok());
    EXPECT_FALSE(Decimal::parse("1e-99999").ok());
    EXPECT_FALSE(Decimal::parse("1e99999999999999999999").ok());
    EXPECT_EQ(decimal("0e99999").text(), "0");
}

}  // namespace
}  // namespace minstrel
