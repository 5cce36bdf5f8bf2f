#include "runtime/grammar/schema_language.h"

#include <algorithm>
#include <unordered_set>

namespace minstrel {
namespace {

constexpr uint32_t kMaxDepth = 1000;  // of derivatives: frames on the C stack
constexpr uint32_t kFirstSurrogate = 0xD800;
constexpr uint32_t kLastSurrogate = 0xDFFF;

template <typename T>
void append_bytes(std::string& key, const T& value) {
    key.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

// Sorted, merged, without surrogates.
std::vector<CodePointRange> normal_class(const std::vector<CodePointRange>& ranges) {
    std::vector<CodePointRange> cut;
    for (const CodePointRange& range : ranges) {
        if (range.first > range.last) continue;
        if (range.last < kFirstSurrogate || range.first > kLastSurrogate) {
            cut.push_back(range);
            continue;
        }
        if (range.first < kFirstSurrogate) cut.push_back({range.first, kFirstSurrogate - 1});
        if (range.last > kLastSurrogate) cut.push_back({kLastSurrogate + 1, range.last});
    }
    std::sort(cut.begin(), cut.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<CodePointRange> merged;
    for (const CodePointRange& range : cut) {
        if (!merged.empty() && range.first <= merged.back().last + 1) {
            merged.back().last = std::max(merged.back().last, range.last);
        } else {
            merged.push_back(range);
        }
    }
    return merged;
}

}  // namespace

uint32_t next_code_point(std::string_view text, size_t& at) {
    const auto byte = [&](size_t i) { return uint32_t(uint8_t(i < text.size() ? text[i] : 0)); };
    const uint32_t lead = byte(at);
    const size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    uint32_t value = length == 1 ? lead : lead & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; ++i) value = value << 6 | (byte(at + i) & 0x3F);
    at += length;
    return value;
}

Language LanguagePool::add(LanguageData data, std::string_view key) {
    const auto [entry, fresh] = index_.try_emplace(std::string(key), Language(nodes_.size()));
    if (fresh) nodes_.push_back(data);
    return entry->second;
}

Language LanguagePool::text(std::string_view utf8) {
    std::string key = "t" + std::string(utf8);
    if (const auto known = index_.find(key); known != index_.end()) return known->second;
    LanguageData data;
    data.kind = LanguageKind::kText;
    data.nullable = utf8.empty();
    data.a = uint32_t(texts_.size());
    texts_.emplace_back(utf8);
    return add(data, key);
}

Language LanguagePool::one_of(std::vector<CodePointRange> ranges) {
    ranges = normal_class(ranges);
    if (ranges.empty()) return none_;
    std::string key = "c";
    for (const CodePointRange& range : ranges) append_bytes(key, range);
    if (const auto known = index_.find(key); known != index_.end()) return known->second;
    LanguageData data;
    data.kind = LanguageKind::kClass;
    data.a = uint32_t(classes_.size());
    classes_.push_back(std::move(ranges));
    return add(data, key);
}

Language LanguagePool::seq(Language first, Language second) {
    const LanguageData a = data(first);
    const LanguageData b = data(second);
    if (a.kind == LanguageKind::kNone || b.kind == LanguageKind::kNone) return none_;
    if (a.kind == LanguageKind::kText && texts_[a.a].empty()) return second;
    if (b.kind == LanguageKind::kText && texts_[b.a].empty()) return first;
    if (a.kind == LanguageKind::kText && b.kind == LanguageKind::kText) {
        return text(texts_[a.a] + texts_[b.a]);
    }
    // Right-nested, so that long sequences are lists.
    if (a.kind == LanguageKind::kSeq) {
        std::vector<Language> parts;
        Language rest = first;
        for (; data(rest).kind == LanguageKind::kSeq; rest = Language(data(rest).b)) {
            parts.push_back(Language(data(rest).a));
        }
        Language result = seq(rest, second);
        for (auto part = parts.rbegin(); part != parts.rend(); ++part) result = seq(*part, result);
        return result;
    }
    LanguageData node;
    node.kind = LanguageKind::kSeq;
    node.nullable = a.nullable && b.nullable;
    node.positive = a.positive && b.positive;
    node.a = uint32_t(first);
    node.b = uint32_t(second);
    std::string key = "s";
    append_bytes(key, node.a);
    append_bytes(key, node.b);
    return add(node, key);
}

Language LanguagePool::seq(std::initializer_list<Language> parts) {
    Language result = empty();
    for (auto part = std::rbegin(parts); part != std::rend(parts); ++part) {
        result = seq(*part, result);
    }
    return result;
}

// Splices nested lists, sorts, drops copies; true when a term and its complement are both there.
bool LanguagePool::flatten(LanguageKind kind, std::vector<Language>& children) const {
    std::vector<Language> flat;
    for (const Language child : children) {
        const LanguageData& node = data(child);
        if (node.kind == kind) {
            const auto inner = this->children(node);
            flat.insert(flat.end(), inner.begin(), inner.end());
        } else {
            flat.push_back(child);
        }
    }
    std::sort(flat.begin(), flat.end());
    flat.erase(std::unique(flat.begin(), flat.end()), flat.end());
    children = std::move(flat);
    return std::any_of(children.begin(), children.end(), [&](Language child) {
        const LanguageData& node = data(child);
        return node.kind == LanguageKind::kNot &&
               std::binary_search(children.begin(), children.end(), Language(node.a));
    });
}

Language LanguagePool::add_children(LanguageKind kind, std::vector<Language> children) {
    LanguageData node;
    node.kind = kind;
    node.nullable = kind == LanguageKind::kAnd;
    node.positive = kind == LanguageKind::kAlt;
    std::string key = kind == LanguageKind::kAlt ? "|" : "&";
    for (const Language child : children) {
        const LanguageData& part = data(child);
        node.nullable = kind == LanguageKind::kAlt ? node.nullable || part.nullable
                                                   : node.nullable && part.nullable;
        node.positive = node.positive && part.positive;
        append_bytes(key, child);
    }
    if (const auto known = index_.find(key); known != index_.end()) return known->second;
    node.a = uint32_t(children_.size());
    node.b = uint32_t(children.size());
    children_.insert(children_.end(), children.begin(), children.end());
    return add(node, key);
}

Language LanguagePool::alt(std::vector<Language> options) {
    std::erase(options, none_);
    if (flatten(LanguageKind::kAlt, options)) return anything();
    std::erase(options, none_);
    if (options.empty()) return none_;
    if (options.size() == 1) return options[0];
    const Language all = anything();
    if (std::find(options.begin(), options.end(), all) != options.end()) return all;
    return add_children(LanguageKind::kAlt, std::move(options));
}

bool LanguagePool::is_length(Language language) const {
    const LanguageData& node = data(language);
    if (node.kind != LanguageKind::kRepeat) return false;
    const LanguageData& inner = nodes_[node.a];
    if (inner.kind != LanguageKind::kClass) return false;
    const auto& ranges = classes_[inner.a];
    return ranges.size() == 2 && ranges[0].first == 0 && ranges[1].last == kLastCodePoint &&
           ranges[0].last == kFirstSurrogate - 1 && ranges[1].first == kLastSurrogate + 1;
}

// Several bounds of the length are one; returns what they come to.
Language LanguagePool::merge_lengths(std::vector<Language>& terms) {
    uint32_t min = 0;
    uint32_t max = kUnbounded;
    std::erase_if(terms, [&](Language term) {
        if (!is_length(term)) return false;
        min = std::max(min, data(term).b);
        max = std::min(max, data(term).c);
        return true;
    });
    return repeat(any_code_point(), min, max);
}

Language LanguagePool::both(std::vector<Language> terms) {
    if (flatten(LanguageKind::kAnd, terms)) return none_;
    if (std::find(terms.begin(), terms.end(), none_) != terms.end()) return none_;
    const Language length = merge_lengths(terms);
    if (length == none_) return none_;
    if (length != anything() || terms.empty()) terms.push_back(length);
    if (terms.size() == 1) return terms[0];
    // With one fixed text among them the rest is a question that can be answered now.
    for (const Language term : terms) {
        if (data(term).kind != LanguageKind::kText) continue;
        const std::string fixed = texts_[data(term).a];
        bool in_all = true;
        for (const Language other : terms) {
            const Answer answer = contains(other, fixed);
            if (answer == Answer::kNo) return none_;
            in_all = in_all && answer == Answer::kYes;
        }
        if (in_all) return term;
    }
    std::sort(terms.begin(), terms.end());
    return add_children(LanguageKind::kAnd, std::move(terms));
}

Language LanguagePool::complement(Language language) {
    const LanguageData inner = data(language);
    if (inner.kind == LanguageKind::kNot) return Language(inner.a);
    if (inner.kind == LanguageKind::kNone) return anything();
    if (is_length(language)) {
        std::vector<Language> outside;
        if (inner.b > 0) outside.push_back(repeat(any_code_point(), 0, inner.b - 1));
        if (inner.c != kUnbounded) {
            outside.push_back(repeat(any_code_point(), inner.c + 1, kUnbounded));
        }
        return alt(std::move(outside));
    }
    LanguageData node;
    node.kind = LanguageKind::kNot;
    node.nullable = !inner.nullable;
    node.positive = false;
    node.a = uint32_t(language);
    std::string key = "!";
    append_bytes(key, node.a);
    return add(node, key);
}

Language LanguagePool::repeat(Language language, uint32_t min, uint32_t max) {
    if (max < min) return none_;
    const LanguageData inner = data(language);
    if (max == 0) return empty();
    if (inner.kind == LanguageKind::kNone) return min == 0 ? empty() : none_;
    if (inner.kind == LanguageKind::kText && texts_[inner.a].empty()) return language;
    // (x?)+ and (x*)+ are x*: no counter runs over empty strings.
    if (inner.nullable) min = 0;
    if (min == 1 && max == 1) return language;
    if (inner.kind == LanguageKind::kRepeat && inner.b <= 1 && inner.c == kUnbounded) {
        if (max == kUnbounded && min <= 1) {
            return repeat(Language(inner.a), inner.b * min, kUnbounded);
        }
    }
    LanguageData node;
    node.kind = LanguageKind::kRepeat;
    node.nullable = min == 0 || inner.nullable;
    node.positive = inner.positive;
    node.a = uint32_t(language);
    node.b = min;
    node.c = max;
    std::string key = "r";
    append_bytes(key, node.a);
    append_bytes(key, node.b);
    append_bytes(key, node.c);
    return add(node, key);
}

bool LanguagePool::derive_list(const LanguageData& node, uint32_t cp, uint32_t depth,
                               Language& out) {
    std::vector<Language> parts;
    const std::vector<Language> terms(children(node).begin(), children(node).end());
    for (const Language child : terms) {
        Language part{};
        if (!derive(child, cp, depth, part)) return false;
        parts.push_back(part);
    }
    out = node.kind == LanguageKind::kAlt ? alt(std::move(parts)) : both(std::move(parts));
    return true;
}

bool LanguagePool::derive(Language language, uint32_t cp, uint32_t depth, Language& out) {
    const LanguageData node = data(language);
    if (node.kind == LanguageKind::kNone) {
        out = none_;
        return true;
    }
    const uint64_t key = uint64_t(language) << 32 | cp;
    if (const auto known = derived_.find(key); known != derived_.end()) {
        out = known->second;
        return true;
    }
    if (work_ == 0 || depth >= kMaxDepth) return false;
    --work_;
    Language part{};
    switch (node.kind) {
        case LanguageKind::kNone:
            break;
        case LanguageKind::kText: {
            size_t at = 0;
            const std::string whole = texts_[node.a];
            const bool match = !whole.empty() && next_code_point(whole, at) == cp;
            out = match ? text(std::string_view(whole).substr(at)) : none_;
            break;
        }
        case LanguageKind::kClass: {
            const auto& ranges = classes_[node.a];
            const bool match = std::any_of(ranges.begin(), ranges.end(), [&](const auto& range) {
                return range.first <= cp && cp <= range.last;
            });
            out = match ? empty() : none_;
            break;
        }
        case LanguageKind::kSeq: {
            if (!derive(Language(node.a), cp, depth + 1, part)) return false;
            out = seq(part, Language(node.b));
            if (data(Language(node.a)).nullable) {
                if (!derive(Language(node.b), cp, depth + 1, part)) return false;
                out = alt({out, part});
            }
            break;
        }
        case LanguageKind::kAlt:
        case LanguageKind::kAnd:
            if (!derive_list(node, cp, depth + 1, out)) return false;
            break;
        case LanguageKind::kNot:
            if (!derive(Language(node.a), cp, depth + 1, part)) return false;
            out = complement(part);
            break;
        case LanguageKind::kRepeat: {
            if (!derive(Language(node.a), cp, depth + 1, part)) return false;
            const uint32_t min = node.b == 0 ? 0 : node.b - 1;
            const uint32_t max = node.c == kUnbounded ? kUnbounded : node.c - 1;
            out = seq(part, repeat(Language(node.a), min, max));
            break;
        }
    }
    derived_.emplace(key, out);
    return true;
}

// Where the sets of code points that can come first begin and end; over-approximates.
void LanguagePool::heads(Language language, std::vector<uint32_t>& starts) const {
    std::vector<Language> open = {language};
    std::unordered_set<uint32_t> seen;
    while (!open.empty()) {
        const Language current = open.back();
        open.pop_back();
        if (!seen.insert(uint32_t(current)).second) continue;
        const LanguageData& node = data(current);
        switch (node.kind) {
            case LanguageKind::kNone:
                break;
            case LanguageKind::kText: {
                size_t at = 0;
                if (texts_[node.a].empty()) break;
                const uint32_t cp = next_code_point(texts_[node.a], at);
                starts.push_back(cp);
                starts.push_back(cp + 1);
                break;
            }
            case LanguageKind::kClass:
                for (const CodePointRange& range : classes_[node.a]) {
                    starts.push_back(range.first);
                    starts.push_back(range.last + 1);
                }
                break;
            case LanguageKind::kSeq:
                open.push_back(Language(node.a));
                if (data(Language(node.a)).nullable) open.push_back(Language(node.b));
                break;
            case LanguageKind::kAlt:
            case LanguageKind::kAnd:
                for (const Language child : children(node)) open.push_back(child);
                break;
            case LanguageKind::kNot:
            case LanguageKind::kRepeat:
                open.push_back(Language(node.a));
                break;
        }
    }
}

Answer LanguagePool::contains(Language language, std::string_view utf8) {
    for (size_t at = 0; at < utf8.size();) {
        const uint32_t cp = next_code_point(utf8, at);
        if (!derive(language, cp, 0, language)) return Answer::kUnknown;
        if (language == none_) return Answer::kNo;
    }
    return data(language).nullable ? Answer::kYes : Answer::kNo;
}

Answer LanguagePool::is_empty(Language language, uint64_t steps) {
    const LanguageData& root = data(language);
    if (root.kind == LanguageKind::kNone) return Answer::kYes;
    if (root.positive || root.nullable) return Answer::kNo;
    if (const auto known = empty_.find(uint32_t(language)); known != empty_.end()) {
        return known->second;
    }
    // The budget of this question is lent from the whole.
    const uint64_t lent = std::min(steps, work_);
    const uint64_t kept = work_ - lent;
    work_ = lent;
    std::vector<Language> open = {language};
    std::unordered_set<uint32_t> seen = {uint32_t(language)};
    Answer answer = Answer::kYes;
    while (!open.empty() && answer == Answer::kYes) {
        const Language current = open.back();
        open.pop_back();
        std::vector<uint32_t> starts = {0, 'a'};
        heads(current, starts);
        std::sort(starts.begin(), starts.end());
        starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
        for (const uint32_t cp : starts) {
            if (cp > kLastCodePoint || (cp >= kFirstSurrogate && cp <= kLastSurrogate)) continue;
            Language next{};
            if (!derive(current, cp, 0, next)) {
                answer = Answer::kUnknown;
                break;
            }
            const LanguageData& node = data(next);
            if (node.nullable || (node.positive && node.kind != LanguageKind::kNone)) {
                answer = Answer::kNo;
                break;
            }
            if (next != none_ && seen.insert(uint32_t(next)).second) open.push_back(next);
        }
    }
    work_ += kept;
    if (answer != Answer::kUnknown) empty_.emplace(uint32_t(language), answer);
    return answer;
}

}  // namespace minstrel
