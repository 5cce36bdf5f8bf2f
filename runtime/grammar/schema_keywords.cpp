#include "runtime/grammar/schema_keywords.h"

#include <algorithm>
#include <string>
#include <utility>

#include "runtime/grammar/schema_format.h"
#include "runtime/grammar/schema_pattern.h"

namespace minstrel {

Atom required_atom(LanguagePool& languages, std::string_view key) {
    Atom atom = members_atom(languages.text(key), kAnything);
    atom.kind = Atom::Kind::kSomeMember;
    return atom;
}

Status KeywordReader::bad(std::string_view keyword, const char* what) const {
    return error(Code::kBadGrammar, "%s: %s", expander_.store_.place(schema_, keyword).c_str(),
                 what);
}

Result<Formula> KeywordReader::child(JsonId json, std::string_view keyword) {
    if (!json_.is(json, JsonKind::kObject) && !json_.is_bool(json)) {
        return bad(keyword, "a schema (an object, true or false) is expected");
    }
    MST_ASSIGN(const SchemaId schema, expander_.store_.at(schema_, json));
    return expander_.leaf(schema, scope_);
}

Result<Formula> KeywordReader::assertions(JsonKind kind) {
    MST_ASSIGN(const Formula by_type, type(kind));
    if (by_type == kNothing) return kNothing;
    MST_ASSIGN(const Formula by_enum, enumeration(kind));
    if (by_enum == kNothing) return kNothing;
    Formula rest = kAnything;
    switch (kind) {
        case JsonKind::kNull:
        case JsonKind::kFalse:
        case JsonKind::kTrue:
            break;
        case JsonKind::kNumber: {
            MST_ASSIGN(rest, number());
            break;
        }
        case JsonKind::kString: {
            MST_ASSIGN(rest, string());
            break;
        }
        case JsonKind::kArray: {
            MST_ASSIGN(rest, array());
            break;
        }
        case JsonKind::kObject: {
            MST_ASSIGN(rest, object());
            break;
        }
    }
    return expander_.formulas_.all_of({by_type, by_enum, rest});
}

Result<bool> KeywordReader::type_name(JsonId name, JsonKind kind, bool& integer) {
    if (!json_.is(name, JsonKind::kString)) return bad("type", "the name of a type is expected");
    const std::string& text = json_.text(name);
    if (text == "null") return kind == JsonKind::kNull;
    if (text == "boolean") return kind == JsonKind::kTrue || kind == JsonKind::kFalse;
    if (text == "number") return kind == JsonKind::kNumber;
    if (text == "string") return kind == JsonKind::kString;
    if (text == "array") return kind == JsonKind::kArray;
    if (text == "object") return kind == JsonKind::kObject;
    if (text != "integer") return bad("type", "a type that JSON Schema does not know");
    integer = integer || kind == JsonKind::kNumber;
    return false;
}

Result<Formula> KeywordReader::type(JsonKind kind) {
    const JsonId value = find("type");
    if (value == kNoJson) return kAnything;
    bool integer = false;
    bool allowed = false;
    if (json_.is(value, JsonKind::kArray)) {
        for (JsonId item = json_.first(value); item != kNoJson; item = json_.next(item)) {
            MST_ASSIGN(const bool match, type_name(item, kind, integer));
            allowed = allowed || match;
        }
    } else {
        MST_ASSIGN(allowed, type_name(value, kind, integer));
    }
    if (allowed) return kAnything;
    if (!integer) return kNothing;
    Atom whole;
    whole.kind = Atom::Kind::kMultiple;
    whole.number = Decimal::from_integer(1);
    return atom(whole);
}

Result<Formula> KeywordReader::enumeration(JsonKind kind) {
    const uint32_t document = expander_.store_.document(schema_);
    std::vector<Formula> terms;
    if (const JsonId list = find("enum"); list != kNoJson) {
        if (!json_.is(list, JsonKind::kArray)) return bad("enum", "an array is expected");
        std::vector<Formula> options;
        for (JsonId item = json_.first(list); item != kNoJson; item = json_.next(item)) {
            if (json_.kind(item) != kind) continue;
            options.push_back(expander_.formulas_.equal(document, item));
        }
        terms.push_back(expander_.formulas_.any_of(options));
    }
    if (const JsonId value = find("const", SchemaDraft::kDraft6); value != kNoJson) {
        const bool same = json_.kind(value) == kind;
        terms.push_back(same ? expander_.formulas_.equal(document, value) : kNothing);
    }
    return expander_.formulas_.all_of(terms);
}

Result<std::optional<Decimal>> KeywordReader::number_value(std::string_view keyword) {
    const JsonId value = find(keyword);
    if (value == kNoJson) return std::optional<Decimal>();
    if (!json_.is(value, JsonKind::kNumber)) return bad(keyword, "a number is expected");
    Result<Decimal> number = Decimal::parse(json_.text(value));
    if (!number.ok()) {
        return number.status().with_context(expander_.store_.place(schema_, keyword));
    }
    return std::optional<Decimal>(number.take());
}

// `exclusive` is a number of its own, or in draft 4 a flag of the bound.
Status KeywordReader::number_bound(std::string_view keyword, std::string_view exclusive,
                                   Atom::Kind kind, std::vector<Formula>& out) {
    Atom bound;
    bound.kind = kind;
    const JsonId flag = find(exclusive);
    const bool is_flag = json_.is_bool(flag);
    if (is_flag && declared_ && draft_ > SchemaDraft::kDraft4) {
        return bad(exclusive, "a number is expected");
    }
    MST_ASSIGN(const std::optional<Decimal> value, number_value(keyword));
    if (value) {
        bound.number = *value;
        bound.strict = json_.is(flag, JsonKind::kTrue);
        out.push_back(atom(bound));
    }
    if (is_flag || flag == kNoJson) return {};
    MST_ASSIGN(const std::optional<Decimal> strict, number_value(exclusive));
    bound.number = *strict;
    bound.strict = true;
    out.push_back(atom(bound));
    return {};
}

Result<Formula> KeywordReader::number() {
    std::vector<Formula> terms;
    MST_TRY(number_bound("minimum", "exclusiveMinimum", Atom::Kind::kAtLeast, terms));
    MST_TRY(number_bound("maximum", "exclusiveMaximum", Atom::Kind::kAtMost, terms));
    MST_ASSIGN(const std::optional<Decimal> step, number_value("multipleOf"));
    if (step) {
        if (step->is_zero() || step->negative) {
            return bad("multipleOf", "a number above 0 is expected");
        }
        Atom multiple;
        multiple.kind = Atom::Kind::kMultiple;
        multiple.number = *step;
        terms.push_back(atom(multiple));
    }
    return expander_.formulas_.all_of(terms);
}

Result<std::optional<uint32_t>> KeywordReader::count(std::string_view keyword, SchemaDraft since) {
    if (find(keyword, since) == kNoJson) return std::optional<uint32_t>();
    MST_ASSIGN(const std::optional<Decimal> value, number_value(keyword));
    if (value->negative || !value->is_integer()) {
        return bad(keyword, "a whole number of at least 0 is expected");
    }
    // What exceeds 32 bits is as good as no limit, and more than can ever be required.
    const std::string digits = value->integer_digits();
    if (digits.size() > 9) return std::optional<uint32_t>(kUnbounded);
    uint32_t number = 0;
    for (const char digit : digits) number = number * 10 + uint32_t(digit - '0');
    return std::optional<uint32_t>(number);
}

// A pair such as minItems and maxItems.
Status KeywordReader::bounds(std::string_view min, std::string_view max, SchemaDraft since,
                             Atom& atom, std::vector<Formula>& out) {
    MST_ASSIGN(const std::optional<uint32_t> low, count(min, since));
    MST_ASSIGN(const std::optional<uint32_t> high, count(max, since));
    if (low == kUnbounded) {
        out.push_back(kNothing);
        return {};
    }
    atom.min = low.value_or(0);
    atom.max = high.value_or(kUnbounded);
    if (atom.max < atom.min) {
        out.push_back(kNothing);
    } else if (atom.min > 0 || atom.max != kUnbounded) {
        out.push_back(this->atom(atom));
    }
    return {};
}

Result<Language> KeywordReader::pattern(std::string_view keyword, std::string_view text) {
    Result<Language> language = pattern_language(expander_.languages_, text);
    if (!language.ok()) {
        return language.status().with_context(expander_.store_.place(schema_, keyword));
    }
    return language;
}

Result<Formula> KeywordReader::string() {
    LanguagePool& pool = expander_.languages_;
    std::vector<Formula> terms;
    const auto add = [&](Language language) {
        Atom text;
        text.language = language;
        if (language != pool.anything()) terms.push_back(atom(text));
    };
    MST_ASSIGN(const std::optional<uint32_t> low, count("minLength", SchemaDraft::kDraft4));
    MST_ASSIGN(const std::optional<uint32_t> high, count("maxLength", SchemaDraft::kDraft4));
    if (low == kUnbounded) return kNothing;
    add(pool.repeat(pool.any_code_point(), low.value_or(0), high.value_or(kUnbounded)));

    if (const JsonId value = find("pattern"); value != kNoJson) {
        if (!json_.is(value, JsonKind::kString)) return bad("pattern", "a string is expected");
        const Result<Language> language = pattern_language(expander_.languages_, json_.text(value));
        if (language.ok()) {
            add(language.value());
        } else if (language.status().code() == Code::kUnsupported) {
            MST_ASSIGN(const Formula open,
                       expander_.refuse(schema_, "pattern", language.status().message()));
            terms.push_back(open);
        } else {
            return language.status().with_context(expander_.store_.place(schema_, "pattern"));
        }
    }
    const JsonId format = find("format");
    if (format != kNoJson && expander_.options_.formats == FormatPolicy::kEnforce) {
        if (!json_.is(format, JsonKind::kString)) return bad("format", "a string is expected");
        const auto known = format_language(pool, json_.text(format));
        if (known) {
            add(*known);
        } else {
            const std::string why = "the format '" + json_.text(format) + "' is not known";
            MST_ASSIGN(const Formula open, expander_.refuse(schema_, "format", why));
            terms.push_back(open);
        }
    }
    return expander_.formulas_.all_of(terms);
}

}  // namespace minstrel
