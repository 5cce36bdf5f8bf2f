#include "runtime/grammar/lark.h"

#include <optional>
#include <string>

#include "runtime/grammar/expression_stack.h"
#include "runtime/grammar/quantifier.h"
#include "runtime/grammar/regex.h"
#include "runtime/grammar/regex_class.h"
#include "runtime/grammar/rule_names.h"
#include "runtime/grammar/text_cursor.h"

namespace minstrel {
namespace {

bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// What a group was opened with.
enum Mark : uint32_t { kRound, kSquare };

class LarkParser {
  public:
    LarkParser(std::string_view text, const LarkOptions& options, const GrammarLimits& limits)
        : builder_(limits),
          cursor_(text, "lark"),
          options_(options),
          stack_(builder_),
          names_(builder_) {}

    Result<GrammarPtr> run() {
        MST_TRY(cursor_.check_text());
        for (;;) {
            skip_space(true);
            if (cursor_.at_end()) break;
            MST_TRY(parse_statement());
            MST_TRY(builder_.status());
        }
        return names_.finish(cursor_, "start");
    }

  private:
    void skip_space(bool across_lines) {
        for (;;) {
            const char c = cursor_.peek();
            if (cursor_.starts_with("//") || c == '#') {
                while (!cursor_.at_end() && cursor_.peek() != '\n') cursor_.skip(1);
            } else if (c == ' ' || c == '\t' || c == '\r' || (across_lines && c == '\n')) {
                cursor_.skip(1);
            } else {
                return;
            }
        }
    }

    // A line that starts with | continues the rule above it.
    bool continues_on_next_line() {
        const size_t here = cursor_.offset();
        skip_space(true);
        if (cursor_.peek() == '|') return true;
        cursor_.set_offset(here);
        return false;
    }

    std::string_view take_name() {
        const size_t start = cursor_.offset();
        while (is_name_char(cursor_.peek())) cursor_.skip(1);
        return cursor_.from(start);
    }

    Status parse_statement() {
        const size_t start = cursor_.offset();
        if (cursor_.take("%")) {
            const std::string directive(take_name());
            // Settings of another engine that do not change what matches.
            if (directive == "llguidance") {
                while (!cursor_.at_end() && cursor_.peek() != '\n') cursor_.skip(1);
                return {};
            }
            return cursor_.unsupported_at(start, "%" + directive);
        }
        while (cursor_.peek() == '?' || cursor_.peek() == '!') cursor_.skip(1);
        const size_t name_at = cursor_.offset();
        const std::string_view name = take_name();
        if (name.empty()) return cursor_.fail("expected the name of a rule");
        bool lazy = false;
        if (cursor_.take("[")) MST_TRY(parse_attributes(lazy));
        if (cursor_.take(".")) {
            // The priority of a terminal chooses between readings, not texts.
            (void)cursor_.take("-");
            MST_TRY(cursor_.take_number().status());
        }
        skip_space(false);
        if (!cursor_.take(":")) return cursor_.fail("expected : after '" + std::string(name) + "'");
        MST_ASSIGN(Node body, parse_body());
        if (lazy) body = builder_.shortest(body);
        return names_.define(cursor_, name, name_at, body);
    }

    // [capture, lazy]: a capture changes what is reported, not what matches.
    Status parse_attributes(bool& lazy) {
        for (;;) {
            skip_space(true);
            const size_t start = cursor_.offset();
            const std::string name(take_name());
            if (name == "lazy") {
                lazy = true;
            } else if (name == "capture") {
                if (cursor_.take("=")) {
                    MST_TRY(parse_string().status());
                }
            } else {
                return cursor_.unsupported_at(start, "the attribute '" + name + "'");
            }
            skip_space(true);
            if (cursor_.take("]")) return {};
            if (!cursor_.take(",")) return cursor_.fail("expected , or ] after an attribute");
        }
    }

    Result<Node> parse_body() {
        for (;;) {
            skip_space(stack_.depth() > 0);
            if (cursor_.at_end() || cursor_.peek() == '\n') {
                if (stack_.depth() > 0 || !continues_on_next_line()) break;
            }
            MST_TRY(parse_element());
            MST_TRY(builder_.status());
        }
        if (stack_.depth() > 0) {
            return cursor_.fail_at(stack_.group().offset, "the group is not closed");
        }
        if (complements_ != 0) return cursor_.fail("there is nothing after ~");
        return stack_.finish();
    }

    Status parse_element() {
        const size_t start = cursor_.offset();
        if (cursor_.take("|")) {
            stack_.next_alternative();
            return {};
        }
        if (cursor_.take("&")) {
            stack_.next_operand();
            return {};
        }
        if (cursor_.take("~")) {
            ++complements_;
            return {};
        }
        if (cursor_.take("->")) {
            // An alias names the reading.
            skip_space(false);
            (void)take_name();
            return {};
        }
        if (cursor_.peek() == '[') {
            if (const auto token = take_bracketed_token()) return add(*token);
        }
        if (cursor_.peek() == '(' || cursor_.peek() == '[') {
            const bool square = cursor_.peek() == '[';
            cursor_.skip(1);
            stack_.open(start, (square ? kSquare : kRound) | complements_ << 1);
            complements_ = 0;
            return {};
        }
        if (cursor_.peek() == ')' || cursor_.peek() == ']') return close_group(start);
        MST_ASSIGN(const Node atom, parse_atom());
        return add(atom);
    }

