// A small game: talk with the people of a town, on the terminal or by a script.
//
// What a host needs is in three places: Voices::open at the start, Conversation::ask for each line,
// and nothing at the end but destructors. Run it with samples/tavern/play.
#include <unistd.h>

#include <cstdio>
#include <string>

#include "samples/tavern/conversation.h"
#include "samples/tavern/game.h"
#include "samples/tavern/options.h"
#include "samples/tavern/terminal.h"
#include "samples/tavern/world.h"

namespace {

enum ExitCode { kSuccess = 0, kFailure = 1, kWrongUsage = 2 };

void show_progress(int percent) {
    if (isatty(STDERR_FILENO) != 0)
        std::fprintf(stderr, "\rwaking the characters: %3d %%", percent);
}

void clear_progress() {
    if (isatty(STDERR_FILENO) != 0) std::fputs("\r\x1b[K", stderr);
}

ExitCode visit(tavern::Game& game, tavern::Terminal& terminal) {
    terminal.hint("Say something, or /help. /quit leaves.");
    terminal.arm_interrupt();
    std::string line;
    while (terminal.read_line("You: ", line)) {
        if (!game.play(line)) break;
    }
    return game.failed() && !terminal.interactive() ? kFailure : kSuccess;
}

}  // namespace

int main(int argc, char** argv) {
    std::string error;
    auto options = tavern::parse_options(argc, argv, error);
    if (!options) {
        tavern::complain(error);
        return kWrongUsage;
    }
    if (options->help) {
        std::fputs(tavern::kUsage, stdout);
        return kSuccess;
    }

    tavern::Terminal terminal;
    if (!options->script.empty() && !terminal.open_script(options->script)) {
        tavern::complain("cannot read the script '" + options->script + "'");
        return kFailure;
    }
    auto world = tavern::load_world(options->world_folder, error);
    if (!world) {
        tavern::complain(error);
        return kFailure;
    }
    auto voices = tavern::Voices::open(options->voice, show_progress, error);
    clear_progress();
    if (!voices) {
        tavern::complain("cannot load the voices from '" + options->voice.model_path +
                         "': " + error + "; --model FILE names another file");
        return kFailure;
    }
    tavern::Game game(*world, *voices, terminal);
    if (!options->character.empty() && !game.turn_to(options->character)) {
        tavern::complain("nobody is called '" + options->character +
                         "'; the command /characters lists everybody");
        return kWrongUsage;
    }
    return visit(game, terminal);
}
