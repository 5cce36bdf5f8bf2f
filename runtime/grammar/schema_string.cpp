#include "runtime/grammar/schema_string.h"

#include <algorithm>
#include <cstdio>

namespace minstrel {
namespace {

constexpr uint32_t kFirstAstral = 0x10000;

struct ShortEscape {
    uint32_t code_point;
    char letter;
};
constexpr ShortEscape kShortEscapes[] = {{'"', '"'},  {'\\', '\\'}, {'\b', 'b'}, {'\f', 'f'},
                                         {'\n', 'n'}, {'\r', 'r'},  {'\t', 't'}};

bool needs_escape(uint32_t cp) {
    return cp < 0x20 || cp == '"' || cp == '\\';
}

bool has(const std::vector<CodePointRange>& ranges, uint32_t cp) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const CodePointRange& range) {
        return range.first <= cp && cp <= range.last;
    });
}

char short_escape(uint32_t cp) {
    for (const ShortEscape& escape : kShortEscapes) {
        if (escape.code_point == cp) return escape.letter;
    }
    return '\0';
}

// The digits first to last, both letter cases.
ByteSet hex_digits(uint32_t first, uint32_t last) {
    ByteSet set;
    for (uint32_t digit = first; digit <= last; ++digit) {
        set.add(uint8_t("0123456789abcdef"[digit]));
        set.add(uint8_t("0123456789ABCDEF"[digit]));
    }
    return set;
}

// The ranges without what JSON wants escaped.
std::vector<CodePointRange> raw_part(const std::vector<CodePointRange>& ranges) {
    constexpr CodePointRange kRaw[] = {
        {0x20, '"' - 1}, {'"' + 1, '\\' - 1}, {'\\' + 1, kLastCodePoint}};
    std::vector<CodePointRange> result;
    for (const CodePointRange& range : ranges) {
        for (const CodePointRange& raw : kRaw) {
            const CodePointRange cut = {std::max(range.first, raw.first),
                                        std::min(range.last, raw.last)};
            if (cut.first <= cut.last) result.push_back(cut);
        }
    }
    return result;
}

}  // namespace

std::string StringWriter::quoted(std::string_view utf8) {
    std::string result = "\"";
    for (const char c : utf8) {
        const uint32_t cp = uint8_t(c);
        if (!needs_escape(cp)) {
            result += c;
        } else if (const char letter = short_escape(cp)) {
            result += '\\';
            result += letter;
        } else {
            char buffer[8];
            std::snprintf(buffer, sizeof(buffer), "\\u%04x", cp);
            result += buffer;
        }
    }
    return result + "\"";
}

bool StringWriter::constants(const LanguagePool& pool, Language language,
                             std::vector<std::string>& out) {
    const LanguageData& data = pool.data(language);
    if (data.kind == LanguageKind::kNone) return true;
    if (data.kind == LanguageKind::kText) {
        out.push_back(pool.text_of(data));
        return true;
    }
    if (data.kind != LanguageKind::kAlt) return false;
    for (const Language child : pool.children(data)) {
        const LanguageData& part = pool.data(child);
        if (part.kind != LanguageKind::kText) return false;
        out.push_back(pool.text_of(part));
    }
    return true;
}

Node StringWriter::string(Language language) {
    std::vector<std::string> texts;
    if (constants(pool_, language, texts)) {
        for (std::string& text : texts) text = quoted(text);
        return builder_.choices(std::move(texts));
    }
    const Node quote = builder_.bytes("\"");
    return builder_.seq({quote, body(language), quote});
}

// first..last with `digits` hex digits: the first digit decides, whole blocks at once.
Node StringWriter::hex_range(uint32_t first, uint32_t last, int digits) {
    if (digits == 0) return builder_.empty();
    const uint32_t block = 1u << (4 * (digits - 1));
    const uint32_t low = first / block;
    const uint32_t high = last / block;
    const auto branch = [&](uint32_t from, uint32_t to, uint32_t rest_first, uint32_t rest_last) {
        return builder_.seq({builder_.byte_set(hex_digits(from, to)),
                             hex_range(rest_first, rest_last, digits - 1)});
    };
    if (low == high) return branch(low, low, first % block, last % block);
    std::vector<Node> options;
    uint32_t from = low;
    uint32_t to = high;
    if (first % block != 0) {
        options.push_back(branch(low, low, first % block, block - 1));
        ++from;
    }
    if (last % block != block - 1) {
        options.push_back(branch(high, high, 0, last % block));
        --to;
    }
    if (from <= to) options.push_back(branch(from, to, 0, block - 1));
    return builder_.alt(options);
}

