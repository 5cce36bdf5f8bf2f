#include "runtime/grammar/live_terminals.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "runtime/grammar/grammar_patch.h"
#include "runtime/grammar/named_rules.h"
#include "runtime/grammar/schema.h"

namespace minstrel {
namespace {

std::vector<std::string> live_rule_names(const Grammar& grammar) {
    const std::string prefix = live_rule_name("");
    std::vector<std::string> names;
    for (uint32_t rule = 0; rule < grammar.rule_count(); ++rule) {
        const std::string& name = grammar.rule(rule).name;
        if (name.starts_with(prefix)) names.push_back(name);
    }
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

Status check_all_filled(const Grammar& base, std::span<const LiveTerminal> live) {
    for (const std::string& rule : live_rule_names(base)) {
        const auto fills = [&](const LiveTerminal& entry) {
            return live_rule_name(entry.name) == rule;
        };
        if (std::ranges::any_of(live, fills)) continue;
        return error(Code::kInvalidArgument, "there are no values for the live string '%s'",
                     rule.substr(live_rule_name("").size()).c_str());
    }
    return {};
}

Status fill(const Grammar& base, const LiveTerminal& entry, GrammarPatch& patch) {
    const std::vector<uint32_t> strings = rules_named(base, live_rule_name(entry.name));
    const std::vector<uint32_t> rules = rules_named(base, entry.name);
    if (strings.empty() && rules.empty()) {
        return error(Code::kInvalidArgument,
                     "the grammar has neither a rule nor a live string '%s'", entry.name.c_str());
    }
    if (entry.values.empty()) {
        return error(Code::kInvalidArgument, "there are no values for '%s'", entry.name.c_str());
    }
    if (!strings.empty()) {
        patch.replace_with_strings(live_rule_name(entry.name), entry.values);
    }
    if (!rules.empty()) {
        MST_TRY(check_outside_regular_parts(base, rules, "be replaced"));
        patch.replace(entry.name, patch.builder().choices(entry.values));
    }
    return {};
}

Node any_json_string(GrammarBuilder& builder) {
    const ByteSet plain =
        ByteSet::range(0x20, 0x21) | ByteSet::range(0x23, 0x5B) | ByteSet::range(0x5D, 0x7F);
    const Node escape =
        builder.seq({builder.bytes("\\"), builder.byte_set(ByteSet::range(0x20, 0x7E))});
    const Node above = builder.code_points(std::array{CodePointRange{0x80, 0x10FFFF}});
    const Node character = builder.alt({builder.byte_set(plain), escape, above});
    return builder.seq({builder.bytes("\""), builder.star(character), builder.bytes("\"")});
}

}  // namespace

bool has_live_strings(const Grammar& grammar) {
    return !live_rule_names(grammar).empty();
}

Result<GrammarPtr> fill_live_terminals(const GrammarPtr& base, std::span<const LiveTerminal> live) {
    MST_TRY(check_all_filled(*base, live));
    if (live.empty()) return GrammarPtr(base);
    GrammarPatch patch(base);
    for (size_t i = 0; i < live.size(); ++i) {
        for (size_t other = 0; other < i; ++other) {
            if (live[other].name != live[i].name) continue;
            return error(Code::kInvalidArgument, "values for '%s' are given twice",
                         live[i].name.c_str());
        }
        MST_TRY(fill(*base, live[i], patch));
    }
    return patch.finish();
}

Result<GrammarPtr> open_live_strings(const GrammarPtr& base) {
    GrammarPatch patch(base);
    for (const std::string& rule : live_rule_names(*base)) {
        patch.replace(rule, any_json_string(patch.builder()));
    }
    return patch.finish();
}

}  // namespace minstrel
