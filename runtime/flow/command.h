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
    std::string tool_name = {};  // of a result: whose; only for calls of the running request
    std::string thinking = {};   // before the text; only while its request runs
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
    bool describe_only = false;  // no weights, and no sessions
    uint64_t kv_bytes = 0;
    std::string chat_format;  // a known name; empty = as the file says
    uint32_t kv_type = 0;     // numbers of mst_kv_type
    static constexpr uint32_t kNoGpuLayers = UINT32_MAX;
    uint32_t max_gpu_layers = 0;  // 0 = as many as fit
};

struct LoadAdapter {
    uint64_t adapter = 0;
    uint64_t model = 0;
    std::string path;
    bool read_instead_of_map = false;
};

struct UnloadAdapter {
    uint64_t adapter = 0;
};

struct UnloadModel {
    uint64_t model = 0;
};

struct BeginFrame {
    bool unlimited = false;
    uint64_t time_ns = 0;  // when the host said so
    uint64_t budget_ns = 0;
    uint64_t max_pause_ns = 0;
};

struct SetThreadCount {
    uint32_t count = 0;
};

enum class ToolChoice : uint8_t { kAuto = 0, kNone = 1, kAny = 2, kFunction = 3 };

// Values that a live parameter, or a live terminal of a grammar, may take now.
struct LiveEntry {
    std::string name;
    std::vector<std::string> values;
};

// Which functions may be called, and how often. Limits are final: defaults are filled in.
struct ToolRules {
    uint64_t toolset = 0;  // of a request: 0 = the session's
    ToolChoice choice = ToolChoice::kAuto;
    bool unconstrained = false;
    bool all_allowed = true;
    std::vector<std::string> allowed;  // unless all_allowed
    std::vector<LiveEntry> live;
    std::string function;  // of kFunction
    uint32_t max_calls = 0;
    uint32_t max_rounds = 0;
    uint32_t max_argument_bytes = 0;
    uint32_t max_reply_bytes = 0;
    uint32_t max_calls_per_minute = 0;  // 0 = no limit
    uint64_t reply_timeout_ns = 0;      // 0 = no limit
};

struct CreateSession {
    uint64_t session = 0;
    uint64_t model = 0;
    Priority priority = Priority::kNormal;
    std::string system_prompt;
    std::string tools_json;
    std::string reasoning_effort;
    std::vector<Message> history;
    uint32_t context_tokens = 0;
    SamplingParameters sampling;
    uint64_t seed = 0;
    std::optional<ToolRules> tools;
    uint64_t adapter = 0;  // 0 = none
    float adapter_scale = 1;
};

struct SetAdapter {
    uint64_t session = 0;
    uint64_t adapter = 0;  // 0 = none
    float scale = 1;
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

struct ReportHistory {
    uint64_t session = 0;
};

enum class GrammarKind : uint8_t {
    kJsonSchema = 1,
    kGbnf = 2,
    kRegex = 3,
    kChoices = 4,
    kLark = 5,
    kTags = 6,
};

// Free text until `begin`, then the content and `end`.
struct GrammarTag {
    std::string name;
    std::string begin;
    std::string end;
    GrammarKind kind = GrammarKind::kJsonSchema;  // of the content
    std::string text;
};

struct CreateGrammar {
    uint64_t grammar = 0;
    GrammarKind kind = GrammarKind::kJsonSchema;
    std::string text;
    std::vector<std::string> choices;
    std::vector<GrammarTag> tags;
    std::vector<std::string> unenforced;  // keywords of a schema to let pass
    uint32_t max_gap = 0;                 // white space between two tokens of JSON
    bool any_order = false;
    bool formats_say_nothing = false;
};

struct DestroyGrammar {
    uint64_t grammar = 0;
};

struct Tool {
    std::string name;
    std::string description;
    std::string parameters;
    std::string declaration;  // what prompts say in place of the parameters; empty = the parameters
    bool needs_confirmation = false;
};

struct CreateToolset {
    uint64_t toolset = 0;
    std::vector<Tool> tools;
};

struct DestroyToolset {
    uint64_t toolset = 0;
};

struct ConfirmCall {
    uint64_t call = 0;
    bool allowed = false;
};

struct ReplyToCall {
    uint64_t call = 0;
    std::string text;
    bool is_error = false;
};

struct SubmitRequest {
    uint64_t request = 0;
    uint64_t session = 0;
    uint64_t grammar = 0;  // 0 = free text
    std::vector<Message> messages;
    // A gap to fill: the only message stands before it and this behind it, outside the
    // conversation.
    std::optional<std::string> suffix;
    std::vector<std::string> stops;
    std::optional<SamplingParameters> sampling;
    uint32_t max_tokens = 0;
    uint64_t seed = 0;
    uint64_t time_ns = 0;             // when it was submitted
    uint64_t max_time_ns = 0;         // from then on; 0 = no limit
    bool sample_every_token = false;  // also those that the grammar leaves no choice about
    bool close_in_time = false;       // the grammar is led to its end before the tokens run out
    std::vector<LiveEntry> live;      // live terminals of the grammar
    std::vector<std::string> fields;  // parts of the answer that get events of their own
    std::optional<ToolRules> tools;   // nothing = the session's
};

struct SetLive {
    uint64_t request = 0;
    std::vector<LiveEntry> live;
};

struct CancelRequest {
    uint64_t request = 0;
};

using Command =
    std::variant<LoadModel, UnloadModel, BeginFrame, SetThreadCount, CreateSession, DestroySession,
                 ResetSession, SetSystemPrompt, ReportHistory, LoadAdapter, UnloadAdapter,
                 SetAdapter, CreateGrammar, DestroyGrammar, CreateToolset, DestroyToolset,
                 SubmitRequest, CancelRequest, SetLive, ConfirmCall, ReplyToCall>;

}  // namespace minstrel
