// The language of function calls as a model of one chat version writes them: allowed names,
// arguments that keep to their schemas. The schemas are compiled already, so a grammar costs a copy
// of theirs and a few names. Stateless; any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/grammar/grammar.h"
#include "runtime/text/chat_format.h"
#include "runtime/text/vocabulary.h"
#include "runtime/tools/toolset.h"

namespace minstrel {

// Control tokens of a vocabulary that stand inside calls; -1 = none. Before version 11 calls have
// none.
struct CallTokens {
    int32_t tool_calls = -1;
    int32_t call_id = -1;
    int32_t arguments = -1;
    bool operator==(const CallTokens&) const = default;
};

CallTokens call_tokens(const Vocabulary& vocabulary);

struct CallRules {
    ChatVersion version = ChatVersion::kV3;
    std::vector<uint32_t> functions;  // of the toolset, at least one, all callable
    std::vector<LiveValues> live;
    uint32_t max_calls = 1;
    CallTokens tokens;
    bool operator==(const CallRules&) const = default;
};

// All that follows the first [TOOL_CALLS] up to the end of the turn: at least one call. Versions 2,
// 3 and 7 write one JSON list, later ones each call behind a marker of its own. Errors:
// kUnsupported for a version or a vocabulary without calls.
Result<GrammarPtr> call_grammar(const Toolset& toolset, const CallRules& rules);

}  // namespace minstrel
