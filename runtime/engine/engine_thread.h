// EngineThread: the one owner of models, sessions and requests while they live. Its thread takes
// commands, starts turns, runs steps and publishes events. Made and destroyed by the Engine.
#pragma once

#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "kernels/backend.h"
#include "runtime/core/log.h"
#include "runtime/engine/counters.h"
#include "runtime/engine/loader.h"
#include "runtime/flow/command_queue.h"
#include "runtime/flow/event_queue.h"
#include "runtime/flow/handle_table.h"
#include "runtime/schedule/scheduler.h"
#include "runtime/session/session.h"

namespace minstrel {

struct StepLimits {
    uint32_t max_rows = 0;
    uint32_t prefill_chunk_tokens = 0;
};

// What the engine thread shares with host threads; owned by the Engine.
struct Shared {
    HandleTable& handles;
    CommandQueue& commands;
    EventQueue& events;
    Counters& counters;
    const Log& log;
};

class EngineThread {
  public:
    EngineThread(Shared shared, std::unique_ptr<kernels::Backend> backend, TagLink& weights,
                 const FileHooks* files, const StepLimits& limits);
    // Closes the queue, ends what is left without further events, joins.
    ~EngineThread();
    EngineThread(const EngineThread&) = delete;
    EngineThread& operator=(const EngineThread&) = delete;

  private:
    struct ModelEntry {
        uint64_t id = 0;
        std::unique_ptr<LoadedModel> loaded;  // null while loading
    };

    void run();
    void work_once();

    // Commands, engine_thread.cpp.
    void apply(LoadModel& command);
    void apply(UnloadModel& command);
    void apply(CreateSession& command);
    void apply(DestroySession& command);
    void apply(ResetSession& command);
    void apply(SetSystemPrompt& command);
    void apply(SubmitRequest& command);
    void apply(CancelRequest& command);
    void take_loads();
    void finish_load(LoadOutcome& outcome);
    void end_active(Session& session, EventType type, const Status& status);
    void end_session(Session& session, Code reason, const char* text);
    void end_model(ModelEntry& entry, Code reason, const char* text);
    void fail_everything(Code reason, const char* text);

    // One step, step.cpp. False when there is nothing to do.
    bool step();
    LoadedModel* next_model_with_work();
    void start_turns(uint64_t model, LoadedModel& loaded);
    void plan(uint64_t model, LoadedModel& loaded);
    void build(LoadedModel& loaded);
    void advance(LoadedModel& loaded);
    void advance_session(Session& session, int32_t token);
    void fail_batch(LoadedModel& loaded, const Status& status);
    void count_step(const LoadedModel& loaded, uint64_t begin_ns);

    // News of one request, publish.cpp.
    void publish_text(const Session& session, const Request& request, std::string_view text);
    EventQueue::Entry prepare_done(const Session& session, const Request& request, Finish finish);
    void publish_trimmed(const Session& session, uint64_t request, uint32_t dropped);
    void publish_end(uint64_t session, uint64_t request, EventType type, const Status& status,
                     uint64_t generated = 0);
    void publish_model(EventType type, uint64_t model, const Status& status, uint64_t value1,
                       uint64_t value2 = 0);
    void update_info(const Session& session);

    Session* find_session(uint64_t id);
    ModelEntry* find_model(uint64_t id);

    Shared shared_;
    StepLimits limits_;
    std::unique_ptr<kernels::Backend> backend_;
    std::vector<ModelEntry> models_;                  // by slot
    std::vector<std::unique_ptr<Session>> sessions_;  // by slot
    std::vector<uint64_t> session_of_request_;        // by slot, 0 = none
    std::vector<Command> commands_;                   // taken, done up to next_command_
    size_t next_command_ = 0;
    uint64_t submitting_ = 0;  // request in a command that has not reached its session
    uint64_t arrivals_ = 0;
    uint64_t services_ = 0;  // times that a session was given rows
    size_t last_model_ = 0;

    Scheduler scheduler_;  // and the scratch of a step
    BatchPlan plan_;
    std::vector<ActiveView> active_;
    std::vector<RestingView> resting_;

    Loader loader_;
    std::thread thread_;  // last: starts when all else is there
};

}  // namespace minstrel
