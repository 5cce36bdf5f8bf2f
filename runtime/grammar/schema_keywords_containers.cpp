// KeywordReader: the keywords of arrays and objects.
#include <string>

#include "runtime/grammar/schema_keywords.h"

namespace minstrel {

Status KeywordReader::tuple(JsonId& prefix, JsonId& rest, std::string_view& rest_keyword) {
    prefix = find("prefixItems", SchemaDraft::kDraft2020);
    rest = find("items");
    rest_keyword = "items";
    if (json_.is(rest, JsonKind::kArray)) {
        if (prefix != kNoJson || (declared_ && draft_ >= SchemaDraft::kDraft2020)) {
            return bad("items", "a schema is expected; a list of schemas is 'prefixItems'");
        }
        prefix = rest;
        rest = find("additionalItems");
        rest_keyword = "additionalItems";
    } else if (prefix != kNoJson && !json_.is(prefix, JsonKind::kArray)) {
        return bad("prefixItems", "an array is expected");
    }
    return {};
}

Status KeywordReader::items(std::vector<Formula>& out) {
    JsonId prefix = kNoJson;
    JsonId rest = kNoJson;
    std::string_view rest_keyword;
    MST_TRY(tuple(prefix, rest, rest_keyword));
    uint32_t index = 0;
    if (prefix != kNoJson) {
        for (JsonId item = json_.first(prefix); item != kNoJson; item = json_.next(item)) {
            MST_ASSIGN(const Formula value, child(item, "items"));
            if (value != kAnything) out.push_back(atom(items_atom(index, index + 1, value)));
            ++index;
        }
    }
    if (rest == kNoJson) return {};
    MST_ASSIGN(const Formula value, child(rest, rest_keyword));
    if (value != kAnything) out.push_back(atom(items_atom(index, kUnbounded, value)));
    return {};
}

Status KeywordReader::contains(std::vector<Formula>& out) {
    const JsonId value = find("contains", SchemaDraft::kDraft6);
    if (value == kNoJson) return {};
    Atom counted;
    counted.kind = Atom::Kind::kCount;
    MST_ASSIGN(counted.value, child(value, "contains"));
    MST_ASSIGN(const auto low, count("minContains", SchemaDraft::kDraft2019));
    MST_ASSIGN(const auto high, count("maxContains", SchemaDraft::kDraft2019));
    counted.min = low.value_or(1);
    counted.max = high.value_or(kUnbounded);
    if (counted.max < counted.min || counted.min == kUnbounded) {
        out.push_back(kNothing);
    } else if (counted.min > 0 || counted.max != kUnbounded) {
        out.push_back(atom(counted));
    }
    return {};
}

Result<Formula> KeywordReader::array() {
    std::vector<Formula> terms;
    MST_TRY(items(terms));
    MST_TRY(contains(terms));
    Atom size = size_atom(0, kUnbounded);
    MST_TRY(bounds("minItems", "maxItems", SchemaDraft::kDraft4, size, terms));
    const JsonId unique = find("uniqueItems");
    if (unique != kNoJson && !json_.is_bool(unique)) {
        return bad("uniqueItems", "true or false is expected");
    }
    if (json_.is(unique, JsonKind::kTrue)) {
        Atom distinct;
        distinct.kind = Atom::Kind::kUnique;
        distinct.place = schema_;
        terms.push_back(atom(distinct));
    }
    return expander_.formulas_.all_of(terms);
}

Result<uint32_t> KeywordReader::evaluated_items() {
    JsonId prefix = kNoJson;
    JsonId rest = kNoJson;
    std::string_view rest_keyword;
    MST_TRY(tuple(prefix, rest, rest_keyword));
    if (rest != kNoJson) return kUnbounded;
    return prefix == kNoJson ? 0 : json_.count(prefix);
}

Result<std::optional<Formula>> KeywordReader::evaluated_contains() {
    const JsonId value = find("contains");
    if (value == kNoJson || draft_ < SchemaDraft::kDraft2020) return std::optional<Formula>();
    MST_ASSIGN(const Formula formula, child(value, "contains"));
    return std::optional<Formula>(formula);
}

Result<std::vector<Formula>> KeywordReader::required(JsonId list, std::string_view keyword) {
    if (!json_.is(list, JsonKind::kArray)) return bad(keyword, "a list of keys is expected");
    std::vector<Formula> terms;
    for (JsonId item = json_.first(list); item != kNoJson; item = json_.next(item)) {
        if (!json_.is(item, JsonKind::kString)) return bad(keyword, "a list of keys is expected");
        terms.push_back(atom(required_atom(expander_.languages_, json_.text(item))));
    }
    return terms;
}

Status KeywordReader::members(std::vector<Formula>& out) {
    LanguagePool& pool = expander_.languages_;
    std::vector<Language> known;
    if (const JsonId map = find("properties"); map != kNoJson) {
        if (!json_.is(map, JsonKind::kObject)) return bad("properties", "an object is expected");
        for (JsonId item = json_.first(map); item != kNoJson; item = json_.next(item)) {
            known.push_back(pool.text(json_.key(item)));
            MST_ASSIGN(const Formula value, child(item, "properties"));
            out.push_back(atom(members_atom(known.back(), value)));
        }
    }
    if (const JsonId map = find("patternProperties"); map != kNoJson) {
        if (!json_.is(map, JsonKind::kObject)) {
            return bad("patternProperties", "an object is expected");
        }
        for (JsonId item = json_.first(map); item != kNoJson; item = json_.next(item)) {
            MST_ASSIGN(const Language keys, pattern("patternProperties", json_.key(item)));
            MST_ASSIGN(const Formula value, child(item, "patternProperties"));
            known.push_back(keys);
            out.push_back(atom(members_atom(keys, value)));
        }
    }
    if (const JsonId rest = find("additionalProperties"); rest != kNoJson) {
        MST_ASSIGN(const Formula value, child(rest, "additionalProperties"));
        const Language keys = pool.complement(pool.alt(known));
        if (value != kAnything) out.push_back(atom(members_atom(keys, value)));
    }
    return {};
}

Result<Language> KeywordReader::evaluated_keys() {
    LanguagePool& pool = expander_.languages_;
    if (find("additionalProperties") != kNoJson) return pool.anything();
    std::vector<Language> known;
    const auto each = [&](std::string_view keyword, auto add) -> Status {
        const JsonId map = find(keyword);
        if (!json_.is(map, JsonKind::kObject)) return {};
        for (JsonId item = json_.first(map); item != kNoJson; item = json_.next(item)) {
            MST_TRY(add(json_.key(item)));
        }
        return {};
    };
    MST_TRY(each("properties", [&](const std::string& key) -> Status {
        known.push_back(pool.text(key));
        return {};
    }));
    MST_TRY(each("patternProperties", [&](const std::string& key) -> Status {
        MST_ASSIGN(const Language keys, pattern("patternProperties", key));
        known.push_back(keys);
        return {};
    }));
    return pool.alt(std::move(known));
}

// propertyNames: no member has a key outside of what its schema lets through.
Status KeywordReader::names(std::vector<Formula>& out) {
    const JsonId schema = find("propertyNames", SchemaDraft::kDraft6);
    if (schema == kNoJson) return {};
    MST_ASSIGN(const Formula name, child(schema, "propertyNames"));
    MST_ASSIGN(const Language keys, expander_.text_language(name));
    const Language others = expander_.languages_.complement(keys);
    if (others != expander_.languages_.none()) {
        out.push_back(atom(members_atom(others, kNothing)));
    }
    return {};
}

// The part of dependencies that names keys; schemas are applicators.
Status KeywordReader::dependencies(std::string_view keyword, SchemaDraft since,
                                   std::vector<Formula>& out) {
    const JsonId map = find(keyword, since);
    if (map == kNoJson) return {};
    if (!json_.is(map, JsonKind::kObject)) return bad(keyword, "an object is expected");
    for (JsonId item = json_.first(map); item != kNoJson; item = json_.next(item)) {
        if (!json_.is(item, JsonKind::kArray)) continue;
        MST_ASSIGN(std::vector<Formula> keys, required(item, keyword));
        const Formula present = atom(required_atom(expander_.languages_, json_.key(item)));
        FormulaPool& pool = expander_.formulas_;
        out.push_back(pool.any_of({negate(present), pool.all_of(keys)}));
    }
    return {};
}

Result<Formula> KeywordReader::object() {
    std::vector<Formula> terms;
    MST_TRY(members(terms));
    if (const JsonId list = find("required"); list != kNoJson) {
        MST_ASSIGN(const std::vector<Formula> keys, required(list, "required"));
        terms.insert(terms.end(), keys.begin(), keys.end());
    }
    MST_TRY(names(terms));
    Atom size = size_atom(0, kUnbounded);
    MST_TRY(bounds("minProperties", "maxProperties", SchemaDraft::kDraft4, size, terms));
    MST_TRY(dependencies("dependentRequired", SchemaDraft::kDraft2019, terms));
    MST_TRY(dependencies("dependencies", SchemaDraft::kDraft4, terms));
    return expander_.formulas_.all_of(terms);
}

}  // namespace minstrel
