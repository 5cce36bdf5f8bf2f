#include "runtime/grammar/schema_pattern.h"

#include <algorithm>
#include <utility>

#include "runtime/grammar/quantifier.h"
#include "runtime/grammar/regex_class.h"
#include "runtime/grammar/schema_pattern_match.h"
#include "runtime/grammar/text_cursor.h"

namespace minstrel {
namespace {

constexpr uint32_t kMaxGroups = 100;  // nested; frames on the C stack
constexpr size_t kMaxLength = 1u << 16;
constexpr const char* kQuantifiers = "*+?{";

class PatternParser {
  public:
    PatternParser(LanguagePool& pool, std::string_view text)
        : pool_(pool), cursor_(text, "pattern") {}

    Result<Language> parse() {
        if (cursor_.text().size() > kMaxLength) {
            return error(Code::kLimitReached, "a pattern of more than %zu bytes", kMaxLength);
        }
        std::vector<Language> options;
        do {
            MST_ASSIGN(const std::vector<PatternItem> items, sequence(0));
            options.push_back(match_anywhere(pool_, items));
        } while (cursor_.take("|"));
        if (!cursor_.at_end()) return cursor_.fail("')' without '('");
        return pool_.alt(std::move(options));
    }

  private:
    Result<PatternMatch> group(uint32_t depth) {
        if (depth > kMaxGroups) {
            return error(Code::kLimitReached, "a pattern with more than %u nested groups",
                         kMaxGroups);
        }
        const size_t start = cursor_.offset() - 1;
        std::vector<PatternMatch> options;
        do {
            MST_ASSIGN(const std::vector<PatternItem> items, sequence(depth));
            PatternMatch whole = PatternMatch::of(pool_.empty());
            for (auto item = items.rbegin(); item != items.rend(); ++item) {
                whole = match_seq(pool_, item->match, whole);
            }
            options.push_back(whole);
        } while (cursor_.take("|"));
        if (!cursor_.take(")")) return cursor_.fail_at(start, "'(' without ')'");
        return match_alt(pool_, options);
    }

    // Neighbours without anchors become one part, from the right so that long ones stay lists.
    Result<std::vector<PatternItem>> sequence(uint32_t depth) {
        std::vector<PatternItem> items;
        while (!cursor_.at_end() && cursor_.peek() != '|' && cursor_.peek() != ')') {
            MST_ASSIGN(const PatternItem item, term(depth));
            items.push_back(item);
        }
        std::vector<PatternItem> merged;
        for (auto item = items.rbegin(); item != items.rend(); ++item) {
            const bool plain = item->kind == PatternItem::Kind::kPart && item->match.plain;
            if (plain && !merged.empty() && merged.back().kind == PatternItem::Kind::kPart &&
                merged.back().match.plain) {
                merged.back().match = match_seq(pool_, item->match, merged.back().match);
            } else {
                merged.push_back(*item);
            }
        }
        std::reverse(merged.begin(), merged.end());
        return merged;
    }

    Result<PatternItem> term(uint32_t depth) {
        PatternItem item;
        const size_t start = cursor_.offset();
        const bool positive = cursor_.take("(?=");
        if (positive || cursor_.take("(?!")) {
            if (depth > 0) return cursor_.unsupported_at(start, "look-ahead inside a group");
            item.kind = positive ? PatternItem::Kind::kAhead : PatternItem::Kind::kNotAhead;
            MST_ASSIGN(item.match, group(depth + 1));
            return item;
        }
        MST_ASSIGN(item.match, atom(depth));
        MST_TRY(quantifier(item.match));
        return item;
    }

    Result<PatternMatch> atom(uint32_t depth) {
        const size_t start = cursor_.offset();
        if (cursor_.take("^")) return PatternMatch::start(pool_);
        if (cursor_.take("$")) return PatternMatch::end(pool_);
        if (cursor_.take(".")) {
            return one_of(complement_of({{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}}));
        }
        if (cursor_.take("[")) {
            MST_ASSIGN(CodePointRanges ranges, parse_regex_class(cursor_, false));
            return one_of(std::move(ranges));
        }
        if (cursor_.take("(?<=") || cursor_.take("(?<!")) {
            return cursor_.unsupported_at(start, "look-behind");
        }
        if (cursor_.take("(?<")) {
            while (!cursor_.at_end() && cursor_.peek() != '>') cursor_.skip(1);
            if (!cursor_.take(">")) return cursor_.fail_at(start, "a group name without '>'");
            return group(depth + 1);
        }
        if (cursor_.take("(?:")) return group(depth + 1);
        if (cursor_.take("(?")) {
            return cursor_.unsupported_at(start, "this kind of group");
        }
        if (cursor_.take("(")) return group(depth + 1);
        if (is_quantifier()) return cursor_.fail("nothing to repeat");
        if (cursor_.take("\\")) {
            MST_ASSIGN(RegexEscape escape, parse_regex_escape(cursor_, false));
            if (escape.code_point) escape.ranges = {{*escape.code_point, *escape.code_point}};
            return one_of(std::move(escape.ranges));
        }
        cursor_.take_code_point();
        return PatternMatch::of(pool_.text(cursor_.from(start)));
    }

    PatternMatch one_of(CodePointRanges ranges) {
        return PatternMatch::of(pool_.one_of(std::move(ranges)));
    }

    bool is_quantifier() const {
        return !cursor_.at_end() &&
               std::string_view(kQuantifiers).find(cursor_.peek()) != std::string_view::npos;
    }

    Status quantifier(PatternMatch& match) {
        const size_t start = cursor_.offset();
        MST_ASSIGN(const auto found, take_quantifier(cursor_, BoundsStyle::kRegex));
        if (!found) return {};
        cursor_.take("?");  // laziness does not change what matches
        if (!match_repeat(pool_, match, found->min, found->max, match)) {
            return cursor_.unsupported_at(start, "a count of a group with '^' or '$'");
        }
        return is_quantifier() ? cursor_.fail("two counts in a row") : Status();
    }

    LanguagePool& pool_;
    TextCursor cursor_;
};

}  // namespace

Result<Language> pattern_language(LanguagePool& pool, std::string_view pattern) {
    return PatternParser(pool, pattern).parse();
}

}  // namespace minstrel
