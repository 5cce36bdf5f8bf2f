#include "runtime/text/chat_encoder.h"

#include <algorithm>
#include <optional>

#include "runtime/text/chat_stages.h"

namespace minstrel {
namespace {

Status append_special(const Vocabulary& vocabulary, Special special, std::vector<int32_t>& ids) {
    const int32_t id = vocabulary.special(special);
    if (id < 0) {
        return error(Code::kUnsupported, "the model's vocabulary has no token %s",
                     special_name(special).data());
    }
    ids.push_back(id);
    return {};
}

// What the prompt says about effort; the vocabulary's file knows what it may say.
Result<std::string> resolve_effort(const std::optional<EffortRule>& rule,
                                   const ChatOptions& options) {
    if (!chat_rules(options.version).has_settings || !rule) return std::string();
    if (options.reasoning_effort.empty()) {
        if (rule->accepts_none) return rule->fallback;
        return error(Code::kInvalidArgument, "this model needs a reasoning effort");
    }
    if (std::find(rule->values.begin(), rule->values.end(), options.reasoning_effort) ==
        rule->values.end()) {
        return error(Code::kInvalidArgument, "this model knows no reasoning effort '%.40s'",
                     options.reasoning_effort.c_str());
    }
    return options.reasoning_effort;
}

}  // namespace

Status ChatEncoder::append_text(const std::string& text, std::vector<int32_t>& ids) {
    const auto [found, inserted] = segments_.try_emplace(text);
    Entry& entry = found->second;
    if (inserted) {
        Status status = tokenizer_->encode(text, entry.ids);
        if (!status.ok()) {
            segments_.erase(found);
            return status;
        }
    }
    entry.last_use = prompt_count_;
    ids.insert(ids.end(), entry.ids.begin(), entry.ids.end());
    return {};
}

// The last prompt may have been a trial that is repeated with fewer turns, so two are kept.
void ChatEncoder::drop_unused() {
    std::erase_if(segments_,
                  [this](const auto& item) { return item.second.last_use + 1 < prompt_count_; });
}

Result<ChatPrompt> ChatEncoder::encode(std::span<const ChatMessage> messages,
                                       std::string_view tools_json, const ChatOptions& options) {
    MST_ASSIGN(std::vector<ChatTurn> turns, read_turns(messages));
    MST_TRY(check_turns(turns, options));
    MST_ASSIGN(const std::string tools, normalize_tools(tools_json));
    Conversation conversation = normalize_turns(turns, chat_rules(options.version));
    MST_ASSIGN(conversation.reasoning_effort,
               resolve_effort(tokenizer_->vocabulary().effort_rule(), options));
    MST_ASSIGN(std::vector<PromptSegment> segments, build_segments(conversation, tools, options));
    ++prompt_count_;
    if (options.max_tokens != 0 && chat_rules(options.version).system == SystemPlace::kOwnMessage) {
        const auto length = [this](const PromptSegment& segment) -> Result<size_t> {
            std::vector<int32_t> ids;
            if (segment.is_special) return size_t{1};
            MST_TRY(append_text(segment.text, ids));
            return ids.size();
        };
        MST_TRY(trim_segments(conversation, length, options.max_tokens, segments));
    }
    ChatPrompt prompt;
    for (const PromptSegment& segment : segments) {
        MST_TRY(segment.is_special
                    ? append_special(tokenizer_->vocabulary(), segment.special, prompt.ids)
                    : append_text(segment.text, prompt.ids));
    }
    prompt.continues_text =
        conversation.turns.back().role == ChatRole::kAssistant && !segments.back().is_special;
    prompt.continues_thinking = prompt.continues_text && segments.size() > 1 &&
                                segments[segments.size() - 2].is_special &&
                                segments[segments.size() - 2].special == Special::kThink;
    drop_unused();
    return prompt;
}

Result<ChatPrompt> encode_chat(const Tokenizer& tokenizer, std::span<const ChatMessage> messages,
                               std::string_view tools_json, const ChatOptions& options) {
    return ChatEncoder(tokenizer).encode(messages, tools_json, options);
}

Result<std::vector<int32_t>> encode_fill_in(const Tokenizer& tokenizer, std::string_view prefix,
                                            std::string_view suffix) {
    const Vocabulary& vocabulary = tokenizer.vocabulary();
    std::vector<int32_t> ids;
    MST_TRY(append_special(vocabulary, Special::kBos, ids));
    MST_TRY(append_special(vocabulary, Special::kSuffix, ids));
    if (!suffix.empty()) {
        // The suffix must not begin with the space that encoding adds: a rare character takes it.
        constexpr std::string_view kGuard = "\xE2\x98\xBA";  // U+263A
        std::vector<int32_t> guard;
        std::vector<int32_t> guarded;
        MST_TRY(tokenizer.encode(kGuard, guard));
        MST_TRY(tokenizer.encode(std::string(kGuard).append(suffix), guarded));
        if (guarded.size() < guard.size() ||
            !std::equal(guard.begin(), guard.end(), guarded.begin())) {
            return error(Code::kUnsupported, "the vocabulary merges U+263A with other text");
        }
        ids.insert(ids.end(), guarded.begin() + static_cast<std::ptrdiff_t>(guard.size()),
                   guarded.end());
    }
    MST_TRY(append_special(vocabulary, Special::kPrefix, ids));
    MST_TRY(tokenizer.encode(prefix, ids));
    return ids;
}

}  // namespace minstrel
