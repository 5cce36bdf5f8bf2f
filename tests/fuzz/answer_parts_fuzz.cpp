// Parts of answers, read while they are written: whatever the text and wherever it is cut, the
// pieces are those of the whole, and nothing is read behind the last one. Input: a JSON pointer, a
// line feed, the text.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/grammar/captures.h"
#include "runtime/grammar/gbnf.h"
#include "runtime/grammar/json_field_reader.h"

namespace {

using minstrel::CapturePiece;

void require(bool holds) {
    if (!holds) std::abort();
}

// The value with a mark behind a complete one.
std::string read(const minstrel::JsonFieldReader& made, std::string_view text, size_t length) {
    minstrel::JsonFieldReader reader = made;
    std::string value;
    bool complete = false;
    for (size_t at = 0; at < text.size() && !complete; at += length) {
        complete = reader.feed(text.substr(at, length), value);
    }
    complete = complete || reader.finish();
    return value + (complete ? "." : "");
}

std::string capture(const minstrel::Grammar& grammar, std::string_view text, size_t length) {
    const std::vector<std::string> rules = {"item", "word"};
    auto captures = minstrel::RuleCaptures::make(grammar, rules);
    require(captures.ok());
    std::vector<CapturePiece> pieces;
    for (size_t at = 0; at < text.size(); at += length) {
        if (!captures.value().feed(text.substr(at, length), pieces).ok()) return "limit";
    }
    captures.value().finish(pieces);
    std::vector<std::string> whole(rules.size());
    for (const CapturePiece& piece : pieces) {
        whole[piece.rule] += piece.text;
        if (piece.ended) whole[piece.rule] += "." + std::to_string(piece.occurrence) + ";";
    }
    return whole[0] + "|" + whole[1];
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const size_t line = std::min(input.find('\n'), input.size());
    const std::string_view text = input.substr(std::min(line + 1, input.size()));
    const size_t length = size % 7 + 1;
    const auto reader = minstrel::JsonFieldReader::make(input.substr(0, line));
    if (reader.ok()) {
        require(read(reader.value(), text, length) == read(reader.value(), text, size + 1));
    }
    static const auto grammar = minstrel::compile_gbnf(
        "root ::= item (\",\" item?)*\nitem ::= word | \"[\" root \"]\" | \"\\\"\" [^\"]* "
        "\"\\\"\"\n"
        "word ::= [a-z:{} ]+");
    require(grammar.ok());
    require(capture(*grammar.value(), text, length) == capture(*grammar.value(), text, size + 1));
    return 0;
}
