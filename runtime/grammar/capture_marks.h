// A grammar in which marks - tokens that no vocabulary has - stand around some rules, so that a
// reader of a text can tell where those rules begin and end. Stateless; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "runtime/core/status.h"
#include "runtime/grammar/grammar.h"

namespace minstrel {

// Of the rule with that number in the list.
inline constexpr int32_t open_mark(uint32_t rule) {
    return INT32_MAX - 2 * static_cast<int32_t>(rule);
}
inline constexpr int32_t close_mark(uint32_t rule) {
    return open_mark(rule) - 1;
}

// A copy of `base` with marks around the rules of these names. Errors: kInvalidArgument for a rule
// that is not there, kUnsupported for one inside an intersection.
Result<GrammarPtr> mark_captures(const Grammar& base, std::span<const std::string> rules);

}  // namespace minstrel
