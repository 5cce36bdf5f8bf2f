// JSON Schemas from anybody: each is refused with a reason or gives a grammar in which the shortest
// way to the end can be walked.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "runtime/grammar/automaton.h"
#include "runtime/grammar/schema.h"

namespace {

using minstrel::GrammarAutomaton;
using minstrel::Position;

void require(bool promise) {
    if (!promise) std::abort();
}

// Goes on with the first byte that can follow, closing ones first, until the grammar may end.
void walk(GrammarAutomaton& automaton) {
    constexpr std::string_view kFirst = "\"]}01nft,:a[{-u.";
    Position position = automaton.start();
    for (int length = 0; length < 200 && !automaton.complete(position); ++length) {
        automaton.grant(1'000'000);
        Position next = GrammarAutomaton::kDead;
        for (const char c : kFirst) {
            next = automaton.step_byte(position, static_cast<uint8_t>(c));
            if (next != GrammarAutomaton::kDead) break;
        }
        for (int byte = 0; byte < 256 && next == GrammarAutomaton::kDead; ++byte) {
            next = automaton.step_byte(position, static_cast<uint8_t>(byte));
        }
        if (!automaton.status().ok()) return;
        require(next != GrammarAutomaton::kDead);
        position = next;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    minstrel::SchemaOptions options;
    options.any_order = (data[0] & 1) != 0;
    options.max_gap = (data[0] & 2) != 0 ? 2 : 0;
    options.formats =
        (data[0] & 4) != 0 ? minstrel::FormatPolicy::kAnnotation : minstrel::FormatPolicy::kEnforce;
    if ((data[0] & 8) != 0) options.unenforced = {"uniqueItems", "pattern", "format"};
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto compiled = minstrel::compile_schema(text, options);
    if (!compiled.ok()) {
        require(!compiled.status().message().empty());
        return 0;
    }
    GrammarAutomaton automaton(compiled.value().grammar);
    walk(automaton);
    return 0;
}
