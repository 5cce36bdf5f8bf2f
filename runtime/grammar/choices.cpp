#include "runtime/grammar/choices.h"

#include "runtime/core/utf8.h"

namespace minstrel {

Result<GrammarPtr> compile_choices(std::vector<std::string> texts, const GrammarLimits& limits) {
    if (texts.empty()) return error(Code::kBadGrammar, "choices: there is nothing to choose from");
    for (size_t i = 0; i < texts.size(); ++i) {
        if (find_invalid_utf8(texts[i]) != std::string_view::npos) {
            return error(Code::kBadGrammar, "choices: choice %zu is not UTF-8", i + 1);
        }
    }
    GrammarBuilder builder(limits);
    const Node root = builder.choices(std::move(texts));
    return builder.finish(root);
}

}  // namespace minstrel
