#include "runtime/tools/call_grammar.h"

#include <string>
#include <utility>

#include "runtime/grammar/grammar_patch.h"

namespace minstrel {
namespace {

constexpr uint32_t kIdLength = 9;

class CallWriter {
  public:
    CallWriter(GrammarPatch& patch, const Toolset& toolset, const CallRules& rules)
        : patch_(patch), builder_(patch.builder()), toolset_(toolset), rules_(rules) {
        ByteSet space;
        space.add(uint8_t{' '});
        gap_ = builder_.optional(builder_.byte_set(space));  // as prompts have it, or none
        ByteSet letters;
        for (const auto& [first, last] : {std::pair('0', '9'), {'A', 'Z'}, {'a', 'z'}}) {
            letters =
                letters | ByteSet::range(static_cast<uint8_t>(first), static_cast<uint8_t>(last));
        }
        id_ = builder_.repeat(builder_.byte_set(letters), kIdLength, kIdLength);
    }

    // Versions 2 to 7: one list of {"name", "arguments", "id"}, version 2 without ids.
    Node list(bool has_ids) {
        const Node comma = punctuation(",");
        const Node colon = punctuation(":");
        const Node to_arguments = builder_.seq({word("\""), comma, word("\"arguments\""), colon});
        const Node id = builder_.seq({comma, word("\"id\""), colon, word("\""), id_, word("\"")});
        const Node call =
            builder_.seq({word("{"), gap_, word("\"name\""), colon, word("\""), names(to_arguments),
                          has_ids ? optional(id) : empty(), gap_, word("}")});
        return builder_.seq({word("["), gap_, builder_.separated(call, comma, 1, rules_.max_calls),
                             gap_, word("]")});
    }

    // From version 11 on: name, marker, arguments; another marker before each further call.
    Node marked(bool has_ids) {
        Node to_arguments = token(rules_.tokens.arguments);
        if (has_ids && rules_.tokens.call_id >= 0) {
            const Node id = builder_.seq({token(rules_.tokens.call_id), id_});
            to_arguments = builder_.seq({optional(id), to_arguments});
        }
        return builder_.separated(names(to_arguments), token(rules_.tokens.tool_calls), 1,
                                  rules_.max_calls);
    }

  private:
    // Each allowed name with the arguments of its function.
    Node names(Node to_arguments) {
        std::vector<std::pair<std::string, Node>> calls;
        for (const uint32_t function : rules_.functions) {
            const Node arguments = patch_.base_rule(Toolset::argument_rule(function));
            calls.emplace_back(toolset_.function(function).name,
                               builder_.seq({to_arguments, arguments}));
        }
        return builder_.choices(std::move(calls));
    }
    Node word(std::string_view text) { return builder_.bytes(text); }
    Node punctuation(std::string_view text) { return builder_.seq({gap_, word(text), gap_}); }
    Node token(int32_t id) { return builder_.token_set({id}); }
    Node optional(Node node) { return builder_.optional(node); }
    Node empty() { return builder_.empty(); }

    GrammarPatch& patch_;
    GrammarBuilder& builder_;
    const Toolset& toolset_;
    const CallRules& rules_;
    Node gap_{};
    Node id_{};
};

Status check(const Toolset& toolset, const CallRules& rules) {
    if (rules.functions.empty() || rules.max_calls == 0) {
        return error(Code::kInvalidArgument, "no function may be called");
    }
    for (const uint32_t function : rules.functions) {
        if (function >= toolset.size() || !toolset.is_callable(function, rules.live)) {
            return error(Code::kInvalidArgument, "function %u is not there or cannot be called",
                         function);
        }
    }
    return {};
}

}  // namespace

CallTokens call_tokens(const Vocabulary& vocabulary) {
    return {vocabulary.special(Special::kToolCalls), vocabulary.special(Special::kCallId),
            vocabulary.special(Special::kArguments)};
}

Result<GrammarPtr> call_grammar(const Toolset& toolset, const CallRules& rules) {
    MST_TRY(check(toolset, rules));
    const int version = static_cast<int>(rules.version);
    if (version < 2) return error(Code::kUnsupported, "chat version %d has no calls", version);
    GrammarPatch patch(toolset.arguments_as_declared());
    Toolset::fill(patch, rules.live);
    CallWriter writer(patch, toolset, rules);
    if (version < 11) {
        patch.set_root(writer.list(version > 2));
    } else if (rules.tokens.arguments >= 0 && rules.tokens.tool_calls >= 0) {
        patch.set_root(writer.marked(version < 13));
    } else {
        return error(Code::kUnsupported, "the vocabulary has no tokens for calls");
    }
    return patch.finish();
}

}  // namespace minstrel
