#include "bindings/cli/grammar_options.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string_view>

#include "bindings/cli/console.h"

namespace minstrel::cli {
namespace {

struct KindName {
    std::string_view name;
    mst_grammar_kind kind;
};
constexpr std::array kKinds = {
    KindName{"schema", MST_GRAMMAR_JSON_SCHEMA},
    KindName{"gbnf", MST_GRAMMAR_GBNF},
    KindName{"regex", MST_GRAMMAR_REGEX},
    KindName{"lark", MST_GRAMMAR_LARK},
};

mst_grammar_kind kind_by_name(std::string_view path) {
    if (path.ends_with(".gbnf")) return MST_GRAMMAR_GBNF;
    if (path.ends_with(".regex")) return MST_GRAMMAR_REGEX;
    if (path.ends_with(".lark")) return MST_GRAMMAR_LARK;
    return MST_GRAMMAR_JSON_SCHEMA;
}

}  // namespace

std::optional<std::string> read_text(const std::string& path) {
    if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    std::string text(std::istreambuf_iterator<char>(file), {});
    return file.bad() ? std::nullopt : std::optional(std::move(text));
}

void GrammarOptions::declare(Arguments& options) {
    options.custom("--kind", "KIND", "schema, gbnf, lark or regex (default: by the name of FILE)",
                   [this](std::string_view value) {
                       const auto found =
                           std::find_if(kKinds.begin(), kKinds.end(),
                                        [&](const KindName& known) { return known.name == value; });
                       if (found == kKinds.end()) return std::string("schema, gbnf, lark or regex");
                       has_kind = true;
                       settings.kind = found->kind;
                       return std::string();
                   });
    options.flag("--any-order", "members of objects in any order", settings.any_order);
    options.flag("--annotate-formats", "`format` says nothing", settings.formats_say_nothing);
    options.number("--gap", "white space between two tokens of JSON (default 0)", 0, 8,
                   settings.max_gap);
    options.custom("--allow", "KEYWORD", "this keyword may stay unenforced; may be repeated",
                   [this](std::string_view value) {
                       settings.unenforced.emplace_back(value);
                       return std::string();
                   });
}

std::optional<std::string> GrammarOptions::read(const std::string& path) {
    std::optional<std::string> text = read_text(path);
    if (!text) {
        complain("cannot read '" + path + "'");
        return std::nullopt;
    }
    if (!has_kind) settings.kind = kind_by_name(path);
    if (settings.kind == MST_GRAMMAR_REGEX && text->ends_with('\n')) text->pop_back();
    return text;
}

}  // namespace minstrel::cli
