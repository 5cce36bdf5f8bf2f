#include "runtime/grammar/schema_shape.h"

#include <algorithm>
#include <set>

namespace minstrel {
namespace {

constexpr uint32_t kProbeDepth = 3;
constexpr uint32_t kProbeWork = 20000;     // values looked at by all probes
constexpr uint32_t kProbedItems = 16;      // of one array
constexpr size_t kCompared = 128;          // conditions that are compared with each new one
constexpr uint32_t kMaxPrefix = 1u << 14;  // items with schemas of their own
constexpr JsonKind kKinds[] = {JsonKind::kNull,   JsonKind::kFalse,  JsonKind::kTrue,
                               JsonKind::kNumber, JsonKind::kString, JsonKind::kArray,
                               JsonKind::kObject};

}  // namespace

bool SchemaShapes::contradicts(const Atom& a, const Atom& b) {
    const bool pair = a.kind == Atom::Kind::kMembers && b.kind == Atom::Kind::kSomeMember;
    return pair && a.language == b.language && formulas_.all_of({a.value, b.value}) == kNothing;
}

// False when the literal contradicts what is there. In long lists a contradiction is found later.
bool SchemaShapes::add_atom(Partial& partial, Formula literal) {
    const Atom& atom = formulas_.atom_of(formulas_.data(literal));
    if (atom.kind == Atom::Kind::kUnenforced) return true;
    for (const Formula known : partial.atoms) {
        if (partial.atoms.size() > kCompared) break;
        if (known == literal) return true;
        if (known == negate(literal)) return false;
        const Atom& other = formulas_.atom_of(formulas_.data(known));
        if (other.language != atom.language || other.kind == atom.kind) continue;
        if (contradicts(atom, other) || contradicts(other, atom)) return false;
    }
    partial.atoms.push_back(literal);
    return true;
}

bool SchemaShapes::absorb(Partial& partial, Formula formula) {
    std::vector<Formula> open = {formula};
    while (!open.empty()) {
        const Formula current = open.back();
        open.pop_back();
        const FormulaData data = formulas_.data(current);
        switch (data.kind) {
            case FormulaKind::kConstant:
                if (current == kNothing) return false;
                break;
            case FormulaKind::kAnd: {
                const auto children = formulas_.children(data);
                open.insert(open.end(), children.rbegin(), children.rend());
                break;
            }
            case FormulaKind::kOr:
                partial.choices.push_back(current);
                break;
            default: {
                Formula literal = current;
                if (data.negated) {
                    const Atom atom = formulas_.atom_of(data);
                    literal = opposite(formulas_, atom);
                }
                if (literal != current) {
                    open.push_back(literal);
                } else if (!add_atom(partial, current)) {
                    return false;
                }
            }
        }
    }
    return true;
}

// Disjunctive normal form, in the order in which the alternatives were written.
Result<std::vector<SchemaShapes::Cube>> SchemaShapes::cubes(Formula formula, JsonKind kind) {
    MST_ASSIGN(const Formula expanded, expander_.expand(formula, kind));
    std::vector<Cube> result;
    std::set<Cube> seen;
    std::vector<Partial> open(1);
    if (!absorb(open[0], expanded)) return result;
    uint64_t work = 0;
    while (!open.empty()) {
        Partial partial = std::move(open.back());
        open.pop_back();
        work += 1 + partial.atoms.size() + partial.choices.size();
        if (work > limits_.alternatives_work || result.size() > limits_.max_alternatives ||
            formulas_.full()) {
            return error(Code::kLimitReached, "a value with more than %u alternatives",
                         limits_.max_alternatives);
        }
        if (partial.choices.empty()) {
            std::vector<Formula>& atoms = partial.atoms;
            std::sort(atoms.begin(), atoms.end());
            atoms.erase(std::unique(atoms.begin(), atoms.end()), atoms.end());
            const auto opposites = [](Formula a, Formula b) { return a == negate(b); };
            if (std::adjacent_find(atoms.begin(), atoms.end(), opposites) != atoms.end()) continue;
            if (seen.insert(partial.atoms).second) result.push_back(std::move(partial.atoms));
            continue;
        }
        const FormulaData choice = formulas_.data(partial.choices.back());
        partial.choices.pop_back();
        const auto children = formulas_.children(choice);
        const std::vector<Formula> options(children.begin(), children.end());
        const bool settled = std::any_of(options.begin(), options.end(), [&](Formula option) {
            return std::find(partial.atoms.begin(), partial.atoms.end(), option) !=
                   partial.atoms.end();
        });
        if (settled) {
            open.push_back(std::move(partial));
            continue;
        }
        for (auto option = options.rbegin(); option != options.rend(); ++option) {
            Partial next = partial;
            if (absorb(next, *option)) open.push_back(std::move(next));
        }
    }
    return result;
}

NumberRange SchemaShapes::number(const Cube& cube) const {
    NumberRange range;
    for (const Formula literal : cube) {
        const FormulaData data = formulas_.data(literal);
        const Atom& atom = formulas_.atom_of(data);
        if (atom.kind == Atom::Kind::kAtLeast) range.raise_low(atom.number, atom.strict);
        if (atom.kind == Atom::Kind::kAtMost) range.reduce_high(atom.number, atom.strict);
        if (atom.kind == Atom::Kind::kEqual) {
            if (data.negated) {
                range.not_equal.push_back(atom.number);
            } else {
                range.raise_low(atom.number, false);
                range.reduce_high(atom.number, false);
            }
        }
        if (atom.kind == Atom::Kind::kMultiple) {
            (data.negated ? range.not_multiples : range.multiples).push_back(atom.number);
        }
    }
    if (range.low && range.high && range.low->value == range.high->value && !range.low->strict &&
        !range.high->strict) {
        range.equal = range.low->value;
    }
    return range;
}

Result<bool> SchemaShapes::array(const Cube& cube, ArrayShape& out) {
    uint32_t length = 0;
    for (const Formula literal : cube) {
        const Atom& atom = formulas_.atom_of(formulas_.data(literal));
        if (atom.kind == Atom::Kind::kItems) {
            length = std::max(length, atom.max == kUnbounded ? atom.min : atom.max);
        }
    }
    if (length > kMaxPrefix) {
        return error(Code::kLimitReached, "more than %u items with schemas of their own",
                     kMaxPrefix);
    }
    std::vector<std::vector<Formula>> items(length + 1);  // the last is for all that follow
    for (const Formula literal : cube) {
        const FormulaData data = formulas_.data(literal);
        const Atom& atom = formulas_.atom_of(data);
        switch (atom.kind) {
            case Atom::Kind::kSize:
                out.min = std::max(out.min, atom.min);
                out.max = std::min(out.max, atom.max);
                break;
            case Atom::Kind::kItems:
                for (uint32_t i = atom.min; i < length + 1 && i < atom.max; ++i) {
                    items[i].push_back(atom.value);
                }
                break;
            case Atom::Kind::kSomeItem:
                out.counters.push_back({atom.min, atom.max, atom.value, 1, kUnbounded});
                break;
            case Atom::Kind::kCount:
                out.counters.push_back({0, kUnbounded, atom.value, atom.min, atom.max});
                break;
            case Atom::Kind::kUnique:
                if (data.negated) {
                    const std::string why = "the schema asks for equal items";
                    MST_ASSIGN(const Formula passed,
                               expander_.refuse(atom.place, "uniqueItems", why));
                    (void)passed;
                    break;
                }
                out.unique = atom.place;
                break;
            default:
                break;
        }
    }
    for (uint32_t i = 0; i < length; ++i) {
        out.prefix.push_back(formulas_.all_of(items[i]));
        if (out.prefix.back() == kNothing) out.max = std::min(out.max, i);
    }
    out.rest = formulas_.all_of(items[length]);
    if (out.rest == kNothing) out.max = std::min(out.max, length);
    if (out.prefix.size() > out.max) out.prefix.resize(out.max);
    return out.min <= out.max;
}

Result<ValueShape> SchemaShapes::shape(Formula formula) {
    ValueShape result;
    bool* const flags[] = {&result.has_null, &result.has_false, &result.has_true};
    for (size_t i = 0; i < 3; ++i) {
        MST_ASSIGN(const std::vector<Cube> found, cubes(formula, kKinds[i]));
        *flags[i] = !found.empty();
    }
    MST_ASSIGN(const std::vector<Cube> numbers, cubes(formula, JsonKind::kNumber));
    for (const Cube& cube : numbers) result.numbers.push_back(number(cube));
    MST_ASSIGN(result.text, expander_.text_language(formula));
    MST_ASSIGN(const std::vector<Cube> arrays, cubes(formula, JsonKind::kArray));
    for (const Cube& cube : arrays) {
        ArrayShape shape;
        MST_ASSIGN(const bool possible, array(cube, shape));
        if (possible) result.arrays.push_back(std::move(shape));
    }
    MST_ASSIGN(const std::vector<Cube> objects, cubes(formula, JsonKind::kObject));
    for (const Cube& cube : objects) {
        ObjectShape shape;
        MST_ASSIGN(const bool possible, object(cube, shape));
        if (possible) result.objects.push_back(std::move(shape));
    }
    return result;
}

// ---- emptiness, as far as a short look tells

bool SchemaShapes::surely_empty(Formula formula) {
    return empty_at(formula, kProbeDepth);
}

std::map<std::string, std::vector<std::string>> SchemaShapes::tags(Formula formula) {
    std::map<std::string, std::vector<std::string>> result;
    for (const JsonKind kind : kKinds) {
        const Result<Formula> expanded = expander_.expand(formula, kind);
        if (!expanded.ok()) return {};
        if (kind != JsonKind::kObject && expanded.value() != kNothing) return {};
    }
    const Result<std::vector<Cube>> found = cubes(formula, JsonKind::kObject);
    if (!found.ok() || found.value().size() != 1) return {};
    ObjectShape shape;
    const Result<bool> possible = object(found.value()[0], shape);
    if (!possible.ok() || !possible.value()) return {};
    for (const ObjectShape::Named& named : shape.named) {
        if (!named.required) continue;
        bool only_text = true;
        for (const JsonKind kind : kKinds) {
            const Result<Formula> value = expander_.expand(named.value, kind);
            const bool text = kind == JsonKind::kString;
            only_text = only_text && value.ok() && (text || value.value() == kNothing);
        }
        const Result<Language> text = expander_.text_language(named.value);
        std::vector<std::string> constants;
        if (!only_text || !text.ok()) continue;
        if (!StringWriter::constants(languages_, text.value(), constants)) continue;
        result.emplace(named.key, std::move(constants));
    }
    return result;
}

bool SchemaShapes::told_apart(const std::vector<Formula>& formulas) {
    std::map<std::string, std::set<std::string>> seen;  // constants of each key so far
    for (size_t i = 0; i < formulas.size(); ++i) {
        const auto found = tags(formulas[i]);
        if (i == 0) {
            for (const auto& [key, constants] : found) seen[key];
        }
        for (auto entry = seen.begin(); entry != seen.end();) {
            const auto known = found.find(entry->first);
            bool fresh = known != found.end();
            for (size_t c = 0; fresh && c < known->second.size(); ++c) {
                fresh = entry->second.insert(known->second[c]).second;
            }
            entry = fresh ? std::next(entry) : seen.erase(entry);
        }
        if (seen.empty()) return false;
    }
    return true;
}

bool SchemaShapes::empty_at(Formula formula, uint32_t depth) {
    if (formula == kNothing) return true;
    if (formula == kAnything || depth == 0 || ++probe_work_ > kProbeWork) return false;
    if (const auto known = probed_.find(formula); known != probed_.end()) return known->second;
    const bool empty = std::all_of(std::begin(kKinds), std::end(kKinds),
                                   [&](JsonKind kind) { return empty_kind(formula, kind, depth); });
    // What was not proven here may be provable from a higher place.
    if (empty || depth == kProbeDepth) probed_.emplace(formula, empty);
    return empty;
}

bool SchemaShapes::empty_kind(Formula formula, JsonKind kind, uint32_t depth) {
    const Result<Formula> expanded = expander_.expand(formula, kind);
    if (!expanded.ok()) return false;
    if (expanded.value() == kNothing || expanded.value() == kAnything) {
        return expanded.value() == kNothing;
    }
    if (kind == JsonKind::kString) {
        const Result<Language> text = expander_.text_language(formula);
        return text.ok() && text.value() == languages_.none();
    }
    const Result<std::vector<Cube>> found = cubes(formula, kind);
    if (!found.ok()) return false;
    for (const Cube& cube : found.value()) {
        if (kind == JsonKind::kNumber) {
            if (!surely_no_number(number(cube), limits_.numbers)) return false;
        } else if (kind == JsonKind::kArray) {
            ArrayShape shape;
            const Result<bool> possible = array(cube, shape);
            if (!possible.ok()) return false;
            if (possible.value() && !empty_array(shape, depth)) return false;
        } else if (kind == JsonKind::kObject) {
            ObjectShape shape;
            const Result<bool> possible = object(cube, shape);
            if (!possible.ok()) return false;
            if (possible.value() && !empty_object(shape, depth)) return false;
        } else {
            return false;
        }
    }
    return true;
}

bool SchemaShapes::empty_array(const ArrayShape& shape, uint32_t depth) {
    const uint32_t needed = std::min(shape.min, kProbedItems);
    for (uint32_t i = 0; i < needed; ++i) {
        const Formula item = i < shape.prefix.size() ? shape.prefix[i] : shape.rest;
        if (empty_at(item, depth - 1)) return true;
        if (i >= shape.prefix.size()) break;
    }
    return false;
}

bool SchemaShapes::empty_object(const ObjectShape& shape, uint32_t depth) {
    return std::any_of(shape.named.begin(), shape.named.end(), [&](const auto& named) {
        return named.required && empty_at(named.value, depth - 1);
    });
}

}  // namespace minstrel
