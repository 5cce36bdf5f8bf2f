// What the engine thread tells hosts. Numbers are those of mst_event_type and mst_finish.
#pragma once

#include <cstdint>
#include <string_view>

#include "runtime/core/status.h"

namespace minstrel {

enum class EventType : uint32_t {
    kModelProgress = 1,
    kModelReady = 2,
    kModelFailed = 3,
    kText = 4,
    kContextTrimmed = 5,
    kDone = 6,
    kFailed = 7,
    kCancelled = 8,
    kGrammarReady = 9,
    kGrammarFailed = 10,
    kToolsetReady = 11,
    kToolsetFailed = 12,
    kToolCall = 13,
    kToolConfirm = 14,
    kToolRefused = 15,
    kToolRound = 16,
    kHistory = 17,
    kThinking = 18,
    kField = 19,
    kLive = 20,
    kModelMoved = 21,
    kAdapterReady = 22,
    kAdapterFailed = 23,
};

enum class Finish : uint32_t {
    kEnd = 1,
    kMaxTokens = 2,
    kStop = 3,
    kContext = 4,
    kToolCalls = 5,
    kTime = 6,
    kClosed = 7,
};

// Why a call does not reach the game; numbers of mst_refusal.
enum class Refusal : uint8_t {
    kMalformed = 1,
    kUnknownFunction = 2,
    kNotAllowed = 3,
    kBadArguments = 4,
    kTooLarge = 5,
    kTooManyCalls = 6,
    kRate = 7,
    kDenied = 8,
    kTimeout = 9,
};

inline bool is_terminal(EventType type) {
    return type == EventType::kDone || type == EventType::kFailed || type == EventType::kCancelled;
}

// As delivered: text is lent by the event queue until the next poll or wait.
struct Event {
    EventType type = EventType::kText;
    Code result = Code::kOk;
    uint64_t session = 0;
    uint64_t request = 0;
    uint64_t sequence = 0;
    uint64_t time_ns = 0;
    std::string_view text;
    std::string_view payload;
    uint64_t values[4] = {0, 0, 0, 0};
    void* user_data = nullptr;
};

}  // namespace minstrel
