#include "runtime/engine/engine.h"

#include <atomic>
#include <cinttypes>
#include <utility>

#include "kernels/backend.h"
#include "runtime/core/clock.h"
#include "runtime/core/rng.h"
#include "runtime/engine/engine_thread.h"
#include "runtime/text/chat_version.h"

namespace minstrel {
namespace {

constexpr uint32_t kMaxModels = 16;
constexpr uint32_t kMaxAdapters = 256;
constexpr uint32_t kMaxGrammars = 1024;
constexpr uint32_t kMaxToolsets = 256;
constexpr uint32_t kOpenCallsPerRequest = 4;   // on the average
constexpr uint64_t kTestWorkPerByte = 10'000;  // see GrammarLimits

// From the numbers of mst_cpu_level, which are in the order of their arrival.
kernels::CpuLevel cpu_level(uint32_t number) {
    using kernels::CpuLevel;
    constexpr CpuLevel kLevels[] = {CpuLevel::kBest,    CpuLevel::kScalar,     CpuLevel::kAvx2,
                                    CpuLevel::kAvx512,  CpuLevel::kAvxVnni,    CpuLevel::kNeon,
                                    CpuLevel::kNeonDot, CpuLevel::kAvx512Bf16, CpuLevel::kAmx};
    return number < std::size(kLevels) ? kLevels[number] : CpuLevel::kBest;
}

}  // namespace

struct Engine::Parts {
    explicit Parts(const EngineOptions& options)
        : account(options.allocator),
          log(options.log_sink),
          files(options.file_hooks),
          signature_check(options.signature_check),
          seed(options.seed),
          handles({kMaxModels, options.max_sessions, options.max_requests, kMaxGrammars,
                   kMaxToolsets, kOpenCallsPerRequest * options.max_requests + 64, kMaxAdapters}),
          commands(size_t{4} *
                       (options.max_sessions + options.max_requests + kMaxGrammars + kMaxAdapters) +
                   64),
          events(account) {}

