// Numbers of a schema: bounds, steps and excluded values as one automaton over decimal spellings,
// exact for any number of digits. One compilation, on the compiling thread.
#pragma once

#include <optional>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/grammar/grammar_builder.h"
#include "runtime/grammar/schema_decimal.h"

namespace minstrel {

// All conditions hold together. Spellings: without conditions, any JSON number; otherwise without
// exponent and without "-0"; whole numbers (a step that is an integer) without a fraction.
struct NumberRange {
    struct Bound {
        Decimal value;
        bool strict = false;
    };
    std::optional<Bound> low;
    std::optional<Bound> high;
    std::optional<Decimal> equal;
    std::vector<Decimal> not_equal;
    std::vector<Decimal> multiples;
    std::vector<Decimal> not_multiples;

    void raise_low(const Decimal& value, bool strict);
    void reduce_high(const Decimal& value, bool strict);
    bool allows(const Decimal& value) const;
    bool free() const;
};

struct NumberLimits {
    uint32_t max_states = 20000;
    uint32_t max_step = 100000;  // of a step, as an integer once scaled
};

// never() for a range without numbers. kLimitReached past the limits.
Result<Node> number_node(GrammarBuilder& builder, const NumberRange& range,
                         const NumberLimits& limits);
// Whether the range has no number; unknown past the limits.
bool surely_no_number(const NumberRange& range, const NumberLimits& limits);

}  // namespace minstrel
