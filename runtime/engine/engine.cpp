#include "runtime/engine/engine.h"

#include <atomic>
#include <utility>

#include "kernels/backend.h"
#include "runtime/core/clock.h"
#include "runtime/core/rng.h"
#include "runtime/engine/engine_thread.h"

namespace minstrel {
namespace {

constexpr uint32_t kMaxModels = 16;

}  // namespace

struct Engine::Parts {
    explicit Parts(const EngineOptions& options)
        : account(options.allocator),
          log(options.log_sink),
          files(options.file_hooks),
          seed(options.seed),
          handles({kMaxModels, options.max_sessions, options.max_requests}),
          commands(size_t{4} * (options.max_sessions + options.max_requests) + 64),
          events(account) {}

    MemoryAccount account;
    TagLink weights{&account, MemoryTag::kWeights};
    TagLink kv{&account, MemoryTag::kKv};
    TagLink workspace{&account, MemoryTag::kWorkspace};
    Log log;
    FileHooks files;
    uint64_t seed;
    std::atomic<uint64_t> sessions_created{0};
    std::string device;
    HandleTable handles;
    CommandQueue commands;
    EventQueue events;
    Counters counters;
    std::unique_ptr<EngineThread> thread;  // last: uses all of the above
};

Engine::Engine(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Engine::~Engine() {
    parts_->thread.reset();
    parts_->log.write(LogLevel::kInfo, LogId::kEngineStopped, "engine destroyed");
}

Result<std::unique_ptr<Engine>> Engine::make(const EngineOptions& options) {
    if (options.backend == BackendKind::kCuda) {
        return error(Code::kUnsupported,
                     "this build has no CUDA back end; use MST_BACKEND_AUTO or MST_BACKEND_CPU");
    }
    auto parts = std::make_unique<Parts>(options);
    kernels::CpuOptions cpu;
    cpu.thread_count = options.thread_count;
    cpu.max_level = static_cast<kernels::CpuLevel>(options.max_cpu_level);
    cpu.allocators = {device_allocator(parts->weights), device_allocator(parts->kv),
                      device_allocator(parts->workspace)};
    std::unique_ptr<kernels::Backend> backend;
    MST_TRY(from_kernel(kernels::create_cpu_backend(cpu, &backend)));

    const kernels::BackendInfo info = backend->info();
    parts->device = std::string(info.name) + ": " + info.device + ", " +
                    std::to_string(info.thread_count) + " threads";
    parts->log.write(LogLevel::kInfo, LogId::kEngineStarted, "%s; %u sessions, %u rows a step",
                     parts->device.c_str(), options.max_sessions, options.max_batch_rows);
    const FileHooks* files = parts->files.open != nullptr ? &parts->files : nullptr;
    parts->thread = std::make_unique<EngineThread>(
        Shared{parts->handles, parts->commands, parts->events, parts->counters, parts->log},
        std::move(backend), parts->weights, files,
        StepLimits{options.max_batch_rows, options.prefill_chunk_tokens});
    return std::unique_ptr<Engine>(new Engine(std::move(parts)));
}

Result<uint64_t> Engine::load_model(LoadModel command, void* user_data) {
    MST_ASSIGN(const uint64_t id, parts_->handles.acquire(Kind::kModel, 0, user_data));
    command.model = id;
    parts_->commands.push(std::move(command));
    return id;
}

Status Engine::unload_model(uint64_t model) {
    MST_TRY(parts_->handles.retire(model, Kind::kModel));
    parts_->commands.push(UnloadModel{model});
    return Status();
}

Result<std::shared_ptr<const ModelInfo>> Engine::model_info(uint64_t model) const {
    return parts_->handles.model_info(model);
}

Result<uint64_t> Engine::create_session(CreateSession command, void* user_data) {
    MST_ASSIGN(const uint64_t id,
               parts_->handles.acquire(Kind::kSession, command.model, user_data));
    command.session = id;
    const uint64_t number = parts_->sessions_created.fetch_add(1, std::memory_order_relaxed);
    if (command.seed == 0) command.seed = derive_seed(parts_->seed, number);
    parts_->commands.push(std::move(command));
    return id;
}

Status Engine::destroy_session(uint64_t session) {
    MST_TRY(parts_->handles.retire(session, Kind::kSession));
    parts_->commands.push(DestroySession{session});
    return Status();
}

Status Engine::reset_session(uint64_t session) {
    MST_TRY(parts_->handles.check(session, Kind::kSession));
    return parts_->commands.try_push(ResetSession{session});
}

Status Engine::set_system_prompt(SetSystemPrompt command) {
    MST_TRY(parts_->handles.check(command.session, Kind::kSession));
    return parts_->commands.try_push(std::move(command));
}

Status Engine::session_info(uint64_t session, SessionInfo* out_info) const {
    return parts_->handles.session_info(session, out_info);
}

Result<uint64_t> Engine::submit(SubmitRequest command, void* user_data) {
    if (user_data == nullptr) user_data = parts_->handles.user_data(command.session);
    MST_ASSIGN(const uint64_t id,
               parts_->handles.acquire(Kind::kRequest, command.session, user_data));
    command.request = id;
    command.time_ns = monotonic_ns();
    parts_->commands.push(std::move(command));
    return id;
}

Status Engine::cancel(uint64_t request) {
    MST_ASSIGN(const bool first, parts_->handles.mark_cancelled(request));
    if (first) parts_->commands.push(CancelRequest{request});
    return Status();
}

PollOutcome Engine::poll(std::span<Event> out_events, uint32_t* out_count) {
    const PollOutcome outcome = parts_->events.poll(out_events, out_count);
    release_ended(out_events.first(*out_count));
    return outcome;
}

PollOutcome Engine::wait(uint64_t timeout_ns, std::span<Event> out_events, uint32_t* out_count) {
    const PollOutcome outcome = parts_->events.wait(timeout_ns, out_events, out_count);
    release_ended(out_events.first(*out_count));
    return outcome;
}

// A request's slot is free again when its terminal event is delivered.
void Engine::release_ended(std::span<const Event> delivered) {
    for (const Event& event : delivered) {
        if (is_terminal(event.type)) parts_->handles.release(event.request);
    }
}

void Engine::wake() {
    parts_->events.wake();
}

const std::string& Engine::device() const {
    return parts_->device;
}

EngineStats Engine::stats() const {
    const Parts& parts = *parts_;
    const auto read = [](const auto& counter) { return counter.load(std::memory_order_relaxed); };
    EngineStats stats;
    stats.live_models = parts.handles.live_count(Kind::kModel);
    stats.live_sessions = parts.handles.live_count(Kind::kSession);
    stats.live_requests = parts.handles.live_count(Kind::kRequest);
    stats.waiting_requests = read(parts.counters.waiting_requests);
    stats.last_batch_rows = read(parts.counters.last_batch_rows);
    stats.step_count = read(parts.counters.step_count);
    stats.prompt_tokens = read(parts.counters.prompt_tokens);
    stats.reused_tokens = read(parts.counters.reused_tokens);
    stats.generated_tokens = read(parts.counters.generated_tokens);
    stats.step_time_ns = read(parts.counters.step_time_ns);
    stats.max_step_time_ns = read(parts.counters.max_step_time_ns);
    for (size_t tag = 0; tag < kMemoryTagCount; ++tag) {
        stats.memory_bytes[tag] = parts.account.bytes(static_cast<MemoryTag>(tag));
    }
    stats.mapped_bytes = read(parts.counters.mapped_bytes);
    stats.kv_pages_used = read(parts.counters.kv_pages_used);
    stats.kv_pages_total = read(parts.counters.kv_pages_total);
    return stats;
}

}  // namespace minstrel
