#include "runtime/grammar/schema_pattern_match.h"

namespace minstrel {
namespace {

constexpr size_t context(bool begins, bool ends) {
    return size_t(begins) * 2 + size_t(ends);
}

// `language` without the empty string.
Language without_empty(LanguagePool& pool, Language language) {
    const LanguageData node = pool.data(language);
    if (!node.nullable) return language;
    switch (node.kind) {
        case LanguageKind::kRepeat: {
            const Language inner = Language(node.a);
            if (!pool.data(inner).nullable) return pool.repeat(inner, 1, node.c);
            break;
        }
        case LanguageKind::kText:
            return pool.none();
        default:
            break;
    }
    return pool.both({language, pool.repeat(pool.any_code_point(), 1, kUnbounded)});
}

PatternMatch spread(LanguagePool& pool, const PatternMatch& match) {
    if (!match.plain) return match;
    PatternMatch result = match;
    result.plain = false;
    result.some.fill(without_empty(pool, match.whole));
    result.none.fill(pool.data(match.whole).nullable);
    return result;
}

// Texts from a position on, given what the following items make of the rest. `begins`: the position
// is the start of the text; rest[b] is the same for the items after this one.
Language before(LanguagePool& pool, const PatternMatch& match, bool begins,
                const std::array<Language, 2>& rest) {
    if (match.plain && rest[0] == rest[1]) return pool.seq(match.whole, rest[0]);
    const PatternMatch part = spread(pool, match);
    std::vector<Language> options;
    const Language inside = part.some[context(begins, false)];
    const Language at_end = part.some[context(begins, true)];
    if (inside == at_end) {
        options.push_back(pool.seq(inside, rest[0]));
    } else {
        options.push_back(pool.seq(inside, without_empty(pool, rest[0])));
        if (pool.data(rest[0]).nullable) options.push_back(at_end);
    }
    if (part.none[context(begins, false)]) {
        options.push_back(without_empty(pool, rest[begins]));
    }
    if (part.none[context(begins, true)] && pool.data(rest[begins]).nullable) {
        options.push_back(pool.empty());
    }
    return pool.alt(std::move(options));
}

}  // namespace

PatternMatch PatternMatch::of(Language language) {
    PatternMatch match;
    match.whole = language;
    return match;
}

PatternMatch PatternMatch::start(LanguagePool& pool) {
    PatternMatch match;
    match.plain = false;
    match.some.fill(pool.none());
    match.none = {false, false, true, true};
    return match;
}

PatternMatch PatternMatch::end(LanguagePool& pool) {
    PatternMatch match = start(pool);
    match.none = {false, true, false, true};
    return match;
}

PatternMatch match_seq(LanguagePool& pool, const PatternMatch& first, const PatternMatch& second) {
    if (first.plain && second.plain) return PatternMatch::of(pool.seq(first.whole, second.whole));
    const PatternMatch a = spread(pool, first);
    const PatternMatch b = spread(pool, second);
    PatternMatch result;
    result.plain = false;
    for (const bool begins : {false, true}) {
        for (const bool ends : {false, true}) {
            const size_t at = context(begins, ends);
            std::vector<Language> options = {
                pool.seq(a.some[context(begins, false)], b.some[context(false, ends)])};
            if (a.none[context(begins, false)]) options.push_back(b.some[at]);
            if (b.none[context(false, ends)]) options.push_back(a.some[at]);
            result.some[at] = pool.alt(std::move(options));
            result.none[at] = a.none[at] && b.none[at];
        }
    }
    return result;
}

PatternMatch match_alt(LanguagePool& pool, const std::vector<PatternMatch>& options) {
    bool plain = true;
    for (const PatternMatch& option : options) plain = plain && option.plain;
    PatternMatch result;
    if (plain) {
        std::vector<Language> parts;
        parts.reserve(options.size());
        for (const PatternMatch& option : options) parts.push_back(option.whole);
        return PatternMatch::of(pool.alt(std::move(parts)));
    }
    result.plain = false;
    for (size_t at = 0; at < 4; ++at) {
        std::vector<Language> parts;
        for (const PatternMatch& option : options) {
            const PatternMatch part = spread(pool, option);
            parts.push_back(part.some[at]);
            result.none[at] = result.none[at] || part.none[at];
        }
        result.some[at] = pool.alt(std::move(parts));
    }
    return result;
}

bool match_repeat(LanguagePool& pool, const PatternMatch& part, uint32_t min, uint32_t max,
                  PatternMatch& out) {
    if (part.plain) {
        out = PatternMatch::of(pool.repeat(part.whole, min, max));
        return true;
    }
    const bool many = max == kUnbounded;
    if (min > 1 || (!many && max != 1)) return false;
    PatternMatch result = part;
    if (many) {
        const Language inside = pool.repeat(part.some[context(false, false)], 0, kUnbounded);
        for (const bool begins : {false, true}) {
            for (const bool ends : {false, true}) {
                const size_t at = context(begins, ends);
                const Language more = pool.seq(
                    {part.some[context(begins, false)], inside, part.some[context(false, ends)]});
                result.some[at] = pool.alt({part.some[at], more});
            }
        }
    }
    if (min == 0) result.none.fill(true);
    out = result;
    return true;
}

Language match_anywhere(LanguagePool& pool, const std::vector<PatternItem>& items) {
    std::array<Language, 2> rest = {pool.anything(), pool.anything()};
    const std::array<Language, 2> all = rest;
    for (auto item = items.rbegin(); item != items.rend(); ++item) {
        std::array<Language, 2> here{};
        for (const bool begins : {false, true}) {
            if (item->kind == PatternItem::Kind::kPart) {
                here[begins] = before(pool, item->match, begins, rest);
                continue;
            }
            Language ahead = before(pool, item->match, begins, all);
            if (item->kind == PatternItem::Kind::kNotAhead) ahead = pool.complement(ahead);
            here[begins] = pool.both({rest[begins], ahead});
        }
        rest = here;
    }
    if (rest[0] == rest[1]) return pool.seq(pool.anything(), rest[0]);
    const Language some = pool.repeat(pool.any_code_point(), 1, kUnbounded);
    return pool.alt({rest[1], pool.seq(some, rest[0])});
}

}  // namespace minstrel
