#include "bindings/cli/grammar_suite.h"

#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "bindings/cli/console.h"
#include "bindings/cli/host.h"

namespace minstrel::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Counts {
    uint64_t right = 0;
    uint64_t accepted_invalid = 0;
    uint64_t refused_valid = 0;
    uint64_t unsupported = 0;

    void add(const Counts& other) {
        right += other.right;
        accepted_invalid += other.accepted_invalid;
        refused_valid += other.refused_valid;
        unsupported += other.unsupported;
    }
};

void print_row(const std::string& name, const Counts& counts) {
    std::printf("%-34s %7llu %17llu %14llu %12llu\n", name.c_str(),
                static_cast<unsigned long long>(counts.right),
                static_cast<unsigned long long>(counts.accepted_invalid),
                static_cast<unsigned long long>(counts.refused_valid),
                static_cast<unsigned long long>(counts.unsupported));
}

// 1.0 and 1 are the same number to a schema; the shortest spelling is the canonical one.
void shorten_numbers(Json& value) {
    if (value.is_number_float()) {
        const double number = value.get<double>();
        if (std::abs(number) < 1e15 && std::trunc(number) == number) {
            value = static_cast<int64_t>(number);
        }
    }
    if (!value.is_structured()) return;
    for (Json& part : value) shorten_numbers(part);
}

// One schema with its instances, each in canonical serialisation.
Counts run_group(GrammarHost& host, const Json& group, const GrammarSettings& settings,
                 std::map<std::string, uint64_t>& reasons) {
    Counts counts;
    const Json& tests = group.at("tests");
    const CompiledGrammar grammar = host.compile(group.at("schema").dump(), settings);
    // A schema that no value meets is no grammar; every instance is refused by it.
    const bool nothing_fits = grammar.result == MST_ERROR_BAD_GRAMMAR;
    if (grammar.id.id == 0 && !nothing_fits) {
        counts.unsupported = tests.size();
        reasons[grammar.error] += tests.size();
        return counts;
    }
    for (const Json& test : tests) {
        mst_grammar_match match = MST_GRAMMAR_MATCH_INIT;
        Json instance = test.at("data");
        shorten_numbers(instance);
        if (!nothing_fits && !host.test(grammar, instance.dump(), &match)) {
            ++counts.unsupported;
            ++reasons[last_error()];
            continue;
        }
        const bool accepted = match.complete != 0;
        const bool valid = test.at("valid").get<bool>();
        uint64_t& count = accepted == valid ? counts.right
                          : accepted        ? counts.accepted_invalid
                                            : counts.refused_valid;
        ++count;
        if (accepted == valid) continue;
        const std::string what =
            group.value("description", "") + ": " + test.value("description", "");
        complain(std::string(accepted ? "accepted though invalid: " : "refused though valid: ") +
                 printable(what));
    }
    host.destroy(grammar);
    return counts;
}

}  // namespace

ExitCode run_suites(GrammarHost& host, const std::vector<std::string>& paths,
                    const GrammarSettings& settings) {
    std::map<std::string, uint64_t> reasons;
    Counts all;
    bool readable = true;
    std::printf("%-34s %7s %17s %14s %12s\n", "", "right", "accepted invalid", "refused valid",
                "unsupported");
    for (const std::string& path : paths) {
        std::ifstream file(path);
        const Json suite = Json::parse(file, nullptr, false);
        Counts counts;
        if (!file || !suite.is_array()) {
            complain("'" + path + "' is not a list of schemas with tests");
            readable = false;
            continue;
        }
        try {
            for (const Json& group : suite) {
                counts.add(run_group(host, group, settings, reasons));
            }
        } catch (const Json::exception& problem) {
            complain("'" + path + "': " + problem.what());
            readable = false;
        }
        print_row(path.substr(path.find_last_of('/') + 1), counts);
        all.add(counts);
    }
    print_row("all", all);
    if (!reasons.empty()) std::printf("\nunsupported:\n");
    for (const auto& [reason, count] : reasons) {
        std::printf("%6llu  %s\n", static_cast<unsigned long long>(count),
                    printable(reason).c_str());
    }
    const bool wrong = all.accepted_invalid != 0 || all.refused_valid != 0;
    return readable && !wrong ? kSuccess : kFailure;
}

}  // namespace minstrel::cli
