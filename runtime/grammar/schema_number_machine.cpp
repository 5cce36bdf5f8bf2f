#include "runtime/grammar/schema_number_machine.h"

namespace minstrel {
namespace {

enum Spelling : uint32_t {
    kStart,
    kMinus,
    kZero,
    kMinusZero,
    kInteger,
    kPoint,
    kMinusZeroPoint,  // only zeros after the minus sign so far
    kFraction,
    kMinusZeroFraction,
};

constexpr uint32_t kComparedEqual = 0;
constexpr uint32_t kComparedSmaller = 1;
constexpr uint32_t kComparedLarger = 2;

}  // namespace

uint32_t SpellingMachine::step(uint32_t state, uint32_t symbol, bool whole) {
    const bool digit = symbol < 10;
    switch (state) {
        case kStart:
            if (symbol == kMinusSymbol) return kMinus;
            return !digit ? kDead : symbol == 0 ? kZero : kInteger;
        case kMinus:
            return !digit ? kDead : symbol == 0 ? kMinusZero : kInteger;
        case kZero:
            return symbol == kPointSymbol && !whole ? kPoint : kDead;
        case kMinusZero:
            return symbol == kPointSymbol && !whole ? kMinusZeroPoint : kDead;
        case kInteger:
            if (digit) return kInteger;
            return symbol == kPointSymbol && !whole ? kPoint : kDead;
        case kPoint:
        case kFraction:
            return digit ? kFraction : kDead;
        default:
            return !digit ? kDead : symbol == 0 ? kMinusZeroFraction : kFraction;
    }
}

bool SpellingMachine::accepts(uint32_t state) {
    return state == kZero || state == kInteger || state == kFraction;
}

BoundMachine::BoundMachine(const Decimal& value)
    : negative_(value.negative),
      integer_(value.integer_digits()),
      fraction_(value.fraction_digits()) {
    if (integer_ == "0") integer_.clear();
}

uint32_t BoundMachine::digit(uint32_t count, uint32_t comparison, uint32_t symbol) const {
    if (count == integer_.size()) return settled(true);
    const uint32_t expected = uint32_t(integer_[count] - '0');
    if (comparison == kComparedEqual && symbol != expected) {
        comparison = symbol < expected ? kComparedSmaller : kComparedLarger;
    }
    return kDigits + 3 * (count + 1) + comparison;
}

uint32_t BoundMachine::step(uint32_t state, uint32_t symbol) const {
    if (state == kBelow || state == kAbove) return state;
    if (state == 0 && symbol == kMinusSymbol) return negative_ ? kSign : kBelow;
    if (state == 0 && negative_) return kAbove;
    if (state == 0 || state == kSign) {
        return symbol == 0 ? kDigits + kComparedEqual : digit(0, kComparedEqual, symbol);
    }
    if (state < first_fraction()) {
        const uint32_t count = (state - kDigits) / 3;
        const uint32_t comparison = (state - kDigits) % 3;
        if (symbol != kPointSymbol) return digit(count, comparison, symbol);
        if (count < integer_.size()) return settled(false);
        if (comparison != kComparedEqual) return settled(comparison == kComparedLarger);
        return first_fraction();
    }
    const uint32_t count = state - first_fraction();
    const uint32_t expected = count < fraction_.size() ? uint32_t(fraction_[count] - '0') : 0;
    if (symbol != expected) return settled(symbol > expected);
    return count < fraction_.size() ? state + 1 : state;
}

std::strong_ordering BoundMachine::verdict(uint32_t state) const {
    if (state == kBelow) return std::strong_ordering::less;
    if (state == kAbove) return std::strong_ordering::greater;
    bool smaller = false;
    bool equal = false;
    if (state < first_fraction()) {
        const uint32_t count = (state - kDigits) / 3;
        const uint32_t comparison = (state - kDigits) % 3;
        smaller = count < integer_.size() || comparison == kComparedSmaller ||
                  (comparison == kComparedEqual && !fraction_.empty());
        equal = !smaller && comparison == kComparedEqual;
    } else {
        smaller = state - first_fraction() < fraction_.size();
        equal = !smaller;
    }
    if (equal) return std::strong_ordering::equal;
    return smaller != negative_ ? std::strong_ordering::less : std::strong_ordering::greater;
}

Result<MultipleMachine> MultipleMachine::make(const Decimal& step, uint32_t max_step) {
    MultipleMachine machine;
    machine.places_ = step.exponent < 0 ? uint32_t(-step.exponent) : 0;
    std::string scaled = step.digits;
    if (step.exponent > 0) scaled.append(size_t(step.exponent), '0');
    machine.modulus_ = 0;
    for (const char digit : scaled) {
        machine.modulus_ = machine.modulus_ * 10 + uint64_t(digit - '0');
        if (machine.modulus_ > max_step) {
            return error(Code::kUnsupported, "multiples of %s need more than %u remainders",
                         step.text().c_str(), max_step);
        }
    }
    return machine;
}

uint32_t MultipleMachine::step(uint32_t state, uint32_t symbol) const {
    // Phase 0: integer part; phase 1 + q: q digits of the fraction; then "not a multiple".
    const uint64_t lost = modulus_ * (places_ + 2);
    if (symbol == kMinusSymbol || state == lost) return state;
    const uint64_t phase = state / modulus_;
    const uint64_t remainder = state % modulus_;
    if (symbol == kPointSymbol) return uint32_t(modulus_ + remainder);
    if (phase == places_ + 1) return symbol == 0 ? state : uint32_t(lost);
    const uint64_t next = (remainder * 10 + symbol) % modulus_;
    return uint32_t((phase == 0 ? 0 : phase + 1) * modulus_ + next);
}

bool MultipleMachine::verdict(uint32_t state) const {
    if (state == modulus_ * (places_ + 2)) return false;
    const uint64_t phase = state / modulus_;
    uint64_t remainder = state % modulus_;
    for (uint64_t q = phase == 0 ? 0 : phase - 1; q < places_ && remainder != 0; ++q) {
        remainder = remainder * 10 % modulus_;
    }
    return remainder == 0;
}

}  // namespace minstrel
