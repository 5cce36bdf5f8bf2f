#include "runtime/grammar/schema_evaluated.h"

#include <algorithm>

namespace minstrel {
namespace {

constexpr size_t kMaxWays = 1024;
constexpr size_t kMaxAnyOf = 8;  // options of one anyOf: all their subsets are ways
constexpr uint32_t kMaxDepth = 64;

}  // namespace

Result<bool> EvaluatedParts::asked_by(KeywordReader& reader) {
    if (kind_ != JsonKind::kObject && kind_ != JsonKind::kArray) return false;
    const JsonId value = reader.find(keyword(), SchemaDraft::kDraft2019);
    return value != kNoJson && !reader.json().is(value, JsonKind::kTrue);
}

Result<Formula> EvaluatedParts::formula(SchemaId schema, uint32_t scope) {
    MST_ASSIGN(const Ways all, ways(schema, scope, 0));
    std::vector<Formula> conditions;
    for (const Way& way : all) conditions.push_back(way.condition);
    return expander_.formulas_.any_of(conditions);
}

EvaluatedParts::Way EvaluatedParts::nothing_evaluated(Formula condition) {
    Way way;
    way.condition = condition;
    way.keys = expander_.languages_.none();
    return way;
}

EvaluatedParts::Way EvaluatedParts::join(const Way& left, const Way& right) {
    Way way;
    way.condition = expander_.formulas_.all_of({left.condition, right.condition});
    way.keys = expander_.languages_.alt({left.keys, right.keys});
    way.items = std::max(left.items, right.items);
    way.also_items = left.also_items;
    way.also_items.insert(way.also_items.end(), right.also_items.begin(), right.also_items.end());
    return way;
}

Result<EvaluatedParts::Ways> EvaluatedParts::multiply(const Ways& left, const Ways& right) {
    Ways result;
    if (left.size() * right.size() > kMaxWays) {
        return error(Code::kLimitReached, "'%s' depends on more than %zu alternatives", keyword(),
                     kMaxWays);
    }
    for (const Way& a : left) {
        for (const Way& b : right) {
            Way way = join(a, b);
            if (way.condition != kNothing) result.push_back(std::move(way));
        }
    }
    return result;
}

Result<EvaluatedParts::Way> EvaluatedParts::own(KeywordReader& reader) {
    MST_ASSIGN(const Formula condition, reader.assertions(kind_));
    Way way = nothing_evaluated(condition);
    if (condition == kNothing) return way;
    if (kind_ == JsonKind::kObject) {
        MST_ASSIGN(way.keys, reader.evaluated_keys());
        return way;
    }
    MST_ASSIGN(way.items, reader.evaluated_items());
    MST_ASSIGN(const auto contains, reader.evaluated_contains());
    if (contains) way.also_items.push_back(*contains);
    return way;
}

Result<EvaluatedParts::Ways> EvaluatedParts::ways(SchemaId schema, uint32_t scope, uint32_t depth) {
    if (depth > kMaxDepth) {
        return error(Code::kLimitReached, "%s: '%s' looks through more than %u applicators",
                     expander_.store_.place(schema).c_str(), keyword(), kMaxDepth);
    }
    KeywordReader reader(expander_, schema, scope);
    Ways result = {nothing_evaluated(kAnything)};
    if (expander_.store_.ref_has_siblings(schema) || reader.find("$ref") == kNoJson) {
        MST_ASSIGN(result[0], own(reader));
        if (result[0].condition == kNothing) return Ways();
    }
    MST_ASSIGN(const std::vector<InPlace> applicators, expander_.in_place(schema, scope, kind_));
    for (const InPlace& applicator : applicators) {
        MST_ASSIGN(const Ways more, ways_of(applicator, depth));
        MST_ASSIGN(result, multiply(result, more));
    }
    return finish(reader, std::move(result));
}

Result<EvaluatedParts::Ways> EvaluatedParts::finish(KeywordReader& reader, Ways ways) {
    const JsonId value = reader.find(keyword(), SchemaDraft::kDraft2019);
    if (value == kNoJson) return ways;
    MST_ASSIGN(const Formula rest, reader.child(value, keyword()));
    FormulaPool& formulas = expander_.formulas_;
    for (Way& way : ways) {
        Formula left = kAnything;
        if (kind_ == JsonKind::kObject) {
            const Language others = expander_.languages_.complement(way.keys);
            left = formulas.atom(members_atom(others, rest));
            way.keys = expander_.languages_.anything();
        } else if (way.items != kUnbounded) {
            std::vector<Formula> options = way.also_items;
            options.push_back(rest);
            left = formulas.atom(items_atom(way.items, kUnbounded, formulas.any_of(options)));
            way.items = kUnbounded;
        }
        way.condition = formulas.all_of({way.condition, rest == kAnything ? kAnything : left});
    }
    return ways;
}

Result<EvaluatedParts::Ways> EvaluatedParts::ways_of(Formula formula, uint32_t depth) {
    const FormulaData data = expander_.formulas_.data(formula);
    if (formula == kNothing) return Ways();
    if (data.kind != FormulaKind::kSchema || data.negated) return Ways{nothing_evaluated(formula)};
    return ways(data.a, data.b, depth + 1);
}

Result<EvaluatedParts::Ways> EvaluatedParts::ways_of(const InPlace& applicator, uint32_t depth) {
    const std::vector<Formula>& parts = applicator.parts;
    FormulaPool& formulas = expander_.formulas_;
    Ways result;
    const auto append = [&](const Ways& more) {
        result.insert(result.end(), more.begin(), more.end());
    };
    switch (applicator.kind) {
        case InPlace::Kind::kNot:
            return Ways{nothing_evaluated(negate(parts[0]))};
        case InPlace::Kind::kAll:
            result = {nothing_evaluated(kAnything)};
            for (const Formula part : parts) {
                MST_ASSIGN(const Ways more, ways_of(part, depth));
                MST_ASSIGN(result, multiply(result, more));
            }
            return result;
        case InPlace::Kind::kOne:
            for (size_t i = 0; i < parts.size(); ++i) {
                std::vector<Formula> others;
                for (size_t j = 0; j < parts.size(); ++j) {
                    if (j != i) others.push_back(negate(parts[j]));
                }
                MST_ASSIGN(const Ways more, ways_of(parts[i], depth));
                const Way without = nothing_evaluated(formulas.all_of(others));
                MST_ASSIGN(const Ways joined, multiply(more, {without}));
                append(joined);
            }
            return result;
        case InPlace::Kind::kIf: {
            MST_ASSIGN(const Ways condition, ways_of(parts[0], depth));
            MST_ASSIGN(const Ways then_ways, ways_of(parts[1], depth));
            MST_ASSIGN(const Ways both, multiply(condition, then_ways));
            append(both);
            MST_ASSIGN(const Ways else_ways, ways_of(parts[2], depth));
            MST_ASSIGN(const Ways other,
                       multiply({nothing_evaluated(negate(parts[0]))}, else_ways));
            append(other);
            return result;
        }
        case InPlace::Kind::kAny:
            break;
    }
    // Every set of options that hold together.
    if (parts.size() > kMaxAnyOf) {
        return error(Code::kLimitReached, "'%s' looks through an anyOf of more than %zu", keyword(),
                     kMaxAnyOf);
    }
    for (uint32_t set = 1; set < (1u << parts.size()); ++set) {
        Ways some = {nothing_evaluated(kAnything)};
        for (size_t i = 0; i < parts.size(); ++i) {
            if ((set >> i & 1) == 0) continue;
            MST_ASSIGN(const Ways more, ways_of(parts[i], depth));
            MST_ASSIGN(some, multiply(some, more));
        }
        append(some);
    }
    return result;
}

}  // namespace minstrel
