#include "tests/unit/grammar/schema/schema_fixture.h"

#include <gtest/gtest.h>

namespace minstrel {

CompiledSchema::CompiledSchema(std::string_view schema, const SchemaOptions& options) {
    Result<SchemaGrammar> compiled = compile_schema(schema, options);
    status_ = compiled.status();
    if (!compiled.ok()) return;
    unenforced_ = compiled.value().unenforced;
    automaton_ = std::make_unique<GrammarAutomaton>(compiled.value().grammar);
}

CompiledSchema::CompiledSchema(Result<GrammarPtr> grammar) : status_(grammar.status()) {
    if (grammar.ok()) automaton_ = std::make_unique<GrammarAutomaton>(grammar.value());
}

bool CompiledSchema::matches(std::string_view text) {
    EXPECT_TRUE(ok()) << status_.message();
    if (!ok()) return false;
    automaton_->grant(10'000'000);
    Position position = automaton_->start();
    for (const char c : text) {
        if (position == GrammarAutomaton::kDead) break;
        position = automaton_->step_byte(position, static_cast<uint8_t>(c));
    }
    EXPECT_TRUE(automaton_->status().ok()) << automaton_->status().message();
    return position != GrammarAutomaton::kDead && automaton_->complete(position);
}

bool schema_matches(std::string_view schema, std::string_view text, const SchemaOptions& options) {
    return CompiledSchema(schema, options).matches(text);
}

std::string schema_error(std::string_view schema, const SchemaOptions& options) {
    return CompiledSchema(schema, options).status().message();
}

}  // namespace minstrel
