#include "runtime/grammar/schema_decimal.h"

#include <algorithm>

namespace minstrel {
namespace {

constexpr int32_t kMaxDigits = 4096;

std::string strip_leading_zeros(std::string digits) {
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    return digits;
}

int compare_digits(const std::string& a, const std::string& b) {
    if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
    return a.compare(b);
}

// a - b for a >= b, both without leading zeros.
std::string subtract(std::string a, const std::string& b) {
    int borrow = 0;
    for (size_t i = 0; i < a.size(); ++i) {
        const size_t at = a.size() - 1 - i;
        int digit = a[at] - '0' - borrow - (i < b.size() ? b[b.size() - 1 - i] - '0' : 0);
        borrow = digit < 0 ? 1 : 0;
        if (digit < 0) digit += 10;
        a[at] = char('0' + digit);
    }
    return strip_leading_zeros(std::move(a));
}

// Long division; the divisor may be long, so the remainder is a digit string too.
bool divides(const std::string& divisor, const std::string& dividend) {
    std::string remainder;
    for (const char digit : dividend) {
        if (!remainder.empty() || digit != '0') remainder += digit;
        while (compare_digits(remainder, divisor) >= 0) remainder = subtract(remainder, divisor);
    }
    return remainder.empty();
}

}  // namespace

Result<Decimal> Decimal::parse(std::string_view literal) {
    Decimal result;
    size_t at = 0;
    if (at < literal.size() && literal[at] == '-') {
        result.negative = true;
        ++at;
    }
    int64_t exponent = 0;
    bool fraction = false;
    for (; at < literal.size() && literal[at] != 'e' && literal[at] != 'E'; ++at) {
        if (literal[at] == '.') {
            fraction = true;
            continue;
        }
        result.digits += literal[at];
        if (fraction) --exponent;
    }
    if (at < literal.size()) {
        ++at;
        const bool minus = at < literal.size() && literal[at] == '-';
        if (at < literal.size() && (literal[at] == '-' || literal[at] == '+')) ++at;
        int64_t written = 0;
        for (; at < literal.size(); ++at) {
            written = std::min<int64_t>(written * 10 + (literal[at] - '0'), 1000000);
        }
        exponent += minus ? -written : written;
    }
    while (!result.digits.empty() && result.digits.back() == '0') {
        result.digits.pop_back();
        ++exponent;
    }
    result.digits = strip_leading_zeros(std::move(result.digits));
    if (result.digits.empty()) return Decimal{};
    const int64_t length = int64_t(result.digits.size()) + std::max<int64_t>(exponent, 0);
    if (length > kMaxDigits || exponent < -kMaxDigits) {
        return error(Code::kUnsupported, "the number %.40s has more than %d digits",
                     std::string(literal).c_str(), kMaxDigits);
    }
    result.exponent = int32_t(exponent);
    return result;
}

Decimal Decimal::from_integer(uint64_t value) {
    Decimal result;
    if (value == 0) return result;
    result.digits = std::to_string(value);
    while (result.digits.back() == '0') {
        result.digits.pop_back();
        ++result.exponent;
    }
    return result;
}

bool Decimal::is_multiple_of(const Decimal& step) const {
    if (is_zero()) return true;
    const int32_t shift = exponent - step.exponent;
    std::string dividend = digits;
    std::string divisor = step.digits;
    (shift >= 0 ? dividend : divisor).append(size_t(shift >= 0 ? shift : -shift), '0');
    return divides(divisor, dividend);
}

Decimal Decimal::negated() const {
    Decimal result = *this;
    if (!is_zero()) result.negative = !negative;
    return result;
}

std::string Decimal::integer_digits() const {
    if (exponent >= 0) return is_zero() ? "0" : digits + std::string(size_t(exponent), '0');
    const size_t after = size_t(-exponent);
    return digits.size() <= after ? "0" : digits.substr(0, digits.size() - after);
}

std::string Decimal::fraction_digits() const {
    if (exponent >= 0) return "";
    const size_t after = size_t(-exponent);
    if (digits.size() >= after) return digits.substr(digits.size() - after);
    return std::string(after - digits.size(), '0') + digits;
}

std::string Decimal::text() const {
    const std::string fraction = fraction_digits();
    return (negative ? "-" : "") + integer_digits() + (fraction.empty() ? "" : "." + fraction);
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const {
    if (*this == other) return std::strong_ordering::equal;
    const int sign = is_zero() ? 0 : negative ? -1 : 1;
    const int other_sign = other.is_zero() ? 0 : other.negative ? -1 : 1;
    if (sign != other_sign) return sign <=> other_sign;
    const int64_t top = int64_t(digits.size()) + exponent;
    const int64_t other_top = int64_t(other.digits.size()) + other.exponent;
    const bool smaller = top != other_top ? top < other_top : digits.compare(other.digits) < 0;
    return smaller != negative ? std::strong_ordering::less : std::strong_ordering::greater;
}

}  // namespace minstrel
