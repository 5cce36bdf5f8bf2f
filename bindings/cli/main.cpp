// The program `minstrel`: finds the subcommand and hands over to it.
#include <array>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>

#include "bindings/cli/commands.h"
#include "bindings/cli/console.h"
#include "bindings/cli/host.h"

namespace minstrel::cli {
namespace {

struct Command {
    std::string_view name;
    std::string_view summary;
    ExitCode (*run)(std::span<char* const>);
};

constexpr std::array kCommands = {
    Command{"chat", "talk with a model", run_chat},
    Command{"pack", "make a package (*.mst) of model files", run_pack},
    Command{"persona", "let a package keep what its model made of personas", run_persona},
    Command{"sign", "put a signature into a package", run_sign},
    Command{"inspect", "show what a model is and how much memory it needs", run_inspect},
    Command{"bench", "measure speed, latency and memory", run_bench},
    Command{"convert-check", "compare what two files of one model would say", run_convert_check},
    Command{"grammar", "check a grammar or schema, and texts against it", run_grammar},
};

void print_help() {
    std::puts("usage: minstrel COMMAND [ARGUMENT]...\n\nVoices for characters.\n");
    for (const Command& command : kCommands) {
        std::printf("  %-13.*s %.*s\n", static_cast<int>(command.name.size()), command.name.data(),
                    static_cast<int>(command.summary.size()), command.summary.data());
    }
    std::puts("\nminstrel COMMAND --help describes a command; minstrel --version names the build.");
}

void print_version() {
    mst_text text;
    mst_build_info(&text);
    std::printf("%.*s\n", static_cast<int>(text.length), text.data);
}

ExitCode run(std::span<char* const> arguments) {
    if (arguments.empty()) {
        complain("a command is missing; see minstrel --help");
        return kWrongUsage;
    }
    const std::string_view name = arguments.front();
    if (name == "--help" || name == "-h" || (name == "help" && arguments.size() == 1)) {
        print_help();
        return kSuccess;
    }
    if (name == "--version") {
        print_version();
        return kSuccess;
    }
    (void)mst_amx_allow();  // where there is none nothing changes
    // `help COMMAND` is `COMMAND --help`.
    std::string help_option = "--help";
    std::array<char*, 1> help_arguments = {help_option.data()};
    const bool help = name == "help";
    const std::string_view wanted = help ? arguments[1] : name;
    for (const Command& command : kCommands) {
        if (command.name != wanted) continue;
        return command.run(help ? std::span<char* const>(help_arguments) : arguments.subspan(1));
    }
    complain("there is no command '" + std::string(wanted) + "'; see minstrel --help");
    return kWrongUsage;
}

}  // namespace
}  // namespace minstrel::cli

int main(int argc, char** argv) {
    return minstrel::cli::run(std::span<char* const>(argv + 1, argc > 0 ? argc - 1 : 0));
}
