#include "runtime/grammar/regex.h"

#include <utility>

#include "runtime/grammar/expression_stack.h"
#include "runtime/grammar/quantifier.h"
#include "runtime/grammar/regex_class.h"
#include "runtime/grammar/text_cursor.h"

namespace minstrel {
namespace {

// Flags that a group may set for what is inside it.
enum : uint32_t { kDotAll = 1, kIgnoreCase = 2 };

class RegexParser {
  public:
    RegexParser(GrammarBuilder& builder, std::string_view pattern, const RegexOptions& options)
        : builder_(builder), cursor_(pattern, "regex"), options_(options), stack_(builder) {
        flags_ = (options.dot_all ? kDotAll : 0u) | (options.ignore_case ? kIgnoreCase : 0u);
    }

    Result<Node> run() {
        MST_TRY(cursor_.check_text());
        while (!cursor_.at_end()) {
            MST_TRY(parse_one());
            MST_TRY(builder_.status());
        }
        if (stack_.depth() > 0) {
            return cursor_.fail_at(stack_.group().offset, "the group is not closed; add )");
        }
        end_alternative();
        return builder_.alt(alternatives_);
    }

  private:
    Status parse_one() {
        const size_t start = cursor_.offset();
        switch (cursor_.peek()) {
            case '|':
                cursor_.skip(1);
                if (stack_.depth() > 0) {
                    stack_.next_alternative();
                } else {
                    end_alternative();
                }
                return {};
            case '(':
                cursor_.skip(1);
                return open_group(start);
            case ')':
                cursor_.skip(1);
                return close_group(start);
            case '^':
            case '$':
                cursor_.skip(1);
                return anchor(start);
            case '*':
            case '+':
            case '?':
            case '{':
                return cursor_.fail("there is nothing to repeat");
            default:
                break;
        }
        MST_ASSIGN(const Node atom, parse_atom());
        return add_repeated(atom);
    }

    Result<Node> parse_atom() {
        const size_t start = cursor_.offset();
        if (cursor_.take(".")) return builder_.code_points(dot());
        if (cursor_.take("[")) {
            const bool fold = (flags_ & kIgnoreCase) != 0;
            MST_ASSIGN(const CodePointRanges ranges, parse_regex_class(cursor_, fold));
            return builder_.code_points(ranges);
        }
        CodePointRanges ranges;
        if (cursor_.take("\\")) {
            MST_ASSIGN(const RegexEscape escape, parse_regex_escape(cursor_, false));
            ranges = escape.ranges;
            if (escape.code_point) ranges.push_back({*escape.code_point, *escape.code_point});
        } else {
            const uint32_t code_point = cursor_.take_code_point();
            ranges.push_back({code_point, code_point});
        }
        if ((flags_ & kIgnoreCase) != 0) MST_TRY(fold_case(ranges, cursor_, start));
        if (ranges.size() == 1 && ranges[0].first == ranges[0].last) {
            std::string text;
            append_utf8(text, ranges[0].first);
            return builder_.bytes(text);
        }
        return builder_.code_points(ranges);
    }

    CodePointRanges dot() const {
        if ((flags_ & kDotAll) != 0) return complement_of({});
        if (options_.dot_is_not_newline) return complement_of({{'\n', '\n'}});
        return complement_of({{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}});
    }

    // The node with the quantifier that follows it, if any.
    Status add_repeated(Node node) {
        MST_ASSIGN(const auto found, take_quantifier(cursor_, BoundsStyle::kRegex));
        if (!found) {
            stack_.add(node);
            return {};
        }
        (void)cursor_.take("?");  // greedy or not, the same texts match
        const char next = cursor_.peek();
        if (next == '*' || next == '+' || next == '?' || next == '{') {
            return cursor_.fail("there is nothing to repeat");
        }
        stack_.add(builder_.repeat(node, found->min, found->max));
        return {};
    }

    // ---- groups

    Status open_group(size_t start) {
        const uint32_t outside = flags_;
        if (cursor_.take("?")) {
            if (cursor_.starts_with("=") || cursor_.starts_with("!") || cursor_.starts_with("<=") ||
                cursor_.starts_with("<!")) {
                return cursor_.unsupported_at(start, "look-around");
            }
            if (cursor_.take("<") || cursor_.take("P<")) {
                const size_t end = cursor_.rest().find('>');
                if (end == std::string_view::npos || end == 0) {
                    return cursor_.fail_at(start, "the group name is not closed; add >");
                }
                cursor_.skip(end + 1);
            } else if (cursor_.starts_with(")")) {
                return cursor_.fail_at(start, "a flag is missing after ?");
            } else {
                MST_TRY(parse_flags(start));
                // Flags alone hold up to the end of the group they stand in.
                if (cursor_.take(")")) return {};
                if (!cursor_.take(":")) return cursor_.fail("expected : or ) after the flags");
            }
        }
        stack_.open(start, outside);
        return {};
    }

    Status parse_flags(size_t start) {
        bool on = true;
        for (;; cursor_.skip(1)) {
            uint32_t flag = 0;
            switch (cursor_.peek()) {
                case '-':
                    on = false;
                    continue;
                case 'i':
                    flag = kIgnoreCase;
                    break;
                case 's':
                    flag = kDotAll;
                    break;
                case 'u':
                    continue;
                case ':':
                case ')':
                    return {};
                default:
                    return cursor_.unsupported_at(start, "this kind of group or flag");
            }
            flags_ = on ? flags_ | flag : flags_ & ~flag;
        }
    }

    Status close_group(size_t start) {
        if (stack_.depth() == 0) return cursor_.fail_at(start, "there is no group to close");
        flags_ = stack_.group().mark;
        return add_repeated(stack_.close());
    }

    // ---- ends of the text

    // Only at the ends of the alternatives of the whole expression.
    Status anchor(size_t start) {
        const bool at_start = cursor_.text()[start] == '^';
        if (stack_.depth() > 0) {
            return cursor_.unsupported_at(start, "an anchor inside a group");
        }
        if (at_start) {
            if (stack_.has_last()) return cursor_.unsupported_at(start, "^ behind other text");
            starts_at_begin_ = true;
        } else {
            if (!cursor_.at_end() && cursor_.peek() != '|') {
                return cursor_.unsupported_at(start, "$ before other text");
            }
            ends_at_end_ = true;
        }
        return {};
    }

    void end_alternative() {
        Node node = stack_.finish();
        const Node anything = builder_.star(builder_.any_code_point());
        if (!options_.whole && !starts_at_begin_) node = builder_.seq({anything, node});
        if (!options_.whole && !ends_at_end_) node = builder_.seq({node, anything});
        alternatives_.push_back(node);
        starts_at_begin_ = ends_at_end_ = false;
    }

    GrammarBuilder& builder_;
    TextCursor cursor_;
    const RegexOptions options_;
    ExpressionStack stack_;
    std::vector<Node> alternatives_;
    uint32_t flags_ = 0;
    bool starts_at_begin_ = false;
    bool ends_at_end_ = false;
};

}  // namespace

Result<Node> parse_regex(GrammarBuilder& builder, std::string_view pattern,
                         const RegexOptions& options) {
    return RegexParser(builder, pattern, options).run();
}

Result<GrammarPtr> compile_regex(std::string_view pattern, const RegexOptions& options,
                                 const GrammarLimits& limits) {
    GrammarBuilder builder(limits);
    MST_ASSIGN(const Node root, parse_regex(builder, pattern, options));
    return builder.finish(root);
}

}  // namespace minstrel
