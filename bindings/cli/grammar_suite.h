// Files in the form of the JSON-Schema-Test-Suite, run as grammars.
#pragma once

#include <string>
#include <vector>

#include "bindings/cli/arguments.h"
#include "bindings/cli/grammar_host.h"

namespace minstrel::cli {

// Prints a table with a line for each file. kFailure when a valid instance was refused, an invalid
// one accepted, or a file could not be read.
ExitCode run_suites(GrammarHost& host, const std::vector<std::string>& paths,
                    const GrammarSettings& settings);

}  // namespace minstrel::cli