    Status close_group(size_t start) {
        const Mark kind = cursor_.peek() == ']' ? kSquare : kRound;
        cursor_.skip(1);
        if (stack_.depth() == 0 || (stack_.group().mark & 1) != kind || complements_ != 0) {
            return cursor_.fail_at(start, "there is no such group to close");
        }
        complements_ = stack_.group().mark >> 1;
        const Node inside = stack_.close();
        return add(kind == kSquare ? builder_.optional(inside) : inside);
    }

    // The atom with its repetitions, then with the complements before it.
    Status add(Node node) {
        for (;;) {
            MST_ASSIGN(const auto found, take_quantifier(cursor_, BoundsStyle::kRules));
            if (!found) break;
            node = builder_.repeat(node, found->min, found->max);
        }
        MST_TRY(parse_tilde_bounds(node));
        // Complements of complements cancel out.
        if (complements_ % 2 != 0) node = builder_.complement(node);
        complements_ = 0;
        stack_.add(node);
        return {};
    }

    // x ~ 3 and x ~ 2..5; a tilde before anything but a number is a complement.
    Status parse_tilde_bounds(Node& node) {
        const size_t here = cursor_.offset();
        skip_space(false);
        if (cursor_.take("~")) {
            skip_space(false);
            if (cursor_.peek() >= '0' && cursor_.peek() <= '9') {
                const size_t start = cursor_.offset();
                MST_ASSIGN(const uint32_t min, cursor_.take_number());
                uint32_t max = min;
                if (cursor_.take("..")) {
                    MST_ASSIGN(max, cursor_.take_number());
                }
                if (max < min) {
                    return cursor_.fail_at(start, "the upper bound is below the lower one");
                }
                node = builder_.repeat(node, min, max);
                return {};
            }
        }
        cursor_.set_offset(here);
        return {};
    }

    Result<Node> parse_atom() {
        const size_t start = cursor_.offset();
        const char c = cursor_.peek();
        if (c == '"') return parse_string_or_range();
        if (c == '/') return parse_pattern();
        if (c == '<') return parse_token();
        if (cursor_.take("%json")) return parse_json(start);
        if (c == '%' || c == '@') return cursor_.unsupported_at(start, "this directive");
        const std::string_view name = take_name();
        if (name.empty()) return cursor_.fail("expected a text, a pattern, a rule or a group");
        return builder_.ref(names_.use(name, start));
    }

    // ---- leaves

    Result<std::string> parse_string() {
        const size_t start = cursor_.offset();
        if (!cursor_.take("\"")) return cursor_.fail("expected a text in quotes");
        std::string text;
        while (!cursor_.take("\"")) {
            if (cursor_.at_end() || cursor_.peek() == '\n') {
                return cursor_.fail_at(start, "the text is not closed; add \"");
            }
            uint32_t code_point = 0;
            const size_t escape_at = cursor_.offset();
            if (cursor_.take("\\")) {
                MST_ASSIGN(const RegexEscape escape, parse_regex_escape(cursor_, true));
                if (!escape.code_point) {
                    return cursor_.fail_at(escape_at, "a class cannot stand in a text");
                }
                code_point = *escape.code_point;
            } else {
                code_point = cursor_.take_code_point();
            }
            append_utf8(text, code_point);
        }
        return text;
    }

    Result<Node> parse_string_or_range() {
        const size_t start = cursor_.offset();
        MST_ASSIGN(const std::string text, parse_string());
        if (cursor_.take("..")) {
            MST_ASSIGN(const std::string last_text, parse_string());
            TextCursor first(text, "lark");
            TextCursor last(last_text, "lark");
            if (text.empty() || last_text.empty()) {
                return cursor_.fail_at(start, "a range needs one character at each end");
            }
            const CodePointRange range{first.take_code_point(), last.take_code_point()};
            if (!first.at_end() || !last.at_end() || range.last < range.first) {
                return cursor_.fail_at(start, "a range needs one character at each end, in order");
            }
            return builder_.code_points(std::span(&range, 1));
        }
        if (cursor_.peek() == 'i' && !is_name_char(cursor_.peek(1))) {
            cursor_.skip(1);
            return fold(text, start);
        }
        return builder_.bytes(text);
    }

    Result<Node> fold(const std::string& text, size_t start) {
        std::vector<Node> nodes;
        TextCursor each(text, "lark");
        while (!each.at_end()) {
            const uint32_t code_point = each.take_code_point();
            CodePointRanges ranges{{code_point, code_point}};
            MST_TRY(fold_case(ranges, cursor_, start));
            nodes.push_back(builder_.code_points(ranges));
        }
        return builder_.seq(nodes);
    }

