// EngineThread: the one owner of models, sessions and requests while they live. Its thread takes
// commands, starts turns, runs steps and publishes events. Made and destroyed by the Engine.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "kernels/backend.h"
#include "runtime/core/log.h"
#include "runtime/engine/compiler.h"
#include "runtime/engine/counters.h"
#include "runtime/engine/devices.h"
#include "runtime/engine/grammar_table.h"
#include "runtime/engine/loader.h"
#include "runtime/flow/command_queue.h"
#include "runtime/flow/event_queue.h"
#include "runtime/flow/handle_table.h"
#include "runtime/grammar/live_terminals.h"
#include "runtime/schedule/frame_budget.h"
#include "runtime/schedule/quantum_costs.h"
#include "runtime/schedule/scheduler.h"
#include "runtime/session/session.h"
#include "runtime/tools/call_check.h"

namespace minstrel {

struct StepLimits {
    uint32_t max_rows = 0;
    uint32_t prefill_chunk_tokens = 0;
    bool plays_scripts = false;  // models are scripts
    kernels::ThreadSettings threads;
};

// What the engine thread shares with host threads; owned by the Engine.
struct Shared {
    HandleTable& handles;
    CommandQueue& commands;
    EventQueue& events;
    Counters& counters;
    GrammarTable& grammars;
    const Log& log;
};

// The place of an object in a list by slot, which grows for it.
template <typename T>
T& at_slot(std::vector<T>& items, uint64_t id) {
    const size_t slot = slot_of(id);
    if (slot >= items.size()) items.resize(slot + 1);
    return items[slot];
}

class EngineThread {
  public:
    EngineThread(Shared shared, std::unique_ptr<Devices> devices, TagLink& weights,
                 const LoadHooks& hooks, const StepLimits& limits);
    // Closes the queue, ends what is left without further events, joins.
    ~EngineThread();
    EngineThread(const EngineThread&) = delete;
    EngineThread& operator=(const EngineThread&) = delete;

  private:
    struct ModelEntry {
        uint64_t id = 0;
        std::unique_ptr<LoadedModel> loaded;  // null while loading, and where it is only described
        bool is_described = false;
        Status failure;  // why it could not be loaded

        bool is_loading() const { return loaded == nullptr && !is_described && failure.ok(); }
    };

    struct AdapterEntry {
        std::shared_ptr<AdapterState> state;  // null = the slot is free
        LoadAdapter command;
        bool begun = false;     // the model is there
        bool unloaded = false;  // by the host, while it is loaded
    };

    // What the compiler makes. Shared by the handle and by requests that wait to start.
    struct CompiledState {
        uint64_t id = 0;
        bool compiled = false;
        bool destroyed = false;
        Status status;  // of the compilation
    };
    // A grammar on one model, with the live terminals of the requests that share it.
    struct ModelConstraint {
        uint64_t model = 0;
        std::vector<LiveTerminal> live;
        std::shared_ptr<Constraint> constraint;
    };
    struct GrammarState : CompiledState {
        GrammarPtr grammar;                      // null until compiled
        std::vector<ModelConstraint> on_models;  // the newest last
    };
    struct ToolsetState : CompiledState {
        std::shared_ptr<const Toolset> toolset;  // null until compiled
    };
    // The grammars of calls in use lately.
    struct CallConstraint {
        std::shared_ptr<const Toolset> toolset;
        uint64_t model = 0;
        CallRules rules;
        std::shared_ptr<Constraint> constraint;
    };

    void run();
    void work_once();

    // Commands, engine_thread.cpp.
    void apply(LoadModel& command);
    void apply(UnloadModel& command);
    void apply(BeginFrame& command);
    void apply(SetThreadCount& command);
    void apply(CreateSession& command);
    void apply(DestroySession& command);
    void apply(ResetSession& command);
    void apply(SetSystemPrompt& command);
    void apply(LoadAdapter& command);
    void apply(UnloadAdapter& command);
    void apply(SetAdapter& command);
    void apply(CreateGrammar& command);
    void apply(DestroyGrammar& command);
    void apply(ReportHistory& command);
    void apply(CreateToolset& command);
    void apply(DestroyToolset& command);
    void apply(SubmitRequest& command);
    void apply(CancelRequest& command);
    void apply(SetLive& command);
    void apply(ConfirmCall& command);
    void apply(ReplyToCall& command);
    void take_loads();
    void finish_load(LoadOutcome& outcome);
    void take_placement(ModelEntry& entry, const Status& placement);
    void warn_of_template(const ModelInfo& info);
    void end_active(Session& session, EventType type, const Status& status);
    void end_requests(Session& session, EventType type, const Status& status);
    void end_session(Session& session, const char* why);
    void end_model(ModelEntry& entry);
    void fail_everything(Code reason, const char* text);

