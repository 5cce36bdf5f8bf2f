// minstrel grammar: the choice of its commands.
#include <cstdio>
#include <string>
#include <string_view>

#include "bindings/cli/commands.h"
#include "bindings/cli/console.h"
#include "bindings/cli/grammar_commands.h"

namespace minstrel::cli {

ExitCode run_grammar(std::span<char* const> arguments) {
    const std::string_view command = arguments.empty() ? "" : arguments.front();
    if (command == "check") return run_grammar_check(arguments.subspan(1));
    if (command == "explain") return run_grammar_explain(arguments.subspan(1));
    if (command == "bench") return run_grammar_bench(arguments.subspan(1));
    if (command == "--help" || command == "-h") {
        std::puts(
            "usage: minstrel grammar COMMAND [ARGUMENT]...\n\n"
            "  check      compile a grammar, and test a text against it\n"
            "  explain    where a text leaves a grammar, what could stand there, and why\n"
            "  bench      what a grammar costs: compiling it, masks, memory\n\n"
            "minstrel grammar COMMAND --help describes a command; --help  this text");
        return kSuccess;
    }
    complain(command.empty() ? "a command is missing; see minstrel grammar --help"
                             : "there is no command 'grammar " + std::string(command) +
                                   "'; see minstrel grammar --help");
    return kWrongUsage;
}

}  // namespace minstrel::cli
