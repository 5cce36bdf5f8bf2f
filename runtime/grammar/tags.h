// Structural tags: free text until the beginning of a tag, then what the tag holds, then free text
// again. Text is held to nothing as long as no beginning stands in it, to the letter: a part of one
// is text. Stateless; the compiling thread.
#pragma once

#include <span>
#include <string>

#include "runtime/core/status.h"
#include "runtime/grammar/grammar.h"

namespace minstrel {

struct StructuralTag {
    std::string name;  // of the rule of its content; may be empty
    std::string begin;
    GrammarPtr content;
    std::string end;  // may be empty
};

struct TagLimits {
    size_t max_tags = 64;
    size_t max_bytes = 64;  // of one beginning or end
};

// Errors name the tag: kInvalidArgument for a beginning that is absent, too long or has another one
// in it, and for a name that is no name or given twice; kLimitReached.
Result<GrammarPtr> compile_tags(std::span<const StructuralTag> tags, const TagLimits& limits = {},
                                const GrammarLimits& grammar_limits = {});

}  // namespace minstrel
