// GrammarPatch: a finished grammar with other expressions for some of its rules - what changes from
// one request to the next, such as the doors in sight. The grammar is copied and nothing of it is
// compiled again; the cost is that copy and the compilation of what is new. One patch a grammar, on
// any thread.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/grammar/grammar.h"
#include "runtime/grammar/grammar_builder.h"

namespace minstrel {

class GrammarPatch {
  public:
    explicit GrammarPatch(GrammarPtr base) : base_(std::move(base)), builder_(base_->limits()) {}

    // Makes the new expressions.
    GrammarBuilder& builder() { return builder_; }
    // The first rule of the base with that name, for the new root. A name that is not there fails
    // the patch.
    Node base_rule(std::string_view name);
    // Gives every rule of that name, if there is any, another body. Each name once.
    void replace(std::string_view name, Node body) { add(name, body); }
    // The same with a choice of JSON strings.
    void replace_with_strings(std::string_view name, std::span<const std::string> texts);
    void set_root(Node body) { add({}, body); }

    // The patch is spent. Errors: kBadGrammar for a body that matches nothing or the empty string,
    // or that has rules of the base without being the root; kLimitReached.
    Result<GrammarPtr> finish();

  private:
    // What a rule of the builder stands for.
    struct Role {
        enum class Kind : uint8_t { kBaseRule, kBody, kRoot } kind = Kind::kBody;
        uint32_t base = 0;  // kBaseRule: its number
        std::string name;   // kBody: of the rules that get it
    };

    Rule add_rule(Role role, Node body);
    void add(std::string_view name, Node body);
    const Role* role_of(const Grammar& part, uint32_t rule) const;
    Status check(const Grammar& part) const;
    Status check_bodies(const Grammar& part) const;
    Status graft(const Grammar& part, Grammar& target) const;

    GrammarPtr base_;
    GrammarBuilder builder_;
    std::map<std::string, Role, std::less<>> roles_;  // by the rule's name in the builder
    std::vector<Node> bodies_;                        // references to all but the base's rules
};

}  // namespace minstrel
