// The commands behind `minstrel grammar`; each takes the arguments after its name.
#pragma once

#include <span>

#include "bindings/cli/arguments.h"

namespace minstrel::cli {

ExitCode run_grammar_check(std::span<char* const> arguments);
ExitCode run_grammar_explain(std::span<char* const> arguments);
ExitCode run_grammar_bench(std::span<char* const> arguments);

}  // namespace minstrel::cli
