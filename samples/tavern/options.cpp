#include "samples/tavern/options.h"

#include <charconv>
#include <string_view>

namespace tavern {
namespace {

template <typename Number>
bool parse_number(std::string_view text, Number low, Number high, Number& out) {
    Number value{};
    auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size()) return false;
    if (!(value >= low && value <= high)) return false;
    out = value;
    return true;
}

// Returns what a valid value is when this one is not; empty when all is well.
std::string set(Options& options, std::string_view name, std::string_view value) {
    if (name == "--character") {
        options.character = value;
    } else if (name == "--script") {
        options.script = value;
    } else if (name == "--model") {
        options.voice.model_path = value;
    } else if (name == "--world") {
        options.world_folder = value;
    } else if (name == "--seed") {
        if (!parse_number<uint64_t>(value, 0, UINT64_MAX, options.voice.seed)) {
            return "a whole number";
        }
    } else if (name == "--temperature") {
        if (!parse_number(value, 0.0F, 10.0F, options.voice.temperature)) {
            return "a number from 0 to 10";
        }
    } else if (name == "--threads") {
        if (!parse_number<uint32_t>(value, 1, 64, options.voice.threads)) {
            return "a number from 1 to 64";
        }
    } else if (name == "--context") {
        if (!parse_number<uint32_t>(value, 128, 131072, options.voice.context_tokens)) {
            return "a number from 128 to 131072";
        }
    }
    return value.empty() ? "a value" : "";
}

bool takes_value(std::string_view name) {
    for (std::string_view known : {"--character", "--script", "--model", "--world", "--seed",
                                   "--temperature", "--threads", "--context"}) {
        if (name == known) return true;
    }
    return false;
}

}  // namespace

const char kUsage[] =
    "usage: tavern [OPTION]...\n"
    "\n"
    "Talk with the people of a small town. Type what you say; /help lists the commands.\n"
    "\n"
    "  --character WHO    whom to talk to first: id, name or role\n"
    "  --script FILE      read the lines from a file instead of the keyboard\n"
    "  --model FILE       the voices: a package made by `minstrel pack`\n"
    "  --world DIR        the folder of the world's JSON files\n"
    "  --seed N           other luck, other answers (with a temperature above 0)\n"
    "  --temperature T    0 = always the likeliest words (default), 1 = lively\n"
    "  --threads N        threads that compute\n"
    "  --context N        tokens that a character keeps in mind (640)\n"
    "  --help             this text\n"
    "\n"
    "In a script a line is what you would type. Lines that begin with # are comments, and\n"
    "`@id text` speaks to another character.\n";

std::optional<Options> parse_options(int argc, char** argv, std::string& error) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        std::string_view name = argv[i];
        if (name == "--help" || name == "-h") {
            options.help = true;
            continue;
        }
        if (!takes_value(name)) {
            error = "unknown argument '" + std::string(name) + "'; see --help";
            return std::nullopt;
        }
        if (i + 1 == argc) {
            error = std::string(name) + " needs a value; see --help";
            return std::nullopt;
        }
        std::string_view value = argv[++i];
        if (std::string needed = set(options, name, value); !needed.empty()) {
            error = std::string(name) + " needs " + needed + ", not '" + std::string(value) + "'";
            return std::nullopt;
        }
    }
    return options;
}

}  // namespace tavern
