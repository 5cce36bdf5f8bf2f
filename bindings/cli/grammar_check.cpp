// minstrel grammar check: whether a grammar compiles, and what is in it.
#include <algorithm>
#include <cstdio>
#include <optional>
#include <string>

#include "bindings/cli/console.h"
#include "bindings/cli/grammar_commands.h"
#include "bindings/cli/grammar_host.h"
#include "bindings/cli/grammar_options.h"
#include "bindings/cli/grammar_suite.h"

namespace minstrel::cli {
namespace {

constexpr size_t kShownBytes = 40;  // of the text before and behind the place of a mistake

ExitCode check_text(GrammarHost& host, const CompiledGrammar& grammar, const std::string& text) {
    mst_grammar_match match = MST_GRAMMAR_MATCH_INIT;
    if (!host.test(grammar, text, &match)) {
        complain("the text could not be tested");
        return kFailure;
    }
    if (match.complete != 0) {
        std::printf("the text matches\n");
        return kSuccess;
    }
    const auto at = static_cast<size_t>(match.accepted_bytes);
    const size_t from = at - std::min(at, kShownBytes);
    if (at == text.size()) {
        std::printf("the text ends too early, after \"%s\"\n",
                    printable(text.substr(from)).c_str());
    } else {
        std::printf("the text does not match: byte %zu, \"%s\" must not be followed by \"%s\"\n",
                    at, printable(text.substr(from, at - from)).c_str(),
                    printable(text.substr(at, kShownBytes)).c_str());
    }
    return kFailure;
}

ExitCode check(GrammarHost& host, const std::vector<std::string>& files, GrammarOptions& options) {
    const std::optional<std::string> source = options.read(files[0]);
    if (!source) return kFailure;
    const CompiledGrammar grammar = host.compile(*source, options.settings);
    if (grammar.id.id == 0) {
        complain(files[0] + ": " + printable(grammar.error));
        return kFailure;
    }
    std::printf("compiled in %.3f ms\n", static_cast<double>(grammar.compile_ns) / 1e6);
    if (!grammar.unenforced.empty()) {
        std::printf("not enforced: %s\n", printable(grammar.unenforced).c_str());
    }
    if (files.size() == 1) return kSuccess;
    const std::optional<std::string> text = files[1] == "-" ? read_text("-") : files[1];
    return check_text(host, grammar, *text);
}

}  // namespace

ExitCode run_grammar_check(std::span<char* const> arguments) {
    std::vector<std::string> files;
    GrammarOptions grammar;
    bool suite = false;
    Arguments options(
        "grammar check",
        "Compile a grammar and say what is wrong with it, or what of it is not enforced. With\n"
        "TEXT say also whether the text is in it, and if not, where it leaves it.");
    options.rest("FILE [TEXT]", "the grammar, and the text itself or - for standard input", files);
    grammar.declare(options);
    options.flag("--suite", "FILEs are lists of schemas with tests, as the JSON-Schema-Test-Suite",
                 suite);
    if (const auto code = options.parse(arguments)) return *code;
    if (files.empty() || (!suite && files.size() > 2)) {
        complain(files.empty() ? "FILE is missing; see minstrel grammar check --help"
                               : "one grammar and one text; see minstrel grammar check --help");
        return kWrongUsage;
    }
    const std::unique_ptr<GrammarHost> host = GrammarHost::open();
    if (host == nullptr) return kFailure;
    return suite ? run_suites(*host, files, grammar.settings) : check(*host, files, grammar);
}

}  // namespace minstrel::cli
