// Exact decimal numbers of a schema: bounds, steps and constants are never rounded. Values; any
// thread.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/core/status.h"

namespace minstrel {

// (-1)^negative * digits * 10^exponent; digits have neither leading nor trailing zeros, and zero
// has no digits, no sign and exponent 0, so equal numbers have equal members.
struct Decimal {
    bool negative = false;
    std::string digits;
    int32_t exponent = 0;

    // Reads a JSON number literal. Refused: more than 4,096 digits when written without exponent.
    static Result<Decimal> parse(std::string_view literal);
    static Decimal from_integer(uint64_t value);

    bool is_zero() const { return digits.empty(); }
    bool is_integer() const { return exponent >= 0; }
    // Whether this = k * step for an integer k; step is not zero.
    bool is_multiple_of(const Decimal& step) const;
    Decimal negated() const;

    // Digits before and after the point, without sign: 0.5 -> "0" and "5", 120 -> "120" and "".
    std::string integer_digits() const;
    std::string fraction_digits() const;
    // The shortest spelling without exponent.
    std::string text() const;

    bool operator==(const Decimal&) const = default;
    std::strong_ordering operator<=>(const Decimal& other) const;
};

}  // namespace minstrel
