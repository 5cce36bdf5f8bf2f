#include "runtime/tools/call_grammar.h"

#include <algorithm>
#include <array>
#include <random>
#include <set>

#include "runtime/grammar/constraint.h"
#include "runtime/grammar/vocabulary_tokens.h"
#include "runtime/text/chat_output.h"
#include "runtime/tools/call_check.h"
#include "tests/unit/text/text_fixture.h"
#include "tests/unit/tools/tools_fixture.h"

namespace minstrel::tools_test {
namespace {

// Control tokens of the vocabulary that stand for markers which it does not have.
constexpr CallTokens kTokens = {5, 3, 4};
constexpr std::array kVersions = {2, 3, 7, 11, 13, 15};

CallRules rules_for(int version, std::vector<uint32_t> functions, uint32_t max_calls = 1) {
    CallRules rules;
    rules.version = static_cast<ChatVersion>(version);
    rules.functions = std::move(functions);
    rules.live = doors({"oak door", "hatch"});
    rules.max_calls = max_calls;
    rules.tokens = kTokens;
    return rules;
}

GrammarPtr take(const CallRules& rules) {
    auto grammar = call_grammar(*tavern(), rules);
    EXPECT_TRUE(grammar.ok()) << grammar.status().message();
    return grammar.ok() ? grammar.take() : nullptr;
}

TEST(CallGrammarTest, a_list_before_version_11) {
    const GrammarPtr grammar = take(rules_for(3, {kLookAround, kOpenDoor}, 2));
    EXPECT_TRUE(matches(grammar, R"([{"name": "look_around", "arguments": {}}])"));
    EXPECT_TRUE(matches(grammar, R"([{"name":"look_around","arguments":{}}])"));
    EXPECT_TRUE(matches(
        grammar, R"([{"name": "open_door", "arguments": {"door": "oak door"}, "id": "aB3dE5gH7"}, )"
                 R"({"name": "look_around", "arguments": {}, "id": "000000000"}])"));
    for (const char* text :
         {R"([])", R"({"name": "look_around", "arguments": {}})",
          R"([{"name": "order", "arguments": {"items": [{"name": "ale", "count": 1}]}}])",
          R"([{"name": "look_aroun", "arguments": {}}])",
          R"([{"name": "open_door", "arguments": {}}])",
          R"([{"name": "open_door", "arguments": {"door": "gate"}}])",
          R"([{"name": "open_door", "arguments": {"door": ""}}])",
          R"([{"name": "look_around", "arguments": {}, "id": "aB3dE5gH"}])",
          R"([{"name": "look_around", "arguments": {}, "id": "aB3dE5gH-"}])",
          R"([{"arguments": {}, "name": "look_around"}])",
          R"([{"name": "look_around", "arguments": {}}]  )"}) {
        EXPECT_FALSE(matches(grammar, text)) << text;
    }
    const std::string call = R"({"name": "look_around", "arguments": {}})";
    EXPECT_FALSE(matches(grammar, "[" + call + ", " + call + ", " + call + "]"));
}

TEST(CallGrammarTest, version_2_has_no_ids) {
    const GrammarPtr grammar = take(rules_for(2, {kLookAround}));
    EXPECT_TRUE(matches(grammar, R"([{"name": "look_around", "arguments": {}}])"));
    EXPECT_FALSE(
        matches(grammar, R"([{"name": "look_around", "arguments": {}, "id": "aB3dE5gH7"}])"));
}

TEST(CallGrammarTest, markers_from_version_11_on) {
    for (const int version : {11, 13, 15}) {
        const GrammarPtr grammar = take(rules_for(version, {kLookAround, kOpenDoor}, 2));
        EXPECT_TRUE(matches(grammar, "look_around\4{}"));
        EXPECT_TRUE(matches(grammar, "look_around\4{}\5open_door\4{\"door\": \"hatch\"}"));
        EXPECT_EQ(matches(grammar, "look_around\3aB3dE5gH7\4{}"), version == 11);
        EXPECT_FALSE(matches(grammar, "look_around\4{}\5look_around\4{}\5look_around\4{}"));
        EXPECT_FALSE(matches(grammar, "look_around[ARGS]{}"));
        EXPECT_FALSE(matches(grammar, "look_around{}"));
        EXPECT_FALSE(matches(grammar, "order\4{}"));
        EXPECT_FALSE(matches(grammar, "look_around\4{}\5"));
    }
}

TEST(CallGrammarTest, live_values_are_those_of_the_request) {
    const auto toolset = tavern();
    CallRules rules = rules_for(3, {kOpenDoor});
    for (const std::string door : {"hatch", "east gate", "\"gate\""}) {
        rules.live = doors({door});
        const auto grammar = call_grammar(*toolset, rules);
        ASSERT_TRUE(grammar.ok());
        for (const char* other : {"hatch", "east gate", R"(\"gate\")"}) {
            const std::string call = R"([{"name": "open_door", "arguments": {"door": ")" +
                                     std::string(other) + R"("}}])";
            const bool same = other == door || (other[0] == '\\' && door[0] == '"');
            EXPECT_EQ(matches(grammar.value(), call), same) << call;
        }
    }
}

