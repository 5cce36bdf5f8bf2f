// Small machines that read a number character by character and say how it compares with a bound, or
// whether it is a multiple of a step. Values; any thread.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>

#include "runtime/core/status.h"
#include "runtime/grammar/schema_decimal.h"

namespace minstrel {

// Characters of a number: 0 to 9 are the digits.
inline constexpr uint32_t kMinusSymbol = 10;
inline constexpr uint32_t kPointSymbol = 11;
inline constexpr uint32_t kNumberSymbols = 12;

// The spelling: JSON's integer and fraction, never "-0" or "-0.0".
class SpellingMachine {
  public:
    static constexpr uint32_t kDead = UINT32_MAX;
    // `whole`: no fraction at all.
    static uint32_t step(uint32_t state, uint32_t symbol, bool whole);
    static bool accepts(uint32_t state);
};

// Compares with a fixed value. State 0 is the start.
class BoundMachine {
  public:
    explicit BoundMachine(const Decimal& value);
    uint32_t step(uint32_t state, uint32_t symbol) const;
    // How what was read compares with the value, when it ends here.
    std::strong_ordering verdict(uint32_t state) const;

  private:
    static constexpr uint32_t kSign = 1;  // "-" was read
    static constexpr uint32_t kBelow = 2;
    static constexpr uint32_t kAbove = 3;
    static constexpr uint32_t kDigits = 4;  // + 3 * digits read + comparison so far

    uint32_t settled(bool larger) const { return larger != negative_ ? kAbove : kBelow; }
    uint32_t first_fraction() const { return kDigits + 3 * (uint32_t(integer_.size()) + 1); }
    uint32_t digit(uint32_t count, uint32_t comparison, uint32_t symbol) const;

    bool negative_;
    std::string integer_;  // empty when the value is below 1
    std::string fraction_;
};

// Remainders of division by a step. State 0 is the start.
class MultipleMachine {
  public:
    // kUnsupported when the step, written as an integer, exceeds `max_step`.
    static Result<MultipleMachine> make(const Decimal& step, uint32_t max_step);
    uint32_t step(uint32_t state, uint32_t symbol) const;
    bool verdict(uint32_t state) const;

  private:
    uint64_t modulus_ = 1;  // the step times 10^places_
    uint32_t places_ = 0;   // digits of the fraction that matter
};

}  // namespace minstrel
