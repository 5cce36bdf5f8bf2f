// Leaves the oldest turns out of a prompt that is too long.
#include <algorithm>

#include "runtime/text/chat_stages.h"

namespace minstrel {
namespace {

size_t last_user(std::span<const ChatTurn> turns) {
    size_t last = turns.size();
    for (size_t i = 0; i < turns.size(); ++i) {
        if (turns[i].role == ChatRole::kUser) last = i;
    }
    return last;
}

// Which turns go so that at most `limit` of `tokens` are left: from the first one on, what a user
// said together with what was answered. System messages stay, and so does the last user message.
Result<std::vector<bool>> choose(std::span<const ChatTurn> turns, std::span<const size_t> tokens,
                                 size_t limit) {
    std::vector<bool> dropped(turns.size(), false);
    size_t total = 0;
    for (const size_t count : tokens) total += count;
    const size_t end = last_user(turns);
    bool is_answer = false;  // to a user message that went
    for (size_t i = 0; i < end; ++i) {
        is_answer = is_answer && turns[i].role != ChatRole::kUser;
        if (turns[i].role == ChatRole::kSystem || (total <= limit && !is_answer)) continue;
        dropped[i] = true;
        total -= tokens[i];
        is_answer = is_answer || turns[i].role == ChatRole::kUser;
    }
    if (total <= limit) return dropped;
    return error(Code::kLimitReached, "the prompt has %zu tokens; at most %zu are wanted", total,
                 limit);
}

}  // namespace

Status trim_segments(const Conversation& conversation, const SegmentLength& length, size_t limit,
                     std::vector<PromptSegment>& segments) {
    std::vector<size_t> tokens(conversation.turns.size(), 0);
    for (const PromptSegment& segment : segments) {
        if (segment.turn >= tokens.size()) continue;
        MST_ASSIGN(const size_t count, length(segment));
        tokens[segment.turn] += count;
    }
    MST_ASSIGN(const std::vector<bool> dropped, choose(conversation.turns, tokens, limit));
    std::erase_if(segments, [&](const PromptSegment& segment) {
        return segment.turn < dropped.size() && dropped[segment.turn];
    });
    return {};
}

}  // namespace minstrel
