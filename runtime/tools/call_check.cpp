#include "runtime/tools/call_check.h"

#include <algorithm>
#include <utility>

#include "runtime/grammar/automaton.h"

namespace minstrel {
namespace {

// See GrammarLimits. Arguments cost a small part of it: about 20 units a byte and some thousands
// for the first of them.
constexpr uint64_t kWorkPerCall = 2'000'000;
constexpr uint64_t kWorkPerByte = 200;

CheckedCall fault(CallFault kind, std::string why) {
    return {0, kind, std::move(why)};
}

// How many bytes of the arguments could be read; nothing when they are fine.
Result<std::optional<size_t>> bad_byte(const Toolset& toolset, const CallRules& rules,
                                       uint32_t function, std::string_view arguments) {
    MST_ASSIGN(GrammarPtr grammar, toolset.argument_grammar(function, rules.live));
    GrammarAutomaton automaton(std::move(grammar));
    automaton.grant(kWorkPerCall + kWorkPerByte * arguments.size());
    size_t read = 0;
    const Position end = automaton.advance(automaton.start(), arguments, read);
    MST_TRY(automaton.status());
    if (end != GrammarAutomaton::kDead && automaton.complete(end)) return std::optional<size_t>();
    return std::optional<size_t>(read);
}

CheckedCall check(const Toolset& toolset, const CallRules& rules, const ToolCall& call) {
    const auto function = toolset.find(call.name);
    if (!function) return fault(CallFault::kUnknownFunction, "there is no such function");
    const auto& allowed = rules.functions;
    if (std::find(allowed.begin(), allowed.end(), *function) == allowed.end()) {
        return fault(CallFault::kNotAllowed, "this function may not be called here");
    }
    const auto bad = bad_byte(toolset, rules, *function, call.arguments);
    if (!bad.ok()) return fault(CallFault::kBadArguments, bad.status().message());
    if (bad.value()) {
        return fault(CallFault::kBadArguments, "the arguments are not as declared, from byte " +
                                                   std::to_string(*bad.value()) + " on");
    }
    return {*function, std::nullopt, {}};
}

}  // namespace

std::vector<CheckedCall> check_calls(const Toolset& toolset, const CallRules& rules,
                                     std::span<const ToolCall> calls) {
    std::vector<CheckedCall> checked;
    for (const ToolCall& call : calls) {
        checked.push_back(checked.size() < rules.max_calls
                              ? check(toolset, rules, call)
                              : fault(CallFault::kTooManyCalls, "too many calls at once"));
    }
    return checked;
}

}  // namespace minstrel