    MemoryAccount account;
    TagLink weights{&account, MemoryTag::kWeights};
    TagLink kv{&account, MemoryTag::kKv};
    TagLink workspace{&account, MemoryTag::kWorkspace};
    Log log;
    FileHooks files;
    SignatureCheck signature_check;
    uint64_t seed;
    std::atomic<uint64_t> sessions_created{0};
    std::string device;
    uint32_t max_thread_count = 0;
    HandleTable handles;
    CommandQueue commands;
    EventQueue events;
    Counters counters;
    GrammarTable grammars;
    std::unique_ptr<EngineThread> thread;  // last: uses all of the above
};

Engine::Engine(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Engine::~Engine() {
    parts_->thread.reset();
    parts_->log.write(LogLevel::kInfo, LogId::kEngineStopped, "engine destroyed");
}

Result<std::unique_ptr<Engine>> Engine::make(const EngineOptions& options) {
    const uint64_t mask = options.threads.core_mask;
    if (mask != 0 && !kernels::can_keep_to_cores()) {
        return error(Code::kUnsupported, "core_mask: this system does not keep threads to cores");
    }
    if (mask != 0 && kernels::granted_core_count(mask) == 0) {
        return error(Code::kInvalidArgument,
                     "core_mask 0x%" PRIx64
                     " has no core that this process may use; bit n is core "
                     "n, 0 leaves it to the system",
                     mask);
    }
    auto parts = std::make_unique<Parts>(options);
    kernels::CpuOptions cpu;
    cpu.thread_count = options.thread_count;
    cpu.max_level = cpu_level(options.max_cpu_level);
    cpu.threads = options.threads;
    cpu.tasks = {options.task_hooks.user, options.task_hooks.submit};
    cpu.allocators = {device_allocator(parts->weights), device_allocator(parts->kv),
                      device_allocator(parts->workspace)};
    const bool plays_scripts = options.backend == BackendKind::kScripted;
    MST_ASSIGN(std::unique_ptr<Devices> devices, Devices::make(options.backend, cpu, options.cuda));
    parts->device = devices->description();
    parts->counters.backend = static_cast<uint32_t>(devices->kind());
    parts->counters.cuda_state = devices->cuda_state();
    if (!devices->cuda_text().empty()) {
        parts->log.write(LogLevel::kInfo, LogId::kCudaNotUsed, "%s", devices->cuda_text().c_str());
    }
    if (const std::string notice = devices->take_notice(); !notice.empty()) {
        parts->log.write(LogLevel::kWarning, LogId::kCublasLtNotUsed, "%s", notice.c_str());
    }
    parts->max_thread_count = devices->max_thread_count();
    parts->counters.thread_count.store(devices->thread_count(), std::memory_order_relaxed);
    parts->log.write(LogLevel::kInfo, LogId::kEngineStarted, "%s; %u sessions, %u rows a step",
                     parts->device.c_str(), options.max_sessions, options.max_batch_rows);
    LoadHooks hooks;
    if (parts->files.open != nullptr) hooks.files = &parts->files;
    if (parts->signature_check.check != nullptr) hooks.signature_check = &parts->signature_check;
    parts->thread = std::make_unique<EngineThread>(
        Shared{parts->handles, parts->commands, parts->events, parts->counters, parts->grammars,
               parts->log},
        std::move(devices), parts->weights, hooks,
        StepLimits{options.max_batch_rows, options.prefill_chunk_tokens, plays_scripts,
                   options.threads});
    return std::unique_ptr<Engine>(new Engine(std::move(parts)));
}

Result<uint64_t> Engine::load_model(LoadModel command, void* user_data) {
    if (!command.chat_format.empty()) MST_TRY(chat_version_of_name(command.chat_format).status());
    HandleTable& handles = parts_->handles;
    MST_ASSIGN(const uint64_t id, command.describe_only
                                      ? handles.acquire_description(user_data)
                                      : handles.acquire(Kind::kModel, 0, user_data));
    command.model = id;
    parts_->commands.push(std::move(command));
    return id;
}

Status Engine::unload_model(uint64_t model) {
    MST_TRY(parts_->handles.retire(model, Kind::kModel));
    parts_->commands.push_urgent(UnloadModel{model});
    return Status();
}

Result<std::shared_ptr<const ModelInfo>> Engine::model_info(uint64_t model) const {
    return parts_->handles.model_info(model);
}

Result<uint64_t> Engine::load_adapter(LoadAdapter command, void* user_data) {
    MST_ASSIGN(const uint64_t id,
               parts_->handles.acquire(Kind::kAdapter, command.model, user_data));
    command.adapter = id;
    parts_->commands.push(std::move(command));
    return id;
}

Status Engine::unload_adapter(uint64_t adapter) {
    MST_TRY(parts_->handles.retire(adapter, Kind::kAdapter));
    parts_->commands.push(UnloadAdapter{adapter});
    return Status();
}

Result<std::shared_ptr<const AdapterInfo>> Engine::adapter_info(uint64_t adapter) const {
    return parts_->handles.adapter_info(adapter);
}

Result<uint64_t> Engine::create_session(CreateSession command, void* user_data) {
    if (command.tools) MST_TRY(parts_->handles.check(command.tools->toolset, Kind::kToolset));
    if (command.adapter != 0) {
        MST_TRY(parts_->handles.check_adapter(command.adapter, command.model));
    }
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
    parts_->commands.push_urgent(DestroySession{session});
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

Status Engine::set_adapter(const SetAdapter& command) {
    MST_TRY(parts_->handles.check(command.session, Kind::kSession));
    if (command.adapter != 0) {
        MST_TRY(parts_->handles.check_adapter(command.adapter, command.session));
    }
    return parts_->commands.try_push(command);
}

Status Engine::report_history(uint64_t session) {
    MST_TRY(parts_->handles.check(session, Kind::kSession));
    return parts_->commands.try_push(ReportHistory{session});
}

Status Engine::session_info(uint64_t session, SessionInfo* out_info) const {
    return parts_->handles.session_info(session, out_info);
}

Result<uint64_t> Engine::create_grammar(CreateGrammar command, void* user_data) {
    MST_ASSIGN(const uint64_t id, parts_->handles.acquire(Kind::kGrammar, 0, user_data));
    command.grammar = id;
    parts_->commands.push(std::move(command));
    return id;
}

Status Engine::destroy_grammar(uint64_t grammar) {
    MST_TRY(parts_->handles.retire(grammar, Kind::kGrammar));
    parts_->commands.push(DestroyGrammar{grammar});
    return Status();
}

Result<std::optional<GrammarMatch>> Engine::test_grammar(uint64_t grammar,
                                                         std::string_view text) const {
    MST_TRY(parts_->handles.check(grammar, Kind::kGrammar));
    const GrammarPtr compiled = parts_->grammars.find(grammar);
    if (compiled == nullptr) return std::optional<GrammarMatch>();
    GrammarPtr readable = compiled;
    if (has_live_strings(*compiled)) {
        MST_ASSIGN(readable, open_live_strings(compiled));
    }
    GrammarAutomaton automaton(std::move(readable));
    automaton.grant(kTestWorkPerByte * (text.size() + 64));
    GrammarMatch match;
    const Position end = automaton.advance(automaton.start(), text, match.accepted_bytes);
    MST_TRY(automaton.status());
    match.complete = end != GrammarAutomaton::kDead && automaton.complete(end);
    return std::optional<GrammarMatch>(match);
}

Result<uint64_t> Engine::create_toolset(CreateToolset command, void* user_data) {
    MST_ASSIGN(const uint64_t id, parts_->handles.acquire(Kind::kToolset, 0, user_data));
    command.toolset = id;
    parts_->commands.push(std::move(command));
    return id;
}

Status Engine::destroy_toolset(uint64_t toolset) {
    MST_TRY(parts_->handles.retire(toolset, Kind::kToolset));
    parts_->commands.push(DestroyToolset{toolset});
    return Status();
}

Status Engine::confirm_call(const ConfirmCall& command) {
    MST_TRY(parts_->handles.check(command.call, Kind::kCall));
    return parts_->commands.try_push(command);
}

// A call is answered once: from here on its id is stale.
Status Engine::reply_to_call(ReplyToCall command) {
    MST_TRY(parts_->handles.retire(command.call, Kind::kCall));
    parts_->commands.push(std::move(command));
    return Status();
}

Result<uint64_t> Engine::submit(SubmitRequest command, void* user_data) {
    if (command.tools && command.tools->toolset != 0) {
        MST_TRY(parts_->handles.check(command.tools->toolset, Kind::kToolset));
    }
    if (command.grammar != 0) MST_TRY(parts_->handles.check(command.grammar, Kind::kGrammar));
    if (user_data == nullptr) user_data = parts_->handles.user_data(command.session);
    MST_ASSIGN(const uint64_t id,
               parts_->handles.acquire(Kind::kRequest, command.session, user_data));
    command.request = id;
    command.time_ns = monotonic_ns();
    parts_->commands.push(std::move(command));
    return id;
}

Status Engine::set_live(SetLive command) {
    MST_TRY(parts_->handles.check(command.request, Kind::kRequest));
    return parts_->commands.try_push(std::move(command));
}

Status Engine::cancel(uint64_t request) {
    MST_ASSIGN(const bool first, parts_->handles.mark_cancelled(request));
    if (first) parts_->commands.push_urgent(CancelRequest{request});
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

// A request's slot is free again when its terminal event is delivered, and what could not be made
// ends when the host hears of it: until then the id is good, however the threads are timed.
void Engine::release_ended(std::span<const Event> delivered) {
    for (const Event& event : delivered) {
        if (is_terminal(event.type)) parts_->handles.release(event.request);
        // Stale where the host has ended it already.
        if (event.type == EventType::kModelFailed) (void)unload_model(event.values[0]);
        if (event.type == EventType::kAdapterFailed) (void)unload_adapter(event.values[0]);
        if (event.type == EventType::kGrammarFailed) (void)destroy_grammar(event.values[0]);
        if (event.type == EventType::kToolsetFailed) (void)destroy_toolset(event.values[0]);
    }
}

void Engine::wake() {
    parts_->events.wake();
}

const std::string& Engine::device() const {
    return parts_->device;
}

Status Engine::begin_frame(BeginFrame command) {
    command.time_ns = monotonic_ns();
    return parts_->commands.try_push(command, true);
}

Status Engine::set_thread_count(uint32_t count) {
    const uint32_t most = parts_->max_thread_count;
    if (count > most) {
        return error(Code::kLimitReached,
                     "%u threads are asked for and the engine was created with %u; create it with "
                     "as many as it will ever use",
                     count, most);
    }
    return parts_->commands.try_push(SetThreadCount{count == 0 ? most : count}, true);
}

FrameStats Engine::frame_stats() const {
    const Counters& counters = parts_->counters;
    const auto read = [](const auto& counter) { return counter.load(std::memory_order_relaxed); };
    FrameStats stats;
    stats.frames = read(counters.frames);
    stats.spent_ns = read(counters.frame_spent_ns);
    stats.last_spent_ns = read(counters.last_frame_spent_ns);
    stats.last_overrun_ns = read(counters.last_frame_overrun_ns);
    stats.max_overrun_ns = read(counters.max_frame_overrun_ns);
    stats.frames_overrun = read(counters.frames_overrun);
    stats.quanta_after_pause = read(counters.quanta_after_pause);
    stats.quantum_ns = read(counters.quantum_ns);
    return stats;
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
    stats.forced_tokens = read(parts.counters.forced_tokens);
    stats.thread_count = read(parts.counters.thread_count);
    stats.max_thread_count = parts.max_thread_count;
    stats.backend = read(parts.counters.backend);
    stats.cuda_state = read(parts.counters.cuda_state);
    stats.device_bytes = read(parts.counters.device_bytes);
    return stats;
}

}  // namespace minstrel