TEST(CallGrammarTest, refuses_what_has_no_calls) {
    const auto toolset = tavern();
    const auto code = [&](const CallRules& rules) {
        return call_grammar(*toolset, rules).status().code();
    };
    EXPECT_EQ(code(rules_for(1, {kLookAround})), Code::kUnsupported);
    EXPECT_EQ(code(rules_for(3, {})), Code::kInvalidArgument);
    EXPECT_EQ(code(rules_for(3, {7})), Code::kInvalidArgument);
    EXPECT_EQ(code(rules_for(3, {kLookAround}, 0)), Code::kInvalidArgument);
    CallRules rules = rules_for(13, {kLookAround});
    rules.tokens = {};
    EXPECT_EQ(code(rules), Code::kUnsupported);
    rules = rules_for(3, {kOpenDoor});
    rules.live.clear();
    EXPECT_EQ(code(rules), Code::kInvalidArgument);
}

// ---- what a model that knows nothing writes under the mask

class Walk {
  public:
    explicit Walk(const CallRules& rules)
        : rules_(rules),
          toolset_(tavern()),
          tokenizer_(test::tokenizer("v3")),
          constraint_(call_grammar(*toolset_, rules).take(),
                      make_token_table(tokenizer_.vocabulary()).take(), tokenizer_),
          words_(constraint_.tokens().mask_words()) {}

    // The ids of one answer, without the end.
    std::vector<int32_t> ids(std::mt19937& random) {
        std::vector<int32_t> ids;
        auto made = constraint_.begin();
        if (!made.ok()) {
            ADD_FAILURE() << made.status().message();
            return ids;
        }
        Matcher matcher = made.take();
        while (ids.size() < 2000) {
            // From a SentencePiece vocabulary the first text begins with a space.
            const bool first = ids.empty();
            const Status status = first ? constraint_.fill_behind_space(matcher, words_)
                                        : constraint_.fill(matcher, words_);
            EXPECT_TRUE(status.ok()) << status.message();
            const int32_t id = choose(random);
            if (id < 0) break;
            const auto accepted = first ? constraint_.accept_behind_space(matcher, id)
                                        : constraint_.accept(matcher, id);
            EXPECT_TRUE(accepted.ok() && accepted.value());
            if (matcher.has_ended()) return ids;
            ids.push_back(id);
            if (matcher.is_finished()) return ids;
        }
        ADD_FAILURE() << "no end";
        return ids;
    }

    // As the parser of the version reads them.
    std::vector<ToolCall> read(const std::vector<int32_t>& ids) const {
        if (static_cast<int>(rules_.version) < 11) {
            int count = 0;
            auto calls = parse_tool_calls(tokenizer_, ChatVersion::kV3, ids, [&count] {
                return std::to_string(100'000'000 + count++);
            });
            EXPECT_TRUE(calls.ok()) << calls.status().message();
            return calls.ok() ? calls.take() : std::vector<ToolCall>();
        }
        std::vector<ToolCall> calls(1);
        auto begin = ids.begin();
        std::string* text = &calls[0].name;
        for (auto at = begin;; ++at) {
            const bool end = at == ids.end();
            if (!end && *at > kTokens.tool_calls) continue;
            *text = tokenizer_.decode({begin, at}).take();
            if (end) return calls;
            begin = at + 1;
            if (*at == kTokens.tool_calls) text = &calls.emplace_back().name;
            if (*at == kTokens.call_id) text = &calls.back().id;
            if (*at == kTokens.arguments) text = &calls.back().arguments;
        }
    }

    void check(const std::vector<ToolCall>& calls) const {
        const auto checked = check_calls(*toolset_, rules_, calls);
        ASSERT_EQ(checked.size(), calls.size());
        for (size_t i = 0; i < calls.size(); ++i) {
            EXPECT_FALSE(checked[i].fault)
                << calls[i].name << calls[i].arguments << ": " << checked[i].why;
        }
    }

  private:
    int32_t choose(std::mt19937& random) const {
        std::vector<int32_t> allowed;
        for (int32_t id = 0; id < constraint_.tokens().size(); ++id) {
            if ((words_[static_cast<size_t>(id) / 32] >> (id % 32) & 1) != 0) allowed.push_back(id);
        }
        return allowed.empty() ? -1 : allowed[random() % allowed.size()];
    }

    CallRules rules_;
    std::shared_ptr<const Toolset> toolset_;
    const Tokenizer& tokenizer_;
    Constraint constraint_;
    std::vector<uint32_t> words_;
};

TEST(CallGrammarTest, any_choice_under_the_mask_gives_calls_that_are_allowed_and_valid) {
    std::mt19937 random(1);
    for (const int version : kVersions) {
        Walk walk(rules_for(version, {kLookAround, kOpenDoor, kOrder}, 3));
        std::set<std::string> names;
        std::set<size_t> counts;
        for (int i = 0; i < 24; ++i) {
            const std::vector<ToolCall> calls = walk.read(walk.ids(random));
            walk.check(calls);
            counts.insert(calls.size());
            for (const ToolCall& call : calls) names.insert(call.name);
            if (HasFailure()) return;
        }
        EXPECT_EQ(names.size(), 3u) << version;
        EXPECT_EQ(counts, (std::set<size_t>{1, 2, 3})) << version;
    }
}

TEST(CallGrammarTest, functions_that_are_not_allowed_do_not_come) {
    std::mt19937 random(2);
    for (const int version : kVersions) {
        Walk walk(rules_for(version, {kOrder}, 1));
        for (int i = 0; i < 8; ++i) {
            const std::vector<ToolCall> calls = walk.read(walk.ids(random));
            ASSERT_EQ(calls.size(), 1u);
            EXPECT_EQ(calls[0].name, "order");
            walk.check(calls);
        }
    }
}

}  // namespace
}  // namespace minstrel::tools_test
