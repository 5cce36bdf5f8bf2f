#include "runtime/grammar/gbnf.h"

#include "runtime/grammar/expression_stack.h"
#include "runtime/grammar/quantifier.h"
#include "runtime/grammar/regex_class.h"
#include "runtime/grammar/rule_names.h"
#include "runtime/grammar/text_cursor.h"

namespace minstrel {
namespace {

bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

class GbnfParser {
  public:
    GbnfParser(std::string_view text, const SpecialNames& specials, const GrammarLimits& limits)
        : builder_(limits),
          cursor_(text, "grammar"),
          specials_(specials),
          stack_(builder_),
          names_(builder_) {}

    Result<GrammarPtr> run() {
        MST_TRY(cursor_.check_text());
        skip_space(true);
        while (!cursor_.at_end()) {
            MST_TRY(parse_rule());
            MST_TRY(builder_.status());
        }
        return names_.finish(cursor_, "root");
    }

  private:
    // Blanks and comments, and line ends where they mean nothing.
    void skip_space(bool across_lines) {
        for (;;) {
            const char c = cursor_.peek();
            if (c == '#') {
                while (!cursor_.at_end() && cursor_.peek() != '\n' && cursor_.peek() != '\r') {
                    cursor_.skip(1);
                }
            } else if (c == ' ' || c == '\t' || (across_lines && (c == '\n' || c == '\r'))) {
                cursor_.skip(1);
            } else {
                return;
            }
        }
    }

    std::string_view take_name() {
        const size_t start = cursor_.offset();
        while (is_name_char(cursor_.peek())) cursor_.skip(1);
        return cursor_.from(start);
    }

    Status parse_rule() {
        const size_t start = cursor_.offset();
        const std::string_view name = take_name();
        if (name.empty()) return cursor_.fail("expected the name of a rule");
        skip_space(false);
        if (!cursor_.take("::=")) {
            return cursor_.fail("expected ::= after '" + std::string(name) + "'");
        }
        skip_space(true);
        for (bool more = true; more;) {
            MST_TRY(parse_element(more));
            MST_TRY(builder_.status());
        }
        if (stack_.depth() > 0) {
            return cursor_.fail_at(stack_.group().offset, "the group is not closed; add )");
        }
        MST_TRY(names_.define(cursor_, name, start, stack_.finish()));
        skip_space(true);
        return {};
    }

    // One step inside a rule; `more` turns false at its end.
    Status parse_element(bool& more) {
        skip_space(stack_.depth() > 0);
        const size_t start = cursor_.offset();
        if (cursor_.at_end() || cursor_.peek() == '\n' || cursor_.peek() == '\r') {
            more = false;
            return {};
        }
        if (cursor_.take("|")) {
            stack_.next_alternative();
            skip_space(true);
            return {};
        }
        if (cursor_.take("(")) {
            stack_.open(start, 0);
            return {};
        }
        if (cursor_.take(")")) {
            if (stack_.depth() == 0) return cursor_.fail_at(start, "there is no group to close");
            stack_.add(stack_.close());
            return parse_repetitions();
        }
        MST_ASSIGN(const Node node, parse_symbol());
        stack_.add(node);
        return parse_repetitions();
    }

    Result<Node> parse_symbol() {
        const size_t start = cursor_.offset();
        if (cursor_.take("\"")) return parse_literal(start);
        if (cursor_.take("[")) return parse_class(start);
        if (cursor_.take(".")) return builder_.any_code_point();
        if (cursor_.peek() == '<') return parse_token();
        if (cursor_.peek() == '!') return cursor_.unsupported_at(start, "a negated token");
        const std::string_view name = take_name();
        if (!name.empty()) return builder_.ref(names_.use(name, start));
        const char c = cursor_.peek();
        if (c == '*' || c == '+' || c == '?' || c == '{') {
            return cursor_.fail("there is nothing to repeat");
        }
        return cursor_.fail("expected a literal, a class, a rule or a group");
    }

