// RuleNames: the rules of a grammar text by name, made when they are first mentioned. One front end
// call; its thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/grammar/grammar_builder.h"
#include "runtime/grammar/text_cursor.h"

namespace minstrel {

class RuleNames {
  public:
    explicit RuleNames(GrammarBuilder& builder) : builder_(builder) {}

    Rule use(std::string_view name, size_t offset) {
        const auto [entry, added] = rules_.try_emplace(std::string(name));
        if (added) entry->second = {builder_.add_rule(std::string(name)), offset};
        return entry->second.rule;
    }
    bool is_known(std::string_view name) const { return rules_.contains(std::string(name)); }

    Status define(const TextCursor& cursor, std::string_view name, size_t offset, Node body) {
        const Rule rule = use(name, offset);
        MST_TRY(builder_.status());
        if (builder_.is_defined(rule)) {
            return cursor.fail_at(offset, "rule '" + std::string(name) + "' is defined twice");
        }
        builder_.define(rule, body);
        return {};
    }

    // Names a rule that is used but not defined, the first by place; otherwise finishes.
    Result<GrammarPtr> finish(const TextCursor& cursor, std::string_view root) {
        const std::string* missing = nullptr;
        size_t offset = 0;
        for (const auto& [name, entry] : rules_) {
            if (builder_.is_defined(entry.rule)) continue;
            if (missing != nullptr && offset < entry.offset) continue;
            missing = &name;
            offset = entry.offset;
        }
        if (missing != nullptr) {
            return cursor.fail_at(offset, "rule '" + *missing + "' is not defined");
        }
        const auto start = rules_.find(std::string(root));
        if (start == rules_.end()) {
            return cursor.fail_at(0, "there is no rule '" + std::string(root) + "' to start with");
        }
        return builder_.finish(builder_.ref(start->second.rule));
    }

  private:
    struct Entry {
        Rule rule{};
        size_t offset = 0;  // of the first mention
    };
    GrammarBuilder& builder_;
    std::unordered_map<std::string, Entry> rules_;
};

}  // namespace minstrel
