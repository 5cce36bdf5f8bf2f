// Grammar::print: the form as text, for cache keys, debug output and `explain`.
#include <array>
#include <cinttypes>
#include <cstdio>

#include "runtime/grammar/grammar.h"

namespace minstrel {
namespace {

void append_byte(std::string& out, uint8_t byte) {
    if (byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\' && byte != ']' && byte != '-') {
        out += static_cast<char>(byte);
        return;
    }
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "\\x%02X", byte);
    out += text.data();
}

void append_set(std::string& out, const ByteSet& set) {
    out += '[';
    for (unsigned byte = 0; byte < 256; ++byte) {
        if (!set.has(static_cast<uint8_t>(byte))) continue;
        unsigned last = byte;
        while (last < 255 && set.has(static_cast<uint8_t>(last + 1))) ++last;
        append_byte(out, static_cast<uint8_t>(byte));
        if (last > byte + 1) out += '-';
        if (last > byte) append_byte(out, static_cast<uint8_t>(last));
        byte = last;
    }
    out += ']';
}

std::string counts(uint32_t min, uint32_t max) {
    if (min == 0 && max == 1) return "?";
    if (min == 0 && max == kUnbounded) return "*";
    if (min == 1 && max == kUnbounded) return "+";
    std::string text = "{" + std::to_string(min);
    if (max != min) text += "," + (max == kUnbounded ? "" : std::to_string(max));
    return text + "}";
}

// Writes with a stack of pieces instead of recursion: a piece is a node or a text.
class Printer {
  public:
    explicit Printer(const Grammar& grammar) : grammar_(grammar) {}

    void write(Node start, std::string& out) {
        stack_.push_back({true, start, {}});
        while (!stack_.empty()) {
            const Piece piece = std::move(stack_.back());
            stack_.pop_back();
            if (piece.is_node) {
                expand(piece.node, out);
            } else {
                out += piece.text;
            }
        }
    }

  private:
    struct Piece {
        bool is_node = false;
        Node node{};
        std::string text;
    };

    void text(std::string value) { stack_.push_back({false, {}, std::move(value)}); }
    void node(Node value) { stack_.push_back({true, value, {}}); }

    // Pieces are pushed last first.
    void expand(Node id, std::string& out) {
        const NodeData& data = grammar_.node(id);
        switch (data.kind) {
            case NodeKind::kNever:
                out += "never";
                return;
            case NodeKind::kEmpty:
                out += "\"\"";
                return;
            case NodeKind::kLiteral:
                out += '"';
                for (const char c : grammar_.literal(data)) {
                    append_byte(out, static_cast<uint8_t>(c));
                }
                out += '"';
                return;
            case NodeKind::kByteSet:
                return append_set(out, grammar_.byte_set(data.a));
            case NodeKind::kRef:
                out += grammar_.rule(data.a).name;
                return;
            case NodeKind::kTokens:
                out += "<tokens";
                for (const int32_t token : grammar_.tokens(data.a)) {
                    out += " " + std::to_string(token);
                }
                out += '>';
                return;
            case NodeKind::kSeq:
                node(Node{data.b});
                text(" ");
                return node(Node{data.a});
            case NodeKind::kAlt:
                return list(grammar_.children(data), " | ");
            case NodeKind::kAnd:
                return list(grammar_.children(data), " & ");
            case NodeKind::kNot:
                text(")");
                node(Node{data.a});
                return text("~(");
            case NodeKind::kRepeat:
                text(")" + counts(data.b, data.c));
                node(Node{data.a});
                return text("(");
            case NodeKind::kMembers:
                return members(grammar_.members(data.a));
        }
    }

    void list(std::span<const Node> children, const char* separator) {
        text(")");
        for (size_t i = children.size(); i > 0; --i) {
            node(children[i - 1]);
            if (i > 1) text(separator);
        }
        text("(");
    }

    void members(const Members& members) {
        text("}");
        if (members.has_extra) {
            node(members.extra);
            text(" extra: ");
        }
        for (size_t i = members.items.size(); i > 0; --i) {
            text(members.items[i - 1].required ? "," : "?,");
            node(members.items[i - 1].node);
            text(" ");
        }
        node(members.separator);
        text("members" + counts(members.min_count, members.max_count) +
             (members.any_order ? " any order" : "") + " { separator: ");
    }

    const Grammar& grammar_;
    std::vector<Piece> stack_;
};

}  // namespace

std::string Grammar::print() const {
    Printer printer(*this);
    std::string out = "root = ";
    printer.write(root_, out);
    out += '\n';
    for (const RuleData& rule : rules_) {
        out += rule.name + " = ";
        printer.write(rule.body, out);
        out += '\n';
    }
    return out;
}

}  // namespace minstrel
