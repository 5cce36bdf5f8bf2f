// The rules of a finished grammar by name, for what changes single rules of it: live terminals and
// marks of captures. Stateless; any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/grammar/grammar.h"

namespace minstrel {

// Numbers of the rules of that name; none when there are none.
std::vector<uint32_t> rules_named(const Grammar& grammar, std::string_view name);

// kUnsupported when one of the rules is part of an intersection or a complement: what such a part
// leads to has been decided when the grammar was compiled. `purpose` ends the sentence.
Status check_outside_regular_parts(const Grammar& grammar, const std::vector<uint32_t>& rules,
                                   const char* purpose);

}  // namespace minstrel
