// Limits of what one call may carry, listed in docs/limits.md. Constants only; any thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace minstrel::capi {

inline constexpr size_t kLastErrorBytes = 512;
inline constexpr size_t kQuotedBytes = 48;             // of the caller's text in an error text
inline constexpr uint32_t kMaxStructBytes = 4096;      // a larger struct_size is a wild value
inline constexpr size_t kMaxTextBytes = 16u << 20;     // all text of one call together
inline constexpr size_t kMaxPathBytes = 4096;          // of a model
inline constexpr uint32_t kMaxMessages = 1024;         // of one request
inline constexpr uint32_t kMaxHistoryMessages = 4096;  // of a new session
inline constexpr uint32_t kMaxStops = 16;
inline constexpr size_t kMaxStopBytes = 64;
inline constexpr size_t kToolCallIdBytes = 9;
inline constexpr uint32_t kMaxGrammarChoices = 65536;
inline constexpr uint32_t kMaxUnenforced = 64;
inline constexpr uint32_t kMaxGrammarGap = 8;
inline constexpr uint32_t kMaxGrammarTags = 64;
inline constexpr uint32_t kMaxFields = 16;  // of one request
inline constexpr size_t kMaxFieldBytes = 256;
inline constexpr uint32_t kMaxTools = 256;        // of a toolset
inline constexpr uint32_t kMaxLive = 64;          // lists of live values
inline constexpr uint32_t kMaxLiveValues = 4096;  // in one of them
inline constexpr uint32_t kMaxCalls = 64;         // in one round
inline constexpr uint32_t kMaxRounds = 1000;      // in one request
inline constexpr uint32_t kMaxArgumentBytes = 1u << 20;
inline constexpr uint32_t kMaxReplyBytes = 1u << 20;
inline constexpr uint32_t kMaxPenaltyTokens = 4096;
inline constexpr float kMaxAdapterScale = 16;
inline constexpr uint32_t kMaxThreads = 256;
inline constexpr uint32_t kMaxSessions = 65536;
inline constexpr uint32_t kMaxRequests = 65536;
inline constexpr uint32_t kMaxBatchRows = 4096;
inline constexpr uint32_t kMaxEventsPerCall = 128;  // of poll and wait; they lie on the stack

inline constexpr uint32_t kDefaultSessions = 64;
inline constexpr uint32_t kDefaultRequests = 256;
inline constexpr uint32_t kDefaultBatchRows = 128;
inline constexpr uint32_t kDefaultPrefillChunk = 64;
inline constexpr uint32_t kDefaultMaxTokens = 512;
inline constexpr uint32_t kDefaultPenaltyTokens = 64;
inline constexpr uint32_t kDefaultCalls = 8;
inline constexpr uint32_t kDefaultRounds = 4;
inline constexpr uint32_t kDefaultArgumentBytes = 16u << 10;
inline constexpr uint32_t kDefaultReplyBytes = 64u << 10;

}  // namespace minstrel::capi