    // Adapters, adapters.cpp.
    AdapterEntry* find_adapter(uint64_t id);
    SessionAdapter known_adapter(uint64_t adapter, float scale);
    void begin_adapter(AdapterEntry& entry, const ModelEntry& model);
    void begin_adapters(const ModelEntry& model);
    void finish_adapter(AdapterOutcome& outcome);
    void take_adapter(AdapterEntry& entry, AdapterOutcome& outcome);
    void keep_device_adapter(AdapterState& state, std::unique_ptr<kernels::DeviceAdapter> device);
    void end_adapter(AdapterEntry& entry);
    void end_adapters(uint64_t model);
    void rehome_adapter(AdapterState& state, const LoadedModel& loaded);
    void rehome_adapters(const ModelEntry& entry);

    // Grammars, constraints.cpp.
    void start_compiling(uint64_t id, Compiler::Work work);
    void finish_compiling(CompileOutcome& outcome);
    void take_compiled();
    void take_grammar(CompileOutcome& outcome);
    void end_grammar(size_t slot);
    void note_grammar(uint64_t request, uint64_t grammar);
    bool can_start(const Session& session) const;
    Status constrain(Request& request, uint64_t model, LoadedModel& loaded);
    Status replace_live(Request& request, uint64_t model, std::vector<LiveEntry> live);
    static Result<std::shared_ptr<Constraint>> constraint_of(GrammarState& state,
                                                             const std::vector<LiveEntry>& live,
                                                             uint64_t model,
                                                             const LoadedModel& loaded);
    void forget_constraints(uint64_t model);
    Status constrain_calls(Request& request, uint64_t model, LoadedModel& loaded);

    // Toolsets and calls, tool_calls.cpp.
    void take_toolset(CompileOutcome& outcome);
    void end_toolset(size_t slot);
    std::shared_ptr<ToolsetState> known_toolset(uint64_t toolset) const;
    const ToolsetState* toolset_of(const Session& session) const;
    void begin_calls(Session& session);
    void redo_calls(Session& session, const Status& why);
    void report_cut_call(const Session& session);
    void begin_round(Session& session);
    void hand_over(Session& session, TurnCall& call, const ToolFunction& function);
    void refuse(const Session& session, TurnCall& call, Refusal reason, std::string_view why);
    void go_on_if_answered(Session& session);
    std::pair<Session*, TurnCall*> find_call(uint64_t call);
    void forget_call(TurnCall& call);
    void release_calls(Request& request);
    void expire(Session& session, uint64_t now_ns);
    void expire_all();
    uint64_t next_deadline_ns() const;

    // One step, step.cpp. False when there is nothing to do.
    bool step();
    bool compute(LoadedModel& loaded, Status& status);

    // Between the quanta of a step, pacing.cpp.
    uint32_t quantum_rows(const LoadedModel& loaded) const;
    bool may_begin_quantum(const LoadedModel& loaded);
    bool runs_through(const LoadedModel& loaded) const;
    void begin_quantum(QuantumCosts::Part part);
    void end_quantum(LoadedModel& loaded);
    static bool may_go_on(void* self, uint32_t layers_done);
    bool rest(LoadedModel& loaded);

    // A lost GPU, rehome.cpp.
    bool leave_device(const Status& why);
    void rehome(ModelEntry& entry, const Status& why);
    void publish_moved(uint64_t model, const Status& why, BackendKind backend,
                       uint32_t gpu_layers = 0);
    void describe_rehomed(ModelEntry& entry);

