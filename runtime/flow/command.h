// What host threads ask of the engine thread. All data is copied in; ownership moves with the
// command through the queue to the engine thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace minstrel {

enum class Role : uint8_t { kUser = 1, kAssistant = 2, kTool = 3 };

struct Message {
    Role role = Role::kUser;
    std::string text;
    std::string tool_calls;
    std::string tool_call_id;
};

// Zero switches a filter off; temperature 0 is greedy.
struct SamplingParameters {
    float temperature = 0;
    uint32_t top_k = 0;
    float top_p = 0;
    float min_p = 0;
    float repetition_penalty = 0;
    float presence_penalty = 0;
    float frequency_penalty = 0;
    uint32_t penalty_tokens = 64;
};

enum class Priority : uint8_t { kNormal = 0, kLow = 1, kHigh = 2 };

struct LoadModel {
    uint64_t model = 0;
    std::string path;
    uint32_t context_tokens = 0;
    bool read_instead_of_map = false;
    uint64_t kv_bytes = 0;
};

struct UnloadModel {
    uint64_t model = 0;
};

struct CreateSession {
    uint64_t session = 0;
    uint64_t model = 0;
    Priority priority = Priority::kNormal;
    std::string system_prompt;
    std::string tools_json;
    std::vector<Message> history;
    uint32_t context_tokens = 0;
    SamplingParameters sampling;
    uint64_t seed = 0;
};

struct DestroySession {
    uint64_t session = 0;
};

struct ResetSession {
    uint64_t session = 0;
};

struct SetSystemPrompt {
    uint64_t session = 0;
    std::string text;
};

struct SubmitRequest {
    uint64_t request = 0;
    uint64_t session = 0;
    std::vector<Message> messages;
    std::vector<std::string> stops;
    std::optional<SamplingParameters> sampling;
    uint32_t max_tokens = 0;
    uint64_t seed = 0;
    uint64_t time_ns = 0;  // when it was submitted
};

struct CancelRequest {
    uint64_t request = 0;
};

using Command = std::variant<LoadModel, UnloadModel, CreateSession, DestroySession, ResetSession,
                             SetSystemPrompt, SubmitRequest, CancelRequest>;

}  // namespace minstrel