    // \xHH, \uHHHH, \UHHHHHHHH, \n, \r, \t and escaped punctuation.
    Result<uint32_t> parse_char() {
        const size_t start = cursor_.offset();
        if (!cursor_.take("\\")) return cursor_.take_code_point();
        uint32_t value = 0;
        if (cursor_.take("x")) {
            MST_ASSIGN(value, cursor_.take_hex(2));
        } else if (cursor_.take("u")) {
            MST_ASSIGN(value, cursor_.take_hex(4));
        } else if (cursor_.take("U")) {
            MST_ASSIGN(value, cursor_.take_hex(8));
        } else if (cursor_.take("n")) {
            value = '\n';
        } else if (cursor_.take("r")) {
            value = '\r';
        } else if (cursor_.take("t")) {
            value = '\t';
        } else if (!cursor_.at_end() && !is_name_char(cursor_.peek())) {
            value = cursor_.take_code_point();
        } else if (cursor_.take("-")) {
            value = '-';
        } else {
            return cursor_.fail_at(start, "there is no such escape");
        }
        if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
            return cursor_.fail_at(start, "this is not a Unicode code point");
        }
        return value;
    }

    Result<Node> parse_literal(size_t start) {
        std::string text;
        while (!cursor_.take("\"")) {
            if (cursor_.at_end()) {
                return cursor_.fail_at(start, "the literal is not closed; add \"");
            }
            MST_ASSIGN(const uint32_t code_point, parse_char());
            append_utf8(text, code_point);
        }
        return builder_.bytes(text);
    }

    Result<Node> parse_class(size_t start) {
        const bool negated = cursor_.take("^");
        CodePointRanges ranges;
        while (!cursor_.take("]")) {
            if (cursor_.at_end()) return cursor_.fail_at(start, "the class is not closed; add ]");
            const size_t element = cursor_.offset();
            MST_ASSIGN(const uint32_t first, parse_char());
            uint32_t last = first;
            if (cursor_.peek() == '-' && cursor_.peek(1) != ']' && cursor_.rest().size() > 1) {
                cursor_.skip(1);
                MST_ASSIGN(last, parse_char());
            }
            if (last < first) return cursor_.fail_at(element, "the range is reversed");
            ranges.push_back({first, last});
        }
        return builder_.code_points(negated ? complement_of(std::move(ranges)) : ranges);
    }

    Result<Node> parse_token() {
        const size_t start = cursor_.offset();
        if (cursor_.take("<[")) {
            MST_ASSIGN(const uint32_t id, cursor_.take_number());
            if (!cursor_.take("]>")) return cursor_.fail("expected ]> after the token id");
            if (!specials_.contains(id)) {
                return cursor_.fail_at(start, "the vocabulary has no such token id");
            }
            return builder_.token_set({static_cast<int32_t>(id)});
        }
        const size_t end = cursor_.rest().find('>');
        if (end == std::string_view::npos) {
            return cursor_.fail_at(start, "the token is not closed; add >");
        }
        cursor_.skip(end + 1);
        const std::string_view name = cursor_.from(start);
        const int32_t id = specials_.find(name);
        if (id < 0) {
            return cursor_.fail_at(start, "the vocabulary has no token " + std::string(name));
        }
        return builder_.token_set({id});
    }

    Status parse_repetitions() {
        for (;;) {
            // A quantifier may stand apart from what it repeats, but on the same line.
            skip_space(stack_.depth() > 0);
            MST_ASSIGN(const auto found, take_quantifier(cursor_, BoundsStyle::kRules));
            if (!found) return {};
            stack_.replace_last(builder_.repeat(stack_.last(), found->min, found->max));
        }
    }

    GrammarBuilder builder_;
    TextCursor cursor_;
    const SpecialNames& specials_;
    ExpressionStack stack_;
    RuleNames names_;
};

}  // namespace

Result<GrammarPtr> compile_gbnf(std::string_view text, const SpecialNames& specials,
                                const GrammarLimits& limits) {
    return GbnfParser(text, specials, limits).run();
}

}  // namespace minstrel