    LoadedModel* next_model_with_work();
    void start_turns(uint64_t model, LoadedModel& loaded);
    std::optional<Session::Refusal> start_next(Session& session, LoadedModel& loaded,
                                               Session::PromptNews* out_news);
    void take_prompt_news(const Session& session, const Session::PromptNews& news);
    void plan(uint64_t model, LoadedModel& loaded);
    void gather_adapters();
    void build(LoadedModel& loaded);
    void fill_masks(LoadedModel& loaded);
    void advance(LoadedModel& loaded);
    void advance_session(LoadedModel& loaded, Session& session, int32_t token);
    void pass_on_notice();
    Status read_choice_logits(LoadedModel& loaded);
    void advance_choice(LoadedModel& loaded, const BatchBuilder::Item& item);
    void finish_advance(LoadedModel& loaded, Session& session, Status status, uint32_t before,
                        TokenOutcome& outcome);
    Status take_forced(const Session& session, Request& request, TokenOutcome& outcome);
    void end_answer(Session& session, Finish finish);
    std::span<const uint32_t> choose_mask(Request& request, LoadedModel& loaded);
    void fail_batch(LoadedModel& loaded, const Status& status);
    void count_step(const LoadedModel& loaded, uint64_t begin_ns);

    // News of one request, publish.cpp.
    void publish_outcome(const Session& session, const Request& request,
                         const TokenOutcome& outcome);
    void publish_text(const Session& session, const Request& request, EventType type,
                      std::string_view text);
    void publish_live(const Session& session, uint64_t request, const Status& status);
    void publish_field(const Session& session, const Request& request, const FieldPiece& piece);
    EventQueue::Entry prepare_done(const Session& session, const Request& request, Finish finish);
    void publish_trimmed(const Session& session, uint64_t request, uint32_t dropped);
    void publish_end(uint64_t session, uint64_t request, EventType type, const Status& status,
                     uint64_t generated = 0);
    void publish_model(EventType type, uint64_t model, const Status& status, uint64_t value1,
                       uint64_t value2 = 0);
    void publish_adapter(const AdapterState& state, uint64_t time_ns);
    void publish_grammar(uint64_t grammar, const Status& status, std::string_view unenforced,
                         uint64_t time_ns);
    void publish_toolset(uint64_t toolset, const Status& status, uint64_t time_ns);
    void publish_call(const Session& session, const TurnCall& call);
    void publish_refusal(const Session& session, const TurnCall& call, Refusal reason,
                         std::string_view why);
    void publish_round(const Session& session);
    void update_info(const Session& session);

    void leave_batch(const Session& session);
    Session* find_session(uint64_t id);
    ModelEntry* find_model(uint64_t id);

    Shared shared_;
    StepLimits limits_;
    std::unique_ptr<Devices> devices_;
    std::vector<ModelEntry> models_;                                 // by slot
    std::vector<AdapterEntry> adapters_;                             // by slot
    std::vector<std::weak_ptr<AdapterState>> placed_adapters_;       // unloaded ones as well
    std::vector<std::unique_ptr<Session>> sessions_;                 // by slot
    std::vector<uint64_t> session_of_request_;                       // by slot, 0 = none
    std::vector<std::shared_ptr<GrammarState>> grammars_;            // by slot
    std::vector<std::shared_ptr<GrammarState>> grammar_of_request_;  // by slot, until it ends
    std::vector<std::shared_ptr<ToolsetState>> toolsets_;            // by slot
    std::vector<std::shared_ptr<ToolsetState>> toolset_of_request_;  // by slot, until it starts
    std::vector<std::shared_ptr<ToolsetState>> toolset_of_session_;  // by slot
    std::vector<uint64_t> session_of_call_;                          // by slot, 0 = none
    std::vector<CallConstraint> call_constraints_;                   // the newest last
    std::vector<Command> commands_;  // taken, done up to next_command_
    size_t next_command_ = 0;
    uint64_t submitting_ = 0;  // request in a command that has not reached its session
    uint64_t arrivals_ = 0;
    uint64_t services_ = 0;  // times that a session was given rows
    size_t last_model_ = 0;

    FrameBudget frame_;
    QuantumCosts::Part part_ = QuantumCosts::Part::kLayer;  // of the present quantum, or the next
    uint64_t quantum_begin_ns_ = 0;

    Scheduler scheduler_;  // and the scratch of a step
    BatchPlan plan_;
    std::vector<ActiveView> active_;
    std::vector<RestingView> resting_;

    Loader loader_;
    Compiler compiler_;
    std::thread thread_;  // last: starts when all else is there
};

}  // namespace minstrel
