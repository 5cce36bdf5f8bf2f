// What the commands about grammars have in common: the options that say how a grammar is to be
// read, and its file. Used by one thread.
#pragma once

#include <optional>
#include <string>

#include "bindings/cli/arguments.h"
#include "bindings/cli/grammar_host.h"

namespace minstrel::cli {

struct GrammarOptions {
    GrammarSettings settings;
    bool has_kind = false;  // otherwise the name of the file says it

    void declare(Arguments& options);
    // The text of the grammar in `path`, of the kind that is now in the settings. Nothing, with a
    // line on standard error, when it cannot be read.
    std::optional<std::string> read(const std::string& path);
};

// A whole file, or standard input for "-".
std::optional<std::string> read_text(const std::string& path);

}  // namespace minstrel::cli
