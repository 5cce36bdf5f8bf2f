// Script: what a scripted model says. Read from JSON once, immutable afterwards; any thread.
//
//   {"context_tokens": 4096, "step_us": 0, "chat_version": 3, "replies": [
//     {"when": "how much", "say": "Three coins.", "times": 1},
//     {"when": "sword", "calls": [{"name": "sell_item", "arguments": {"item": "sword"}}]},
//     {"when": "hack", "raw": "[TOOL_CALLS][{\"name\": \"format_disk\"}]"},
//     {"when": "crash", "fail": true},
//     {"when": "slow", "say": "Well ...", "step_us": 20000}]}
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/text/chat_format.h"
#include "runtime/text/special_tokens.h"

namespace minstrel {

// A control token, or text.
struct ScriptPart {
    bool is_special = false;
    Special special = Special::kUnknown;
    std::string text;
};

struct ScriptReply {
    std::string when;  // in lower case; empty = always
    std::vector<ScriptPart> parts;
    bool fails = false;    // the step that would begin it fails as a broken device does
    uint32_t step_us = 0;  // time of each step while it is played
    uint32_t times = 0;    // how often it is played at most, 0 = always; see choose()
};

class Script {
  public:
    // `version` takes the place of the script's own. Errors name the line and column, or the path
    // of what is wrong.
    static Result<Script> read(std::string_view json, std::optional<ChatVersion> version = {});

    uint32_t context_tokens() const { return context_tokens_; }
    ChatVersion chat_version() const { return chat_version_; }
    std::span<const ScriptReply> replies() const { return replies_; }

    // Index of the reply to the newest of a conversation's messages (oldest first; at least one):
    // the first whose `when` occurs in it, upper and lower case alike, and which has been played
    // fewer than `times` times. Played means: chosen for an earlier message of the same
    // conversation, or counted in `failures` (by reply), because a conversation does not remember
    // what failed.
    size_t choose(std::span<const std::string> messages, std::span<const uint32_t> failures) const;

    // Whether earlier messages can make a difference to choose().
    bool counts_plays() const { return counts_plays_; }

  private:
    uint32_t context_tokens_ = 4096;
    ChatVersion chat_version_ = ChatVersion::kV3;
    bool counts_plays_ = false;
    std::vector<ScriptReply> replies_;  // the last one fits always
};

}  // namespace minstrel
