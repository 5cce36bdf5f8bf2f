// An engine without a model that compiles grammars and tests texts. Owned and used by one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "minstrel/minstrel.h"

namespace minstrel::cli {

struct GrammarSettings {
    mst_grammar_kind kind = MST_GRAMMAR_JSON_SCHEMA;
    bool any_order = false;
    bool formats_say_nothing = false;
    uint64_t max_gap = 0;
    std::vector<std::string> unenforced;
};

struct CompiledGrammar {
    mst_result result = MST_OK;
    std::string error;       // why and where, when result is one
    mst_grammar id = {0};    // null when it failed
    std::string unenforced;  // JSON list; empty when all is enforced
    uint64_t compile_ns = 0;
};

class GrammarHost {
  public:
    // Null, with a line on standard error, when there is no engine.
    static std::unique_ptr<GrammarHost> open();
    ~GrammarHost() { mst_engine_destroy(engine_); }
    GrammarHost(const GrammarHost&) = delete;
    GrammarHost& operator=(const GrammarHost&) = delete;

    // Returns when the grammar is ready or refused.
    CompiledGrammar compile(std::string_view text, const GrammarSettings& settings);
    void destroy(const CompiledGrammar& grammar);
    // False when the test itself failed, for example beyond a limit.
    bool test(const CompiledGrammar& grammar, std::string_view text, mst_grammar_match* out_match);

  private:
    GrammarHost() = default;

    mst_engine* engine_ = nullptr;
};

}  // namespace minstrel::cli