    Result<Node> parse_pattern() {
        const size_t start = cursor_.offset();
        cursor_.skip(1);
        const size_t first = cursor_.offset();
        bool in_class = false;
        while (cursor_.peek() != '/' || in_class) {
            if (cursor_.at_end() || cursor_.peek() == '\n') {
                return cursor_.fail_at(start, "the pattern is not closed; add /");
            }
            if (cursor_.peek() == '[') in_class = true;
            if (cursor_.peek() == ']') in_class = false;
            cursor_.skip(cursor_.peek() == '\\' ? 2 : 1);
        }
        const std::string_view pattern = cursor_.from(first);
        cursor_.skip(1);
        RegexOptions options;
        options.dot_is_not_newline = true;
        for (;; cursor_.skip(1)) {
            if (cursor_.peek() == 'i') {
                options.ignore_case = true;
            } else if (cursor_.peek() == 's') {
                options.dot_all = true;
            } else if (cursor_.peek() != 'u') {
                break;
            }
        }
        if (is_name_char(cursor_.peek())) return cursor_.unsupported_at(start, "this flag");
        auto node = parse_regex(builder_, pattern, options);
        if (!node.ok()) {
            return Status(node.status().code(),
                          cursor_.fail_at(start, node.status().message()).message());
        }
        return node;
    }

    Result<Node> parse_token() {
        const size_t start = cursor_.offset();
        if (cursor_.take("<[")) {
            std::vector<int32_t> ids;
            do {
                skip_space(false);
                MST_ASSIGN(const uint32_t first, cursor_.take_number());
                uint32_t last = first;
                if (cursor_.take("-")) {
                    MST_ASSIGN(last, cursor_.take_number());
                }
                if (last < first || !options_.specials.contains(last)) {
                    return cursor_.fail_at(start, "the vocabulary has no such token id");
                }
                for (uint32_t id = first; id <= last; ++id) ids.push_back(static_cast<int32_t>(id));
                skip_space(false);
            } while (cursor_.take(",") && ids.size() <= kMaxTokenIds);
            if (!cursor_.take("]>")) return cursor_.fail("expected ]> after the token ids");
            return builder_.token_set(std::move(ids));
        }
        const size_t end = cursor_.rest().find_first_of(">\n");
        if (end == std::string_view::npos || cursor_.rest()[end] == '\n') {
            return cursor_.fail_at(start, "the token is not closed; add >");
        }
        cursor_.skip(end + 1);
        const std::string_view name = cursor_.from(start);
        const int32_t id = options_.specials.find(name);
        if (id < 0) {
            return cursor_.fail_at(start, "the vocabulary has no token " + std::string(name));
        }
        return builder_.token_set({id});
    }

    // [NAME] is a control token if the vocabulary has it and no rule is called NAME.
    std::optional<Node> take_bracketed_token() {
        const size_t end = cursor_.rest().find(']');
        if (end == std::string_view::npos) return std::nullopt;
        const std::string_view name = cursor_.rest().substr(0, end + 1);
        const int32_t id = options_.specials.find(name);
        if (id < 0 || names_.is_known(name.substr(1, name.size() - 2))) return std::nullopt;
        cursor_.skip(end + 1);
        return builder_.token_set({id});
    }

    // %json and the schema, up to its closing brace.
    Result<Node> parse_json(size_t start) {
        if (options_.json == nullptr) return cursor_.unsupported_at(start, "%json");
        skip_space(true);
        const size_t first = cursor_.offset();
        if (cursor_.peek() != '{') return cursor_.fail("expected a schema in braces");
        size_t depth = 0;
        bool in_text = false;
        do {
            const char c = cursor_.peek();
            if (cursor_.at_end()) return cursor_.fail_at(first, "the schema is not closed");
            if (in_text && c == '\\') cursor_.skip(1);
            if (c == '"') in_text = !in_text;
            if (!in_text && (c == '{' || c == '[')) ++depth;
            if (!in_text && (c == '}' || c == ']')) --depth;
            cursor_.skip(1);
        } while (depth > 0);
        auto node = options_.json(builder_, cursor_.from(first));
        if (!node.ok()) {
            return Status(node.status().code(),
                          cursor_.fail_at(first, node.status().message()).message());
        }
        return node;
    }

    static constexpr size_t kMaxTokenIds = 1u << 18;

    GrammarBuilder builder_;
    TextCursor cursor_;
    const LarkOptions& options_;
    ExpressionStack stack_;
    RuleNames names_;
    uint32_t complements_ = 0;  // ~ before the next atom
};

}  // namespace

Result<GrammarPtr> compile_lark(std::string_view text, const LarkOptions& options,
                                const GrammarLimits& limits) {
    return LarkParser(text, options, limits).run();
}

}  // namespace minstrel
