// Schemas under test: compiles one and asks which texts it matches. Used by one test at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "runtime/grammar/automaton.h"
#include "runtime/grammar/schema.h"

namespace minstrel {

class CompiledSchema {
  public:
    explicit CompiledSchema(std::string_view schema, const SchemaOptions& options = {});
    // Any grammar of a builder.
    explicit CompiledSchema(Result<GrammarPtr> grammar);

    bool ok() const { return automaton_ != nullptr; }
    const Status& status() const { return status_; }
    const std::vector<Unenforced>& unenforced() const { return unenforced_; }
    bool matches(std::string_view text);

  private:
    Status status_;
    std::vector<Unenforced> unenforced_;
    std::unique_ptr<GrammarAutomaton> automaton_;
};

// Shorthand for one question.
bool schema_matches(std::string_view schema, std::string_view text,
                    const SchemaOptions& options = {});
// The message of a schema that does not compile; empty for one that does.
std::string schema_error(std::string_view schema, const SchemaOptions& options = {});

}  // namespace minstrel
