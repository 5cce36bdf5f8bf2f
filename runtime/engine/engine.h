// The engine as the boundary sees it: checks ids, turns calls into commands, hands out events.
// Owns everything: tables, queues, the engine thread and, through it, models and sessions.
// Public members may be called from any thread unless marked; none waits for the engine thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "runtime/core/allocator.h"
#include "runtime/core/file_view.h"
#include "runtime/core/log.h"
#include "runtime/core/signature_check.h"
#include "runtime/core/status.h"
#include "runtime/core/task_hooks.h"
#include "runtime/engine/devices.h"
#include "runtime/flow/command.h"
#include "runtime/flow/event.h"
#include "runtime/flow/event_queue.h"
#include "runtime/flow/info.h"

namespace minstrel {

struct EngineOptions {
    BackendKind backend = BackendKind::kAuto;
    uint32_t max_cpu_level = 0;  // numbers of mst_cpu_level
    kernels::CudaOptions cuda;
    uint32_t thread_count = 0;
    kernels::ThreadSettings threads;
    uint32_t max_sessions = 64;
    uint32_t max_requests = 256;
    uint32_t max_batch_rows = 128;
    uint32_t prefill_chunk_tokens = 64;
    uint64_t seed = 0;
    AllocatorHooks allocator;
    LogSink log_sink;
    FileHooks file_hooks;
    SignatureCheck signature_check;
    TaskHooks task_hooks;
};

struct EngineStats {
    uint32_t live_models = 0;
    uint32_t live_sessions = 0;
    uint32_t live_requests = 0;
    uint32_t waiting_requests = 0;
    uint32_t last_batch_rows = 0;
    uint64_t step_count = 0;
    uint64_t prompt_tokens = 0;
    uint64_t reused_tokens = 0;
    uint64_t generated_tokens = 0;
    uint64_t step_time_ns = 0;
    uint64_t max_step_time_ns = 0;
    uint64_t memory_bytes[kMemoryTagCount] = {};
    uint64_t mapped_bytes = 0;
    uint64_t kv_pages_used = 0;
    uint64_t kv_pages_total = 0;
    uint64_t forced_tokens = 0;
    uint32_t thread_count = 0;
    uint32_t max_thread_count = 0;
    uint32_t backend = 0;     // numbers of mst_backend
    uint32_t cuda_state = 0;  // numbers of mst_cuda_state
    uint64_t device_bytes = 0;
};

// Of the frames that are over; see runtime/schedule/frame_budget.h.
struct FrameStats {
    uint64_t frames = 0;
    uint64_t spent_ns = 0;
    uint64_t last_spent_ns = 0;
    uint64_t last_overrun_ns = 0;
    uint64_t max_overrun_ns = 0;
    uint64_t frames_overrun = 0;
    uint64_t quanta_after_pause = 0;
    uint64_t quantum_ns = 0;
};

// How far a text is in a grammar.
struct GrammarMatch {
    size_t accepted_bytes = 0;  // of the text, from its start
    bool complete = false;      // the whole text matches
};

class Engine {
  public:
    // Limits in `options` are final (defaults already filled in) and in range.
    static Result<std::unique_ptr<Engine>> make(const EngineOptions& options);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    // The id fields of the commands are filled in here; on failure nothing was started.
    Result<uint64_t> load_model(LoadModel command, void* user_data);
    Status unload_model(uint64_t model);
    // Null while the model loads.
    Result<std::shared_ptr<const ModelInfo>> model_info(uint64_t model) const;

    Result<uint64_t> load_adapter(LoadAdapter command, void* user_data);
    Status unload_adapter(uint64_t adapter);
    // Null while the adapter loads.
    Result<std::shared_ptr<const AdapterInfo>> adapter_info(uint64_t adapter) const;

    Result<uint64_t> create_session(CreateSession command, void* user_data);
    Status destroy_session(uint64_t session);
    Status reset_session(uint64_t session);
    Status set_system_prompt(SetSystemPrompt command);
    Status set_adapter(const SetAdapter& command);
    Status report_history(uint64_t session);
    Status session_info(uint64_t session, SessionInfo* out_info) const;

    Result<uint64_t> create_grammar(CreateGrammar command, void* user_data);
    Status destroy_grammar(uint64_t grammar);
    // Matches on the calling thread. Empty while the grammar compiles.
    Result<std::optional<GrammarMatch>> test_grammar(uint64_t grammar, std::string_view text) const;

    Result<uint64_t> create_toolset(CreateToolset command, void* user_data);
    Status destroy_toolset(uint64_t toolset);
    Status confirm_call(const ConfirmCall& command);
    Status reply_to_call(ReplyToCall command);

    // A null user_data means the session's.
    Result<uint64_t> submit(SubmitRequest command, void* user_data);
    Status set_live(SetLive command);
    Status cancel(uint64_t request);

    // One caller at a time, others get kBusy. Text of the events is lent until the next call.
    PollOutcome poll(std::span<Event> out_events, uint32_t* out_count);
    PollOutcome wait(uint64_t timeout_ns, std::span<Event> out_events, uint32_t* out_count);
    void wake();

    Status begin_frame(BeginFrame command);
    FrameStats frame_stats() const;

    // 0 = all that there are.
    Status set_thread_count(uint32_t count);

    EngineStats stats() const;
    const std::string& device() const;

  private:
    struct Parts;
    explicit Engine(std::unique_ptr<Parts> parts);
    void release_ended(std::span<const Event> delivered);

    std::unique_ptr<Parts> parts_;
};

}  // namespace minstrel
