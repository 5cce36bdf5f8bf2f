#include "runtime/grammar/schema_expand.h"

#include <algorithm>

#include "runtime/grammar/schema_evaluated.h"
#include "runtime/grammar/schema_keywords.h"
#include "runtime/grammar/schema_uri.h"

namespace minstrel {
namespace {

// A look at whether there is any such text; the grammar finds out the rest.
constexpr uint64_t kEmptinessSteps = 2000;

}  // namespace

Formula SchemaExpander::leaf(SchemaId schema, uint32_t scope) {
    const JsonKind kind = store_.json(schema).kind(store_.schema(schema).json);
    if (kind == JsonKind::kTrue) return kAnything;
    if (kind == JsonKind::kFalse) return kNothing;
    return formulas_.schema(schema, enter(scope, schema));
}

// The dynamic scope keeps, for each dynamic anchor, the first schema that carried it.
uint32_t SchemaExpander::enter(uint32_t scope, SchemaId schema) {
    if (!store_.has_dynamic_references()) return 0;
    Scope next = scopes_[scope];
    for (const auto& [name, target] : store_.resource(schema).dynamic_anchors) {
        const auto same = [&name = name](const auto& entry) { return entry.first == name; };
        if (std::any_of(next.begin(), next.end(), same)) continue;
        next.emplace_back(name, target);
    }
    if (next.size() == scopes_[scope].size()) return scope;
    const auto [entry, fresh] = scope_index_.try_emplace(next, uint32_t(scopes_.size()));
    if (fresh) scopes_.push_back(std::move(next));
    return entry->second;
}

Result<Formula> SchemaExpander::refuse(SchemaId schema, std::string_view keyword,
                                       std::string_view why) {
    const std::string place = store_.place(schema, keyword);
    const auto& accepted = options_.unenforced;
    if (std::find(accepted.begin(), accepted.end(), keyword) == accepted.end()) {
        return error(Code::kUnsupported, "%s: '%s' cannot be enforced: %s", place.c_str(),
                     std::string(keyword).c_str(), std::string(why).c_str());
    }
    const auto known = [&](const Unenforced& entry) { return entry.place == place; };
    if (std::none_of(unenforced_.begin(), unenforced_.end(), known)) {
        unenforced_.push_back({std::string(keyword), place});
    }
    Atom open;
    open.kind = Atom::Kind::kUnenforced;
    open.place = schema;
    open.min = uint32_t(unenforced_.size());  // keeps two of them apart
    return formulas_.atom(open);
}

Result<Formula> SchemaExpander::expand(Formula formula, JsonKind kind) {
    const FormulaData data = formulas_.data(formula);
    if (data.kind == FormulaKind::kConstant || data.kind == FormulaKind::kAtom) return formula;
    if (formulas_.full()) {
        return error(Code::kLimitReached, "schema: more than %u conditions",
                     options_.limits.max_formulas);
    }
    // A pair is expanded once, at its even member.
    const Formula positive = formula & ~Formula(1);
    const uint64_t key = uint64_t(positive) << 8 | uint64_t(kind);
    if (const auto known = expanded_.find(key); known != expanded_.end()) {
        return known->second ^ (formula & 1u);
    }
    if (depth_ >= options_.limits.max_in_place_depth) {
        return error(Code::kLimitReached, "more than %u applicators deep on one value",
                     options_.limits.max_in_place_depth);
    }
    ++depth_;
    const FormulaData first = formulas_.data(positive);
    const bool list = first.kind == FormulaKind::kAnd || first.kind == FormulaKind::kOr;
    Result<Formula> result = list ? expand_list(first, kind) : expand_leaf(positive, kind);
    --depth_;
    if (!result.ok()) return result;
    expanded_.emplace(key, result.value());
    return result.value() ^ (formula & 1u);
}

Result<Formula> SchemaExpander::expand_list(const FormulaData& data, JsonKind kind) {
    const auto children = formulas_.children(data);
    const std::vector<Formula> terms(children.begin(), children.end());
    const bool conjunction = data.kind == FormulaKind::kAnd;
    std::vector<Formula> parts;
    for (const Formula term : terms) {
        MST_ASSIGN(const Formula part, expand(term, kind));
        if (part == (conjunction ? kNothing : kAnything)) return part;
        parts.push_back(part);
    }
    return conjunction ? formulas_.all_of(parts) : formulas_.any_of(parts);
}

Result<Formula> SchemaExpander::expand_leaf(Formula formula, JsonKind kind) {
    const FormulaData data = formulas_.data(formula);
    if (data.kind == FormulaKind::kValue) return expand_value(data.a, data.b, kind);
    const uint64_t key = uint64_t(formula) << 8 | uint64_t(kind);
    if (!open_.insert(key).second) {
        return error(Code::kBadGrammar, "%s: refers to itself without end",
                     store_.place(data.a).c_str());
    }
    Result<Formula> result = expand_schema(data.a, data.b, kind);
    if (result.ok()) result = expand(result.value(), kind);
    open_.erase(key);
    return result;
}

Result<Formula> SchemaExpander::expand_schema(SchemaId schema, uint32_t scope, JsonKind kind) {
    KeywordReader reader(*this, schema, scope);
    if (options_.live_strings && reader.find("live") != kNoJson) {
        return error(Code::kUnsupported,
                     "%s: strings that are not known yet cannot meet other conditions",
                     store_.place(schema, "live").c_str());
    }
    EvaluatedParts evaluated(*this, kind);
    MST_ASSIGN(const bool unevaluated, evaluated.asked_by(reader));
    if (unevaluated) return evaluated.formula(schema, scope);
    std::vector<Formula> terms;
    if (store_.ref_has_siblings(schema) || reader.find("$ref") == kNoJson) {
        MST_ASSIGN(const Formula own, reader.assertions(kind));
        if (own == kNothing) return kNothing;
        terms.push_back(own);
    }
    MST_ASSIGN(const std::vector<InPlace> applicators, in_place(schema, scope, kind));
    for (const InPlace& applicator : applicators) {
        MST_ASSIGN(const Formula term, combine(applicator));
        terms.push_back(term);
    }
    return formulas_.all_of(terms);
}

// Equality with a constant, in terms of the assertions.
Result<Formula> SchemaExpander::expand_value(uint32_t document, JsonId json, JsonKind kind) {
    const SchemaJson& text = store_.document_json(document);
    if (text.kind(json) != kind) return kNothing;
    std::vector<Formula> terms;
    switch (kind) {
        case JsonKind::kNull:
        case JsonKind::kFalse:
        case JsonKind::kTrue:
            return kAnything;
        case JsonKind::kNumber: {
            MST_ASSIGN(const Decimal value, Decimal::parse(text.text(json)));
            Atom fixed;
            fixed.kind = Atom::Kind::kEqual;
            fixed.number = value;
            return formulas_.atom(fixed);
        }
        case JsonKind::kString: {
            Atom fixed;
            fixed.language = languages_.text(text.text(json));
            return formulas_.atom(fixed);
        }
        case JsonKind::kArray: {
            terms.push_back(formulas_.atom(size_atom(text.count(json), text.count(json))));
            uint32_t index = 0;
            for (JsonId item = text.first(json); item != kNoJson; item = text.next(item)) {
                const Formula value = formulas_.equal(document, item);
                terms.push_back(formulas_.atom(items_atom(index, index + 1, value)));
                ++index;
            }
            break;
        }
        case JsonKind::kObject: {
            std::vector<Language> keys;
            for (JsonId item = text.first(json); item != kNoJson; item = text.next(item)) {
                keys.push_back(languages_.text(text.key(item)));
                const Formula value = formulas_.equal(document, item);
                terms.push_back(formulas_.atom(members_atom(keys.back(), value)));
                terms.push_back(formulas_.atom(required_atom(languages_, text.key(item))));
            }
            const Language others = languages_.complement(languages_.alt(std::move(keys)));
            terms.push_back(formulas_.atom(members_atom(others, kNothing)));
            break;
        }
    }
    return formulas_.all_of(terms);
}

Language SchemaExpander::fold_text(Formula formula) {
    const FormulaData data = formulas_.data(formula);
    if (formula == kNothing) return languages_.none();
    if (formula == kAnything) return languages_.anything();
    if (data.kind == FormulaKind::kAtom) {
        const Atom& atom = formulas_.atom_of(data);
        if (atom.kind != Atom::Kind::kText) return languages_.anything();
        return data.negated ? languages_.complement(atom.language) : atom.language;
    }
    std::vector<Language> parts;
    const auto children = formulas_.children(data);
    for (const Formula child : std::vector<Formula>(children.begin(), children.end())) {
        parts.push_back(fold_text(child));
    }
    return data.kind == FormulaKind::kAnd ? languages_.both(std::move(parts))
                                          : languages_.alt(std::move(parts));
}

Result<Language> SchemaExpander::text_language(Formula formula) {
    MST_ASSIGN(const Formula expanded, expand(formula, JsonKind::kString));
    const Language language = fold_text(expanded);
    const Answer empty = languages_.is_empty(language, kEmptinessSteps);
    return empty == Answer::kYes ? languages_.none() : language;
}

// ---- applicators on the same value

Result<std::vector<Formula>> SchemaExpander::children(SchemaId schema, uint32_t scope,
                                                      std::string_view keyword) {
    KeywordReader reader(*this, schema, scope);
    std::vector<Formula> parts;
    const JsonId list = reader.find(keyword);
    if (list == kNoJson) return parts;
    if (!reader.json().is(list, JsonKind::kArray) || reader.json().count(list) == 0) {
        return reader.bad(keyword, "a list of at least one schema is expected");
    }
    for (JsonId item = reader.json().first(list); item != kNoJson;
         item = reader.json().next(item)) {
        MST_ASSIGN(const Formula part, reader.child(item, keyword));
        parts.push_back(part);
    }
    return parts;
}

Result<SchemaId> SchemaExpander::dynamic_target(SchemaId from, uint32_t scope,
                                                const std::string& reference) {
    MST_ASSIGN(SchemaId target, store_.resolve(from, reference));
    const std::string name = uri_fragment(reference);
    const auto& anchors = store_.resource(target).dynamic_anchors;
    const auto anchor = anchors.find(name);
    if (anchor == anchors.end() || anchor->second != target) return target;
    for (const auto& [known, schema] : scopes_[enter(scope, target)]) {
        if (known == name) return schema;
    }
    return target;
}

Status SchemaExpander::references(SchemaId schema, uint32_t scope, std::vector<InPlace>& out) {
    KeywordReader reader(*this, schema, scope);
    const std::pair<const char*, SchemaDraft> keywords[] = {
        {"$ref", SchemaDraft::kDraft4},
        {"$dynamicRef", SchemaDraft::kDraft2020},
        {"$recursiveRef", SchemaDraft::kDraft2019}};
    for (const auto& [keyword, since] : keywords) {
        const JsonId value = reader.find(keyword, since);
        if (value == kNoJson) continue;
        if (!reader.json().is(value, JsonKind::kString)) {
            return reader.bad(keyword, "a reference (a string) is expected");
        }
        const std::string& text = reader.json().text(value);
        SchemaId target = kNoSchema;
        if (since == SchemaDraft::kDraft4) {
            MST_ASSIGN(target, store_.resolve(schema, text));
        } else {
            MST_ASSIGN(target, dynamic_target(schema, scope, text));
        }
        out.push_back({InPlace::Kind::kAll, {leaf(target, scope)}});
    }
    return {};
}

// if/then/else, and schemas that depend on a key.
Status SchemaExpander::conditionals(SchemaId schema, uint32_t scope, JsonKind kind,
                                    std::vector<InPlace>& out) {
    KeywordReader reader(*this, schema, scope);
    if (const JsonId condition = reader.find("if", SchemaDraft::kDraft7); condition != kNoJson) {
        InPlace choice = {InPlace::Kind::kIf, {}};
        for (const char* keyword : {"if", "then", "else"}) {
            const JsonId part = reader.find(keyword);
            Formula formula = kAnything;
            if (part != kNoJson) {
                MST_ASSIGN(formula, reader.child(part, keyword));
            }
            choice.parts.push_back(formula);
        }
        out.push_back(std::move(choice));
    }
    if (kind != JsonKind::kObject) return {};
    for (const char* keyword : {"dependentSchemas", "dependencies"}) {
        const bool old = keyword == std::string_view("dependencies");
        const JsonId map =
            reader.find(keyword, old ? SchemaDraft::kDraft4 : SchemaDraft::kDraft2019);
        if (!reader.json().is(map, JsonKind::kObject)) continue;
        for (JsonId item = reader.json().first(map); item != kNoJson;
             item = reader.json().next(item)) {
            if (reader.json().is(item, JsonKind::kArray)) continue;
            const Atom present = required_atom(languages_, reader.json().key(item));
            MST_ASSIGN(const Formula part, reader.child(item, keyword));
            out.push_back({InPlace::Kind::kIf, {formulas_.atom(present), part, kAnything}});
        }
    }
    return {};
}

Result<std::vector<InPlace>> SchemaExpander::in_place(SchemaId schema, uint32_t scope,
                                                      JsonKind kind) {
    std::vector<InPlace> result;
    KeywordReader reader(*this, schema, scope);
    MST_TRY(references(schema, scope, result));
    if (!store_.ref_has_siblings(schema) && reader.find("$ref") != kNoJson) return result;
    const std::pair<const char*, InPlace::Kind> lists[] = {{"allOf", InPlace::Kind::kAll},
                                                           {"anyOf", InPlace::Kind::kAny},
                                                           {"oneOf", InPlace::Kind::kOne}};
    for (const auto& [keyword, list_kind] : lists) {
        MST_ASSIGN(std::vector<Formula> parts, children(schema, scope, keyword));
        if (!parts.empty()) result.push_back({list_kind, std::move(parts)});
    }
    if (const JsonId inner = reader.find("not"); inner != kNoJson) {
        MST_ASSIGN(const Formula part, reader.child(inner, "not"));
        result.push_back({InPlace::Kind::kNot, {part}});
    }
    MST_TRY(conditionals(schema, scope, kind, result));
    return result;
}

// Each option without those others that might overlap with it.
Formula SchemaExpander::exactly_one(const std::vector<Formula>& parts) {
    if (probe_ != nullptr && probe_->told_apart(parts)) return formulas_.any_of(parts);
    std::vector<std::vector<Formula>> terms(parts.size());
    for (size_t i = 0; i < parts.size(); ++i) {
        terms[i].push_back(parts[i]);
        for (size_t j = 0; j < i; ++j) {
            const Formula overlap = formulas_.all_of({parts[i], parts[j]});
            if (overlap == kNothing) continue;
            if (parts[i] != parts[j] && probe_ != nullptr && probe_->surely_empty(overlap))
                continue;
            terms[i].push_back(negate(parts[j]));
            terms[j].push_back(negate(parts[i]));
        }
    }
    std::vector<Formula> options;
    options.reserve(terms.size());
    for (std::vector<Formula>& term : terms) options.push_back(formulas_.all_of(term));
    return formulas_.any_of(options);
}

Result<Formula> SchemaExpander::combine(const InPlace& applicator) {
    const std::vector<Formula>& parts = applicator.parts;
    switch (applicator.kind) {
        case InPlace::Kind::kAll:
            return formulas_.all_of(parts);
        case InPlace::Kind::kAny:
            return formulas_.any_of(parts);
        case InPlace::Kind::kOne:
            return exactly_one(parts);
        case InPlace::Kind::kNot:
            return negate(parts[0]);
        case InPlace::Kind::kIf:
            break;
    }
    return formulas_.any_of(
        {formulas_.all_of({parts[0], parts[1]}), formulas_.all_of({negate(parts[0]), parts[2]})});
}

}  // namespace minstrel