// Two escapes for a code point beyond the first plane.
Node StringWriter::surrogates(uint32_t first, uint32_t last) {
    first -= kFirstAstral;
    last -= kFirstAstral;
    const Node mark = builder_.bytes("\\u");
    const auto pair = [&](uint32_t high_first, uint32_t high_last, uint32_t low_first,
                          uint32_t low_last) {
        return builder_.seq({mark, hex_range(0xD800 + high_first, 0xD800 + high_last, 4), mark,
                             hex_range(0xDC00 + low_first, 0xDC00 + low_last, 4)});
    };
    uint32_t from = first >> 10;
    uint32_t to = last >> 10;
    if (from == to) return pair(from, to, first & 0x3FF, last & 0x3FF);
    std::vector<Node> options;
    if ((first & 0x3FF) != 0) {
        options.push_back(pair(from, from, first & 0x3FF, 0x3FF));
        ++from;
    }
    if ((last & 0x3FF) != 0x3FF) {
        options.push_back(pair(to, to, 0, last & 0x3FF));
        --to;
    }
    if (from <= to) options.push_back(pair(from, to, 0, 0x3FF));
    return builder_.alt(options);
}

Node StringWriter::unicode_escapes(const std::vector<CodePointRange>& ranges) {
    std::vector<Node> options;
    const Node mark = builder_.bytes("\\u");
    for (const CodePointRange& range : ranges) {
        if (range.first < kFirstAstral) {
            const uint32_t last = std::min(range.last, kFirstAstral - 1);
            options.push_back(builder_.seq({mark, hex_range(range.first, last, 4)}));
        }
        if (range.last >= kFirstAstral) {
            options.push_back(surrogates(std::max(range.first, kFirstAstral), range.last));
        }
    }
    return builder_.alt(options);
}

Node StringWriter::character(const std::vector<CodePointRange>& ranges) {
    std::vector<Node> options;
    const std::vector<CodePointRange> raw = raw_part(ranges);
    if (!raw.empty()) options.push_back(builder_.code_points(raw));
    for (const ShortEscape& escape : kShortEscapes) {
        if (!has(ranges, escape.code_point)) continue;
        options.push_back(builder_.bytes(std::string("\\") + escape.letter));
    }
    if (policy_ == EscapePolicy::kAny) {
        if (has(ranges, '/')) options.push_back(builder_.bytes("\\/"));
        options.push_back(unicode_escapes(ranges));
        return builder_.alt(options);
    }
    for (uint32_t cp = 0; cp < 0x20; ++cp) {
        if (!has(ranges, cp) || short_escape(cp) != '\0') continue;
        char buffer[8];
        std::snprintf(buffer, sizeof(buffer), "\\u%04x", cp);
        options.push_back(builder_.bytes(buffer));
    }
    return builder_.alt(options);
}

Node StringWriter::spelled_text(std::string_view utf8) {
    if (policy_ == EscapePolicy::kMinimal) {
        const std::string text = quoted(utf8);
        return builder_.bytes(std::string_view(text).substr(1, text.size() - 2));
    }
    std::vector<Node> parts;
    for (size_t at = 0; at < utf8.size();) {
        const uint32_t cp = next_code_point(utf8, at);
        parts.push_back(body(pool_.one_of({{cp, cp}})));
    }
    return builder_.seq(parts);
}

Node StringWriter::list(const LanguageData& data) {
    const auto children = pool_.children(data);
    const std::vector<Language> terms(children.begin(), children.end());
    std::vector<Node> nodes;
    if (data.kind == LanguageKind::kAlt) {
        for (const Language term : terms) nodes.push_back(body(term));
        return builder_.alt(nodes);
    }
    bool bounded = false;
    for (const Language term : terms) {
        const LanguageData inner = pool_.data(term);
        const bool negative = inner.kind == LanguageKind::kNot;
        bounded = bounded || !negative;
        nodes.push_back(negative ? builder_.complement(body(Language(inner.a))) : body(term));
    }
    if (!bounded) nodes.push_back(any_text());
    return builder_.all_of(nodes);
}

Node StringWriter::body(Language language) {
    if (const auto known = bodies_.find(uint32_t(language)); known != bodies_.end()) {
        return known->second;
    }
    const LanguageData data = pool_.data(language);
    Node node = builder_.never();
    switch (data.kind) {
        case LanguageKind::kNone:
            break;
        case LanguageKind::kText:
            node = spelled_text(pool_.text_of(data));
            break;
        case LanguageKind::kClass: {
            const std::vector<CodePointRange> ranges = pool_.class_of(data);
            node = character(ranges);
            break;
        }
        case LanguageKind::kSeq: {
            std::vector<Node> parts;
            LanguageData link = data;
            Language rest = language;
            while (link.kind == LanguageKind::kSeq) {
                parts.push_back(body(Language(link.a)));
                rest = Language(link.b);
                link = pool_.data(rest);
            }
            parts.push_back(body(rest));
            node = builder_.seq(parts);
            break;
        }
        case LanguageKind::kAlt:
        case LanguageKind::kAnd:
            node = list(data);
            break;
        case LanguageKind::kNot:
            node = builder_.except(any_text(), body(Language(data.a)));
            break;
        case LanguageKind::kRepeat:
            node = builder_.repeat(body(Language(data.a)), data.b, data.c);
            break;
    }
    bodies_.emplace(uint32_t(language), node);
    return node;
}

}  // namespace minstrel
