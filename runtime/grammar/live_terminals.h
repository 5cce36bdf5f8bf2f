// Live terminals: what a finished grammar has for some of its rules in one request - the doors in
// sight now. Nothing is compiled again; see GrammarPatch. Stateless; any thread.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/grammar/grammar.h"

namespace minstrel {

// A name and the texts that stand for it. Strings of a schema with "live": NAME take them as JSON
// strings, rules of that name as they are.
struct LiveTerminal {
    std::string name;
    std::vector<std::string> values;
    bool operator==(const LiveTerminal&) const = default;
};

// Errors: kInvalidArgument for a name that is given twice, is not in the grammar or has no values,
// and for a live string of a schema without values; kBadGrammar for an empty text in place of a
// rule; kUnsupported for a rule inside an intersection; kLimitReached.
Result<GrammarPtr> fill_live_terminals(const GrammarPtr& base, std::span<const LiveTerminal> live);

// Whether schemas in the grammar have live strings, which must be filled before it can be used.
bool has_live_strings(const Grammar& grammar);

// Every live string is any JSON string: what the grammar says before a request fills it.
Result<GrammarPtr> open_live_strings(const GrammarPtr& base);

}  // namespace minstrel
