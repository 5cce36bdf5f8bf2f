#include "bindings/cli/grammar_sources.h"

#include <nlohmann/json.hpp>
#include <sstream>
#include <string_view>
#include <utility>

#include "bindings/cli/console.h"

namespace minstrel::cli {
namespace {

using Json = nlohmann::ordered_json;

bool add_entry(const Json& entry, const std::string& place, std::vector<GrammarSource>& sources) {
    if (!entry.is_object() || !entry.contains("schema")) {
        complain(place + " has no \"schema\"");
        return false;
    }
    GrammarSource source;
    source.name = place;
    const auto description = entry.find("description");
    if (description != entry.end() && description->is_string()) {
        source.name += " (" + description->get<std::string>() + ")";
    }
    source.text = entry["schema"].dump(-1, ' ', false, Json::error_handler_t::replace);
    sources.push_back(std::move(source));
    return true;
}

bool read_lines(const std::string& path, const std::string& text,
                std::vector<GrammarSource>& sources) {
    std::istringstream lines(text);
    size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        const std::string place = path + ":" + std::to_string(++number);
        if (!add_entry(Json::parse(line, nullptr, false), place, sources)) return false;
    }
    return true;
}

bool read_list(const std::string& path, const Json& list, std::vector<GrammarSource>& sources) {
    for (size_t i = 0; i < list.size(); ++i) {
        if (!add_entry(list[i], path + "#" + std::to_string(i + 1), sources)) return false;
    }
    return true;
}

}  // namespace

bool read_sources(const std::string& path, GrammarOptions& options,
                  std::vector<GrammarSource>& sources) {
    const std::optional<std::string> text = options.read(path);
    if (!text) return false;
    const mst_grammar_kind kind = options.settings.kind;
    if (kind == MST_GRAMMAR_JSON_SCHEMA) {
        if (path.ends_with(".jsonl")) return read_lines(path, *text, sources);
        const Json list = Json::parse(*text, nullptr, false);
        if (list.is_array()) return read_list(path, list, sources);
    }
    sources.push_back({path, *text, kind});
    return true;
}

}  // namespace minstrel::cli
