#include "bindings/cli/grammar_relaxed.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <nlohmann/json.hpp>
#include <string_view>

namespace minstrel::cli {
namespace {

using Json = nlohmann::ordered_json;
using Pointer = Json::json_pointer;

constexpr int kMaxDepth = 200;

// Keywords whose value is one schema, a list of them, or schemas by name.
constexpr std::array<std::string_view, 13> kOne = {"items",
                                                   "additionalItems",
                                                   "additionalProperties",
                                                   "unevaluatedItems",
                                                   "contains",
                                                   "propertyNames",
                                                   "unevaluatedProperties",
                                                   "not",
                                                   "if",
                                                   "then",
                                                   "else",
                                                   "dependencies",
                                                   "extends"};
constexpr std::array<std::string_view, 5> kList = {"allOf", "anyOf", "oneOf", "prefixItems",
                                                   "items"};
constexpr std::array<std::string_view, 6> kNamed = {
    "properties", "patternProperties", "dependentSchemas", "dependencies", "$defs", "definitions"};
// What is no condition.
constexpr std::array<std::string_view, 12> kSilent = {
    "$schema", "$id",     "id",       "$anchor",  "$defs",       "definitions",
    "title",   "default", "$comment", "examples", "description", "$dynamicAnchor"};

template <size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// The pointers of all conditions in a schema.
void find_conditions(const Json& schema, const Pointer& at, int depth, size_t limit,
                     std::vector<Pointer>& found) {
    if (!schema.is_object() || depth > kMaxDepth) return;
    for (const auto& [name, value] : schema.items()) {
        if (found.size() == limit) return;
        const Pointer here = at / name;
        if (!is_one_of(kSilent, name)) found.push_back(here);
        if (value.is_object() && is_one_of(kOne, name)) {
            find_conditions(value, here, depth + 1, limit, found);
        }
        if (value.is_array() && is_one_of(kList, name)) {
            for (size_t i = 0; i < value.size(); ++i) {
                find_conditions(value[i], here / i, depth + 1, limit, found);
            }
        }
        if (value.is_object() && is_one_of(kNamed, name)) {
            for (const auto& [key, part] : value.items()) {
                find_conditions(part, here / key, depth + 1, limit, found);
            }
        }
    }
}

struct Rule {
    std::string name;
    size_t body = 0;  // where it begins
    size_t end = 0;   // where the next rule begins
};

bool is_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

// The rule that begins at the start of a line: NAME, then `mark`.
bool read_head(std::string_view text, size_t line, std::string_view mark, Rule& out) {
    size_t at = line;
    while (at < text.size() && (text[at] == ' ' || text[at] == '?' || text[at] == '!')) ++at;
    const size_t name = at;
    while (at < text.size() && is_name(text[at])) ++at;
    if (at == name) return false;
    out.name = text.substr(name, at - name);
    // Lark: a priority, or attributes.
    const size_t colon = text.substr(0, text.find('\n', at)).find(mark, at);
    if (colon == std::string_view::npos) return false;
    const std::string_view between = text.substr(at, colon - at);
    const bool is_attribute =
        between.starts_with(".") || (between.starts_with("[") && between.ends_with("]"));
    if (!is_attribute && between.find_first_not_of(" \t") != std::string_view::npos) return false;
    out.body = colon + mark.size();
    return true;
}

std::vector<Rule> find_rules(const std::string& text, std::string_view mark) {
    std::vector<Rule> rules;
    for (size_t line = 0; line < text.size();) {
        Rule rule;
        if (read_head(text, line, mark, rule)) {
            if (!rules.empty()) rules.back().end = line;
            rules.push_back(std::move(rule));
        }
        const size_t next = text.find('\n', line);
        line = next == std::string::npos ? text.size() : next + 1;
    }
    if (!rules.empty()) rules.back().end = text.size();
    return rules;
}

}  // namespace

std::vector<RelaxedSchema> relax_schema(const std::string& text, size_t limit) {
    std::vector<RelaxedSchema> relaxed;
    const Json schema = Json::parse(text, nullptr, false);
    std::vector<Pointer> conditions;
    find_conditions(schema, Pointer(), 0, limit, conditions);
    for (const Pointer& condition : conditions) {
        Json without = schema;
        without[condition.parent_pointer()].erase(condition.back());
        std::string place = "#";
        place += condition.to_string();
        relaxed.push_back({std::move(place), without.dump(), {}});
    }
    for (RelaxedSchema& outer : relaxed) {
        const std::string start = outer.place + "/";
        for (const RelaxedSchema& other : relaxed) {
            if (other.place.starts_with(start)) outer.inner.push_back(other.place);
        }
    }
    return relaxed;
}

std::vector<MarkedRule> mark_rules(const std::string& text, mst_grammar_kind kind, size_t limit) {
    std::vector<MarkedRule> marked;
    for (const Rule& rule : find_rules(text, kind == MST_GRAMMAR_LARK ? ":" : "::=")) {
        if (marked.size() == limit) break;
        const std::string body = text.substr(rule.body, rule.end - rule.body);
        std::string both = " (";
        both += body;
        both += "\n) | \"\\x01\" (";
        both += body;
        both += "\n) \"\\x02\"\n";
        MarkedRule one{rule.name, text};
        one.text.replace(rule.body, rule.end - rule.body, both);
        marked.push_back(std::move(one));
    }
    return marked;
}

}  // namespace minstrel::cli
