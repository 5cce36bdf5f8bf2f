// Grammar text in Lark, the subset in which Mistral's own tool-call and reasoning grammars are
// written, with the extensions of llguidance that they use: control tokens, `&` and `~` on
// terminals, `%json`, `[lazy]`. The rule `start` is the whole. Stateless; the compiling thread.
#pragma once

#include <functional>
#include <string_view>

#include "runtime/core/status.h"
#include "runtime/grammar/grammar_builder.h"
#include "runtime/grammar/special_names.h"

namespace minstrel {

struct LarkOptions {
    // Control tokens: <NAME>, <[id]>, and [NAME] where no rule has that name.
    SpecialNames specials;
    // Makes what `%json {...}` stands for, in the given builder. Without it %json is refused.
    std::function<Result<Node>(GrammarBuilder&, std::string_view schema)> json;
};

Result<GrammarPtr> compile_lark(std::string_view text, const LarkOptions& options = {},
                                const GrammarLimits& limits = {});

}  // namespace minstrel
