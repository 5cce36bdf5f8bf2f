// SchemaShapes: objects. Keys fall into named ones and classes of others, by the patterns they
// match.
#include <algorithm>
#include <set>

#include "runtime/grammar/schema_shape.h"

namespace minstrel {
namespace {

constexpr size_t kMaxPatterns = 12;       // of one object
constexpr size_t kMaxClasses = 24;        // of keys of one object
constexpr uint64_t kOverlapSteps = 4000;  // to find out whether two patterns share a key

}  // namespace

// The fixed texts and the patterns that a set of keys is made of.
void SchemaShapes::collect_names(Language language, std::vector<Language>& names,
                                 std::vector<Language>& patterns) const {
    std::vector<Language> open = {language};
    while (!open.empty()) {
        const Language current = open.back();
        open.pop_back();
        const LanguageData& data = languages_.data(current);
        if (data.kind == LanguageKind::kText) {
            names.push_back(current);
        } else if (data.kind == LanguageKind::kNot) {
            open.push_back(Language(data.a));
        } else if (data.kind == LanguageKind::kAlt || data.kind == LanguageKind::kAnd) {
            const auto children = languages_.children(data);
            open.insert(open.end(), children.rbegin(), children.rend());
        } else if (std::find(patterns.begin(), patterns.end(), current) == patterns.end()) {
            patterns.push_back(current);
        }
    }
}

Result<bool> SchemaShapes::has_key(Language keys, Language name) {
    const std::string text = languages_.text_of(languages_.data(name));
    const Answer answer = languages_.contains(keys, text);
    if (answer == Answer::kUnknown) {
        return error(Code::kLimitReached, "a pattern of keys is too complex");
    }
    return answer == Answer::kYes;
}

// Whether a key that is no named one, and matches the patterns as `known` says, is in `keys`.
Answer SchemaShapes::holds(Language keys,
                           const std::vector<std::pair<Language, bool>>& known) const {
    for (const auto& [pattern, matches] : known) {
        if (pattern == keys) return matches ? Answer::kYes : Answer::kNo;
    }
    const LanguageData& data = languages_.data(keys);
    switch (data.kind) {
        case LanguageKind::kNone:
        case LanguageKind::kText:
            return Answer::kNo;
        case LanguageKind::kNot: {
            const Answer inner = holds(Language(data.a), known);
            if (inner == Answer::kUnknown) return inner;
            return inner == Answer::kYes ? Answer::kNo : Answer::kYes;
        }
        case LanguageKind::kAlt:
        case LanguageKind::kAnd: {
            const Answer decisive = data.kind == LanguageKind::kAlt ? Answer::kYes : Answer::kNo;
            Answer result = decisive == Answer::kYes ? Answer::kNo : Answer::kYes;
            for (const Language child : languages_.children(data)) {
                const Answer part = holds(child, known);
                if (part == decisive) return decisive;
                if (part == Answer::kUnknown) result = part;
            }
            return result;
        }
        default:
            return Answer::kUnknown;
    }
}

// Splits the keys by one pattern after the other; stops where no rule depends on the rest.
Status SchemaShapes::split_others(const std::vector<ObjectShape::Others>& rules,
                                  const std::vector<Language>& patterns, size_t next, Language keys,
                                  std::vector<std::pair<Language, bool>>& known,
                                  std::vector<ObjectShape::Others>& out) {
    std::vector<Formula> values;
    bool settled = true;
    for (const ObjectShape::Others& rule : rules) {
        const Answer answer = holds(rule.keys, known);
        settled = settled && answer != Answer::kUnknown;
        if (answer == Answer::kYes) values.push_back(rule.value);
    }
    const Formula value = formulas_.all_of(values);
    if (value == kNothing) return {};
    if (out.size() >= kMaxClasses) {
        return error(Code::kLimitReached, "patterns of keys that overlap in more than %zu ways",
                     kMaxClasses);
    }
    if (settled) {
        out.push_back({keys, value});
        return {};
    }
    for (const bool matches : {true, false}) {
        const Language side = matches ? patterns[next] : languages_.complement(patterns[next]);
        const Language part = languages_.both({keys, side});
        const Answer empty = languages_.is_empty(part, kOverlapSteps);
        if (empty == Answer::kUnknown) {
            return error(Code::kLimitReached, "a pattern of keys is too complex");
        }
        if (empty == Answer::kYes) continue;
        known.emplace_back(patterns[next], matches);
        MST_TRY(split_others(rules, patterns, next + 1, part, known, out));
        known.pop_back();
    }
    return {};
}

SchemaShapes::ObjectRules SchemaShapes::object_rules(const Cube& cube, ObjectShape& out) const {
    ObjectRules rules;
    std::vector<Language> later;  // names within sets of keys
    std::vector<Language> required;
    for (const Formula literal : cube) {
        const Atom& atom = formulas_.atom_of(formulas_.data(literal));
        const bool text = languages_.data(atom.language).kind == LanguageKind::kText;
        if (atom.kind == Atom::Kind::kSize) {
            out.min = std::max(out.min, atom.min);
            out.max = std::min(out.max, atom.max);
        } else if (text) {
            const bool some = atom.kind == Atom::Kind::kSomeMember;
            (some ? required : rules.names).push_back(atom.language);
            if (some) rules.required.insert(atom.language);
            rules.by_name[atom.language].push_back(atom.value);
        } else {
            collect_names(atom.language, later, rules.patterns);
            const bool all = atom.kind == Atom::Kind::kMembers;
            (all ? rules.others : out.some).push_back({atom.language, atom.value});
        }
    }
    // Names of `properties` first, then those that are only required, then those in other rules.
    rules.names.insert(rules.names.end(), required.begin(), required.end());
    rules.names.insert(rules.names.end(), later.begin(), later.end());
    std::set<Language> seen;
    std::erase_if(rules.names, [&](Language name) { return !seen.insert(name).second; });
    return rules;
}

Result<bool> SchemaShapes::object(const Cube& cube, ObjectShape& out) {
    const ObjectRules rules = object_rules(cube, out);
    if (rules.patterns.size() > kMaxPatterns) {
        return error(Code::kLimitReached, "an object with more than %zu patterns of keys",
                     kMaxPatterns);
    }
    for (const Language name : rules.names) {
        ObjectShape::Named named;
        named.key = languages_.text_of(languages_.data(name));
        named.required = rules.required.contains(name);
        std::vector<Formula> values;
        if (const auto own = rules.by_name.find(name); own != rules.by_name.end()) {
            values = own->second;
        }
        for (const ObjectShape::Others& rule : rules.others) {
            MST_ASSIGN(const bool applies, has_key(rule.keys, name));
            if (applies) values.push_back(rule.value);
        }
        named.value = formulas_.all_of(values);
        if (named.value != kNothing) {
            out.named.push_back(std::move(named));
        } else if (named.required) {
            return false;
        }
    }
    std::vector<std::pair<Language, bool>> known;
    const Language rest = languages_.complement(languages_.alt(rules.names));
    MST_TRY(split_others(rules.others, rules.patterns, 0, rest, known, out.others));
    if (out.others.empty()) out.max = std::min(out.max, uint32_t(out.named.size()));
    return out.min <= out.max;
}

}  // namespace minstrel
