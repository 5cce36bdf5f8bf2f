// The grammars to measure: one of a file, or all schemas of a list. Stateless; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bindings/cli/grammar_options.h"

namespace minstrel::cli {

struct GrammarSource {
    std::string name;  // the file, of a list with the number, and its description if it has one
    std::string text;
    mst_grammar_kind kind = MST_GRAMMAR_JSON_SCHEMA;
};

// Adds what is in `path`: each "schema" of a JSON list, as of the JSON-Schema-Test-Suite, or of the
// lines of a file *.jsonl; of any other file all of it. False, with a line on standard error, when
// it cannot be read.
bool read_sources(const std::string& path, GrammarOptions& options,
                  std::vector<GrammarSource>& sources);

}  // namespace minstrel::cli
