// tavern_evaluate: how well does the model play its part? Asks it hundreds of situations that it
// has never seen, through the C interface, and counts faithful, right and endless replies.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <map>
#include <string>

#include "samples/tavern/evaluation/calls.h"
#include "samples/tavern/evaluation/judge.h"
#include "samples/tavern/evaluation/replies.h"
#include "samples/tavern/evaluation/situation.h"

namespace tavern {
namespace {

constexpr char kUsage[] =
    "usage: tavern_evaluate [OPTION]...\n"
    "\n"
    "Asks the model held-out situations and judges its replies.\n"
    "\n"
    "  --model FILE        the model, a package (tavern.mst)\n"
    "  --folder DIR        folder of situations.jsonl, item_names.txt and doors.txt (evaluation)\n"
    "  --limit N           only the first N situations\n"
    "  --temperature T     0 = the likeliest words, as the game speaks (0)\n"
    "  --threads N         threads that compute\n"
    "  --free-arguments    arguments of calls keep to their types only, not to the wares, quests,\n"
    "                      places and doors that there are, as the game has it\n"
    "  --free-json         answers in JSON are asked for, but not held to their form\n"
    "  --failures N        how many failures to print (10)\n"
    "  --replies FILE      write all replies, one JSON object a line\n"
    "  --calls FILE        write all calls of functions with their schemas, for check_calls.py\n"
    "  --require F R       exit code 1 unless F percent are faithful, R percent right and none\n"
    "                      endless\n"
    "  --help              this text\n";

struct Options {
    ReplySettings settings{.model_path = "tavern.mst"};
    std::string folder = "evaluation";
    std::string replies_path;
    std::string calls_path;
    size_t limit = SIZE_MAX;
    size_t failures = 10;
    double faithful = 0;
    double right = 0;
    bool require = false;
    bool help = false;
};

bool parse(int argc, char** argv, Options& options) {
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        const auto value = [&] { return i + 1 < argc ? argv[++i] : ""; };
        if (name == "--help") {
            options.help = true;
        } else if (name == "--model") {
            options.settings.model_path = value();
        } else if (name == "--folder") {
            options.folder = value();
        } else if (name == "--limit") {
            options.limit = std::strtoull(value(), nullptr, 10);
        } else if (name == "--temperature") {
            options.settings.temperature = std::strtof(value(), nullptr);
        } else if (name == "--threads") {
            options.settings.threads = static_cast<uint32_t>(std::strtoul(value(), nullptr, 10));
        } else if (name == "--free-arguments") {
            options.settings.held = false;
        } else if (name == "--free-json") {
            options.settings.formed = false;
        } else if (name == "--failures") {
            options.failures = std::strtoull(value(), nullptr, 10);
        } else if (name == "--replies") {
            options.replies_path = value();
        } else if (name == "--calls") {
            options.calls_path = value();
        } else if (name == "--require") {
            options.require = true;
            options.faithful = std::strtod(value(), nullptr);
            options.right = std::strtod(value(), nullptr);
        } else {
            std::fprintf(stderr, "tavern_evaluate: unknown option '%s'; see --help\n", argv[i]);
            return false;
        }
    }
    return true;
}

struct Counts {
    size_t number = 0, right = 0, faithful = 0, endless = 0;

    void add(const Verdict& verdict) {
        ++number;
        right += verdict.right ? 1 : 0;
        faithful += verdict.faithful ? 1 : 0;
        endless += verdict.endless ? 1 : 0;
    }
    double percent(size_t count) const {
        return number == 0 ? 0 : 100.0 * static_cast<double>(count) / static_cast<double>(number);
    }
};

void print_failure(const Situation& situation, const Reply& reply, const Verdict& verdict) {
    std::printf("%s %s\n  player: %s\n  reply:  %s\n", situation.id.c_str(), situation.kind.c_str(),
                situation.lines.back().text.c_str(), reply.text.c_str());
    for (const Call& call : reply.calls) {
        std::printf("  calls:  %s %s\n", call.name.c_str(), call.arguments.c_str());
    }
    for (const std::string& reason : verdict.reasons) std::printf("  %s\n", reason.c_str());
}

void print_table(const std::map<std::string, Counts>& rows, const Counts& all) {
    std::printf("%-20s %6s %8s %7s %8s\n", "kind", "number", "faithful", "right", "endless");
    const auto print = [](const char* name, const Counts& row) {
        std::printf("%-20s %6zu %7.1f%% %6.1f%% %7.1f%%\n", name, row.number,
                    row.percent(row.faithful), row.percent(row.right), row.percent(row.endless));
    };
    for (const auto& [kind, row] : rows) print(kind.c_str(), row);
    print("all", all);
}

void write_reply(std::ofstream& file, const Situation& situation, const Reply& reply) {
    nlohmann::json line = {{"id", situation.id}, {"content", reply.text}};
    for (const Call& call : reply.calls) {
        line["tool_calls"].push_back(
            {{"name", call.name},
             {"arguments", nlohmann::json::parse(call.arguments, nullptr, false)}});
    }
    file << line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
}

int run(Options options) {
    std::string error;
    auto situations = read_situations(options.folder + "/situations.jsonl", error);
    const auto items = read_lines(options.folder + "/item_names.txt", error);
    options.settings.doors = read_lines(options.folder + "/doors.txt", error);
    if (situations.size() > options.limit) situations.resize(options.limit);
    const bool shows = isatty(STDERR_FILENO) != 0;
    std::vector<Reply> replies;
    if (error.empty()) {
        replies = get_replies(
            situations, options.settings,
            [&](size_t done) {
                if (shows) std::fprintf(stderr, "\r%zu of %zu", done, situations.size());
            },
            error);
        if (shows) std::fprintf(stderr, "\r                  \r");
    }
    if (!error.empty()) {
        std::fprintf(stderr, "tavern_evaluate: %s\n", error.c_str());
        return 2;
    }
    std::ofstream file;
    if (!options.replies_path.empty()) file.open(options.replies_path);
    std::ofstream calls;
    if (!options.calls_path.empty()) calls.open(options.calls_path);
    CallShares shares;
    std::map<std::string, Counts> rows;
    Counts all;
    for (size_t i = 0; i < situations.size(); ++i) {
        const Verdict verdict = judge(situations[i], replies[i], items);
        if (file.is_open()) write_reply(file, situations[i], replies[i]);
        if (calls.is_open()) {
            write_calls(calls, situations[i], replies[i], options.settings);
        }
        shares.add(situations[i], replies[i], verdict);
        const bool bad = !verdict.right || verdict.endless;
        if (bad && all.number - all.right < options.failures) {
            print_failure(situations[i], replies[i], verdict);
        }
        rows[situations[i].kind].add(verdict);
        all.add(verdict);
    }
    print_table(rows, all);
    shares.print();
    const bool good = all.percent(all.faithful) >= options.faithful &&
                      all.percent(all.right) >= options.right && all.endless == 0;
    return options.require && !good ? 1 : 0;
}

}  // namespace
}  // namespace tavern

int main(int argc, char** argv) {
    try {
        tavern::Options options;
        if (!tavern::parse(argc, argv, options)) return 2;
        if (options.help) {
            std::fputs(tavern::kUsage, stdout);
            return 0;
        }
        return tavern::run(options);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "tavern_evaluate: %s\n", failure.what());
        return 2;
    }
}
