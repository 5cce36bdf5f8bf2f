#include "runtime/text/prompt_number.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

namespace minstrel {
namespace {

size_t digits_at(std::string_view text, size_t at) {
    size_t count = 0;
    while (at + count < text.size() && text[at + count] >= '0' && text[at + count] <= '9') ++count;
    return count;
}

// For a number outside the range of float64: whether it is too large rather than too small. The
// place of the first digit that is not zero decides; exponents saturate.
bool is_huge(std::string_view number) {
    const size_t mark = number.find_first_of("eE");
    const std::string_view mantissa = number.substr(0, mark);
    long exponent = 0;
    if (mark != std::string_view::npos) {
        const bool negative = number[mark + 1] == '-';
        for (const char c : number.substr(mark + 1)) {
            if (c >= '0' && c <= '9' && exponent < 100000000) exponent = exponent * 10 + (c - '0');
        }
        if (negative) exponent = -exponent;
    }
    const size_t point = std::min(mantissa.find('.'), mantissa.size());
    const size_t first = mantissa.find_first_of("123456789");
    if (first == std::string_view::npos) return false;
    return exponent + static_cast<long>(point) - static_cast<long>(first) > 0;
}

double parse_double(std::string_view number) {
    double value = 0;
    const auto result = std::from_chars(number.data(), number.data() + number.size(), value);
    if (result.ec == std::errc::result_out_of_range) {
        value = is_huge(number) ? std::numeric_limits<double>::infinity() : 0.0;
        if (number.front() == '-') value = -value;
    }
    return value;
}

// Python's repr(float): decimal for 1e-4 <= |x| < 1e16, else an exponent of two digits at least.
std::string write_double(double value) {
    if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, std::abs(value),
                                   std::chars_format::scientific)
                         .ptr;
    const std::string_view text(buffer, static_cast<size_t>(end - buffer));  // d[.ddd]e[+-]dd
    const size_t mark = text.find('e');
    std::string digits(text.substr(0, 1));
    if (mark > 2) digits += text.substr(2, mark - 2);
    int exponent = 0;
    std::from_chars(text.data() + mark + 2, end, exponent);
    if (text[mark + 1] == '-') exponent = -exponent;

    const auto count = static_cast<int>(digits.size());
    std::string out = std::signbit(value) ? "-" : "";
    if (exponent < -4 || exponent >= 16) {
        out += digits[0];
        if (count > 1) out.append(".").append(digits, 1);
        return out.append(text.substr(mark));
    }
    if (exponent < 0) return out.append("0.").append(-exponent - 1, '0').append(digits);
    if (exponent + 1 >= count) {
        return out.append(digits).append(exponent + 1 - count, '0').append(".0");
    }
    return out.append(digits, 0, exponent + 1).append(".").append(digits, exponent + 1);
}

}  // namespace

size_t prompt_number_length(std::string_view text) {
    for (const std::string_view name : {"NaN", "Infinity", "-Infinity"}) {
        if (text.starts_with(name)) return name.size();
    }
    size_t at = text.starts_with('-') ? 1 : 0;
    const size_t whole = digits_at(text, at);
    if (whole == 0) return 0;
    at += text[at] == '0' ? 1 : whole;  // no digits after a leading zero
    if (at < text.size() && text[at] == '.') {
        const size_t fraction = digits_at(text, at + 1);
        if (fraction == 0) return at;
        at += 1 + fraction;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        size_t digits = at + 1;
        if (digits < text.size() && (text[digits] == '+' || text[digits] == '-')) ++digits;
        const size_t count = digits_at(text, digits);
        if (count != 0) at = digits + count;
    }
    return at;
}

std::string canonical_prompt_number(std::string_view number) {
    if (number.ends_with('N') || number.ends_with('y')) return std::string(number);
    if (number.find_first_of(".eE") != std::string_view::npos) {
        return write_double(parse_double(number));
    }
    return number == "-0" ? "0" : std::string(number);
}

}  // namespace minstrel
