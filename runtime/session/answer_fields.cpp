#include "runtime/session/answer_fields.h"

#include <algorithm>
#include <utility>

namespace minstrel {

Result<AnswerFields> AnswerFields::make(const std::vector<std::string>& fields,
                                        const Grammar& grammar) {
    AnswerFields made;
    std::vector<std::string> rules;
    for (const std::string& text : fields) {
        const size_t slash = std::min(text.find('/'), text.size());
        const std::string rule = text.substr(0, slash);
        Field& field = made.fields_.emplace_back();
        if (!rule.empty()) {
            const auto known = std::ranges::find(rules, rule);
            field.rule = static_cast<uint32_t>(known - rules.begin());
            if (known == rules.end()) rules.push_back(rule);
        }
        if (rule.empty() || slash < text.size()) {
            auto reader = JsonFieldReader::make(std::string_view(text).substr(slash));
            if (!reader.ok()) return reader.status().with_context("field '" + text + "'");
            field.reader = reader.take();
        }
    }
    if (!rules.empty()) {
        MST_ASSIGN(made.captures_, RuleCaptures::make(grammar, rules));
    }
    return made;
}

Status AnswerFields::restart() {
    for (Field& field : fields_) {
        if (field.reader) field.reader->restart();
    }
    return captures_ ? captures_->restart() : Status();
}

Status AnswerFields::feed(std::string_view text, std::vector<FieldPiece>& out) {
    for (uint32_t i = 0; i < fields_.size(); ++i) {
        if (!fields_[i].rule) read(i, text, false, out);
    }
    if (!captures_) return {};
    MST_TRY(captures_->feed(text, pieces_));
    take_captures(out);
    return {};
}

void AnswerFields::finish(std::vector<FieldPiece>& out) {
    for (uint32_t i = 0; i < fields_.size(); ++i) {
        if (!fields_[i].rule) read(i, {}, true, out);
    }
    if (!captures_) return;
    captures_->finish(pieces_);
    take_captures(out);
}

void AnswerFields::take_captures(std::vector<FieldPiece>& out) {
    for (const CapturePiece& piece : pieces_) {
        for (uint32_t i = 0; i < fields_.size(); ++i) {
            Field& field = fields_[i];
            if (field.rule != piece.rule) continue;
            if (!field.reader) {
                out.push_back({i, piece.occurrence, piece.text, piece.ended});
                continue;
            }
            read(i, piece.text, piece.ended, out);
            if (piece.ended) field.reader->restart();
        }
    }
    pieces_.clear();
}

void AnswerFields::read(uint32_t field, std::string_view text, bool ends,
                        std::vector<FieldPiece>& out) {
    Field& source = fields_[field];
    FieldPiece piece{field, source.found, {}, false};
    piece.ended = source.reader->feed(text, piece.text) || (ends && source.reader->finish());
    if (piece.ended) ++source.found;
    if (piece.ended || !piece.text.empty()) out.push_back(std::move(piece));
}

}  // namespace minstrel
