#include "runtime/engine/engine_thread.h"

#include <algorithm>
#include <chrono>
#include <new>
#include <thread>
#include <utility>
#include <variant>

namespace minstrel {
namespace {

// Between two attempts while there is no memory at all.
constexpr std::chrono::milliseconds kStarvedPause(10);

uint64_t mapped_bytes(const LoadedModel& loaded) {
    return loaded.files == nullptr ? 0 : loaded.files->bytes().mapped;
}

}  // namespace

EngineThread::EngineThread(Shared shared, std::unique_ptr<Devices> devices, TagLink& weights,
                           const LoadHooks& hooks, const StepLimits& limits)
    : shared_(shared),
      limits_(limits),
      devices_(std::move(devices)),
      loader_(*devices_, weights, hooks,
              LoadLimits{limits.max_rows, limits.max_rows, limits.plays_scripts, limits.threads},
              [this] { shared_.commands.nudge(); }),
      compiler_([this] { shared_.commands.nudge(); }, limits.threads),
      thread_([this] {
          kernels::apply(limits_.threads);
          run();
      }) {}

EngineThread::~EngineThread() {
    shared_.commands.close();
    thread_.join();
}

void EngineThread::run() {
    bool busy = false, starved = false;
    while (!shared_.commands.closed()) {
        // Our code does not throw; the one exception left is memory that cannot be had. What became
        // of the requests is told when there is memory for telling it.
        try {
            if (starved) fail_everything(Code::kOutOfMemory, "no memory left in the engine thread");
            starved = false;
            // Commands behind one that ran out of memory are still to be done.
            if (next_command_ == commands_.size()) {
                shared_.commands.take(
                    commands_, busy ? 0 : std::min(next_deadline_ns(), frame_.next_chance_ns()));
                next_command_ = 0;
            }
            work_once();
            expire_all();
            busy = step();
        } catch (const std::bad_alloc&) {
            if (starved) std::this_thread::sleep_for(kStarvedPause);
            starved = busy = true;
        }
    }
}

void EngineThread::work_once() {
    while (next_command_ < commands_.size()) {
        Command& command = commands_[next_command_++];
        std::visit([this](auto& value) { apply(value); }, command);
    }
    take_loads();
    take_compiled();
}

Session* EngineThread::find_session(uint64_t id) {
    const size_t slot = slot_of(id);
    if (slot >= sessions_.size() || sessions_[slot] == nullptr) return nullptr;
    return sessions_[slot]->id() == id ? sessions_[slot].get() : nullptr;
}

EngineThread::ModelEntry* EngineThread::find_model(uint64_t id) {
    const size_t slot = slot_of(id);
    if (slot >= models_.size() || models_[slot].id != id) return nullptr;
    return &models_[slot];
}

void EngineThread::apply(LoadModel& command) {
    LoadOutcome failed;
    failed.model = command.model;
    at_slot(models_, command.model).id = command.model;
    try {
        loader_.start(std::move(command));
        return;
    } catch (const std::bad_alloc&) {
        failed.status = out_of_memory("no memory for loading the model");
    }
    finish_load(failed);
}

void EngineThread::apply(UnloadModel& command) {
    ModelEntry* entry = find_model(command.model);
    if (entry == nullptr) return;
    if (entry->is_loading()) {
        loader_.cancel(command.model);
        publish_model(EventType::kModelFailed, command.model,
                      Status(Code::kCancelled, "unloaded while it was loading"), 0);
    }
    shared_.log.write(LogLevel::kInfo, LogId::kModelUnloaded, "model unloaded");
    end_model(*entry);
}

void EngineThread::apply(CreateSession& command) {
    const uint64_t id = command.session;
    ModelEntry* model = find_model(command.model);
    SessionAdapter adapter = known_adapter(command.adapter, command.adapter_scale);
    auto session = std::make_unique<Session>(std::move(command), std::move(adapter));
    if (model == nullptr) {  // it was unloaded in the meantime
        shared_.handles.release(id);
        return;
    }
    if (model->loaded != nullptr) session->attach(model->loaded->for_sessions);
    update_info(*session);
    at_slot(toolset_of_session_, id) = known_toolset(session->toolset());
    at_slot(sessions_, id) = std::move(session);
}

void EngineThread::apply(DestroySession& command) {
    Session* session = find_session(command.session);
    if (session != nullptr) end_session(*session, "the session was destroyed");
}

void EngineThread::apply(ResetSession& command) {
    Session* session = find_session(command.session);
    if (session == nullptr) return;
    session->enqueue(command);
    update_info(*session);
}

void EngineThread::apply(SetSystemPrompt& command) {
    if (Session* session = find_session(command.session)) session->enqueue(std::move(command));
}

void EngineThread::apply(ReportHistory& command) {
    const Session* session = find_session(command.session);
    if (session == nullptr) return;
    Notice notice;
    notice.type = EventType::kHistory;
    notice.subject = session->id();
    notice.session = session->id();
    const std::string history = session->history_json();
    notice.payload = history;
    notice.user_data = shared_.handles.user_data(session->id());
    shared_.events.publish(notice);
}

void EngineThread::apply(SubmitRequest& command) {
    const uint64_t request = command.request;
    const uint64_t session_id = command.session;
    submitting_ = request;
    Session* session = find_session(session_id);
    if (session == nullptr) {
        publish_end(session_id, request, EventType::kCancelled,
                    Status(Code::kCancelled, "the session has ended"));
        submitting_ = 0;
        return;
    }
    at_slot(session_of_request_, request) = session_id;
    note_grammar(request, command.grammar);
    at_slot(toolset_of_request_, request) =
        known_toolset(command.tools ? command.tools->toolset : 0);
    session->enqueue(std::move(command));
    submitting_ = 0;
    shared_.counters.waiting_requests.fetch_add(1, std::memory_order_relaxed);
    update_info(*session);
    const ModelEntry* model = find_model(session->model());
    if (model != nullptr && !model->failure.ok()) {
        end_requests(*session, EventType::kFailed, model->failure);
    }
}

void EngineThread::apply(CancelRequest& command) {
    const size_t slot = slot_of(command.request);
    if (slot >= session_of_request_.size()) return;
    Session* session = find_session(session_of_request_[slot]);
    if (session == nullptr) return;
    Request* active = session->active();
    const Status why(Code::kCancelled, "cancelled by the host");
    if (active != nullptr && active->id() == command.request) {
        end_active(*session, EventType::kCancelled, why);
    } else if (session->remove_waiting(command.request)) {
        shared_.counters.waiting_requests.fetch_sub(1, std::memory_order_relaxed);
        update_info(*session);
        publish_end(session->id(), command.request, EventType::kCancelled, why);
    }
}

// The host may query the session as soon as it has the event, so its information goes first.
void EngineThread::end_active(Session& session, EventType type, const Status& status) {
    const uint64_t request = session.active()->id();
    const uint64_t generated = session.active()->generated_tokens();
    release_calls(*session.active());
    leave_batch(session);
    session.abandon();
    update_info(session);
    publish_end(session.id(), request, type, status, generated);
}

// A step may be under way; it must not look at what ends now.
void EngineThread::leave_batch(const Session& session) {
    const ModelEntry* model = find_model(session.model());
    if (model != nullptr && model->loaded != nullptr) model->loaded->batch.drop(session);
}

void EngineThread::take_loads() {
    if (const auto progress = loader_.take_progress()) {
        const ModelEntry* entry = find_model(progress->model);
        if (entry != nullptr && entry->is_loading()) {
            publish_model(EventType::kModelProgress, progress->model, Status(),
                          progress->done_bytes, progress->total_bytes);
        }
    }
    for (;;) {
        Loader::Outcome outcome = loader_.take_outcome();
        if (auto* load = std::get_if<LoadOutcome>(&outcome)) {
            finish_load(*load);
        } else if (auto* adapter = std::get_if<AdapterOutcome>(&outcome)) {
            finish_adapter(*adapter);
        } else {
            return;
        }
    }
}

void EngineThread::finish_load(LoadOutcome& outcome) {
    ModelEntry* entry = find_model(outcome.model);
    if (entry == nullptr) return;  // unloaded meanwhile, which was reported
    if (!outcome.status.ok()) {
        shared_.log.write(LogLevel::kError, LogId::kModelFailed, "%s",
                          outcome.status.message().c_str());
        // Until the host has the event it may still make sessions with the model: they fail too.
        entry->failure = outcome.status.with_context("the model could not be loaded");
        publish_model(EventType::kModelFailed, outcome.model, outcome.status, 0);
        for (const auto& session : sessions_) {
            if (session == nullptr || session->model() != outcome.model) continue;
            end_requests(*session, EventType::kFailed, entry->failure);
        }
        begin_adapters(*entry);
        return;
    }
    if (outcome.description != nullptr) {
        entry->is_described = true;
        shared_.handles.set_model_info(outcome.model, outcome.description);
        warn_of_template(*outcome.description);
        publish_model(EventType::kModelReady, outcome.model, Status(), outcome.time_ns);
        return;
    }
    entry->loaded = std::move(outcome.loaded);
    const ModelInfo& info = *entry->loaded->info;
    shared_.handles.set_model_info(outcome.model, entry->loaded->info);
    Counters::add(shared_.counters.mapped_bytes, mapped_bytes(*entry->loaded));
    Counters::add(shared_.counters.kv_pages_total, entry->loaded->pages.total());
    Counters::add(shared_.counters.device_bytes, entry->loaded->device_bytes());
    for (const auto& session : sessions_) {
        if (session == nullptr || session->model() != outcome.model) continue;
        session->attach(entry->loaded->for_sessions);
        update_info(*session);
    }
    shared_.log.write(LogLevel::kInfo, LogId::kModelLoaded,
                      "model '%s' ready: %llu parameters, context %u tokens, %llu ms",
                      info.name.c_str(), static_cast<unsigned long long>(info.parameter_count),
                      info.context_tokens,
                      static_cast<unsigned long long>(outcome.time_ns / 1'000'000));
    if (entry->loaded->files != nullptr && entry->loaded->files->rounding() > 0) {
        shared_.log.write(LogLevel::kWarning, LogId::kWeightsRounded,
                          "model '%s': quantised weights run as int8, rounded by %.2g %% of their "
                          "size; pack the unquantised model to avoid that",
                          info.name.c_str(), 100 * entry->loaded->files->rounding());
    }
    warn_of_template(info);
    publish_model(EventType::kModelReady, outcome.model, Status(), outcome.time_ns);
    take_placement(*entry, outcome.placement);
    begin_adapters(*entry);
}

void EngineThread::warn_of_template(const ModelInfo& info) {
    if (info.chat_template == TemplateMatch::kDiffers) {
        shared_.log.write(LogLevel::kWarning, LogId::kTemplateDiffers,
                          "model '%s': the chat template in its files is of another version than "
                          "the chat format %s that is used; mst_model_desc.chat_format chooses",
                          info.name.c_str(), info.chat_format.c_str());
    } else if (info.chat_template == TemplateMatch::kForeign) {
        shared_.log.write(LogLevel::kWarning, LogId::kTemplateDiffers,
                          "model '%s': the chat template in its files has none of Mistral's marks; "
                          "the model was trained on another form of conversation than %s and may "
                          "answer badly",
                          info.name.c_str(), info.chat_format.c_str());
    }
}

// A model that another device should have taken; or the device was lost while the model was on its
// way to it.
void EngineThread::take_placement(ModelEntry& entry, const Status& placement) {
    const bool lost =
        entry.loaded->backend == BackendKind::kCuda && devices_->kind() != BackendKind::kCuda;
    if (lost) {
        rehome(entry, Status(Code::kDeviceLost, "the device was lost while the model was loaded"));
    } else if (!placement.ok()) {
        const ModelInfo& info = *entry.loaded->info;
        shared_.log.write(LogLevel::kWarning, LogId::kModelMoved,
                          "model '%s' runs with %u of its %u layers on the CPU: %s",
                          info.name.c_str(), info.layer_count - info.gpu_layer_count,
                          info.layer_count, placement.message().c_str());
        publish_moved(entry.id, placement, BackendKind::kCpu, info.gpu_layer_count);
    }
}

// The active request and those that wait.
void EngineThread::end_requests(Session& session, EventType type, const Status& status) {
    const bool was_active = session.active() != nullptr;
    const uint64_t generated = was_active ? session.active()->generated_tokens() : 0;
    if (was_active) release_calls(*session.active());
    leave_batch(session);
    const std::vector<uint64_t> requests = session.end();
    session.abandon();
    update_info(session);
    for (const uint64_t request : requests) {
        const bool active = was_active && request == requests.front();
        publish_end(session.id(), request, type, status, active ? generated : 0);
        if (!active) shared_.counters.waiting_requests.fetch_sub(1, std::memory_order_relaxed);
    }
}

void EngineThread::end_session(Session& session, const char* why) {
    const uint64_t id = session.id();
    end_requests(session, EventType::kCancelled, Status(Code::kCancelled, why));
    ModelEntry* model = find_model(session.model());
    if (model != nullptr && model->loaded != nullptr) session.kv.clear(model->loaded->pages);
    sessions_[slot_of(id)].reset();
    toolset_of_session_[slot_of(id)].reset();
    shared_.handles.release(id);
}

void EngineThread::end_model(ModelEntry& entry) {
    const uint64_t id = entry.id;
    for (size_t slot = 0; slot < sessions_.size(); ++slot) {
        Session* session = sessions_[slot].get();
        if (session != nullptr && session->model() == id) {
            end_session(*session, "the model was unloaded");
        }
    }
    if (entry.loaded != nullptr) {
        Counters& counters = shared_.counters;
        counters.mapped_bytes.fetch_sub(mapped_bytes(*entry.loaded));
        counters.device_bytes.fetch_sub(entry.loaded->device_bytes());
        counters.kv_pages_total.fetch_sub(entry.loaded->pages.total());
    }
    end_adapters(id);
    forget_constraints(id);
    entry = ModelEntry{};
    shared_.handles.release(id);
}

// Memory ran out somewhere between two events. Which requests were touched is not known, so all
// end; sessions, conversations and the engine live on.
void EngineThread::fail_everything(Code reason, const char* text) {
    const Status status(reason, text);
    if (submitting_ != 0) {
        publish_end(0, submitting_, EventType::kFailed, status);
        submitting_ = 0;
    }
    for (const auto& session : sessions_) {
        if (session != nullptr) end_requests(*session, EventType::kFailed, status);
    }
    shared_.counters.waiting_requests.store(0, std::memory_order_relaxed);
    shared_.log.write(LogLevel::kError, LogId::kStepFailed, "%s", text);
}

}  // namespace minstrel
