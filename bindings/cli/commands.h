// The subcommands. Each gets the arguments behind its name and returns the exit code.
#pragma once

#include <span>

#include "bindings/cli/arguments.h"

namespace minstrel::cli {

ExitCode run_chat(std::span<char* const> arguments);
ExitCode run_pack(std::span<char* const> arguments);
ExitCode run_persona(std::span<char* const> arguments);
ExitCode run_sign(std::span<char* const> arguments);
ExitCode run_inspect(std::span<char* const> arguments);
ExitCode run_bench(std::span<char* const> arguments);
ExitCode run_convert_check(std::span<char* const> arguments);
ExitCode run_grammar(std::span<char* const> arguments);

}  // namespace minstrel::cli
