// Toolset: functions that models may call - names, what prompts say of them, and the grammars of
// their arguments. All schemas are compiled when it is made; live parameters, whose values differ
// from request to request, are rules that are filled then. Immutable and shared by count once made;
// any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/grammar/grammar.h"
#include "runtime/grammar/grammar_patch.h"

namespace minstrel {

struct ToolFunction {
    std::string name;
    std::string description;
    // JSON Schema of an object; empty = no parameters. Closed unless it says otherwise. A string
    // with "live": NAME takes one of the values that a request has for NAME.
    std::string parameters;
    // What prompts say in place of the parameters: JSON, for models that have learnt a short form.
    // Empty = the parameters, live ones with their values.
    std::string prompt_parameters;
    bool needs_confirmation = false;
};

// Values that the live parameters of one name may take now. None: functions that have such a
// parameter cannot be called.
struct LiveValues {
    std::string name;
    std::vector<std::string> values;
    bool operator==(const LiveValues&) const = default;
};

struct ToolsetLimits {
    size_t max_functions = 256;
    size_t max_description_bytes = 64u << 10;
    size_t max_parameters_bytes = 1u << 20;
};

class Toolset {
  public:
    // Errors name the function and what is wrong with it: a bad or a repeated name, a schema that
    // is none or cannot be enforced exactly, with the place in it.
    static Result<std::shared_ptr<const Toolset>> make(std::span<const ToolFunction> functions,
                                                       const ToolsetLimits& limits = {});

    uint32_t size() const { return static_cast<uint32_t>(entries_.size()); }
    const ToolFunction& function(uint32_t index) const { return entries_[index].function; }
    std::optional<uint32_t> find(std::string_view name) const;

    // Whether every live parameter of a function has values.
    bool is_callable(uint32_t index, std::span<const LiveValues> live) const;
    // What prompts say: a JSON list of declarations, live parameters with their values.
    std::string declarations_json(std::span<const uint32_t> functions,
                                  std::span<const LiveValues> live) const;

    // The arguments of a function with their members in any order, for what was written freely.
    Result<GrammarPtr> argument_grammar(uint32_t index, std::span<const LiveValues> live) const;
    // Has for each function the rule argument_rule(): its arguments with their members as declared.
    // A base for patches, to be filled with live values.
    const GrammarPtr& arguments_as_declared() const { return as_declared_; }
    static std::string argument_rule(uint32_t index);
    static void fill(GrammarPatch& patch, std::span<const LiveValues> live);

  private:
    using Json = nlohmann::ordered_json;
    struct LivePlace {
        Json::json_pointer schema;
        std::string name;
    };
    // Moving JSON does not throw, which its declaration does not say.
    // NOLINTNEXTLINE(bugprone-exception-escape)
    struct Entry {
        ToolFunction function;
        Json declared;  // parameters as given
        Json enforced;  // an object that is closed unless it says otherwise
        std::vector<LivePlace> live;
        std::string declaration;  // for prompts; empty when live values belong into it
        GrammarPtr any_order;     // arguments; live parameters are to be filled
    };

    static Result<Entry> read(const ToolFunction& function, const ToolsetLimits& limits);
    static std::string declare(const Entry& entry, std::span<const LiveValues> live);
    Status compile();

    std::vector<Entry> entries_;
    GrammarPtr as_declared_;  // arguments of all functions
};

}  // namespace minstrel
