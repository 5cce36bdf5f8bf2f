// Looks at calls that a model has written, whoever held it to what: is the function one of those
// allowed, do the arguments keep to its schema? Stateless; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/text/chat_stages.h"
#include "runtime/tools/call_grammar.h"
#include "runtime/tools/toolset.h"

namespace minstrel {

enum class CallFault : uint8_t { kUnknownFunction, kNotAllowed, kBadArguments, kTooManyCalls };

struct CheckedCall {
    uint32_t function = 0;  // of the toolset, where that is known
    std::optional<CallFault> fault;
    std::string why;  // of the fault, for people and for the model
};

// One verdict a call.
std::vector<CheckedCall> check_calls(const Toolset& toolset, const CallRules& rules,
                                     std::span<const ToolCall> calls);

}  // namespace minstrel
