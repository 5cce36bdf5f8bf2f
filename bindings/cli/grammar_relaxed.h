// Grammars made from a grammar to find out what stops a text: a schema without one of its keywords,
// and rules of which one may stand between two marks. Stateless.
#pragma once

#include <string>
#include <vector>

#include "minstrel/minstrel.h"

namespace minstrel::cli {

// What lets a text go further when it is left out is to blame.
struct RelaxedSchema {
    std::string place;  // of the keyword that is left out: "#/properties/mood/enum"
    std::string text;
    std::vector<std::string> inner;  // places of keywords inside of it
};

// At most `limit`, in the order of the text.
std::vector<RelaxedSchema> relax_schema(const std::string& text, size_t limit);

inline constexpr char kBeginMark = '\x01';
inline constexpr char kEndMark = '\x02';

// The rule may stand as it is, or between the marks; so a text with the first mark at some place
// tells that the rule began there and is still open.
struct MarkedRule {
    std::string name;
    std::string text;
};

// Of GBNF or Lark, at most `limit`.
std::vector<MarkedRule> mark_rules(const std::string& text, mst_grammar_kind kind, size_t limit);

}  // namespace minstrel::cli
