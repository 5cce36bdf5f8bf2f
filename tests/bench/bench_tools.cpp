// Prints what function calling costs besides the model: making a toolset, and for each request the
// grammar of its calls, its declarations and the check of a call. The best of many runs, in the
// thread's processor time.
// Usage: bench_tools [functions]
#include <time.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "runtime/grammar/automaton.h"
#include "runtime/tools/call_check.h"
#include "runtime/tools/call_grammar.h"
#include "runtime/tools/toolset.h"

namespace {

using namespace minstrel;

constexpr int kRuns = 200;

double microseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) * 1e-3;
}

template <typename Work>
void measure(const char* what, int runs, const Work& work) {
    double best = 1e12;
    for (int run = 0; run < runs; ++run) {
        const double start = microseconds();
        work();
        best = std::min(best, microseconds() - start);
    }
    std::printf("%-20s %9.1f us\n", what, best);
}

std::vector<ToolFunction> make_functions(uint32_t count) {
    std::vector<ToolFunction> functions(count);
    for (uint32_t i = 0; i < count; ++i) {
        functions[i].name = "function_" + std::to_string(i);
        functions[i].description = "Does something with a door.";
        functions[i].parameters = R"({"type": "object", "required": ["door", "count"],
            "properties": {
                "door": {"type": "string", "live": "doors"},
                "count": {"type": "integer", "minimum": 1, "maximum": 99},
                "items": {"type": "array", "maxItems": 4, "items": {"type": "object",
                    "properties": {"name": {"enum": ["ale", "bread"]},
                                   "note": {"type": "string", "maxLength": 80}}}}}})";
    }
    return functions;
}

}  // namespace

int main(int argc, char** argv) {
    const long wanted = argc > 1 ? std::strtol(argv[1], nullptr, 10) : 20;
    const auto functions = make_functions(static_cast<uint32_t>(std::clamp(wanted, 1L, 256L)));
    const auto made = Toolset::make(functions);
    if (!made.ok()) {
        std::fprintf(stderr, "%s\n", made.status().message().c_str());
        return 1;
    }
    const Toolset& toolset = *made.value();
    CallRules rules;
    for (uint32_t i = 0; i < toolset.size(); ++i) rules.functions.push_back(i);
    rules.live = {{"doors", {"oak door", "hatch", "east gate", "cellar", "window"}}};
    rules.max_calls = 4;
    const std::vector<ToolCall> calls = {
        {"function_0",
         R"({"count": 5, "door": "hatch", "items": [{"name": "ale", "note": "cold"}]})",
         {}}};

    std::printf("%u functions, each with a live parameter\n", toolset.size());
    measure("toolset", 3, [&] { (void)Toolset::make(functions); });
    measure("grammar of calls", kRuns, [&] { (void)call_grammar(toolset, rules); });
    const auto grammar = call_grammar(toolset, rules);
    if (!grammar.ok()) return 1;
    measure("automaton", kRuns, [&] { const GrammarAutomaton automaton(grammar.value()); });
    measure("declarations", kRuns,
            [&] { (void)toolset.declarations_json(rules.functions, rules.live); });
    measure("check of a call", kRuns, [&] { (void)check_calls(toolset, rules, calls); });
    return 0;
}
