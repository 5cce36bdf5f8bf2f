#include "runtime/text/chat_version.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "runtime/core/utf8.h"
#include "runtime/text/chat_rules.h"

namespace minstrel {
namespace {

constexpr size_t kQuotedBytes = 64;

struct NamedVersion {
    std::string_view name;
    ChatVersion version;
    bool needs_tekken = false;
};

constexpr NamedVersion kNames[] = {
    {"v1", ChatVersion::kV1},   {"v2", ChatVersion::kV2},
    {"v3", ChatVersion::kV3},   {"v3-tekken", ChatVersion::kV3, true},
    {"v7", ChatVersion::kV7},   {"v7-tekken", ChatVersion::kV7, true},
    {"v11", ChatVersion::kV11}, {"v13", ChatVersion::kV13},
    {"v15", ChatVersion::kV15},
};

Result<NamedVersion> find_name(std::string_view name) {
    std::string known;
    for (const NamedVersion& entry : kNames) {
        if (entry.name == name) return entry;
        if (!known.empty()) known += ", ";
        known += entry.name;
    }
    const std::string_view start = name.substr(0, kQuotedBytes);
    const std::string shown(start.substr(0, complete_utf8_prefix(start)));
    return error(Code::kInvalidArgument, "there is no chat format '%s'; the names are %s",
                 shown.c_str(), known.c_str());
}

std::vector<Special> needed_tokens(const ChatRules& rules) {
    std::vector<Special> needed = {Special::kBos, Special::kEos};
    if (rules.has_inst_tokens) {
        needed.insert(needed.end(), {Special::kInst, Special::kEndInst, Special::kAvailableTools,
                                     Special::kEndAvailableTools, Special::kToolCalls,
                                     Special::kToolResults, Special::kEndToolResults});
    }
    if (rules.system == SystemPlace::kOwnMessage) {
        needed.insert(needed.end(), {Special::kSystemPrompt, Special::kEndSystemPrompt});
    }
    if (rules.results == ResultForm::kIdAndText) needed.push_back(Special::kToolContent);
    if (rules.marks_calls()) needed.push_back(Special::kArguments);
    if (rules.calls == CallForm::kMarkedWithIds) needed.push_back(Special::kCallId);
    return needed;
}

}  // namespace

ChatVersion chat_version_of(const Vocabulary& vocabulary) {
    return static_cast<ChatVersion>(vocabulary.version());  // the same numbers
}

ChatVersion chat_version_within(const Vocabulary& vocabulary, int first, int last) {
    const ChatVersion own = chat_version_of(vocabulary);
    const auto fits = [&](ChatVersion version) {
        return first <= static_cast<int>(version) && static_cast<int>(version) <= last;
    };
    if (vocabulary.kind() == TokenizerKind::kTekken || fits(own)) return own;
    const auto found =
        std::find_if(std::rbegin(kNames), std::rend(kNames), [&](const NamedVersion& entry) {
            return fits(entry.version) && check_chat_version(entry.version, vocabulary).ok();
        });
    return found != std::rend(kNames) ? found->version : own;
}

Status check_chat_version(ChatVersion version, const Vocabulary& vocabulary) {
    for (const Special special : needed_tokens(chat_rules(version))) {
        if (vocabulary.special(special) >= 0) continue;
        return error(Code::kUnsupported,
                     "chat version v%d needs the token %s, which the vocabulary (of v%d) lacks",
                     static_cast<int>(version), special_name(special).data(),
                     static_cast<int>(vocabulary.version()));
    }
    return {};
}

bool can_think(ChatVersion version, const Vocabulary& vocabulary) {
    return chat_rules(version).has_thinking && vocabulary.special(Special::kThink) >= 0 &&
           vocabulary.special(Special::kEndThink) >= 0;
}

std::string chat_version_name(ChatVersion version, TokenizerKind kind) {
    std::string name = "v";
    name += std::to_string(static_cast<int>(version));
    const bool has_both = version == ChatVersion::kV3 || version == ChatVersion::kV7;
    if (has_both && kind == TokenizerKind::kTekken) name += "-tekken";
    return name;
}

Result<ChatVersion> chat_version_of_name(std::string_view name) {
    MST_ASSIGN(const NamedVersion found, find_name(name));
    return found.version;
}

Result<ChatVersion> choose_chat_version(std::string_view name, const Vocabulary& vocabulary) {
    MST_ASSIGN(const NamedVersion found, find_name(name));
    if (found.needs_tekken && vocabulary.kind() != TokenizerKind::kTekken) {
        return error(Code::kUnsupported,
                     "chat format %s is for tekken vocabularies and this one is SentencePiece",
                     found.name.data());
    }
    MST_TRY(check_chat_version(found.version, vocabulary));
    return found.version;
}

}  // namespace minstrel
