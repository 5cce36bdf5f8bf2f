#include "runtime/text/chat_rules.h"

#include <array>

namespace minstrel {
namespace {

// Each version is described by what it changes in the one before.
constexpr ChatRules v3() {
    return {};
}

constexpr ChatRules v2() {
    ChatRules rules = v3();
    rules.version = ChatVersion::kV2;
    rules.calls = CallForm::kList;
    rules.results = ResultForm::kNamedList;
    rules.ids = IdRule::kFree;
    rules.keeps_old_calls = false;
    return rules;
}

constexpr ChatRules v1() {
    ChatRules rules = v2();
    rules.version = ChatVersion::kV1;
    rules.system = SystemPlace::kFirstUser;
    rules.tools = ToolsPlace::kNowhere;
    rules.calls = CallForm::kNone;
    rules.results = ResultForm::kNone;
    rules.has_inst_tokens = false;
    rules.strips_spaces = false;
    return rules;
}

constexpr ChatRules v7() {
    ChatRules rules = v3();
    rules.version = ChatVersion::kV7;
    rules.system = SystemPlace::kOwnMessage;
    rules.results = ResultForm::kIdAndText;
    rules.allows_text_and_calls = true;
    return rules;
}

constexpr ChatRules v11() {
    ChatRules rules = v7();
    rules.version = ChatVersion::kV11;
    rules.calls = CallForm::kMarkedWithIds;
    rules.answers_by_id = true;
    return rules;
}

constexpr ChatRules v13() {
    ChatRules rules = v11();
    rules.version = ChatVersion::kV13;
    rules.tools = ToolsPlace::kFirstUser;
    rules.calls = CallForm::kMarked;
    rules.results = ResultForm::kText;
    rules.ids = IdRule::kRequired;
    rules.has_thinking = true;
    rules.has_system_thinking = true;
    return rules;
}

constexpr ChatRules v15() {
    ChatRules rules = v13();
    rules.version = ChatVersion::kV15;
    rules.has_system_thinking = false;
    rules.has_settings = true;
    rules.chunk_separator = "";
    return rules;
}

constexpr std::array<ChatRules, 7> kRules = {v1(), v2(), v3(), v7(), v11(), v13(), v15()};

}  // namespace

const ChatRules& chat_rules(ChatVersion version) {
    for (const ChatRules& rules : kRules) {
        if (rules.version == version) return rules;
    }
    return kRules.back();
}

}  // namespace minstrel
